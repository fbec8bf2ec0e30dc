"""The graphs of documents, and what documents say together, on Spark's workers."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
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


class Graphs:
    """Maps the documents of a partition to their graphs, each checked against the shapes."""

    def __init__(self, rules: "Broadcast[Rules]") -> None:
        self._rules = rules

    def __call__(self, rows: Iterable[Joined]) -> Iterator[mapping.DocumentGraph]:
        """The graphs of a partition."""
        rules, waiting = self._rules.value, iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            graphs, members = [], {}
            for id, (extractions, named, sources) in batch:
                members.update({(id, entity): node for entity, node in named})
                source = next(iter(sources), None)
                graphs += [mapping.document_graph(judged(extraction, rules.decisions), members, rules.vocabulary,
                                                  min_confidence=rules.min_confidence, copy_of=source)
                           for extraction in extractions]
            conform(members, graphs, rules.vocabulary)
            yield from graphs


def together(graphs: "RDD[mapping.DocumentGraph]", parts: int) -> "RDD[ox.Quad]":
    """What documents say together: facts over all their sentences, roles with dates."""
    said = graphs.flatMap(_said)
    facts = said.filter(lambda pair: pair[0].startswith(FACT)).groupByKey(parts).mapPartitions(_Summarized(True))
    posts = said.filter(lambda pair: not pair[0].startswith(FACT)).groupByKey(parts).mapPartitions(_Summarized(False))
    # A role is described with each of its posts.
    return facts.union(posts.map(lambda quad: (str(quad), quad)).reduceByKey(lambda a, b: a, parts).values())


def _said(graph: mapping.DocumentGraph) -> Iterator[tuple[str, tuple[ox.Quad, ...]]]:
    """The assertions of a document, with what else tells of their weight, by fact and by post."""
    about = [quad for quad in graph.quads if quad.predicate in (COPY_OF, DATE)]
    for quads in assertions(graph).values():
        known = {quad.predicate.value: getattr(quad.object, "value", "") for quad in quads}
        yield known[NG + "about"], (*quads, *about)
        if NG + "states" in known:
            yield f"{known[RDF + 'object']} {role_iri(known[NG + 'role'])}", (*quads, *about)


class _Summarized:
    """Describes the facts, or the posts, of a partition; everything that is said of each is there."""

    def __init__(self, facts: bool) -> None:
        self._facts = facts

    def __call__(self, groups: Iterable[tuple[str, Iterable[tuple[ox.Quad, ...]]]]) -> Iterator[ox.Quad]:
        store, summary = ox.Store(), Summary()
        for _, group in groups:
            for quads in group:
                store.extend(quads)
                summary.note(quads)
        for description in summary.descriptions(store):
            # Of the other kind only a part is here.
            yield from (quad for quad in description if str(quad.subject).startswith(f"<{FACT}") == self._facts)


def assertions(graph: mapping.DocumentGraph) -> dict[str, list[ox.Quad]]:
    """The quads of each assertion in a document's graph, by its IRI."""
    found: defaultdict[str, list[ox.Quad]] = defaultdict(list)
    for quad in graph.quads:
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ASSERTION):
            found[quad.subject.value].append(quad)
    return found


def assertion_row(quads: Iterable[ox.Quad], predicates: dict[str, str]) -> tuple[Any, ...]:
    """One assertion as a row of the table of `newsgraph.spark.writing.ASSERTIONS`."""
    known: dict[str, str] = {}
    iri = document = ""
    for quad in quads:
        iri, document = getattr(quad.subject, "value", ""), getattr(quad.graph_name, "value", "")
        known[quad.predicate.value] = getattr(quad.object, "value", "")
    relation = known[RDF + "predicate"]
    return (iri, known[RDF + "subject"], predicates.get(relation, relation), known[RDF + "object"], document,
            known[NG + "quote"], known[NG + "time"], known[NG + "modality"], float(known[NG + "confidence"]),
            known.get(NG + "role"), known.get(NG + "method"), int(known[NG + "start"]), int(known[NG + "end"]))
