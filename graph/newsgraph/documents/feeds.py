"""Feeds (RSS, Atom): one document an entry."""

import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from newsgraph.documents import extras
from newsgraph.documents.html import fragment
from newsgraph.documents.streams import Piece
from newsgraph.errors import DocumentError
from newsgraph.records import Document, Skipped

_CLOSED = re.compile(rb"</(?:\w+:)?(?:rss|feed|RDF)\s*>", re.I)


def read(piece: Piece) -> Iterator[Document | Skipped]:
    """The entries of a feed, with what each says of itself; an entry's link is not followed."""
    extras.need("feedparser", "feeds", "feeds")
    import feedparser

    data = piece.read()
    if b"<!ENTITY" in data:
        raise DocumentError("it declares XML entities, which may grow without bound")
    # As a stream, because a short text would be taken for a path or an address to open.
    feed: Any = feedparser.parse(io.BytesIO(data), response_headers={"content-location": piece.url or ""})
    if not feed.entries:
        raise DocumentError("it is no feed, or a broken one" if feed.bozo else "it holds no documents")
    whole = _CLOSED.search(data) is not None
    language = feed.feed.get("language") or None
    # The last entry of a feed that was cut short may be half an entry.
    for number, entry in enumerate(feed.entries if whole else feed.entries[:-1], 1):
        yield _entry(entry, f"{piece.source}#entry {number}", language)
    if not whole:
        yield Skipped(piece.source, "it is broken or cut short: its last entry was left out")


def _entry(entry: Any, source: str, language: str | None) -> Document:
    content = entry.get("content") or [entry.get("summary_detail") or {}]
    best = max(content, key=lambda each: len(each.get("value") or ""))
    text = best.get("value") or ""
    if best.get("type") != "text/plain":
        text = fragment(text)
    when = entry.get("published_parsed") or entry.get("updated_parsed")
    date = datetime.fromtimestamp(timegm(when), UTC).isoformat() if when else None
    return Document(source, source, fragment(entry.get("title") or ""), text, date=date,
                    url=entry.get("link") or None, author=entry.get("author") or None,
                    language=best.get("language") or language)
