"""The formats of the Semantic Web."""

import json
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.graph import turtle as writing
from newsgraph.graph.namespaces import PREFIXES, RDF, XSD

if TYPE_CHECKING:
    from newsgraph.graph.reading import Reader

_TYPE = RDF + "type"
_STRING = XSD + "string"
_INTEGER = XSD + "integer"


def turtle(reader: "Reader", file: IO[bytes]) -> None:
    """All triples, sorted: the same bytes as the ``graph.ttl`` of a build."""
    writing.write_store(reader.store, file)


def trig(reader: "Reader", file: IO[bytes]) -> None:
    """One block a named graph: the documents, the nodes, the vocabulary."""
    writing.write_graphs(reader.store, file)


def nquads(reader: "Reader", file: IO[bytes]) -> None:
    """One line a quad, sorted."""
    dump = reader.store.dump(format=ox.RdfFormat.N_QUADS) or b""
    file.writelines(line + b"\n" for line in sorted(dump.split(b"\n")) if line)


def jsonld(reader: "Reader", file: IO[bytes]) -> None:
    """All triples, compact: one object a thing, short keys that the context explains."""
    things: dict[str, dict[str, dict[str, ox.NamedNode | ox.Literal]]] = {}
    for quad in reader.store:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            objects = things.setdefault(quad.subject.value, {}).setdefault(quad.predicate.value, {})
            objects[str(quad.object)] = quad.object
    keys = _keys(things)
    context: dict[str, Any] = {"@version": 1.1, **PREFIXES}
    kinds = _kinds(things)
    for iri, key in sorted(keys.items(), key=lambda item: item[1]):
        context[key] = {"@id": iri, "@type": kinds[iri]} if kinds[iri] else {"@id": iri}
    file.write(b'{"@context": ' + json.dumps(context, indent=1).encode() + b',\n"@graph": [')
    for at, (iri, facts) in enumerate(sorted(things.items())):
        thing: dict[str, Any] = {"@id": _compact(iri)}
        for predicate, objects in sorted(facts.items(), key=lambda item: (item[0] != _TYPE, item[0])):
            values = [_value(term, kinds.get(predicate, ""), predicate == _TYPE)
                      for _, term in sorted(objects.items())]
            thing[keys.get(predicate, "@type")] = values[0] if len(values) == 1 else values
        file.write((b",\n" if at else b"\n") + json.dumps(thing, ensure_ascii=False).encode())
    file.write(b"\n]}\n")


def _keys(things: dict[str, dict[str, dict[str, ox.NamedNode | ox.Literal]]]) -> dict[str, str]:
    """A short key for each predicate: the end of its IRI, or with its prefix where two end alike."""
    iris = {iri for facts in things.values() for iri in facts if iri != _TYPE}
    taken: dict[str, list[str]] = {}
    for iri in sorted(iris):
        taken.setdefault(iri.replace("#", "/").rpartition("/")[2], []).append(iri)
    reserved = {*PREFIXES, ""}
    return {iri: key if len(found) == 1 and key not in reserved else _compact(iri)
            for key, found in taken.items() for iri in found}


def _kinds(things: dict[str, dict[str, dict[str, ox.NamedNode | ox.Literal]]]) -> dict[str, str]:
    """What all values of a predicate have in common: ``@id``, a datatype, or nothing worth saying."""
    found: dict[str, set[str]] = {}
    for facts in things.values():
        for predicate, objects in facts.items():
            kinds = found.setdefault(predicate, set())
            kinds.update("@id" if isinstance(term, ox.NamedNode) else _datatype(term)
                         for term in objects.values())
    plain = {"", _STRING, _INTEGER}
    return {iri: _compact(kinds.copy().pop()) if len(kinds) == 1 and not kinds <= plain else ""
            for iri, kinds in found.items()}


def _datatype(term: ox.Literal) -> str:
    return "" if term.language else term.datatype.value


def _compact(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and not iri[len(namespace):].startswith("//"):
            return f"{prefix}:{iri[len(namespace):]}"
    return iri


def _value(term: ox.NamedNode | ox.Literal, kind: str, is_type: bool) -> Any:
    if isinstance(term, ox.NamedNode):
        return _compact(term.value) if kind == "@id" or is_type else {"@id": _compact(term.value)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    datatype = term.datatype.value
    if datatype == _STRING or (kind and _compact(datatype) == kind):
        return term.value
    if datatype == _INTEGER and str(int(term.value)) == term.value:
        return int(term.value)
    return {"@value": term.value, "@type": _compact(datatype)}
