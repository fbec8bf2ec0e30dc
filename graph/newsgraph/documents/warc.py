"""Web archives: the pages of WARC files, the texts of WET files."""

from collections.abc import Iterator

from newsgraph.documents import extras
from newsgraph.documents.html import page
from newsgraph.documents.streams import Piece, TooLarge, reason, size
from newsgraph.documents.text import decode
from newsgraph.errors import DocumentError
from newsgraph.records import Document, Skipped


def read(piece: Piece) -> Iterator[Document | Skipped]:
    """One document a page or text; records of another kind (requests, pictures, errors) are passed over."""
    extras.need("fastwarc", "WARC and WET", "warc")
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.conversion | WarcRecordType.resource
    limit = piece.options.limits.document
    for number, record in enumerate(ArchiveIterator(piece.stream, record_types=kinds, parse_http=True), 1):
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
            if http is None and len(data) < expected:
                raise DocumentError("it is cut short")
            if "html" in media:
                yield page(data, source, url=url, charset=charset)
            elif media.startswith("text/plain"):
                yield Document(source, source, "", decode(data, charset), url=url)
        except TooLarge:
            raise
        except Exception as error:
            yield Skipped(source, reason(error))
