"""What documents say together, as quads of a graph of its own: facts over all their sentences, roles with dates.

It is read from the graphs of the documents in a store, one fact and one post (a role in an organisation) at a time, so
that a change costs what it touches.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import pyoxigraph as ox

from newsgraph.graph import terms
from newsgraph.graph.namespaces import FACTS_GRAPH, NG, ORG, PROV, RDF, RDFS, SCHEMA, XSD, role_iri, role_of
from newsgraph.graph.spool import Spool
from newsgraph.resolution.agreement import Said, agreements
from newsgraph.resolution.roles import SOLE, tenures

_GRAPH = ox.NamedNode(FACTS_GRAPH)
_A, _LABEL = ox.NamedNode(RDF + "type"), ox.NamedNode(RDFS + "label")
_OBJECT = ox.NamedNode(RDF + "object")
_ENDS = tuple(ox.NamedNode(NG + name) for name in ("subject", "predicate", "object"))
_FACT, _ABOUT, _STATES, _ROLE = (ox.NamedNode(NG + name) for name in ("Fact", "about", "states", "role"))
_CONFIDENCE, _SOURCES, _DENIALS, _TIME = (
    ox.NamedNode(NG + name) for name in ("confidence", "sources", "denials", "time"))
COPY_OF, DATE = ox.NamedNode(NG + "copyOf"), ox.NamedNode(SCHEMA + "datePublished")
"""What a document's graph says of the weight of its sentences."""

_MEMBERSHIP, _ROLE_CLASS, _MEMBER, _ORGANIZATION, _HELD = (
    ox.NamedNode(ORG + name) for name in ("Membership", "Role", "member", "organization", "role"))
_SOLE = ox.NamedNode(NG + "sole")
_DATES = tuple((name, ox.NamedNode(NG + iri)) for name, iri in
               (("since", "since"), ("last", "lastSeen"), ("until", "until")))
_DAY = ox.NamedNode(XSD + "date")
_KNOWN = 20_000


class Summary:
    """What several documents of a store may speak of.

    `note` the graphs of documents that come and of those that go, and write them; then put `descriptions` into the
    store, in place of what was `described`. `folder` is for temporary files.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._facts: Spool[tuple[str]] = Spool(folder)
        self._posts: Spool[tuple[str, str, str]] = Spool(folder)

    def note(self, quads: Iterable[ox.Quad]) -> None:
        """Remember which facts and posts a document's graph speaks of."""
        held: dict[str, dict[ox.NamedNode, str]] = {}
        for quad in quads:
            if quad.predicate == _ABOUT and isinstance(quad.object, ox.NamedNode):
                self._facts.add((quad.object.value,))
            elif quad.predicate in {_STATES, _OBJECT, _ROLE} and isinstance(quad.object, ox.NamedNode | ox.Literal):
                held.setdefault(str(quad.subject), {})[quad.predicate] = quad.object.value
        for parts in held.values():
            if _STATES in parts:
                self._posts.add((role_iri(parts[_ROLE]), parts[_OBJECT], parts[_STATES]))

    def described(self, store: ox.Store) -> list[ox.Quad]:
        """What there is of what was noted, and of who else had a post of one person at a time: they are noted, too."""
        others = []
        for (role, organization), _ in self._each_post():
            if role_of(role) not in SOLE:
                continue
            for quad in store.quads_for_pattern(None, _ORGANIZATION, ox.NamedNode(organization), _GRAPH):
                if next(store.quads_for_pattern(quad.subject, _HELD, ox.NamedNode(role), _GRAPH), None):
                    assert isinstance(quad.subject, ox.NamedNode)
                    others.append((role, organization, quad.subject.value))
        for post in others:
            self._posts.add(post)
        every = {iri for iri, in self._facts}.union(*((role, held) for role, _, held in self._posts))
        return [quad for iri in sorted(every)
                for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None, _GRAPH)]

    def descriptions(self, store: ox.Store) -> Iterator[list[ox.Quad]]:
        """What was noted, thing by thing, as the documents in the store have it; roles come before who holds them."""
        sayings = _Sayings(store)
        for iri, in self._facts:
            yield list(_describe_fact(ox.NamedNode(iri), sayings.of(_ABOUT, iri)))
        for role, posts in groupby(self._posts, itemgetter(0)):
            if sayings.held(role, (held for *_, held in posts)):
                yield list(_describe_role(ox.NamedNode(role)))
        for (role, _), held in self._each_post():
            yield list(_describe_post(ox.NamedNode(role), {iri: sayings.of(_STATES, iri) for iri in held}))

    def _each_post(self) -> Iterator[tuple[tuple[str, str], Iterator[str]]]:
        """Role and organisation of each post, with the memberships in it."""
        return ((post, (held for *_, held in rows)) for post, rows in groupby(self._posts, itemgetter(0, 1)))


