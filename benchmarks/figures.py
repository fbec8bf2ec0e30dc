"""A measured figure beside its goal, and tables of them."""

import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from newsgraph.evaluation.scoring import Score

PICTURES = Path(__file__).parent / "figures"
"""Where plots are kept."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `value` is what `what` says; `count` is how much stands behind it."""

    on: str
    what: str
    value: float
    count: int
    precision: float | None = None
    recall: float | None = None
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    floor: float | None = None
    smaller_is_better: bool = False
    note: str = ""
    beside: float | None = None

    @property
    def verdict(self) -> str:
        """``goal`` or ``floor`` reached, ``below``, or nothing where neither is set."""
        if self.floor is None or self.goal is None:
            return ""
        sign = -1 if self.smaller_is_better else 1
        if sign * self.value >= sign * self.goal:
            return "goal"
        return "floor" if sign * self.value >= sign * self.floor else "below"


def of_score(on: str, what: str, score: Score, goal: float | None = None, floor: float | None = None,
             note: str = "") -> Figure:
    """An F1 with all that belongs to it; its count is that of the gold."""
    return Figure(on, what, score.f1, score.counts.gold, score.precision, score.recall, score.low, score.high,
                  goal, floor, note=note)


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


HEAD = ("on", "figure", "value", "beside", "P", "R", "95% interval", "count", "goal", "not below", "reached",
        "note")


def cells(figure: Figure) -> tuple[str, ...]:
    """The figure as text, in the order of `HEAD`.

    >>> cells(Figure("samples", "facts: F1", 0.91, 310, goal=0.9, floor=0.8))[-2]
    'goal'
    """
    interval = "" if figure.low is None else f"{figure.low:.3f} - {_number(figure.high)}"
    return (figure.on, figure.what, _number(figure.value), _number(figure.beside), _number(figure.precision),
            _number(figure.recall), interval, str(figure.count), _number(figure.goal), _number(figure.floor),
            figure.verdict, figure.note)


def markdown(figures: Iterable[Figure]) -> str:
    """The figures as a Markdown table."""
    rows = [HEAD, tuple("-" for _ in HEAD), *(cells(figure) for figure in figures)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows)


def compared(figures: Iterable[Figure], others: Iterable[Figure]) -> list[Figure]:
    """The figures, each with the value that another model has for the same."""
    values = {(other.on, other.what): other.value for other in others}
    return [replace(figure, beside=values.get((figure.on, figure.what))) for figure in figures]


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} CPU cores, {platform.machine()}, Python {platform.python_version()}"


def plot(name: str, across: str, up: str, lines: Mapping[str, Sequence[tuple[float, float]]], *,
         logarithmic: bool = False, bottom: float | None = 0.0) -> None:
    """Draw lines into ``figures/NAME.svg``, the same bytes for the same numbers."""
    import matplotlib

    matplotlib.use("svg")
    from matplotlib import pyplot

    pyplot.rcParams["svg.hashsalt"] = "newsgraph"
    figure, axes = pyplot.subplots(figsize=(7, 3.6))
    for label, points in lines.items():
        # No line is drawn to or from what is no number.
        shown = [(x, y if math.isfinite(y) else math.nan) for x, y in points]
        if any(math.isfinite(y) for _, y in shown):
            axes.plot(*zip(*shown, strict=True), marker="o", markersize=3, label=label)
    if logarithmic:
        axes.set_xscale("log")
        axes.set_yscale("log")
    else:
        axes.set_ylim(bottom=bottom)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.legend(fontsize=8)
    figure.tight_layout()
    figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None})
    pyplot.close(figure)
