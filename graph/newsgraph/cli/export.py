"""``newsgraph export``: the graph in other formats."""

import sys

import click

from newsgraph.cli import options

FORMATS = ("turtle", "trig", "nquads", "jsonld", "graphml", "gexf", "csv")


@options.examples("""
newsgraph export graph.gexf                 opens in Gephi
newsgraph export graph.jsonld
newsgraph export tables --format csv        a folder with nodes.csv and edges.csv
newsgraph export --format nquads | gzip > graph.nq.gz
""")
@click.command("export")
@click.argument("path", required=False, type=click.Path(), metavar="[FILE]")
@click.option("-f", "--format", "format", type=click.Choice(FORMATS), default=None,
              help="The format; by default what FILE ends in.")
@options.graph
def export_command(path: str | None, format: str | None, graph: str) -> None:
    """Write the graph to FILE, or to standard output.

    FILE's ending says the format: .ttl, .trig, .nq, .jsonld, .graphml, .gexf; csv makes a folder.
    """
    from newsgraph.export import write
    from newsgraph.graph.knowledge_graph import KnowledgeGraph

    if path is None or path == "-":
        if format is None:
            raise click.UsageError("say the --format, or name a FILE")
        write(KnowledgeGraph.open(graph).reader, sys.stdout.buffer, format)
        return
    for written in KnowledgeGraph.open(graph).export(path, format):
        click.echo(str(written))
