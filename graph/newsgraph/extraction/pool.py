"""Extraction in processes of its own: several documents at once, and one that hangs or crashes costs only itself.

Each worker loads the models once and is given one document at a time. A document that takes too long is given up
and its worker replaced; one whose worker dies is tried once more in a fresh one, since the system may have ended
the process for another's hunger for memory.
"""

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import IO, Any

from newsgraph.errors import ExtractionError, NewsgraphError
from newsgraph.extraction import Extractor
from newsgraph.records import Document, Extraction, Skipped

TIMEOUT = 300.0
"""Seconds that one document may take, unless one says otherwise."""

_AHEAD = 2
_REORDERED = 64
_SINGLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def cores() -> int:
    """How many processes can run at once here.

    >>> cores() >= 1
    True
    """
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def failed(error: Exception) -> str:
    """Why a document has no extraction, in one line.

    >>> failed(ValueError("no verb"))
    'extraction failed: ValueError: no verb'
    """
    what = str(error) if isinstance(error, NewsgraphError) else f"{type(error).__name__}: {error}"
    return f"extraction failed: {' '.join(what.split())}"


class Pool:
    """Processes that extract. Use as a context manager: leaving it ends them at once.

    Parameters
    ----------
    make
        Gives the extractor; called once in each process, and sent there by pickle.
    jobs
        How many processes.
    timeout
        Seconds that one document may take.

    Examples
    --------
    ::

        with Pool(functools.partial(newsgraph.extraction.load, "rules"), jobs=4) as pool:
            for found in pool.run(documents):
                ...
    """

    def __init__(self, make: Callable[[], Extractor], jobs: int, timeout: float = TIMEOUT) -> None:
        try:
            self._recipe = pickle.dumps(make)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ExtractionError(f"this extractor cannot be sent to other processes: {error}") from error
        self.jobs = jobs
        self.timeout = timeout
        self._tasks: queue.Queue[tuple[int, Document] | None] = queue.Queue()
        self._results: queue.Queue[tuple[int, Extraction | Skipped | Exception]] = queue.Queue()
        self._lock = threading.Lock()
        self._closed = False
        self._workers: set[_Worker] = set()
        self._threads = [threading.Thread(target=self._attend, daemon=True) for _ in range(jobs)]

    def __enter__(self) -> "Pool":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
        for _ in self._threads:
            self._tasks.put(None)
        for thread in self._threads:
            thread.join()

    def run(self, documents: Iterable[Document], *, ordered: bool = False) -> Iterator[Extraction | Skipped]:
        """Extract from documents; only a few of them are in memory at a time.

        Parameters
        ----------
        documents
            Read as the processes become free.
        ordered
            Give the results in the order of the documents, not as they arrive.

        Raises
        ------
        ExtractionError
            If the extractor cannot be loaded.
        """
        most = self.jobs * (_REORDERED if ordered else _AHEAD)
        waiting = iter(documents)
        done: dict[int, Extraction | Skipped] = {}
        sent = given = arrived = 0
        more = True
        while more or given < sent:
            while more and sent - given < most and sent - arrived < self.jobs * _AHEAD:
                document = next(waiting, None)
                if document is None:
                    more = False
                else:
                    self._tasks.put((sent, document))
                    sent += 1
            if given < sent:
                at, result = self._results.get()
                arrived += 1
                if isinstance(result, Exception):
                    raise result
                done[at if ordered else given] = result
            while given in done:
                yield done.pop(given)
                given += 1

    def _attend(self) -> None:
        """Look after one worker, in a thread of its own."""
        worker: _Worker | None = None
        while (task := self._tasks.get()) is not None and not self._closed:
            at, document = task
            try:
                for last in (False, True):
                    worker = worker if worker and worker.alive else self._start()
                    try:
                        self._results.put((at, worker.extract(document, self.timeout)))
                        break
                    except _Died as error:
                        if last or self._closed:
                            reason = f"extraction failed: {error}, twice"
                            self._results.put((at, Skipped(document.source, reason)))
            except Exception as error:
                self._results.put((at, error))
        if worker:
            self._end(worker)

    def _start(self) -> "_Worker":
        with self._lock:
            if self._closed:
                raise ExtractionError("the pool is closed")
            self._workers = {worker for worker in self._workers if worker.alive}
            worker = _Worker()
            self._workers.add(worker)
        try:
            worker.load(self._recipe)
        except _Died as error:
            raise ExtractionError(f"the extractor cannot be loaded: {error}") from error
        return worker

    def _end(self, worker: "_Worker") -> None:
        worker.close()
        with self._lock:
            self._workers.discard(worker)


class _Died(Exception):
    """A process ended before it had answered."""


class _Worker:
    """One process, from the side of its owner."""

    def __init__(self) -> None:
        # A session of its own: Ctrl-C is for the owner, who then ends the process.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "newsgraph.extraction.pool"], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True,
            env={**_SINGLE, **os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)})
        self.alive = True

    def load(self, recipe: bytes) -> None:
        """Make the extractor there."""
        self._ask(recipe)

    def extract(self, document: Document, timeout: float) -> Extraction | Skipped:
        """What one document says, or why that is not known; raises `_Died` if the process ends over it."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(timeout, stop)
        clock.start()
        try:
            found: Extraction | str = self._ask(pickle.dumps(document))
        except _Died:
            if not late.is_set():
                raise
            return Skipped(document.source, f"extraction took longer than {timeout:g} s and was ended")
        finally:
            clock.cancel()
            clock.join()
            if late.is_set():
                self.close()
        return Skipped(document.source, found) if isinstance(found, str) else found

    def _ask(self, message: bytes) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            _send(self._process.stdin, message)
            kind, value = pickle.loads(_receive(self._process.stdout))
        except (EOFError, OSError, ValueError) as error:
            self.close()
            raise _Died(_end_of(self._process.returncode)) from error
        if kind == "broken":
            self.close()
            raise ExtractionError(value)
        return value

    def kill(self) -> None:
        """End the process, from any thread: whoever waits for its answer hears that it died."""
        self.alive = False
        self._process.kill()

    def close(self) -> None:
        """End the process and forget it."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()


def _end_of(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"its process was ended by the system ({signal.Signals(-status).name})"
    return f"its process ended with status {status}"


def _send(file: IO[bytes], message: bytes) -> None:
    file.write(len(message).to_bytes(8, "big") + message)
    file.flush()


def _receive(file: IO[bytes]) -> bytes:
    head = file.read(8)
    body = file.read(int.from_bytes(head, "big")) if len(head) == 8 else b""
    if not body or len(body) < int.from_bytes(head, "big"):
        raise EOFError
    return body


def _work() -> None:
    """The process's side: load, say so, and answer documents until the owner is gone."""
    inbox: queue.Queue[bytes] = queue.Queue()
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)

    def listen() -> None:
        try:
            while True:
                inbox.put(_receive(sys.stdin.buffer))
        except (EOFError, OSError):
            os._exit(0)

    def answer(kind: str, value: object) -> None:
        _send(answers, pickle.dumps((kind, value)))

    threading.Thread(target=listen, daemon=True).start()
    try:
        extractor: Extractor = pickle.loads(inbox.get())()
    except Exception as error:
        answer("broken", str(error) if isinstance(error, NewsgraphError) else f"{type(error).__name__}: {error}")
        return
    answer("ready", None)
    while True:
        document: Document = pickle.loads(inbox.get())
        try:
            answer("found", extractor.extract(document))
        except Exception as error:
            answer("found", failed(error))


if __name__ == "__main__":
    _work()
