"""``python -m benchmarks.ablation``: what each part of the extraction brings."""

from pathlib import Path

import click

from benchmarks.accuracy import Benchmark
from benchmarks.data import CHECKOUT, SHARED, Shared
from benchmarks.figures import machine

PAGE = CHECKOUT / "benchmarks" / "ABLATION.md"
MODELS = ("baseline", "rules", "model", "reading", "default")
CORPORA = ("wikinews", "written")


def row(model: str, shared: Shared) -> list[str]:
    """The figures of one model on both development fifths, as cells."""
    benchmark = Benchmark(model, shared)
    cells = [model]
    for corpus in CORPORA:
        result = benchmark.news(corpus)
        explicit = result.facts["explicit"]["all"]
        products = result.entities.get("Product")
        values = (result.entities["all"].f1, products.f1 if products else 0.0, explicit.precision,
                  explicit.recall)
        cells += [f"{value:.3f}" for value in values]
        cells += [f"{explicit.f1:.3f} ({explicit.low:.3f} - {explicit.high:.3f})",
                  f"{result.facts['all']['all'].f1:.3f}"]
    return cells


@click.command()
@click.option("--model", "models", multiple=True, default=MODELS, show_default=True, help="May be repeated.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first documents of each set.")
@click.option("--shared", type=click.Path(path_type=Path), default=SHARED)
@click.option("--write", is_flag=True, help="Keep the table in benchmarks/ABLATION.md.")
def main(models: tuple[str, ...], limit: int | None, shared: Path, write: bool) -> None:
    """Measure several models side by side on the development articles."""
    measures = ("entities", "products", "P", "R", "facts, explicit", "facts, all")
    head = ["model", *(f"{corpus}: {measure}" for corpus in CORPORA for measure in measures)]
    lines = ["| " + " | ".join(head) + " |", "|" + " - |" * len(head)]
    for model in models:
        lines.append("| " + " | ".join(row(model, Shared(shared, limit))) + " |")
        click.echo(lines[-1])
    lines += ["", "`reading` is `default` with nothing known of names before it reads (without `names.tsv.gz` and "
              "`pairs.tsv.gz`), calibrated by itself."]
    text = "\n".join(lines)
    click.echo(f"\n{text}")
    if write:
        PAGE.write_text(f"# What each part brings\n\nF1 on the development fifths unless the column says P "
                        f"(precision) or R (recall), measured on {machine()}.\n\n{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
