"""The build on Spark, from sources to N-Quads and tables."""

import functools
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from newsgraph.documents import Options
from newsgraph.errors import DocumentError, NewsgraphError
from newsgraph.extraction import Extractor, load
from newsgraph.extraction.pool import MEMORY, TIMEOUT
from newsgraph.graph import mapping
from newsgraph.graph.extracting import Effort
from newsgraph.graph.namespaces import entity_iri
from newsgraph.graph.vocabulary import load as load_vocabulary
from newsgraph.records import Extraction, Skipped
from newsgraph.resolution.decisions import DECISIONS, Decisions
from newsgraph.spark import copies, graphs, reading, resolution, writing
from newsgraph.spark.extraction import Extract
from newsgraph.spark.session import SparkError, session

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

_RAISED = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception): ")

PARTS = 2
"""Partitions for each task that runs at once: so uneven documents even out."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build on Spark did.

    `documents`, `nodes` and `assertions` are what the graph holds; `unnamed` and `unfit` count facts that it leaves
    out (see `newsgraph.graph.mapping.DocumentGraph`); `skipped` are a hundred sources that were not read, of
    `skipped_in_all`; `seconds` is wall-clock time.
    """

    documents: int
    nodes: int
    assertions: int
    unnamed: int
    unfit: int
    skipped: tuple[Skipped, ...]
    skipped_in_all: int
    seconds: float


def build(sources: Sequence[str | os.PathLike[str]], destination: str, *, model: str = "default",
          min_confidence: float = 0.0, vocabulary: Sequence[str | os.PathLike[str]] = (), effort: Effort | None = None,
          options: Options | None = None, make: Callable[[], Extractor] | None = None,
          parts: int | None = None) -> Summary:
    """Make the graph of these sources on Spark.

    Parameters
    ----------
    sources
        What `newsgraph.spark.reading.documents` takes.
    destination
        A folder, or an address of a file system that Spark writes to. It then holds ``nquads`` and the Parquet tables
        ``nodes``, ``edges`` and ``assertions``; ``newsgraph.json``, written last, says that they are whole. A
        ``decisions.toml`` in it is applied, where it is a folder of this machine.
    model
        What `newsgraph.extraction.load` takes.
    min_confidence
        Facts below this probability are left out.
    vocabulary
        Turtle files that add types or predicates.
    effort
        What a document may take; `jobs` is the number of tasks at once where Spark's own configuration says nothing.
    options
        How to read sources.
    make
        Gives the extractor, in the place of `model`.
    parts
        How many partitions; None: `PARTS` for each task that runs at once.

    Raises
    ------
    DocumentError
        If not one source could be read.
    NewsgraphError
        If Spark, the model, the vocabulary or the destination cannot be used.
    """
    started = time.monotonic()
    effort = effort or Effort()
    make = make or functools.partial(load, model)
    words = load_vocabulary(*vocabulary)
    decisions = Decisions.load(Path(destination) / DECISIONS)
    # What is wrong with a model shows here, in one sentence, and not in the trace of a task.
    make()
    spark = session(effort.jobs)
    target = writing.Destination(spark, os.fspath(destination))
    rules = graphs.Rules(words, decisions, min_confidence)
    try:
        return _build(spark, target, sources, make, rules, effort, options, parts, started)
    except NewsgraphError:
        raise
    except Exception as error:
        if type(error).__module__.partition(".")[0] not in ("py4j", "pyspark"):
            raise
        raise SparkError(f"the job failed: {_cause(error)}") from error


def _build(spark: "SparkSession", target: writing.Destination, sources: Sequence[str | os.PathLike[str]],
           make: Callable[[], Extractor], made: graphs.Rules, effort: Effort, options: Options | None,
           parts: int | None, started: float) -> Summary:
    from pyspark import StorageLevel

    context = spark.sparkContext
    parts = parts or PARTS * max(context.defaultParallelism, 1)
    results = (reading.documents(spark, sources, options, parts)
               .mapPartitions(Extract(make, effort.timeout or TIMEOUT, effort.memory or MEMORY))
               .persist(StorageLevel.DISK_ONLY))
    extractions, skipped = results.flatMap(_extraction), results.flatMap(_skipped)
    # All partitions at once: `take` would begin with one of them alone.
    left_out = skipped.count()
    some = sorted(skipped.take(100), key=lambda item: item.source)
    if extractions.isEmpty():
        raise DocumentError(f"{some[0].source} was not read: {some[0].reason}" if some
                            else "there is nothing to read in these sources")

    nodes = resolution.nodes(extractions, made.decisions, parts).persist(StorageLevel.DISK_ONLY)
    rules = context.broadcast(made)
    joined: RDD[graphs.Joined] = extractions.map(lambda item: (item.document.id, item)).groupWith(
        nodes.flatMap(resolution.members), copies.sources(extractions, parts))
    found = joined.mapPartitions(graphs.Graphs(rules)).persist(StorageLevel.DISK_ONLY)

    quads = context.union([
        found.map(lambda graph: graph.quads),
        nodes.map(lambda node: graphs.lines(mapping.node_quads([node], rules.value.vocabulary))),
        graphs.together(found, parts),
        context.parallelize([graphs.lines(mapping.vocabulary_quads(made.vocabulary))], 1)])
    target.quads(quads.coalesce(parts))
    target.table("assertions", spark.createDataFrame(found.flatMap(lambda graph: graph.rows), writing.ASSERTIONS))
    target.table("edges", writing.edges(target.read("assertions")).coalesce(parts))
    target.table("nodes", spark.createDataFrame(nodes.map(
        lambda node: (entity_iri(node.key), node.name, node.type, list(node.aliases))), writing.NODES))
    documents, assertions, unnamed, unfit = found.map(
        lambda graph: (1, graph.assertions, graph.unnamed, graph.unfit)).reduce(
        lambda a, b: (a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]))
    summary = Summary(documents, nodes.count(), assertions, unnamed, unfit, tuple(some), left_out,
                      time.monotonic() - started)
    target.done({key: value for key, value in asdict(summary).items() if key != "skipped"})
    return summary


def _extraction(item: Extraction | Skipped) -> list[Extraction]:
    return [item] if isinstance(item, Extraction) else []


def _skipped(item: Extraction | Skipped) -> list[Skipped]:
    return [Skipped(item.source, item.reason)] if isinstance(item, Skipped) else []


def _cause(error: Exception) -> str:
    """The line that says most: the last one of Python's trace inside, or the first of Java's."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    python = [line for line in lines if _RAISED.match(line)]
    line = python[-1] if python else lines[0] if lines else type(error).__name__
    return line.removeprefix("newsgraph.errors.")[:300]
