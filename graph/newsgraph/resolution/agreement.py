"""What several documents say together: how sure a fact is, who held a role when, what contradicts what."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsgraph.names import fold
from newsgraph.records import Extraction, Fact, Node

SOLE = (
    "chief executive",
    "ceo",
    "chairman",
    "chairwoman",
    "chairperson",
    "chair",
    "president",
    "chief financial officer",
    "cfo",
    "chief operating officer",
    "coo",
    "chief technology officer",
    "cto",
    "managing director",
    "governor",
)
"""Roles that one person at a time holds in one organisation, folded."""

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

Triple = tuple[str, str, str]
"""Subject key, predicate, object key."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What all documents say about one fact.

    `confidence` is the probability that at least one independent assertion of it is right; `sources` counts
    independent assertions, copies of one text counting once; `against` counts independent denials.
    """

    subject: str
    predicate: str
    object: str
    confidence: float
    sources: int
    documents: tuple[str, ...]
    against: int = 0


@dataclass(frozen=True, slots=True)
class Tenure:
    """A role that somebody held. Dates are ISO 8601, and None where no document has one.

    `since` is the first date at which a document calls it current, `last` the last one; `until` is the first
    date by which it has ended: a document calls it past, or names a successor. `announced`: so far to come.
    """

    person: str
    organization: str
    role: str
    since: str | None
    last: str | None
    until: str | None
    announced: bool
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two statements that cannot both hold, with the documents of each. `kind`: denied, role or owner."""

    kind: str
    one: Triple
    other: Triple
    documents: tuple[str, ...]
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One fact of one document, with its ends as keys of nodes."""

    triple: Triple
    fact: Fact
    document: str
    date: str | None


def said(extractions: Iterable[Extraction], members: Mapping[tuple[str, str], Node]) -> list[Said]:
    """All facts between nodes, in an order that depends on nothing but themselves.

    `members` gives the node of (document id, entity id), as `Resolution.index` does.
    """
    found = []
    for extraction in extractions:
        document = extraction.document
        for fact in extraction.facts:
            subject = members.get((document.id, fact.subject))
            object = members.get((document.id, fact.object))
            if subject and object:
                found.append(
                    Said((subject.key, fact.predicate, object.key), fact, document.id, document.date)
                )
    return sorted(found, key=lambda s: (s.triple, s.document, s.fact.sentence, s.fact.subject_span,
                                        s.fact.object_span, s.fact.confidence))


def agreements(facts: Iterable[Said], copies: Mapping[str, str] | None = None) -> list[Agreement]:
    """How sure each fact that holds now is, over all documents that state it.

    Parameters
    ----------
    facts
        What `said` gives.
    copies
        Document id -> id of the document that it is a copy of, as `newsgraph.resolution.copies` finds them.
        Without it every document is independent.

    Notes
    -----
    Within one text the surest sentence counts; independent texts combine by noisy or: ``1 - prod(1 - p)``.

    Examples
    --------
    >>> fact = Fact("e1", "acquired", "e2", (0, 1), (0, 1), (0, 1), confidence=0.6)
    >>> triple = ("acme", "acquired", "bolt")
    >>> [found] = agreements([Said(triple, fact, d, None) for d in ("a", "b", "c")], {"c": "b"})
    >>> round(found.confidence, 4), found.sources, found.documents
    (0.84, 2, ('a', 'b', 'c'))
    """
    copies = copies or {}
    surest: defaultdict[Triple, dict[str, float]] = defaultdict(dict)
    against: defaultdict[Triple, set[str]] = defaultdict(set)
    documents: defaultdict[Triple, set[str]] = defaultdict(set)
    for item in facts:
        source = copies.get(item.document, item.document)
        if item.fact.direct:
            known = surest[item.triple].get(source, 0.0)
            surest[item.triple][source] = max(known, item.fact.confidence)
            documents[item.triple].add(item.document)
        elif item.fact.modality == "negated":
            against[item.triple].add(source)
    found = []
    for triple in sorted(surest):
        wrong = 1.0
        for source in sorted(surest[triple]):
            wrong *= 1.0 - surest[triple][source]
        found.append(Agreement(*triple, 1.0 - wrong, len(surest[triple]), tuple(sorted(documents[triple])),
                               len(against[triple])))
    return found


def tenures(facts: Iterable[Said]) -> list[Tenure]:
    """Who held which role when, as far as the documents and their dates say.

    Only asserted facts count. Where a role is held by one at a time, a successor's first date ends it.
    """
    held: defaultdict[tuple[str, str, str], list[Said]] = defaultdict(list)
    for item in facts:
        if item.fact.predicate == "executiveOf" and item.fact.modality == "asserted" and item.fact.role:
            held[item.triple[0], item.triple[2], role_key(item.fact.role)].append(item)
    first: dict[tuple[str, str, str], str] = {}
    for key, items in held.items():
        dates = sorted(s.date for s in items if s.fact.time == "current" and s.date)
        if dates:
            first[key] = dates[0]
    found = []
    for (person, organization, role), items in sorted(held.items()):
        current = sorted(s.date for s in items if s.fact.time == "current" and s.date)
        past = sorted(s.date for s in items if s.fact.time == "past" and s.date)
        ends = [d for d in past if not current or d >= current[-1]]
        if role in SOLE and current:
            ends += [
                since
                for (other, place, held_role), since in first.items()
                if place == organization and held_role == role and other != person and since > current[-1]
            ]
        found.append(Tenure(
            person, organization, role, current[0] if current else None, current[-1] if current else None,
            min(ends, default=None), all(s.fact.time == "future" for s in items),
            tuple(sorted({s.document for s in items}))))
    return found


def conflicts(facts: Iterable[Said]) -> list[Conflict]:
    """Pairs of statements that cannot both hold.

    ``denied``: one document asserts a fact that another denies. ``role``: two people hold a role that one
    person holds at a time, at dates that do not order them. ``owner``: two parents or buyers of one company.
    """
    items = list(facts)
    yes: defaultdict[Triple, set[str]] = defaultdict(set)
    no: defaultdict[Triple, set[str]] = defaultdict(set)
    for item in items:
        if item.fact.modality == "asserted" and item.fact.time != "past":
            yes[item.triple].add(item.document)
        elif item.fact.modality == "negated":
            no[item.triple].add(item.document)
    found = [Conflict("denied", triple, triple, tuple(sorted(yes[triple])), tuple(sorted(no[triple])))
             for triple in sorted(yes.keys() & no.keys())]
    found += _sole_roles(tenures(items))
    owners: defaultdict[tuple[str, str], dict[str, tuple[Triple, set[str]]]] = defaultdict(dict)
    for item in items:
        if item.fact.direct and item.fact.predicate in {"subsidiaryOf", "acquired"}:
            subject, predicate, object = item.triple
            owned, owner = (subject, object) if predicate == "subsidiaryOf" else (object, subject)
            owners[predicate, owned].setdefault(owner, (item.triple, set()))[1].add(item.document)
    for _, by_owner in sorted(owners.items()):
        pairs = [by_owner[owner] for owner in sorted(by_owner)]
        found += [Conflict("owner", one, other, tuple(sorted(docs)), tuple(sorted(others)))
                  for i, (one, docs) in enumerate(pairs) for other, others in pairs[i + 1:]]
    return found


def role_key(role: str) -> str:
    """A role without case, spelling and abbreviation.

    >>> role_key("CEO"), role_key("Chief Executive Officer"), role_key("vice-president of sales")
    ('chief executive', 'chief executive', 'vice president of sales')
    """
    text = fold(role)
    return _SAME.get(text, text)


def _sole_roles(held: Iterable[Tenure]) -> list[Conflict]:
    by_role: defaultdict[tuple[str, str], list[Tenure]] = defaultdict(list)
    for tenure in held:
        if tenure.role in SOLE and not tenure.announced and (tenure.since or tenure.until is None):
            by_role[tenure.organization, tenure.role].append(tenure)
    found = []
    for (organization, _), rivals in sorted(by_role.items()):
        for i, one in enumerate(rivals):
            for other in rivals[i + 1:]:
                if _overlap(one, other):
                    found.append(Conflict("role", (one.person, "executiveOf", organization),
                                          (other.person, "executiveOf", organization),
                                          one.documents, other.documents))
    return found


def _overlap(one: Tenure, other: Tenure) -> bool:
    """Whether two were in office at once: undated, or each begun before the other was last seen."""
    if one.since is None or other.since is None or one.last is None or other.last is None:
        return one.until is None and other.until is None
    return one.since <= other.last and other.since <= one.last
