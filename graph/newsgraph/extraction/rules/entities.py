"""One entity for each thing a document names: its mentions together, its type by what the text says of it."""

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from newsgraph.extraction.clustering import cluster_names
from newsgraph.extraction.rules.lexicon import table, words
from newsgraph.extraction.rules.names import Candidate, candidates, naming
from newsgraph.extraction.rules.reach import reach
from newsgraph.extraction.rules.references import resolve_references
from newsgraph.extraction.rules.trees import Node, trees
from newsgraph.extraction.rules.walks import walk
from newsgraph.records import Entity, Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

Votes = dict[str, float]

TYPES = ("Person", "Company", "Organization", "Product", "Event", "Place")

_LABELS: dict[str, Votes] = {
    "PERSON": {"Person": 1.2},
    "ORG": {"Company": 0.8, "Organization": 0.45, "Product": 0.3},
    "GPE": {"Place": 1.1},
    "LOC": {"Place": 1.0},
    "FAC": {"Place": 0.6, "Organization": 0.1},
    "PRODUCT": {"Product": 1.2},
    "WORK_OF_ART": {"Product": 0.8},
    "EVENT": {"Event": 1.2},
    "NORP": {"Organization": 0.2},
}
_MANY = 1500  # names in one document; beyond that only equal ones are one


def find_entities(doc: "Doc") -> list[Entity]:
    """The document's entities, with their names, pronouns and nominals.

    Parameters
    ----------
    doc
        What `newsgraph.extraction.rules.parse` gave.

    Returns
    -------
    list of Entity
        In the order of their first mention; those that nothing names come last.
    """
    return resolve_references(doc, named_entities(doc))


def named_entities(doc: "Doc") -> list[Entity]:
    """The same without pronouns and nominals."""
    found = candidates(doc)
    if not found:
        return []
    surfaces: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        surfaces[candidate.surface].append(candidate)
    votes = _votes(doc, surfaces)
    first = {surface: _decide(v) for surface, v in votes.items()}
    kept = [c for c in found if first[c.surface]]
    if not kept:
        return []
    groups = _groups(doc, kept, first)
    members: dict[int, list[Candidate]] = defaultdict(list)
    for candidate, group in zip(kept, groups, strict=True):
        members[group].append(candidate)
    entities = []
    for group in sorted(members, key=lambda g: members[g][0].span):
        total: Votes = defaultdict(float)
        for surface in dict.fromkeys(c.surface for c in members[group]):
            for type_, weight in votes[surface].items():
                total[type_] += weight
        mentions = tuple(Mention(*c.span) for c in members[group])
        entities.append(Entity(f"e{len(entities)}", _fullest(members[group]), _decide(total), mentions))
    return entities


def _groups(doc: "Doc", kept: list[Candidate], types: dict[str, str]) -> list[int]:
    if len({c.surface for c in kept}) > _MANY:
        numbers: dict[str, int] = {}
        return [numbers.setdefault(c.surface, len(numbers)) for c in kept]
    return cluster_names([(c.surface, types[c.surface]) for c in kept], doc.text, [c.span for c in kept])


def _fullest(mentions: list[Candidate]) -> str:
    """The longest form, but not one that only adds a legal form to one as common."""
    forms = list(dict.fromkeys(c.surface for c in mentions))
    return max(forms, key=lambda f: (len(f.split()), len(f)))


def _decide(votes: Votes) -> str:
    """The type with most votes, or none if nothing speaks for a name."""
    best = max(TYPES, key=lambda t: votes.get(t, 0.0))
    return best if votes.get(best, 0.0) > 0 else ""


@cache
def _vote_rows() -> dict[tuple[str, str], tuple[tuple[tuple[str, ...], str, float], ...]]:
    rows: dict[tuple[str, str], list[tuple[tuple[str, ...], str, float]]] = {}
    for row in table("naming")["vote"]:
        kind = "verb" if "verb" in row else "noun"
        slot: Any = row["slot"]
        slots = (slot,) if isinstance(slot, str) else tuple(slot)
        for lemma in words(row[kind]):
            rows.setdefault((kind, lemma), []).append((slots, row["type"], float(row["weight"])))
    return {k: tuple(v) for k, v in rows.items()}


def _votes(doc: "Doc", surfaces: dict[str, list[Candidate]]) -> dict[str, Votes]:
    """What speaks for each type of each form: its own words, the recogniser's labels, and its contexts."""
    votes: dict[str, Votes] = {}
    provisional = []
    for surface, group in surfaces.items():
        own: Votes = defaultdict(float)
        for type_, weight in _by_form(surface).items():
            own[type_] += weight
        for candidate in group:
            for type_, weight in _LABELS.get(candidate.label, {}).items():
                own[type_] += weight / len(group) * min(len(group), 3) ** 0.5
        votes[surface] = own
        provisional.append(Entity(surface, surface, "", tuple(Mention(*c.span) for c in group)))
    for tree in trees(doc, provisional):
        for node in tree.nodes:
            if node.named and node.reference is not None:
                _beside(node, votes[provisional[node.reference.entity].id])
                continue
            kind = "noun" if node.pos in ("NOUN", "PROPN") else "verb" if node.pos == "VERB" or node.tag[:2] == "VB" else ""
            for slots, type_, weight in _vote_rows().get((kind, node.lemma), ()):
                for slot in slots:
                    for end in walk(node, slot):
                        for reference in reach(end):
                            votes[provisional[reference.entity].id][type_] += weight
    return votes


def _beside(node: Node, votes: Votes) -> None:
    """Honorifics, possessors and places right beside a name."""
    for child in node.children:
        if child.lemma.rstrip(".") in ("mr", "mrs", "ms", "dr", "sir", "dame", "lord", "lady"):
            votes["Person"] += 4
        elif child.dep == "poss" and child.named:
            votes["Product"] += 0.6
    if node.dep == "poss":
        votes["Company"] += 0.15
        votes["Person"] += 0.1
    elif node.dep == "pobj" and node.head is not None and node.head.lemma == "in":
        votes["Place"] += 0.3


def _by_form(surface: str) -> Votes:
    """What a name's own words say."""
    low = surface.lower()
    votes: Votes = defaultdict(float)
    if low in naming("gazetteer"):
        votes["Place"] += 3
        return votes
    parts = low.replace(",", "").split()
    last, first = parts[-1], parts[0]
    if len(parts) > 1:
        for type_, weight in (("Company", 2.2), ("Organization", 2.6), ("Event", 2.6), ("Product", 1.2), ("Place", 1.2)):
            if last in naming(type_.lower()):
                votes[type_] += weight
        if first in naming("organization") and "of" in parts:
            votes["Organization"] += 3
        if parts[-1].rstrip(".") in ("inc", "corp", "ltd", "llc", "plc", "co", "gmbh", "ag", "limited", "corporation"):
            votes["Company"] += 3
    if any(c.isdigit() for c in surface):
        votes["Product"] += 1.5
    elif surface[:1].islower() or any(c.isupper() for c in surface[1:].split(" ")[0]) and not surface.isupper():
        votes["Product"] += 0.4
        votes["Company"] += 0.4
    votes["Company"] += 0.05
    return votes
