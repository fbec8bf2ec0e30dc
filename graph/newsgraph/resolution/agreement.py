"""What several documents say together of one fact: how sure it is, by how many sources, and how many deny it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

Triple = tuple[str, str, str]
"""Subject, predicate, object."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of one document that says one thing of two.

    `source` is the document that stands for all copies of the text, `date` the day on which this one appeared.
    """

    subject: str
    predicate: str
    object: str
    document: str
    source: str
    date: str | None = None
    role: str | None = None
    time: str = "current"
    modality: str = "asserted"
    confidence: float = 1.0

    @property
    def triple(self) -> Triple:
        """What is said."""
        return self.subject, self.predicate, self.object


@dataclass(frozen=True, slots=True)
class Agreement:
    """What all documents say about one fact.

    `confidence` is the probability that at least one independent assertion of it is right; `sources` counts
    independent texts that assert that it holds now, `denials` those that deny it; copies of one text count once.
    """

    subject: str
    predicate: str
    object: str
    confidence: float = 0.0
    sources: int = 0
    denials: int = 0

    @property
    def triple(self) -> Triple:
        """What it is about."""
        return self.subject, self.predicate, self.object


def agreements(facts: Iterable[Said]) -> list[Agreement]:
    """How sure each fact is over all documents that speak of it; 0.0 where none says that it holds now.

    Examples
    --------
    >>> [found] = agreements(Said("acme", "acquired", "bolt", document, source, confidence=0.6)
    ...                      for document, source in ("aa", "bb", "cb"))
    >>> round(found.confidence, 4), found.sources
    (0.84, 2)
    """
    sure: defaultdict[Triple, list[tuple[str, float]]] = defaultdict(list)
    against: defaultdict[Triple, set[str]] = defaultdict(set)
    triples = set()
    for item in facts:
        triples.add(item.triple)
        if item.modality == "negated":
            against[item.triple].add(item.source)
        elif item.modality == "asserted" and item.time == "current":
            sure[item.triple].append((item.source, item.confidence))
    return [Agreement(*triple, *combined(sure[triple]), len(against[triple])) for triple in sorted(triples)]


def combined(assertions: Iterable[tuple[str, float]]) -> tuple[float, int]:
    """The probability that at least one of several sources is right, and how many there are.

    Within one source the surest sentence counts; independent sources combine by noisy or: ``1 - prod(1 - p)``.

    >>> combined([("a", 0.5), ("b", 0.5), ("b", 0.2)])
    (0.75, 2)
    """
    surest: dict[str, float] = {}
    for source, confidence in assertions:
        surest[source] = max(surest.get(source, 0.0), confidence)
    wrong = 1.0
    for source in sorted(surest):
        wrong *= 1.0 - surest[source]
    return 1.0 - wrong, len(surest)
