"""``newsgraph serve``: the graph over HTTP."""

import click

from newsgraph.cli import options
from newsgraph.errors import GraphError


@options.examples("""
newsgraph serve
newsgraph serve -g output --port 8000 --timeout 10
newsgraph serve --host 0.0.0.0 --token "$TOKEN"
newsgraph serve --endpoint http://localhost:3030/news/query
curl -H 'Accept: text/csv' --data-urlencode 'query=SELECT * { ?s a ng:Company }' http://127.0.0.1:8765/sparql
""")
@click.command("serve")
@options.graph
@options.endpoint
@click.option("--host", default="127.0.0.1", show_default=True,
              help="The address to listen on; others than this machine's need a --token.")
@click.option("-p", "--port", type=click.IntRange(0, 65535), default=8765, show_default=True,
              help="The port; 0 takes any that is free.")
@click.option("--token", envvar="NEWSGRAPH_TOKEN", metavar="SECRET",
              help="What clients have to show; also read from NEWSGRAPH_TOKEN.")
@click.option("--cors", is_flag=True, help="Let the pages of other origins ask.")
@click.option("--timeout", type=click.FloatRange(min=0.1), default=30, show_default=True, metavar="SECONDS",
              help="How long one query may take.")
@click.option("--max-rows", type=click.IntRange(min=1), default=10_000, show_default=True,
              help="How many rows an answer has at most.")
@click.option("--max-request", type=click.IntRange(min=1), default=1024, show_default=True, metavar="KIB",
              help="How large a request may be.")
@click.option("--memory", type=click.IntRange(min=256), default=2048, show_default=True, metavar="MIB",
              help="How much memory one query may use.")
@click.option("--workers", type=click.IntRange(1, 64), default=None, show_default="one a core, at least 2",
              help="How many queries run at the same time.")
@click.option("--open", "show", is_flag=True, help="Show it in the browser.")
def serve_command(graph: str, endpoint: str | None, host: str, port: int, token: str | None, cors: bool,
                  timeout: float, max_rows: int, max_request: int, memory: int, workers: int | None,
                  show: bool) -> None:
    """Serve the graph: a SPARQL 1.1 endpoint at /sparql, the explorer at /, a page for every IRI.

    It only reads, asks no other server, and follows the graph when it is built anew. Ctrl-C ends it.
    """
    try:
        import starlette  # noqa: F401
        import uvicorn  # noqa: F401
    except ImportError as error:
        raise GraphError("serving needs Starlette and uvicorn; get them with: pip install 'newsgraph[serve]'"
                         ) from error
    from newsgraph.serve.limits import MIB, Limits
    from newsgraph.serve.server import serve

    def ready(address: str) -> None:
        click.echo(f"Serving {endpoint or graph} on {address}  (SPARQL: {address}sparql; Ctrl-C ends it)")
        if show:
            click.launch(address)

    serve(graph, endpoint=endpoint, host=host, port=port, token=token or None, cors=cors, ready=ready,
          limits=Limits(seconds=timeout, rows=max_rows, request=max_request * 1024, memory=memory * MIB,
                        **({} if workers is None else {"workers": workers})))
    click.echo("Stopped.")
