"""How documents and extractions become the bytes that the corpus keeps, and its stamp."""

import hashlib
import json
import zlib

from newsgraph.records import Document, Extraction

HEAD = ("source", "title", "date", "url", "author", "language")
"""What is kept of a document beside its id and its text."""


def content_key(document: Document) -> bytes:
    """What an extraction may depend on, hashed: the text and the title.

    >>> content_key(Document("a", "x", "", "t")) == content_key(Document("b", "y", "", "t"))
    True
    """
    return hashlib.sha256(document.digest.encode() + to_bytes(document.title)).digest()


def stirred(stamp: bytes, id: bytes, content: bytes, extractor: str, head: str) -> bytes:
    """A stamp with a document put in or taken out: exclusive or makes the order irrelevant."""
    digest = hashlib.sha256(b"\0".join((id, content, extractor.encode(), head.encode()))).digest()
    return bytes(a ^ b for a, b in zip(stamp, digest, strict=True))


def head_of(document: Document) -> str:
    """What is kept of a document beside its id and its text, as JSON."""
    return json.dumps({k: v for k in HEAD if (v := getattr(document, k)) is not None}, sort_keys=True)


def pack(extraction: Extraction) -> bytes:
    """What was found in a document, without the document."""
    row = extraction.to_json()
    body = {"entities": row["entities"], "facts": row["facts"]}
    return zlib.compress(json.dumps(body, separators=(",", ":")).encode(), 6)


def to_bytes(text: str) -> bytes:
    """Any text as bytes."""
    # File names that are not UTF-8 reach us with lone surrogates.
    return text.encode("utf-8", "surrogatepass")


def to_text(data: bytes) -> str:
    """What `to_bytes` took."""
    return bytes(data).decode("utf-8", "surrogatepass")
