"""Precision, recall and F1 over many articles, with intervals."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from newsgraph.evaluation.attributes import ATTRIBUTES, Share, attributes
from newsgraph.evaluation.counts import ALL, Counts, Tally
from newsgraph.evaluation.gold import GoldArticle
from newsgraph.evaluation.matching import (
    SCOPES,
    EntityMatch,
    FactMatch,
    Judgement,
    match_entities,
    match_facts,
)
from newsgraph.evaluation.predictions import Prediction, paired

SAMPLES = 1000
"""How often the documents are drawn anew for an interval."""


@dataclass(frozen=True, slots=True)
class Score:
    """The figures for one label; `low` and `high` bound 95% of the F1 over documents drawn anew."""

    label: str
    counts: Counts
    low: float
    high: float

    @property
    def precision(self) -> float:
        """The share of the predicted that is right."""
        return self.counts.precision

    @property
    def recall(self) -> float:
        """The share of the gold that was found."""
        return self.counts.recall

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return self.counts.f1

    def to_json(self) -> dict[str, float | int]:
        """Figures to three digits, and the counts behind them."""
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1, "low": self.low,
                   "high": self.high}
        c = self.counts
        return {**{name: round(value, 4) for name, value in figures.items()},
                "right": c.right, "predicted": c.predicted, "found": c.found, "gold": c.gold}


def score(tallies: Sequence[Tally], *, samples: int = SAMPLES, seed: int = 0) -> dict[str, Score]:
    """The figures by label, the sum under ``all`` first.

    Parameters
    ----------
    tallies
        One for each document: the unit that the bootstrap draws.
    samples
        How many bootstrap samples; 0 leaves the interval at the figure itself.
    seed
        Of the bootstrap: equal inputs give equal intervals.

    Examples
    --------
    >>> from newsgraph.evaluation.counts import HIT, MISSED
    >>> tally = Tally()
    >>> tally.add("produces", HIT); tally.add("produces", MISSED)
    >>> round(score([tally, tally])["all"].f1, 3)
    0.667
    """
    labels = [ALL, *sorted({label for tally in tallies for label in tally})]
    intervals = _intervals(tallies, labels, samples, seed)
    return {label: Score(label, sum((tally[label] for tally in tallies), Counts()), low, high)
            for label, (low, high) in zip(labels, intervals, strict=True)}


def _intervals(
    tallies: Sequence[Tally], labels: Sequence[str], samples: int, seed: int,
) -> list[tuple[float, float]]:
    import numpy as np

    if not tallies or samples <= 0:
        figures = [sum((tally[label] for tally in tallies), Counts()).f1 for label in labels]
        return [(f1, f1) for f1 in figures]
    table = np.array([[[c.right, c.predicted, c.found, c.gold] for c in map(tally.__getitem__, labels)]
                      for tally in tallies], dtype=float)
    size = len(tallies)
    weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), size=samples)
    right, predicted, found, gold = np.moveaxis(np.einsum("sd,dlc->slc", weights, table), 2, 0)
    precision = np.divide(right, predicted, out=np.zeros_like(right), where=predicted > 0)
    recall = np.divide(found, gold, out=np.zeros_like(found), where=gold > 0)
    total = precision + recall
    f1 = np.divide(2 * precision * recall, total, out=np.zeros_like(total), where=total > 0)
    low, high = np.percentile(f1, [2.5, 97.5], axis=0)
    return [(float(a), float(b)) for a, b in zip(low, high, strict=True)]


@dataclass(frozen=True, slots=True)
class ArticleResult:
    """One article: its gold, its prediction, and how they compare."""

    gold: GoldArticle
    prediction: Prediction
    entities: EntityMatch
    facts: dict[str, FactMatch]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything measured on a set of articles.

    `missing` are the articles that have no prediction and count as all missed; `ignored` the predictions for documents
    that are no article of the gold. `attributes` are the shares that `ATTRIBUTES` names.
    """

    articles: tuple[ArticleResult, ...]
    missing: tuple[str, ...]
    ignored: tuple[str, ...]
    entities: dict[str, Score]
    names: Score
    facts: dict[str, dict[str, Score]]
    attributes: dict[str, Share]

    @property
    def judgements(self) -> list[Judgement]:
        """Every predicted fact that counts, judged; in all scopes."""
        return [j for article in self.articles for j in article.facts["all"].judgements]

    def to_json(self) -> dict[str, object]:
        """The figures, for a program."""
        return {
            "articles": len(self.articles),
            "missing": list(self.missing),
            "ignored": list(self.ignored),
            "names": self.names.to_json(),
            "entities": {label: s.to_json() for label, s in self.entities.items()},
            "facts": {scope: {label: s.to_json() for label, s in scores.items()}
                      for scope, scores in self.facts.items()},
            "attributes": {name: share.to_json() for name, share in self.attributes.items()},
        }


def evaluate(
    gold: Iterable[GoldArticle], predictions: Iterable[Prediction], *, samples: int = SAMPLES, seed: int = 0,
) -> Evaluation:
    """Measure predictions against gold, article by article.

    Examples
    --------
    >>> from newsgraph.evaluation.gold import GoldEntity
    >>> gold = GoldArticle("a", (GoldEntity("Acme", "Company"),))
    >>> evaluate([gold], [Prediction("a", (("Acme", "Company"),))]).entities["all"].f1
    1.0
    """
    gold, predictions = list(gold), list(predictions)
    known = paired([article.id for article in gold], predictions)
    articles = [_compared(article, known.get(article.id, Prediction(article.id))) for article in gold]
    used = {prediction.id for prediction in known.values()}
    settings = {"samples": samples, "seed": seed}
    shares = [attributes(a.gold, a.prediction, a.facts["all"]) for a in articles]
    return Evaluation(
        tuple(articles),
        tuple(article.id for article in gold if article.id not in known),
        tuple(prediction.id for prediction in predictions if prediction.id not in used),
        score([a.entities.typed for a in articles], **settings),
        score([a.entities.untyped for a in articles], **settings)[ALL],
        {name: score([a.facts[name].counts for a in articles], **settings) for name in SCOPES},
        {name: sum((share[name] for share in shares), Share()) for name in ATTRIBUTES})


def _compared(article: GoldArticle, prediction: Prediction) -> ArticleResult:
    return ArticleResult(article, prediction, match_entities(article, prediction),
                         {name: match_facts(article, prediction, scope) for name, scope in SCOPES.items()})
