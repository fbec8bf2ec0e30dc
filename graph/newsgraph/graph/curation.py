"""Deciding about a graph: write a decision down, let the graph follow, and say what it is about."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsgraph.corpus import Corpus
from newsgraph.errors import DecisionError, GraphError
from newsgraph.graph.building import corpus_path
from newsgraph.graph.deriving import Progress
from newsgraph.graph.inventory import require
from newsgraph.graph.upkeep import Upkeep, refresh
from newsgraph.resolution import explaining, linking
from newsgraph.resolution.decision_file import append, toml, write
from newsgraph.resolution.decisions import DECISIONS, LINKS, Decision, Decisions
from newsgraph.resolution.index import Index
from newsgraph.resolution.wikidata import Wikidata, build_index


@contextmanager
def reading(output: str | os.PathLike[str]) -> Iterator[Index]:
    """The resolution of a graph, to read.

    Raises
    ------
    GraphError
        If there is no graph, or it was made by another version.
    """
    require(output)
    with Corpus(corpus_path(output), read_only=True) as corpus:
        index = Index(corpus)
        if not index.stamp:
            raise GraphError(f"the graph in {output} was made by another version; build it again")
        yield index


def decide(kind: str, names: Sequence[str], output: str | os.PathLike[str] = "output", *,
           type: str | None = None, documents: Sequence[str] = (), to: str | None = None,
           reason: str | None = None, apply: bool = True, view: bool = True,
           progress: Progress | None = None) -> tuple[Decision, Upkeep | None]:
    """Write a decision about names into ``decisions.toml``, and let the graph follow.

    A name stands for the whole thing that has it now: where that thing has several names, the decision lists
    them all, so that it goes on meaning the same thing.

    Parameters
    ----------
    kind
        ``merge``, ``split``, ``rename``, ``retype``, ``reject`` or ``confirm``.
    names
        Names or keys of things.
    type
        Only things of this type are meant.
    documents
        Only these documents are meant.
    to
        The new name or type.
    apply
        Whether to bring the graph up to date at once.

    Raises
    ------
    DecisionError
        If a name means nothing or several things, or the decision makes no sense.
    """
    with reading(output) as index:
        meant: list[str] = []
        for name in names:
            found = _found(index, name, type) if kind in {"split", "confirm"} else []
            meant += found or explaining.names_of(index, name, type)[0]
        for document in documents:
            if document not in index.corpus:
                raise DecisionError(f"the graph holds no document {document}")
    if kind == "split" and documents:
        decisions = [Decision(kind, (name,), type, tuple(documents), to, reason=reason) for name in meant]
    elif kind in {"merge", "split", "confirm"}:
        every = tuple(dict.fromkeys(meant))
        decisions = [Decision(kind, every, type, tuple(documents), to, reason=reason)]
    else:
        decisions = [Decision(kind, (name,), type, tuple(documents), to, reason=reason) for name in meant]
    return decisions[0], _apply(decisions, output, apply, view, progress)


def judge(kind: str, subject: str, predicate: str, object: str, output: str | os.PathLike[str] = "output", *,
          documents: Sequence[str] = (), reason: str | None = None, apply: bool = True, view: bool = True,
          progress: Progress | None = None) -> tuple[Decision, Upkeep | None]:
    """Reject or confirm a fact, by the names of what it relates.

    Raises
    ------
    DecisionError
        If a name means nothing or several things, or no document states the fact.
    """
    with reading(output) as index:
        subjects, objects = (explaining.names_of(index, name)[0] for name in (subject, object))
        decisions = [Decision(kind, documents=tuple(documents), subject=one, predicate=predicate,
                              object=other, reason=reason) for one in subjects for other in objects]
        decisions = [d for d in decisions if explaining.applies(index, d)]
    if not decisions:
        raise DecisionError(f"no document says: {subject} {predicate} {object}")
    return decisions[0], _apply(decisions, output, apply, view, progress)


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking came to: how many names were looked up, and how many of them are linked."""

    names: int
    linked: int
    upkeep: Upkeep | None


def link(output: str | os.PathLike[str] = "output", dump: str | os.PathLike[str] | None = None, *,
         threshold: float = linking.THRESHOLD, apply: bool = True, view: bool = True,
         progress: Progress | None = None) -> Linked:
    """Link the graph's companies, people and products to Wikidata, offline.

    Names that mean one item become one thing, those that mean two stay apart; a person decides before that.
    The links are written into ``links.toml``, and hold for these names until the next linking.

    Parameters
    ----------
    dump
        A Wikidata JSON dump, or a part of one, to make the local index from; None: it is there already.
    threshold
        The least score of a link, between 0 and 1.

    Raises
    ------
    DocumentError
        If the dump cannot be read, or there is no index yet.
    GraphError
        If there is no graph.
    """
    place = corpus_path(output).with_name("wikidata.sqlite")
    found, names = [], 0
    with reading(output) as index:
        if dump is not None:
            build_index(dump, place)
        wikidata = Wikidata(place)
        try:
            for unit, whole in index.every_unit():
                clues = index.clues(unit)
                if clues and clues[0].type in linking.LINKED:
                    names += 1
                    match = linking.link(wikidata, clues, threshold)
                    if match is not None:
                        found.append(linking.decision(clues, match, whole))
        finally:
            wikidata.close()
    head = "# Written by `newsgraph link`; put your own links into decisions.toml.\n"
    write(Path(output) / LINKS, "\n".join([head, *map(toml, found)]))
    return Linked(names, len(found), refresh(output, view=view, progress=progress) if apply else None)


def idle(output: str | os.PathLike[str] = "output") -> list[str]:
    """In words, the decisions that match nothing any more."""
    if not Decisions.load(Path(output) / DECISIONS):
        return []
    with reading(output) as index:
        return [decision.sentence() for decision in explaining.idle(index)]


def _found(index: Index, name: str, type: str | None) -> list[str]:
    """A name that some documents prefer, as it is: splitting and confirming speak of names, not of things."""
    plain = Decision("confirm", (name,), type)
    return [name] if index.documents(plain.blocks(name)) else []


def _apply(decisions: Sequence[Decision], output: str | os.PathLike[str], apply: bool, view: bool,
           progress: Progress | None) -> Upkeep | None:
    for decision in decisions:
        append(Path(output) / DECISIONS, decision)
    return refresh(output, view=view, progress=progress) if apply else None