class _Sayings:
    """What the sentences in a store say."""

    def __init__(self, store: ox.Store) -> None:
        self._store = store
        self._documents: dict[str, tuple[str, str | None]] = {}

    def held(self, role: str, noted: Iterable[str]) -> bool:
        """Whether a sentence speaks of one of these memberships, or there are others of the role."""
        silent = set()
        for iri in noted:
            if next(self._about(_STATES, iri), None):
                return True
            silent.add(iri)
        return any(isinstance(quad.subject, ox.NamedNode) and quad.subject.value not in silent
                   for quad in self._store.quads_for_pattern(None, _HELD, ox.NamedNode(role), _GRAPH))

    def of(self, relation: ox.NamedNode, to: str) -> list[Said]:
        """The assertions that have this relation to it."""
        return [self._said(assertion) for assertion in self._about(relation, to)]

    def _about(self, relation: ox.NamedNode, to: str) -> Iterator[ox.NamedNode]:
        return (quad.subject for quad in self._store.quads_for_pattern(None, relation, ox.NamedNode(to), None)
                if isinstance(quad.subject, ox.NamedNode))

    def _said(self, assertion: ox.NamedNode) -> Said:
        known = {quad.predicate.value: getattr(quad.object, "value", "")
                 for quad in self._store.quads_for_pattern(assertion, None, None, None)}
        document = known[PROV + "wasDerivedFrom"]
        return Said(known[RDF + "subject"], known[RDF + "predicate"], known[RDF + "object"], document,
                    *self._document(document), role=known.get(NG + "role"), time=known[NG + "time"],
                    modality=known[NG + "modality"], confidence=float(known[NG + "confidence"]))

    def _document(self, iri: str) -> tuple[str, str | None]:
        """The document that stands for all copies of this one, and its date."""
        if iri not in self._documents:
            if len(self._documents) >= _KNOWN:
                self._documents.clear()
            source, date = (self._value(iri, predicate) for predicate in (COPY_OF, DATE))
            self._documents[iri] = source or iri, date
        return self._documents[iri]

    def _value(self, iri: str, predicate: ox.NamedNode) -> str | None:
        found = next(self._store.quads_for_pattern(ox.NamedNode(iri), predicate, None, None), None)
        return getattr(found.object, "value", None) if found else None


def _describe_fact(fact: ox.NamedNode, sayings: list[Said]) -> Iterator[ox.Quad]:
    for found in agreements(sayings):
        yield ox.Quad(fact, _A, _FACT, _GRAPH)
        for predicate, value in zip(_ENDS, found.triple, strict=True):
            yield ox.Quad(fact, predicate, ox.NamedNode(value), _GRAPH)
        if found.sources:
            yield ox.Quad(fact, _CONFIDENCE, terms.probability(found.confidence), _GRAPH)
            yield ox.Quad(fact, _SOURCES, terms.integer(found.sources), _GRAPH)
        if found.denials:
            yield ox.Quad(fact, _DENIALS, terms.integer(found.denials), _GRAPH)


def _describe_post(role: ox.NamedNode, sayings: dict[str, list[Said]]) -> Iterator[ox.Quad]:
    of = {(said[0].subject, said[0].object): ox.NamedNode(iri) for iri, said in sayings.items() if said}
    for held in tenures(item for said in sayings.values() for item in said):
        node = of[held.person, held.organization]
        yield ox.Quad(node, _A, _MEMBERSHIP, _GRAPH)
        yield ox.Quad(node, _MEMBER, ox.NamedNode(held.person), _GRAPH)
        yield ox.Quad(node, _ORGANIZATION, ox.NamedNode(held.organization), _GRAPH)
        yield ox.Quad(node, _HELD, role, _GRAPH)
        yield ox.Quad(node, _TIME, terms.text(held.time), _GRAPH)
        for name, predicate in _DATES:
            if date := getattr(held, name):
                yield ox.Quad(node, predicate, ox.Literal(date, datatype=_DAY), _GRAPH)


def _describe_role(role: ox.NamedNode) -> Iterator[ox.Quad]:
    """A role as the W3C Organization ontology has it: one node for all who hold it, whatever a text calls it."""
    key = role_of(role.value)
    yield ox.Quad(role, _A, _ROLE_CLASS, _GRAPH)
    yield ox.Quad(role, _LABEL, terms.text(key), _GRAPH)
    if key in SOLE:
        yield ox.Quad(role, _SOLE, ox.Literal(True), _GRAPH)
