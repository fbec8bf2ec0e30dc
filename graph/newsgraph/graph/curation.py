"""Deciding about a graph: write a decision down, let the graph follow, and say what it is about."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from newsgraph.corpus import Corpus
from newsgraph.errors import DecisionError, GraphError
from newsgraph.graph.building import corpus_path
from newsgraph.graph.deriving import Progress
from newsgraph.graph.inventory import require
from newsgraph.graph.reading import Reader
from newsgraph.graph.store import open_store, writing
from newsgraph.graph.upkeep import Upkeep, refresh
from newsgraph.graph.vocabulary import Vocabulary
from newsgraph.resolution import explaining, linking
from newsgraph.resolution.blocks import FAMILIES, block, family
from newsgraph.resolution.decision_file import append, read, toml, write
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
    them all, so that it goes on meaning the same thing. It says the type, too, where the names are not enough.

    Parameters
    ----------
    kind
        ``merge``, ``split``, ``rename``, ``retype``, ``reject`` or ``confirm``.
    names
        Names or keys of things.
    type
        Only things of this type are meant; a type is given by its name or label, in any case.
    documents
        Only these documents are meant.
    to
        The new name or type.
    apply
        Whether to bring the graph up to date at once.

    Raises
    ------
    DecisionError
        If a name means nothing or several things, the vocabulary has no such type, the decision makes no sense, or an
        earlier one excludes it.
    GraphError
        If there is no graph, or another process goes on changing it for more than a minute.
    """
    with reading(output) as index:
        vocabulary = _vocabulary(output)
        type = type and _type(vocabulary, type)
        to = _type(vocabulary, to) if to and kind == "retype" else to
        meant = _meant(index, vocabulary, kind, names, type)
        for document in documents:
            if document not in index.corpus:
                raise DecisionError(f"the graph holds no document {document}")
        together = kind in {"merge", "confirm"} or (kind == "split" and not documents)
        decisions = [Decision(kind, some, type or _needed(index, vocabulary, {name: meant[name] for name in some}),
                              tuple(documents), to, reason=reason)
                     for some in ([tuple(meant)] if together else [(name,) for name in meant])]
    return decisions[0], _apply(decisions, output, apply, view, progress)


def judge(kind: str, subject: str, predicate: str, object: str, output: str | os.PathLike[str] = "output", *,
          documents: Sequence[str] = (), reason: str | None = None, apply: bool = True, view: bool = True,
          progress: Progress | None = None) -> tuple[Decision, Upkeep | None]:
    """Reject or confirm a fact, by the names of what it relates.

    Parameters
    ----------
    predicate
        Its name, label or inverse label, in any case. An inverse label turns the fact round ("made by"), and a
        symmetric predicate is looked for both ways.

    Raises
    ------
    DecisionError
        If a name means nothing or several things, the vocabulary has no such predicate, no document states the fact,
        or an earlier decision excludes this one.
    GraphError
        If there is no graph, or another process goes on changing it for more than a minute.
    """
    with reading(output) as index:
        vocabulary = _vocabulary(output)
        readings = _readings(vocabulary, predicate)
        if not readings:
            raise DecisionError(_no("predicate", predicate, vocabulary.predicates))
        subjects, objects = (explaining.names_of(index, name)[0] for name in (subject, object))
        decisions = [Decision(kind, documents=tuple(documents), subject=other if turned else one, predicate=known,
                              object=one if turned else other, reason=reason)
                     for known, turned in readings for one in subjects for other in objects]
        decisions = [d for d in decisions if explaining.applies(index, d)]
    if not decisions:
        raise DecisionError(f"no document says: {subject} {predicate} {object}")
    return decisions[0], _apply(decisions, output, apply, view, progress)


def is_predicate(word: str, output: str | os.PathLike[str] = "output") -> bool:
    """Whether the middle one of three names is meant as a predicate: it is one, or at least no thing in the graph."""
    with reading(output) as index:
        vocabulary = _vocabulary(output)
        return bool(_readings(vocabulary, word)) or not (_types(index, word, vocabulary.types) or index.find(word))


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
    """In words, the decisions that match nothing any more, or speak of what the vocabulary does not have."""
    if not Decisions.load(Path(output) / DECISIONS):
        return []
    with reading(output) as index:
        vocabulary = _vocabulary(output)
        unmatched = explaining.idle(index)
        told = [(decision, _unknown(decision, vocabulary)) for decision in index.decisions().items]
    return [f"{decision.sentence()}: {unknown}" if unknown else decision.sentence()
            for decision, unknown in told if unknown or decision in unmatched]


