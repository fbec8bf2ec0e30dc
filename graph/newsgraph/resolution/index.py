"""`Index`: the resolution of a corpus, kept beside it and brought up to date at the cost of what changed.

What it holds is always exactly what `resolve` would give for the whole corpus. That works because a unit's
choice reads nothing but the units that share a token with it, and a cluster nothing but its own units.
"""

import hashlib
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace

from newsgraph.corpus import Corpus
from newsgraph.names import fold
from newsgraph.records import Node, Resolution
from newsgraph.resolution import tables
from newsgraph.resolution.clues import NONE, Clue, clues, related
from newsgraph.resolution.comparison import Comparison
from newsgraph.resolution.copies import Families, Source
from newsgraph.resolution.decisions import Decision, Decisions
from newsgraph.resolution.refresh import Refresh
from newsgraph.resolution.tables import pack, unpack

UnitId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """What bringing the index up to date changed.

    `nodes` are new, or have another name, type or other names than before; `gone` are keys that no node has
    any more; `documents` are those whose own extraction changed, or whose entities turned out to be other
    nodes, or which are copies of another document than before; `removed` are there no longer. `whole` says that
    everything was made anew.
    """

    nodes: tuple[Node, ...] = ()
    gone: tuple[str, ...] = ()
    documents: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    whole: bool = False


class Index:
    """The resolution of a corpus.

    Parameters
    ----------
    corpus
        The corpus; writes happen in the transaction that the caller has on it, or in one of their own.

    Examples
    --------
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

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.connection: sqlite3.Connection = corpus.connection

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
            families = Families(self.connection, self._text)
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

    def resolution(self) -> Resolution:
        """All nodes, as `resolve` gives them."""
        with self.corpus.told():
            members: defaultdict[int, list[tuple[str, str]]] = defaultdict(list)
            for node, document, entity in self.connection.execute(
                    "SELECT u.node, c.document, c.entity FROM resolution_clues c JOIN resolution_units u "
                    "ON u.block = c.block AND u.sense = c.sense"):
                members[node].append((unpack(document), unpack(entity)))
            rows = self.connection.execute("SELECT id, key, name, type, aliases FROM resolution_nodes")
            nodes = [tables.read_node(key, name, type, more, tuple(sorted(members[id])))
                     for id, key, name, type, more in rows]
        return Resolution(tuple(sorted(nodes, key=lambda n: n.key)))

    def members(self, documents: Iterable[str]) -> dict[tuple[str, str], Node]:
        """(document id, entity id) -> node, for some documents; these nodes carry no members of their own."""
        found = {}
        with self.corpus.told():
            for document in documents:
                for entity, *row in self.connection.execute(
                        "SELECT c.entity, n.key, n.name, n.type, n.aliases FROM resolution_clues c "
                        "JOIN resolution_units u ON u.block = c.block AND u.sense = c.sense "
                        "JOIN resolution_nodes n ON n.id = u.node WHERE c.document = ?", (pack(document),)):
                    found[document, unpack(entity)] = tables.read_node(*row)
        return found

    def sources(self, documents: Iterable[str]) -> dict[str, Source]:
        """Of some documents those that are copies, each with the one that stands for it."""
        with self.corpus.told():
            families = Families(self.connection, self._text)
            found = {id: families.source(id) for id in documents}
        return {id: source for id, source in found.items() if source[0] != id}

    def nodes(self) -> Iterator[Node]:
        """All nodes in the order of their keys, without members."""
        with self.corpus.told():
            for row in self.connection.execute(
                    "SELECT key, name, type, aliases FROM resolution_nodes ORDER BY key"):
                yield tables.read_node(*row)

    def joins(self, node: str) -> list[Comparison]:
        """The comparisons that joined the names of the node with this key, surest first."""
        with self.corpus.told():
            rows = self.connection.execute(
                "SELECT j.block, j.sense, j.to_block, j.to_sense, j.score, j.features "
                "FROM resolution_nodes n "
                "JOIN resolution_units u ON u.node = n.id "
                "JOIN resolution_joins j ON j.block = u.block AND j.sense = u.sense "
                "WHERE n.key = ? AND j.made ORDER BY j.score DESC, j.block, j.sense",
                (node,),
            ).fetchall()
        return [tables.read_comparison(row) for row in rows]

    def units(self, node: str) -> list[UnitId]:
        """The units that make the node with this key."""
        with self.corpus.told():
            return [(unpack(block), unpack(sense)) for block, sense in self.connection.execute(
                "SELECT u.block, u.sense FROM resolution_nodes n JOIN resolution_units u ON u.node = n.id "
                "WHERE n.key = ? ORDER BY u.block, u.sense", (node,))]

    def every_unit(self) -> list[tuple[UnitId, bool]]:
        """All units in order, each with whether it is the only one of its block."""
        with self.corpus.told():
            rows = [(unpack(block), unpack(sense)) for block, sense in self.connection.execute(
                "SELECT block, sense FROM resolution_units ORDER BY block, sense")]
        number = Counter(block for block, _ in rows)
        return [(unit, number[unit[0]] == 1) for unit in rows]

    def node_of(self, unit: UnitId) -> str | None:
        """The key of the node that a unit belongs to."""
        with self.corpus.told():
            row = self.connection.execute(
                "SELECT n.key FROM resolution_units u JOIN resolution_nodes n ON n.id = u.node "
                "WHERE u.block = ? AND u.sense = ?", tuple(map(pack, unit))).fetchone()
        return None if row is None else str(row[0])

    def clues(self, unit: UnitId) -> list[Clue]:
        """What documents say of a unit."""
        with self.corpus.told():
            return [
                tables.read_clue(row)
                for row in self.connection.execute(
                    "SELECT document, entity, block, raw, body FROM resolution_clues "
                    "WHERE block = ? AND sense = ? "
                    "ORDER BY document, entity",
                    tuple(map(pack, unit)),
                )
            ]

    def names(self, unit: UnitId) -> list[str]:
        """The names that documents prefer for a unit, the commonest first."""
        counts = Counter(clue.name for clue in self.clues(unit))
        return sorted(counts, key=lambda name: (-counts[name], name))

    def close(self) -> list[Comparison]:
        """The comparisons whose scores lie closest to the threshold, on either side."""
        with self.corpus.told():
            rows = self.connection.execute("SELECT block, sense, to_block, to_sense, score, features "
                                           "FROM resolution_close ORDER BY block, sense, to_block, to_sense")
            return [tables.read_comparison(row) for row in rows]

    def find(self, name: str, type: str | None = None) -> list[Node]:
        """The nodes that have a key, a name or another name, in any spelling."""
        wanted, found = fold(name), []
        for node in self.nodes():
            if (type is None or node.type == type) and (
                    node.key == name or any(fold(known) == wanted for known in (node.name, *node.aliases))):
                found.append(node)
        return found

    def documents(self, blocks: Iterable[str]) -> set[str]:
        """The documents that name something with one of these blocks, decisions aside."""
        with self.corpus.told():
            return {unpack(row[0]) for row in tables.each(
                self.connection, "SELECT document FROM resolution_clues WHERE raw = ?", map(pack, blocks))}

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

    def _text(self, id: str) -> str:
        document = self.corpus.document(id)
        assert document is not None
        return document.text

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
