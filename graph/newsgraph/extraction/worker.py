"""One process that extracts: its owner's side (`Worker`) and its own (``python -m newsgraph.extraction.worker``).

Messages are pickles, each with its length before it. The first is what makes the extractor; then come documents.
"""

import contextlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any, Literal

from newsgraph.errors import ExtractionError, NewsgraphError
from newsgraph.extraction import Extractor
from newsgraph.records import Document, Extraction, Skipped

MIB = 1 << 20
_SINGLE = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_ALLOCATION = ("bad_alloc", "bad allocation", "llocate memory", "MemoryError", "memory allocation of")
"""What libraries say when they get no memory."""


@dataclass(frozen=True, slots=True)
class Lost(Skipped):
    """A document that was given up because it took its process with it, or would have."""

    document: Document
    cause: Literal["time", "memory", "crash"]


class Died(Exception):
    """A process ended before it had answered. `starved` says that it was for want of memory."""

    def __init__(self, reason: str, starved: bool = False) -> None:
        super().__init__(reason)
        self.starved = starved


class Worker:
    """One process, from the side of its owner.

    Parameters
    ----------
    memory
        Bytes of data that it may hold; it is kept to that on Linux.
    """

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._errors: IO[bytes] = tempfile.TemporaryFile()
        # A session of its own: Ctrl-C is for the owner, who then ends the process.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "newsgraph.extraction.worker", str(memory)], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self._errors, start_new_session=True,
            env={**_SINGLE, **os.environ, "PYTHONPATH": os.pathsep.join(path or os.getcwd() for path in sys.path)})
        self.alive = True

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def load(self, recipe: bytes) -> None:
        """Make the extractor there.

        Raises
        ------
        ExtractionError
            If it cannot be made.
        Died
            If the process ends over it.
        """
        self._ask(recipe)

    def extract(self, document: Document, timeout: float) -> Extraction | Skipped:
        """What one document says, or why that is not known.

        Raises
        ------
        Died
            If the process ends over it, but neither for want of time nor of memory.
        """
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._process.kill()

        clock = threading.Timer(timeout, stop)
        clock.start()
        try:
            found: Extraction | str = self._ask(pickle.dumps(document))
        except Died as error:
            if late.is_set():
                reason = f"extraction took longer than {timeout:g} s and was ended"
                return Lost(document.source, reason, document, "time")
            if error.starved:
                reason = f"extraction needed more than {self._memory // MIB} MiB of memory and was ended"
                return Lost(document.source, reason, document, "memory")
            raise
        finally:
            clock.cancel()
            clock.join()
            if late.is_set():
                self.close()
        return Skipped(document.source, found) if isinstance(found, str) else found

    def _ask(self, message: bytes) -> Any:
        assert self._process.stdin is not None and self._process.stdout is not None
        try:
            # The file's position is the process's as well: what it says next is all there is.
            self._errors.seek(0)
            self._errors.truncate()
            send(self._process.stdin, message)
            kind, value = pickle.loads(receive(self._process.stdout))
        except (EOFError, OSError, ValueError) as error:
            self._process.kill()
            self._process.wait()
            reason, starved = _end_of(self._process.returncode), self._starved()
            self.close()
            raise Died(reason, starved) from error
        if kind == "starved":
            self.close()
            raise Died("it has no memory left", True)
        if kind == "broken":
            self.close()
            raise ExtractionError(value)
        return value

    def _starved(self) -> bool:
        with contextlib.suppress(OSError, ValueError):
            self._errors.seek(0)
            said = self._errors.read(1 << 16)
            return any(word.encode() in said for word in _ALLOCATION[:2])
        return False

    def kill(self) -> None:
        """End the process, from any thread: whoever waits for its answer hears that it died."""
        self.alive = False
        self._process.kill()

    def close(self) -> None:
        """End the process and forget it."""
        self.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            with contextlib.suppress(OSError):
                if pipe:
                    pipe.close()


def failed(error: Exception) -> str:
    """Why a document has no extraction, in one line.

    >>> failed(ValueError("no verb"))
    'extraction failed: ValueError: no verb'
    """
    what = str(error) if isinstance(error, NewsgraphError) else f"{type(error).__name__}: {error}"
    return f"extraction failed: {' '.join(what.split())}"


def _end_of(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"its process was ended by the system ({signal.Signals(-status).name})"
    return f"its process ended with status {status}"


def send(file: IO[bytes], message: bytes) -> None:
    """Write one message."""
    file.write(len(message).to_bytes(8, "big") + message)
    file.flush()


def receive(file: IO[bytes]) -> bytes:
    """Read one message. Raises `EOFError` where it is not there whole."""
    head = file.read(8)
    body = file.read(int.from_bytes(head, "big")) if len(head) == 8 else b""
    if not body or len(body) < int.from_bytes(head, "big"):
        raise EOFError
    return body


def _limit(memory: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _is_starved(error: BaseException) -> bool:
    return isinstance(error, MemoryError) or any(word in str(error) for word in _ALLOCATION)


def work(memory: int) -> None:
    """The process's side: load, say so, and answer documents until the owner is gone."""
    _limit(memory)
    inbox: queue.Queue[bytes] = queue.Queue()
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not get between the answers.
    os.dup2(2, 1)

    def listen() -> None:
        try:
            while True:
                inbox.put(receive(sys.stdin.buffer))
        except (EOFError, OSError):
            os._exit(0)

    def answer(kind: str, value: object) -> None:
        send(answers, pickle.dumps((kind, value)))

    threading.Thread(target=listen, daemon=True).start()
    try:
        make: Callable[[], Extractor] = pickle.loads(inbox.get())
        extractor = make()
    except Exception as error:
        answer("broken", str(error) if isinstance(error, NewsgraphError) else f"{type(error).__name__}: {error}")
        return
    answer("ready", None)
    while True:
        document: Document = pickle.loads(inbox.get())
        try:
            answer("found", extractor.extract(document))
        except Exception as error:
            # What the heap looks like then, nobody knows: the next document gets another process.
            answer(*(("starved", None) if _is_starved(error) else ("found", failed(error))))


if __name__ == "__main__":
    work(int(sys.argv[1]))
