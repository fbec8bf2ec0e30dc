"""`Index`: the resolution of a corpus, kept beside it and brought up to date at the cost of what changed.

What it holds is always exactly what `resolve` would give for the whole corpus. That works because a unit's
choice reads nothing but the units that share a token with it, and a cluster nothing but its own units.
"""

import hashlib
import json
from dataclasses import astuple, dataclass, replace

from newsgraph.resolution import tables
from newsgraph.resolution.clues import NONE, clues, related
from newsgraph.resolution.copies import Families
from newsgraph.resolution.decisions import Decision, Decisions
from newsgraph.resolution.lookup import Lookup, UnitId
from newsgraph.resolution.refresh import Refresh
from newsgraph.resolution.tables import pack, unpack

__all__ = ["Change", "Index", "UnitId"]


@dataclass(frozen=True, slots=True)
class Change:
    """What bringing the index up to date changed.

    `nodes` are the keys of those that are new, or have another name, type or other names than before; `gone` are
    keys that no node has any more; `documents` are those whose own extraction changed, or whose entities turned
    out to be other nodes, or which are copies of another document than before; `removed` are there no longer.
    `whole` says that everything was made anew.
    """

    nodes: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    whole: bool = False


class Index(Lookup):
    """The resolution of a corpus.

    Parameters
    ----------
    corpus
        The corpus; writes happen in the transaction that the caller has on it, or in one of their own.

    Examples
    --------
    >>> from newsgraph.corpus import Corpus
    >>> from newsgraph.records import Document, Entity, Extraction
    >>> corpus = Corpus(":memory:")
    >>> acme = Extraction(Document("a", "a", "", "Acme"), (Entity("e1", "Acme Inc.", "Company"),))
    >>> index = Index(corpus)
    >>> with corpus.write():
    ...     corpus.put(acme)
    ...     change = index.sync()
    >>> [node.key for node in index.resolution().nodes], sorted(change.documents)
    (['acme-inc'], ['a'])
    """

    def sync(self, decisions: Decisions = NONE) -> Change:
        """Bring the index up to date with the corpus and the decisions."""
        with self.corpus.write(), self.corpus.told():
            whole = tables.version(self.connection) != tables.VERSION
            if whole:
                tables.create(self.connection)
            before = self.decisions()
            changed = _difference(before, decisions)
            new, removed = self._stale()
            work = Refresh(self.connection, decisions)
            stale = new | (work.documents_about(changed) - removed if changed else set())
            families = Families(self.connection, self.text_of)
            for id in removed | stale:
                work.forget(id)
            for id in removed | new:
                families.forget(id)
            for extraction in self.corpus.extractions(sorted(stale)):
                work.learn(extraction.document.id, clues(extraction, decisions), related(extraction))
                if extraction.document.id in new:
                    families.learn(extraction.document)
            nodes, gone, documents = work.run()
            documents |= families.run()
            self._keep(stale, removed, decisions)
        return Change(nodes, gone, frozenset(documents - removed) | stale, frozenset(removed), whole)

    @property
    def stamp(self) -> str:
        """64 hexadecimal digits for the state that was last synchronised: documents, decisions, rules.

        What is derived carries it; where it is another, a process was killed before that part followed.
        """
        with self.corpus.told():
            if tables.version(self.connection) != tables.VERSION:
                return ""
            return self._state("stamp") or ""

    def is_current(self, decisions: Decisions = NONE) -> bool:
        """Whether `sync` would change nothing."""
        with self.corpus.told():
            if tables.version(self.connection) != tables.VERSION:
                return False
            return self._state("stamp") == self._stamp(decisions)

    def _stale(self) -> tuple[set[str], set[str]]:
        """Documents that the index does not know as they are, and those that it knows but are gone."""
        stale = {unpack(row[0]) for row in self.connection.execute(
            "SELECT d.id FROM documents d LEFT JOIN resolution_documents r ON r.document = d.id "
            "WHERE r.document IS NULL OR r.content != d.content OR r.extractor != d.extractor OR r.head != d.head")}
        removed = {unpack(row[0]) for row in self.connection.execute(
            "SELECT r.document FROM resolution_documents r LEFT JOIN documents d ON d.id = r.document "
            "WHERE d.id IS NULL")}
        return stale, removed

    def decisions(self) -> Decisions:
        """The decisions that the index follows."""
        with self.corpus.told():
            text = self._state("decisions")
        if not text:
            return NONE
        return Decisions(tuple(Decision(kind, tuple(names), type, tuple(documents), *rest)
                               for kind, names, type, documents, *rest in json.loads(text)))

    def _stamp(self, decisions: Decisions) -> str:
        state = f"{self.corpus.stamp} {decisions.digest} {tables.VERSION}"
        return hashlib.sha256(state.encode()).hexdigest()

    def _state(self, name: str) -> str | None:
        row = self.connection.execute("SELECT value FROM resolution_state WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def _keep(self, stale: set[str], removed: set[str], decisions: Decisions) -> None:
        execute = self.connection.execute
        for id in removed | stale:
            execute("DELETE FROM resolution_documents WHERE document = ?", (pack(id),))
        for id in stale:
            execute(
                "INSERT INTO resolution_documents SELECT id, content, extractor, head FROM documents WHERE id = ?",
                (pack(id),),
            )
        self.connection.executemany("INSERT OR REPLACE INTO resolution_state VALUES (?, ?)", [
            ("decisions", json.dumps([astuple(d) for d in decisions.items])), ("stamp", self._stamp(decisions))])


def _difference(before: Decisions, after: Decisions) -> list[Decision]:
    """The decisions that make a difference between two lists: their order matters where they contradict."""
    old, new = ([replace(d, reason=None) for d in x.items] for x in (before, after))
    if old == new:
        return []
    first, second = set(old), set(new)
    common = [d for d in old if d in second]
    if common != [d for d in new if d in first]:
        return [*before.items, *after.items]
    both = first & second
    return [d for d in (*before.items, *after.items) if replace(d, reason=None) not in both]
