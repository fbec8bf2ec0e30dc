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
newsgraph export parts --format nquads --partition 8
""")
@click.command("export")
@click.argument("path", required=False, type=click.Path(), metavar="[FILE]")
@click.option("-f", "--format", "format", type=click.Choice(FORMATS), default=None,
              help="The format; by default what FILE ends in.")
@click.option("--partition", type=click.IntRange(1, 10_000), metavar="N",
              help="Write N-Quads as so many files into a folder, for the bulk loader of a store.")
@options.graph
def export_command(path: str | None, format: str | None, partition: int | None, graph: str) -> None:
    """Write the graph to FILE, or to standard output.

    FILE's ending says the format: .ttl, .trig, .nq, .jsonld, .graphml, .gexf; csv makes a folder.
    """
    from newsgraph.export import ends_as_file, write
    from newsgraph.graph.knowledge_graph import KnowledgeGraph

    if partition is not None:
        if path in (None, "-") or format not in (None, "nquads"):
            raise click.UsageError("--partition writes --format nquads into a folder; name it")
        assert path is not None
        if ends_as_file(path):
            raise click.UsageError(f"--partition writes a folder, and {path} is the name of a file; name it otherwise")
        from newsgraph.export.partition import partition as write_parts

        for written in write_parts(KnowledgeGraph.open(graph).store, path, partition):
            click.echo(str(written))
        return
    if path is None or path == "-":
        if format is None:
            raise click.UsageError("say the --format, or name a FILE")
        write(KnowledgeGraph.open(graph).reader, sys.stdout.buffer, format)
        return
    for written in KnowledgeGraph.open(graph).export(path, format):
        click.echo(str(written))