def _vocabulary(output: str | os.PathLike[str]) -> Vocabulary:
    return Reader(open_store(output)).vocabulary


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()


def _type(vocabulary: Vocabulary, word: str) -> str:
    """The name of a type that is given by its name or label, in any case."""
    for name, known in vocabulary.types.items():
        if _plain(word) in {_plain(name), _plain(known.label)}:
            return name
    raise DecisionError(_no("type", word, vocabulary.types))


def _readings(vocabulary: Vocabulary, word: str) -> list[tuple[str, bool]]:
    """The predicates that a name, a label or an inverse label may mean, each with whether it turns the ends round."""
    said, known = _plain(word), vocabulary.predicates.values()
    named = [p for p in known if _plain(p.name) == said]
    forward = named or [p for p in known if _plain(p.label) == said]
    backward = [] if named else [p for p in known if _plain(p.inverse_label) == said]
    found = [(p, False) for p in forward] + [(p, True) for p in backward]
    both = [(p.name, way) for p, turned in found for way in ((False, True) if p.symmetric else (turned,))]
    return list(dict.fromkeys(both))


def _no(what: str, word: str, known: Iterable[str]) -> str:
    return f"there is no {what} called {word!r}; there are {', '.join(sorted(known))}"


def _unknown(decision: Decision, vocabulary: Vocabulary) -> str:
    """What to say where a decision speaks of a type or predicate that the vocabulary does not have; else nothing."""
    for word in (decision.type, decision.to if decision.kind == "retype" else None):
        if word and word not in vocabulary.types:
            return _no("type", word, vocabulary.types)
    if decision.predicate and decision.predicate not in vocabulary.predicates:
        return _no("predicate", decision.predicate, vocabulary.predicates)
    return ""


def _meant(index: Index, vocabulary: Vocabulary, kind: str, names: Sequence[str],
           type: str | None) -> dict[str, set[str]]:
    """The names that a decision lists, each with the types that documents give what it stands for.

    Splitting and confirming speak of names, not of things: one that documents prefer is listed as it is.
    """
    meant: dict[str, set[str]] = {}
    for name in names:
        types = _types(index, name, [type] if type else vocabulary.types) if kind in {"split", "confirm"} else set()
        if types:
            meant.setdefault(name, set()).update(types)
            continue
        found, node = explaining.names_of(index, name, type)
        said = {clue.raw for unit in index.units(node.key) for clue in index.clues(unit)}
        for known in found:
            meant.setdefault(known, set()).update(
                # Types of one family have their names in common: the thing's own stands for the others.
                given for given in vocabulary.types
                if block(known, given) in said and (given == node.type or family(given) != family(node.type)))
    return meant


def _needed(index: Index, vocabulary: Vocabulary, meant: Mapping[str, set[str]]) -> str | None:
    """The type that a decision about these names has to say: without one, it means all built-in types, and no others.

    None where the names are enough, or no one type fits them all.
    """
    types = [_types(index, name, vocabulary.types) for name in meant]
    fit, things = set(vocabulary.types).intersection(*types), set[str]().union(*meant.values())
    families = {family(type) for type in set().union(*types)}
    if len(families) == 1:
        return None if families <= set(FAMILIES.values()) else min(fit, default=None)
    return next(iter(things)) if len(things) == 1 and things <= fit else None


def _types(index: Index, name: str, types: Iterable[str]) -> set[str]:
    """Those of some types by which documents prefer a name; types of one family have their names in common."""
    return {type for type in types if index.documents({block(name, type)})}


def _apply(decisions: Sequence[Decision], output: str | os.PathLike[str], apply: bool, view: bool,
           progress: Progress | None) -> Upkeep | None:
    with writing(output, timeout=60.0) as folder:
        path = folder / DECISIONS
        for earlier in read(path):
            if any(earlier.excludes(decision) for decision in decisions):
                raise DecisionError(f"{path} says otherwise: {earlier.sentence()}; take that out of it first")
        append(path, *decisions)
    return refresh(output, view=view, progress=progress) if apply else None
