"""Taking a graph to another store: by the SPARQL 1.1 Graph Store HTTP Protocol, or as N-Quads."""

import gzip
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph.endpoint import Endpoint, said
from newsgraph.graph.namespaces import DOCUMENT
from newsgraph.graph.remote import RemoteStore
from newsgraph.graph.store import Generation, corpus_path, writing

Graph = tuple[str, Iterator[bytes]]
"""The IRI of a named graph and its triples, each a line of N-Triples."""

Progress = Callable[[int], None]
"""Called with the number of quads that have been sent."""

_CHUNK = 50_000
"""Lines of one request at most."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was sent: named graphs, quads, graphs that were deleted there, and the seconds that it took."""

    graphs: int
    quads: int
    deleted: int
    seconds: float


def load(url: str, graphs: Iterable[Graph], *, prune: str | None = None, progress: Progress | None = None) -> Loaded:
    """Put named graphs into a store by the Graph Store Protocol (W3C Recommendation, 21 March 2013).

    Each graph takes the place of the one that has its name there.

    Parameters
    ----------
    url
        Where the store has its Graph Store, such as ``http://localhost:3030/news/data``.
    graphs
        What `graphs_of` or `graphs_in` give.
    prune
        The store's SPARQL endpoint: graphs of documents that it has and that are not among `graphs` are deleted.

    Raises
    ------
    GraphError
        If the store cannot be reached, or refuses.
    """
    started = time.monotonic()
    endpoint = Endpoint(url)
    sent: set[str] = set()
    quads = 0
    for iri, lines in graphs:
        while chunk := list(islice(lines, _CHUNK)):
            _send(endpoint, "POST" if iri in sent else "PUT", b"".join(chunk), "application/n-triples", iri)
            sent.add(iri)
            quads += len(chunk)
            if progress is not None:
                progress(quads)
    deleted = 0
    if prune is not None:
        for graph in RemoteStore(prune).named_graphs():
            if graph.value.startswith(DOCUMENT) and graph.value not in sent:
                _send(endpoint, "DELETE", None, None, graph.value)
                deleted += 1
    endpoint.close()
    return Loaded(len(sent), quads, deleted, time.monotonic() - started)


def load_quads(url: str, lines: Iterable[bytes], *, progress: Progress | None = None) -> Loaded:
    """Add N-Quads to a store that takes them by POST: Oxigraph, Fuseki, GraphDB and other RDF4J servers.

    Parameters
    ----------
    url
        Where it takes them, such as ``http://localhost:7200/repositories/news/statements``.
    lines
        N-Quads, line by line.
    """
    started = time.monotonic()
    endpoint = Endpoint(url)
    waiting = iter(lines)
    quads = 0
    while chunk := list(islice(waiting, _CHUNK)):
        _send(endpoint, "POST", b"".join(chunk), "application/n-quads", None)
        quads += len(chunk)
        if progress is not None:
            progress(quads)
    endpoint.close()
    return Loaded(0, quads, 0, time.monotonic() - started)


def load_folder(output: str | os.PathLike[str], files: Sequence[Path]) -> Loaded:
    """Make an output folder of N-Quads files, to be queried, viewed and served; it has no corpus to add to.

    Raises
    ------
    GraphError
        If a file is not N-Quads, or the folder has a graph that was built there.
    """
    started = time.monotonic()
    if corpus_path(output).exists():
        raise GraphError(f"{output} holds a graph that was built there; load into another folder")
    with writing(output) as folder, Generation(folder) as generation:
        for path in files:
            try:
                with _opened(path) as file:
                    generation.store.bulk_load(file, format=ox.RdfFormat.N_QUADS)
            except (SyntaxError, OSError, EOFError) as error:
                raise GraphError(f"{path} is not N-Quads: {error}") from error
        quads = len(generation.store)
        graphs = sum(1 for _ in generation.store.named_graphs())
        generation.publish()
    return Loaded(graphs, quads, 0, time.monotonic() - started)


def graphs_of(store: ox.Store) -> Iterator[Graph]:
    """The named graphs of a store."""
    for graph in store.named_graphs():
        quads = store.quads_for_pattern(None, None, None, graph)
        yield str(graph)[1:-1], (f"{quad.triple} .\n".encode() for quad in quads)


def graphs_in(files: Iterable[Path]) -> Iterator[Graph]:
    """The named graphs in files of N-Quads; one that lies in several comes once for each of them.

    Raises
    ------
    GraphError
        If a file is not N-Quads.
    """
    for path in files:
        found: dict[str, list[bytes]] = {}
        try:
            with _opened(path) as file:
                for quad in ox.parse(file, format=ox.RdfFormat.N_QUADS):
                    found.setdefault(getattr(quad.graph_name, "value", ""), []).append(f"{quad.triple} .\n".encode())
        except (SyntaxError, OSError, EOFError) as error:
            raise GraphError(f"{path} is not N-Quads: {error}") from error
        for iri, lines in found.items():
            yield iri, iter(lines)


def lines_in(files: Iterable[Path]) -> Iterator[bytes]:
    """The lines of files of N-Quads."""
    for path in files:
        with _opened(path) as file:
            yield from file


def lines_of(store: ox.Store) -> Iterator[bytes]:
    """A store as lines of N-Quads."""
    return (f"{quad} .\n".encode() for quad in store)


def quad_files(paths: Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Files of N-Quads, and those in folders, in the order of their names.

    Raises
    ------
    GraphError
        If there is no such file, or a folder holds none.
    """
    found = []
    for name in paths:
        path = Path(name)
        # Spark leaves a checksum beside each file, under its name with a dot before it.
        inside = sorted(p for p in path.rglob("*") if p.name.endswith((".nq", ".nq.gz")) and not p.name.startswith("."))
        if path.is_dir() and not inside:
            raise GraphError(f"{path} holds no N-Quads (.nq or .nq.gz)")
        if not path.is_dir() and not path.is_file():
            raise GraphError(f"there is no file {path}")
        found += inside or [path]
    return found


def _opened(path: Path) -> IO[bytes]:
    return gzip.open(path) if path.suffix == ".gz" else path.open("rb")  # type: ignore[return-value]


def _send(endpoint: Endpoint, method: str, body: bytes | None, media: str | None, graph: str | None) -> None:
    place = "" if graph is None else urlencode({"graph": graph}) if graph else "default"
    status, _, data = endpoint.send(method, body, {"Content-Type": media} if media else {}, place)
    if status not in (200, 201, 202, 204) and not (method == "DELETE" and status == 404):
        what = "the graph" if graph is not None else "the quads"
        raise GraphError(f"{endpoint.url} does not take {what} ({status}): {said(data) or 'it does not say why'}")
