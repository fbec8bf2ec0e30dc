"""From sources to a graph on disk: the one place that runs the stages after one another.

`build` reads sources; `derive` makes everything that follows from a corpus, and rewrites only what changed. Both
leave the graph that was there before untouched until the new one is complete. Who changes the corpus in another way
(adds, removes) does so inside `newsgraph.graph.store.writing` and one `Corpus.write`, and calls `derive` in there.
"""

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from newsgraph.errors import DocumentError, NewsgraphError
from newsgraph.graph.deriving import Progress, Settings, derive
from newsgraph.graph.store import DATABASE, writing
from newsgraph.graph.vocabulary import load
from newsgraph.records import Document, Extraction, Resolution, Skipped

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus

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

    `counts` is what `Reader.counts` gives; `unnamed` and `unfit` count the facts that the graph leaves out (see
    `newsgraph.graph.mapping.DocumentGraph`); `extracted` and `reused` count documents; `seconds` is wall-clock time.
    """

    counts: dict[str, dict[str, int]]
    files: tuple[Path, ...]
    skipped: tuple[Skipped, ...] = ()
    extracted: int = 0
    reused: int = 0
    unnamed: int = 0
    unfit: int = 0
    triples: int = 0
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
          documents: Iterable[Document | Skipped] | None = None,
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
    progress
        Told how far it is.

    Raises
    ------
    DocumentError
        If not one source could be read.
    NewsgraphError
        If the model, the vocabulary or the folder cannot be used.
    """
    from newsgraph.corpus import Corpus

    started = time.monotonic()
    words = load(*vocabulary)
    tell = progress or (lambda stage, done, total: None)
    if extractor is None:
        from newsgraph.extraction import load as load_extractor

        extractor = load_extractor(model)
    if documents is None:
        from newsgraph.documents import read

        documents = read(sources)
    tally = Tally()
    with writing(output) as folder, Corpus(corpus_path(folder)) as corpus:
        with ExitStack() as drafts:
            with corpus.write():
                kept = set()
                for done, id in enumerate(extract_into(corpus, documents, extractor, tally), 1):
                    kept.add(id)
                    tell("reading", done, None)
                if not kept:
                    raise DocumentError(_nothing(tally.skipped))
                for id in set(corpus.ids()) - kept:
                    corpus.remove(id)
                tell("resolving", 0, None)
                draft = derive(folder, corpus, Settings(model, min_confidence), words, resolved(folder, corpus),
                               drafts, progress=tell)
            files = draft.publish()
        counts, triples = draft.counts, draft.triples
    return Summary(counts, files, tuple(tally.skipped), tally.extracted, tally.reused, draft.unnamed, draft.unfit,
                   triples, time.monotonic() - started)


def resolved(folder: Path, corpus: "Corpus") -> Resolution:
    """The nodes of a corpus, with the decisions that a curator wrote beside the graph."""
    from newsgraph.resolution import resolve

    return resolve(list(corpus.extractions()))


def _nothing(skipped: list[Skipped]) -> str:
    if len(skipped) == 1:
        return f"{skipped[0].source} was not read: {skipped[0].reason}"
    if skipped:
        return f"none of the {len(skipped)} sources could be read; the first, {skipped[0].source}: {skipped[0].reason}"
    return "there is nothing to read in these sources"


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
                yield from _extract(corpus, batch, extractor, tally)
                batch = []
    yield from _extract(corpus, batch, extractor, tally)


def _extract(corpus: "Corpus", batch: list[Document], extractor: Extractor, tally: Tally) -> Iterator[str]:
    found: list[Extraction] = []
    try:
        found = list(extractor.pipe(batch))
    except Exception:
        # One document of the batch is at fault: find out which, and keep the others.
        for document in batch:
            try:
                found.append(extractor.extract(document))
            except Exception as error:
                what = str(error) if isinstance(error, NewsgraphError) else f"{type(error).__name__}: {error}"
                tally.skipped.append(Skipped(document.source, f"extraction failed: {what}"))
    for extraction in found:
        corpus.put(extraction)
        tally.extracted += 1
        yield extraction.document.id
