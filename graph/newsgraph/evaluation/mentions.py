"""Scores facts by where their arguments stand, as passages with annotated spans need it.

A predicted fact is right if its predicate is the gold's and both its spans overlap the gold's; a gold fact is
found if a predicted one is right about it. What the passage is not annotated for neither counts nor costs.
This is the *span-overlap* method of KnowledgeNet (Mesquita et al., EMNLP 2019).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from newsgraph.evaluation.counts import Counts, Tally
from newsgraph.records import Entity, Extraction, Fact, Span


@dataclass(frozen=True, slots=True)
class MentionFact:
    """A fact between two spans of one text."""

    predicate: str
    subject: Span
    object: Span
    confidence: float = 1.0


def overlap(a: Span, b: Span) -> bool:
    """Whether two spans share a character.

    >>> overlap((0, 4), (3, 9)), overlap((0, 4), (4, 9))
    (True, False)
    """
    return max(a[0], b[0]) < min(a[1], b[1])


def agree(a: MentionFact, b: MentionFact) -> bool:
    """Whether two facts are one by predicate and overlapping spans."""
    return a.predicate == b.predicate and overlap(a.subject, b.subject) and overlap(a.object, b.object)


def match_mentions(
    gold: Sequence[MentionFact], predicted: Sequence[MentionFact], annotated: Collection[str],
) -> Tally:
    """Counts by predicate for one passage; `annotated` are the predicates that it is annotated for.

    Examples
    --------
    >>> gold = [MentionFact("CEO", (0, 4), (10, 14))]
    >>> match_mentions(gold, [MentionFact("CEO", (0, 8), (9, 12))], {"CEO"})["CEO"].f1
    1.0
    """
    tally = Tally()
    distinct = {(f.predicate, f.subject, f.object): f for f in predicted if f.predicate in annotated}
    for fact in distinct.values():
        tally.add(fact.predicate, Counts(right=int(any(agree(fact, g) for g in gold)), predicted=1))
    for fact in gold:
        if fact.predicate in annotated:
            found = any(agree(fact, p) for p in distinct.values())
            tally.add(fact.predicate, Counts(found=int(found), gold=1))
    return tally


def stated(extraction: Extraction) -> Iterator[tuple[Fact, Span, Span]]:
    """Each asserted fact with its own spans."""
    for fact in extraction.facts:
        if fact.modality == "asserted":
            yield fact, fact.subject_span, fact.object_span


def spread(extraction: Extraction) -> Iterator[tuple[Fact, Span, Span]]:
    """Each asserted fact with every pair of mentions of its two entities.

    Where a corpus annotates a fact once for each pair of coreferent mentions, this is what it asks for.
    """
    entities: dict[str, Entity] = {entity.id: entity for entity in extraction.entities}
    for fact, subject, object_ in stated(extraction):
        subjects = {(m.start, m.end) for m in entities[fact.subject].mentions} | {subject}
        objects = {(m.start, m.end) for m in entities[fact.object].mentions} | {object_}
        for s, o in product(sorted(subjects), sorted(objects)):
            yield fact, s, o
