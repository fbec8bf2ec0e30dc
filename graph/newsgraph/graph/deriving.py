"""Everything that follows from a corpus: the store, the Turtle file, the page. Delete them and they come back the same."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph import mapping, turtle, validation
from newsgraph.graph.namespaces import ENTITIES_GRAPH, fingerprint
from newsgraph.graph.reading import Reader
from newsgraph.graph.store import Generation, store_path
from newsgraph.graph.vocabulary import Vocabulary
from newsgraph.records import Extraction, Node, Resolution

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus

Progress = Callable[[str, int, int | None], None]
"""Called with a stage ("reading", "resolving", "mapping", "writing", "drawing"), how much is done and, if known, of
how much."""

_STATE = "newsgraph.json"
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """How a graph was made; kept with it, so that adding to it later goes the same way."""

    model: str = "default"
    min_confidence: float = 0.0


@dataclass(slots=True)
class Draft:
    """A graph that is complete and not yet seen by anybody. `unnamed` and `unfit` count facts that were left out
    (see `newsgraph.graph.mapping.DocumentGraph`), of the documents that were written anew."""

    generation: Generation
    files: list[tuple[Path, Path]]
    counts: dict[str, dict[str, int]]
    triples: int
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
    return None if state is None else Settings(state["settings"]["model"], state["settings"]["min_confidence"])


def stamp_of(output: str | os.PathLike[str]) -> str | None:
    """The `Corpus.stamp` that the graph in an output folder was derived from; None where there is no graph.

    Where it is not the corpus's own, a process was killed between the two: derive again.
    """
    state = _state(Path(output))
    return None if state is None else str(state["stamp"])


def derive(folder: Path, corpus: "Corpus", settings: Settings, vocabulary: Vocabulary, resolution: Resolution,
           drafts: ExitStack, *, changed: Iterable[str] | None = None, view: bool = True,
           progress: Progress | None = None) -> Draft:
    """Make store, Turtle and page from a corpus, as a draft to be published.

    Parameters
    ----------
    folder
        The output folder, held by `newsgraph.graph.store.writing`.
    corpus
        The documents and extractions; the caller may be in a transaction on it.
    settings, vocabulary
        How to make the graph.
    resolution
        Which entities of the corpus are one node.
    drafts
        Throws away what was not published when it closes.
    changed
        The ids of documents that were added, changed or removed since the graph was last derived: then only their
        graphs are written anew, and those whose entities turned out to be other nodes. None: everything is.
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
    plain = {"model": settings.model, "min_confidence": settings.min_confidence,
             "vocabulary": fingerprint(*sorted(map(str, vocabulary.triples)))}
    old = _state(folder) if changed is not None else None
    if old is not None and old["settings"] != plain:
        old = None
    try:
        generation = drafts.enter_context(Generation(folder, keep=old is not None))
        marks = _marks(corpus.ids(), resolution)
        writer = _Writer(generation, corpus, resolution, vocabulary, settings.min_confidence)
        if old is None:
            documents = writer.everything(marks, tell)
        else:
            documents = writer.only(set(changed or ()), old["documents"], marks, tell)
        (generation.path / _STATE).write_text(
            json.dumps({"settings": plain, "stamp": corpus.stamp, "documents": documents}), encoding="utf-8")
        tell("writing", 0, None)
        files: list[tuple[Path, Path]] = []
        with _draft(folder / "graph.ttl", drafts, files) as file:
            triples = turtle.write_store(generation.store, file)
        if view:
            tell("drawing", 0, None)
            place = Path(drafts.enter_context(tempfile.TemporaryDirectory(prefix=".graph-", dir=folder)))
            draw(generation.store, place / "graph.html")
            files.append((place / "graph.html", folder / "graph.html"))
        counts = Reader(generation.store).counts()
    except OSError as error:
        raise GraphError(f"the graph cannot be written to {folder}: {error.strerror or error}") from error
    return Draft(generation, files, counts, triples, writer.unnamed, writer.unfit)


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


