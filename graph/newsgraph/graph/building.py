"""From sources to a graph on disk: the one place that runs the stages after one another.

`build` reads sources into a corpus, in place of what was in it; `changing` is for any other change of a
corpus, and makes the graph follow. Both leave the graph that was there untouched until the new one is
complete.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from newsgraph.errors import DocumentError, NewsgraphError
from newsgraph.graph.deriving import Draft, Progress, Settings, derive, settings_of
from newsgraph.graph.reading import Reader
from newsgraph.graph.store import DATABASE, open_store, store_path, writing
from newsgraph.graph.vocabulary import Vocabulary, load
from newsgraph.records import Document, Extraction, Skipped

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus
    from newsgraph.resolution.index import Change

_BATCH = 16


class Extractor(Protocol):
    """What `newsgraph.extraction.load` gives."""

    @property
    def version(self) -> str: ...

    def extract(self, document: Document) -> Extraction: ...

    def pipe(self, documents: Iterable[Document]) -> Iterator[Extraction]: ...


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did, for people.

    `counts` is what `Reader.counts` gives; `unnamed` and `unfit` count the facts that the graph leaves out
    (see `newsgraph.graph.mapping.DocumentGraph`); `extracted` and `reused` count documents; `seconds` is
    wall-clock time.
    """

    counts: dict[str, dict[str, int]]
    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...] = ()
    extracted: int = 0
    reused: int = 0
    unnamed: int = 0
    unfit: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """What became of the documents on their way into a corpus."""

    skipped: list[Skipped] = field(default_factory=list)
    extracted: int = 0
    reused: int = 0


def corpus_path(output: str | os.PathLike[str]) -> Path:
    """Where an output folder's corpus is."""
    return Path(output) / DATABASE / "corpus.sqlite"


def build(sources: Sequence[str | os.PathLike[str]], output: str | os.PathLike[str] = "output", *,
          model: str = "default", min_confidence: float = 0.0,
          vocabulary: Sequence[str | os.PathLike[str]] = (), extractor: Extractor | None = None,
          documents: Iterable[Document | Skipped] | None = None, view: bool = True,
          progress: Progress | None = None) -> Summary:
    """Make the graph of these sources, in place of the one that the output folder may hold.

    Parameters
    ----------
    sources
        Whatever `newsgraph.documents.read` takes.
    output
        The folder to write into.
    model
        What `newsgraph.extraction.load` takes.
    min_confidence
        Facts below this probability are left out of the graph; the corpus keeps them.
    vocabulary
        Turtle files that add types or predicates.
    extractor, documents
        Used instead of loading `model` and of reading `sources`.
    view
        Whether to draw the page.
    progress
        Told how far it is.

    Raises
    ------
    DocumentError
        If not one source could be read.
    NewsgraphError
        If the model, the vocabulary or the folder cannot be used.
    """
    started = time.monotonic()
    words = load(*vocabulary)
    extractor = extractor or _load(model)
    documents = _read(sources) if documents is None else documents
    tally = Tally()
    with changing(output, settings=Settings(model, min_confidence), vocabulary=words, view=view,
                  progress=progress) as work:
        kept = set()
        for done, id in enumerate(extract_into(work.corpus, documents, extractor, tally), 1):
            kept.add(id)
            work.tell("reading", done, None)
        if not kept:
            raise DocumentError(_nothing(tally.skipped))
        for id in set(work.corpus.ids()) - kept:
            work.corpus.remove(id)
    draft = work.draft
    assert draft is not None
    counts = Reader(open_store(output)).counts()
    return Summary(counts, work.files, tuple(tally.skipped), tally.extracted, tally.reused,
                   draft.unnamed, draft.unfit, time.monotonic() - started)


@dataclass(slots=True)
class Work:
    """A change of a graph on its way. The caller changes `corpus`; `draft`, `files` and `change` say what
    came of it once the block is left."""

    folder: Path
    corpus: "Corpus"
    tell: Progress
    draft: Draft | None = None
    change: "Change | None" = None
    files: tuple[Path, ...] = ()


