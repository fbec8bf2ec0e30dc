"""``newsgraph ask``: a question in plain English."""

import click

from newsgraph.cli import options


@options.examples("""
newsgraph ask "who runs Nvidia?"
newsgraph ask "what links Sony and Activision Blizzard?"
newsgraph ask "what is new since 1 March 2024?" --sparql
newsgraph ask "who invested in Anthropic?" --format json
""")
@click.command("ask")
@click.argument("question", nargs=-1, required=True)
@click.option("--sparql", "sparql", is_flag=True, help="Show the SPARQL that was run, too.")
@click.option("-f", "--format", "format", type=click.Choice(("table", "json", "xml", "csv", "tsv")),
              default="table", show_default=True, help="How to print the answer.")
@options.graph
def ask_command(question: tuple[str, ...], sparql: bool, format: str, graph: str) -> None:
    """Answer a question such as "who runs Nvidia?" by a query of the library.

    Rules choose the query, no language model: a question that none of them fits is not understood, and the
    command says so.
    """
    import sys

    from newsgraph.ask import EXAMPLES, ask
    from newsgraph.ask.answering import NotUnderstood
    from newsgraph.cli import console
    from newsgraph.graph.knowledge_graph import KnowledgeGraph, run

    known = KnowledgeGraph.open(graph)
    try:
        with console.interruptible():
            reply = ask(" ".join(question), known.reader,
                        lambda query, bound: run(known.store, query.text, bound, title=query.title))
    except NotUnderstood as error:
        click.echo(f"newsgraph: {str(error).partition(';')[0]}. I understand questions such as", err=True)
        for example in EXAMPLES:
            click.echo(f"  {example}", err=True)
        sys.exit(1)
    if reply.note:
        click.echo(console.plain(reply.note), err=format != "table")
    if sparql:
        # Beside a machine's format the query must not get in between.
        click.echo(reply.sparql.rstrip() + "\n", err=format != "table")
    if format == "table":
        console.print_result(reply.result, console.console())
    else:
        sys.stdout.buffer.write(reply.result.serialize(format).encode("utf-8"))
