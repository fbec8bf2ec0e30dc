"""Tables whose rows are documents: JSON Lines and JSON, CSV, Parquet."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

from newsgraph.documents import extras
from newsgraph.documents.dates import iso
from newsgraph.documents.options import Columns
from newsgraph.documents.streams import Piece, lines, size
from newsgraph.documents.text import decode, encoding_of
from newsgraph.errors import DocumentError
from newsgraph.records import Document, Skipped

_BATCH = 64
"""Rows of a Parquet file in memory at a time."""


def read_json_lines(piece: Piece) -> Iterator[Document | Skipped]:
    """One document a line; a bad line costs only itself."""
    limit = piece.options.limits.document
    if piece.head().startswith((b"\xff\xfe", b"\xfe\xff")):
        stream: Any = io.BytesIO(decode(piece.read()).encode("utf-8", "surrogatepass"))
    else:
        stream = piece.stream
    for number, line in enumerate(lines(stream, limit), 1):
        source = f"{piece.source}#line {number}"
        if line is None:
            yield Skipped(source, f"the line is longer than the {size(limit)} that one document may have")
        elif line.strip():
            try:
                row = json.loads(decode(line))
                yield row_document(row, source, piece.options.columns)
            except (ValueError, RecursionError) as error:
                yield Skipped(source, f"the line is no valid JSON: {_json_error(error)}")
            except DocumentError as error:
                yield Skipped(source, str(error))


def read_json(piece: Piece) -> Iterator[Document | Skipped]:
    """A JSON file: one document, or a list of them; JSON Lines under that name are read too."""
    head = piece.head()
    try:
        first = json.loads(head.splitlines()[0]) if head.count(b"\n") else None
    except ValueError:
        first = None
    if isinstance(first, dict):
        yield from read_json_lines(piece)
        return
    try:
        value = json.loads(decode(piece.read()))
    except (ValueError, RecursionError) as error:
        raise DocumentError(f"it is no valid JSON: {_json_error(error)}") from None
    rows = value if isinstance(value, list) else [value]
    for number, row in enumerate(rows, 1):
        source = piece.source if value is not rows else f"{piece.source}#item {number}"
        try:
            yield row_document(row, source, piece.options.columns)
        except DocumentError as error:
            yield Skipped(source, str(error))


def _json_error(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg[:1].lower()}{error.msg[1:]} at column {error.colno}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error).split("\n")[0]


def row_document(row: object, source: str, columns: Columns) -> Document:
    """The document that one row of a table is. Raises `DocumentError` where it has no text.

    >>> row_document({"id": 7, "text": "Acme grew."}, "a.jsonl#line 1", Columns()).id
    '7'
    """
    if not isinstance(row, Mapping):
        raise DocumentError("it is not an object with named fields")
    text = row.get(columns.text)
    if not isinstance(text, str):
        there = f"; it has {', '.join(sorted(map(str, row))[:8])}" if row and text is None else ""
        raise DocumentError(f'its "{columns.text}" is {"missing" if text is None else "no text"}{there}')

    def value(name: str) -> str | None:
        found = row.get(name)
        if found is None or isinstance(found, (dict, list, bool)) or found != found:
            return None
        return str(found).strip() or None

    return Document(value(columns.id) or source, source, value(columns.title) or "", text,
                    date=iso(row.get(columns.date)), url=value(columns.url),
                    author=_author(row.get(columns.author)))


def _author(value: object) -> str | None:
    names = value if isinstance(value, list) else [value]
    return "; ".join(str(name) for name in names if isinstance(name, str) and name.strip()) or None


def read_csv(piece: Piece) -> Iterator[Document | Skipped]:
    """One document a row; the first row names the columns, of which one must be the text."""
    encoding = encoding_of(piece.head(), piece.charset, whole=False)
    wrapped = io.TextIOWrapper(piece.stream, encoding, errors="replace", newline="")
    limit = piece.options.limits.document
    # The module's only way to allow articles longer than 128 KiB in a field.
    csv.field_size_limit(max(csv.field_size_limit(), limit))
    comma = "\t" if piece.kind == "tsv" else _delimiter(piece.head().decode(encoding, "replace"))
    reader = csv.DictReader(wrapped, delimiter=comma, strict=True)
    columns = piece.options.columns
    try:
        if columns.text not in (names := reader.fieldnames or []):
            raise DocumentError(f'it has no column "{columns.text}"; it has {", ".join(names[:8]) or "none"}')
        for number, row in enumerate(reader, 1):
            source = f"{piece.source}#row {number}"
            try:
                yield row_document({k: v for k, v in row.items() if k is not None}, source, columns)
            except DocumentError as error:
                yield Skipped(source, str(error))
    except csv.Error as error:
        raise DocumentError(f"it is broken or cut short near line {reader.line_num}: {error}") from None
    finally:
        wrapped.detach()


def _delimiter(head: str) -> str:
    names = head.split("\n", 1)[0]
    return max(",;\t", key=names.count)


def read_parquet(piece: Piece) -> Iterator[Document | Skipped]:
    """One document a row, a few rows at a time."""
    if piece.head().startswith(b"PARE"):
        raise DocumentError("it is encrypted")
    extras.need("pyarrow", "Parquet", "parquet")
    import pyarrow as pa
    from pyarrow import parquet

    columns = piece.options.columns
    wanted = [columns.text, columns.id, columns.title, columns.date, columns.url, columns.author]
    try:
        with piece.seekable() as stream, parquet.ParquetFile(stream) as table:
            names = table.schema_arrow.names
            if columns.text not in names:
                raise DocumentError(f'it has no column "{columns.text}"; it has {", ".join(names[:8])}')
            number = 0
            for batch in table.iter_batches(_BATCH, columns=[name for name in wanted if name in names]):
                piece.budget.give(batch.nbytes)
                for row in batch.to_pylist():
                    number += 1
                    source = f"{piece.source}#row {number}"
                    try:
                        yield row_document(row, source, columns)
                    except DocumentError as error:
                        yield Skipped(source, str(error))
    except (pa.ArrowException, OSError) as error:
        raise DocumentError(f"it is broken or cut short: {str(error).splitlines()[0]}") from None
