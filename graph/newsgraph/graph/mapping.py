"""Extractions and nodes as RDF quads: pure functions, so that equal inputs give equal graphs.

A document's named graph depends only on its own extraction and on the nodes of its entities; it can be
dropped and written again without touching any other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import pyoxigraph as ox

from newsgraph.graph import terms
from newsgraph.graph.namespaces import (
    ASSERTION,
    ENTITIES_GRAPH,
    FACT,
    MEMBERSHIP,
    NG,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    VOCABULARY_GRAPH,
    document_iri,
    entity_iri,
    fingerprint,
    role_iri,
)
from newsgraph.graph.vocabulary import Vocabulary
from newsgraph.records import Document, Extraction, Fact, Node

_A = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_ALT = ox.NamedNode(SKOS + "altLabel")
_SAME = ox.NamedNode(SCHEMA + "sameAs")
_THING = ox.NamedNode(SCHEMA + "Thing")
_ASSERTION = ox.NamedNode(NG + "Assertion")

Members = Mapping[tuple[str, str], Node]
"""(document id, entity id) -> node: what `Resolution.index` gives."""


@dataclass(frozen=True, slots=True)
class DocumentGraph:
    """One document's named graph, and how many of its facts it could not hold.

    `unnamed` counts facts with an argument that no name stands for; `unfit` those that the vocabulary does
    not allow between the types that their arguments turned out to have, those of a thing with itself, and
    those without a sentence.
    """

    iri: str
    quads: tuple[ox.Quad, ...]
    assertions: int = 0
    unnamed: int = 0
    unfit: int = 0


@dataclass(frozen=True, slots=True)
class _Statement:
    fact: Fact
    subject: Node
    object: Node


def document_graph(extraction: Extraction, members: Members, vocabulary: Vocabulary, *,
                   min_confidence: float = 0.0, copy_of: str | None = None) -> DocumentGraph:
    """What one document says, as the quads of its named graph.

    Parameters
    ----------
    extraction
        The document's entities and facts.
    members
        The node of each of its named entities.
    vocabulary
        What predicates there are, and between which types.
    min_confidence
        Facts below this probability are left out.
    copy_of
        The IRI of the document that stands for this one, where it is a copy.
    """
    document = extraction.document
    graph = ox.NamedNode(document_iri(document))
    kept: dict[tuple[object, ...], _Statement] = {}
    unnamed = unfit = 0
    for fact in extraction.facts:
        if fact.confidence < min_confidence:
            continue
        subject = members.get((document.id, fact.subject))
        object_ = members.get((document.id, fact.object))
        if subject is None or object_ is None:
            unnamed += 1
            continue
        predicate = vocabulary.predicates.get(fact.predicate)
        if predicate is not None and predicate.symmetric and object_.key < subject.key:
            fact, subject, object_ = _turned(fact), object_, subject
        start, end = fact.sentence
        fits = vocabulary.fits(fact.predicate, subject.type, object_.type)
        if not fits or subject.key == object_.key or not 0 <= start < end <= len(document.text):
            unfit += 1
            continue
        same = (subject.key, fact.predicate, object_.key, fact.sentence, fact.role, fact.time, fact.modality)
        if same not in kept or _preference(fact) < _preference(kept[same].fact):
            kept[same] = _Statement(fact, subject, object_)

    quads = list(_article(document, graph))
    if copy_of is not None:
        quads.append(ox.Quad(graph, ox.NamedNode(NG + "copyOf"), ox.NamedNode(copy_of), graph))
    mentioned = {node.key for (of, _), node in _own(extraction, members) if of == document.id}
    mentions = ox.NamedNode(SCHEMA + "mentions")
    quads += [ox.Quad(graph, mentions, ox.NamedNode(entity_iri(key)), graph) for key in sorted(mentioned)]
    for statement in kept.values():
        quads += _assertion(statement, document, graph, vocabulary)
    return DocumentGraph(graph.value, tuple(dict.fromkeys(quads)), len(kept), unnamed, unfit)


def node_quads(nodes: Iterable[Node], vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """The descriptions of nodes, in the entities' named graph: type, label, other names, links elsewhere."""
    graph = ox.NamedNode(ENTITIES_GRAPH)
    classes = {name: ox.NamedNode(known.iri) for name, known in vocabulary.types.items()}
    for node in nodes:
        subject = ox.NamedNode(entity_iri(node.key))
        yield ox.Quad(subject, _A, classes.get(node.type, _THING), graph)
        yield ox.Quad(subject, _LABEL, terms.text(node.name), graph)
        for alias in dict.fromkeys(node.aliases):
            if alias != node.name:
                yield ox.Quad(subject, _ALT, terms.text(alias), graph)
        for iri, _ in node.links:
            yield ox.Quad(subject, _SAME, ox.NamedNode(iri), graph)
        if node.links:
            # Who has two links has them from a person: the less sure one speaks for both.
            sure = terms.probability(min(probability for _, probability in node.links))
            yield ox.Quad(subject, ox.NamedNode(NG + "linkConfidence"), sure, graph)


