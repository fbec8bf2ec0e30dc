"""Messages (EML): their body, with subject, sender and date."""

from collections.abc import Iterator
from email import errors, policy
from email.message import EmailMessage
from email.parser import BytesParser

from newsgraph.documents.dates import iso
from newsgraph.documents.html import fragment
from newsgraph.documents.streams import Piece
from newsgraph.errors import DocumentError
from newsgraph.records import Document

_CUT = (errors.CloseBoundaryNotFoundDefect, errors.StartBoundaryNotFoundDefect,
        errors.InvalidBase64LengthDefect, errors.InvalidBase64PaddingDefect)
_CIPHERED = ("multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime")


def read(piece: Piece) -> Iterator[Document]:
    """The one document that a message is: its plain text, or else its HTML; attachments are passed over."""
    data = piece.read()
    message = BytesParser(EmailMessage, policy=policy.default).parsebytes(data)
    if not any(message.get(name) for name in ("from", "subject", "date", "message-id")):
        raise DocumentError("it is no message: it has neither a sender nor a subject")
    if message.get_content_type() in _CIPHERED:
        raise DocumentError("it is encrypted")
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        raise DocumentError("it holds no text")
    content = body.get_content()
    if any(isinstance(defect, _CUT) for part in (message, body) for defect in part.defects):
        raise DocumentError("it is broken or cut short")
    text = content if isinstance(content, str) else ""
    if body.get_content_subtype() == "html":
        text = fragment(text)
    sender = message["from"]
    names = [address.display_name or address.addr_spec for address in sender.addresses] if sender else []
    yield Document(piece.source, piece.source, str(message["subject"] or ""), text,
                   date=iso(message["date"]), url=piece.url, author="; ".join(filter(None, names)) or None)
