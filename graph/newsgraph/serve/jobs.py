"""What a worker can be asked to do. Each job takes plain JSON values and gives an `Answer`."""

import json
import os
from collections.abc import Callable
from datetime import date
from typing import Any

from newsgraph import export, library
from newsgraph.ask import EXAMPLES, ask
from newsgraph.ask.answering import NotUnderstood, shown
from newsgraph.export import tables
from newsgraph.graph.results import Result
from newsgraph.serve import linked, nearby
from newsgraph.serve import overview as survey
from newsgraph.serve.answers import Answer, Refused, run, write
from newsgraph.serve.context import Context

Json = dict[str, Any]
PAGE = 1000
"""How many rows a page shows at most."""


def _json(value: Any) -> Answer:
    return Answer(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))


def sparql(context: Context, text: str, accept: str | None = None, default_graphs: list[str] | None = None,
           named_graphs: list[str] | None = None) -> Answer:
    """A query of the SPARQL Protocol."""
    result, cut = run(context.store, text, context.limits, default_graphs=default_graphs,
                      named_graphs=named_graphs)
    return write(result, accept, context.limits, cut=cut)


def _table(context: Context, result: Result, cut: bool) -> Json:
    table = result.as_table()
    return {"variables": list(table.variables),
            "rows": [[linked.cell(context, term) for term in row] for row in table.terms[:PAGE]],
            "cut": cut or len(table.terms) > PAGE}


def question(context: Context, name: str, values: dict[str, str], accept: str | None = None,
             page: bool = False) -> Answer:
    """A query of the library: in a result format, or as what a page shows."""
    query = library.library().get(name)
    if query is None:
        raise Refused(f"there is no query {name} in the library", 404)
    bound = library.bind(query, values, library.Lookup.of(context.reader))
    result, cut = run(context.store, query.text, context.limits, bound=bound)
    if not page:
        return write(result, accept, context.limits, cut=cut)
    return _json({**_table(context, result, cut), "sparql": shown(query, bound)})


def answer(context: Context, text: str, today: str) -> Answer:
    """A question in plain English; the day is what "since last week" counts from."""
    cuts: list[bool] = []

    def bounded(query: library.Query, bound: Any) -> Result:
        result, cut = run(context.store, query.text, context.limits, bound=bound)
        cuts.append(cut)
        return result

    try:
        reply = ask(text, context.reader, bounded, today=date.fromisoformat(today))
    except NotUnderstood as error:
        return _json({"question": text, "understood": False, "message": str(error).partition(";")[0],
                      "examples": list(EXAMPLES)})
    return _json({"question": text, "understood": True, "query": reply.query.name, "title": reply.query.title,
                  "asks": reply.query.question, "note": reply.note, "sparql": reply.sparql,
                  "parameters": {name: term.value for name, term in reply.bound.items()},
                  **_table(context, reply.result, cuts[-1])})


def complete(context: Context, text: str, limit: int = 12) -> Answer:
    """Names that begin like this."""
    return _json(context.names.complete(text, min(limit, 50)))


def label(context: Context, iris: list[str]) -> Answer:
    """The names and types of up to 500 things."""
    return _json({iri: {"name": context.names.label(iri), "type": context.names.type(iri)}
                  for iri in iris[:500] if nearby.node(iri)})


def around(context: Context, iri: str, depth: int = 1, limit: int = 24, known: list[str] | None = None) -> Answer:
    """What is around a thing."""
    return _json(nearby.around(context, iri, depth, limit, frozenset(known or ())))


def opening(context: Context) -> Answer:
    """What the explorer shows first."""
    return _json(nearby.opening(context))


def overview(context: Context) -> Answer:
    """What the explorer's map shows."""
    return _json(survey.overview(context))


def between(context: Context, one: str, other: str) -> Answer:
    """The sentences that relate two things."""
    return _json(nearby.between(context, one, other))


def path(context: Context, one: str, other: str, everything: bool = False) -> Answer:
    """A shortest way between two things."""
    return _json(nearby.path(context, one, other, everything))


def describe(context: Context, iri: str, accept: str | None = None) -> Answer:
    """The triples of a thing."""
    return write(Result(triples=linked.describe(context, iri)), accept, context.limits)


def page(context: Context, iri: str) -> Answer:
    """What the page of a thing shows."""
    return _json(linked.page(context, iri))


def words(context: Context) -> Answer:
    """The vocabulary for completion and legends: types with their looks, predicates, what each means."""
    known = context.reader.vocabulary
    looks = nearby.terms(context)
    return _json({"types": [{**looks.type(t.iri), "name": linked.short(t.iri), "info": t.comment}
                            for t in known.types.values()],
                  "predicates": [{"iri": p.iri, "name": linked.short(p.iri), "info": p.comment or p.label}
                                 for p in known.predicates.values()]})


def vocabulary(context: Context, accept: str | None = None) -> Answer:
    """The vocabulary as triples."""
    return write(Result(triples=tuple(context.reader.vocabulary.triples)), accept, context.limits)


def counts(context: Context) -> Answer:
    """How much of what there is."""
    found = context.memory.get("counts")
    if found is None:
        found = context.memory["counts"] = {**context.reader.counts(), "triples": len(context.store)}
    return _json(found)


def save(context: Context, format: str, path: str) -> Answer:
    """Write the whole graph to a file, for the server to send."""
    tabled = {"nodes.csv": tables.nodes, "edges.csv": tables.edges}
    with open(path, "wb") as file:
        if format in tabled:
            tabled[format](context.reader, file)
        else:
            export.write(context.reader, file, format)
    return _json({"bytes": os.path.getsize(path)})


JOBS: dict[str, Callable[..., Answer]] = {
    "sparql": sparql, "question": question, "ask": answer, "complete": complete, "label": label,
    "around": around, "opening": opening, "overview": overview, "between": between, "path": path,
    "describe": describe, "page": page, "words": words, "vocabulary": vocabulary, "counts": counts, "save": save,
}
"""The jobs by name."""
