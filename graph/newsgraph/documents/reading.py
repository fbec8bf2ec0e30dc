"""From sources to documents: what lies where, which reader reads it, what is fit to be read."""

import io
import os
import re
import stat
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from importlib import import_module
from textwrap import shorten
from typing import IO, Any

from newsgraph.documents import archives
from newsgraph.documents.datelines import opening_date
from newsgraph.documents.kinds import kind_of
from newsgraph.documents.language import foreign
from newsgraph.documents.options import Options
from newsgraph.documents.streams import HEAD, Budget, Counted, Piece, TooLarge, buffered, reason
from newsgraph.documents.text import decode, first_heading
from newsgraph.errors import DocumentError
from newsgraph.records import Document, Skipped

Read = Document | Skipped

READERS = {
    "html": "html:read", "markdown": "markdown:read",
    "jsonl": "tables:read_json_lines", "json": "tables:read_json",
    "csv": "tables:read_csv", "tsv": "tables:read_csv", "parquet": "tables:read_parquet", "pdf": "pdf:read",
    "docx": "office:read_docx", "epub": "office:read_epub", "ole": "office:read_ole", "eml": "mail:read",
    "feed": "feeds:read", "warc": "warc:read",
}
"""Kind -> ``module:function`` of this package, loaded when a source of that kind comes."""

_REASON = 200
"""Characters of a reason at most."""

_LONE = re.compile("[\\ud800-\\udfff\\0]")


def read(sources: Iterable[str | os.PathLike[str]], *, stdin: IO[bytes] | IO[str] | None = None,
         options: Options | None = None) -> Iterator[Document | Skipped]:
    """The documents that sources hold, one after another; what cannot be read is a `Skipped`.

    Parameters
    ----------
    sources
        Files, folders (read recursively in the order of names, hidden files passed over), ``http(s)``
        addresses, or ``-`` for standard input.
    stdin
        What ``-`` stands for, if not the process's own standard input.
    options
        Limits, names of table columns, and whether addresses of the local network may be fetched.

    Notes
    -----
    The text of a plain text file is kept exactly. A document whose source says nothing of its date has the one that
    its text opens with (see `newsgraph.documents.datelines`). A file reached twice is read once. Ids are unique: a
    second document with an id is skipped.

    Examples
    --------
    >>> import io
    >>> [document] = read(["-"], stdin=io.BytesIO(b"Acme buys Beta\\n\\nAcme said so on Monday."))
    >>> document.title, document.source
    ('Acme buys Beta', '-')
    """
    options = options or Options()
    ids: set[str] = set()
    for item in _all(sources, stdin, options):
        if isinstance(item, Document):
            if item.id in ids:
                item = Skipped(item.source, f"it has the same id, {item.id}, as an earlier document")
            else:
                ids.add(item.id)
        elif len(item.reason) > _REASON or "\n" in item.reason:
            # Libraries quote what they could not read.
            item = Skipped(item.source, shorten(item.reason, _REASON, placeholder=" ..."))
        yield item


def _all(sources: Iterable[str | os.PathLike[str]], stdin: IO[bytes] | IO[str] | None,
         options: Options) -> Iterator[Read]:
    seen: set[tuple[int, int]] = set()
    consumed = False
    for each in sources:
        source = os.fsdecode(each)
        if source == "-":
            if not consumed:
                yield from _top(source, partial(_standard_input, stdin, options))
            consumed = True
        elif re.match(r"https?://", source, re.I):
            from newsgraph.documents.web import fetch

            yield from _top(source, partial(fetch, source, options))
        else:
            yield from _path(source, options, seen)


