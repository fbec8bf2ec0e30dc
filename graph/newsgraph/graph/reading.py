"""Reading a store: nodes, statements and documents as Python objects, and names as nodes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from newsgraph.errors import QueryError
from newsgraph.graph.namespaces import (
    DOCUMENT,
    ENTITIES_GRAPH,
    ENTITY,
    NG,
    PREFIXES,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOCABULARY_GRAPH,
)
from newsgraph.graph.vocabulary import Vocabulary, from_triples, load
from newsgraph.names import fold

_A = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_ALT = ox.NamedNode(SKOS + "altLabel")
_ENTITIES = ox.NamedNode(ENTITIES_GRAPH)


@dataclass(frozen=True, slots=True)
class Thing:
    """A node as the store holds it. `type` is a name of the vocabulary."""

    iri: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion as the store holds it: IRIs of nodes and document, the predicate's name, the evidence.

    `source` is the document that stands for all copies of this one's text.
    """

    iri: str
    subject: str
    predicate: str
    object: str
    document: str
    quote: str
    time: str
    modality: str
    confidence: float
    role: str | None = None
    method: str = ""
    source: str = ""

    @property
    def direct(self) -> bool:
        """Whether it holds now, and so is a triple of its own."""
        return self.time == "current" and self.modality == "asserted"


