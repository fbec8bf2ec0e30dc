"""Turtle for people and for diffs: sorted, grouped by thing, the same bytes for the same triples.

A file has six parts: entities; documents, in the order of their ids, each followed by its assertions; facts;
memberships; roles; the vocabulary. Only what several documents may speak of is kept in memory while it is
written.
"""

import io
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from newsgraph.graph.namespaces import (
    ASSERTION,
    DOCUMENT,
    ENTITY,
    FACT,
    MEMBERSHIP,
    NG,
    PREFIXES,
    RDF,
    RDFS,
    ROLE,
    SCHEMA,
    SKOS,
    XSD,
)

SHARED = {"entities": ENTITY, "facts": FACT, "memberships": MEMBERSHIP, "roles": ROLE, "vocabulary": ""}
"""The parts whose things several documents may speak of, and what their IRIs begin with."""

_IDENTIFIER = ox.NamedNode(SCHEMA + "identifier")
_OWN = (f"<{DOCUMENT}".encode(), f"<{ASSERTION}".encode())
_ORDER = (RDF + "type", RDFS + "label", SKOS + "altLabel", *(
    space + end for space in (RDF, NG) for end in ("subject", "predicate", "object")))
_FIRST = {f"<{iri}>".encode(): at for at, iri in enumerate(_ORDER)}
_LOCAL = re.compile(rb"(?:[A-Za-z0-9_]|%[0-9A-F]{2})(?:[A-Za-z0-9_-]|%[0-9A-F]{2})*\Z")
_TYPED = re.compile(rb'(.*")\^\^(<[^>]*>)\Z', re.DOTALL)
_INTEGER = f"<{XSD}integer>".encode()
_NUMBER = re.compile(rb'"([+-]?[0-9]+)"\Z')
_BY_LENGTH = tuple((f"{name}:".encode(), f"<{iri}".encode())
                   for name, iri in sorted(PREFIXES.items(), key=lambda item: -len(item[1])))


def heading(part: str) -> bytes:
    """The comment that begins a part."""
    return f"\n# {part}\n".encode()


def is_own(row: bytes) -> bool:
    """Whether a row speaks of a document or an assertion, which no other document speaks of."""
    return row.startswith(_OWN)


def order(identifier: ox.Literal) -> bytes:
    """What documents are sorted by: their ids, as they stand in the file."""
    return str(identifier).encode()