def _path(path: str, options: Options, seen: set[tuple[int, int]]) -> Iterator[Read]:
    shown = path.encode("utf-8", "replace").decode()
    try:
        found = os.stat(path)
        key = (found.st_dev, found.st_ino)
        if key in seen:
            return
        seen.add(key)
        if stat.S_ISDIR(found.st_mode):
            names = sorted(name for name in os.listdir(path) if not name.startswith("."))
        elif not (stat.S_ISREG(found.st_mode) or stat.S_ISFIFO(found.st_mode)):
            raise DocumentError("it is neither a file nor a folder")
        else:
            yield from _top(shown, partial(_file, path, shown, options, found))
            return
    except ValueError:
        yield Skipped(shown, "there is no such file or folder")
        return
    except (OSError, DocumentError) as error:
        yield Skipped(shown, reason(error))
        return
    for name in names:
        yield from _path(os.path.join(path, name), options, seen)


def _file(path: str, shown: str, options: Options, found: os.stat_result) -> Piece:
    budget = Budget(options.limits)
    if stat.S_ISREG(found.st_mode):
        if found.st_size == 0:
            raise DocumentError("it is empty")
        budget.taken = found.st_size
        file: Any = io.BufferedReader(open(path, "rb", buffering=0), HEAD)
        if options.meter is not None:
            options.meter.reading(file.raw, found.st_size)
        return Piece(shown, os.path.basename(path), file, options, budget, path=path)
    raw = open(path, "rb", buffering=0)
    stream = buffered(Counted(raw, budget, unpacked=False))
    return Piece(shown, os.path.basename(path), stream, options, budget)


def _standard_input(stdin: IO[bytes] | IO[str] | None, options: Options) -> Piece:
    given = stdin if stdin is not None else sys.stdin
    stream: Any = getattr(given, "buffer", given)
    if isinstance(stream, io.TextIOBase):
        stream = io.BytesIO(stream.read().encode("utf-8", "surrogatepass"))
    budget = Budget(options.limits)
    return Piece("-", "-", buffered(Counted(stream, budget, unpacked=False)), options, budget)


def _top(source: str, opened: "partial[Piece]") -> Iterator[Read]:
    """Everything in one source, whatever happens inside it."""
    try:
        piece = opened()
        with piece.stream:
            yield from _piece(piece)
    except Exception as error:
        yield Skipped(source, reason(error))


def _piece(piece: Piece) -> Iterator[Read]:
    """The documents of one piece. Lets only `TooLarge` through, which ends its whole source."""
    some = False
    try:
        head = piece.head()
        if not head:
            raise DocumentError("it is empty")
        piece.kind = piece.kind or kind_of(piece.name, head)
        for item in _reader(piece):
            some = True
            yield admitted(item) if isinstance(item, Document) else item
        if not some:
            raise DocumentError("it holds no documents")
    except TooLarge:
        raise
    except Exception as error:
        yield Skipped(piece.source, reason(error))


def _reader(piece: Piece) -> Iterator[Read]:
    kind = piece.kind or "text"
    if kind in ("gzip", "bzip2", "zstd", "xz"):
        return archives.read_compressed(piece, _piece)
    if kind in ("zip", "tar"):
        return (archives.read_zip if kind == "zip" else archives.read_tar)(piece, _piece)
    if kind == "text":
        return _text(piece)
    module, _, name = READERS[kind].partition(":")
    found: Iterator[Read] = getattr(import_module(f"newsgraph.documents.{module}"), name)(piece)
    return found


def _text(piece: Piece) -> Iterator[Document]:
    yield Document(piece.source, piece.source, "", decode(piece.read(), piece.charset), url=piece.url)


def admitted(document: Document) -> Document | Skipped:
    """A document that is fit to be read, with a title and a date if its text shows them; else why it is not.

    >>> admitted(Document("a", "a", "", " \\n"))
    Skipped(source='a', reason='it is empty')
    """
    if not document.text.strip():
        return Skipped(document.source, "it is empty")
    text = _LONE.sub("\ufffd", document.text)
    if language := foreign(text):
        return Skipped(document.source, f"it is in {language}; only English is read")
    title = " ".join((document.title or first_heading(text)).split())
    id, title = _LONE.sub("\ufffd", document.id), _LONE.sub("\ufffd", title)
    return Document(id, document.source, title, text, document.date or opening_date(text), document.url,
                    document.author, document.language)