class Reader:
    """Answers about one store that the rest of the package asks for again and again."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that the graph was built with."""
        quads = self.store.quads_for_pattern(None, None, None, ox.NamedNode(VOCABULARY_GRAPH))
        triples = [quad.triple for quad in quads]
        return from_triples(triples) if triples else load()

    def things(self) -> Iterator[Thing]:
        """Every node, in order of IRIs."""
        found: dict[str, dict[str, list[str]]] = {}
        for quad in self.store.quads_for_pattern(None, None, None, _ENTITIES):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                facts = found.setdefault(quad.subject.value, {})
                facts.setdefault(quad.predicate.value, []).append(quad.object.value)
        names = {known.iri: name for name, known in self.vocabulary.types.items()}
        for iri, facts in sorted(found.items()):
            types = sorted(names.get(cls, "Thing") for cls in facts.get(_A.value, []))
            yield Thing(iri, min(facts.get(_LABEL.value, [iri])), types[0] if types else "Thing",
                        tuple(sorted(facts.get(_ALT.value, []))))

    def statements(self) -> Iterator[Statement]:
        """Every assertion, in order of IRIs."""
        rows = self.store.query(
            """SELECT ?a ?s ?p ?o ?doc ?quote ?time ?modality ?confidence ?role ?method ?source WHERE { GRAPH ?doc {
                 ?a a ng:Assertion ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; ng:quote ?quote ;
                    ng:time ?time ; ng:modality ?modality ; ng:confidence ?confidence .
                 OPTIONAL { ?a ng:role ?role } OPTIONAL { ?a ng:method ?method }
                 OPTIONAL { ?doc ng:copyOf ?source } } } ORDER BY ?a""",
            prefixes=dict(PREFIXES))
        assert isinstance(rows, ox.QuerySolutions)
        names = {known.iri: name for name, known in self.vocabulary.predicates.items()}
        for row in rows:
            a, s, p, o, doc, quote, time, modality, confidence, role, method, source = (
                str(getattr(term, "value", "")) for term in row)
            yield Statement(a, s, names.get(p, p), o, doc, quote, time, modality, float(confidence),
                            role or None, method, source or doc)

    def counts(self) -> dict[str, dict[str, int]]:
        """How many nodes of each ``type``, sentences of each ``predicate``, and ``documents`` in all."""
        types = {known.iri: name for name, known in self.vocabulary.types.items()}
        predicates = {known.iri: name for name, known in self.vocabulary.predicates.items()}
        by_type: dict[str, int] = {}
        for quad in self.store.quads_for_pattern(None, _A, None, _ENTITIES):
            name = types.get(getattr(quad.object, "value", ""), "Thing")
            by_type[name] = by_type.get(name, 0) + 1
        by_predicate: dict[str, int] = {}
        relation = ox.NamedNode(RDF + "predicate")
        for iri, name in predicates.items():
            count = sum(1 for _ in self.store.quads_for_pattern(None, relation, ox.NamedNode(iri), None))
            if count:
                by_predicate[name] = count
        article = ox.NamedNode(SCHEMA + "NewsArticle")
        documents = sum(1 for _ in self.store.quads_for_pattern(None, _A, article, None))

        def largest(found: dict[str, int]) -> dict[str, int]:
            return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

        return {"type": largest(by_type), "predicate": largest(by_predicate), "documents": {"": documents}}

    def find_entity(self, text: str, of: tuple[str, ...] = ()) -> str:
        """The IRI of the node with this name, other name or IRI.

        Parameters
        ----------
        text
            A name, in any case, with or without a legal form; or an IRI.
        of
            Types to prefer where several nodes have the name.

        Raises
        ------
        QueryError
            If nothing has the name (with the nearest names there are), or several things have.
        """
        iri = text.removeprefix("<").removesuffix(">")
        if iri.startswith(("http://", "https://", "id:")):
            iri = ENTITY + iri[3:] if iri.startswith("id:") else iri
            if self._described(iri):
                return iri
            raise QueryError(f"the graph has no entity {text}")
        for found in self._by_name(text):
            wanted = {node for node in found if self._type(node) in of} or found
            if len(wanted) == 1:
                return min(wanted)
            if wanted:
                listed = ", ".join(f"<{node}> ({self._type(node)})" for node in sorted(wanted)[:5])
                raise QueryError(f"“{text}” names {len(wanted)} things; give one of their IRIs: {listed}")
        raise QueryError(f"nothing in the graph is called “{text}”{self._suggestion(text)}")

    def find_document(self, text: str) -> str:
        """The IRI of the document with this id, source, title, IRI, or name of its file.

        Raises
        ------
        QueryError
            If there is no such document, or several have the title or the file's name.
        """
        iri = text.removeprefix("<").removesuffix(">")
        if iri.startswith(DOCUMENT):
            if self._described(iri):
                return iri
        for found in self._documents_by_name(text):
            if len(found) == 1:
                return found[0]
            if found:
                listed = ", ".join(found[:5])
                raise QueryError(f"“{text}” names {len(found)} documents; give the IRI of one: {listed}")
        raise QueryError(f"the graph has no document “{text}”; newsgraph list shows them")

    def _documents_by_name(self, text: str) -> Iterator[list[str]]:
        """Documents by ever looser readings of a name; all sources are looked through only if need be."""
        for name in (SCHEMA + "identifier", NG + "source", SCHEMA + "headline"):
            quads = self.store.quads_for_pattern(None, ox.NamedNode(name), ox.Literal(text), None)
            yield sorted({q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)})
        sources = self.store.quads_for_pattern(None, ox.NamedNode(NG + "source"), None, None)
        yield sorted({q.subject.value for q in sources if isinstance(q.subject, ox.NamedNode)
                      and isinstance(q.object, ox.Literal) and re.split(r"[/\\]", q.object.value)[-1] == text})

    def _by_name(self, text: str) -> Iterator[set[str]]:
        """Nodes by ever looser readings of a name; the folded ones are looked up only if need be."""
        for predicate in (_LABEL, _ALT):
            quads = self.store.quads_for_pattern(None, predicate, ox.Literal(text), _ENTITIES)
            yield {q.subject.value for q in quads if isinstance(q.subject, ox.NamedNode)}
        for index in self._folded:
            yield index.get(fold(text), set())

    @cached_property
    def _folded(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        labels: dict[str, set[str]] = {}
        others: dict[str, set[str]] = {}
        for predicate, index in ((_LABEL, labels), (_ALT, others)):
            for quad in self.store.quads_for_pattern(None, predicate, None, _ENTITIES):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    index.setdefault(fold(quad.object.value), set()).add(quad.subject.value)
        return labels, others

    def _described(self, iri: str) -> bool:
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            return False
        return next(self.store.quads_for_pattern(node, _A, None, None), None) is not None

    def _type(self, iri: str) -> str:
        names = {known.iri: name for name, known in self.vocabulary.types.items()}
        quad = next(self.store.quads_for_pattern(ox.NamedNode(iri), _A, None, _ENTITIES), None)
        return names.get(getattr(quad.object, "value", ""), "Thing") if quad is not None else "Thing"

    def _suggestion(self, text: str) -> str:
        from rapidfuzz import fuzz, process, utils

        names = sorted({q.object.value for predicate in (_LABEL, _ALT)
                        for q in self.store.quads_for_pattern(None, predicate, None, _ENTITIES)
                        if isinstance(q.object, ox.Literal)})
        near = process.extract(text, names, scorer=fuzz.WRatio, processor=utils.default_process, limit=20,
                               score_cutoff=60)
        said = utils.default_process(text)

        def alike(name: str) -> bool:
            # Slips seldom change how a name begins; and some of its words, or more, may have been said.
            other = utils.default_process(name)
            least = 65 if said[:1] == other[:1] else 75
            return fuzz.ratio(said, other) >= least or fuzz.token_set_ratio(said, other) == 100

        # What is nearly the whole name comes before what only contains or abbreviates it.
        best = sorted((name for name, _, _ in near if alike(name)),
                      key=lambda name: (-fuzz.ratio(text, name), name))[:3]
        return f"; did you mean {' or '.join(best)}?" if best else ""
