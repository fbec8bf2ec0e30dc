"""One update of the index: from changed clues to changed nodes, touching only what they can reach."""

import sqlite3
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator

from newsgraph.resolution import tables
from newsgraph.resolution.clues import Clue
from newsgraph.resolution.clusters import choose, gather, united
from newsgraph.resolution.comparison import Comparison
from newsgraph.resolution.components import components
from newsgraph.resolution.decisions import Decision, Decisions
from newsgraph.resolution.renaming import Nodes
from newsgraph.resolution.resolve import HUB, block_tokens
from newsgraph.resolution.tables import pack, unpack
from newsgraph.resolution.units import Unit, split

UnitId = tuple[str, str]
Place = tuple[str, str]

HELD = 100_000
"""How many clues are held in memory at a time; the others are read again when they are wanted."""


class Refresh:
    """Forget and learn documents, then `run` once.

    What grows with the number of documents stays in the tables: in memory are the names of what is touched, and
    the units of a few blocks.
    """

    def __init__(self, connection: sqlite3.Connection, decisions: Decisions) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.decisions = decisions
        self.touched: set[str] = set()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self._units: OrderedDict[str, list[Unit]] = OrderedDict()
        self._held = 0
        self._ids: dict[str, tuple[UnitId, ...]] = {}

    def documents_about(self, decisions: Iterable[Decision]) -> set[str]:
        """The documents that name what these decisions are about; their blocks count as touched."""
        found = set()
        for decision in decisions:
            for name in decision.subjects:
                for raw in decision.blocks(name):
                    for document, block in self.execute(
                            "SELECT document, block FROM resolution_clues WHERE raw = ?", (pack(raw),)):
                        found.add(unpack(document))
                        self.touched.add(unpack(block))
        return found

    def forget(self, document: str) -> None:
        """Take a document's clues out."""
        key = (pack(document),)
        self.touched |= {unpack(row[0]) for row in self.execute(
            "SELECT block FROM resolution_clues WHERE document = ?", key)}
        self.execute("DELETE FROM resolution_clues WHERE document = ?", key)
        for one, other in self.execute(
            "SELECT one, other FROM resolution_related WHERE document = ?", key
        ).fetchall():
            self.pairs[unpack(one), unpack(other)] -= 1
        self.execute("DELETE FROM resolution_related WHERE document = ?", key)

    def learn(self, document: str, clues: Iterable[Clue], related: Iterable[Place]) -> None:
        """Put a document's clues in."""
        rows = []
        for clue in clues:
            self.touched.add(clue.block)
            rows.append(tables.clue_row(clue, ""))
        self.connection.executemany("INSERT INTO resolution_clues VALUES (?, ?, ?, ?, ?, ?)", rows)
        for one, other in related:
            self.pairs[one, other] += 1
            self.execute(
                "INSERT INTO resolution_related VALUES (?, ?, ?)", (pack(one), pack(other), pack(document))
            )

    def run(self) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
        """Bring all tables up to date; gives keys of changed nodes, keys that are gone, documents affected."""
        self.touched |= self._unsettled()
        self.touched.discard("")
        affected = self.touched | self._retoken()
        before = self._old_units(affected)
        self._choose(affected)
        decided = united(self._decided(), self.decisions)
        reach, nodes = self._reach(affected, before, decided)
        writer = Nodes(self.connection, self.decisions, self.touched)
        old_places = writer.places(nodes)
        for block in affected:
            self.execute("DELETE FROM resolution_units WHERE block = ?", (pack(block),))
        return writer.write(nodes, self._clusters(reach, decided), old_places)

    def units(self, block: str) -> list[Unit]:
        """The units of a block as the clues have it now."""
        if block in self._units:
            self._units.move_to_end(block)
            return self._units[block]
        clues = [tables.read_clue(row) for row in self.execute(
            "SELECT document, entity, block, raw, body FROM resolution_clues WHERE block = ?", (pack(block),))]
        units = split(block, clues, self._related) if clues else []
        self._units[block] = units
        self._held += len(clues)
        while self._held > HELD and len(self._units) > 1:
            _, old = self._units.popitem(last=False)
            self._held -= sum(len(unit.clues) for unit in old)
        return units

    def ids(self, block: str) -> tuple[UnitId, ...]:
        """The ids of the units of a block."""
        if block not in self._ids:
            self._ids[block] = tuple(unit.id for unit in self.units(block))
        return self._ids[block]

    def _related(self, one: str, other: str) -> bool:
        first, second = sorted((one, other))
        return self.execute("SELECT 1 FROM resolution_related WHERE one = ? AND other = ?",
                            (pack(first), pack(second))).fetchone() is not None

    def _unsettled(self) -> set[str]:
        """Blocks that are split by contexts which have come to belong together, or no longer do."""
        found: set[str] = set()
        for (one, other), change in self.pairs.items():
            if change:
                first, second = (
                    {
                        unpack(row[0])
                        for row in self.execute(
                            "SELECT block FROM resolution_contexts WHERE context = ?", (pack(x),)
                        )
                    }
                    for x in (one, other)
                )
                found |= first & second
        return found

    def _retoken(self) -> set[str]:
        """Renew tokens and contexts of the touched blocks; gives the blocks that share a token with one."""
        reached: set[str] = set()
        self.execute("CREATE TEMP TABLE seen (token BLOB PRIMARY KEY, change INTEGER NOT NULL) WITHOUT ROWID")
        for block in sorted(self.touched):
            key = pack(block)
            units = self.units(block)
            new = {pack(token) for token in block_tokens(units)} if units else set()
            old = {
                bytes(row[0])
                for row in self.execute("SELECT token FROM resolution_tokens WHERE block = ?", (key,))
            }
            for token in old - new:
                self.execute("DELETE FROM resolution_tokens WHERE token = ? AND block = ?", (token, key))
            for token in new - old:
                self.execute("INSERT INTO resolution_tokens VALUES (?, ?)", (token, key))
            self.connection.executemany(
                "INSERT INTO seen VALUES (?1, ?2) ON CONFLICT DO UPDATE SET change = change + ?2",
                [(token, (token in new) - (token in old)) for token in old | new])
            contexts = {pack(c) for unit in units for c in unit.context}
            self.execute("DELETE FROM resolution_contexts WHERE block = ?", (key,))
            self.connection.executemany("INSERT INTO resolution_contexts VALUES (?, ?)",
                                        [(c, key) for c in contexts] if len(contexts) > 1 else [])
        for token, change in self.execute("SELECT token, change FROM seen"):
            now = self.execute(
                "SELECT count(*) FROM (SELECT 1 FROM resolution_tokens WHERE token = ? LIMIT ?)",
                (token, HUB + len(self.touched) + 1),
            ).fetchone()[0]
            if min(now, now - change) <= HUB:
                reached |= {unpack(row[0]) for row in self.execute(
                    "SELECT block FROM resolution_tokens WHERE token = ?", (token,))}
        self.execute("DROP TABLE seen")
        return reached

    def _near(self, block: str) -> set[str]:
        """The blocks that share a token with one."""
        found: set[str] = set()
        for (token,) in self.execute(
            "SELECT token FROM resolution_tokens WHERE block = ?", (pack(block),)
        ).fetchall():
            rows = self.execute(
                "SELECT block FROM resolution_tokens WHERE token = ? LIMIT ?", (token, HUB + 1)
            ).fetchall()
            if len(rows) <= HUB:
                found |= {unpack(row[0]) for row in rows}
        return found - {block}

    def _choose(self, blocks: Iterable[str]) -> None:
        """Write down what the units of blocks join, and the calls that were close, in place of the old ones."""
        for block in sorted(blocks):
            for table in ("joins", "close"):
                self.execute(f"DELETE FROM resolution_{table} WHERE block = ?", (pack(block),))
            near = self._near(block)
            units = self.units(block) if near else []
            candidates = [other for name in sorted(near) for other in self.units(name)]
            for unit in units:
                choice = choose(unit, candidates, self.decisions)
                if choice.joins:
                    self.execute("INSERT INTO resolution_joins VALUES (?, ?, ?, ?, ?, ?, 0)",
                                 tables.comparison_row(choice.joins))
                self.connection.executemany("INSERT INTO resolution_close VALUES (?, ?, ?, ?, ?, ?)",
                                            map(tables.comparison_row, choice.close))

    def _old_units(self, blocks: Iterable[str]) -> dict[UnitId, int]:
        """The units that blocks had, with their nodes."""
        return {(block, unpack(sense)): node for block in blocks for sense, node in self.execute(
            "SELECT sense, node FROM resolution_units WHERE block = ?", (pack(block),))}

    def _reach(self, affected: set[str], before: dict[UnitId, int],
               decided: Iterable[tuple[UnitId, UnitId]]) -> tuple[set[UnitId], set[int]]:
        """All units whose cluster may change, and the old nodes that they made."""
        linked: defaultdict[UnitId, set[UnitId]] = defaultdict(set)
        for one, other in decided:
            linked[one].add(other)
            linked[other].add(one)
        reach: set[UnitId] = set()
        nodes: set[int] = set(before.values())
        queue = [id for block in affected for id in self.ids(block)]
        queue += [id for node in sorted(nodes) for id in self._of_node(node)]
        while queue:
            id = queue.pop()
            if id in reach or (id[0] in affected and id not in self.ids(id[0])):
                continue
            reach.add(id)
            queue += [*linked.get(id, ()), *self._linked(id)]
            row = self.execute("SELECT node FROM resolution_units WHERE block = ? AND sense = ?",
                               tuple(map(pack, id))).fetchone()
            if row is not None and row[0] not in nodes:
                nodes.add(row[0])
                queue += self._of_node(row[0])
        return reach, nodes

    def _decided(self) -> list[Unit]:
        """The units that decisions would unite with others."""
        blocks = set()
        for decision in self.decisions.united:
            for raw in {raw for name in decision.names for raw in decision.blocks(name)}:
                blocks |= {unpack(row[0]) for row in self.execute(
                    "SELECT DISTINCT block FROM resolution_clues WHERE raw = ?", (pack(raw),))}
        return [unit for block in sorted(blocks - {""}) for unit in self.units(block)]

    def _of_node(self, node: int) -> list[UnitId]:
        return [(unpack(block), unpack(sense)) for block, sense in self.execute(
            "SELECT block, sense FROM resolution_units WHERE node = ?", (node,))]

    def _linked(self, id: UnitId) -> list[UnitId]:
        """The unit that a unit joins, and those that join it."""
        block, sense = map(pack, id)
        return [(unpack(b), unpack(s)) for b, s in self.execute(
            "SELECT to_block, to_sense FROM resolution_joins WHERE block = ?1 AND sense = ?2 UNION ALL "
            "SELECT block, sense FROM resolution_joins WHERE to_block = ?1 AND to_sense = ?2", (block, sense))]

    def _joins(self, id: UnitId) -> list[Comparison]:
        """What a unit joins, if anything."""
        return [tables.read_comparison(row) for row in self.execute(
            "SELECT block, sense, to_block, to_sense, score, features FROM resolution_joins "
            "WHERE block = ? AND sense = ?", tuple(map(pack, id)))]

    def _clusters(self, reach: set[UnitId], decided: Iterable[tuple[UnitId, UnitId]]) -> Iterator[list[Unit]]:
        """The clusters of all units in reach, group by group of what hangs together; notes which joins were made."""
        hang = [*((join.one, join.other) for id in reach for join in self._joins(id)), *decided]
        root = components((one, other) for one, other in hang if one in reach and other in reach)
        groups: defaultdict[UnitId, list[UnitId]] = defaultdict(list)
        for id in reach:
            groups[root.get(id, id)].append(id)
        for first in sorted(groups):
            ids = set(groups[first])
            units = [unit for block in sorted({block for block, _ in ids}) for unit in self.units(block)
                     if unit.id in ids]
            joins = [join for id in ids for join in self._joins(id)]
            clusters, made = gather(units, joins, self.decisions)
            self.connection.executemany("UPDATE resolution_joins SET made = ? WHERE block = ? AND sense = ?",
                                        [(join in made, *map(pack, join.one)) for join in joins])
            yield from clusters
