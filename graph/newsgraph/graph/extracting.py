"""From sources to extractions, in this process or in several; what was found is not lost if work is cut short."""

import contextlib
import functools
import itertools
import os
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from newsgraph.errors import CorpusError
from newsgraph.extraction import Extractor
from newsgraph.extraction.pool import MEMORY, TIMEOUT, Lost, Pool, Slowest, cores, failed
from newsgraph.records import Document, Extraction, Skipped

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus
    from newsgraph.documents import Options
    from newsgraph.graph.quarantine import Quarantine

MANY = 50
"""From so many documents on, several processes are worth the time that they take to load their models."""

_BATCH = 16
_PAUSE = 2.0
_MOST = 500


@dataclass(slots=True)
class Tally:
    """What became of the documents on their way into a corpus."""

    skipped: list[Skipped] = field(default_factory=list)
    extracted: int = 0
    reused: int = 0


@dataclass(frozen=True, slots=True)
class Effort:
    """How to extract.

    `jobs` is the number of processes; None: as many as there are cores, where there are more than `MANY`
    documents to extract, otherwise this one alone. `timeout` is how many seconds one document may take, and `memory`
    how many MiB a process may hold; None: `TIMEOUT` and `MEMORY` of `newsgraph.extraction.pool`, or without limit
    where this process does it alone. `retry`: documents that were given up before are tried again.
    """

    jobs: int | None = None
    timeout: float | None = None
    memory: int | None = None
    retry: bool = False


class Engine:
    """An extractor, and how it is put to work.

    Parameters
    ----------
    model
        What `newsgraph.extraction.load` takes.
    extractor
        Used instead of loading `model`.
    effort
        How many processes, and for how long.
    """

    def __init__(self, model: str = "default", extractor: Extractor | None = None,
                 effort: Effort | None = None) -> None:
        from newsgraph.extraction import load

        self.extractor: Extractor = extractor if extractor is not None else load(model)
        self.version = self.extractor.version
        self.effort = effort or Effort()
        self.slowest = Slowest()
        self._make: Callable[[], Extractor] = (
            functools.partial(load, model) if extractor is None else functools.partial(_itself, extractor))
        # Documents that a server reads are not read faster by loading this machine.
        self._remote = model.startswith("openai:")
        self._alone = extractor is not None or self._remote

    def run(self, documents: Iterable[Document], *, ordered: bool = False) -> Iterator[Extraction | Skipped]:
        """What documents say, or why that is not known; in their order if `ordered`, else as it comes."""
        waiting = iter(documents)
        jobs, timeout, memory = self.effort.jobs, self.effort.timeout, self.effort.memory
        if jobs is None and not self._alone:
            first = list(itertools.islice(waiting, MANY + 1))
            waiting = itertools.chain(first, waiting)
            if len(first) > MANY:
                jobs = cores()
        if (jobs or 1) == 1 and timeout is None and memory is None:
            yield from self._here(waiting)
            return
        with Pool(self._make, jobs or 1, timeout or TIMEOUT, memory or MEMORY) as pool:
            self.slowest = pool.slowest
            yield from pool.run(waiting, ordered=ordered)

    def quarantine(self, folder: Path) -> "Quarantine | None":
        """What is known of documents that cost a process; None where a server reads them, which may have been ill."""
        from newsgraph.graph.quarantine import FILE, Quarantine

        if self._remote:
            return None
        return Quarantine(folder / FILE, self.version, self.effort.timeout or TIMEOUT, self.effort.memory or MEMORY,
                          retry=self.effort.retry)

    def _here(self, documents: Iterator[Document]) -> Iterator[Extraction | Skipped]:
        while batch := list(itertools.islice(documents, _BATCH)):
            while batch:
                done = 0
                started = time.monotonic()
                try:
                    for found in self.extractor.pipe(batch):
                        self.slowest.note(time.monotonic() - started, found.document.source)
                        yield found
                        done += 1
                        started = time.monotonic()
                    break
                except Exception:
                    # One that is read ahead may be at fault; what comes out next is tried by itself.
                    yield self._alone_one(batch[done])
                    batch = batch[done + 1:]

    def _alone_one(self, document: Document) -> Extraction | Skipped:
        try:
            return self.extractor.extract(document)
        except Exception as error:
            return Skipped(document.source, failed(error))


def _itself(extractor: Extractor) -> Extractor:
    return extractor


