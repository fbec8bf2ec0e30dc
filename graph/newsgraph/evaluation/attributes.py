"""What is said of a fact beside its arguments: its time, its role, and whether it is asserted at all."""

import re
from dataclasses import dataclass

from newsgraph.evaluation.gold import UNASSERTED, GoldArticle, GoldFact, Key, Names, key
from newsgraph.evaluation.matching import FactMatch
from newsgraph.evaluation.predictions import Prediction
from newsgraph.lexicon import SMALL

ATTRIBUTES = {"time": "time right, of the facts found",
              "role": "role overlaps, of the facts found that have one",
              "modality": "found with their modality, of the facts not asserted"}
"""What is counted, and of what."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many facts are right, of so many that are looked at.

    >>> (Share(3, 4) + Share(0, 1)).value
    0.6
    """

    right: int = 0
    count: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.right + other.right, self.count + other.count)

    @property
    def value(self) -> float:
        """The share that is right; 0 if there is none."""
        return self.right / self.count if self.count else 0.0

    def to_json(self) -> dict[str, float | int]:
        """The share to four digits, and the counts behind it."""
        return {"share": round(self.value, 4), "right": self.right, "count": self.count}


def attributes(article: GoldArticle, prediction: Prediction, match: FactMatch) -> dict[str, Share]:
    """The shares of one article, by the names in `ATTRIBUTES`; `match` is that of its facts in all scopes."""
    roles = [(gold.role, found.role or "") for gold, found in match.matched if gold.role]
    return {"time": Share(sum(gold.time == found.time for gold, found in match.matched), len(match.matched)),
            "role": Share(sum(_overlap(*pair) for pair in roles), len(roles)),
            "modality": _modality(article, prediction)}


def _overlap(one: str, other: str) -> bool:
    """Whether two roles share a word that means something.

    >>> _overlap("chief executive", "Chief Executive Officer"), _overlap("head of sales", "chairman of the board")
    (True, False)
    """
    return bool(_words(one) & _words(other))


def _words(role: str) -> set[str]:
    return set(re.findall(r"\w+", role.casefold())) - SMALL


def _modality(article: GoldArticle, prediction: Prediction) -> Share:
    names = Names(article)
    said: set[tuple[Key, str]] = {
        (key(names.find(fact.subject), fact.predicate, names.find(fact.object)), fact.modality)
        for fact in prediction.unasserted}
    wanted: dict[tuple[Key, str], GoldFact] = {
        (fact.key, UNASSERTED[fact.status]): fact for fact in article.facts if fact.status in UNASSERTED}
    right = sum(any((statement, modality) in said for statement in fact.keys)
                for (_, modality), fact in wanted.items())
    return Share(right, len(wanted))
