"""``python -m benchmarks.curve``: how accuracy grew with the annotated articles, out of the history of a checkout.

Each commit that measured anew keeps its table in ``ACCURACY.md``, beside the annotations of that day. Between two of
them more than the number of articles changed; the development articles are the same in all.
"""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import click

from benchmarks.data import CHECKOUT
from benchmarks.figures import plot

PAGE = CHECKOUT / "benchmarks" / "CURVE.md"
TABLE, WEIGHTS = "benchmarks/ACCURACY.md", "graph/newsgraph/extraction/neural/weights/encoder.onnx"
SHARED = 939
"""Articles of the shared sets that are trained on: four fifths of 748 and of 426."""

FIGURES = {"Wikinews, explicit facts": ("wikinews-train, development fifth", "facts, explicit: F1"),
           "written news, explicit facts": ("written-train, development fifth", "facts, explicit: F1"),
           "Wikinews, products": ("wikinews-train, development fifth", "Product: F1"),
           "sample articles, all facts": ("sample articles", "facts, all: F1")}
"""What is shown -> on what it was measured, and which figure it is."""

_HEAD = """# The learning curve, as it was

What each commit with new figures measured, beside the articles that were annotated by then (those of the shared sets
that are trained on included). The development articles are the same in all, and in no training. The recipe was bettered
on the way, too, so that not all of the gain is due to the articles."""


@dataclass(frozen=True)
class Point:
    """What one commit measured, in the order of `FIGURES`, with that many articles annotated."""

    commit: str
    day: str
    articles: int
    values: tuple[float, ...]


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout


def values(table: str) -> tuple[float, ...] | None:
    """The figures in the text of ``ACCURACY.md``; None where one is missing."""
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines() if line.startswith("| ")]
    found = {(row[0], row[1]): row[2] for row in cells if len(row) > 2}
    if not all(key in found and re.fullmatch(r"[\d.]+", found[key]) for key in FIGURES.values()):
        return None
    return tuple(float(found[key]) for key in FIGURES.values())


def points() -> Iterator[Point]:
    """The commits that measured trained weights, the oldest first; those that found the same as before left out."""
    before: tuple[float, ...] | None = None
    for line in _git("log", "--reverse", "--format=%h %cs", "--", TABLE).splitlines():
        commit, day = line.split()
        found = values(_git("show", f"{commit}:{TABLE}"))
        if found in (None, before) or not _git("ls-tree", "--name-only", commit, "--", WEIGHTS):
            continue
        before = found
        texts = subprocess.run(["git", "grep", "-c", "^# ", commit, "--", "annotations/*.ann"], cwd=CHECKOUT,
                               capture_output=True, text=True, check=False).stdout
        own = sum(int(row.rpartition(":")[2]) for row in texts.splitlines())
        assert found is not None
        yield Point(commit, day, SHARED + own, found)


@click.command()
@click.option("--write", is_flag=True, help="Keep the table in benchmarks/CURVE.md, and draw figures/curve.svg.")
def main(write: bool) -> None:
    """Tell how accuracy grew with the annotated articles, by the history of this checkout."""
    found = list(points())
    if not found:
        raise click.ClickException("this checkout has no history to read: clone it whole")
    lines = ["| commit | day | annotated articles | " + " | ".join(FIGURES) + " |",
             "|-|-|-:|" + "-:|" * len(FIGURES)]
    lines += [f"| {point.commit} | {point.day} | {point.articles:,} | "
              + " | ".join(f"{value:.3f}" for value in point.values) + " |" for point in found]
    table = "\n".join(lines)
    click.echo(table)
    if write:
        plot("curve", "annotated articles", "F1",
             {name: [(point.articles, point.values[at]) for point in found] for at, name in enumerate(FIGURES)},
             bottom=0.4)
        PAGE.write_text(f"{_HEAD}\n\n{table}\n\n![F1 by annotated articles](figures/curve.svg)\n\n"
                        "`python -m benchmarks.curve --write`, in a clone with its history.\n", encoding="utf-8")


if __name__ == "__main__":
    main()
