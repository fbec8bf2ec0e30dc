"""``newsgraph load``: the graph into another store."""

import click

from newsgraph.cli import options


@options.examples("""
newsgraph load http://localhost:3030/news/data                     Fuseki; a Graph Store takes the named graphs
newsgraph load http://localhost:7878/store --prune http://localhost:7878/query
newsgraph load http://localhost:7200/repositories/news/statements --quads
newsgraph load http://localhost:7878/store parts/                  files of N-Quads, such as those of Spark
newsgraph load graphs/archive parts/                               a folder to query, view and serve
""")
@click.command("load")
@click.argument("target", metavar="URL|FOLDER")
@click.argument("files", nargs=-1, type=click.Path(), metavar="[FILE...]")
@options.graph
@click.option("--quads", is_flag=True,
              help="Add N-Quads by POST, in large pieces, instead of one named graph after another: faster, for an "
                   "empty store.")
@click.option("--prune", metavar="URL",
              help="Ask this SPARQL endpoint of the store which documents it has, and delete those that are gone.")
def load_command(target: str, files: tuple[str, ...], graph: str, quads: bool, prune: str | None) -> None:
    """Load the graph, or FILE... of N-Quads, into another store.

    URL is where a SPARQL 1.1 store has its Graph Store (Fuseki: /DATASET/data, Oxigraph: /store, GraphDB:
    /repositories/NAME/rdf-graphs/service, Neptune: /sparql/gsp/): each named graph takes the place of the one that has
    its name there. A token is read from NEWSGRAPH_ENDPOINT_TOKEN; a user and password may stand in the URL. For a
    store's own bulk loader there is newsgraph export --format nquads --partition N.

    With a FOLDER, N-Quads become a graph that the other commands read.
    """
    from newsgraph.cli import console
    from newsgraph.export import loading
    from newsgraph.graph.knowledge_graph import KnowledgeGraph

    paths = loading.quad_files(files)
    with console.interruptible("what was sent stays there"), console.progress() as tell:
        def sent(count: int) -> None:
            tell("sending", count, None)

        if not target.startswith(("http://", "https://")):
            if not paths:
                raise click.UsageError("name the files of N-Quads to load into the folder")
            done = loading.load_folder(target, paths)
        elif quads:
            if prune:
                raise click.UsageError("--prune goes with named graphs, not with --quads")
            lines = loading.lines_in(paths) if paths else loading.lines_of(KnowledgeGraph.open(graph).store)
            done = loading.load_quads(target, lines, progress=sent)
        else:
            graphs = loading.graphs_in(paths) if paths else loading.graphs_of(KnowledgeGraph.open(graph).store)
            done = loading.load(target, graphs, prune=prune, progress=sent)
    parts = [f"{done.quads:,} quads"]
    parts += [f"{done.graphs:,} named graphs"] if done.graphs else []
    parts += [f"{done.deleted:,} deleted"] if done.deleted else []
    click.echo(f"{', '.join(parts)} in {done.seconds:.1f} s")
