"""Keeping a graph up to date: add and remove documents, follow decisions."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from newsgraph.errors import DocumentError
from newsgraph.extraction import Extractor
from newsgraph.graph.building import changing, unread
from newsgraph.graph.deriving import Progress, Settings, settings_of, stamp_of
from newsgraph.graph.extracting import Effort, Engine, Tally, extract_into, read_sources
from newsgraph.graph.inventory import inside, require
from newsgraph.records import Document, Skipped

if TYPE_CHECKING:
    from newsgraph.corpus import Corpus
    from newsgraph.documents import Options
    from newsgraph.resolution.index import Change


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What a change did: ids of documents, sources that were skipped, and how much of the graph it touched.

    `nodes` counts things that are new, gone or described otherwise, `rewritten` documents whose graphs were written
    anew; `seconds` is wall-clock time.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    nodes: int = 0
    rewritten: int = 0
    seconds: float = 0.0


class _NothingToDo(Exception):
    """Leaves a transaction that would change nothing."""


def add(sources: Sequence[str | os.PathLike[str]], output: str | os.PathLike[str] = "output", *,
        model: str | None = None, extractor: Extractor | None = None,
        documents: Iterable[Document | Skipped] | None = None, view: bool = True, timeout: float = 60.0,
        effort: Effort | None = None, options: "Options | None" = None,
        progress: Progress | None = None) -> Upkeep:
    """Add documents to a graph, or put new versions in the place of old ones.

    Only documents that are new or changed are extracted, and only what follows from them is written. All of
    it happens, or nothing.

    Parameters
    ----------
    sources
        Whatever `newsgraph.documents.read` takes.
    output
        The folder of the graph; without one, a graph is begun.
    model
        What extracts; None: what the graph was made with.
    extractor, documents
        Used instead of loading a model and of reading `sources`.
    view
        Whether to draw the page.
    timeout
        Seconds to wait for another process that is changing the same graph.
    effort
        In how many processes to extract, and how long a document may take.
    options
        How to read sources.

    Raises
    ------
    DocumentError
        If not one source could be read.
    NewsgraphError
        If the graph is in use or damaged, or was loaded, or the model cannot be used.
    """
    started = time.monotonic()
    old = settings_of(output)
    settings = Settings(model or (old.model if old else "default"), old.min_confidence if old else 0.0)
    from newsgraph.resolution.decisions import DECISIONS, Decisions
    from newsgraph.resolution.index import Index

    engine = Engine(settings.model, extractor, effort)
    if documents is None:
        documents = read_sources(sources, options)
    tally = Tally()
    told: dict[str, str] = {}
    kept: set[str] = set()
    try:
        with changing(output, settings=settings, view=view, timeout=timeout, progress=progress) as work:
            watched = _watch(documents, work.corpus.holds, work.corpus.__contains__, told)
            with closing(extract_into(work.corpus, watched, engine, tally, work.unfinished)) as found:
                for done, id in enumerate(found, 1):
                    kept.add(id)
                    work.tell("reading", done, None)
            if not kept:
                raise DocumentError(unread(tally.skipped))
            index = Index(work.corpus)
            if index.is_current(Decisions.load(work.folder / DECISIONS)) and (
                    index.stamp == stamp_of(output)):
                raise _NothingToDo
        change = work.change
    except _NothingToDo:
        change = None
    kinds = {kind: tuple(id for id, k in told.items() if k == kind and id in kept)
             for kind in ("added", "changed", "unchanged")}
    return Upkeep(**kinds, skipped=tuple(tally.skipped), nodes=_nodes(change),
                  rewritten=len(change.documents) if change else 0, seconds=time.monotonic() - started)


def remove(names: Sequence[str], output: str | os.PathLike[str] = "output", *, view: bool = True,
           timeout: float = 60.0, progress: Progress | None = None) -> Upkeep:
    """Take documents out of a graph; what is left is the graph that never had them.

    Parameters
    ----------
    names
        Ids or sources of documents, or folders that sources lie in.

    Raises
    ------
    DocumentError
        If the graph holds no such document; then nothing is removed.
    GraphError
        If there is no graph, or another process is changing it.
    """
    started = time.monotonic()
    require(output)
    with changing(output, view=view, timeout=timeout, progress=progress) as work:
        meant = sorted({id for name in names for id in _meant(name, work.corpus)})
        for id in meant:
            work.corpus.remove(id)
    change = work.change
    return Upkeep(removed=tuple(meant), nodes=_nodes(change),
                  rewritten=len(change.documents) if change else 0, seconds=time.monotonic() - started)


def refresh(output: str | os.PathLike[str] = "output", *, view: bool = True, timeout: float = 60.0,
            progress: Progress | None = None) -> Upkeep:
    """Let a graph follow its decisions.

    Raises
    ------
    DecisionError
        If ``decisions.toml`` cannot be read.
    GraphError
        If there is no graph, or another process is changing it.
    """
    started = time.monotonic()
    require(output)
    with changing(output, view=view, timeout=timeout, progress=progress) as work:
        pass
    change = work.change
    return Upkeep(nodes=_nodes(change),
                  rewritten=len(change.documents) if change else 0, seconds=time.monotonic() - started)


def _nodes(change: "Change | None") -> int:
    """How many things are new, described otherwise, or gone."""
    return len({*change.nodes, *change.gone}) if change else 0


def _watch(
    documents: Iterable[Document | Skipped],
    holds: Callable[[Document], bool],
    there: Callable[[str], bool],
    told: dict[str, str],
) -> Iterator[Document | Skipped]:
    """Note what each document is to the corpus, before it gets there."""
    for document in documents:
        if isinstance(document, Document) and document.id not in told:
            told[document.id] = (
                "unchanged" if holds(document) else "changed" if there(document.id) else "added"
            )
        yield document


def _meant(name: str, corpus: "Corpus") -> list[str]:
    """The documents that a name means: by id, else by source, else all in that folder."""
    if name in corpus:
        return [name]
    known = [(id, source) for id, source, *_ in corpus.listing()]
    root = os.path.normpath(name)
    found = [id for id, source in known if source == name] or [id for id, source in known if inside(source, root)]
    if not found:
        near = get_close_matches(name, [text for pair in known for text in pair], 1)
        hint = f"; did you mean {near[0]}?" if near else ""
        raise DocumentError(f"the graph holds no document {name}{hint}")
    return found
