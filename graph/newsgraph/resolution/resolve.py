"""`resolve`: all extractions in, one node for each thing out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from newsgraph.records import Extraction, Resolution
from newsgraph.resolution.blocks import tokens
from newsgraph.resolution.clues import NONE, Clue, clues, related
from newsgraph.resolution.clusters import Choice, choose, gather
from newsgraph.resolution.comparison import Comparison
from newsgraph.resolution.decisions import Decisions
from newsgraph.resolution.naming import draft, name_nodes
from newsgraph.resolution.units import Unit, split

HUB = 48
"""A token that more blocks than this share says too little: it is not used to find candidates."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolution with its reasons: the joins that were made and the calls that were close."""

    resolution: Resolution
    clusters: tuple[tuple[Unit, ...], ...]
    joins: tuple[Comparison, ...]
    close: tuple[Comparison, ...]


def resolve(extractions: Iterable[Extraction], decisions: Decisions | None = None) -> Resolution:
    """Say which entities of which documents are one thing.

    Pure, and independent of the order of the extractions. Unnamed entities become no nodes, nor do those that
    decisions reject.

    Examples
    --------
    >>> from newsgraph.records import Document, Entity
    >>> one = Extraction(Document("a", "a", "", ""), (Entity("e1", "Nestlé S.A.", "Company"),))
    >>> two = Extraction(Document("b", "b", "", ""), (Entity("e1", "Nestle", "Company"),))
    >>> [(n.key, n.members) for n in resolve([one, two]).nodes]
    [('nestle', (('a', 'e1'), ('b', 'e1')))]
    """
    return resolve_with_reasons(extractions, decisions).resolution


def resolve_with_reasons(extractions: Iterable[Extraction], decisions: Decisions | None = None) -> Resolved:
    """Like `resolve`, and keep why."""
    decisions = decisions or NONE
    blocks: defaultdict[str, list[Clue]] = defaultdict(list)
    pairs: set[tuple[str, str]] = set()
    for extraction in extractions:
        for clue in clues(extraction, decisions):
            if clue.block:
                blocks[clue.block].append(clue)
        pairs |= related(extraction)
    units = {name: split(name, blocks[name], lambda a, b: (min(a, b), max(a, b)) in pairs)
             for name in sorted(blocks)}
    choices = dict(choose_all(units, {name: block_tokens(group) for name, group in units.items()}, decisions))
    everything = [unit for group in units.values() for unit in group]
    clusters, made = gather(everything, (c.joins for c in choices.values() if c.joins), decisions)
    close = {(c.one, c.other): c for choice in choices.values() for c in choice.close}
    return Resolved(Resolution(tuple(name_nodes(draft(cluster, decisions) for cluster in clusters))),
                    tuple(tuple(cluster) for cluster in clusters), tuple(made),
                    tuple(close[pair] for pair in sorted(close)))


def block_tokens(units: Sequence[Unit]) -> set[str]:
    """The tokens of a block, from all its units."""
    surfaces = sorted({name for unit in units for name in unit.names})
    aliases = sorted({alias for unit in units for alias in unit.aliases})
    context = sorted({c for unit in units for c in unit.context})
    return tokens(units[0].block, surfaces, aliases, context)


def choose_all(units: Mapping[str, Sequence[Unit]], tokens: Mapping[str, set[str]],
               decisions: Decisions) -> Iterator[tuple[tuple[str, str], Choice]]:
    """What each unit of each block joins, given the tokens of each block."""
    by_token: defaultdict[str, list[str]] = defaultdict(list)
    for name, found in tokens.items():
        for token in found:
            by_token[token].append(name)
    shared = {token: names for token, names in by_token.items() if 1 < len(names) <= HUB}
    for name, group in units.items():
        near = {other for token in tokens[name] for other in shared.get(token, ())} - {name}
        if near:
            candidates = [unit for other in sorted(near) for unit in units[other]]
            for unit in group:
                yield unit.id, choose(unit, candidates, decisions)
