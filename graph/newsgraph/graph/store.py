"""The store on disk: always whole.

``graph.db/store`` is a link to the folder of the present generation. A new generation is written beside it,
fully, and then the link is replaced in one step: a crash leaves the old one or the new one. The last
generation stays until the next writer comes, for those who are still reading it.
"""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from filelock import FileLock, Timeout

from newsgraph.errors import GraphError

DATABASE = "graph.db"
"""The folder inside an output folder that holds what the graph is kept in."""


def store_path(output: str | os.PathLike[str]) -> Path:
    """Where an output folder's store is."""
    return Path(output) / DATABASE / "store"


def corpus_path(output: str | os.PathLike[str]) -> Path:
    """Where an output folder's corpus is."""
    return Path(output) / DATABASE / "corpus.sqlite"


def open_store(output: str | os.PathLike[str]) -> ox.Store:
    """The store of an output folder, for reading.

    Raises
    ------
    GraphError
        If the folder holds no graph, or a damaged one.
    """
    path = store_path(output)
    if not path.is_dir():
        raise GraphError(f"{output} holds no graph; make one with: newsgraph build SOURCE -o {output}")
    try:
        return ox.Store.read_only(str(path.resolve()))
    except (OSError, RuntimeError) as error:
        raise GraphError(f"the graph in {output} is damaged ({error}); build it again") from error


@contextmanager
def writing(output: str | os.PathLike[str], *, timeout: float = 10.0) -> Iterator[Path]:
    """The right to change an output folder, held by one process at a time.

    An exception in the block takes away what it made where there was neither a graph nor a corpus before, so that the
    folder does not look like one that holds a graph.

    Parameters
    ----------
    timeout
        Seconds to wait for another process to finish.

    Raises
    ------
    GraphError
        If another process still holds it, or the folder cannot be written.
    """
    folder = Path(output)
    made = not folder.exists()
    try:
        (folder / DATABASE).mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / DATABASE / "lock")
        lock.acquire(timeout=timeout)
    except Timeout as error:
        raise GraphError(f"another newsgraph process is writing to {output}; try again later") from error
    except OSError as error:
        raise GraphError(f"{output} cannot be written: {error.strerror or error}") from error
    first = not store_path(folder).exists() and not corpus_path(folder).exists()
    try:
        _sweep(folder / DATABASE)
        for draft in (*folder.glob(".graph.ttl.*"), *folder.glob(".graph-*")):
            _remove(draft)
        yield folder
    except BaseException:
        if first and not store_path(folder).exists():
            _take_back(folder, made)
        raise
    finally:
        lock.release()


def _take_back(folder: Path, made: bool) -> None:
    """Remove the corpus that a failed first change left, and what is then empty; what was extracted stays."""
    database = folder / DATABASE
    for path in database.glob(corpus_path(folder).name + "*"):
        _remove(path)
    if all(path.name == "lock" for path in database.iterdir()):
        _remove(database)
    if made and not any(folder.iterdir()):
        folder.rmdir()


def _sweep(database: Path) -> None:
    """Remove the generations before the present one, and those that a killed process left half-written."""
    link = database / "store"
    current = link.resolve() if link.exists() else None
    for path in database.glob("store-*"):
        if path.resolve() != current:
            _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _release() -> None:
    """Give the system back what was freed: glibc keeps hundreds of megabytes of it, in pieces, after a large load."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if os.name == "posix" else None
    if trim is not None:
        trim(0)


class Generation:
    """The next state of a store, not yet seen by anybody. Use inside `writing`.

    Without `publish`, leaving the block throws it away.
    """

    def __init__(self, output: str | os.PathLike[str], *, keep: bool = False) -> None:
        self.output = Path(output)
        self._database = self.output / DATABASE
        self._link = self._database / "store"
        self._path: Path | None = None
        self._keep = keep
        self._published = False
        self.store: ox.Store

    def note(self, name: str, text: str) -> None:
        """Keep a small file with this generation: it becomes the present one together with the store."""
        assert self._path is not None
        (self._path / name).write_text(text, encoding="utf-8")

    def __enter__(self) -> "Generation":
        try:
            self._path = Path(tempfile.mkdtemp(prefix="store-", dir=self._database))
            self._path.chmod(0o755)
            if self._keep and self._link.exists():
                self._copy(self._path)
            self.store = ox.Store(str(self._path))
        except (OSError, RuntimeError) as error:
            self._discard()
            raise GraphError(f"the graph cannot be written to {self._database}: {error}") from error
        return self

    def _copy(self, path: Path) -> None:
        """RocksDB's files never change once written, so a generation starts as links to those of the last."""
        path.rmdir()
        ox.Store.read_only(str(self._link.resolve())).backup(str(path))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add many quads fast; not in one transaction, which a generation does not need.

        Oxigraph holds up to three million of them in memory, some 400 bytes each, a million to be sorted by each core.
        """
        _release()
        self.store.bulk_extend(quads)
        _release()

    def publish(self) -> None:
        """Make this the present state, in one step."""
        assert self._path is not None
        try:
            self.store.flush()
            # Closed before anybody can see it: an open store may still replace files that a reader opens.
            del self.store
            link = self._path.with_name(self._path.name + ".link")
            os.symlink(self._path.name, link)
            os.replace(link, self._link)
        except (OSError, RuntimeError) as error:
            raise GraphError(f"the graph cannot be written to {self._database}: {error}") from error
        self._published = True

    def __exit__(self, *exception: object) -> None:
        if hasattr(self, "store"):
            del self.store
        if not self._published:
            self._discard()

    def _discard(self) -> None:
        if self._path is not None:
            _remove(self._path)
