"""Why names are one thing, which calls were close, and which decisions no longer apply."""

from collections import Counter
from dataclasses import dataclass

from newsgraph.errors import DecisionError
from newsgraph.names import fold
from newsgraph.records import Node
from newsgraph.resolution.comparison import THRESHOLD, Comparison
from newsgraph.resolution.decisions import Decision
from newsgraph.resolution.facts import found_in
from newsgraph.resolution.index import Index, UnitId


@dataclass(frozen=True, slots=True)
class Part:
    """One name of a thing: its spellings with their uses, and the documents that prefer it."""

    name: str
    spellings: tuple[tuple[str, int], ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Two names that were compared. `features` are (what, contribution) and add up to `score`."""

    one: str
    other: str
    score: float
    features: tuple[tuple[str, float], ...]
    joined: bool
    types: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Explanation:
    """A thing, the names that make it, what joined them, and the decisions about it."""

    node: Node
    parts: tuple[Part, ...]
    reasons: tuple[Reason, ...]
    decisions: tuple[Decision, ...]


def explain(index: Index, name: str) -> list[Explanation]:
    """Why each thing with this name is what it is.

    Parameters
    ----------
    index
        An index that is up to date.
    name
        A key, a name, or another name.

    Raises
    ------
    DecisionError
        If nothing has that name.
    """
    found = index.find(name)
    if not found:
        raise DecisionError(nothing(index, name))
    explanations = []
    for node in found:
        units = index.units(node.key)
        reasons = tuple(_reason(index, join, True) for join in index.joins(node.key))
        raw = {clue.raw for unit in units for clue in index.clues(unit)}
        about = tuple(d for d in index.decisions().items if any(
            d.blocks(n) & raw for n in (*d.subjects, *((d.object,) if d.object else ()))))
        explanations.append(Explanation(node, tuple(_part(index, unit) for unit in units), reasons, about))
    return explanations


def review(index: Index, limit: int = 20) -> list[Reason]:
    """The closest calls that no decision has settled, the closest first.

    Parameters
    ----------
    index
        An index that is up to date.
    limit
        How many at most.
    """
    decisions = index.decisions()
    calls: list[Reason] = []
    for call in sorted(index.close(), key=lambda c: (abs(c.score - THRESHOLD), c.one, c.other)):
        if len(calls) == limit:
            break
        raws = [{clue.raw for clue in index.clues(unit)} for unit in (call.one, call.other)]
        settled = [d for d in decisions.items if len(d.names) > 1 and all(
            any(d.blocks(n) & raw for n in d.names) for raw in raws)]
        if not settled:
            calls.append(_reason(index, call, index.node_of(call.one) == index.node_of(call.other)))
    return calls


def idle(index: Index) -> list[Decision]:
    """The decisions that match nothing in the corpus any more; links are made anew by themselves."""
    return [d for d in index.decisions().items if d.kind != "link" and not applies(index, d)]


def names_of(index: Index, name: str, type: str | None = None) -> tuple[list[str], Node]:
    """The names, one a unit, by which a decision catches all of the thing with this name, and the thing.

    Raises
    ------
    DecisionError
        If nothing has that name, or several things do.
    """
    found = index.find(name, type)
    if len(found) > 1:
        exact = [node for node in found if node.key == name]
        found = exact or found
    if not found:
        raise DecisionError(nothing(index, name))
    if len(found) > 1:
        which = ", ".join(f"{node.key} ({node.type})" for node in found[:5])
        raise DecisionError(f"several things are called {name!r}; name one by its key: {which}")
    names = [index.names(unit)[0] for unit in index.units(found[0].key)]
    return list(dict.fromkeys(names)), found[0]


def nothing(index: Index, name: str) -> str:
    """What to say where nothing has a name."""
    from rapidfuzz.process import extractOne

    known = {fold(n): n for node in index.nodes() for n in (node.name, *node.aliases)}
    near = extractOne(fold(name), known.keys(), score_cutoff=75)
    return f"the graph knows nothing called {name!r}" + (
        f"; did you mean {known[near[0]]!r}?" if near else ""
    )


def applies(index: Index, decision: Decision) -> bool:
    """Whether the corpus holds what a decision is about."""
    if decision.about_fact:
        assert decision.subject is not None and decision.object is not None
        both = index.documents(decision.blocks(decision.subject)) & index.documents(
            decision.blocks(decision.object)
        )
        return found_in(decision, index.corpus.extractions(sorted(both)))
    for name in decision.names:
        documents = index.documents(decision.blocks(name))
        if not any(decision.covers(document) for document in documents):
            return False
    return True


def _part(index: Index, unit: UnitId) -> Part:
    spellings: Counter[str] = Counter()
    documents = set()
    for clue in index.clues(unit):
        documents.add(clue.document)
        spellings.update(dict(clue.names))
    ordered = tuple(sorted(((n, uses) for n, uses in spellings.items() if uses), key=lambda x: (-x[1], x[0])))
    return Part(index.names(unit)[0], ordered, tuple(sorted(documents)))


def _reason(index: Index, found: Comparison, joined: bool) -> Reason:
    one, other = (index.names(unit)[0] for unit in (found.one, found.other))
    types = (index.clues(found.one)[0].type, index.clues(found.other)[0].type)
    return Reason(one, other, found.score, found.features, joined, types)
