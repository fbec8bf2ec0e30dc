"""The nodes of an index: written from clusters, and given their keys anew wherever one is wanted twice."""

import sqlite3
from collections.abc import Iterable, Iterator

from newsgraph.resolution import tables
from newsgraph.resolution.decisions import Decisions
from newsgraph.resolution.naming import Draft, draft, keys
from newsgraph.resolution.tables import pack, unpack
from newsgraph.resolution.units import Unit

Place = tuple[str, str]
"""Document id and entity id."""


class Nodes:
    """Writes nodes; `touched` are the blocks whose clues may have come into other units."""

    def __init__(self, connection: sqlite3.Connection, decisions: Decisions, touched: set[str]) -> None:
        self.connection = connection
        self.execute = connection.execute
        self.decisions = decisions
        self.touched = touched

    def places(self, nodes: Iterable[int]) -> dict[Place, tuple[str, str]]:
        """(document, entity) -> (key, type) of what is left of the members that nodes had."""
        found = {}
        for node in nodes:
            key, type = self.execute(
                "SELECT key, type FROM resolution_nodes WHERE id = ?", (node,)
            ).fetchone()
            for document, entity in self.execute(
                    "SELECT c.document, c.entity FROM resolution_units u JOIN resolution_clues c "
                    "ON c.block = u.block AND c.sense = u.sense WHERE u.node = ?", (node,)):
                found[unpack(document), unpack(entity)] = (key, type)
        return found

    def write(
        self, old: set[int], clusters: Iterable[list[Unit]], places: dict[Place, tuple[str, str]]
    ) -> tuple[tuple[str, ...], tuple[str, ...], set[str]]:
        """Replace the old nodes by those of the clusters, and give keys anew wherever one is wanted twice."""
        gone: dict[str, tuple[str, str, str]] = {}
        bases = set()
        for id in old:
            key, base, name, type, aliases = self.execute(
                "SELECT key, base, name, type, aliases FROM resolution_nodes WHERE id = ?", (id,)).fetchone()
            gone[key] = (unpack(name), type, aliases)
            bases.add(base)
            self.execute("DELETE FROM resolution_nodes WHERE id = ?", (id,))
        last = self.execute("SELECT coalesce(max(id), 0) FROM resolution_nodes").fetchone()[0]
        for id, cluster in enumerate(clusters, last + 1):
            made = draft(cluster, self.decisions)
            bases.add(made.base)
            self.execute("INSERT INTO resolution_nodes VALUES (?, '', ?, ?, ?, ?, ?, ?, ?)", (
                id, made.base, pack(made.name), made.type, tables.extras(made.aliases, made.links),
                pack(made.sense),
                *map(pack, made.members[0])))
            for unit in cluster:
                self.execute("INSERT OR REPLACE INTO resolution_units VALUES (?, ?, ?)",
                             (pack(unit.block), pack(unit.sense), id))
                if unit.block in self.touched:
                    self.connection.executemany(
                        "UPDATE resolution_clues SET sense = ? "
                        "WHERE document = ? AND entity = ? AND sense != ?",
                        [
                            (pack(unit.sense), pack(c.document), pack(c.entity), pack(unit.sense))
                            for c in unit.clues
                        ],
                    )
        changed: set[str] = set()
        documents: set[str] = set()
        for base in sorted(bases):
            for id, key in self._rekey(base, gone):
                name, type, aliases = self.execute(
                    "SELECT name, type, aliases FROM resolution_nodes WHERE id = ?", (id,)).fetchone()
                if gone.pop(key, None) != (unpack(name), type, aliases):
                    changed.add(key)
                documents |= {place[0] for place in self._members(id)
                              if id <= last or places.get(place) != (key, type)}
        return (
            tuple(sorted(changed)),
            tuple(sorted(gone.keys() - changed)),
            documents,
        )

    def _rekey(self, base: str, gone: dict[str, tuple[str, str, str]]) -> list[tuple[int, str]]:
        """The keys of the nodes that want `base`; those of nodes whose key is as it was are left out."""
        rivals, ids, was = [], {}, {}
        for id, key, name, type, aliases, sense, document, entity in self.execute(
            "SELECT id, key, name, type, aliases, sense, document, entity "
            "FROM resolution_nodes WHERE base = ?",
            (base,),
        ).fetchall():
            member = (unpack(document), unpack(entity))
            item = Draft(unpack(name), type, (), (member,), unpack(sense))
            rivals.append(item)
            ids[member], was[id] = id, (key, (unpack(name), type, aliases))
        found = []
        for key, item in keys(base, rivals) if rivals else ():
            id = ids[item.members[0]]
            old, described = was[id]
            if old != key:
                if old:
                    gone[old] = described
                self.execute("UPDATE resolution_nodes SET key = ? WHERE id = ?", (key, id))
                found.append((id, key))
        return found

    def _members(self, node: int) -> Iterator[Place]:
        return ((unpack(document), unpack(entity)) for document, entity in self.execute(
            "SELECT c.document, c.entity FROM resolution_units u JOIN resolution_clues c "
            "ON c.block = u.block AND c.sense = u.sense WHERE u.node = ?", (node,)))
