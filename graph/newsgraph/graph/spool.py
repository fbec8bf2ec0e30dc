"""More rows than memory should hold: put in any order, read in order."""

import heapq
import marshal
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import IO, Generic, TypeVar, cast

Row = TypeVar("Row", bound=tuple[str | bytes, ...])

_RUNS = 64
_OBJECT = 48


class Spool(Generic[Row]):
    """Tuples of text or bytes, sorted on disk; equal ones are kept once.

    Parameters
    ----------
    folder
        For the temporary files; without it, the system's.

    Raises
    ------
    OSError
        If the disk is full.

    Examples
    --------
    >>> rows = Spool()
    >>> for name in ("b", "a", "c", "a"):
    ...     rows.add((name, "1"))
    >>> list(rows)
    [('a', '1'), ('b', '1'), ('c', '1')]
    """

    HELD = 48 << 20
    """Bytes to hold in memory, about; the rest lies sorted in temporary files."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._rows: set[Row] = set()
        self._size = 0
        self._runs: list[IO[bytes]] = []

    def __del__(self) -> None:
        for run in self._runs:
            run.close()

    def add(self, row: Row) -> None:
        """Put a row in; not while they are being read."""
        if row not in self._rows:
            self._rows.add(row)
            self._size += sum(map(len, row)) + _OBJECT * (2 + len(row))
            if self._size > self.HELD:
                self._spill()

    def __iter__(self) -> Iterator[Row]:
        """The rows in order; one reader at a time."""
        return (row for row, _ in groupby(heapq.merge(sorted(self._rows), *map(_read, self._runs))))

    def _spill(self) -> None:
        """Write what is held as a sorted run; when there are many runs, all of them as one."""
        rows = iter(sorted(self._rows))
        self._rows = set()
        merged: list[IO[bytes]] = []
        if len(self._runs) >= _RUNS:
            rows, merged, self._runs = heapq.merge(rows, *map(_read, self._runs)), self._runs, []
        self._runs.append(tempfile.TemporaryFile(dir=self._folder))
        for row in rows:
            marshal.dump(row, self._runs[-1])
        self._runs[-1].flush()
        for run in merged:
            run.close()
        self._size = 0


def _read(file: IO[bytes]) -> Iterator[Row]:
    file.seek(0)
    while True:
        try:
            yield cast(Row, marshal.load(file))
        except EOFError:
            return
