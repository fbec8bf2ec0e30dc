"""The graphs of documents, and what documents say together, on Spark's workers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.graph import mapping
from newsgraph.graph.deriving import conform
from newsgraph.graph.namespaces import ASSERTION, FACT, NG, RDF, role_iri
from newsgraph.graph.summary import COPY_OF, DATE, Summary
from newsgraph.graph.vocabulary import Vocabulary
from newsgraph.records import Extraction, Node
from newsgraph.resolution.decisions import Decisions
from newsgraph.resolution.facts import judged

if TYPE_CHECKING:
    from pyspark import RDD, Broadcast

_BATCH = 200
Joined = tuple[str, tuple[Iterable[Extraction], Iterable[tuple[str, Node]], Iterable[str]]]
"""A document's id, its extraction, the nodes of its entities, and the IRI that it is a copy of."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What graphs are made by, for all workers."""

    vocabulary: Vocabulary
    decisions: Decisions
    min_confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Written:
    """A document's graph as what is made of it: text goes between workers a hundred times as fast as quads do.

    `quads` is N-Quads, `rows` are those of `newsgraph.spark.writing.ASSERTIONS`, `said` are N-Quads of what is said of
    each fact and post, with its IRI; the counts are those of `newsgraph.graph.mapping.DocumentGraph`.
    """

    quads: str
    rows: tuple[tuple[Any, ...], ...]
    said: tuple[tuple[str, str], ...]
    assertions: int
    unnamed: int
    unfit: int


class Graphs:
    """Maps the documents of a partition to their graphs, each checked against the shapes."""

    def __init__(self, rules: "Broadcast[Rules]") -> None:
        self._rules = rules

    def __call__(self, rows: Iterable[Joined]) -> Iterator[Written]:
        """The graphs of a partition."""
        rules, waiting = self._rules.value, iter(rows)
        names = {known.iri: name for name, known in rules.vocabulary.predicates.items()}
        while batch := list(islice(waiting, _BATCH)):
            graphs, members = [], {}
            for id, (extractions, named, sources) in batch:
                members.update({(id, entity): node for entity, node in named})
                source = next(iter(sources), None)
                graphs += [mapping.document_graph(judged(extraction, rules.decisions), members, rules.vocabulary,
                                                  min_confidence=rules.min_confidence, copy_of=source)
                           for extraction in extractions]
            conform(members, graphs, rules.vocabulary)
            yield from (_written(graph, names) for graph in graphs)


def lines(quads: Iterable[ox.Quad]) -> str:
    """Quads as N-Quads, without the last line's end."""
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert text is not None
    return text.decode().rstrip("\n")


def _written(graph: mapping.DocumentGraph, names: dict[str, str]) -> Written:
    about = [quad for quad in graph.quads if quad.predicate in (COPY_OF, DATE)]
    rows: list[tuple[Any, ...]] = []
    said: list[tuple[str, str]] = []
    for iri, quads in _assertions(graph).items():
        known = {quad.predicate.value: getattr(quad.object, "value", "") for quad in quads}
        rows.append(_row(iri, graph.iri, known, names))
        said += _said(known, lines([*quads, *about]))
    return Written(lines(graph.quads), tuple(rows), tuple(said), graph.assertions, graph.unnamed, graph.unfit)


def together(graphs: "RDD[Written]", parts: int) -> "RDD[str]":
    """What documents say together, as N-Quads: facts over all their sentences, roles with dates."""
    said = graphs.flatMap(attrgetter("said"))
    facts = said.filter(lambda pair: pair[0].startswith(FACT)).groupByKey(parts).mapPartitions(_Summarized(True))
    posts = said.filter(lambda pair: not pair[0].startswith(FACT)).groupByKey(parts).mapPartitions(_Summarized(False))
    # A role is described with each of its posts.
    return facts.union(posts.distinct(parts))


def _said(known: dict[str, str], text: str) -> Iterator[tuple[str, str]]:
    """The N-Quads of an assertion and of what else tells of its weight, by its fact and by its post."""
    yield known[NG + "about"], text
    if NG + "states" in known:
        yield f"{known[RDF + 'object']} {role_iri(known[NG + 'role'])}", text


class _Summarized:
    """Describes the facts, or the posts, of a partition; everything that is said of each is there."""

    def __init__(self, facts: bool) -> None:
        self._facts = facts

    def __call__(self, groups: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
        store, summary = ox.Store(), Summary()
        for _, group in groups:
            for text in group:
                quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
                store.extend(quads)
                summary.note(quads)
        for description in summary.descriptions(store):
            # Of the other kind only a part is here.
            yield from (f"{quad} ." for quad in description
                        if str(quad.subject).startswith(f"<{FACT}") == self._facts)


def _assertions(graph: mapping.DocumentGraph) -> dict[str, list[ox.Quad]]:
    """The quads of each assertion in a document's graph, by its IRI."""
    found: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    for quad in graph.quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ASSERTION):
            found[quad.subject.value].append(quad)
    return found


def _row(iri: str, document: str, known: dict[str, str], predicates: dict[str, str]) -> tuple[Any, ...]:
    """One assertion as a row of the table of `newsgraph.spark.writing.ASSERTIONS`."""
    relation = known[RDF + "predicate"]
    return (iri, known[RDF + "subject"], predicates.get(relation, relation), known[RDF + "object"], document,
            known[NG + "quote"], known[NG + "time"], known[NG + "modality"], float(known[NG + "confidence"]),
            known.get(NG + "role"), known.get(NG + "method"), int(known[NG + "start"]), int(known[NG + "end"]))
