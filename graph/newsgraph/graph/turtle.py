"""Turtle for people and for diffs: sorted, grouped by thing, the same bytes for the same triples.

A file has six parts: entities; documents, in the order of their ids, each followed by its assertions; facts;
memberships; roles; the vocabulary. Oxigraph writes the terms, graph by graph; here they are put in order.
"""

import os
import re
import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import lru_cache, partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO, Any, TypeVar

import pyoxigraph as ox

from newsgraph.graph.namespaces import ASSERTION, DOCUMENT, ENTITY, FACT, MEMBERSHIP, PREFIXES, RDF, ROLE, SCHEMA
from newsgraph.graph.spool import Spool

SHARED = {"entities": ENTITY, "facts": FACT, "memberships": MEMBERSHIP, "roles": ROLE, "vocabulary": ""}
"""The parts whose things several documents may speak of, and what their IRIs begin with."""

Things = Mapping[bytes, bytes]
"""Subject -> its predicates with their objects, as Oxigraph writes them."""

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Item = TypeVar("Item")
Result = TypeVar("Result")

_A = ox.NamedNode(RDF + "type")
_IDENTIFIER = ox.NamedNode(SCHEMA + "identifier")
_PREFIXES = dict(PREFIXES)
_PROBE = ox.serialize([ox.Triple(_A, _A, _A)], format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b""
_HEAD = _PROBE.index(b"\nrdf:") + 1
_NEXT = b" ;\n\t"
_END = b" .\n"
_AHEAD = 64
_PREDICATE = re.compile(rb"(?:\A|;\n\t)(\S+)")
_ORDER = ("a", "rdfs:label", "skos:altLabel", *(
    space + end for space in ("rdf:", "ng:") for end in ("subject", "predicate", "object")))
_FIRST = {name.encode(): at for at, name in enumerate(_ORDER)}
_TERM = re.compile(rb'<[^>]*>|"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^(?:<[^>]*>|[^\s,]+))?|[^\s,]+')


def _begins(*namespaces: str) -> tuple[bytes, ...]:
    """What subjects of these namespaces begin with."""
    names = {iri: name for name, iri in PREFIXES.items()}
    return tuple(begin for iri in namespaces for begin in (f"{names[iri]}:".encode(), f"<{iri}".encode()))


_OWN = _begins(DOCUMENT, ASSERTION)
_PARTS = {part: _begins(iri) if iri else (b"",) for part, iri in SHARED.items()}


def heading(part: str) -> bytes:
    """The comment that begins a part."""
    return f"\n# {part}\n".encode()


def order(identifier: ox.Literal) -> bytes:
    """What documents are sorted by: their ids, as they stand in the file."""
    return str(identifier).encode()


def token(iri: str) -> bytes:
    """An IRI as it stands in a file; things are sorted by it.

    >>> token("https://schema.org/Person"), token("urn:x")
    (b'schema:Person', b'<urn:x>')
    """
    return next(iter(things([ox.Triple(ox.NamedNode(iri), _A, _A)])))


def write_store(store: ox.Store, file: IO[bytes], folder: Path | None = None) -> None:
    """Write the union of a store's graphs; `folder` is for temporary files of nearly the same size."""
    documents = {quad.graph_name: order(quad.object) for quad in store.quads_for_pattern(None, _IDENTIFIER, None, None)
                 if isinstance(quad.object, ox.Literal)}
    shared: dict[str, Spool[tuple[bytes, bytes]]] = {part: Spool(folder) for part in SHARED}

    def share(item: tuple[bytes, bytes]) -> None:
        for part, begins in _PARTS.items():
            if item[0].startswith(begins):
                shared[part].add(item)
                break

    rest = [graph for graph in (*store.named_graphs(), ox.DefaultGraph()) if graph not in documents]
    # Oxigraph writes graphs beside one another, and beside what is done here with those that it has written; a store
    # behind an endpoint has one connection.
    with ExitStack() as files, ThreadPoolExecutor(os.cpu_count()) if isinstance(store, ox.Store) else _Here() as pool:
        spool = files.enter_context(tempfile.TemporaryFile(dir=folder))
        others = [pool.submit(_spooled, store, graph, files.enter_context(tempfile.TemporaryFile(dir=folder)))
                  for graph in rest]
        for found in _ahead(pool, partial(_dumped, store), sorted(documents, key=documents.__getitem__)):
            spool.write(_document(found))
            for item in found.items():
                if not item[0].startswith(_OWN):
                    share(item)
        for other in others:
            for item in _unspooled(other.result()):
                share(item)
        write_prefixes(file)
        for part, rows in shared.items():
            file.write(heading(part))
            for subject, same in groupby(rows, itemgetter(0)):
                file.write(_block(subject, _NEXT.join(said for _, said in same)))
            if part == "entities":
                file.write(heading("documents"))
                spool.seek(0)
                shutil.copyfileobj(spool, file, 1 << 20)


def write_triples(triples: Iterable[ox.Triple], file: IO[bytes]) -> None:
    """Write any triples, such as those of a CONSTRUCT, sorted by thing."""
    write_prefixes(file)
    file.writelines(blocks(things(triples)))


def write_graphs(store: ox.Store, file: IO[bytes]) -> None:
    """Write a store as sorted TriG, one block a named graph."""
    write_prefixes(file)
    named = {graph: token(graph.value) for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
    unnamed = _dumped(store, ox.DefaultGraph())
    if unnamed:
        _graph(b"", unnamed, file)
    for graph in sorted(named, key=named.__getitem__):
        _graph(b"GRAPH " + named[graph], _dumped(store, graph), file)


def _graph(name: bytes, found: Things, file: IO[bytes]) -> None:
    file.write(b"\n" + name + b" {\n")
    file.writelines(blocks(found))
    file.write(b"}\n")


def write_prefixes(file: IO[bytes]) -> None:
    """Write the head of a file."""
    for name, iri in sorted(PREFIXES.items()):
        file.write(f"@prefix {name}: <{iri}> .\n".encode())


def document_block(store: ox.Store, graph: ox.NamedNode) -> bytes:
    """The document of a graph and then its assertions."""
    return _document(_dumped(store, graph))


def _document(found: Things) -> bytes:
    own = sorted(subject for subject in found if subject.startswith(_OWN))
    own.sort(key=lambda subject: not subject.startswith(_OWN[:2]))
    return b"".join(_block(subject, found[subject]) for subject in own)


def things(triples: Iterable[ox.Triple]) -> Things:
    """Triples by subject."""
    return _read(ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES) or b"")


def blocks(found: Things) -> Iterator[bytes]:
    """One block a thing, sorted."""
    return (_block(subject, found[subject]) for subject in sorted(found))


def _dumped(store: ox.Store, graph: Graph) -> Things:
    return _read(store.dump(format=ox.RdfFormat.TURTLE, from_graph=graph, prefixes=_PREFIXES) or b"")


class _Here(Executor):
    """Does everything at once, in the thread that asks."""

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> "Future[Result]":
        done: Future[Result] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def _ahead(pool: Executor, work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What comes of each item, in order; some are worked on ahead."""
    waiting: deque[Future[Result]] = deque()
    for item in items:
        waiting.append(pool.submit(work, item))
        if len(waiting) > _AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _spooled(store: ox.Store, graph: Graph, file: IO[bytes]) -> IO[bytes]:
    """Write a graph of any size into a file."""
    store.dump(file, format=ox.RdfFormat.TURTLE, from_graph=graph, prefixes=_PREFIXES)
    return file


def _unspooled(file: IO[bytes]) -> Iterator[tuple[bytes, bytes]]:
    """The subjects of a graph in a file, with what is said of them; a subject may come twice."""
    file.seek(_HEAD)
    lines: list[bytes] = []
    for line in file:
        lines.append(line)
        if line.endswith(_END):
            subject, _, said = b"".join(lines).removesuffix(_END).partition(b" ")
            yield subject, said
            lines = []


def _read(text: bytes) -> Things:
    """What Oxigraph wrote, by subject: it has no line end inside a term."""
    found: dict[bytes, bytes] = {}
    for subject, _, said in (block.partition(b" ") for block in text[_HEAD:].split(_END) if block):
        found[subject] = found[subject] + _NEXT + said if subject in found else said
    return found


def _block(subject: bytes, said: bytes) -> bytes:
    """A thing as it stands in a file."""
    lines = said.split(_NEXT)
    places = _arranged(tuple(_PREDICATE.findall(said)))
    if b" , " in said or len(places) < len(lines):
        ordered = [_listed([lines[at] for at in same]) for same in places]
    else:
        ordered = [lines[at] for at, in places]
    return b"\n" + subject + b" " + b" ;\n    ".join(ordered) + b" .\n"


@lru_cache(10_000)
def _arranged(predicates: tuple[bytes, ...]) -> tuple[tuple[int, ...], ...]:
    """Where each predicate stands, in the order in which they are to."""
    places: dict[bytes, list[int]] = {}
    for at, predicate in enumerate(predicates):
        places.setdefault(predicate, []).append(at)
    return tuple(tuple(places[name]) for name in sorted(places, key=lambda name: (_FIRST.get(name, 9), name)))


def _listed(lines: list[bytes]) -> bytes:
    """Lines of one predicate as one, each object once."""
    if len(lines) == 1 and b" , " not in lines[0]:
        return lines[0]
    predicate, _, _ = lines[0].partition(b" ")
    objects = {term for line in lines for term in _TERM.findall(line, len(predicate))}
    return predicate + b" " + b", ".join(sorted(objects))
