"""`Lookup`: what the index of a corpus knows, to read."""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from newsgraph.corpus import Corpus
from newsgraph.names import fold
from newsgraph.records import Node, Resolution
from newsgraph.resolution import tables
from newsgraph.resolution.clues import Clue
from newsgraph.resolution.comparison import Comparison
from newsgraph.resolution.copies import Families, Source
from newsgraph.resolution.tables import pack, unpack

UnitId = tuple[str, str]


class Lookup:
    """The resolution of a corpus as it was last brought up to date.

    Parameters
    ----------
    corpus
        The corpus that the index lies beside.
    """

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.connection: sqlite3.Connection = corpus.connection

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
            families = Families(self.connection, self.text_of)
            found = {id: families.source(id) for id in documents}
        return {id: source for id, source in found.items() if source[0] != id}

    def nodes(self, keys: Iterable[str] | None = None) -> Iterator[Node]:
        """The nodes with these keys, or all in the order of their keys; without members."""
        columns = "SELECT key, name, type, aliases FROM resolution_nodes"
        with self.corpus.told():
            rows = (self.connection.execute(f"{columns} ORDER BY key") if keys is None else
                    (row for key in keys for row in self.connection.execute(f"{columns} WHERE key = ?", (key,))))
            for row in rows:
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

    def text_of(self, id: str) -> str:
        """The text of a document."""
        return self.corpus.text(id)
