"""What the types and predicates of a graph are called, and how the types look.

Labels come from the vocabulary that the store carries. A type or predicate that it does not describe is
called after its IRI, so any graph in this form can be shown.
"""

import re
from itertools import cycle
from typing import Any

from pyoxigraph import NamedNode, Store

from newsgraph.graph.namespaces import NG, PREFIXES, RDF, RDFS, SCHEMA, VOCABULARY_GRAPH
from newsgraph.graph.vocabulary import EntityType, Predicate, from_triples, load

SHAPES = {
    # type: (vis-network's shape, colour on light, colour on dark); every colour has a contrast of at least
    # 3:1 with its background (WCAG 1.4.11), and no two shapes are alike, so colour is never the only sign.
    "Company": ("square", "#2563c9", "#6ea8fe"),
    "Person": ("dot", "#b4540a", "#f5a55a"),
    "Product": ("diamond", "#0b7f64", "#4fd1ae"),
    "Organization": ("hexagon", "#7a3fc0", "#bd93f9"),
    "Event": ("star", "#b4246e", "#ff85b8"),
    "Place": ("triangle", "#5c6670", "#aeb8c4"),
}
_OTHER = [("triangleDown", "#6d6a00", "#d3cf52"), ("dot", "#0f7486", "#5fd0e3"),
          ("square", "#9a3b3b", "#f29a9a")]


def local_name(iri: str) -> str:
    """The last part of an IRI; any other text as it is.

    >>> local_name("https://schema.org/Person"), local_name("rule/appositive")
    ('Person', 'rule/appositive')
    """
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] if "://" in iri else iri


def words(name: str) -> str:
    """A camel-case name as words.

    >>> words("executiveOf")
    'executive of'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


class Terms:
    """Labels and looks of the types and predicates in one store."""

    namespaces = {name: PREFIXES[name] for name in ("ng", "prov", "rdf", "rdfs", "schema", "skos", "xsd")}

    def __init__(self, store: Store) -> None:
        graph = NamedNode(VOCABULARY_GRAPH)
        words = from_triples(q.triple for q in store.quads_for_pattern(None, None, None, graph))
        if not words.predicates:
            words = load()
        self._types: dict[str, EntityType] = {known.iri: known for known in words.types.values()}
        self._predicates: dict[str, Predicate] = {known.iri: known for known in words.predicates.values()}
        self._others = cycle(_OTHER)

    @staticmethod
    def is_vocabulary(iri: str) -> bool:
        """Whether the IRI is a term rather than an entity."""
        return iri.startswith((NG, SCHEMA, RDF, RDFS))

    def most_specific(self, kinds: list[str]) -> str:
        """The type to show: a company is an organisation too, but "company" says more."""
        known = [self._types[kind] for kind in kinds if kind in self._types]
        if known:
            return max(known, key=lambda kind: (len(kind.parents), kind.iri)).iri
        return min(kinds, default=SCHEMA + "Thing")

    def predicate(self, iri: str) -> dict[str, Any]:
        """Its IRI, name, labels in both directions, and whether it reads the same both ways."""
        known, name = self._predicates.get(iri), local_name(iri)
        label = known.label if known else words(name)
        inverse = known.inverse_label if known and known.inverse_label else f"← {label}"
        return {"iri": iri, "id": name, "label": label, "inverse": inverse,
                "symmetric": bool(known and known.symmetric)}

    def type(self, iri: str) -> dict[str, Any]:
        """Its IRI, name, label, shape and colours."""
        known, name = self._types.get(iri), local_name(iri)
        shape, light, dark = SHAPES.get(name) or next(self._others)
        return {"iri": iri, "id": name, "label": known.label if known else words(name).capitalize(),
                "shape": shape, "light": light, "dark": dark}
