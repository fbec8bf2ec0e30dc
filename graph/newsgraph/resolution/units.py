"""Units: the clues of one block that are one thing, before different names are compared.

Most blocks are one unit. A common personal name, a product's name and a name that every country has are
split by their context: employers, makers, country.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from newsgraph.lexicon import COMMON_NAMES, SMALL
from newsgraph.resolution.blocks import is_generic, parts, stem
from newsgraph.resolution.clues import Clue
from newsgraph.resolution.components import Groups


@dataclass(frozen=True, eq=False)
class Unit:
    """Clues with one name that are one thing."""

    block: str
    sense: str
    clues: tuple[Clue, ...] = field(repr=False)

    @property
    def id(self) -> tuple[str, str]:
        """What orders units and names them in a graph: block and sense."""
        return self.block, self.sense

    @cached_property
    def documents(self) -> frozenset[str]:
        """The documents that name it."""
        return frozenset(c.document for c in self.clues)

    @cached_property
    def raw(self) -> frozenset[str]:
        """What decisions find it by."""
        return frozenset(c.raw for c in self.clues)

    @cached_property
    def names(self) -> Counter[str]:
        """Its spellings with their numbers of uses."""
        return _count((name, uses) for c in self.clues for name, uses in c.names)

    @cached_property
    def aliases(self) -> Counter[str]:
        """Blocks of its other names with the number of documents that use them for it."""
        return _count((a, 1) for c in self.clues for a in c.aliases)

    @cached_property
    def neighbours(self) -> Counter[str]:
        """What stands at the other end of its facts, with the number of documents."""
        return _count((n, 1) for c in self.clues for n in c.neighbours)

    @cached_property
    def context(self) -> Counter[str]:
        """Employers, makers or countries with the number of documents."""
        return _count((n, 1) for c in self.clues for n in c.context)

    @cached_property
    def types(self) -> Counter[str]:
        """Types with the number of documents."""
        return _count((c.type, 1) for c in self.clues)


def _count(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, number in pairs:
        found[name] += number
    return found


Related = Callable[[str, str], bool]
"""Whether two bodies, by block, belong together according to the facts."""


def split(block: str, clues: Sequence[Clue], related: Related) -> list[Unit]:
    """The units of one block.

    Parameters
    ----------
    block
        The block.
    clues
        All clues of that block, in any order.
    related
        Whether two companies belong together by the corpus's facts.
    """
    ordered = tuple(sorted(clues, key=lambda c: (c.document, c.entity)))
    if not _splits(block):
        return [Unit(block, "", ordered)]
    groups = _group(ordered, related)
    loose = [c for c in ordered if not c.context]
    if len(groups) == 1:
        return [Unit(block, "", ordered)]
    units = [Unit(block, min(c for clue in group for c in clue.context), tuple(group)) for group in groups]
    if is_generic(block):
        return units + [Unit(block, f"@{document}", tuple(c for c in loose if c.document == document))
                        for document in sorted({c.document for c in loose})]
    added: defaultdict[int, list[Clue]] = defaultdict(list)
    chief = _chief(units)
    for clue in loose:
        fits = [i for i, unit in enumerate(units) if set(clue.neighbours) & unit.neighbours.keys()]
        added[fits[0] if len(fits) == 1 else chief].append(clue)
    whole = [Unit(block, unit.sense, (*unit.clues, *added[i])) for i, unit in enumerate(units)]
    return whole + ([Unit(block, "", tuple(added[-1]))] if added[-1] else [])


def _chief(units: Sequence[Unit]) -> int:
    """The number of the unit that is meant where nothing tells: the one named far more often; else -1."""
    order = sorted(range(len(units)), key=lambda i: (-len(units[i].clues), units[i].id))
    if len(order) > 1 and len(units[order[0]].clues) >= 3 * len(units[order[1]].clues):
        return order[0]
    return -1


def _splits(block: str) -> bool:
    kind, text = parts(block)
    if "@" in block or not text:
        return False
    if kind == "person":
        return len(text) == 1 or (text[0] in COMMON_NAMES and text[-1] in COMMON_NAMES)
    return kind == "product" or is_generic(block)


def _group(clues: Sequence[Clue], related: Related) -> list[list[Clue]]:
    """Clues with a context, joined where contexts are equal or belong together, or a neighbour is shared."""
    contexts = sorted({c for clue in clues for c in clue.context})
    groups = Groups(contexts)
    by_neighbour: dict[str, str] = {}
    for clue in clues:
        for other in clue.context[1:]:
            groups.join(clue.context[0], other)
        if clue.context and not is_generic(clue.block):
            for neighbour in clue.neighbours:
                groups.join(by_neighbour.setdefault(neighbour, clue.context[0]), clue.context[0])
    by_stem: dict[str, str] = {}
    for c in contexts:
        kind, text = parts(c)
        for end in range(1, len(text)):
            shorter = f"{kind}:{' '.join(text[:end])}"
            if shorter in groups:
                groups.join(shorter, c)
        base = f"{kind}:{' '.join(stem(text))}"
        groups.join(by_stem.setdefault(base, c), c)
        if len(text) > 1:
            initials = f"{kind}:{''.join(word[0] for word in text if word not in SMALL)}"
            if initials in groups:
                groups.join(initials, c)
    if len(contexts) <= 64:
        for i, one in enumerate(contexts):
            for other in contexts[:i]:
                if groups.root(one) != groups.root(other) and related(other, one):
                    groups.join(other, one)
    found: defaultdict[str, list[Clue]] = defaultdict(list)
    for clue in clues:
        if clue.context:
            found[groups.root(clue.context[0])].append(clue)
    return [found[key] for key in sorted(found)]
