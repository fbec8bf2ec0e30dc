"""How much of the sources has been read, in bytes: what an estimate of the remaining time is made from."""

import os
from collections.abc import Iterable
from typing import IO


class Meter:
    """Counts the bytes of files as they are read.

    Parameters
    ----------
    sources
        Files and folders; what is read of others, such as addresses, is not known beforehand.

    Examples
    --------
    >>> Meter(["-"]).share() is None
    True
    """

    def __init__(self, sources: Iterable[str | os.PathLike[str]]) -> None:
        self._total: int | None = 0
        for source in map(os.fsdecode, sources):
            size = _size(source)
            self._total = None if size is None or self._total is None else self._total + size
        self._done = 0
        self._file: IO[bytes] | None = None
        self._length = 0

    def reading(self, file: IO[bytes], length: int) -> None:
        """Tell that this file, of so many bytes, comes next; the one before it is done."""
        self._done += self._length
        self._file, self._length = file, length

    def share(self) -> float | None:
        """What part has been read, between 0 and 1; None where the whole is not known."""
        if not self._total:
            return None
        try:
            here = self._file.tell() if self._file is not None else 0
        except ValueError:
            here = self._length
        return min(1.0, (self._done + min(here, self._length)) / self._total)

    def estimate(self, done: int) -> int | None:
        """How many documents there may be in all, if so many came from what has been read."""
        share = self.share()
        return max(done, round(done / share)) if share else None


def _size(source: str) -> int | None:
    try:
        if not os.path.isdir(source):
            return os.stat(source).st_size if os.path.isfile(source) else None
        return sum(entry.stat().st_size if entry.is_file() else _size(entry.path) or 0
                   for entry in os.scandir(source) if not entry.name.startswith("."))
    except OSError:
        return None
