"""What an extractor said of one article, reduced to what is scored: names, and facts over names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from newsgraph.records import Extraction


@dataclass(frozen=True, slots=True)
class PredictedFact:
    """A fact between two named entities; `evidence` is the sentence that says it."""

    subject: str
    predicate: str
    object: str
    confidence: float = 1.0
    evidence: str = ""
    method: str = ""
    time: str = "current"
    role: str | None = None
    modality: str = "asserted"


@dataclass(frozen=True, slots=True)
class Prediction:
    """The named entities, as (name, type), and the facts of one article: the asserted ones, and apart from them the
    others, which are only denied, rumoured or possible."""

    id: str
    entities: tuple[tuple[str, str], ...] = ()
    facts: tuple[PredictedFact, ...] = ()
    source: str = ""
    unasserted: tuple[PredictedFact, ...] = ()

    @classmethod
    def of(cls, extraction: Extraction) -> "Prediction":
        """Reduce an extraction.

        >>> from newsgraph.records import Document, Entity
        >>> found = Extraction(Document("a", "a.txt", "", "Acme"), (Entity("e1", "Acme", "Company"),))
        >>> Prediction.of(found).entities
        (('Acme', 'Company'),)
        """
        return cls.from_json(extraction.to_json())

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Prediction":
        """Reduce a line of ``newsgraph extract``.

        Raises
        ------
        KeyError
            If the object lacks a key that the contract promises.
        """
        text = row.get("text", "")
        named = {e["id"]: e["name"] for e in row["entities"] if e.get("named", True)}
        facts = [
            PredictedFact(named[f["subject"]], f["predicate"], named[f["object"]], f.get("confidence", 1.0),
                          " ".join(text[slice(*f.get("sentence", (0, 0)))].split()), f.get("method", ""),
                          f.get("time", "current"), f.get("role"), f.get("modality", "asserted"))
            for f in row["facts"] if f["subject"] in named and f["object"] in named]
        entities = tuple((e["name"], e["type"]) for e in row["entities"] if e["id"] in named)
        return cls(str(row["id"]), entities, tuple(f for f in facts if f.modality == "asserted"),
                   str(row.get("source", "")), tuple(f for f in facts if f.modality != "asserted"))

    def confident(self, threshold: float) -> "Prediction":
        """Without the facts below a confidence.

        >>> Prediction("a", facts=(PredictedFact("x", "produces", "y", 0.4),)).confident(0.5).facts
        ()
        """
        facts, others = (tuple(f for f in facts if f.confidence >= threshold)
                         for facts in (self.facts, self.unasserted))
        return replace(self, facts=facts, unasserted=others)


def paired(articles: Iterable[str], predictions: Iterable[Prediction]) -> dict[str, Prediction]:
    """The prediction for each article of the gold that has one.

    It has the same id. For what is left, paths go by their last two parts, where these are those of no other article
    and of no other prediction; a URL is never cut.

    Examples
    --------
    >>> paired(["tech/a.txt", "tech/b.txt"], [Prediction("corpus/tech/a.txt")])["tech/a.txt"].id
    'corpus/tech/a.txt'
    >>> paired(["https://a.com/news/1"], [Prediction("https://b.com/news/1")])
    {}
    """
    wanted, given = list(dict.fromkeys(articles)), {prediction.id: prediction for prediction in predictions}
    found = {article: given[article] for article in wanted if article in given}
    articles_by_tail, given_by_tail = _by_tail(wanted), _by_tail(given)
    for tail, article in articles_by_tail.items():
        if article not in found and tail in given_by_tail:
            found[article] = given[given_by_tail[tail]]
    return found


def _by_tail(ids: Iterable[str]) -> dict[str, str]:
    """The paths by their last two parts, without those that share these."""
    tails: dict[str, list[str]] = {}
    for path in ids:
        if "://" not in path:
            tails.setdefault("/".join(path.replace("\\", "/").split("/")[-2:]), []).append(path)
    return {tail: same[0] for tail, same in tails.items() if len(same) == 1}
