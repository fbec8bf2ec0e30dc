"""Does a confidence of 0.8 mean right four times in five?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from newsgraph.evaluation.matching import Judgement

BINS = 10
"""Equal steps of confidence."""


@dataclass(frozen=True, slots=True)
class Bin:
    """The facts whose confidence lies in one step: how many, how sure, how often right."""

    count: int
    confidence: float
    accuracy: float


def bins(judgements: Iterable[Judgement], number: int = BINS) -> list[Bin]:
    """Sort judged facts into equal steps of confidence; empty steps are left out.

    Examples
    --------
    >>> bins([Judgement("produces", 0.9, True), Judgement("produces", 0.94, False)])
    [Bin(count=2, confidence=0.92, accuracy=0.5)]
    """
    steps: list[list[Judgement]] = [[] for _ in range(number)]
    for judgement in judgements:
        steps[min(int(judgement.confidence * number), number - 1)].append(judgement)
    return [_bin(step) for step in steps if step]


def _bin(step: list[Judgement]) -> Bin:
    count = len(step)
    return Bin(count, round(sum(j.confidence for j in step) / count, 6), sum(j.right for j in step) / count)


def expected_calibration_error(judgements: Sequence[Judgement], number: int = BINS) -> float:
    """The mean distance between confidence and accuracy, weighted by the facts in each step; 0 without any.

    Expected calibration error after Naeini et al. (AAAI 2015), with equal-width bins.

    Examples
    --------
    >>> facts = [Judgement("produces", 0.75, True)] * 3 + [Judgement("produces", 0.75, False)]
    >>> expected_calibration_error(facts)
    0.0
    """
    if not judgements:
        return 0.0
    return sum(b.count * abs(b.confidence - b.accuracy) for b in bins(judgements, number)) / len(judgements)


def by_predicate(judgements: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    """The judgements of each predicate, sorted by its name."""
    names = sorted({judgement.predicate for judgement in judgements})
    return {name: [j for j in judgements if j.predicate == name] for name in names}


def reliability_plot(judgements: Sequence[Judgement], path: Path) -> None:
    """Draw accuracy against confidence, all predicates first, then each.

    The suffix of `path` picks the format. Needs matplotlib, of the extra ``plots``.

    Raises
    ------
    NewsgraphError
        If matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        from newsgraph.errors import NewsgraphError
        raise NewsgraphError("Reliability plots need matplotlib: install newsgraph[plots].") from error
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    panels = {"all predicates": list(judgements), **by_predicate(judgements)}
    columns = 4
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(3 * columns, 3 * rows), layout="constrained")
    for position, (name, facts) in enumerate(panels.items(), 1):
        axes = figure.add_subplot(rows, columns, position)
        axes.plot([0, 1], [0, 1], color="0.8", linewidth=1)
        steps = bins(facts)
        axes.plot([b.confidence for b in steps], [b.accuracy for b in steps], color="#1f5a8a", linewidth=1)
        axes.scatter([b.confidence for b in steps], [b.accuracy for b in steps], color="#1f5a8a",
                     s=[12 + 80 * b.count / max(len(facts), 1) for b in steps])
        axes.set(xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence", ylabel="right")
        axes.set_title(f"{name}: {len(facts)} facts, ECE {expected_calibration_error(facts):.3f}", fontsize=8)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without a date the same figures give the same file.
    metadata = {"Date": None} if path.suffix == ".svg" else {}
    with matplotlib.rc_context({"svg.hashsalt": "newsgraph"}):
        figure.savefig(path, metadata=metadata, dpi=110)
