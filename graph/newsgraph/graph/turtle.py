"""Turtle for people and for diffs: sorted, grouped by thing, the same bytes for the same triples.

Oxigraph dumps lines of N-Triples; they are sorted as bytes and regrouped here, so that a million triples take
seconds and no Python object a term.
"""

import re
from collections.abc import Iterable, Iterator
from typing import IO

import pyoxigraph as ox

from newsgraph.graph.namespaces import (
    ASSERTION,
    DOCUMENT,
    ENTITY,
    MEMBERSHIP,
    PREFIXES,
    RDF,
    RDFS,
    ROLE,
    SKOS,
    XSD,
)

_SECTIONS = ((ENTITY, "entities"), (DOCUMENT, "documents"), (ASSERTION, "assertions"),
             (MEMBERSHIP, "memberships"), (ROLE, "roles"), ("", "vocabulary"))
_ORDER = (RDF + "type", RDFS + "label", SKOS + "altLabel", RDF + "subject", RDF + "predicate", RDF + "object")
_FIRST = {f"<{iri}>".encode(): at for at, iri in enumerate(_ORDER)}
_LOCAL = re.compile(rb"(?:[A-Za-z0-9_]|%[0-9A-F]{2})(?:[A-Za-z0-9_-]|%[0-9A-F]{2})*\Z")
_TYPED = re.compile(rb'(.*")\^\^(<[^>]*>)\Z', re.DOTALL)
_INTEGER = f"<{XSD}integer>".encode()
_NUMBER = re.compile(rb'"([+-]?[0-9]+)"\Z')


def write_store(store: ox.Store, file: IO[bytes]) -> int:
    """Write the union of a store's named graphs as Turtle; gives the number of triples."""
    return write_lines((store.dump(format=ox.RdfFormat.N_QUADS) or b"").split(b"\n"), file)


def write_triples(triples: Iterable[ox.Triple], file: IO[bytes]) -> int:
    """Write triples as Turtle; gives their number."""
    return write_lines((str(triple).encode() + b" ." for triple in triples), file)


def write_lines(lines: Iterable[bytes], file: IO[bytes]) -> int:
    """Write lines of N-Triples or N-Quads, in any order and with repetitions, as sorted Turtle."""
    sections = _split(lines)
    _prefixes(file)
    total = 0
    for title, rows in sections:
        if rows:
            file.write(f"\n# {title}\n".encode())
            total += _blocks(rows, file)
    return total


def write_graphs(lines: Iterable[bytes], file: IO[bytes]) -> None:
    """Write lines of N-Quads as sorted TriG, one block a named graph."""
    graphs: dict[bytes, set[bytes]] = {}
    for line in lines:
        if line:
            row = _triple(line)
            graphs.setdefault(line[len(row):-2].strip(), set()).add(row)
    _prefixes(file)
    for name, rows in sorted(graphs.items()):
        short = _prefixed(name)
        file.write(b"\n" + (b"GRAPH " + short if name else b"") + b" {\n")
        _blocks(rows, file)
        file.write(b"}\n")


def _prefixes(file: IO[bytes]) -> None:
    for name, iri in sorted(PREFIXES.items()):
        file.write(f"@prefix {name}: <{iri}> .\n".encode())


def _split(lines: Iterable[bytes]) -> list[tuple[str, set[bytes]]]:
    """Lines without their graph, by section of the file."""
    sections: list[tuple[bytes, str, set[bytes]]] = [
        (b"<" + prefix.encode(), title, set()) for prefix, title in _SECTIONS]
    for line in lines:
        if not line:
            continue
        row = _triple(line)
        for start, _, rows in sections:
            if row.startswith(start) or start == b"<":
                rows.add(row)
                break
    return [(title, rows) for _, title, rows in sections]


def _triple(line: bytes) -> bytes:
    """Subject, predicate and object of a line, without the graph and the full stop."""
    body = line[:-2]
    if body.endswith(b">"):
        head, _, last = body.rpartition(b" ")
        # An IRI holds neither spaces nor quotes: if two spaces stand before it, it is the fourth term.
        if last.startswith(b"<") and b'"' not in last and head.count(b" ") >= 2:
            return head
    return body


def _blocks(rows: set[bytes], file: IO[bytes]) -> int:
    short: dict[bytes, bytes] = {}
    subject = b""
    group: list[tuple[bytes, bytes]] = []
    for row in sorted(rows):
        head, _, rest = row.partition(b" ")
        predicate, _, object_ = rest.partition(b" ")
        if head != subject:
            if group:
                file.write(_block(subject, group, short))
            subject, group = head, []
        group.append((predicate, object_))
    if group:
        file.write(_block(subject, group, short))
    return len(rows)


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
        parts.append(lead + (b"a" if _FIRST.get(predicate) == 0 else _short(predicate, short)) + b" " + term)
        last = predicate
    return b"\n" + _short(subject, short) + b"".join(parts) + b" .\n"


def _object(term: bytes, short: dict[bytes, bytes]) -> bytes:
    if term.startswith(b"<"):
        return _short(term, short)
    if term.endswith(b">"):
        typed = _TYPED.match(term)
        if typed:
            number = _NUMBER.match(typed[1]) if typed[2] == _INTEGER else None
            return number[1] if number else typed[1] + b"^^" + _short(typed[2], short)
    return term


def _short(iri: bytes, short: dict[bytes, bytes]) -> bytes:
    known = short.get(iri)
    if known is None:
        known = short[iri] = _prefixed(iri)
    return known


def _prefixed(iri: bytes) -> bytes:
    for name, namespace in _BY_LENGTH:
        if iri.startswith(namespace):
            local = iri[len(namespace):-1]
            if _LOCAL.match(local):
                return name + local
    return iri


def _namespaces() -> Iterator[tuple[bytes, bytes]]:
    for name, iri in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        yield name.encode() + b":", b"<" + iri.encode()


_BY_LENGTH = tuple(_namespaces())
