"""Web archives: the pages of WARC files, the texts of WET files."""

from collections.abc import Iterator
from typing import IO

from newsgraph.documents import extras
from newsgraph.documents.html import page
from newsgraph.documents.streams import HEAD, Piece, TooLarge, reason, size
from newsgraph.documents.text import decode
from newsgraph.errors import DocumentError
from newsgraph.records import Document, Skipped


def read(piece: Piece) -> Iterator[Document | Skipped]:
    """One document a page or text; records of another kind (requests, pictures, errors) are passed over."""
    try:
        yield from _records(piece)
    except BaseException as error:
        # What stops fastwarc's Rust code is, by pyo3's choice, no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise DocumentError("it is broken or cut short") from None


def _records(piece: Piece) -> Iterator[Document | Skipped]:
    extras.need("fastwarc", "WARC and WET", "warc")
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.resource
    limit = piece.options.limits.document
    records = ArchiveIterator(_Forward(piece.stream), record_types=kinds, parse_http=True)
    for number, record in enumerate(records, 1):
        source = f"{piece.source}#record {number}"
        url = record.headers.get("WARC-Target-URI")
        http = record.http_headers
        media = record.http_content_type or record.headers.get("Content-Type") or ""
        charset = record.http_charset
        if http is not None and http.status_code != 200:
            continue
        expected = record.content_length
        try:
            data = record.reader.read(limit + 1)
            if len(data) > limit:
                raise DocumentError(f"it is larger than the {size(limit)} that one document may have")
            if len(data) < expected:
                raise DocumentError("it is cut short")
            if "html" in media:
                yield page(data, source, url=url, charset=charset)
            elif media.startswith("text/plain"):
                yield Document(source, source, "", decode(data, charset), url=url)
        except TooLarge:
            raise
        except Exception as error:
            yield Skipped(source, reason(error))


class _Forward:
    """A stream as fastwarc wants it: it asks where it is and skips forward, which pipes cannot."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._at = stream, 0

    def read(self, count: int = -1) -> bytes:
        data = self._stream.read(count)
        self._at += len(data)
        return data

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        target = offset + (self._at if whence == 1 else 0)
        while self._at < target and self.read(min(HEAD, target - self._at)):
            pass
        return self._at

    def close(self) -> None:
        self._stream.close()
