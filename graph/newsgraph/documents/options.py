"""What a reader of documents may be told: limits, names of columns, whether to reach private addresses."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newsgraph.documents.meter import Meter

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one source may cost. Sizes are bytes, times are seconds.

    A source that goes beyond is skipped with a clear line. `expansion` is how many times larger than what was
    read a source may become by decompression, at all its levels together; the first `expansion_floor` bytes
    are free, so that a small and very regular file passes. `nesting` counts archives and compressions inside
    one another: ``a.tar.gz`` has two.
    """

    document: int = 64 * MEBIBYTE
    expansion: int = 150
    expansion_floor: int = 16 * MEBIBYTE
    nesting: int = 5
    download: int = 256 * MEBIBYTE
    timeout: float = 20.0
    download_time: float = 300.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of tables (JSON Lines, CSV, Parquet) are called; only `text` must be there."""

    text: str = "text"
    id: str = "id"
    title: str = "title"
    date: str = "date"
    url: str = "url"
    author: str = "author"


@dataclass(frozen=True, slots=True)
class Options:
    """How to read sources. `private_addresses` lets a URL name a machine of the local network; `meter` is told of
    each file.

    >>> Options(columns=Columns(text="body")).columns.text
    'body'
    """

    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=Columns)
    private_addresses: bool = False
    meter: "Meter | None" = field(default=None, compare=False)
