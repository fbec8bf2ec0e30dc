"""What the page knows: entities, facts and documents, read from the RDF store.

Everything here is plain JSON. Facts refer to entities, documents and predicates by their position, since a
page of 30,000 facts would otherwise repeat the same long names on every line.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from newsgraph.graph.namespaces import ENTITIES_GRAPH, ENTITY, NG, PROV, RDF, RDFS, SCHEMA, SKOS
from newsgraph.view.terms import Terms, local_name

Json = dict[str, Any]

TYPE = RDF + "type"
LABEL = RDFS + "label"
_TEXT_FIELDS = {"role": "role", "time": "time", "modality": "modality", "method": "method", "quote": "quote"}
_OFFSETS = ("start", "subjectStart", "subjectEnd", "objectStart", "objectEnd")


def payload(store: Store, *, min_confidence: float = 0.0, terms: Terms | None = None) -> Json:
    """Read what the page shows.

    Parameters
    ----------
    store
        A store that keeps to the project's RDF contract: entities in the named graph ``…/graph/entities``,
        one named graph a document, one ``ng:Assertion`` a sentence.
    min_confidence
        Facts of a lower confidence, a probability, are left out.
    terms
        How types and predicates are called, where the store is a part that does not hold the vocabulary.

    Returns
    -------
    dict
        ``nodes`` (iri, key, name, aliases, type, same), ``facts`` (s, p, o, d, role, time, modality,
        confidence, method, quote, marks), ``documents`` (iri, title, headline, date, url, author),
        ``predicates``, ``types``. In facts ``s`` and ``o`` are positions in ``nodes``, ``p`` in
        ``predicates`` and ``d`` in ``documents``. ``marks`` holds the spans of subject and object inside the
        quote, in characters, or null where unknown.

    Examples
    --------
    >>> payload(Store())["nodes"]
    []
    """
    terms = terms or Terms(store)
    nodes = _Nodes(store, terms)
    documents = _documents(store)
    places = {row["iri"]: at for at, row in enumerate(documents)}
    predicates: dict[str, int] = {}
    facts: list[Json] = []
    for iri, row in sorted(_assertions(store).items()):
        if not {"subject", "predicate", "object"} <= row.keys():
            continue
        confidence = _number(row.get("confidence"), 1.0)
        if confidence < min_confidence:
            continue
        source = row.get("derived", "")
        if source not in places:
            places[source] = len(documents)
            documents.append({"iri": source, "headline": None, "title": "", "date": None,
                              "url": None, "author": None})
        facts.append({
            "iri": iri,
            "s": nodes.at(row["subject"]),
            "p": predicates.setdefault(row["predicate"], len(predicates)),
            "o": nodes.at(row["object"]),
            "d": places[source],
            "role": row.get("role"),
            "time": local_name(row.get("time") or "current"),
            "modality": local_name(row.get("modality") or "asserted"),
            "confidence": round(confidence, 4),
            "method": local_name(row["method"]) if row.get("method") else "",
            "quote": row.get("quote", ""),
            "marks": _marks(row),
        })
    return {
        "nodes": nodes.rows,
        "facts": facts,
        "documents": documents,
        "predicates": [terms.predicate(iri) for iri in predicates],
        "types": [terms.type(iri) for iri in nodes.types],
        "namespaces": terms.namespaces,
    }


class _Nodes:
    """The entities in the order of their IRIs, then whatever a fact names that is none of them."""

    def __init__(self, store: Store, terms: Terms) -> None:
        self.rows: list[Json] = []
        self.types: dict[str, int] = {}
        self._terms = terms
        self._places: dict[str, int] = {}
        labels, others, same = (_values(store, p) for p in (LABEL, SKOS + "altLabel", SCHEMA + "sameAs"))
        kinds = _values(store, TYPE)
        described = store.quads_for_pattern(None, None, None, NamedNode(ENTITIES_GRAPH))
        found = {quad.subject.value for quad in described if isinstance(quad.subject, NamedNode)}
        for iri in sorted(found):
            if not terms.is_vocabulary(iri) and kinds.get(iri):
                self._add(iri, kinds[iri], labels.get(iri, []), others.get(iri, []), same.get(iri, []))

    def _add(self, iri: str, kinds: list[str], labels: list[str], others: list[str], same: list[str]) -> int:
        name = min(labels) if labels else local_name(iri)
        kind = self._terms.most_specific(kinds)
        place = self._places[iri] = len(self.rows)
        self.rows.append({
            "iri": iri,
            "key": iri.removeprefix(ENTITY),
            "name": name,
            "aliases": sorted({*labels, *others} - {name}),
            "type": self.types.setdefault(kind, len(self.types)),
            "same": sorted(same),
        })
        return place

    def at(self, iri: str) -> int:
        found = self._places.get(iri)
        return self._add(iri, [], [], [], []) if found is None else found


def _values(store: Store, predicate: str) -> dict[str, list[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            found[quad.subject.value].add(quad.object.value)
    return {iri: sorted(values) for iri, values in found.items()}


def _statements(store: Store, predicate: str) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, NamedNode(predicate), None, None):
        subject, value = quad.subject, quad.object
        if isinstance(subject, NamedNode | BlankNode) and not isinstance(value, Triple):
            yield subject.value, value.value


def _assertions(store: Store) -> dict[str, dict[str, str]]:
    """Assertion -> its properties. One pass a property: a query a fact is ten times slower."""
    rows: dict[str, dict[str, str]] = {
        q.subject.value: {}
        for q in store.quads_for_pattern(None, NamedNode(TYPE), NamedNode(NG + "Assertion"), None)
        if isinstance(q.subject, NamedNode | BlankNode)}
    fields = {RDF + name: name for name in ("subject", "predicate", "object")}
    fields |= {NG + name: field for name, field in _TEXT_FIELDS.items()}
    fields |= {NG + name: name for name in ("confidence", *_OFFSETS)}
    fields[PROV + "wasDerivedFrom"] = "derived"
    for predicate, field in fields.items():
        for iri, value in _statements(store, predicate):
            row = rows.get(iri)
            if row is not None and (field not in row or value < row[field]):
                row[field] = value
    return rows


def _documents(store: Store) -> list[Json]:
    kind = NamedNode(SCHEMA + "NewsArticle")
    found = {q.subject.value for q in store.quads_for_pattern(None, NamedNode(TYPE), kind, None)
             if isinstance(q.subject, NamedNode)}
    fields = {name: _values(store, SCHEMA + term) for name, term in
              (("title", "headline"), ("date", "datePublished"), ("url", "url"), ("author", "author"))}
    sources = _values(store, NG + "source")
    rows: list[Json] = []
    for iri in sorted(found):
        row: Json = {name: next(iter(values.get(iri, [])), None) for name, values in fields.items()}
        row["iri"] = iri
        source = next(iter(sources.get(iri, [])), "")
        row["headline"] = row["title"]
        row["title"] = row["title"] or re.split(r"[/\\]", source.rstrip("/\\"))[-1] or local_name(iri)
        rows.append(row)
    return sorted(rows, key=lambda row: (row["date"] or "", row["title"], row["iri"]))


def _number(text: str | None, default: float) -> float:
    try:
        return float(text) if text is not None else default
    except ValueError:
        return default


def _marks(row: dict[str, str]) -> list[int] | None:
    """[subject start, subject end, object start, object end], counted from the quote's first character."""
    try:
        start, *spans = (int(row[name]) for name in _OFFSETS)
    except (KeyError, ValueError):
        return None
    return [at - start for at in spans]
