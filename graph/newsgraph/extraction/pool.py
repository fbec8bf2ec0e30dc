"""Extraction in processes of its own: several documents at once, and one that hangs or crashes costs only itself.

Each worker loads the models once and is given one document at a time. A document that takes too long, or more memory
than it may, is given up and its worker replaced; one whose worker dies is tried once more in a fresh one, since the
system may have ended the process for another's hunger for memory.
"""

import contextlib
import heapq
import os
import pickle
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType

from newsgraph.errors import ExtractionError
from newsgraph.extraction import Extractor
from newsgraph.extraction.worker import MIB, Died, Lost, Worker, failed
from newsgraph.records import Document, Extraction, Skipped

__all__ = ["MEMORY", "TIMEOUT", "Lost", "Pool", "Slowest", "cores", "failed"]

TIMEOUT = 300.0
"""Seconds that one document may take, unless one says otherwise."""

MEMORY = 2048
"""MiB of memory that one worker may hold, unless one says otherwise."""

_AHEAD = 2
_REORDERED = 64


def cores() -> int:
    """How many processes can run at once here.

    >>> cores() >= 1
    True
    """
    with contextlib.suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Slowest:
    """The documents that took longest.

    >>> slowest = Slowest(2)
    >>> for seconds, source in ((1.0, "a"), (3.0, "b"), (2.0, "c")):
    ...     slowest.note(seconds, source)
    >>> slowest.items
    [(3.0, 'b'), (2.0, 'c')]
    """

    def __init__(self, most: int = 5) -> None:
        self._most = most
        self._heap: list[tuple[float, str]] = []

    def note(self, seconds: float, source: str) -> None:
        """Tell how long one took."""
        heapq.heappush(self._heap, (seconds, source))
        if len(self._heap) > self._most:
            heapq.heappop(self._heap)

    @property
    def items(self) -> list[tuple[float, str]]:
        """(seconds, source), the slowest first."""
        return sorted(self._heap, reverse=True)


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
    memory
        MiB that one process may hold, models included.

    Examples
    --------
    ::

        with Pool(functools.partial(newsgraph.extraction.load, "rules"), jobs=4) as pool:
            for found in pool.run(documents):
                ...
    """

    def __init__(self, make: Callable[[], Extractor], jobs: int, timeout: float = TIMEOUT,
                 memory: int = MEMORY) -> None:
        try:
            self._recipe = pickle.dumps(make)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise ExtractionError(f"this extractor cannot be sent to other processes: {error}") from error
        self.jobs = jobs
        self.timeout = timeout
        self.memory = memory
        self.slowest = Slowest()
        self._tasks: queue.Queue[tuple[int, Document] | None] = queue.Queue()
        self._results: queue.Queue[tuple[int, Extraction | Skipped | Exception]] = queue.Queue()
        self._lock = threading.Lock()
        self._closed = False
        self._workers: set[Worker] = set()
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
        worker: Worker | None = None
        while (task := self._tasks.get()) is not None and not self._closed:
            at, document = task
            try:
                for last in (False, True):
                    worker = worker if worker and worker.alive else self._start()
                    started = time.monotonic()
                    try:
                        result = worker.extract(document, self.timeout)
                    except Died as error:
                        if not last and not self._closed:
                            continue
                        result = Lost(document.source, f"extraction failed: {error}, twice", document, "crash")
                    with self._lock:
                        self.slowest.note(time.monotonic() - started, document.source)
                    self._results.put((at, result))
                    break
            except Exception as error:
                self._results.put((at, error))
        if worker:
            self._end(worker)

    def _start(self) -> Worker:
        with self._lock:
            if self._closed:
                raise ExtractionError("the pool is closed")
            self._workers = {worker for worker in self._workers if worker.alive}
            worker = Worker(self.memory * MIB)
            self._workers.add(worker)
        try:
            worker.load(self._recipe)
        except Died as error:
            raise ExtractionError(f"the extractor cannot be loaded: {error}") from error
        return worker

    def _end(self, worker: Worker) -> None:
        worker.close()
        with self._lock:
            self._workers.discard(worker)
