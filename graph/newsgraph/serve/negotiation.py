"""Which format a client would rather have (RFC 9110, section 12.5.1), and the formats there are."""

from collections.abc import Sequence
from dataclasses import dataclass

HTML = "text/html"
RESULTS = {
    "application/sparql-results+json": "json", "application/json": "json",
    "application/sparql-results+xml": "xml", "application/xml": "xml", "text/xml": "xml",
    "text/csv": "csv", "text/tab-separated-values": "tsv",
}
"""Media type -> format of the rows of a SELECT or the yes or no of an ASK; the first is the default."""

GRAPHS = {
    "text/turtle": "turtle", "application/x-turtle": "turtle", "application/n-triples": "ntriples",
    "text/plain": "ntriples",
    "application/ld+json": "jsonld", "application/json": "jsonld",
    "application/rdf+xml": "rdfxml", "application/xml": "rdfxml", "text/xml": "rdfxml",
}
"""Media type -> format of triples; the first is the default."""

TYPES = {
    "json": "application/sparql-results+json", "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8", "tsv": "text/tab-separated-values; charset=utf-8",
    "turtle": "text/turtle; charset=utf-8", "ntriples": "application/n-triples",
    "jsonld": "application/ld+json", "rdfxml": "application/rdf+xml",
}
"""Format -> the media type that an answer says it has."""


@dataclass(frozen=True, slots=True)
class _Range:
    type: str
    subtype: str
    quality: float

    def fits(self, media: str) -> int:
        """How closely it names a media type: 0 for not at all, 3 for exactly."""
        kind, _, sub = media.partition("/")
        if (self.type, self.subtype) == (kind, sub):
            return 3
        if self.type == kind and self.subtype == "*":
            return 2
        return 1 if self.type == self.subtype == "*" else 0


def _ranges(accept: str) -> list[_Range]:
    found = []
    for part in accept.split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        kind, slash, sub = media.lower().partition("/")
        if not slash:
            if media != "*":
                continue
            kind = sub = "*"
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip().lower() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        found.append(_Range(kind, sub, quality))
    return found


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that an Accept header likes best; of equals the first offered. None if none.

    >>> choose("text/csv;q=0.9, application/xml", ["application/json", "application/xml", "text/csv"])
    'application/xml'
    >>> choose("image/png", ["text/csv"]) is None, choose(None, ["text/csv"])
    (True, 'text/csv')
    """
    ranges = _ranges(accept) if accept and accept.strip() else [_Range("*", "*", 1.0)]
    best, liked = None, 0.0
    for media in offered:
        closest = max(ranges, key=lambda one: one.fits(media), default=None)
        if closest is not None and closest.fits(media) and closest.quality > liked:
            best, liked = media, closest.quality
    return best
