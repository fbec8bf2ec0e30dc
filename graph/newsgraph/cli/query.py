"""``newsgraph query`` and ``newsgraph queries``."""

import sys

import click

from newsgraph.cli import options
from newsgraph.errors import QueryError

FORMATS = ("table", "json", "xml", "csv", "tsv", "turtle")


@options.examples("""
newsgraph query executives --param company=Nvidia
newsgraph query facts --param least=0.8 --format csv > facts.csv
newsgraph query my-question.rq
newsgraph query 'SELECT ?name WHERE { ?c a ng:Company ; rdfs:label ?name } ORDER BY ?name'
newsgraph query neighbourhood --param company=Nvidia --format turtle
newsgraph query executives --param company=Nvidia --endpoint http://localhost:3030/news/query
""")
@click.command("query")
@click.argument("query", metavar="NAME|FILE|TEXT|-")
@click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE",
              help="A value for a parameter of the query; may be given several times.")
@click.option("-f", "--format", "format", type=click.Choice(FORMATS), default=None,
              help="How to print: a table by default, Turtle for a CONSTRUCT or DESCRIBE.")
@options.graph
@options.endpoint
def query_command(query: str, params: tuple[str, ...], format: str | None, graph: str,
                  endpoint: str | None) -> None:
    """Ask the graph a question.

    The question is the name of one in the library (see: newsgraph queries), a file with SPARQL, SPARQL
    itself, or - for SPARQL on standard input. An entity is given by any of its names, in any case, or by its
    IRI.
    """
    from newsgraph import library
    from newsgraph.cli import console
    from newsgraph.graph.knowledge_graph import KnowledgeGraph, run

    text = sys.stdin.read() if query == "-" else query
    values = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not name.isidentifier():
            raise QueryError(f"--param takes NAME=VALUE, which “{param}” is not")
        values[name] = value
    with console.interruptible():
        found = library.find(text)
        known = KnowledgeGraph.at(endpoint) if endpoint else KnowledgeGraph.open(graph)
        bound = library.bind(found, values, library.Lookup.of(known.reader))
        result = run(known.store, found.text, bound, title=found.title)
        for sentence in library.misfits(found, values, bound, known.reader):
            click.echo(console.plain(f"newsgraph: note: {sentence}"), err=True)
    if format is None and result.triples is not None:
        format = "turtle"
    if format in (None, "table"):
        console.print_result(result, console.console())
    else:
        assert format is not None
        # Bytes, because the formats say UTF-8 and CSV says CRLF, whatever the platform would make of text.
        sys.stdout.buffer.write(result.serialize(format).encode("utf-8"))


@options.examples("""
newsgraph queries
newsgraph queries competitors
""")
@click.command("queries")
@click.argument("name", required=False)
def queries_command(name: str | None) -> None:
    """List the query library: each query, its question and its parameters; with NAME, its SPARQL."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from newsgraph import library
    from newsgraph.cli import console

    if name is not None:
        known = library.library()
        if name not in known:
            library.find(name)
            raise QueryError(f"there is no query {name} in the library")
        click.echo(known[name].text, nl=False)
        return
    grid = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for column in ("query", "question", "parameters"):
        grid.add_column(column, overflow="fold")
    for query in library.library().values():
        params = ", ".join(f"{p.name} ({p.kind}{'' if p.default is None else f' = {p.default}'})"
                           for p in query.parameters)
        grid.add_row(Text(query.name, style="cyan"), Text(query.question), Text(params))
    console.console().print(grid)
