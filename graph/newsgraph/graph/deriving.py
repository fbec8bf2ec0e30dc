"""Everything that follows from a corpus: store, Turtle file, page. Delete them: they come back the same."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph import mapping, terms, turtle, validation
from newsgraph.graph.namespaces import (
    ASSERTION,
    DOCUMENT,
    ENTITIES_GRAPH,
    RDF,
    RDFS,
    ROLE,
    SCHEMA,
    document_iri_of,
    entity_iri,
    fingerprint,
)
from newsgraph.graph.splicing import splice
from newsgraph.graph.store import Generation, store_path
from newsgraph.graph.summary import Summary
from newsgraph.graph.vocabulary import Vocabulary
from newsgraph.records import Extraction
from newsgraph.resolution.facts import judged

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus
    from newsgraph.resolution.index import Change, Index

Progress = Callable[[str, int, int | None], None]
"""Called with a stage ("reading", "resolving", "mapping", "writing", "drawing"), how much is done and, if
known, of how much."""

_STATE = "newsgraph.json"
_BATCH = 200
_MANY = 10_000
_HELD = 200_000
"""Quads to load at a time: Oxigraph holds all of a load, up to three million, in memory."""
_A = ox.NamedNode(RDF + "type")
_LABEL = ox.NamedNode(RDFS + "label")
_IDENTIFIER = ox.NamedNode(SCHEMA + "identifier")
_ENTITIES = ox.NamedNode(ENTITIES_GRAPH)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a graph is made; kept with it, so that adding to it later goes the same way."""

    model: str = "default"
    min_confidence: float = 0.0


@dataclass(slots=True)
class Draft:
    """A graph that is complete and not yet seen by anybody. `unnamed` and `unfit` count facts that were left
    out (see `newsgraph.graph.mapping.DocumentGraph`), of the documents that were written anew."""

    generation: Generation
    files: list[tuple[Path, Path]]
    unnamed: int
    unfit: int

    def publish(self) -> tuple[Path, ...]:
        """Put it in the place of the old one; gives the files."""
        try:
            for draft, path in self.files:
                os.replace(draft, path)
        except OSError as error:
            raise GraphError(f"the graph cannot be written: {error.strerror or error}") from error
        self.generation.publish()
        return (*(path for _, path in self.files), store_path(self.generation.output).parent)


def settings_of(output: str | os.PathLike[str]) -> Settings | None:
    """How the graph in an output folder was made; None where there is none."""
    state = _state(Path(output))
    return None if state is None else Settings(state["model"], state["min_confidence"])


def stamp_of(output: str | os.PathLike[str]) -> str | None:
    """The `Index.stamp` that the graph in an output folder was derived from; None where there is no graph.

    Where it is not the index's own, a process was killed between the two: the next change derives it anew.
    """
    state = _state(Path(output))
    return None if state is None else str(state["stamp"])


def derive(folder: Path, corpus: "Corpus", index: "Index", change: "Change", settings: Settings,
           vocabulary: Vocabulary, drafts: ExitStack, *, before: str, view: bool = True,
           progress: Progress | None = None) -> Draft:
    """Make store, Turtle and page from a corpus, as a draft to be published.

    Only what changed is written anew, if the graph that is there was derived from the corpus as it was before
    the change and in the same way; otherwise everything is.

    Parameters
    ----------
    folder
        The output folder, held by `newsgraph.graph.store.writing`.
    corpus, index
        The documents with their extractions, and which of their entities are one node.
    change
        What the last `Index.sync` changed.
    settings, vocabulary
        How to make the graph.
    drafts
        Throws away what was not published when it closes.
    before
        The `Index.stamp` before the change.
    view
        Whether to draw the page.
    progress
        Told how far it is.

    Raises
    ------
    GraphError
        If the graph breaks its shapes, or cannot be written.
    """
    tell = progress or (lambda stage, done, total: None)
    state = {"model": settings.model, "min_confidence": settings.min_confidence,
             "vocabulary": fingerprint(*sorted(map(str, vocabulary.triples))), "stamp": before}
    part = not change.whole and len(change.documents) <= len(corpus) / 2 and _state(folder) == state
    try:
        generation = drafts.enter_context(Generation(folder, keep=part))
        writer = _Writer(generation, corpus, index, vocabulary, settings.min_confidence, tell)
        files: list[tuple[Path, Path]] = []
        with _draft(folder / "graph.ttl", drafts, files) as file:
            if part:
                writer.only(change, folder / "graph.ttl", file)
            else:
                writer.everything(file)
        generation.note(_STATE, json.dumps({**state, "stamp": index.stamp}))
        if view:
            tell("drawing", 0, None)
            place = Path(drafts.enter_context(tempfile.TemporaryDirectory(prefix=".graph-", dir=folder)))
            draw(generation.store, place / "graph.html")
            files.append((place / "graph.html", folder / "graph.html"))
    except OSError as error:
        raise GraphError(f"the graph cannot be written to {folder}: {error.strerror or error}") from error
    return Draft(generation, files, writer.unnamed, writer.unfit)


