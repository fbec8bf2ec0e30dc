"""What the terms of the graph are called, and how the types look.

Labels come from the vocabulary in the store where it is loaded. A type or predicate that it does not describe
is called after its IRI, so a graph with terms of a user's own is shown as well.
"""

import re
from typing import Any

from pyoxigraph import NamedNode, Store

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SCHEMA = "https://schema.org/"
NG = "https://newsgraph.example/ns#"
PROV = "http://www.w3.org/ns/prov#"
TYPE = RDF + "type"
LABEL = RDFS + "label"
_SYMMETRIC = "http://www.w3.org/2002/07/owl#SymmetricProperty"

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
_OTHER = [("triangleDown", "#6d6a00", "#d3cf52"), ("dot", "#0f7486", "#5fd0e3"), ("square", "#9a3b3b", "#f29a9a")]


def local_name(iri: str) -> str:
    """The last part of an IRI; any other text as it is.

    >>> local_name("https://schema.org/Person")
    'Person'
    """
    return re.split(r"[/#]", iri.rstrip("/#"))[-1] if ":" in iri and "/" in iri else iri


def words(name: str) -> str:
    """A camel-case name as words.

    >>> words("executiveOf")
    'executive of'
    """
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


class Terms:
    """Labels and looks of the types and predicates in one store."""

    def __init__(self, store: Store) -> None:
        self._labels: dict[str, str] = {}
        for quad in store.quads_for_pattern(None, NamedNode(LABEL), None, None):
            name = getattr(quad.subject, "value", "")
            if self.is_vocabulary(name):
                self._labels[name] = min(self._labels.get(name, "\U0010ffff"), getattr(quad.object, "value", ""))
        kind = NamedNode(_SYMMETRIC)
        self._symmetric = {getattr(q.subject, "value", "")
                           for q in store.quads_for_pattern(None, NamedNode(TYPE), kind, None)}
        self._symmetric |= {NG + "competesWith", NG + "partnerOf"}
        self._others = iter(_OTHER * 100)
        self.namespaces = {"rdf": RDF, "rdfs": RDFS, "skos": SKOS, "schema": SCHEMA, "ng": NG, "prov": PROV,
                           "xsd": "http://www.w3.org/2001/XMLSchema#"}

    @staticmethod
    def is_vocabulary(iri: str) -> bool:
        """Whether the IRI is a term rather than an entity."""
        return iri.startswith((NG, SCHEMA, RDF, RDFS))

    @staticmethod
    def most_specific(kinds: list[str]) -> str:
        """The type to show: a company is an organisation too, but "company" says more."""
        known = [kind for kind in kinds if local_name(kind) in SHAPES]
        ranked = sorted(known or kinds, key=lambda kind: (not kind.startswith(NG), kind))
        return ranked[0] if ranked else SCHEMA + "Thing"

    def predicate(self, iri: str) -> dict[str, Any]:
        """Its IRI, name, label and whether it reads the same both ways."""
        name = local_name(iri)
        return {"iri": iri, "id": name, "label": self._labels.get(iri) or words(name),
                "symmetric": iri in self._symmetric}

    def type(self, iri: str) -> dict[str, Any]:
        """Its IRI, name, label, shape and colours."""
        name = local_name(iri)
        shape, light, dark = SHAPES.get(name) or next(self._others)
        return {"iri": iri, "id": name, "label": self._labels.get(iri) or words(name).capitalize(),
                "shape": shape, "light": light, "dark": dark}
