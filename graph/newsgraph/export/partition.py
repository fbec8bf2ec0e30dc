"""N-Quads in several files, which stores load at once and next to each other."""

import os
import shutil
import tempfile
import zlib
from contextlib import ExitStack
from pathlib import Path

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph.namespaces import ENTITIES_GRAPH


def partition(store: ox.Store, folder: str | os.PathLike[str], parts: int) -> list[Path]:
    """Write a store as ``part-00000.nq`` and so on; gives the files.

    The named graph of a document stays in one file, and so does what is said of one thing. The same graph gives the
    same bytes. Parts that an earlier call left in the folder are replaced once the new ones are complete.

    Parameters
    ----------
    parts
        How many files.

    Raises
    ------
    GraphError
        If the folder cannot be written.
    """
    target = Path(folder)
    try:
        target.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=".parts-", dir=target))
        try:
            _write(store, draft, parts)
            for old in target.glob("part-*.nq"):
                old.unlink()
            return [Path(shutil.move(path, target / path.name)) for path in sorted(draft.iterdir())]
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise GraphError(f"{folder} cannot be written: {error.strerror or error}") from error


def part_of(quad: ox.Quad, parts: int) -> int:
    """The number of the file that a quad belongs into.

    >>> s, p, o = (ox.NamedNode(f"urn:{x}") for x in "spo")
    >>> part_of(ox.Quad(s, p, o, s), 8) == part_of(ox.Quad(o, p, p, s), 8)
    True
    """
    key = quad.subject if getattr(quad.graph_name, "value", "") == ENTITIES_GRAPH else quad.graph_name
    return zlib.crc32(str(key).encode()) % parts


def _write(store: ox.Store, folder: Path, parts: int) -> None:
    paths = [folder / f"part-{number:05}.nq" for number in range(parts)]
    with ExitStack() as opened:
        files = [opened.enter_context(path.open("wb")) for path in paths]
        for quad in store:
            files[part_of(quad, parts)].write(f"{quad} .\n".encode())
    for path in paths:
        # Only one part at a time is in memory.
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(b"".join(sorted(lines)))
