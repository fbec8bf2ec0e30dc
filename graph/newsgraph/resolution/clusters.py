"""Clusters: each unit joins at most one fuller name, and no cluster holds what its documents tell apart."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from newsgraph.resolution.comparison import CLOSE, THRESHOLD, Comparison, compare, rank
from newsgraph.resolution.units import Unit

UnitId = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a unit's comparisons came to: the fuller name it joins, if any, and the calls that were close."""

    joins: Comparison | None
    close: tuple[Comparison, ...]


def choose(unit: Unit, candidates: Sequence[Unit]) -> Choice:
    """Which of the candidates `unit` is a shorter or other name of.

    The candidates are all units that share a token with it; only fuller ones can be joined.
    """
    own = rank(unit)
    scored = []
    for other in candidates:
        if other.id != unit.id and (other.block != unit.block) and rank(other) > own:
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


def gather(units: Iterable[Unit], joins: Iterable[Comparison], must: Iterable[tuple[UnitId, UnitId]] = (),
           cannot: Callable[[Unit, Unit], bool] | None = None) -> tuple[list[list[Unit]], list[Comparison]]:
    """Clusters of units, and the joins that were made, surest first.

    Parameters
    ----------
    units
        All units.
    joins
        For each unit at most one comparison, with a fuller name.
    must
        Pairs that curated decisions join, before anything else.
    cannot
        Whether curated decisions hold two units apart.

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

    for one, other in must:
        if one in by_id and other in by_id:
            unite(one, other)
    made = []
    for join in ordered:
        if join.one not in by_id or join.other not in by_id:
            continue
        first, second = cluster[join.one], cluster[join.other]
        if first == second:
            made.append(join)
            continue
        if any((cannot is not None and cannot(a, b)) or ((a.id, b.id) not in direct and _told_apart(a, b))
               for a in members[first] for b in members[second]):
            continue
        unite(first, second)
        made.append(join)
    return [sorted(group, key=lambda u: u.id) for _, group in sorted(members.items())], made


def _told_apart(one: Unit, other: Unit) -> bool:
    """Whether documents name both, as two things, more often than they call one thing by both names."""
    if one.block == other.block:
        return bool(one.sense and other.sense)
    both = len(one.documents & other.documents)
    return both > one.aliases[other.block] + other.aliases[one.block]


