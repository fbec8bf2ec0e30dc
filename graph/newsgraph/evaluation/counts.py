"""Counts, and the figures made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ALL = "all"
"""The label of the sum over all labels."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of what was predicted is right, and how many of the gold was found.

    By name the two hits are equal; by mention one prediction may find several gold facts, and the other
    way round.

    Examples
    --------
    >>> round(Counts(right=3, predicted=4, found=3, gold=6).f1, 3)
    0.6
    """

    right: int = 0
    predicted: int = 0
    found: int = 0
    gold: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.right + other.right, self.predicted + other.predicted, self.found + other.found,
                      self.gold + other.gold)

    @property
    def precision(self) -> float:
        """The share of the predicted that is right; 0 if there is none."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the gold that was found; 0 if there is none."""
        return self.found / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


HIT = Counts(1, 1, 1, 1)
WRONG = Counts(predicted=1)
MISSED = Counts(gold=1)


class Tally(Mapping[str, Counts]):
    """Counts by label (a type or a predicate) of one article or of many.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.add("produces", HIT)
    >>> tally.add("acquired", WRONG)
    >>> tally[ALL].predicted, tally["produces"].right, sorted(tally)
    (2, 1, ['acquired', 'produces'])
    """

    def __init__(self) -> None:
        self._counts: dict[str, Counts] = {}

    def add(self, label: str, counts: Counts) -> None:
        """Count something under a label."""
        self._counts[label] = self._counts.get(label, Counts()) + counts

    def __getitem__(self, label: str) -> Counts:
        if label == ALL:
            return sum(self._counts.values(), Counts())
        return self._counts.get(label, Counts())

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._counts))

    def __len__(self) -> int:
        return len(self._counts)
