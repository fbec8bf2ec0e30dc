"""Clusters: each unit joins at most one fuller name, and no cluster holds what its documents tell apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsgraph.resolution.clues import NONE
from newsgraph.resolution.comparison import CLOSE, THRESHOLD, Comparison, compare, rank
from newsgraph.resolution.decisions import Decisions
from newsgraph.resolution.units import Unit

UnitId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a unit's comparisons came to: the fuller name it joins, if any, and the calls that were close."""

    joins: Comparison | None
    close: tuple[Comparison, ...]


def choose(unit: Unit, candidates: Sequence[Unit], decisions: Decisions = NONE) -> Choice:
    """Which of the candidates `unit` is a shorter or other name of.

    The candidates are all units that share a token with it; only fuller ones can be joined, and none that a
    decision holds apart.
    """
    own = rank(unit)
    scored = []
    for other in candidates:
        if other.block != unit.block and rank(other) > own and not decisions.divided(unit.raw, other.raw):
            found = compare(unit, other)
            if found is not None:
                scored.append((found, other))
    if not scored:
        return Choice(None, ())
    by_name = [other for _, other in scored if not _akin(unit, other)]
    final = []
    for found, other in scored:
        rivals = len({o.id for o in by_name if o is not other and not _akin(o, other)})
        again = compare(unit, other, rivals) if rivals else found
        assert again is not None
        final.append((again, rank(other)))
    final.sort(key=lambda pair: (-pair[0].score, -pair[1][1], -pair[1][2], pair[1][3]))
    best = final[0][0]
    tied = len(final) > 1 and final[1][0].score == best.score and best.score < 1.0
    joins = best if best.score >= THRESHOLD and not tied else None
    close = tuple(c for c, _ in final[:4] if abs(c.score - THRESHOLD) <= CLOSE)
    return Choice(joins, close)


def _akin(one: Unit, other: Unit) -> bool:
    """Whether two fuller names are forms of one another, so that they are no rivals."""
    return bool(one.aliases[other.block] or other.aliases[one.block])


def gather(units: Iterable[Unit], joins: Iterable[Comparison],
           decisions: Decisions = NONE) -> tuple[list[list[Unit]], list[Comparison]]:
    """Clusters of units, and the joins that were made, surest first.

    Parameters
    ----------
    units
        All units.
    joins
        For each unit at most one comparison, with a fuller name.
    decisions
        What they unite is united before anything else; what they divide stays apart.

    Notes
    -----
    A join is dropped if it would bring two units together whose documents name them as two things, and which
    nothing joins directly: A = B and B = C do not make A = C against evidence.
    """
    by_id = {unit.id: unit for unit in units}
    cluster = {id: id for id in by_id}
    members = {id: [unit] for id, unit in by_id.items()}
    ordered = sorted(joins, key=lambda c: (-c.score, c.one, c.other))
    direct = {(c.one, c.other) for c in ordered} | {(c.other, c.one) for c in ordered}

    def unite(one: UnitId, other: UnitId) -> None:
        first, second = sorted((cluster[one], cluster[other]))
        if first != second:
            for unit in members[second]:
                cluster[unit.id] = first
            members[first] += members.pop(second)

    for one, other in united(by_id.values(), decisions):
        unite(one, other)
    made = []
    for join in ordered:
        if join.one not in by_id or join.other not in by_id:
            continue
        first, second = cluster[join.one], cluster[join.other]
        if first == second:
            made.append(join)
            continue
        if any(decisions.divided(a.raw, b.raw) or ((a.id, b.id) not in direct and _told_apart(a, b))
               for a in members[first] for b in members[second]):
            continue
        unite(first, second)
        made.append(join)
    return [sorted(group, key=lambda u: u.id) for _, group in sorted(members.items())], made


def united(units: Iterable[Unit], decisions: Decisions) -> list[tuple[UnitId, UnitId]]:
    """Pairs of units that decisions join: all that the names of one decision mean, each with the next."""
    pairs: list[tuple[UnitId, UnitId]] = []
    if not decisions.united:
        return pairs
    by_raw: defaultdict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for raw in unit.raw:
            by_raw[raw].append(unit)
    for decision in decisions.united:
        if decision.kind == "confirm" and len(decision.names) < 2:
            continue
        wanted = frozenset[str]().union(*(decision.blocks(name) for name in decision.names))
        meant = sorted({unit for raw in wanted for unit in by_raw.get(raw, ()) if any(
            c.raw in wanted and decision.covers(c.document) for c in unit.clues)}, key=lambda u: u.id)
        pairs += [(one.id, other.id) for one, other in zip(meant, meant[1:], strict=False)
                  if not decisions.split(one.raw, other.raw)]
    return pairs


def _told_apart(one: Unit, other: Unit) -> bool:
    """Whether documents name both, as two things, more often than they call one thing by both names."""
    if one.block == other.block:
        return bool(one.sense and other.sense)
    both = len(one.documents & other.documents)
    return both > one.aliases[other.block] + other.aliases[one.block]


