"""From a question to an answer, with the SPARQL that gave it."""

import contextlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from newsgraph import library
from newsgraph.ask.rules import EXAMPLES, Reading, understand
from newsgraph.errors import QueryError
from newsgraph.graph.reading import Reader
from newsgraph.graph.remote import with_values
from newsgraph.graph.results import Result

Bound = dict[str, ox.NamedNode | ox.Literal]
Run = Callable[[library.Query, Bound], Result]
"""Runs a query with some variables bound."""

_PARAM = re.compile(r"\s*#\s*param\b")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question was taken for, and the answer.

    `query` is the library's, `sparql` its text with the values put in, ready to be run again. `note` says what is
    shown where that is not quite what was asked; it is empty where it is.
    """

    question: str
    query: library.Query
    bound: Bound
    sparql: str
    result: Result
    note: str = ""


class NotUnderstood(QueryError):
    """No rule fits the question."""


def ask(question: str, reader: Reader, run: Run, *, today: date | None = None) -> Reply:
    """Answer a question in plain English.

    Parameters
    ----------
    reader
        Of the graph's store: looks names up.
    run
        Runs the query that a rule chose.
    today
        What "since last week" counts from; by default the present day.

    Raises
    ------
    NotUnderstood
        If no rule fits the question.
    QueryError
        If a rule fits, but nothing in the graph has the name.
    """
    trouble: QueryError | None = None
    for reading in understand(question[:1000], reader.vocabulary, today or date.today()):
        try:
            query, bound = _bind(reading, reader)
        except QueryError as error:
            # "Everything about x" fits most questions: what is missing is better said by the first that fits.
            trouble = trouble or error
            continue
        if bound is None:
            continue
        result = run(query, bound)
        if result or not reading.filled:
            return Reply(question, query, bound, shown(query, bound), result, reading.note)
    if trouble is not None:
        raise trouble
    bare = Reading("everything", {"name": question.strip(" ?!.")})
    bound = None
    with contextlib.suppress(QueryError):
        # Only a name: what there is about it. A name that is not in the graph is no question at all.
        query, bound = _bind(bare, reader)
    if bound is not None:
        return Reply(question, query, bound, shown(query, bound), run(query, bound))
    listed = "; ".join(EXAMPLES[:4])
    raise NotUnderstood(f"I do not understand “{' '.join(question.split())[:200]}”; I understand, say: {listed}")


def _bind(reading: Reading, reader: Reader) -> tuple[library.Query, Bound | None]:
    query = library.library()[reading.query]
    values: dict[str, library.Value] = dict(reading.values)
    if reading.predicate:
        known = reader.vocabulary.predicates.get(reading.predicate)
        if known is None:
            return query, None
        values["relation"] = known.inverse_label if reading.inverse else known.label
    bound = library.bind(query, values, library.Lookup.of(reader))
    if reading.only:
        first = next(iter(bound.values()))
        if not set(library.types_of(reader, first.value)) & set(reading.only):
            return query, None
    return query, bound


def shown(query: library.Query, bound: Bound) -> str:
    """A query's text with its parameters as VALUES, so that it can be read, copied and run anywhere.

    >>> shown(library.parse("SELECT ?x ?o\\nWHERE {\\n  ?x ?p ?o\\n}"), {"x": ox.NamedNode("urn:x")})
    'SELECT ?x ?o\\nWHERE {\\n  VALUES ?x { <urn:x> }\\n  ?x ?p ?o\\n}'
    """
    if not bound:
        return query.text
    # Its parameters are given now: whoever runs it is not to be asked for them again.
    text = "".join(line for line in query.text.splitlines(True) if not _PARAM.match(line))
    return with_values(text, bound)
