"""``newsgraph link``: tie a graph's things to Wikidata, offline."""

import click

from newsgraph.cli import options


@options.examples("""
newsgraph link --wikidata latest-all.json.bz2
newsgraph link --threshold 0.8
""")
@click.command("link")
@options.graph
@click.option("--wikidata", "dump", type=click.Path(exists=True, dir_okay=False), metavar="FILE",
              help="A Wikidata JSON dump or a part of one, plain, gzip or bzip2; it is read once.")
@click.option("--threshold", type=click.FloatRange(0, 1), default=0.6, show_default=True, metavar="SCORE",
              help="Link only what scores at least this.")
@click.option("--no-view", is_flag=True, help="Leave graph.html as it is.")
def link_command(graph: str, dump: str | None, threshold: float, no_view: bool) -> None:
    """Link companies, people and products to Wikidata by name, other names and context.

    Links are kept in links.toml beside the graph, with their scores, and become schema:sameAs. Names that
    mean one thing there are merged, names that mean two are split; your own decisions come first.
    """
    from newsgraph.cli import console
    from newsgraph.graph.curation import link

    with console.interruptible(), console.progress() as tell:
        done = link(graph, dump, threshold=threshold, view=not no_view, progress=tell)
    click.echo(f"{done.linked} of {done.names} names linked to Wikidata")
