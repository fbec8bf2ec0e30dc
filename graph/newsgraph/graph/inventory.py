"""What documents a graph holds, and how they differ from files and folders; nothing is changed here."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from newsgraph.corpus import Corpus
from newsgraph.errors import GraphError
from newsgraph.graph.building import corpus_path, refuse_loaded
from newsgraph.graph.extracting import read_sources
from newsgraph.records import Document, Skipped

if TYPE_CHECKING:
    from newsgraph.documents import Options


@dataclass(frozen=True, slots=True)
class Listed:
    """One document of a graph; `facts` counts those that were found in it."""

    id: str
    source: str
    title: str
    date: str | None
    facts: int


@dataclass(slots=True)
class Status:
    """How sources and a graph differ: ids that are new, have changed, are the same, or have no file now."""

    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def listing(output: str | os.PathLike[str] = "output") -> list[Listed]:
    """The documents of a graph, in the order of their ids."""
    require(output)
    with Corpus(corpus_path(output), read_only=True) as corpus:
        return [Listed(*row) for row in corpus.listing()]


def status(sources: Sequence[str | os.PathLike[str]], output: str | os.PathLike[str] = "output", *,
           documents: Iterable[Document | Skipped] | None = None,
           options: "Options | None" = None) -> Status:
    """How sources differ from what the graph holds of them; nothing is changed."""
    require(output)
    if documents is None:
        documents = read_sources(sources, options)
    found = Status()
    seen = set()
    with Corpus(corpus_path(output), read_only=True) as corpus:
        for document in documents:
            if isinstance(document, Skipped):
                found.skipped.append(document)
                continue
            seen.add(document.id)
            kind = (
                found.same
                if corpus.holds(document)
                else found.changed
                if document.id in corpus
                else found.new
            )
            kind.append(document.id)
        known = [(id, source) for id, source, *_ in corpus.listing()]
    roots = [os.path.normpath(source) for source in sources]
    found.gone = sorted(id for id, source in known if id not in seen and any(
        inside(source, root) for root in roots))
    return found


def require(output: str | os.PathLike[str]) -> None:
    """Raise `GraphError` where there is no graph that was built."""
    refuse_loaded(output)
    if not corpus_path(output).is_file():
        raise GraphError(f"{output} holds no graph; make one with: newsgraph build SOURCE -o {output}")


def inside(source: str, root: str) -> bool:
    """Whether a source is a file or folder, or lies in it."""
    path = Path(os.path.normpath(source))
    return path == Path(root) or Path(root) in path.parents
