"""Scoring clusters: B-cubed (Bagga and Baldwin, 1998) and pairs."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 by B-cubed, and precision and recall of pairs; all between 0 and 1."""

    precision: float
    recall: float
    pair_precision: float
    pair_recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of B-cubed precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(gold: Sequence[Hashable], found: Sequence[Hashable]) -> Scores:
    """Compare two clusterings, each given as one label an item.

    >>> scores = score([1, 1, 2], ["a", "a", "a"])
    >>> round(scores.precision, 3), scores.recall, round(scores.pair_precision, 3), scores.pair_recall
    (0.556, 1.0, 0.333, 1.0)
    """
    both = Counter(zip(gold, found, strict=True))
    of_gold, of_found = Counter(gold), Counter(found)
    precision: defaultdict[str, float] = defaultdict(float)
    for (one, other), n in both.items():
        precision["precision"] += n * n / of_found[other]
        precision["recall"] += n * n / of_gold[one]
    right, claimed, true = (sum(n * (n - 1) // 2 for n in c.values()) for c in (both, of_found, of_gold))
    return Scores(precision["precision"] / max(1, len(gold)), precision["recall"] / max(1, len(gold)),
                  right / claimed if claimed else 1.0, right / true if true else 1.0)
