"""``newsgraph extract``: documents become JSON lines; no graph, no store."""

import json
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import click

from newsgraph.cli import options

if TYPE_CHECKING:
    from newsgraph.documents import Options
    from newsgraph.graph.extracting import Effort


@options.examples("""
newsgraph extract article.txt
newsgraph extract articles/ --min-confidence 0.5 > facts.jsonl
newsgraph extract news.parquet --text-column body --jobs 8 > facts.jsonl
cat article.txt | newsgraph extract -
""")
@click.command("extract")
@options.sources
@options.model
@options.min_confidence
@options.effort
def extract_command(sources: tuple[str, ...], model: str, min_confidence: float, reading: "Options",
                    effort: "Effort") -> None:
    """Write what SOURCE... say as JSON lines, one a document, to standard output.

    @SOURCES

    Offsets count characters of the line's "text". Skipped sources are told on standard error.

    Exit status: 0 if everything was read, 3 if some sources were skipped, 1 if nothing could be done.
    """
    from newsgraph.cli import console
    from newsgraph.graph.extracting import Tally, extracted

    tally = Tally()
    with (console.interruptible("what was written is whole"),
          closing(extracted(sources, model=model, tally=tally, effort=effort, options=reading)) as found):
        for extraction in found:
            row = extraction.to_json()
            row["facts"] = [fact for fact in row["facts"] if fact["confidence"] >= min_confidence]
            click.echo(json.dumps(row, ensure_ascii=True))
    console.tell_each_skipped(tally.skipped)
    if tally.skipped:
        sys.exit(console.SOME_SKIPPED if tally.extracted else 1)
