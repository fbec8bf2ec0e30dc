"""``python -m benchmarks.accuracy``: every figure of the extraction beside its goal."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from benchmarks import articles, passages, seed, speed
from benchmarks.data import CHECKOUT, SHARED, Shared
from benchmarks.figures import HEAD, Figure, cells, compared, machine, markdown
from benchmarks.gold import sample_gold
from benchmarks.models import load
from newsgraph.evaluation.scoring import Evaluation

TABLE = CHECKOUT / "benchmarks" / "ACCURACY.md"
PLOTS = CHECKOUT / "benchmarks" / "figures"


def progress(items: Iterable[Any], label: str, count: int) -> Iterator[Any]:
    """The items, while a bar on standard error says how far they are."""
    from rich.console import Console
    from rich.progress import track

    return iter(track(items, description=f"{label:16}", total=count, console=Console(stderr=True)))


class Benchmark:
    """One extractor on all rows; the news is read once for accuracy and calibration."""

    def __init__(self, model: str, shared: Shared, plots: Path | None = None) -> None:
        self.name = model
        self.model: Any = load(model)
        self.shared = shared
        self.plots = plots
        self._news: dict[str, Evaluation] = {}
        self.rows: dict[str, Callable[[], list[Figure]]] = {
            "wikinews": lambda: articles.news("wikinews", self.news("wikinews")),
            "written": lambda: articles.news("written", self.news("written")),
            "knowledgenet": lambda: passages.knowledgenet(shared.knowledgenet(), self.model, progress),
            "core": lambda: passages.core(shared.core(), self.model, progress),
            "products": lambda: passages.products(shared.products(), self.model, progress),
            "redocred": lambda: passages.redocred(shared.redocred(), self.model, progress),
            "samples": lambda: articles.samples(self.samples()),
            "seed": self.seed,
            "calibration": self.calibration,
            "speed": lambda: [speed.measured(self.name, shared.folder, min(60, shared.limit or 60))],
        }

    def news(self, corpus: str) -> Evaluation:
        """The comparison on one development fifth."""
        if corpus not in self._news:
            self._news[corpus] = articles.measure(self.shared.news(corpus), self.model, progress, corpus)
        return self._news[corpus]

    def samples(self) -> Evaluation:
        """The comparison on the sample articles."""
        return articles.measure(sample_gold(), self.model, progress, "samples")

    def seed(self) -> list[Figure]:
        """The seed article."""
        document, expected = self.shared.seed()
        return seed.figures(document, expected, next(iter(self.model.pipe([document]))))

    def calibration(self) -> list[Figure]:
        """Confidence against truth on both development fifths."""
        judged = [j for corpus in ("wikinews", "written") for j in self.news(corpus).judgements]
        return articles.calibration(judged, self.plots)

    def run(self, rows: Iterable[str]) -> list[Figure]:
        """The figures of some rows, in the order given."""
        return [figure for row in rows for figure in self.rows[row]()]


ROWS = ("wikinews", "written", "knowledgenet", "core", "products", "redocred", "samples", "seed",
        "calibration", "speed")


def written(figures: list[Figure], model: str, version: str, beside: str | None) -> str:
    """The page that ``--write`` keeps."""
    aimed = [figure for figure in figures if figure.goal is not None]
    rest = [figure for figure in figures if figure.goal is None]
    return f"""# Accuracy

Measured by `python -m benchmarks.accuracy --write` with the model `{model}` ({version}) on {machine()}.
None of these documents was trained on. P, R: precision and recall. The intervals draw the documents anew
(bootstrap, 1,000 samples, fixed seed). The count is that of the gold, or of what is judged.
{_other(beside)}

{markdown(aimed)}

## In detail

{markdown(rest)}
"""


def _other(beside: str | None) -> str:
    if beside is None:
        return ""
    return f"The column \"beside\" holds the values of `{beside}` on the same documents."


def show(figures: Iterable[Figure], title: str) -> None:
    """Print the figures as a table as wide as they need."""
    from rich.console import Console
    from rich.table import Table

    table = Table(*HEAD, title=title)
    for figure in figures:
        table.add_row(*cells(figure))
    Console(width=200).print(table)


@click.command()
@click.option("--model", default="default", show_default=True, help="What to measure.")
@click.option("--beside", default=None, help="A second model, whose values stand beside, such as baseline.")
@click.option("--only", multiple=True, type=click.Choice(ROWS), help="Only this row; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first documents of each set.")
@click.option("--shared", type=click.Path(path_type=Path), default=SHARED, help="The folder of shared data.")
@click.option("--write", is_flag=True, help="Keep the table in benchmarks/ACCURACY.md.")
def main(
    model: str, beside: str | None, only: tuple[str, ...], limit: int | None, shared: Path, write: bool,
) -> None:
    """Measure an extractor on everything that is held out."""
    benchmark = Benchmark(model, Shared(shared, limit), PLOTS if write else None)
    figures = benchmark.run(only or ROWS)
    for figure in figures:
        if figure.note.startswith("NOT MEASURED"):
            click.secho(f"{figure.on}: {figure.note}", fg="red", err=True)
    if beside:
        figures = compared(figures, Benchmark(beside, Shared(shared, limit)).run(only or ROWS))
    version = getattr(benchmark.model, "version", "")
    show(figures, f"{model} ({version}), {machine()}")
    if write:
        TABLE.write_text(written(figures, model, version, beside), encoding="utf-8")
        click.echo(f"wrote {TABLE}")


if __name__ == "__main__":
    main()
