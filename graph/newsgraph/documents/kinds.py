"""Which format a source is in: by its first bytes where they tell, else by its name, else by a look at its
text."""

import os
import re

from newsgraph.errors import DocumentError

_MAGIC = ((b"%PDF-", "pdf"), (b"PK\x03\x04", "zip"), (b"PK\x05\x06", "zip"), (b"\x1f\x8b", "gzip"),
          (b"BZh", "bzip2"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"\xfd7zXZ\0", "xz"), (b"PAR1", "parquet"),
          (b"PARE", "parquet"), (b"WARC/", "warc"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"))
_FOREIGN = ((b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
            (b"\x7fELF", "a program"), (b"MZ\x90", "a program"), (b"SQLite format 3\0", "an SQLite database"),
            (b"7z\xbc\xaf\x27\x1c", "a 7z archive, a format that is not read"),
            (b"Rar!\x1a\x07", "a RAR archive, a format that is not read"))
_SUFFIXES = {
    ".txt": "text", ".text": "text", ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm":
    "html",
    ".xhtml": "html", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json", ".csv": "csv", ".tsv": "tsv",
    ".pdf": "pdf", ".docx": "docx", ".epub": "epub", ".eml": "eml", ".rss": "feed", ".atom": "feed", ".zip":
    "zip",
    ".tar": "tar", ".tgz": "gzip", ".gz": "gzip", ".tbz2": "bzip2", ".bz2": "bzip2", ".zst": "zstd", ".tzst":
    "zstd",
    ".xz": "xz", ".txz": "xz", ".parquet": "parquet", ".warc": "warc", ".wet": "warc", ".doc": "ole",
}
_PACKED = frozenset((".tgz", ".tbz2", ".tzst", ".txz"))
_MEDIA = {
    "text/html": "html", "application/xhtml+xml": "html", "application/rss+xml": "feed",
    "application/atom+xml": "feed", "text/csv": "csv", "text/tab-separated-values": "tsv",
    "text/markdown": "markdown", "application/json": "json", "application/x-ndjson": "jsonl",
    "application/jsonl": "jsonl", "message/rfc822": "eml"}
_WEB = re.compile(rb"\s*(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_XML = re.compile(rb"\s*<\?xml\b|\s*<(?:rss|feed|rdf:RDF)\b", re.I)
_FEED = re.compile(rb"<(?:\w+:)?(?:rss|feed|RDF)\b", re.I)
_MAIL = re.compile(rb"(?:[A-Za-z-]{2,40}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}")
_MAIL_FIELD = re.compile(rb"^(?:From|Subject|Message-ID|MIME-Version):", re.M | re.I)


def kind_of(name: str, head: bytes, media: str | None = None) -> str:
    """The kind of a source (``"html"``), from its name, its first bytes and its media type if a server told
    one.

    Raises `DocumentError` for what is known to be something else.

    >>> kind_of("a.txt", b"Acme said"), kind_of("page", b"<!DOCTYPE html><p>"), kind_of("a.txt", b"%PDF-1.7")
    ('text', 'html', 'pdf')
    """
    for magic, what in _FOREIGN:
        if head.startswith(magic):
            raise DocumentError(f"it is {what}")
    if head.startswith(b"RIFF") and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        raise DocumentError("it is a picture, sound or film")
    suffix = os.path.splitext(name)[1].lower()
    named = _SUFFIXES.get(suffix)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return named if kind == "zip" and named in ("docx", "epub") else kind
    if head[257:262] == b"ustar" or named == "tar":
        return "tar"
    if media in _MEDIA:
        return _MEDIA[media]
    return named or _looks(head)


def _looks(head: bytes) -> str:
    start = head.removeprefix(b"\xef\xbb\xbf")
    if _WEB.match(start):
        return "html"
    if _XML.match(start):
        if _FEED.search(start):
            return "feed"
        if b"<html" in start:
            return "html"
        raise DocumentError("it is XML, but neither a feed nor a web page")
    if start.lstrip().startswith(b"{"):
        return "json"
    if (mail := _MAIL.match(start)) and _MAIL_FIELD.search(mail[0]):
        return "eml"
    return "text"


def unpacked_name(name: str) -> str:
    """What a compressed file holds, by its name.

    >>> unpacked_name("a.jsonl.gz"), unpacked_name("b.tgz"), unpacked_name("-")
    ('a.jsonl', 'b.tar', '-')
    """
    stem, suffix = os.path.splitext(name)
    if suffix.lower() in _PACKED:
        return stem + ".tar"
    return stem if suffix.lower() in (".gz", ".bz2", ".zst", ".xz") else name
