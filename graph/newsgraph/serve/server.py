"""Runs the server: a socket, uvicorn, and a clean end on SIGINT or SIGTERM."""

import asyncio
import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import uvicorn

from newsgraph.errors import GraphError
from newsgraph.graph.knowledge_graph import KnowledgeGraph
from newsgraph.graph.store import open_store, store_path
from newsgraph.serve.app import create_app, create_site
from newsgraph.serve.limits import Limits
from newsgraph.serve.security import is_local

_REMEMBERED = 300
"""Seconds for which answers of another endpoint are kept: it does not say when its graph changes."""


def _remote(endpoint: str) -> str:
    return f"{endpoint.partition('#')[0]}#{int(time.monotonic() // _REMEMBERED)}"


class _Generation:
    """Where the link to the store leads now; followed anew only when the link has been replaced."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._seen: tuple[int, int] | None = None
        self._path = ""

    def __call__(self) -> str:
        with contextlib.suppress(OSError):
            found = os.lstat(self._link)
            if self._seen != (found.st_ino, found.st_mtime_ns):
                self._path, self._seen = str(self._link.resolve()), (found.st_ino, found.st_mtime_ns)
        return self._path


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, stopping: Callable[[], None]) -> None:
        super().__init__(config)
        self._stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        # uvicorn would raise the signal again once it has ended, and so turn a clean end into a killed process.
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with contextlib.suppress(NotImplementedError):
                loop.add_signal_handler(number, self._stop)
        yield

    def _stop(self) -> None:
        self.force_exit = self.should_exit
        self.should_exit = True
        self._stopping()


def bind(host: str, port: int) -> socket.socket:
    """A socket that listens.

    Raises
    ------
    GraphError
        If the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=512)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise GraphError(f"{host}:{port} cannot be served on ({reason}); choose another --port") from error
    # asyncio does it only for sockets made with a protocol number; without it every answer waits 40 ms.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def serve(output: str | os.PathLike[str] = "output", *, endpoint: str | None = None, host: str = "127.0.0.1",
          port: int = 8765, limits: Limits | None = None, token: str | None = None, cors: bool = False,
          ready: Callable[[str], None] | None = None) -> None:
    """Serve the graph of an output folder, or of another store's endpoint, until SIGINT or SIGTERM comes.

    Parameters
    ----------
    endpoint
        The address of a SPARQL 1.1 endpoint to ask, in the place of the folder's own store. What it answers is
        remembered for five minutes at most.
    host, port
        The address; port 0 takes any that is free.
    limits
        What a query may cost.
    token
        What clients must show; without it only this machine is served.
    cors
        Whether pages of other origins may ask.
    ready
        Told the server's address once it listens.

    Raises
    ------
    GraphError
        If there is no graph, the address cannot be served on, or a token is needed.
    """
    if not is_local(host) and not token:
        raise GraphError(f"{host} lets other machines in; give them a --token to show")
    if endpoint is None:
        open_store(output)
    else:
        KnowledgeGraph.at(endpoint).query("ASK { ?s ?p ?o }")
    opened = partial(_remote, endpoint) if endpoint else _Generation(store_path(Path(output)))
    site = create_site(opened, limits)
    app = create_app(site, token=token, cors=cors, local=is_local(host) and token is None)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False, date_header=True,
                            timeout_keep_alive=15, timeout_graceful_shutdown=3, limit_concurrency=1000,
                            lifespan="on")
    with bind(host, port) as listening:
        shown = f"[{host}]" if ":" in host else host
        if ready is not None:
            ready(f"http://{shown}:{listening.getsockname()[1]}/")
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_Server(config, site.desk.pool.stop).serve(sockets=[listening]))
