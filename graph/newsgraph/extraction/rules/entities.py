"""One entity for each thing a document names: its mentions together, its type by what the text says of it."""

from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from newsgraph.extraction.clustering import cluster_names
from newsgraph.extraction.rules.evidence import NOTHING, evidence, scores
from newsgraph.extraction.rules.names import Candidate, candidates
from newsgraph.extraction.rules.references import resolve_references
from newsgraph.records import Entity, Mention
from newsgraph.vocabulary import TYPES

if TYPE_CHECKING:
    from spacy.tokens import Doc

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
    judged = {surface: scores(found_) for surface, found_ in evidence(doc, found).items()}
    first = {surface: _decide(judgement) for surface, judgement in judged.items()}
    found = [part for c in found for part in _split_maker(c, first)]
    kept = [c for c in found if first[c.surface] != NOTHING]
    if not kept:
        return []
    groups = _groups(doc, kept, first)
    members: dict[int, list[Candidate]] = defaultdict(list)
    for candidate, group in zip(kept, groups, strict=True):
        members[group].append(candidate)
    entities: list[Entity] = []
    for group in sorted(members, key=lambda g: members[g][0].span):
        total: dict[str, float] = defaultdict(float)
        counts = Counter(c.surface for c in members[group])
        for surface, count in counts.items():
            for type_, value in judged[surface].items():
                total[type_] += value * count**0.5
        total.pop(NOTHING)
        mentions = tuple(Mention(*c.span) for c in members[group])
        entities.append(Entity(f"e{len(entities)}", _fullest(members[group]), _decide(total), mentions))
    return entities


def _split_maker(candidate: Candidate, types: dict[str, str]) -> list[Candidate]:
    """Maker and product apart, where the text also names each alone: "Acme Zip" beside "Acme" and "Zip"."""
    surface, (start, end) = candidate.surface, candidate.span
    for i in (k for k, c in enumerate(surface) if c == " "):
        maker, product = surface[:i], surface[i + 1 :]
        if types.get(maker) == "Company" and types.get(product) == "Product":
            return [
                replace(candidate, surface=maker, span=(start, start + i)),
                replace(candidate, surface=product, span=(start + i + 1, end)),
            ]
    return [candidate]


def _groups(doc: "Doc", kept: list[Candidate], types: dict[str, str]) -> list[int]:
    if len({c.surface for c in kept}) > _MANY:
        numbers: dict[str, int] = {}
        return [numbers.setdefault(c.surface, len(numbers)) for c in kept]
    return cluster_names([(c.surface, types[c.surface]) for c in kept], doc.text, [c.span for c in kept])


def _fullest(mentions: list[Candidate]) -> str:
    """The longest form, but not one that only adds a legal form to one as common."""
    forms = list(dict.fromkeys(c.surface for c in mentions))
    return max(forms, key=lambda f: (len(f.split()), len(f)))


def _decide(judgement: dict[str, float]) -> str:
    """The likeliest type; of equals the first in the vocabulary's order."""
    return max((*TYPES, NOTHING), key=lambda t: judgement.get(t, float("-inf")))
