"""PDF: the text of its pages, lines put together to paragraphs."""

import logging
import re
from collections.abc import Iterator

from newsgraph.documents import extras
from newsgraph.documents.dates import iso
from newsgraph.documents.streams import Piece
from newsgraph.errors import DocumentError
from newsgraph.records import Document

_ENDS = re.compile(r"[.!?:…][\"'”’)\]]*$")
_HYPHEN = re.compile(r"(?<=[a-z])-$")


def read(piece: Piece) -> Iterator[Document]:
    """The one document that a PDF is. Raises `DocumentError` where it is encrypted or holds only pictures."""
    extras.need("pypdf", "PDF", "pdf")
    import pypdf
    from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with piece.seekable() as stream:
        try:
            pdf = pypdf.PdfReader(stream)
            if pdf.is_encrypted and not pdf.decrypt(""):
                raise DocumentError("it is encrypted and needs a password")
            pages: list[str] = []
            for page in pdf.pages:
                pages.append(page.extract_text())
                piece.budget.give(len(pages[-1]))
            about = pdf.metadata
            title, author, date = ((about.title, about.author, about.get("/CreationDate")) if about
                                   else (None, None, None))
        except (DependencyError, FileNotDecryptedError):
            raise DocumentError("it is encrypted in a way that needs the library cryptography") from None
        except LimitReachedError:
            raise DocumentError("it unpacks without bound, like a file made to fill the memory") from None
        except PyPdfError as error:
            raise DocumentError(f"it is broken or cut short: {str(error) or type(error).__name__}") from None
    if not any(page.strip() for page in pages):
        raise DocumentError("it holds no text; a scanned page is a picture")
    yield Document(piece.source, piece.source, str(title or ""), paragraphs(pages), date=_date(date),
                   url=piece.url, author=str(author) if author else None)


def _date(value: object) -> str | None:
    match = re.match(r"D:(\d{4})(\d\d)(\d\d)", str(value))
    return iso("-".join(match.groups())) if match else None


def paragraphs(pages: list[str]) -> str:
    """Lines of pages put together: a line that ends a sentence short of the margin ends a paragraph.

    A short line without an end mark, before one that starts with a capital, is a heading.

    >>> paragraphs(["A heading\\nAcme said it would buy the whole of Be-\\nta, from its owners\\nin May."])
    'A heading\\n\\nAcme said it would buy the whole of Beta, from its owners in May.'
    """
    lines = [line.strip() for page in pages for line in page.splitlines()]
    lengths = sorted(len(line) for line in lines if line)
    # Most lines of running text reach the margin; the longest one may stick out.
    width = lengths[int(0.8 * (len(lengths) - 1))] if lengths else 0
    done: list[str] = []
    parts: list[str] = []

    def close() -> None:
        if parts:
            done.append(" ".join(parts).replace("\u00ad ", ""))
        parts.clear()

    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if not line:
            close()
            continue
        if parts and _HYPHEN.search(parts[-1]) and line[:1].islower():
            parts[-1] = parts[-1][:-1] + line
        else:
            parts.append(line)
        short = len(line) < 0.8 * width
        ends = _ENDS.search(line) and len(line) < 0.95 * width
        if not following[:1].islower() and (ends or (short and len(parts) == 1)):
            close()
    close()
    return "\n\n".join(done)
