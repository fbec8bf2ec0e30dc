"""Rows that are scored by article and name: the annotated news, the samples; and calibration."""

from pathlib import Path
from typing import Any

from benchmarks.figures import Figure, of_score
from benchmarks.passages import Progress
from newsgraph.evaluation.attributes import ATTRIBUTES
from newsgraph.evaluation.calibration import by_predicate, expected_calibration_error, reliability_plot
from newsgraph.evaluation.gold import GoldArticle
from newsgraph.evaluation.matching import Judgement
from newsgraph.evaluation.predictions import Prediction
from newsgraph.evaluation.running import documents_of
from newsgraph.evaluation.scoring import Evaluation, evaluate

Goals = dict[str, tuple[float, float]]

WIKINEWS: Goals = {
    "explicit": (0.80, 0.63), "all": (0.77, 0.60), "entities": (0.93, 0.88), "Product": (0.90, 0.80),
    "executiveOf": (0.90, 0.80), "produces": (0.78, 0.60), "competesWith": (0.72, 0.50)}

WRITTEN: Goals = {"explicit": (0.85, 0.66), "Product": (0.94, 0.84)}


def measure(gold: list[GoldArticle], model: Any, progress: Progress, label: str) -> Evaluation:
    """Run an extractor over annotated articles and compare."""
    found = progress(model.pipe(documents_of(gold)), label, len(gold))
    return evaluate(gold, [Prediction.of(extraction) for extraction in found])


def news(corpus: str, result: Evaluation) -> list[Figure]:
    """Every figure of a development fifth, those with a goal first."""
    on, goals = f"{corpus}-train, development fifth", WIKINEWS if corpus == "wikinews" else WRITTEN
    none = (None, None)
    explicit, entities = result.facts["explicit"], result.entities
    figures = [
        of_score(on, "facts, explicit: F1", explicit["all"], *goals.get("explicit", none)),
        of_score(on, "facts, all: F1", result.facts["all"]["all"], *goals.get("all", none)),
        of_score(on, "entities, typed: F1", entities["all"], *goals.get("entities", none)),
        of_score(on, "entities, name only: F1", result.names)]
    figures += [of_score(on, f"{label}: F1", s, *goals.get(label, none))
                for label, s in entities.items() if label != "all"]
    figures += [of_score(on, f"{label}, explicit: F1", s, *goals.get(label, none))
                for label, s in explicit.items() if label != "all"]
    figures += attributes(on, result)
    return sorted(figures, key=lambda figure: figure.goal is None)


def samples(result: Evaluation) -> list[Figure]:
    """The sample articles, all predicates."""
    on = "sample articles"
    return [of_score(on, "facts, all: F1", result.facts["all"]["all"], 0.90, 0.80),
            of_score(on, "facts, explicit: F1", result.facts["explicit"]["all"]),
            of_score(on, "entities, typed: F1", result.entities["all"]),
            *attributes(on, result)]


def attributes(on: str, result: Evaluation) -> list[Figure]:
    """Time, role and modality; each with the number of facts that are looked at."""
    return [Figure(on, ATTRIBUTES[name], share.value, share.count) for name, share in result.attributes.items()]


def calibration(judgements: list[Judgement], folder: Path | None) -> list[Figure]:
    """How far confidence is from being right; the plot goes into `folder`."""
    on = "both development fifths"
    figures = [Figure(on, "expected calibration error, all predicates",
                      expected_calibration_error(judgements), len(judgements), goal=0.03, floor=0.06,
                      smaller_is_better=True)]
    figures += [Figure(on, f"expected calibration error, {name}", expected_calibration_error(facts),
                       len(facts), smaller_is_better=True)
                for name, facts in by_predicate(judgements).items()]
    if folder is not None and judgements:
        reliability_plot(judgements, folder / "reliability.svg")
    return figures
