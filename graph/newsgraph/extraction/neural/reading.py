"""One text as the model reads it: marked words, references linked to names, pairs scored. No thresholds yet."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from newsgraph.extraction.neural.labels import PROVIDES, RELATIONS
from newsgraph.extraction.neural.model import Encoded, Model, PairScores, sigmoid
from newsgraph.extraction.neural.naming import Marked, marked
from newsgraph.extraction.neural.pairs import UNTYPED, IntArray, Mentions, candidates, links
from newsgraph.extraction.neural.words import Words
from newsgraph.vocabulary import TYPES

LINK = 0.3
"""Probability from which a pronoun or nominal is taken to stand for a name."""

POINTED = 1.5
"""What a rule's word that a reference stands for a name adds to the link's logit."""

PROVIDED = 0.2
"""Probability from which a product without a name is reported as provided: half of the F1 that they are found with."""

_PLURAL = frozenset("they their them both two three four companies firms we our us these all".split())


@dataclass(slots=True)
class Reading:
    """Everything that the model says of one text before thresholds are applied."""

    words: Words
    encoded: Encoded | None
    found: list[Marked]
    mentions: Mentions
    s: IntArray
    o: IntArray
    scores: PairScores | None
    stands_for: dict[int, list[tuple[int, float]]]
    provided: list[tuple[int, Marked, float]]


Pointers = Callable[[list[Marked]], Mapping[int, int]]
"""What the rules say of references: marked runs -> the number of a reference among them to an entity's."""


def read(model: Model, words: Words, stop: frozenset[str] = frozenset(), pointers: Pointers | None = None) -> Reading:
    """Run the encoder and its heads over a text; `stop` are words that are no names."""
    none = np.zeros(0, dtype=np.int64)
    empty = Mentions.of([], words.sentence, [], [])
    if not words.surfaces:
        return Reading(words, None, [], empty, none, none, None, {}, [])
    encoded = model.encode(words)
    everything = marked(words, encoded.tags, stop, model.known)
    found = [m for m in everything if m.kind != "Good"]
    if not found:
        return Reading(words, encoded, [], empty, none, none, None, {}, [])
    stands_for = _link(model, words, encoded, found, pointers(found) if pointers else {})
    types = []
    for i, m in enumerate(found):
        if m.kind == "Ref":
            heads = stands_for.get(i)
            name = next((n for n in found if heads and n.entity == heads[0][0]), None)
            types.append(TYPES.index(name.kind) if name else UNTYPED)
        else:
            types.append(TYPES.index(m.kind))
    mentions = _mentions(words, found, types)
    s, o = candidates(mentions)
    entity = mentions.entity
    keep = (entity[s] != entity[o]) | (entity[s] < 0)
    s, o = s[keep], o[keep]
    scores = model.pairs(encoded, mentions, s, o, words) if len(s) else None
    goods = [m for m in everything if m.kind == "Good"]
    provided = _provided(model, words, encoded, found, types, goods) if goods else []
    return Reading(words, encoded, found, mentions, s, o, scores, stands_for, provided)


def _mentions(words: Words, found: list[Marked], types: list[int]) -> Mentions:
    return Mentions.of([(m.start, m.end) for m in found], words.sentence, types, [m.kind == "Ref" for m in found],
                       [m.entity for m in found])


def _provided(model: Model, words: Words, encoded: Encoded, found: list[Marked], types: list[int],
              goods: list[Marked]) -> list[tuple[int, Marked, float]]:
    """(mention, product without a name, probability) where a sentence says that the one provides the other."""
    makers = [i for i, t in enumerate(types) if t == UNTYPED or TYPES[t] in ("Company", "Organization")]
    mentions = Mentions.of([(m.start, m.end) for m in (*found, *goods)], words.sentence,
                           [*types, *[TYPES.index("Product")] * len(goods)],
                           [*(m.kind == "Ref" for m in found), *[False] * len(goods)],
                           [*(m.entity for m in found), *range(len(found), len(found) + len(goods))])
    pairs = [(i, len(found) + g) for i in makers for g in range(len(goods))
             if mentions.sentence[i] == mentions.sentence[len(found) + g]]
    if not pairs:
        return []
    s, o = np.array(pairs, dtype=np.int64).T
    p = sigmoid(model.pairs(encoded, mentions, s, o, words).relation[:, RELATIONS.index(f"pc:{PROVIDES}")])
    return [(int(i), goods[int(g) - len(found)], float(x)) for i, g, x in zip(s, o, p, strict=True) if x >= PROVIDED]


def _link(model: Model, words: Words, encoded: Encoded, found: list[Marked], pointed: Mapping[int, int]
          ) -> dict[int, list[tuple[int, float]]]:
    """Reference -> the entities that it stands for, with probabilities; `pointed` is what the rules say."""
    types = [TYPES.index(m.kind) if m.kind in TYPES else UNTYPED for m in found]
    mentions = _mentions(words, found, types)
    r, a = links(mentions)
    if not len(r):
        return {}
    score = model.references(encoded, mentions, r, a, words)
    best: defaultdict[int, dict[int, float]] = defaultdict(dict)
    for i, j, p in zip(r, a, score, strict=True):
        e = int(mentions.entity[j])
        if pointed.get(int(i)) == e:
            p = p / (p + (1 - p) * np.exp(-POINTED))
        best[int(i)][e] = max(best[int(i)].get(e, 0.0), float(p))
    chosen = {}
    for i, each in best.items():
        order = sorted(each.items(), key=lambda x: (-x[1], x[0]))
        plural = any(w.lower() in _PLURAL for w in words.surfaces[found[i].start:found[i].end])
        kept = [x for x in order if x[1] >= 0.5] if plural else []
        if order[0][1] >= LINK:
            chosen[i] = kept or order[:1]
    return chosen