def _marks(ids: Iterable[str], resolution: Resolution) -> dict[str, str]:
    """For each document, what its graph depends on beside itself: which nodes its entities are."""
    members: dict[str, list[tuple[str, str, str]]] = {id: [] for id in ids}
    for node in resolution.nodes:
        for document, entity in node.members:
            members.setdefault(document, []).append((entity, node.key, node.type))
    return {id: fingerprint(*(part for member in sorted(found) for part in member)) for id, found in members.items()}


class _Writer:
    """Puts a corpus into a generation of the store; checks every document's graph before it goes in."""

    def __init__(self, generation: Generation, corpus: "Corpus", resolution: Resolution, vocabulary: Vocabulary,
                 min_confidence: float) -> None:
        self.generation = generation
        self.store = generation.store
        self.corpus = corpus
        self.nodes = resolution.nodes
        self.members = resolution.index()
        self.vocabulary = vocabulary
        self.min_confidence = min_confidence
        self.unnamed = self.unfit = 0

    def everything(self, marks: dict[str, str], tell: Progress) -> dict[str, list[str]]:
        """Write all documents into an empty store; gives each one's mark and IRI."""
        self.generation.load(mapping.vocabulary_quads(self.vocabulary))
        self.generation.load(mapping.node_quads(self.nodes, self.vocabulary))
        documents = {}
        for graphs in self._graphs(self.corpus.extractions(), len(marks), tell):
            self.generation.load(quad for graph in graphs.values() for quad in graph.quads)
            documents.update({id: [marks[id], graph.iri] for id, graph in graphs.items()})
        return documents

    def only(self, changed: set[str], old: dict[str, list[str]], marks: dict[str, str],
             tell: Progress) -> dict[str, list[str]]:
        """Write the documents that are not as they were, and the nodes that are not; gives marks and IRIs of all."""
        stale = changed | {id for id in old.keys() | marks.keys() if marks.get(id) != old.get(id, [""])[0]}
        documents = {id: entry for id, entry in old.items() if id not in stale}
        for id in stale & old.keys():
            self.store.remove_graph(ox.NamedNode(old[id][1]))
        fresh = sorted(stale & marks.keys())
        for graphs in self._graphs(self.corpus.extractions(fresh), len(fresh), tell):
            self.store.extend(quad for graph in graphs.values() for quad in graph.quads)
            documents.update({id: [marks[id], graph.iri] for id, graph in graphs.items()})
        wanted = set(mapping.node_quads(self.nodes, self.vocabulary))
        there = set(self.store.quads_for_pattern(None, None, None, ox.NamedNode(ENTITIES_GRAPH)))
        for quad in there - wanted:
            self.store.remove(quad)
        self.store.extend(wanted - there)
        return documents

    def _graphs(self, extractions: Iterator[Extraction], total: int,
                tell: Progress) -> Iterator[dict[str, mapping.DocumentGraph]]:
        """Graphs of documents by id, batch by batch, each batch checked against the shapes."""
        done = 0
        while batch := list(islice(extractions, _BATCH)):
            found = {}
            for extraction in batch:
                graph = mapping.document_graph(extraction, self.members, self.vocabulary,
                                               min_confidence=self.min_confidence)
                self.unnamed += graph.unnamed
                self.unfit += graph.unfit
                found[extraction.document.id] = graph
            self._check(batch, found)
            done += len(batch)
            tell("mapping", done, total)
            yield found

    def _check(self, batch: list[Extraction], graphs: dict[str, mapping.DocumentGraph]) -> None:
        """Shapes look at one thing and its neighbours, all of which are in its document's graph or are nodes."""
        small = ox.Store()
        small.extend(mapping.vocabulary_quads(self.vocabulary))
        nodes: dict[str, Node] = {}
        for extraction in batch:
            for entity in extraction.entities:
                node = self.members.get((extraction.document.id, entity.id))
                if node is not None:
                    nodes[node.key] = node
        small.extend(mapping.node_quads(nodes.values(), self.vocabulary))
        small.extend(quad for graph in graphs.values() for quad in graph.quads)
        validation.require(validation.check(small, self.vocabulary, limit=1))


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
