"""``newsgraph view``: the explorer as one HTML file."""

from pathlib import Path

import click

from newsgraph.cli import options


@options.examples("""
newsgraph view
newsgraph view sure.html --min-confidence 0.8
newsgraph view --open
""")
@click.command("view")
@click.argument("path", required=False, type=click.Path(dir_okay=False), metavar="[FILE]")
@options.graph
@options.min_confidence
@click.option("--open", "show", is_flag=True, help="Show it in the browser.")
def view_command(path: str | None, graph: str, min_confidence: float, show: bool) -> None:
    """Draw the graph as one HTML file that works without a network; by default FOLDER/graph.html."""
    from newsgraph.graph.knowledge_graph import KnowledgeGraph

    target = Path(path) if path else Path(graph) / "graph.html"
    written = KnowledgeGraph.open(graph).view(target, min_confidence=min_confidence)
    click.echo(str(written))
    if show:
        click.launch(str(written.resolve()))