class Unfinished:
    """What was extracted for a change that has not been completed: the next try need not do it again.

    As a context manager: an exception, Ctrl-C too, keeps what is there; otherwise it is no longer needed, and
    removed. Work that is done within two seconds is not written at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._corpus: Corpus | None = None
        self._fresh: list[Extraction] = []
        self._written = time.monotonic()

    def __enter__(self) -> "Unfinished":
        if self.path.is_file():
            self._open()
        return self

    def _open(self) -> "Corpus":
        from newsgraph.corpus import Corpus

        if self._corpus is None:
            try:
                self._corpus = Corpus(self.path)
            except CorpusError:
                # It only saves time: a damaged one is worth nothing.
                self._remove()
                self._corpus = Corpus(self.path)
        return self._corpus

    def cached(self, document: Document, version: str) -> Extraction | None:
        """What an earlier try found in this document."""
        with contextlib.suppress(CorpusError):
            return self._corpus.cached(document, version) if self._corpus is not None else None
        return None

    def put(self, extraction: Extraction) -> None:
        """Keep it, soon."""
        self._fresh.append(extraction)
        if len(self._fresh) >= _MOST or time.monotonic() - self._written > _PAUSE:
            self._flush()

    def _flush(self) -> None:
        corpus = self._open()
        with corpus.write():
            for extraction in self._fresh:
                corpus.put(extraction)
        self._fresh = []
        self._written = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        if error is not None and self._fresh:
            with contextlib.suppress(CorpusError):
                self._flush()
        if self._corpus is not None:
            self._corpus.close()
        if error is None:
            self._remove()

    def _remove(self) -> None:
        for ending in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)


def read_sources(sources: Sequence[str | os.PathLike[str]],
                 options: "Options | None" = None) -> Iterable[Document | Skipped]:
    """`newsgraph.documents.read`, loaded when it is needed."""
    from newsgraph.documents import read

    return read(sources, options=options)


def extracted(sources: Sequence[str | os.PathLike[str]], *, model: str = "default",
              extractor: Extractor | None = None, documents: Iterable[Document | Skipped] | None = None,
              tally: Tally, effort: Effort | None = None,
              options: "Options | None" = None) -> Generator[Extraction, None, None]:
    """What sources say, document by document in their order, without a graph; `tally` keeps what was skipped."""
    engine = Engine(model, extractor, effort)
    read = read_sources(sources, options) if documents is None else documents
    yield from _counted(engine.run(readable(read, tally.skipped), ordered=True), tally)


def extract_into(corpus: "Corpus", documents: Iterable[Document | Skipped], engine: Engine | Extractor,
                 tally: Tally, unfinished: Unfinished | None = None) -> Generator[str, None, None]:
    """Put documents into a corpus, extracting those that it does not know; yields the id of each.

    A document that an extractor fails on is skipped, and stops nothing.
    """
    if not isinstance(engine, Engine):
        engine = Engine(extractor=engine)
    known: list[str] = []
    quarantine = engine.quarantine(corpus.path.parent)
    unknown = _unknown(corpus, documents, engine.version, tally, unfinished, known)
    if quarantine is not None:
        unknown = _released(unknown, quarantine, tally)
    for extraction in _counted(engine.run(unknown), tally, quarantine):
        corpus.put(extraction)
        if unfinished is not None:
            unfinished.put(extraction)
        yield extraction.document.id
        yield from _taken(known)
    yield from _taken(known)


def _unknown(corpus: "Corpus", documents: Iterable[Document | Skipped], version: str, tally: Tally,
             unfinished: Unfinished | None, known: list[str]) -> Iterator[Document]:
    """The documents that must be extracted; the ids of the others are added to `known`."""
    seen: dict[str, str] = {}
    for document in readable(documents, tally.skipped):
        if document.id in seen:
            reason = f"it has the same id, {document.id}, as {seen[document.id]}"
            tally.skipped.append(Skipped(document.source, reason))
            continue
        seen[document.id] = document.source
        if corpus.holds(document, version):
            tally.reused += 1
            known.append(document.id)
            continue
        found = corpus.cached(document, version)
        if found is None and unfinished is not None:
            found = unfinished.cached(document, version)
        if found is None:
            yield document
            continue
        corpus.put(found)
        if unfinished is not None:
            unfinished.put(found)
        tally.reused += 1
        known.append(document.id)


def _released(documents: Iterable[Document], quarantine: "Quarantine", tally: Tally) -> Iterator[Document]:
    """The documents that are to be tried."""
    for document in documents:
        reason = quarantine.reason(document)
        if reason is None:
            yield document
        else:
            tally.skipped.append(Skipped(document.source, reason))


def _taken(known: list[str]) -> Iterator[str]:
    while known:
        yield known.pop()


def readable(documents: Iterable[Document | Skipped], skipped: list[Skipped]) -> Iterator[Document]:
    """The documents; what could not be read is put into `skipped`."""
    for document in documents:
        if isinstance(document, Skipped):
            skipped.append(document)
        else:
            yield document


def _counted(results: Iterable[Extraction | Skipped], tally: Tally,
             quarantine: "Quarantine | None" = None) -> Iterator[Extraction]:
    for result in results:
        if isinstance(result, Skipped):
            tally.skipped.append(Skipped(result.source, result.reason))
            if quarantine is not None and isinstance(result, Lost):
                quarantine.put(result)
        else:
            tally.extracted += 1
            if quarantine is not None:
                quarantine.release(result.document)
            yield result
