"""The vocabulary as Python sees it: read from Turtle, so that a user's file can add a type or a predicate."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph.namespaces import NG, ORG, OWL, RDF, RDFS, SCHEMA

_TYPE = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_COMMENT = ox.NamedNode(RDFS + "comment")
_SUBCLASS = ox.NamedNode(RDFS + "subClassOf")
_SUBPROPERTY = ox.NamedNode(RDFS + "subPropertyOf")
_INVERSE = ox.NamedNode(NG + "inverseLabel")
_DOMAINS = (ox.NamedNode(SCHEMA + "domainIncludes"), ox.NamedNode(RDFS + "domain"))
_RANGES = (ox.NamedNode(SCHEMA + "rangeIncludes"), ox.NamedNode(RDFS + "range"))
_ENTITY_TYPE = ox.NamedNode(NG + "EntityType")
_PREDICATE = ox.NamedNode(NG + "Predicate")
_SYMMETRIC = ox.NamedNode(OWL + "SymmetricProperty")
_MEMBER_OF = ox.NamedNode(ORG + "memberOf")


@dataclass(frozen=True, slots=True)
class EntityType:
    """A type of node. `parents` are the names of the entity types above it."""

    name: str
    iri: str
    label: str
    comment: str = ""
    parents: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Predicate:
    """A relation between two nodes, with the names of the types that it may relate.

    `label` reads from subject to object ("makes"), `inverse_label` the other way ("made by").
    `membership` says that its role is an ``org:Membership``.
    """

    name: str
    iri: str
    label: str
    inverse_label: str
    comment: str = ""
    domains: frozenset[str] = frozenset()
    ranges: frozenset[str] = frozenset()
    symmetric: bool = False
    membership: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Types and predicates by name, and the triples that define them.

    >>> words = load()
    >>> words.predicates["produces"].inverse_label
    'made by'
    >>> words.fits("executiveOf", "Person", "Company"), words.fits("executiveOf", "Product", "Company")
    (True, False)
    """

    types: dict[str, EntityType]
    predicates: dict[str, Predicate]
    triples: tuple[ox.Triple, ...] = field(default=(), repr=False, compare=False)

    def is_a(self, name: str, wanted: Iterable[str]) -> bool:
        """Whether a type is one of the wanted ones, or below one of them."""
        allowed = frozenset(wanted)
        return name in allowed or bool(self.types[name].parents & allowed)

    def fits(self, predicate: str, subject_type: str, object_type: str) -> bool:
        """Whether a predicate may relate nodes of these types; false for a name that is not known."""
        known = self.predicates.get(predicate)
        if known is None or subject_type not in self.types or object_type not in self.types:
            return False
        return (not known.domains or self.is_a(subject_type, known.domains)) and (
            not known.ranges or self.is_a(object_type, known.ranges))


def turtle(name: str) -> str:
    """The text of one of the Turtle files that ship beside this module."""
    return (files("newsgraph.graph") / name).read_text(encoding="utf-8")


def load(*extra: str | os.PathLike[str]) -> Vocabulary:
    """The shipped vocabulary, with the user's Turtle files read on top of it.

    Raises
    ------
    GraphError
        If a file cannot be read, is not Turtle, or defines a predicate over types that nothing defines.
    """
    if not extra:
        return _shipped()
    triples = list(_shipped().triples)
    for path in extra:
        triples += _read(Path(path))
    return _vocabulary(tuple(dict.fromkeys(triples)))


@cache
def _shipped() -> Vocabulary:
    return _vocabulary(tuple(_parse(turtle("vocabulary.ttl").encode())))


def from_triples(triples: Iterable[ox.Triple]) -> Vocabulary:
    """The vocabulary that a store carries in its vocabulary graph."""
    return _vocabulary(tuple(triples))


def _read(path: Path) -> list[ox.Triple]:
    try:
        return _parse(path.read_bytes())
    except OSError as error:
        raise GraphError(f"the vocabulary {path} cannot be read: {error.strerror or error}") from error
    except (SyntaxError, ValueError) as error:
        raise GraphError(f"the vocabulary {path} is not Turtle: {error}") from error


