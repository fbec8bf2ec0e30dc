"""What an extractor said of one article, reduced to what is scored: names, and facts over names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from newsgraph.records import Extraction


@dataclass(frozen=True, slots=True)
class PredictedFact:
    """An asserted fact between two named entities; `evidence` is the sentence that says it."""

    subject: str
    predicate: str
    object: str
    confidence: float = 1.0
    evidence: str = ""
    method: str = ""


@dataclass(frozen=True, slots=True)
class Prediction:
    """The named entities, as (name, type), and the asserted facts of one article."""

    id: str
    entities: tuple[tuple[str, str], ...] = ()
    facts: tuple[PredictedFact, ...] = ()
    source: str = ""

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
        facts = tuple(
            PredictedFact(named[f["subject"]], f["predicate"], named[f["object"]], f.get("confidence", 1.0),
                          " ".join(text[slice(*f.get("sentence", (0, 0)))].split()), f.get("method", ""))
            for f in row["facts"]
            if f.get("modality", "asserted") == "asserted" and f["subject"] in named and f["object"] in named)
        entities = tuple((e["name"], e["type"]) for e in row["entities"] if e["id"] in named)
        return cls(str(row["id"]), entities, facts, str(row.get("source", "")))

    def confident(self, threshold: float) -> "Prediction":
        """Without the facts below a confidence.

        >>> Prediction("a", facts=(PredictedFact("x", "produces", "y", 0.4),)).confident(0.5).facts
        ()
        """
        return Prediction(self.id, self.entities, tuple(f for f in self.facts if f.confidence >= threshold),
                          self.source)


def _tail(identifier: str) -> str:
    return "/".join(identifier.replace("\\", "/").split("/")[-2:])


class Predictions:
    """Predictions by article: by the same id, or else by the last two parts of a path."""

    def __init__(self, predictions: Iterable[Prediction]) -> None:
        self._by_id: dict[str, Prediction] = {}
        for prediction in predictions:
            self._by_id[prediction.id] = prediction
            self._by_id.setdefault(_tail(prediction.id), prediction)

    def find(self, article: str) -> Prediction | None:
        """The prediction for an article of the gold, if there is one.

        >>> Predictions([Prediction("corpus/tech/a.txt")]).find("tech/a.txt").id
        'corpus/tech/a.txt'
        """
        return self._by_id.get(article) or self._by_id.get(_tail(article))