class Writer:
    """Writes one file from the graphs of documents, given in any order, and everything else.

    Use as a context manager; `finish` writes the file.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._spool = tempfile.TemporaryFile(dir=folder)
        self._documents: list[tuple[bytes, int, int]] = []
        self._shared: dict[str, set[bytes]] = {part: set() for part in SHARED}

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *exception: object) -> None:
        self._spool.close()

    def document(self, quads: Iterable[ox.Quad]) -> None:
        """Add the named graph of one document."""
        own: list[bytes] = []
        key = b""
        for quad in quads:
            row = str(quad.triple).encode()
            if row.startswith(_OWN):
                own.append(row)
                if quad.predicate == _IDENTIFIER and isinstance(quad.object, ox.Literal):
                    key = order(quad.object)
            else:
                self._share(row)
        block = document_block(own)
        self._documents.append((key, self._spool.tell(), len(block)))
        self._spool.write(block)

    def shared(self, triples: Iterable[ox.Triple]) -> None:
        """Add triples of things that belong to no document alone."""
        for triple in triples:
            self._share(str(triple).encode())

    def _share(self, row: bytes) -> None:
        for part, prefix in SHARED.items():
            if row.startswith(b"<" + prefix.encode()) or not prefix:
                self._shared[part].add(row)
                return

    def finish(self, file: IO[bytes]) -> None:
        """Write the file."""
        write_prefixes(file)
        for part in SHARED:
            file.write(heading(part))
            file.writelines(blocks(self._shared[part]))
            if part == "entities":
                file.write(heading("documents"))
                self._copy(file)

    def _copy(self, file: IO[bytes]) -> None:
        if self._documents == sorted(self._documents):
            self._spool.seek(0)
            shutil.copyfileobj(self._spool, file, 1 << 20)
            return
        for _, start, length in sorted(self._documents):
            self._spool.seek(start)
            file.write(self._spool.read(length))


def write_store(store: ox.Store, file: IO[bytes]) -> None:
    """Write the union of a store's graphs: the same bytes as a build writes."""
    documents = {quad.graph_name for quad in store.quads_for_pattern(None, _IDENTIFIER, None, None)}
    with Writer() as writer:
        for graph in store.named_graphs():
            quads = store.quads_for_pattern(None, None, None, graph)
            if graph in documents:
                writer.document(quads)
            else:
                writer.shared(quad.triple for quad in quads)
        writer.shared(quad.triple for quad in store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        writer.finish(file)


def write_triples(triples: Iterable[ox.Triple], file: IO[bytes]) -> None:
    """Write any triples, such as those of a CONSTRUCT, sorted by thing."""
    write_prefixes(file)
    file.writelines(blocks({str(triple).encode() for triple in triples}))


def write_graphs(lines: Iterable[bytes], file: IO[bytes]) -> None:
    """Write lines of N-Quads as sorted TriG, one block a named graph."""
    graphs: dict[bytes, set[bytes]] = {}
    for line in lines:
        if line:
            row = _triple(line)
            graphs.setdefault(line[len(row):-2].strip(), set()).add(row)
    write_prefixes(file)
    for name, rows in sorted(graphs.items()):
        file.write(b"\n" + (b"GRAPH " + prefixed(name) if name else b"") + b" {\n")
        file.writelines(blocks(rows))
        file.write(b"}\n")


def write_prefixes(file: IO[bytes]) -> None:
    """Write the head of a file."""
    for name, iri in sorted(PREFIXES.items()):
        file.write(f"@prefix {name}: <{iri}> .\n".encode())


def document_block(rows: Iterable[bytes]) -> bytes:
    """A document and then its assertions."""
    found = sorted(rows, key=lambda row: (not row.startswith(_OWN[0]), row))
    buffer = io.BytesIO()
    buffer.writelines(_grouped(found))
    return buffer.getvalue()


def blocks(rows: Iterable[bytes]) -> Iterator[bytes]:
    """One block a subject, sorted, of rows that are N-Triples without the full stop."""
    return _grouped(sorted(rows))


def _grouped(rows: Iterable[bytes]) -> Iterator[bytes]:
    short: dict[bytes, bytes] = {}
    subject = b""
    group: list[tuple[bytes, bytes]] = []
    for row in rows:
        head, _, rest = row.partition(b" ")
        predicate, _, object_ = rest.partition(b" ")
        if head != subject:
            if group:
                yield _block(subject, group, short)
            subject, group = head, []
        group.append((predicate, object_))
    if group:
        yield _block(subject, group, short)


def _block(subject: bytes, group: list[tuple[bytes, bytes]], short: dict[bytes, bytes]) -> bytes:
    group.sort(key=lambda pair: _FIRST.get(pair[0], 9))
    parts: list[bytes] = []
    last = b""
    for predicate, object_ in group:
        term = _object(object_, short)
        if predicate == last:
            parts.append(b", " + term)
            continue
        lead = b" ;\n    " if last else b" "
        name = b"a" if _FIRST.get(predicate) == 0 else _short(predicate, short)
        parts.append(lead + name + b" " + term)
        last = predicate
    return b"\n" + prefixed(subject) + b"".join(parts) + b" .\n"


def _object(term: bytes, short: dict[bytes, bytes]) -> bytes:
    if term.startswith(b"<"):
        return prefixed(term)
    if term.endswith(b">"):
        typed = _TYPED.match(term)
        if typed:
            number = _NUMBER.match(typed[1]) if typed[2] == _INTEGER else None
            return number[1] if number else typed[1] + b"^^" + _short(typed[2], short)
    return term


def _short(iri: bytes, short: dict[bytes, bytes]) -> bytes:
    known = short.get(iri)
    if known is None:
        known = short[iri] = prefixed(iri)
    return known


def prefixed(iri: bytes) -> bytes:
    """An IRI in angle brackets as a prefixed name, where it can be one."""
    for name, namespace in _BY_LENGTH:
        if iri.startswith(namespace):
            local = iri[len(namespace):-1]
            if _LOCAL.match(local):
                return name + local
    return iri


def expanded(name: bytes) -> bytes:
    """The IRI in angle brackets that `prefixed` made a name of."""
    if name.startswith(b"<"):
        return name
    prefix, _, local = name.partition(b":")
    return b"<" + PREFIXES[prefix.decode()].encode() + local + b">"


def _triple(line: bytes) -> bytes:
    """Subject, predicate and object of a line of N-Quads, without the graph and the full stop."""
    body = line[:-2]
    if body.endswith(b">"):
        head, _, last = body.rpartition(b" ")
        # An IRI holds neither spaces nor quotes: if two spaces stand before it, it is the fourth term.
        if last.startswith(b"<") and b'"' not in last and head.count(b" ") >= 2:
            return head
    return body
