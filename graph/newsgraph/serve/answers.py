"""Runs a query in a worker and writes its answer down, no further than the limits allow."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import pyoxigraph as ox

from newsgraph.errors import QueryError
from newsgraph.graph.complaints import complaint
from newsgraph.graph.namespaces import PREFIXES
from newsgraph.graph.results import Result
from newsgraph.serve.limits import Limits
from newsgraph.serve.negotiation import GRAPHS, RESULTS, TYPES, choose
from newsgraph.serve.screening import Screening, screen

CUT = "X-SPARQL-MaxRows"
"""The header that says how many rows an answer was cut off after (the name that Virtuoso gave it)."""

FORMATS = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES,
           "jsonld": ox.RdfFormat.JSON_LD, "rdfxml": ox.RdfFormat.RDF_XML}


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP: a status, a media type, a body, further headers."""

    body: bytes
    type: str = "application/json"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Refused(QueryError):
    """A request that is turned down, with the HTTP status that says why."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def guard(text: str) -> Screening:
    """Turn down what would change the graph or ask another server; gives what else the words tell.

    Raises
    ------
    Refused
        With the status 403.
    """
    found = screen(text)
    if found.form == "UPDATE":
        raise Refused("this endpoint only reads: updates are refused", 403)
    if found.federated:
        raise Refused("this endpoint asks no other server: SERVICE is refused, and what could be read as it", 403)
    return found


def run(store: ox.Store, text: str, limits: Limits, *, default_graphs: list[str] | None = None,
        named_graphs: list[str] | None = None,
        bound: dict[str, ox.NamedNode | ox.Literal] | None = None) -> tuple[Result, bool]:
    """The answer to a query, and whether it was cut off.

    Parameters
    ----------
    default_graphs, named_graphs
        The dataset that the protocol asks for; it takes the place of the query's own FROM. Where neither says
        anything, the default graph is the union of all.
    bound
        Variables that stand for terms.

    Raises
    ------
    Refused
        If it is not SPARQL, or not one that is answered here.
    """
    words = guard(text)
    dataset: dict[str, Any] = {}
    if default_graphs or named_graphs:
        dataset = {"default_graph": [_iri(iri) for iri in default_graphs or []],
                   "named_graphs": [_iri(iri) for iri in named_graphs or []]}
    elif not words.dataset:
        dataset = {"use_default_graph_as_union": True}
    substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): term for name, term in (bound or {}).items()}
    try:
        answer = store.query(text, prefixes=dict(PREFIXES), substitutions=substitutions, **dataset)
        if isinstance(answer, ox.QueryBoolean):
            return Result(answer=bool(answer)), False
        if isinstance(answer, ox.QueryTriples):
            return _triples(answer, limits)
        names = [variable.value for variable in answer.variables]
        # Their values are known to who asked.
        shown = [at for at, name in enumerate(names) if name not in (bound or {})]
        rows = [tuple(row[at] for at in shown) for row in islice(answer, limits.rows + 1)]
    except (SyntaxError, ValueError) as error:
        raise Refused(complaint(text, error)) from error
    except RuntimeError as error:
        raise Refused(f"the query cannot be answered: {error}") from error
    return (Result(tuple(names[at] for at in shown), tuple(rows[:limits.rows])),
            len(rows) > limits.rows)


def _triples(answer: Iterator[ox.Triple], limits: Limits) -> tuple[Result, bool]:
    found: dict[ox.Triple, None] = {}
    # The same triple may come again and again: a CONSTRUCT over a product might never fill the limit.
    for at, triple in enumerate(answer):
        if len(found) == limits.rows and triple not in found or at > 50 * limits.rows:
            return Result(triples=tuple(found)), True
        found[triple] = None
    return Result(triples=tuple(found)), False


def _iri(text: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(text)
    except ValueError as error:
        raise Refused(f"“{text[:200]}” is not the IRI of a graph") from error


def write(result: Result, accept: str | None, limits: Limits, *, cut: bool = False) -> Answer:
    """An answer in the format that an Accept header likes best.

    Raises
    ------
    Refused
        With the status 406 if it likes none, with 413 if the answer is too large.
    """
    offered = GRAPHS if result.triples is not None else RESULTS
    media = choose(accept, list(offered))
    if media is None:
        raise Refused(f"there is no such format here; choose one of {', '.join(offered)}", 406)
    name = offered[media]
    body = triples_as(result.triples, name) if result.triples is not None else result.serialize(
        name).encode("utf-8", "replace")
    if len(body) > limits.answer:
        raise Refused(f"the answer is larger than {limits.answer >> 20} MiB; ask for fewer rows", 413)
    headers = {"Vary": "Accept"}
    if cut:
        headers[CUT] = str(limits.rows)
    return Answer(body, TYPES[name], headers=headers)


def triples_as(triples: tuple[ox.Triple, ...], format: str) -> bytes:
    """Triples as text: ``turtle``, ``ntriples``, ``jsonld`` or ``rdfxml``."""
    if format == "turtle":
        return Result(triples=triples).serialize("turtle").encode()
    output = io.BytesIO()
    # Oxigraph's JSON-LD has a context only for the prefixes that occur.
    ox.serialize(triples, output, format=FORMATS[format],
                 prefixes=dict(PREFIXES) if format == "rdfxml" else None)
    return output.getvalue()
