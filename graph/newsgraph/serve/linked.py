"""What the graph says of one IRI: as triples for programs, and as what a page shows."""

from itertools import islice
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.graph.namespaces import ASSERTION, BASE, DOCUMENT, FACT, PREFIXES, RDF, SCHEMA
from newsgraph.graph.results import show
from newsgraph.serve.answers import Refused
from newsgraph.serve.nearby import node, rows

if TYPE_CHECKING:
    from newsgraph.serve.context import Context

Json = dict[str, Any]
MOST = 500
"""The most triples that point at a thing, and the most facts on its page."""

_FACTS = """
SELECT ?node ?p ?out ?other ?name ?time ?modality (GROUP_CONCAT(DISTINCT ?role; separator=", ") AS ?roles)
  (COUNT(DISTINCT ?a) AS ?sentences) (MAX(?sure) AS ?confidence) (SAMPLE(?quote) AS ?words)
WHERE {
  { ?a rdf:subject ?node ; rdf:object ?other . BIND(1 AS ?out) }
  UNION
  { ?a rdf:object ?node ; rdf:subject ?other . BIND(0 AS ?out) }
  ?a rdf:predicate ?p ; ng:time ?time ; ng:modality ?modality ; ng:confidence ?sure ; ng:quote ?quote .
  ?other rdfs:label ?name .
  OPTIONAL { ?a ng:role ?role }
} GROUP BY ?node ?p ?out ?other ?name ?time ?modality
ORDER BY ?p ?out ?modality ?time DESC(?sentences) ?name LIMIT 500"""
_SAID = """
SELECT ?document ?a ?s ?sName ?p ?o ?oName ?role ?time ?modality ?confidence ?quote
WHERE {
  ?a prov:wasDerivedFrom ?document ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ng:time ?time ;
    ng:modality ?modality ; ng:confidence ?confidence ; ng:quote ?quote ; ng:start ?start ; ng:subjectStart ?at .
  ?s rdfs:label ?sName . ?o rdfs:label ?oName .
  OPTIONAL { ?a ng:role ?role }
} ORDER BY ?start ?at LIMIT 500"""
_MENTIONED = """
SELECT ?node ?document ?title ?source ?date WHERE {
  ?document schema:mentions ?node .
  OPTIONAL { ?document schema:headline ?title } OPTIONAL { ?document ng:source ?source }
  OPTIONAL { ?document schema:datePublished ?date }
} ORDER BY DESC(?date) ?source LIMIT 100"""


def describe(context: "Context", iri: str) -> tuple[ox.Triple, ...]:
    """The triples of a thing: all that it is the subject of, and up to `MOST` that point at it.

    Raises
    ------
    Refused
        With the status 404 if there are none.
    """
    term = node(iri)
    found = dict.fromkeys(quad.triple for quad in context.store.quads_for_pattern(term, None, None, None))
    # The hundreds of sentences of a well-known company belong to its page as assertions, not as triples.
    pointing = (quad.triple for quad in context.store.quads_for_pattern(None, None, term, None)
                if isinstance(quad.subject, ox.NamedNode) and not quad.subject.value.startswith((ASSERTION, FACT)))
    found.update(dict.fromkeys(islice(pointing, MOST)))
    if not found:
        raise Refused(f"the graph says nothing of {iri}", 404)
    return tuple(found)


def page(context: "Context", iri: str) -> Json:
    """What the page of a thing shows: its name, type, properties, facts and documents."""
    term = node(iri)
    own = describe(context, iri)
    predicates = {known.iri: known for known in context.reader.vocabulary.predicates.values()}
    properties: dict[str, list[Json]] = {}
    for triple in own:
        if triple.subject == term and triple.predicate.value not in predicates:
            if triple.predicate.value != SCHEMA + "mentions":
                properties.setdefault(short(triple.predicate.value), []).append(cell(context, triple.object))
    data: Json = {"iri": iri, "name": context.names.label(iri), "type": context.names.type(iri),
                  "properties": sorted(properties.items()), "groups": [], "said": [], "documents": []}
    if iri.startswith(DOCUMENT):
        data["type"] = "Document"
        data["name"] = _title(context, iri)
        data["said"] = [_fact(row, predicates) for row in rows(context, _SAID, document=term)]
    elif not iri.startswith(ASSERTION):
        groups: dict[str, list[Json]] = {}
        for row in rows(context, _FACTS, node=term):
            known = predicates.get(row["p"].value)
            label = short(row["p"].value) if known is None else (
                known.label if row["out"].value == "1" else known.inverse_label)
            groups.setdefault(label, []).append(
                {"iri": row["other"].value, "name": row["name"].value, "roles": _value(row["roles"]),
                 "time": row["time"].value, "modality": row["modality"].value,
                 "sentences": int(row["sentences"].value), "confidence": float(row["confidence"].value),
                 "quote": row["words"].value})
        data["groups"] = list(groups.items())
        data["documents"] = [{"iri": row["document"].value, "title": _value(row["title"]) or _value(row["source"])
                              or row["document"].value, "date": _value(row["date"])}
                             for row in rows(context, _MENTIONED, node=term)]
    return data


def _title(context: "Context", iri: str) -> str:
    for name in (SCHEMA + "headline", BASE + "ns#source"):
        for quad in context.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(name), None, None):
            if isinstance(quad.object, ox.Literal) and quad.object.value:
                return quad.object.value
    return iri


def _fact(row: ox.QuerySolution, predicates: dict[str, Any]) -> Json:
    known = predicates.get(row["p"].value)
    return {"subject": {"iri": row["s"].value, "text": row["sName"].value},
            "object": {"iri": row["o"].value, "text": row["oName"].value},
            "relation": known.label if known else short(row["p"].value), "assertion": row["a"].value,
            **{name: _value(row[name]) for name in ("role", "time", "modality", "quote")},
            "confidence": float(row["confidence"].value)}


def _value(term: Any) -> str:
    return "" if term is None else str(term.value)


def cell(context: "Context", term: Any) -> Json:
    """A term as a table shows it: its text, and the IRI where it is one."""
    if isinstance(term, ox.NamedNode):
        named = term.value.startswith(BASE) and term.value not in PREFIXES.values()
        return {"text": context.names.label(term.value) if named else short(term.value), "iri": term.value}
    return {"text": show(term), "iri": None}


def short(iri: str) -> str:
    """An IRI with a prefix that is known, or as it is.

    >>> short("https://schema.org/headline")
    'schema:headline'
    """
    if iri == RDF + "type":
        return "a"
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace):]}"
    return iri
