"""``newsgraph build``: documents become a graph."""

import sys
from typing import TYPE_CHECKING

import click

from newsgraph.cli import options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from newsgraph.documents import Options
    from newsgraph.graph.extracting import Effort
    from newsgraph.records import Document, Skipped


@options.examples("""
newsgraph build articles/
newsgraph build report.html archive.jsonl -o graphs/chips
curl -s https://example.org/article.html | newsgraph build -
newsgraph build news.csv --text-column body --id-column url
newsgraph build archive.warc.gz --jobs 8 --timeout 60
newsgraph build articles/ --min-confidence 0.5 --vocabulary my-types.ttl
newsgraph build --engine spark s3a://archive/2024/ -o s3a://graphs/2024
""")
@click.command("build")
@options.sources
@options.output
@options.model
@options.min_confidence
@options.effort
@click.option("--vocabulary", "vocabulary", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
              help="A Turtle file that adds types or predicates; may be given several times.")
@click.option("--engine", type=click.Choice(["local", "spark"]), default="local", show_default=True,
              help="spark: on Apache Spark, by its own configuration; see below.")
@click.option("--quiet", is_flag=True, help="Print no summary, only what was skipped.")
def build_command(sources: tuple[str, ...], output: str, model: str, min_confidence: float,
                  vocabulary: tuple[str, ...], engine: str, quiet: bool, reading: "Options",
                  effort: "Effort") -> None:
    """Read SOURCE..., find what they say, and write it as a graph.

    @SOURCES

    The folder then holds graph.ttl (Turtle), graph.html (the explorer) and graph.db (what the other commands
    read). A graph that is there already is replaced when the new one is complete, and documents that have not
    changed are not extracted again; nor are those that an interrupted build had done.

    With --engine spark the folder, or address of a file system that Spark knows, holds nquads (load them with:
    newsgraph load) and the Parquet tables nodes, edges and assertions. The triples are the same. A decisions.toml in
    it is applied. Without a master in Spark's configuration it runs on this machine, --jobs tasks at a time.

    Exit status: 0 if everything was read, 3 if some sources were skipped, 1 if nothing could be done.
    """
    if engine == "spark":
        run_spark(sources, output, model, min_confidence, vocabulary, quiet, reading, effort)
        return
    run(sources, output, model, min_confidence, vocabulary, quiet, reading=reading, effort=effort)


def run(sources: tuple[str, ...], output: str, model: str, min_confidence: float = 0.0,
        vocabulary: tuple[str, ...] = (), quiet: bool = False,
        documents: "Iterable[Document | Skipped] | None" = None, reading: "Options | None" = None,
        effort: "Effort | None" = None) -> None:
    """Build, show a summary, and exit with what it came to."""
    from newsgraph.cli import console
    from newsgraph.cli.upkeep import report_idle
    from newsgraph.graph.building import build

    with console.interruptible(console.KEPT):
        with console.progress() as tell:
            summary = build(sources, output, model=model, min_confidence=min_confidence,
                            vocabulary=vocabulary,
                            documents=documents, effort=effort, options=reading, progress=tell)
    if quiet:
        console.tell_skipped(summary.skipped, len(summary.skipped))
    else:
        console.print_summary(summary, console.console(), output)
    report_idle(output)
    sys.exit(console.SOME_SKIPPED if summary.skipped else 0)


def run_spark(sources: tuple[str, ...], output: str, model: str, min_confidence: float, vocabulary: tuple[str, ...],
              quiet: bool, reading: "Options", effort: "Effort") -> None:
    """Build on Spark, show a summary, and exit with what it came to."""
    from newsgraph.cli import console
    from newsgraph.spark import build

    with console.interruptible("what the folder holds is not whole"):
        summary = build(sources, output, model=model, min_confidence=min_confidence, vocabulary=vocabulary,
                        effort=effort, options=reading)
    if quiet:
        console.tell_skipped(summary.skipped, summary.skipped_in_all)
    else:
        console.print_spark_summary(summary, console.console(), output)
    sys.exit(console.SOME_SKIPPED if summary.skipped else 0)
