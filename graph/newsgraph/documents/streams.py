"""Bytes on their way from a source to the reader of its format, counted as they pass."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from newsgraph.documents.options import Limits, Options
from newsgraph.errors import DocumentError

HEAD = 1 << 16
"""How many bytes of a source are looked at to tell its format and encoding."""


class TooLarge(DocumentError):
    """A source that goes beyond a limit that holds for it as a whole: reading it ends here."""


class Budget:
    """What one source given by the caller has taken and given so far, at all levels of nesting together."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.taken = 0
        self.given = 0

    def give(self, count: int) -> None:
        """Account for `count` decompressed bytes. Raises `TooLarge` where they are out of all proportion."""
        self.given += count
        if self.given > self.limits.expansion_floor + self.limits.expansion * self.taken:
            raise TooLarge(f"it unpacks to more than {self.limits.expansion} times its size, like an archive "
                           "made to fill a disk")


class Counted(io.RawIOBase):
    """A stream that starts with `head`, goes on with `rest`, and counts what is read from `rest`."""

    def __init__(self, rest: IO[bytes], budget: Budget, *, unpacked: bool) -> None:
        self._rest, self._budget, self._unpacked = rest, budget, unpacked

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._rest.read(len(buffer))
        buffer[:len(data)] = data
        if self._unpacked:
            self._budget.give(len(data))
        else:
            self._budget.taken += len(data)
        return len(data)


@dataclass(slots=True)
class Piece:
    """One thing to read: its label, its name (whose suffix may tell the format), its bytes.

    `path` is set where the bytes are a file on disk as it is, for formats that are read out of order.
    """

    source: str
    name: str
    stream: io.BufferedReader
    options: Options
    budget: Budget
    depth: int = 0
    path: str | None = None
    url: str | None = None
    kind: str | None = None
    charset: str | None = None

    def head(self) -> bytes:
        """The first bytes, without taking them from the stream."""
        return self.stream.peek(HEAD)[:HEAD]

    def read(self) -> bytes:
        """All bytes of one document. Raises `DocumentError` if there are more than one document may have."""
        return bounded(self.stream, self.options.limits.document)

    def inner(self, name: str, stream: IO[bytes], *, source: str | None = None) -> "Piece":
        """What this archive or compression holds. Raises `DocumentError` where it is nested too deeply."""
        if self.depth >= self.options.limits.nesting:
            nesting = self.options.limits.nesting
            raise DocumentError(f"it lies in more than {nesting} archives inside one another")
        counted = buffered(Counted(stream, self.budget, unpacked=True))
        source = source or f"{self.source}/{name}"
        return Piece(source, name, counted, self.options, self.budget, self.depth + 1)

    def seekable(self) -> IO[bytes]:
        """The bytes as something that can be read out of order."""
        return io.BytesIO(self.read()) if self.path is None else open(self.path, "rb")


class _Filled(io.BufferedReader):
    """A buffered reader whose `peek` waits for a full buffer or the end: pipes give a little at a time."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self._source = raw
        head = b""
        while len(head) < HEAD and (more := raw.read(HEAD - len(head))):
            head += more
        super().__init__(_Chain(head, raw), HEAD)


class _Chain(io.RawIOBase):
    def __init__(self, head: bytes, rest: io.RawIOBase) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._head:
            part, self._head = self._head[:len(buffer)], self._head[len(buffer):]
            buffer[:len(part)] = part
            return len(part)
        return self._rest.readinto(buffer) or 0


def buffered(raw: io.RawIOBase) -> io.BufferedReader:
    """A buffered reader of `raw` whose first `peek` shows `HEAD` bytes, or all there are."""
    return _Filled(raw)


def bounded(stream: IO[bytes], limit: int) -> bytes:
    """All bytes of a stream that may have `limit` of them at most, else `DocumentError`.

    >>> bounded(io.BytesIO(b"abc"), 3)
    b'abc'
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise DocumentError(f"it is larger than the {size(limit)} that one document may have")
    return data


def lines(stream: IO[bytes], limit: int) -> Iterator[bytes | None]:
    """The lines of a stream, each without its end; None stands for a line longer than `limit`."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line.rstrip(b"\r\n")
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(HEAD)
        yield None


def size(count: int) -> str:
    """A number of bytes for people.

    >>> size(64 << 20), size(1500), size(12)
    ('64 MiB', '1 KiB', '12 bytes')
    """
    for unit, name in ((1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")):
        if count >= unit:
            return f"{count // unit} {name}"
    return f"{count} bytes"


def reason(error: Exception) -> str:
    """One sentence for whatever went wrong inside a source.

    >>> reason(EOFError()), reason(DocumentError("it is empty"))
    ('it is broken or cut short', 'it is empty')
    """
    if isinstance(error, DocumentError):
        return str(error)
    if isinstance(error, PermissionError):
        return "there is no permission to read it"
    if isinstance(error, FileNotFoundError):
        return "there is no such file or folder"
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    if isinstance(error, EOFError):
        return "it is broken or cut short"
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read: {error.strerror.lower()}"
    said = " ".join(str(error).split())[:160] or type(error).__name__
    return f"it is broken or cut short: {said[:1].lower()}{said[1:]}"
