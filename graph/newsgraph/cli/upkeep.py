"""``newsgraph add``, ``remove``, ``list`` and ``status``: keep a graph up to date."""

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from newsgraph.cli import options

if TYPE_CHECKING:
    from newsgraph.documents import Options
    from newsgraph.graph.extracting import Effort
    from newsgraph.graph.upkeep import Upkeep

_wait = click.option(
    "--wait",
    type=click.FloatRange(0),
    default=60.0,
    show_default=True,
    metavar="SECONDS",
    help="How long to wait for another process that is changing the graph.",
)
_no_view = click.option("--no-view", is_flag=True, help="Leave graph.html as it is.")


@options.examples("""
newsgraph add article.txt
newsgraph add articles/ -g graphs/chips
""")
@click.command("add")
@options.sources
@options.graph
@click.option("--model", default=None, metavar="MODEL", help="What extracts; by default what made the graph.")
@options.effort
@_wait
@_no_view
def add_command(sources: tuple[str, ...], graph: str, model: str | None, wait: float, no_view: bool,
                reading: "Options", effort: "Effort") -> None:
    """Add documents to a graph; a document that is there already is replaced if it has changed.

    @SOURCES

    Exit status: 0 if everything was read, 3 if some sources were skipped, 1 if nothing could be done.
    """
    from newsgraph.cli import console
    from newsgraph.graph.upkeep import add

    with console.interruptible(console.KEPT), console.progress() as tell:
        done = add(sources, graph, model=model, view=not no_view, timeout=wait, effort=effort, options=reading,
                   progress=tell)
    _tell(done, ("added", "changed", "unchanged"))
    report_idle(graph)
    sys.exit(console.SOME_SKIPPED if done.skipped else 0)


@options.examples("""
newsgraph remove article.txt
newsgraph remove articles/2023/
""")
@click.command("remove")
@click.argument("names", nargs=-1, required=True, metavar="DOCUMENT...")
@options.graph
@_wait
@_no_view
def remove_command(names: tuple[str, ...], graph: str, wait: float, no_view: bool) -> None:
    """Take documents out of a graph, by id, source or folder: it is then as if they had never been there."""
    from newsgraph.cli import console
    from newsgraph.graph.upkeep import remove

    with console.interruptible(), console.progress() as tell:
        done = remove(names, graph, view=not no_view, timeout=wait, progress=tell)
    _tell(done, ("removed",))
    report_idle(graph)


@options.examples("""
newsgraph list
newsgraph list --format json
""")
@click.command("list")
@options.graph
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def list_command(graph: str, form: str) -> None:
    """Show the documents of a graph, with the number of facts that it holds from each."""
    from newsgraph.graph.inventory import listing
    from newsgraph.graph.terms import clean

    documents, held = listing(graph), _held(graph)
    kept = [held.get(clean(d.id), 0) for d in documents]
    if form == "json":
        rows = [{**asdict(d), "facts": facts, "found": d.facts} for d, facts in zip(documents, kept, strict=True)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    from rich.table import Table
    from rich.text import Text

    from newsgraph.cli.console import console, plain

    table = Table()
    for name in ("document", "title", "date"):
        table.add_column(name, overflow="fold")
    table.add_column("facts", justify="right")
    for d, facts in zip(documents, kept, strict=True):
        table.add_row(*(Text(plain(x or "")) for x in (d.id, d.title, d.date)), str(facts))
    out = console()
    out.print(table)
    left = sum(d.facts for d in documents) - sum(kept)
    out.print(f"{len(documents)} document{'' if len(documents) == 1 else 's'}, {sum(kept)} facts"
              + (f" ({left} more found and left out)" if left else ""), style="dim")


def _held(graph: str) -> dict[str, int]:
    """How many facts a graph holds from each of its documents, by their ids."""
    from newsgraph.graph.knowledge_graph import KnowledgeGraph

    rows = KnowledgeGraph.open(graph).query(
        "SELECT ?id (COUNT(*) AS ?facts) WHERE { ?fact a ng:Assertion ; prov:wasDerivedFrom ?document . "
        "?document schema:identifier ?id } GROUP BY ?id")
    return {str(row["id"]): int(str(row["facts"])) for row in rows}


@options.examples("""
newsgraph status articles/
""")
@click.command("status")
@options.sources
@options.graph
def status_command(sources: tuple[str, ...], graph: str, reading: "Options") -> None:
    """Compare files and folders with the graph: what is new, has changed, or is no longer there.

    Exit status: 0 if everything was read, 3 if some sources were skipped, 1 if nothing could be done.
    """
    from newsgraph.cli.console import SOME_SKIPPED, plain
    from newsgraph.graph.inventory import status

    found = status(sources, graph, options=reading)
    rows = [("new", "add", found.new), ("changed", "add", found.changed), ("gone", "remove", found.gone),
            ("skipped", "", [f"{s.source}: {s.reason}" for s in found.skipped])]
    for word, command, names in rows:
        if names:
            click.echo(f"{word}" + (f" (newsgraph {command} ...)" if command else "") + ":")
            for name in names:
                click.echo(f"  {plain(name)}")
    same = len(found.same)
    click.echo(f"{same} document{'' if same == 1 else 's'} as in the graph")
    if found.skipped:
        sys.exit(SOME_SKIPPED if found.new or found.changed or found.same or found.gone else 1)


def touched(done: "Upkeep") -> str:
    """What a change cost, in words."""
    def count(number: int, noun: str) -> str:
        return f"{number} {noun}{'' if number == 1 else 's'}"

    return (f"{count(done.nodes, 'thing')} and {count(done.rewritten, 'document')} touched, "
            f"in {done.seconds:.1f} s")


def report_idle(graph: str) -> None:
    """Say which decisions match nothing any more."""
    from newsgraph.cli.console import plain
    from newsgraph.graph.curation import idle

    for sentence in idle(graph):
        click.echo(f"no longer applies: {plain(sentence)}", err=True)


def _tell(done: "Upkeep", kinds: tuple[str, ...]) -> None:
    """What a change did, in one line, and what it had to skip."""
    from newsgraph.cli.console import tell_skipped

    parts = [f"{len(getattr(done, kind))} {kind}" for kind in kinds if getattr(done, kind)]
    click.echo(f"{', '.join(parts) or 'nothing to do'}; {touched(done)}")
    tell_skipped(done.skipped, len(done.skipped))