@contextmanager
def changing(output: str | os.PathLike[str], *, settings: Settings | None = None,
             vocabulary: Vocabulary | None = None, view: bool = True, timeout: float = 10.0,
             progress: Progress | None = None) -> Iterator[Work]:
    """Change a corpus, and let the graph follow: all of it happens, or nothing.

    ::

        with changing("output") as work:
            work.corpus.remove("a.txt")

    When the block is left, the names are resolved (with ``decisions.toml``), the graph is brought up to date,
    and corpus and graph are put in the place of the old ones. An exception, Ctrl-C too, leaves both as they
    were.

    Parameters
    ----------
    settings, vocabulary
        How to make the graph; without them, as it was made before.
    view
        Whether to draw the page.
    timeout
        Seconds to wait for another process that is changing the same graph.
    progress
        Told how far it is.

    Raises
    ------
    GraphError, CorpusError, DecisionError
        If the folder is in use or cannot be written, or what is in it is damaged.
    """
    from newsgraph.corpus import Corpus
    from newsgraph.resolution.decisions import Decisions
    from newsgraph.resolution.index import Index

    tell = progress or (lambda stage, done, total: None)
    with writing(output, timeout=timeout) as folder, Corpus(corpus_path(folder)) as corpus:
        if vocabulary is None:
            vocabulary = Reader(open_store(folder)).vocabulary if store_path(folder).is_dir() else load()
        settings = settings or settings_of(folder) or Settings()
        work = Work(folder, corpus, tell)
        with ExitStack() as drafts:
            with corpus.write():
                index = Index(corpus)
                before = index.stamp
                yield work
                tell("resolving", 0, None)
                work.change = index.sync(Decisions.load(folder / "decisions.toml"))
                work.draft = derive(folder, corpus, index, work.change, settings, vocabulary, drafts,
                                    before=before, view=view, progress=tell)
            work.files = work.draft.publish()


def _nothing(skipped: list[Skipped]) -> str:
    if len(skipped) == 1:
        return f"{skipped[0].source} was not read: {skipped[0].reason}"
    if skipped:
        first = f"{skipped[0].source}: {skipped[0].reason}"
        return f"none of the {len(skipped)} sources could be read; the first, {first}"
    return "there is nothing to read in these sources"


def extracted(sources: Sequence[str | os.PathLike[str]], *, model: str = "default",
              extractor: Extractor | None = None,
              documents: Iterable[Document | Skipped] | None = None, tally: "Tally") -> Iterator[Extraction]:
    """What sources say, document by document, without a graph; `tally` keeps what was skipped."""
    extractor = extractor or _load(model)
    batch: list[Document] = []
    for document in _read(sources) if documents is None else documents:
        if isinstance(document, Skipped):
            tally.skipped.append(document)
            continue
        batch.append(document)
        if len(batch) == _BATCH:
            yield from _extract(batch, extractor, tally)
            batch = []
    yield from _extract(batch, extractor, tally)


def _load(model: str) -> Extractor:
    from newsgraph.extraction import load as load_extractor

    extractor: Extractor = load_extractor(model)
    return extractor


def _read(sources: Sequence[str | os.PathLike[str]]) -> Iterable[Document | Skipped]:
    from newsgraph.documents import read

    return read(sources)


def sample_documents() -> Iterator[Document | Skipped]:
    """The articles that ship with the package, under names that are the same wherever it is installed."""
    from newsgraph import samples

    folder = samples.articles()
    for document in _read([str(folder)]):
        if isinstance(document, Skipped):
            yield document
            continue
        source = "samples" + document.source.removeprefix(str(folder)).replace(os.sep, "/")
        yield replace(document, source=source, id=source if document.id == document.source else document.id)


def extract_into(corpus: "Corpus", documents: Iterable[Document | Skipped], extractor: Extractor,
                 tally: Tally) -> Iterator[str]:
    """Put documents into a corpus, extracting those that it does not know; yields the id of each.

    A document that an extractor fails on is skipped, and stops nothing.
    """
    batch: list[Document] = []
    seen: dict[str, str] = {}
    for document in documents:
        if isinstance(document, Skipped):
            tally.skipped.append(document)
            continue
        if document.id in seen:
            reason = f"it has the same id, {document.id}, as {seen[document.id]}"
            tally.skipped.append(Skipped(document.source, reason))
            continue
        seen[document.id] = document.source
        if corpus.holds(document, extractor.version):
            tally.reused += 1
            yield document.id
        elif (known := corpus.cached(document, extractor.version)) is not None:
            corpus.put(known)
            tally.reused += 1
            yield document.id
        else:
            batch.append(document)
            if len(batch) == _BATCH:
                yield from _keep(corpus, batch, extractor, tally)
                batch = []
    yield from _keep(corpus, batch, extractor, tally)


def _keep(corpus: "Corpus", batch: list[Document], extractor: Extractor, tally: Tally) -> Iterator[str]:
    for extraction in _extract(batch, extractor, tally):
        corpus.put(extraction)
        yield extraction.document.id


def _extract(batch: list[Document], extractor: Extractor, tally: Tally) -> list[Extraction]:
    found: list[Extraction] = []
    try:
        found = list(extractor.pipe(batch))
    except Exception:
        # One document of the batch is at fault: find out which, and keep the others.
        found = []
        for document in batch:
            try:
                found.append(extractor.extract(document))
            except Exception as error:
                what = str(error) if isinstance(error, NewsgraphError) else f"{type(error).__name__}: {error}"
                tally.skipped.append(Skipped(document.source, f"extraction failed: {what}"))
    tally.extracted += len(found)
    return found
