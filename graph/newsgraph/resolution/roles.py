"""Roles with time: one role by any of its names, and who held it from when until when."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from newsgraph.names import fold
from newsgraph.resolution.agreement import Said

SOLE = frozenset({
    "chief executive", "chairman", "president", "chief financial officer", "chief operating officer",
    "chief technology officer", "managing director", "governor"})
"""Roles, as `role_key` gives them, that one person at a time holds in one organisation."""

_SAME = {
    "ceo": "chief executive",
    "chief executive officer": "chief executive",
    "cfo": "chief financial officer",
    "coo": "chief operating officer",
    "cto": "chief technology officer",
    "chairwoman": "chairman",
    "chairperson": "chairman",
    "chair": "chairman",
}


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role that somebody held. Dates are ISO 8601, and None where no document has one.

    `time` is ``current``, ``past`` or ``future`` by all that is known; `since` is the first date at which a document
    calls the role current, `last` the last one; `until` is the first date by which it has ended: a document calls
    it past, or names a successor.
    """

    person: str
    organization: str
    role: str
    time: str
    since: str | None
    last: str | None
    until: str | None


def role_key(role: str) -> str:
    """A role without case, spelling and abbreviation.

    >>> role_key("CEO"), role_key("Chief Executive Officer"), role_key("vice-president of sales")
    ('chief executive', 'chief executive', 'vice president of sales')
    """
    text = fold(role) or " ".join(role.casefold().split())
    return _SAME.get(text, text)


def tenures(facts: Iterable[Said]) -> list[Tenure]:
    """Who held which role when, as far as the documents and their dates say.

    Parameters
    ----------
    facts
        What is said of roles; only what is asserted counts. All that is said of one role in one organisation must be
        there: where one person at a time holds it, a successor's first date ends it.

    Examples
    --------
    >>> ann, bob = (Said(who, "executiveOf", "acme", d, d, date, role="CEO") for who, d, date in
    ...             (("ann", "a", "2023-01-05"), ("bob", "b", "2024-02-01")))
    >>> [(t.person, t.time, t.since, t.until) for t in tenures([ann, bob])]
    [('ann', 'past', '2023-01-05', '2024-02-01'), ('bob', 'current', '2024-02-01', None)]
    """
    held: defaultdict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for item in facts:
        if item.modality == "asserted" and item.role:
            held[item.subject, item.object, role_key(item.role)].append(item)
    firsts: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for (person, organization, role), items in held.items():
        if dates := _dates(items, "current"):
            firsts[organization, role].append((dates[0], person))
    found = []
    for (person, organization, role), items in sorted(held.items()):
        current, past = _dates(items, "current"), _dates(items, "past")
        ends = [date for date in past if not current or date >= current[-1]]
        if role in SOLE and current:
            ends += [date for date, other in firsts[organization, role] if other != person and date > current[-1]]
        found.append(Tenure(person, organization, role, _time(items, bool(ends)), min(current, default=None),
                            max(current, default=None), min(ends, default=None)))
    return found


def _dates(items: Iterable[Said], time: str) -> list[str]:
    return sorted(item.date for item in items if item.time == time and item.date)


def _time(items: list[Said], ended: bool) -> str:
    times = {item.time for item in items}
    if times == {"future"}:
        return "future"
    return "past" if ended or "current" not in times else "current"
