"""The store behind rdflib's API, where one wants it: no copy, every question is answered by Oxigraph."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox
import rdflib
from oxrdflib import OxigraphStore
from rdflib.query import Result

from newsgraph.graph.namespaces import PREFIXES


class LiveStore(OxigraphStore):
    """An `OxigraphStore` whose plain strings are those that rdflib's own parsers make.

    In RDF 1.1 ``"x"`` and ``"x"^^xsd:string`` are the same literal; for rdflib they are not equal. Oxigraph
    gives the second, so that a graph would not be equal to its own Turtle read again.
    """

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        """The triples of a pattern, with their contexts."""
        for (subject, predicate, object_), contexts in super().triples(triple_pattern, context):
            yield (subject, predicate, _plain(object_)), contexts

    def query(self, query: Any, initNs: Mapping[str, Any], initBindings: Mapping[str, Any],  # noqa: N803
              queryGraph: str, **kwargs: Any) -> Result:  # noqa: N803
        """The answer to a SPARQL query."""
        answer = super().query(query, initNs, initBindings, queryGraph, **kwargs)
        if answer.type == "SELECT":
            answer.bindings = [{name: _plain(term) for name, term in row.items() if term is not None}
                               for row in answer.bindings]
        elif answer.graph is not None:
            graph = rdflib.Graph()
            for subject, predicate, object_ in answer.graph:
                graph.add((subject, predicate, _plain(object_)))
            answer.graph = graph
        return answer


def dataset(store: ox.Store) -> rdflib.Dataset:
    """A live `rdflib.Dataset` over a store; its default graph is the union of all."""
    found = rdflib.Dataset(store=LiveStore(store=store), default_union=True)
    for prefix, iri in PREFIXES.items():
        found.bind(prefix, iri)
    return found


def _plain(term: Any) -> Any:
    if isinstance(term, rdflib.Literal) and term.datatype == rdflib.XSD.string:
        return rdflib.Literal(str(term))
    return term