def _parse(text: bytes) -> list[ox.Triple]:
    """Triples without blank nodes, whose labels would differ from one reading to the next."""
    store = ox.Store()
    # Through a store, which spells typed literals in its own way: the graph's store will, too.
    store.extend(ox.Quad(*quad.triple) for quad in ox.parse(text, format=ox.RdfFormat.TURTLE))
    triples = sorted((quad.triple for quad in store), key=str)
    return [t for t in triples if isinstance(t.subject, ox.NamedNode)
            and not isinstance(t.object, ox.BlankNode)]


class _Index:
    """Subject -> predicate -> objects."""

    def __init__(self, triples: Iterable[ox.Triple]) -> None:
        self.by_subject: dict[object, dict[ox.NamedNode, list[object]]] = {}
        for triple in triples:
            self.by_subject.setdefault(triple.subject, {}).setdefault(triple.predicate,
                                                                      []).append(triple.object)

    def instances(self, cls: ox.NamedNode) -> list[ox.NamedNode]:
        found = [s for s, facts in self.by_subject.items() if cls in facts.get(_TYPE, [])]
        return sorted((s for s in found if isinstance(s, ox.NamedNode)), key=lambda s: s.value)

    def values(self, subject: ox.NamedNode, *predicates: ox.NamedNode) -> list[object]:
        facts = self.by_subject.get(subject, {})
        return [value for predicate in predicates for value in facts.get(predicate, [])]

    def text(self, subject: ox.NamedNode, predicate: ox.NamedNode, default: str) -> str:
        literals = [v.value for v in self.values(subject, predicate) if isinstance(v, ox.Literal)]
        return min(literals, default=default)

    def above(self, subject: ox.NamedNode, predicate: ox.NamedNode) -> set[ox.NamedNode]:
        seen: set[ox.NamedNode] = set()
        queue = [subject]
        while queue:
            for value in self.values(queue.pop(), predicate):
                if isinstance(value, ox.NamedNode) and value not in seen:
                    seen.add(value)
                    queue.append(value)
        return seen


def _vocabulary(triples: tuple[ox.Triple, ...]) -> Vocabulary:
    index = _Index(triples)
    classes = _names(index.instances(_ENTITY_TYPE))
    types = {
        name: EntityType(
            name, node.value, index.text(node, _LABEL, name), index.text(node, _COMMENT, ""),
            frozenset(classes[above] for above in index.above(node, _SUBCLASS) if above in classes))
        for node, name in classes.items()}
    predicates = {}
    for node, name in _names(index.instances(_PREDICATE)).items():
        label = index.text(node, _LABEL, name)
        symmetric = _SYMMETRIC in index.values(node, _TYPE)
        predicates[name] = Predicate(
            name, node.value, label, index.text(node, _INVERSE, label if symmetric else f"{label} (inverse)"),
            index.text(node, _COMMENT, ""),
            _types(index.values(node, *_DOMAINS), classes, name),
            _types(index.values(node, *_RANGES), classes, name),
            symmetric, _MEMBER_OF in index.above(node, _SUBPROPERTY))
    return Vocabulary(types, predicates, triples)


def _names(nodes: Iterable[ox.NamedNode]) -> dict[ox.NamedNode, str]:
    names: dict[ox.NamedNode, str] = {}
    for node in nodes:
        name = node.value.rstrip("/#").replace("#", "/").rpartition("/")[2]
        if name in names.values():
            raise GraphError(f"the vocabulary defines {name} twice, once as {node.value}")
        names[node] = name
    return names


def _types(values: Iterable[object], classes: dict[ox.NamedNode, str], predicate: str) -> frozenset[str]:
    unknown = [v for v in values if not isinstance(v, ox.NamedNode) or v not in classes]
    if unknown:
        raise GraphError(f"the vocabulary's {predicate} relates {unknown[0]}, which is no ng:EntityType")
    return frozenset(classes[v] for v in values if isinstance(v, ox.NamedNode))
