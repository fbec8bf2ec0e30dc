"""Resolution as joins and groupings, by the functions that `newsgraph.resolution.resolve` calls."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from newsgraph.records import Extraction, Node
from newsgraph.resolution.clues import Clue, clues, related
from newsgraph.resolution.clusters import choose, gather, united
from newsgraph.resolution.comparison import Comparison
from newsgraph.resolution.components import components
from newsgraph.resolution.decisions import Decisions
from newsgraph.resolution.naming import Draft, draft, keys
from newsgraph.resolution.resolve import HUB, block_tokens
from newsgraph.resolution.units import Unit, split

if TYPE_CHECKING:
    from pyspark import RDD

Blocks = "RDD[tuple[str, list[Unit]]]"


def nodes(extractions: "RDD[Extraction]", decisions: Decisions, parts: int) -> "RDD[Node]":
    """The nodes of all extractions, as `newsgraph.resolution.resolve` gives them."""
    context = extractions.context
    told = context.broadcast(decisions)
    pairs = context.broadcast(set(extractions.flatMap(related).distinct(parts).collect()))

    def clues_of(extraction: Extraction) -> Iterator[tuple[str, Clue]]:
        return ((clue.block, clue) for clue in clues(extraction, told.value) if clue.block)

    def units_of(group: tuple[str, Iterable[Clue]]) -> tuple[str, list[Unit]]:
        known = pairs.value
        return group[0], split(group[0], list(group[1]), lambda a, b: (min(a, b), max(a, b)) in known)

    blocks = extractions.flatMap(clues_of).groupByKey(parts).map(units_of, preservesPartitioning=True).persist(_DISK())
    joins = _joins(blocks, told, parts).persist(_DISK())
    hang = joins.map(lambda c: (c.one, c.other)).collect() + _united(blocks, decisions)
    root = context.broadcast(components(hang))

    def place(unit: Unit) -> Any:
        return root.value.get(unit.id, unit.id)

    def clusters(group: tuple[Any, tuple[Iterable[Unit], Iterable[Comparison]]]) -> Iterator[tuple[str, Draft]]:
        units, found = group[1]
        for cluster in gather(sorted(units, key=attrgetter("id")), list(found), told.value)[0]:
            item = draft(cluster, told.value)
            yield item.base, item

    units = blocks.flatMap(lambda pair: ((place(unit), unit) for unit in pair[1]))
    drafts = units.cogroup(joins.map(lambda c: (root.value[c.one], c)), parts).flatMap(clusters)
    return drafts.groupByKey(parts).flatMap(_named)


def _joins(blocks: "RDD[tuple[str, list[Unit]]]", told: Any, parts: int) -> "RDD[Comparison]":
    """What each unit joins: blocks that share a token are brought together, and each of their units chooses."""
    tokens = blocks.flatMap(lambda pair: ((token, pair[0]) for token in block_tokens(pair[1])))
    near = tokens.groupByKey(parts).flatMap(_near).distinct(parts)

    def chosen(group: tuple[str, tuple[Iterable[list[Unit]], Iterable[list[Unit]]]]) -> Iterator[Comparison]:
        own, others = (list(part) for part in group[1])
        candidates = [unit for units in sorted(others, key=lambda units: units[0].block) for unit in units]
        if not candidates:
            return
        for unit in own[0]:
            found = choose(unit, candidates, told.value).joins
            if found is not None:
                yield found

    candidates = near.map(lambda pair: (pair[1], pair[0])).join(blocks, parts).map(lambda row: row[1])
    return blocks.cogroup(candidates, parts).flatMap(chosen)


def _near(group: tuple[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Pairs of different blocks that share a token which says enough."""
    names = sorted(group[1])
    if 1 < len(names) <= HUB:
        for one in names:
            for other in names:
                if one != other:
                    yield one, other


def _united(blocks: "RDD[tuple[str, list[Unit]]]", decisions: Decisions) -> list[Any]:
    """Pairs of units that decisions unite."""
    wanted = {raw for decision in decisions.united for name in decision.names for raw in decision.blocks(name)}
    if not wanted:
        return []
    meant = blocks.flatMap(lambda pair: (unit for unit in pair[1] if unit.raw & wanted)).collect()
    return united(sorted(meant, key=attrgetter("id")), decisions)


def _named(group: tuple[str, Iterable[Draft]]) -> Iterator[Node]:
    rivals = sorted(group[1], key=lambda item: (item.members, item.type))
    for key, item in keys(group[0], rivals):
        yield Node(key, item.name, item.type, item.aliases, item.members, item.links)


def members(node: Node) -> Iterator[tuple[str, tuple[str, Node]]]:
    """(document id, (entity id, the node without its members)) for each entity that a node stands for."""
    bare = replace(node, members=())
    return ((document, (entity, bare)) for document, entity in node.members)


def _DISK() -> Any:  # noqa: N802
    from pyspark import StorageLevel

    return StorageLevel.DISK_ONLY