def draw(store: ox.Store, path: Path) -> None:
    """Write the page of a store."""
    from newsgraph import view

    view.render(store, path)


def _state(folder: Path) -> dict[str, Any] | None:
    try:
        state: dict[str, Any] = json.loads((store_path(folder) / _STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return state


class _Writer:
    """Puts a corpus into a generation of the store; checks every document's graph before it goes in."""

    def __init__(self, generation: Generation, corpus: "Corpus", index: "Index", vocabulary: Vocabulary,
                 min_confidence: float, tell: Progress) -> None:
        self.generation = generation
        self.corpus = corpus
        self.index = index
        self.decisions = index.decisions()
        self.vocabulary = vocabulary
        self.min_confidence = min_confidence
        self.tell = tell
        self.unnamed = self.unfit = 0

    def everything(self, file: IO[bytes]) -> None:
        """Write all documents and nodes into an empty store, and that into a Turtle file."""
        summary = Summary(self.generation.output)

        def quads() -> Iterator[ox.Quad]:
            for graph in self._graphs(self.corpus.extractions(), len(self.corpus)):
                summary.note(graph.quads)
                yield from graph.quads
            yield from mapping.vocabulary_quads(self.vocabulary)
            yield from mapping.node_quads(self.index.nodes(), self.vocabulary)

        for part in _parts(quads()):
            self.generation.load(part)
        for part in _parts(self._together(summary)):
            self.generation.load(part)
        self.tell("writing", 0, None)
        turtle.write_store(self.generation.store, file, self.generation.output)

    def only(self, change: "Change", text: Path, file: IO[bytes]) -> None:
        """Write the documents and nodes that are not as they were, and a Turtle file that differs there."""
        store = self.generation.store
        gone: list[tuple[bytes, str]] = []
        written: list[str] = []
        touched: set[str] = set()
        summary = Summary()

        def touch(quads: Iterable[ox.Quad]) -> None:
            subjects = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
            touched.update(iri for iri in subjects if not iri.startswith((DOCUMENT, ASSERTION)))

        for id in change.removed | change.documents:
            for quad in list(store.quads_for_pattern(None, _IDENTIFIER, terms.text(id), None)):
                assert isinstance(quad.object, ox.Literal) and isinstance(quad.graph_name, ox.NamedNode)
                gone.append((turtle.order(quad.object), quad.graph_name.value))
                old = list(store.quads_for_pattern(None, None, None, quad.graph_name))
                touch(old)
                summary.note(old)
                store.remove_graph(quad.graph_name)
        for key in [*change.gone, *change.nodes]:
            touched.add(entity_iri(key))
            for quad in list(store.quads_for_pattern(ox.NamedNode(entity_iri(key)), None, None, _ENTITIES)):
                store.remove(quad)
        store.extend(mapping.node_quads(self.index.nodes(change.nodes), self.vocabulary))
        documents = sorted(change.documents)
        for graph in self._graphs(self.corpus.extractions(documents), len(documents)):
            store.extend(graph.quads)
            written.append(graph.iri)
            touch(graph.quads)
            summary.note(graph.quads)
        before = set(summary.described(store))
        after = {quad for thing in summary.descriptions(store) for quad in thing}
        others = {quad.subject for quad in before ^ after}
        self._check_summary([quad for quad in after if quad.subject in others])
        for quad in before - after:
            store.remove(quad)
        store.extend(after - before)
        touch(before ^ after)
        self.tell("writing", 0, None)
        if not splice(text, file, store, gone=gone, written=written, touched=touched):
            turtle.write_store(store, file, self.generation.output)

    def _graphs(self, extractions: Iterator[Extraction], total: int) -> Iterator[mapping.DocumentGraph]:
        done = 0
        while batch := list(islice(extractions, _BATCH)):
            ids = [extraction.document.id for extraction in batch]
            members = self.index.members(ids)
            sources = {id: document_iri_of(*source) for id, source in self.index.sources(ids).items()}
            graphs = [mapping.document_graph(judged(extraction, self.decisions), members, self.vocabulary,
                                             min_confidence=self.min_confidence,
                                             copy_of=sources.get(extraction.document.id)) for extraction in batch]
            conform(members, graphs, self.vocabulary)
            self.unnamed += sum(graph.unnamed for graph in graphs)
            self.unfit += sum(graph.unfit for graph in graphs)
            yield from graphs
            done += len(batch)
            self.tell("mapping", done, total)

    def _together(self, summary: Summary) -> Iterator[ox.Quad]:
        """What documents say together, batch by batch; the store may be given the batches before."""
        things = summary.descriptions(self.generation.store)
        roles: list[ox.Quad] = []
        while batch := [quad for thing in islice(things, _MANY) for quad in thing]:
            roles += (quad for quad in batch if isinstance(quad.subject, ox.NamedNode)
                      and quad.subject.value.startswith(ROLE))
            self._check_summary([*roles, *batch])
            yield from batch

    def _check_summary(self, quads: list[ox.Quad]) -> None:
        """What is pointed at is described in the store already, or in the same batch."""
        small = ox.Store()
        small.extend(mapping.vocabulary_quads(self.vocabulary))
        small.extend(quads)
        for iri in {quad.object for quad in quads if isinstance(quad.object, ox.NamedNode)}:
            for predicate in (_A, _LABEL):
                small.extend(islice(self.generation.store.quads_for_pattern(iri, predicate, None, None), 1))
        validation.require(validation.check(small, self.vocabulary, limit=1))


def conform(members: mapping.Members, graphs: Iterable[mapping.DocumentGraph], vocabulary: Vocabulary) -> None:
    """Check the graphs of documents, whose entities `members` gives, against the shapes.

    Raises
    ------
    GraphError
        For the first violation.
    """
    # Shapes look at one thing and its neighbours: all of them are in its document's graph, or nodes.
    small = ox.Store()
    small.extend(mapping.vocabulary_quads(vocabulary))
    small.extend(mapping.node_quads({node.key: node for node in members.values()}.values(), vocabulary))
    small.extend(quad for graph in graphs for quad in graph.quads)
    validation.require(validation.check(small, vocabulary, limit=1))


def _parts(quads: Iterator[ox.Quad]) -> Iterator[Iterator[ox.Quad]]:
    """Quads in parts that memory may hold; each must be read to its end before the next begins."""
    for quad in quads:
        yield chain([quad], islice(quads, _HELD - 1))


@contextmanager
def _draft(path: Path, drafts: ExitStack, files: list[tuple[Path, Path]]) -> Iterator[IO[bytes]]:
    """A file beside the one that it is to replace; removed by `drafts` if it is not moved there."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    drafts.callback(draft.unlink, missing_ok=True)
    with os.fdopen(handle, "wb") as file:
        yield file
    draft.chmod(0o644)
    files.append((draft, path))
