"""Linking: which item of a local Wikidata index a name of the corpus means, by name, alias and context."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from newsgraph.lexicon import COMMON_NAMES
from newsgraph.resolution.blocks import block, is_vague, parts
from newsgraph.resolution.clues import Clue
from newsgraph.resolution.decisions import Decision
from newsgraph.resolution.wikidata import Item, Wikidata

THRESHOLD = 0.6
"""From which score a name is linked."""

LINKED = frozenset({"Company", "Organization", "Person", "Product"})
"""Types that are looked up."""


@dataclass(frozen=True, slots=True)
class Match:
    """How well an item fits a name. `features` are (what, contribution); they add up to the score."""

    item: Item
    score: float
    features: tuple[tuple[str, float], ...]


def link(wikidata: Wikidata, clues: Iterable[Clue], threshold: float = THRESHOLD) -> Match | None:
    """The item that a name means, if one fits well enough and clearly best.

    Parameters
    ----------
    wikidata
        The index.
    clues
        All that documents say of one unit: one name in one sense.
    threshold
        The least score.
    """
    matches = match(wikidata, list(clues))
    if not matches or matches[0].score < threshold:
        return None
    if len(matches) > 1 and matches[1].score >= matches[0].score - 0.05:
        return None
    return matches[0]


def match(wikidata: Wikidata, clues: list[Clue]) -> list[Match]:
    """All items that have one of the names, the best first."""
    if not clues or clues[0].type not in LINKED:
        return []
    kind = clues[0].type
    own = clues[0].raw or clues[0].block.split("@")[0]
    aliases = {alias for clue in clues for alias in clue.aliases}
    found = [(item, label) for item, label in wikidata.candidates({own}) if item.type in LINKED]
    neighbours = {re.split("[<>~]", n, maxsplit=1)[1] for clue in clues for n in clue.neighbours}
    total = sum(item.links + 1 for item, _ in found)
    matches = []
    for item, label in found:
        features = [("its label" if label else "one of its other names", 0.5 if label else 0.4)]
        also = aliases & {block(name, kind) for name in item.names} - {own}
        if also:
            features.append((f"{len(also)} other name(s) in common", min(0.15 * len(also), 0.3)))
        shared = neighbours & wikidata.around(item)
        if shared:
            features.append((f"{len(shared)} neighbour(s) in common", min(0.2 + 0.1 * len(shared), 0.4)))
        if len(found) == 1:
            features.append(("nothing else has this name", 0.2))
        else:
            features.append(("how well known it is beside the others", 0.2 * (item.links + 1) / total))
        if item.type == kind:
            features.append(("the same type", 0.05))
        if _says_little(own) and not shared and not also:
            features.append(("the name is common", -0.3))
        score = round(min(max(sum(worth for _, worth in features), 0.0), 1.0), 4)
        matches.append(Match(item, score, tuple(features)))
    return sorted(matches, key=lambda m: (-m.score, len(m.item.id), m.item.id))


def decision(clues: list[Clue], found: Match, whole: bool) -> Decision:
    """The link as a decision. Unless `whole`, others have the name too: only these documents are meant."""
    documents = () if whole else tuple(sorted({clue.document for clue in clues}))
    names = sorted({clue.name for clue in clues}, key=lambda n: (block(n, clues[0].type) != clues[0].raw, n))
    return Decision("link", (names[0],), clues[0].type, documents, found.item.id, score=found.score,
                    reason=found.item.description or None)


def _says_little(own: str) -> bool:
    kind, text = parts(own)
    if kind == "person":
        return len(text) < 2 or (text[0] in COMMON_NAMES and text[-1] in COMMON_NAMES)
    return is_vague(own)
