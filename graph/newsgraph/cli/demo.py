"""``newsgraph demo``: a graph from the articles that ship with the package."""

import click

from newsgraph.cli import options


@options.examples("""
newsgraph demo
newsgraph demo -o /tmp/demo
""")
@click.command("demo")
@options.output
@options.model
def demo_command(output: str, model: str) -> None:
    """Build a graph from the sample articles that ship with newsgraph."""
    from newsgraph.cli.build import run
    from newsgraph.graph.building import sample_documents

    run((), output, model, documents=sample_documents())
