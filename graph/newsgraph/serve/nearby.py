"""What the explorer loads as one walks: an opening view, the surroundings of a thing, the sentences of a line.

Everything is bounded, so that a graph of millions of triples stays light in the browser.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.graph.namespaces import ENTITIES_GRAPH, PREFIXES, RDF, RDFS
from newsgraph.graph.remote import RemoteStore
from newsgraph.serve.answers import Refused

if TYPE_CHECKING:
    from newsgraph.serve.context import Context

Json = dict[str, Any]
MOST = 60
"""The most neighbours that are given at once."""

_SUBJECT = ox.NamedNode(RDF + "subject")
_OBJECT = ox.NamedNode(RDF + "object")
_TYPE = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_ENTITIES = ox.NamedNode(ENTITIES_GRAPH)
_AROUND = """
SELECT ?node ?p ?out ?other (COUNT(DISTINCT ?a) AS ?sentences) (MAX(?sure) AS ?confidence) (MAX(?now) AS ?direct)
WHERE {
  { ?a rdf:subject ?node ; rdf:object ?other . BIND(1 AS ?out) }
  UNION
  { ?a rdf:object ?node ; rdf:subject ?other . BIND(0 AS ?out) }
  ?a rdf:predicate ?p ; ng:confidence ?sure ; ng:time ?time ; ng:modality ?modality .
  BIND(IF(?time = "current" && ?modality = "asserted", 1, 0) AS ?now)
} GROUP BY ?node ?p ?out ?other"""
_SENTENCES = """
SELECT ?s ?o ?a ?p ?quote ?time ?modality ?confidence ?role ?method ?document ?title ?source ?date ?url
  ?start ?s1 ?s2 ?o1 ?o2
WHERE {
  ?a rdf:subject ?s ; rdf:object ?o ; rdf:predicate ?p ; ng:quote ?quote ; ng:time ?time ; ng:modality ?modality ;
    ng:confidence ?confidence ; prov:wasDerivedFrom ?document ; ng:start ?start ; ng:subjectStart ?s1 ;
    ng:subjectEnd ?s2 ; ng:objectStart ?o1 ; ng:objectEnd ?o2 .
  OPTIONAL { ?a ng:role ?role } OPTIONAL { ?a ng:method ?method }
  OPTIONAL { ?document schema:headline ?title } OPTIONAL { ?document ng:source ?source }
  OPTIONAL { ?document schema:datePublished ?date } OPTIONAL { ?document schema:url ?url }
} ORDER BY DESC(?date) ?source ?start LIMIT 200"""


def node(iri: str) -> ox.NamedNode:
    """An IRI that came with a request, as a term.

    Raises
    ------
    Refused
        If it is not an IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Refused(f"“{iri[:200]}” is not an IRI") from error


def rows(context: "Context", text: str, **bound: ox.NamedNode) -> Iterable[ox.QuerySolution]:
    """The rows of one of the server's own queries over the union of all graphs."""
    found = context.store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True,
                                substitutions={ox.Variable(name): term for name, term in bound.items()})
    assert isinstance(found, ox.QuerySolutions)
    return found


def around(context: "Context", iri: str, offset: int = 0, limit: int = 24, shown: Iterable[str] = ()) -> Json:
    """The neighbours of a thing, those with the most sentences first, and the lines among all that is shown.

    Parameters
    ----------
    offset, limit
        Which of its neighbours to give: the rest are counted in ``rest``.
    shown
        What is in the picture already.

    Raises
    ------
    Refused
        If the graph does not know the thing.
    """
    limit = max(0, min(limit, MOST))
    lines: dict[str, list[Json]] = defaultdict(list)
    for row in rows(context, _AROUND, node=node(iri)):
        other, p = row["other"].value, row["p"].value
        ends = (iri, other) if row["out"].value == "1" else (other, iri)
        lines[other].append(_line(context, ends[0], ends[1], p, int(row["sentences"].value),
                                  float(row["confidence"].value), row["direct"].value == "1"))
    order = sorted(lines, key=lambda other: (
        -max(line["direct"] for line in lines[other]), -sum(line["sentences"] for line in lines[other]), other))
    chosen = order[max(0, offset):max(0, offset) + limit]
    before = {name for name in shown if name != iri}
    edges = [line for other in order if other in before or other in chosen for line in lines[other]]
    edges += _among(context, chosen, {*before, *chosen})
    return {"center": iri, "nodes": [thing(context, name) for name in (iri, *chosen)], "edges": edges,
            "rest": max(0, len(order) - max(0, offset) - len(chosen)), "total": len(order)}


