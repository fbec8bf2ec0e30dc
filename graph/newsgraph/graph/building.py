"""From sources to a graph on disk: the one place that runs the stages after one another.

`build` reads sources into a corpus, in place of what was in it; `changing` is for any other change of a
corpus, and makes the graph follow. Both leave the graph that was there untouched until the new one is
complete.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from newsgraph.errors import DocumentError, GraphError
from newsgraph.extraction import Extractor
from newsgraph.graph.deriving import Draft, Progress, Settings, derive, settings_of
from newsgraph.graph.extracting import (
    Effort,
    Engine,
    Tally,
    Unfinished,
    extract_into,
    extracted,
    read_sources,
)
from newsgraph.graph.reading import Reader
from newsgraph.graph.store import DATABASE, corpus_path, open_store, store_path, writing
from newsgraph.graph.vocabulary import Vocabulary, load
from newsgraph.records import Document, Skipped

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus
    from newsgraph.documents import Options
    from newsgraph.resolution.index import Change

__all__ = ["Effort", "Engine", "Extractor", "Summary", "Tally", "Work", "build", "changing", "corpus_path",
           "extract_into", "extracted", "refuse_loaded", "sample_documents", "unread"]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a build did, for people.

    `counts` is what `Reader.counts` gives; `unnamed` and `unfit` count the facts that the graph leaves out
    (see `newsgraph.graph.mapping.DocumentGraph`); `extracted` and `reused` count documents; `slowest` are the
    documents that took longest to extract, with their seconds; `seconds` is wall-clock time.
    """

    counts: dict[str, dict[str, int]]
    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...] = ()
    extracted: int = 0
    reused: int = 0
    unnamed: int = 0
    unfit: int = 0
    slowest: tuple[tuple[float, str], ...] = ()
    seconds: float = 0.0


def build(sources: Sequence[str | os.PathLike[str]], output: str | os.PathLike[str] = "output", *,
          model: str = "default", min_confidence: float = 0.0,
          vocabulary: Sequence[str | os.PathLike[str]] = (), extractor: Extractor | None = None,
          documents: Iterable[Document | Skipped] | None = None, view: bool = True,
          effort: Effort | None = None, options: "Options | None" = None,
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
    effort
        In how many processes to extract, and how long a document may take.
    options
        How to read sources.
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
    engine = Engine(model, extractor, effort)
    meter = None
    if documents is None:
        from newsgraph.documents import Meter, Options

        meter = Meter(sources)
        documents = read_sources(sources, replace(options or Options(), meter=meter))
    tally = Tally()
    with changing(output, settings=Settings(model, min_confidence), vocabulary=words, view=view,
                  progress=progress) as work:
        kept = set()
        with closing(extract_into(work.corpus, documents, engine, tally, work.unfinished)) as found:
            for done, id in enumerate(found, 1):
                kept.add(id)
                work.tell("reading", done, meter.estimate(done) if meter else None)
        if not kept:
            raise DocumentError(unread(tally.skipped))
        for id in set(work.corpus.ids()) - kept:
            work.corpus.remove(id)
    draft = work.draft
    assert draft is not None
    counts = Reader(open_store(output)).counts()
    return Summary(counts, work.files, tuple(tally.skipped), tally.extracted, tally.reused,
                   draft.unnamed, draft.unfit, tuple(engine.slowest.items), time.monotonic() - started)


@dataclass(slots=True)
class Work:
    """A change of a graph on its way. The caller changes `corpus`; `draft`, `files` and `change` say what
    came of it once the block is left."""

    folder: Path
    corpus: "Corpus"
    tell: Progress
    unfinished: Unfinished
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
    were, and keeps what was put into `Work.unfinished`.

    Parameters
    ----------
    settings, vocabulary
        How to make the graph; without them, as it was made before. A vocabulary must be given where the graph
        that is there was loaded, not built: the new one then takes its place.
    view
        Whether to draw the page.
    timeout
        Seconds to wait for another process that is changing the same graph.
    progress
        Told how far it is.

    Raises
    ------
    GraphError, CorpusError, DecisionError
        If the folder is in use or cannot be written, or what is in it is damaged, or was loaded.
    """
    from newsgraph.corpus import Corpus
    from newsgraph.resolution.decisions import DECISIONS, Decisions
    from newsgraph.resolution.index import Index

    tell = progress or (lambda stage, done, total: None)
    with writing(output, timeout=timeout) as folder:
        if vocabulary is None:
            refuse_loaded(folder)
            vocabulary = Reader(open_store(folder)).vocabulary if store_path(folder).is_dir() else load()
        settings = settings or settings_of(folder) or Settings()
        with (Corpus(corpus_path(folder)) as corpus,
              Unfinished(folder / DATABASE / "unfinished.sqlite") as unfinished, ExitStack() as drafts):
            work = Work(folder, corpus, tell, unfinished)
            with corpus.write():
                index = Index(corpus)
                before = index.stamp
                yield work
                tell("resolving", 0, None)
                work.change = index.sync(Decisions.load(folder / DECISIONS))
                work.draft = derive(folder, corpus, index, work.change, settings, vocabulary, drafts,
                                    before=before, view=view, progress=tell)
            work.files = work.draft.publish()


def refuse_loaded(output: str | os.PathLike[str]) -> None:
    """Raise `GraphError` where a graph was loaded from N-Quads: there are no documents behind it."""
    if store_path(output).is_dir() and settings_of(output) is None and not _has_documents(output):
        raise GraphError(
            f"the graph in {output} was loaded, not built: there are no documents behind it to add to or to change")


def _has_documents(output: str | os.PathLike[str]) -> bool:
    """Whether the corpus has any; it is empty where a build failed, and is ahead of the graph where one was killed."""
    from newsgraph.corpus import Corpus

    path = corpus_path(output)
    if not path.is_file():
        return False
    with Corpus(path, read_only=True) as corpus:
        return len(corpus) > 0


def unread(skipped: Sequence[Skipped]) -> str:
    """Why nothing came of sources, in one sentence."""
    if len(skipped) == 1:
        return f"{skipped[0].source} was not read: {skipped[0].reason}"
    if skipped:
        first = f"{skipped[0].source}: {skipped[0].reason}"
        return f"none of the {len(skipped)} sources could be read; the first, {first}"
    return "there is nothing to read in these sources"


def sample_documents() -> Iterator[Document | Skipped]:
    """The articles that ship with the package, under names that are the same wherever it is installed."""
    from newsgraph import samples

    folder = samples.articles()
    for document in read_sources([str(folder)]):
        if isinstance(document, Skipped):
            yield document
            continue
        source = "samples" + document.source.removeprefix(str(folder)).replace(os.sep, "/")
        yield replace(document, source=source, id=source if document.id == document.source else document.id)
