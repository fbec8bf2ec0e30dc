"""Decisions about facts: which are wrong, and which were checked."""

from collections.abc import Iterable
from dataclasses import replace

from newsgraph.records import Extraction, Fact
from newsgraph.resolution.clues import raw_blocks
from newsgraph.resolution.decisions import Decision, Decisions


def judged(extraction: Extraction, decisions: Decisions) -> Extraction:
    """An extraction without the facts that decisions reject; confirmed facts are certain.

    Parameters
    ----------
    extraction
        One document's entities and facts.
    decisions
        All decisions; those about names change nothing here.

    Examples
    --------
    >>> from newsgraph.records import Document, Entity
    >>> things = Entity("e1", "Ann", "Person"), Entity("e2", "Acme", "Company")
    >>> said = Fact("e1", "founderOf", "e2", (0, 1), (0, 1), (0, 1))
    >>> wrong = Decision("reject", subject="Ann", predicate="founderOf", object="ACME Inc.")
    >>> judged(Extraction(Document("a", "a", "", ""), things, (said,)), Decisions((wrong,))).facts
    ()
    """
    about = [d for d in decisions.items if d.about_fact and d.covers(extraction.document.id)]
    if not about or not extraction.facts:
        return extraction
    raw = raw_blocks(extraction)
    facts = []
    for fact in extraction.facts:
        verdicts = {d.kind for d in about if matches(d, fact, raw)}
        if "reject" not in verdicts:
            facts.append(replace(fact, confidence=1.0) if "confirm" in verdicts else fact)
    return replace(extraction, facts=tuple(facts))


def matches(decision: Decision, fact: Fact, raw: dict[str, str]) -> bool:
    """Whether a decision is about this fact; `raw` gives the blocks of entity ids."""
    assert decision.subject is not None and decision.object is not None
    return (
        fact.predicate == decision.predicate
        and raw.get(fact.subject) in decision.blocks(decision.subject)
        and raw.get(fact.object) in decision.blocks(decision.object)
    )


def found_in(decision: Decision, extractions: Iterable[Extraction]) -> bool:
    """Whether some extraction holds a fact that the decision is about."""
    return any(
        matches(decision, fact, raw)
        for extraction in extractions
        if decision.covers(extraction.document.id)
        for raw in [raw_blocks(extraction)]
        for fact in extraction.facts
    )