def vocabulary_quads(vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    """The vocabulary itself, in its named graph."""
    graph = ox.NamedNode(VOCABULARY_GRAPH)
    for triple in vocabulary.triples:
        yield ox.Quad(triple.subject, triple.predicate, triple.object, graph)


def _own(extraction: Extraction, members: Members) -> Iterator[tuple[tuple[str, str], Node]]:
    for entity in extraction.entities:
        member = (extraction.document.id, entity.id)
        node = members.get(member)
        if node is not None:
            yield member, node


def _turned(fact: Fact) -> Fact:
    return replace(fact, subject=fact.object, object=fact.subject,
                   subject_span=fact.object_span, object_span=fact.subject_span)


def _preference(fact: Fact) -> tuple[object, ...]:
    """Smallest is the one to keep of several that say the same: the surest, then the first in the text."""
    return (-fact.confidence, fact.subject_span, fact.object_span, fact.method, fact.subject, fact.object)


def _article(document: Document, graph: ox.NamedNode) -> Iterator[ox.Quad]:
    def quad(name: str, value: ox.NamedNode | ox.Literal | None) -> Iterator[ox.Quad]:
        if value is not None:
            yield ox.Quad(graph, ox.NamedNode(name), value, graph)

    yield ox.Quad(graph, _A, ox.NamedNode(SCHEMA + "NewsArticle"), graph)
    yield from quad(SCHEMA + "identifier", terms.text(document.id))
    yield from quad(NG + "source", terms.text(document.source))
    yield from quad(NG + "digest", terms.text(document.digest))
    if document.title:
        yield from quad(SCHEMA + "headline", terms.text(document.title))
    if document.date:
        yield from quad(SCHEMA + "datePublished", terms.day(document.date))
        yield from quad(NG + "publishedAt", terms.moment(document.date))
    if document.url:
        yield from quad(SCHEMA + "url", terms.iri(document.url) or terms.text(document.url))
    if document.author:
        yield from quad(SCHEMA + "author", terms.text(document.author))
    if document.language:
        yield from quad(SCHEMA + "inLanguage", terms.text(document.language))


def _assertion(statement: _Statement, document: Document, graph: ox.NamedNode,
               vocabulary: Vocabulary) -> Iterator[ox.Quad]:
    fact = statement.fact
    predicate = vocabulary.predicates[fact.predicate]
    subject, object_ = (ox.NamedNode(entity_iri(node.key)) for node in (statement.subject, statement.object))
    relation = ox.NamedNode(predicate.iri)
    node = ox.NamedNode(ASSERTION + fingerprint(
        graph.value, fact.subject, fact.predicate, fact.object, fact.role, fact.time, fact.modality,
        fact.sentence, fact.subject_span, fact.object_span))

    def quad(name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(node, ox.NamedNode(name), value, graph)

    yield ox.Quad(node, _A, _ASSERTION, graph)
    yield quad(RDF + "subject", subject)
    yield quad(RDF + "predicate", relation)
    yield quad(RDF + "object", object_)
    if fact.role:
        yield quad(NG + "role", terms.text(fact.role))
    yield quad(NG + "time", terms.text(fact.time))
    yield quad(NG + "modality", terms.text(fact.modality))
    yield quad(NG + "confidence", terms.probability(fact.confidence))
    yield quad(NG + "quote", terms.text(document.text[slice(*fact.sentence)]))
    for name, (start, end) in (("", fact.sentence), ("subject", fact.subject_span),
                               ("object", fact.object_span)):
        yield quad(NG + (name + "Start" if name else "start"), terms.integer(start))
        yield quad(NG + (name + "End" if name else "end"), terms.integer(end))
    if fact.method:
        yield quad(NG + "method", terms.text(fact.method))
    yield quad(PROV + "wasDerivedFrom", graph)
    yield quad(NG + "about", ox.NamedNode(FACT + fingerprint(subject.value, relation.value, object_.value)))
    if fact.direct:
        yield ox.Quad(subject, relation, object_, graph)
        if predicate.symmetric:
            yield ox.Quad(object_, relation, subject, graph)
    if fact.role and fact.role.strip() and predicate.membership and fact.modality == "asserted":
        held = fingerprint(subject.value, object_.value, role_iri(fact.role))
        yield quad(NG + "states", ox.NamedNode(MEMBERSHIP + held))
