"""Copies: documents that are one text, as printed by several sources.

Shingles of words are compared by MinHash (Broder, 1997), from datasketch, with locality-sensitive hashing. Documents
that are alike enough make a family, directly or through others; which families there are depends on nothing but the
texts. The tables lie beside those of the index, so that one more document costs what it touches.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from newsgraph.names import fold
from newsgraph.records import Document
from newsgraph.resolution import tables
from newsgraph.resolution.tables import pack, unpack

SIMILAR = 0.7
"""Documents that share this part of their shingles (Jaccard) are copies."""

_WORDS = 4
_SHORT = 12
# 25 bands of 5: of two texts at the threshold 99 in 100 meet in some band, of two that share a tenth 1 in 4,000.
_BANDS, _ROWS = 25, 5
_WIDTH = 8
# A band that more families have comes from a template that they share, and says nothing of copies. Without a limit
# texts made from one template would all be compared with each other.
_HUB = 20
_LAST = "\U0010ffff"

Source = tuple[str, str]
"""The document that copies stand for: its id and the digest of its text."""


def copies(documents: Iterable[Document]) -> dict[str, str]:
    """For each document the one that stands for all of its copies: the earliest, by date and then by id.

    Parameters
    ----------
    documents
        The documents, in any order.

    Returns
    -------
    dict
        Document id -> id of the document that stands for it; a text like no other stands for itself.

    Examples
    --------
    >>> text = "Acme named Ann Lee its chief executive on Monday and said that Bob Ray will leave in the spring. " * 2
    >>> wire, paper = Document("w", "w", "", text), Document("p", "p", "", "London - " + text)
    >>> copies([paper, wire, Document("x", "x", "", "Bolt opened a plant.")])
    {'p': 'p', 'w': 'p', 'x': 'x'}
    """
    known = {document.id: document for document in documents}
    connection = sqlite3.connect(":memory:")
    tables.create(connection)
    families = Families(connection, lambda id: known[id].text)
    for document in known.values():
        families.learn(document)
    families.run()
    found = {id: families.source(id)[0] for id in sorted(known)}
    connection.close()
    return found


class Families:
    """Forget and learn documents, then `run` once.

    Parameters
    ----------
    connection
        Where the tables are that `newsgraph.resolution.tables.create` makes.
    text_of
        The text of a document that is known.
    """

    def __init__(self, connection: sqlite3.Connection, text_of: Callable[[str], str]) -> None:
        self.execute = connection.execute
        self._shingles = lru_cache(maxsize=256)(lambda id: shingles(text_of(id)))
        self._before: dict[str, Source | None] = {}
        self.execute("CREATE TEMP TABLE IF NOT EXISTS waiting (document BLOB PRIMARY KEY, rank BLOB, digest TEXT, "
                     "bands BLOB) WITHOUT ROWID")
        self.execute("DELETE FROM waiting")

    def forget(self, id: str) -> None:
        """Take a document out; what was in one family with it is placed again, since it may be what held them."""
        row = self.execute("SELECT family FROM resolution_copies WHERE document = ?", (pack(id),)).fetchone()
        if row is None:
            self.execute("DELETE FROM waiting WHERE document = ?", (pack(id),))
            return
        self._remember(row[0])
        for other, rank, digest, bands in self._members(row[0]):
            self._wait(other, rank, digest, bands)
            for band in _bands(bands):
                self.execute("DELETE FROM resolution_bands WHERE band = ? AND family = ?", (band, row[0]))
        self.execute("DELETE FROM resolution_copies WHERE family = ?", (row[0],))
        self.execute("DELETE FROM waiting WHERE document = ?", (pack(id),))

    def learn(self, document: Document) -> None:
        """Put a document in."""
        self._before.setdefault(document.id, None)
        rank = pack(f"{document.date or _LAST}\0{document.id}")
        self._wait(document.id, rank, document.digest, _sketch(shingles(document.text)))

    def run(self) -> set[str]:
        """Bring the tables up to date; gives the documents that stand for another one now, or another text."""
        for id, rank, digest, bands in self.execute("SELECT document, rank, digest, bands FROM waiting ORDER BY rank"):
            self._place(unpack(id), rank, digest, bands)
        self.execute("DELETE FROM waiting")
        return {id for id, before in self._before.items() if self._known(id) and self.source(id) != before}

    def source(self, id: str) -> Source:
        """The document that stands for this one."""
        other, digest = self.execute(
            "SELECT o.document, o.digest FROM resolution_copies c JOIN resolution_copies o ON o.family = c.family "
            "WHERE c.document = ? ORDER BY o.rank LIMIT 1", (pack(id),)).fetchone()
        return unpack(other), digest

    def _known(self, id: str) -> bool:
        row = self.execute("SELECT 1 FROM resolution_copies WHERE document = ?", (pack(id),)).fetchone()
        return row is not None

    def _wait(self, id: str, rank: bytes, digest: str, bands: bytes) -> None:
        self.execute("INSERT OR REPLACE INTO waiting VALUES (?, ?, ?, ?)", (pack(id), rank, digest, bands))

    def _place(self, id: str, rank: bytes, digest: str, bands: bytes) -> None:
        own = frozenset(_bands(bands))
        near = {family for band in own for family in self._sharing(band)}
        alike = sorted(family for family in near if self._alike(id, own, family))
        family, merged = (alike[0], alike[1:]) if alike else (self._fresh(), [])
        if alike and (merged or rank < self._first(family)):
            self._remember(family)
        for other in merged:
            self._remember(other)
            for _, _, _, theirs in list(self._members(other)):
                for band in _bands(theirs):
                    self.execute("UPDATE OR REPLACE resolution_bands SET family = ? WHERE band = ? AND family = ?",
                                 (family, band, other))
            self.execute("UPDATE resolution_copies SET family = ? WHERE family = ?", (family, other))
        self.execute("INSERT INTO resolution_copies VALUES (?, ?, ?, ?, ?)", (pack(id), family, rank, digest, bands))
        for band in own:
            self.execute("INSERT OR IGNORE INTO resolution_bands VALUES (?, ?)", (band, family))

    def _sharing(self, band: bytes) -> list[int]:
        found = self.execute("SELECT family FROM resolution_bands WHERE band = ? LIMIT ?", (band, _HUB + 1)).fetchall()
        return [row[0] for row in found] if len(found) <= _HUB else []

    def _alike(self, id: str, own: frozenset[bytes], family: int) -> bool:
        """Whether a family has a member that is alike: most often its first is."""
        return any(not own.isdisjoint(_bands(bands))
                   and jaccard(self._shingles(id), self._shingles(other)) >= SIMILAR
                   for other, _, _, bands in self._members(family))

    def _members(self, family: int) -> Iterator[tuple[str, bytes, str, bytes]]:
        for document, rank, digest, bands in self.execute(
                "SELECT document, rank, digest, bands FROM resolution_copies WHERE family = ? ORDER BY rank",
                (family,)):
            yield unpack(document), rank, digest, bands

    def _first(self, family: int) -> bytes:
        return bytes(self.execute("SELECT min(rank) FROM resolution_copies WHERE family = ?", (family,)).fetchone()[0])

    def _fresh(self) -> int:
        return 1 + (self.execute("SELECT max(family) FROM resolution_copies").fetchone()[0] or 0)

    def _remember(self, family: int) -> None:
        """Note what the members of a family stood for before."""
        members = list(self._members(family))
        for id, _, _, _ in members:
            self._before.setdefault(id, (members[0][0], members[0][2]))


def jaccard(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """The part of all shingles that two texts share.

    >>> jaccard(frozenset({b"a", b"b"}), frozenset({b"b"}))
    0.5
    """
    return len(one & other) / len(one | other) if one or other else 1.0


def shingles(text: str) -> frozenset[bytes]:
    """The runs of four words of a text; all of its words where it has fewer.

    >>> sorted(shingles("Acme buys the Bolt works"))
    [b'acme buys the bolt', b'buys the bolt works']
    """
    words = fold(text).encode("utf-8", "ignore").split()
    return frozenset(b" ".join(words[i:i + _WORDS]) for i in range(max(1, len(words) - _WORDS + 1)))


def marks(text: str) -> list[bytes]:
    """What texts that are copies share at least one of; those that share none are not compared."""
    return list(_bands(_sketch(shingles(text))))


def _sketch(found: frozenset[bytes]) -> bytes:
    """The bands of a text, one after another; a short text has one, which only the same text has."""
    if len(found) < _SHORT:
        return hashlib.blake2b(b"\0".join(sorted(found)), digest_size=_WIDTH).digest()
    from datasketch import MinHash  # type: ignore[import-untyped]

    sketch = MinHash(num_perm=_BANDS * _ROWS, seed=1)
    sketch.update_batch(found)
    values = sketch.hashvalues.astype("<u8").tobytes()
    size = len(values) // _BANDS
    return b"".join(hashlib.blake2b(bytes([n]) + values[n * size:(n + 1) * size], digest_size=_WIDTH).digest()
                    for n in range(_BANDS))


def _bands(sketch: bytes) -> Iterator[bytes]:
    return (sketch[at:at + _WIDTH] for at in range(0, len(sketch), _WIDTH))
