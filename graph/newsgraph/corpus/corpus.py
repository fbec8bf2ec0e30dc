"""`Corpus`: documents and their extractions, kept by content and extractor version."""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from newsgraph.corpus.database import FORMAT, connect, told
from newsgraph.corpus.packing import content_key, head_of, pack, stirred, to_bytes, to_text
from newsgraph.errors import CorpusError
from newsgraph.records import Document, Extraction

__all__ = ["FORMAT", "Corpus", "content_key"]


class Corpus:
    """The documents of one graph with what was extracted from each.

    Parameters
    ----------
    path
        The SQLite file; made, with its folder, unless `read_only`.
    timeout
        Seconds to wait for another process that is writing.
    read_only
        Read a file that exists, and never write to it.

    Raises
    ------
    CorpusError
        If the file is damaged, locked for longer than `timeout`, or of another version.

    Examples
    --------
    >>> corpus = Corpus(":memory:")
    >>> document = Document("a", "a.txt", "", "Acme hired Ann Lee.")
    >>> with corpus.write():
    ...     corpus.put(Extraction(document, extractor="rules 1"))
    >>> corpus.extraction("a").document == document, corpus.cached(document, "rules 2")
    (True, None)
    """

    def __init__(self, path: str | os.PathLike[str], *, timeout: float = 30.0,
                 read_only: bool = False) -> None:
        self.path = Path(path)
        self.timeout = timeout
        self._depth = 0
        self.connection: sqlite3.Connection = connect(self.path, timeout, read_only)

    def __enter__(self) -> "Corpus":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; whatever was not committed is as if it had not been."""
        self.connection.close()

    @contextmanager
    def write(self) -> Iterator[None]:
        """One transaction: all of it is kept, or on an error none of it. Waits for another writer.

        Inside another `write` it is part of that one.
        """
        if self._depth:
            yield
            return
        with self.told():
            self.connection.execute("BEGIN IMMEDIATE")
        self._depth = 1
        try:
            yield
            with self.told():
                self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise
        finally:
            self._depth = 0

    def put(self, extraction: Extraction) -> None:
        """Keep a document and what was extracted from it, in place of an older one with its id."""
        document = extraction.document
        content = content_key(document)
        head = head_of(document)
        with self.write(), self.told():
            self._forget(document.id)
            execute = self.connection.execute
            execute("INSERT OR IGNORE INTO contents VALUES (?, ?)",
                    (content, zlib.compress(to_bytes(document.text), 6)))
            execute("INSERT OR REPLACE INTO extractions VALUES (?, ?, ?)",
                    (content, extraction.extractor, pack(extraction)))
            execute("INSERT INTO documents VALUES (?, ?, ?, ?, ?)",
                    (to_bytes(document.id), content, extraction.extractor, head, len(extraction.facts)))
            self._stir(document.id, content, extraction.extractor, head)

    def remove(self, id: str) -> bool:
        """Forget a document, and its text and extraction where no other document shares them.

        Returns whether it was there.
        """
        with self.write(), self.told():
            return self._forget(id)

    def cached(self, document: Document, extractor: str) -> Extraction | None:
        """What this version of an extractor once found in the same text, for `document`; else None."""
        with self.told():
            row = self.connection.execute("SELECT body FROM extractions WHERE content = ? AND extractor = ?",
                                          (content_key(document), extractor)).fetchone()
        return None if row is None else self._unpack(document, row[0], extractor)

    def text(self, id: str) -> str:
        """The text of the document with this id, which must be there."""
        with self.told():
            (data,) = self.connection.execute("SELECT c.text FROM documents d JOIN contents c ON c.content = d.content "
                                              "WHERE d.id = ?", (to_bytes(id),)).fetchone()
        try:
            return to_text(zlib.decompress(data))
        except zlib.error as error:
            raise CorpusError(f"the corpus {self.path} is damaged: a document cannot be read") from error

    def extraction(self, id: str) -> Extraction | None:
        """The document with this id and what was found in it."""
        return next(self.extractions([id]), None)

    def extractions(self, ids: Iterable[str] | None = None) -> Iterator[Extraction]:
        """All extractions in the order of their documents' ids, or those with `ids`, in their order."""
        select = ("SELECT d.id, d.extractor, d.head, c.text, e.body, d.content FROM documents d "
                  "LEFT JOIN contents c ON c.content = d.content "
                  "LEFT JOIN extractions e ON e.content = d.content AND e.extractor = d.extractor ")
        with self.told():
            if ids is None:
                for row in self.connection.execute(select + "ORDER BY d.id"):
                    yield self._read(row)
            else:
                for id in ids:
                    for row in self.connection.execute(select + "WHERE d.id = ?", (to_bytes(id),)):
                        yield self._read(row)

    def listing(self) -> Iterator[tuple[str, str, str, str | None, int]]:
        """(id, source, title, date, number of facts) of every document, in the order of ids."""
        with self.told():
            rows = self.connection.execute("SELECT id, head, facts FROM documents ORDER BY id")
            for id, head, facts in rows:
                row = json.loads(head)
                yield to_text(id), row["source"], row["title"], row.get("date"), facts

    def ids(self) -> list[str]:
        """The ids of all documents, in order."""
        with self.told():
            return [to_text(row[0]) for row in self.connection.execute("SELECT id FROM documents ORDER BY id")]

    def holds(self, document: Document, extractor: str | None = None) -> bool:
        """Whether exactly this document is there already, extracted by this version (None: by any)."""
        head = head_of(document)
        with self.told():
            row = self.connection.execute("SELECT content, extractor, head FROM documents WHERE id = ?",
                                          (to_bytes(document.id),)).fetchone()
        return (row is not None and (bytes(row[0]), row[2]) == (content_key(document), head)
                and extractor in (None, row[1]))

    def __len__(self) -> int:
        with self.told():
            return int(self.connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def __contains__(self, id: object) -> bool:
        with self.told():
            return isinstance(id, str) and self.connection.execute(
                "SELECT 1 FROM documents WHERE id = ?", (to_bytes(id),)).fetchone() is not None

    @property
    def stamp(self) -> str:
        """64 hexadecimal digits that depend on the documents and extractor versions, not on their order.

        What is derived from the corpus carries the stamp of the state it was derived from.
        """
        with self.told():
            row = self.connection.execute("SELECT value FROM state WHERE name = 'stamp'").fetchone()
        return bytes(row[0]).hex()

    def check(self) -> None:
        """Read every page and every document.

        Raises
        ------
        CorpusError
            If anything is damaged.
        """
        with self.told():
            verdict = self.connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if verdict != "ok":
            raise CorpusError(f"the corpus {self.path} is damaged: {verdict}")
        stamp = bytes(32)
        with self.told():
            for row in self.connection.execute("SELECT id, content, extractor, head FROM documents"):
                stamp = stirred(stamp, *row)
        if stamp.hex() != self.stamp:
            raise CorpusError(f"the corpus {self.path} is damaged: it holds other documents than were put in")
        for _ in self.extractions():
            pass

    def told(self) -> Any:
        return told(self.path, self.timeout)

    def _forget(self, id: str) -> bool:
        execute = self.connection.execute
        row = execute("SELECT content, extractor, head FROM documents WHERE id = ?", (to_bytes(id),)).fetchone()
        if row is None:
            return False
        content, extractor, head = row
        execute("DELETE FROM documents WHERE id = ?", (to_bytes(id),))
        self._stir(id, content, extractor, head)
        shared = execute("SELECT extractor FROM documents WHERE content = ?", (content,)).fetchall()
        if not shared:
            execute("DELETE FROM contents WHERE content = ?", (content,))
        if (extractor,) not in shared:
            execute("DELETE FROM extractions WHERE content = ? AND extractor = ?", (content, extractor))
        return True

    def _stir(self, id: str, content: bytes, extractor: str, head: str) -> None:
        """Add a document to the stamp, or take it out."""
        old = self.connection.execute("SELECT value FROM state WHERE name = 'stamp'").fetchone()[0]
        new = stirred(old, to_bytes(id), content, extractor, head)
        self.connection.execute("UPDATE state SET value = ? WHERE name = 'stamp'", (new,))

    def _read(self, row: tuple[bytes, str, str, bytes, bytes, bytes]) -> Extraction:
        id, extractor, head, text, body, content = row
        try:
            document = Document(id=to_text(id), text=to_text(zlib.decompress(text)), **json.loads(head))
        except (zlib.error, ValueError, TypeError) as error:
            raise CorpusError(f"the corpus {self.path} is damaged: a document cannot be read") from error
        if content_key(document) != content:
            raise CorpusError(f"the corpus {self.path} is damaged: the text of {document.id!r} has changed")
        return self._unpack(document, body, extractor)

    def _unpack(self, document: Document, body: bytes, extractor: str) -> Extraction:
        try:
            row = json.loads(zlib.decompress(body))
            found = Extraction.from_json({"id": "", "source": "", "title": "", "text": "", **row})
        except (zlib.error, ValueError, TypeError, KeyError) as error:
            raise CorpusError(f"the corpus {self.path} is damaged: "
                              f"the extraction of {document.id!r} cannot be read") from error
        return Extraction(document, found.entities, found.facts, extractor)
