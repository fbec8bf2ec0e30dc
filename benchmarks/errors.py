"""``python -m benchmarks.errors``: the commonest kinds of error, each with an example."""

from pathlib import Path

import click

from benchmarks.accuracy import Benchmark
from benchmarks.data import CHECKOUT, SHARED, Shared
from newsgraph.evaluation.mistakes import commonest, mistakes

CORPORA = ("wikinews", "written")
PAGE = CHECKOUT / "benchmarks" / "ERRORS.md"


REMEDIES = "## What was done about them"


def _kept() -> str:
    """The part of the page that is written by hand."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    return REMEDIES + (page.partition(REMEDIES)[2] or "\n")


@click.command()
@click.option("--model", default="default", show_default=True)
@click.option("--corpus", multiple=True, type=click.Choice(CORPORA), default=CORPORA, show_default=True)
@click.option("--number", default=20, show_default=True, help="How many kinds.")
@click.option("--limit", type=click.IntRange(min=1), help="Only the first documents of each set.")
@click.option("--shared", type=click.Path(path_type=Path), default=SHARED)
@click.option("--facts", is_flag=True, help="Leave the entities out.")
@click.option("--list", "listed", is_flag=True, help="List every single one.")
@click.option("--write", is_flag=True, help="Keep the table in benchmarks/ERRORS.md.")
def main(model: str, corpus: tuple[str, ...], number: int, limit: int | None, shared: Path, facts: bool,
         listed: bool, write: bool) -> None:
    """Count what goes wrong on the development articles, by kind."""
    benchmark = Benchmark(model, Shared(shared, limit))
    found = [mistake for name in corpus for mistake in mistakes(benchmark.news(name))
             if not facts or mistake.kind.startswith("fact")]
    lines = ["| | kind | label | example | sentence |", "| -: | - | - | - | - |"]
    for kind, label, count, example in commonest(found, number):
        cells = [str(count), kind, label, f"{example.what} ({example.article})", example.sentence]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    text = "\n".join(lines)
    click.echo(f"{len(found)} mistakes\n\n{text}")
    if listed:
        for mistake in found:
            click.echo(f"{mistake.article}\t{mistake.kind}\t{mistake.what}\t{mistake.method}\t{mistake.sentence}")
    if write:
        head = (f"# The commonest errors\n\nOf the model `{model}` on the development articles: {len(found)} "
                "mistakes in all, the commonest kinds first.")
        PAGE.write_text(f"{head}\n\n{text}\n\n{_kept()}", encoding="utf-8")


if __name__ == "__main__":
    main()