def opening(context: "Context", seeds: int = 4, each: int = 9) -> Json:
    """What to show first: the best linked things and the best linked of their neighbours."""
    degrees = _degrees(context)
    first = [iri for iri, _ in sorted(degrees.items(), key=lambda item: (-item[1], item[0]))[:seeds]]
    chosen = dict.fromkeys(first)
    for iri in first:
        near = sorted({line["to"] if line["from"] == iri else line["from"]
                       for line in around(context, iri, limit=MOST)["edges"]
                       if iri in (line["from"], line["to"])},
                      key=lambda other: (-degrees.get(other, 0), other))
        chosen.update(dict.fromkeys(near[:each]))
    everything = list(chosen)
    return {"nodes": [thing(context, iri) for iri in everything],
            "edges": _among(context, everything, set(everything)), "things": len(degrees)}


def _degrees(context: "Context") -> Counter[str]:
    """Thing -> how many sentences speak of it; counted once for each build."""
    found: Counter[str] | None = context.memory.get("degrees")
    if found is None:
        found = Counter()
        for end in (_SUBJECT, _OBJECT):
            for quad in context.store.quads_for_pattern(None, end, None, None):
                if isinstance(quad.object, ox.NamedNode):
                    found[quad.object.value] += 1
        context.memory["degrees"] = found
    return found


def _among(context: "Context", new: Iterable[str], everything: set[str]) -> list[Json]:
    """The lines that hold now between things of the picture, looked up pair by pair: hubs cost no more."""
    words = {known.iri: known for known in context.reader.vocabulary.predicates.values()}
    places = set(new)
    found: dict[tuple[str, str, str], int] = {}
    terms = {iri: node(iri) for iri in {*places, *everything}}
    _together(context, list(terms.values()), [terms[iri] for iri in places])
    for one in sorted(places):
        for other in sorted(everything):
            if one == other or (other in places and other < one):
                continue
            for a, b in ((one, other), (other, one)):
                for quad in context.store.quads_for_pattern(terms[a], None, terms[b], None):
                    known = words.get(quad.predicate.value)
                    if known is not None and not (known.symmetric and b < a):
                        key = (a, b, known.iri)
                        found[key] = found.get(key, 0) + 1
    return [_line(context, a, b, p, count, None, True) for (a, b, p), count in sorted(found.items())]


def _together(context: "Context", nodes: Sequence[ox.NamedNode], new: Sequence[ox.NamedNode]) -> None:
    """Ask a store across the network for all at once what is looked up one by one next."""
    store: object = context.store
    if isinstance(store, RemoteStore):
        store.fetch(nodes, (_TYPE, _LABEL), _ENTITIES)
        store.fetch_between(new, nodes)


def _line(context: "Context", source: str, target: str, predicate: str, sentences: int,
          confidence: float | None, direct: bool) -> Json:
    known = {word.iri: word for word in context.reader.vocabulary.predicates.values()}.get(predicate)
    return {"from": source, "to": target, "predicate": predicate,
            "label": known.label if known else predicate.replace("#", "/").rpartition("/")[2],
            "inverse": known.inverse_label if known else "",
            "symmetric": bool(known and known.symmetric), "sentences": sentences,
            "confidence": confidence, "direct": direct}


def thing(context: "Context", iri: str) -> Json:
    """A thing as the picture shows it: IRI, name, type, and how many sentences speak of it."""
    node(iri)
    return {"iri": iri, "name": context.names.label(iri), "type": context.names.type(iri),
            "sentences": _degrees(context)[iri]}


def between(context: "Context", one: str, other: str) -> Json:
    """Every sentence that relates two things, whichever way, with its document and the places of both."""
    found = []
    words = {known.iri: known.label for known in context.reader.vocabulary.predicates.values()}
    for s, o in ((one, other), (other, one)):
        for row in rows(context, _SENTENCES, s=node(s), o=node(o)):
            text = {name: row[name].value if row[name] is not None else None for name in (
                "a", "p", "quote", "time", "modality", "role", "method", "document", "title", "source", "date",
                "url")}
            start = int(row["start"].value)
            found.append({
                "assertion": text["a"], "predicate": words.get(text["p"] or "", text["p"]), "from": s, "to": o,
                **{name: text[name] for name in ("quote", "time", "modality", "role", "method", "document",
                                                 "title", "source", "date", "url")},
                "confidence": float(row["confidence"].value),
                "marks": [int(row[name].value) - start for name in ("s1", "s2", "o1", "o2")]})
    return {"one": thing(context, one), "other": thing(context, other), "sentences": found}

