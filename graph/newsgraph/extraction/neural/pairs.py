"""Which mentions are looked at together, and what the heads are told of each pair besides the encoder's vectors."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsgraph.extraction.neural.syntax import LABELS, PATH_FEATURES, paths, roots
from newsgraph.extraction.neural.words import Words
from newsgraph.vocabulary import ARGUMENTS, TYPES

IntArray = npt.NDArray[np.int64]

REACH = 2
"""Sentences between two names that are still looked at together; words that stand for names: the same sentence."""

OPENING = 2
"""Sentences at the start of a text, the title among them: what they name, or what is named twice, may be meant far
below by no word at all ("Sales fell, finance chief Ann Wu said")."""

HORIZON = 40
"""Sentences back in which that may have been named, unless the opening names it."""

LOOKBACK = 5
"""Sentences back in which a pronoun or nominal may find its name."""

MAX_LENGTH = 12
"""Words of a mention that are pooled."""

REGIONS = 14
USES = 6
PAIR_FEATURES = (20, 4, 5, 7, 7, 2, 2, *PATH_FEATURES, USES, USES)
"""Sizes of the categorical features of a pair: order and distance, sentences apart, mentions between, subject's type,
object's type, subject is a reference, object is a reference; those of the dependency path; how often the subject and
the object are named in the text, 0 for a reference."""

LINK_FEATURES = (20, 7, 7, 5, len(LABELS) + 1, len(LABELS) + 1)
"""Sizes of the features of a reference and a name: order and distance, sentences apart, the name's type, how often
it is named, the dependency labels of both."""

UNTYPED = len(TYPES)

_DISTANCES = np.array([1, 2, 3, 5, 8, 12, 20, 40, 80])
_TYPED = {(s, o) for domain, range_ in ARGUMENTS.values() for s in domain.split() for o in range_.split()}
JOINABLE = np.array([[(a, b) in _TYPED for b in (*TYPES, "?")] for a in (*TYPES, "?")])
JOINABLE[UNTYPED, :] = True
JOINABLE[:, UNTYPED] = True


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions as arrays over words: start, end, sentence, type (an index into TYPES or `UNTYPED`), whether it is a
    reference (a pronoun or nominal), and the number of the entity that it names (below 0: none)."""

    start: IntArray
    end: IntArray
    sentence: IntArray
    type: IntArray
    ref: npt.NDArray[np.bool_]
    entity: IntArray

    @classmethod
    def of(cls, spans: Sequence[tuple[int, int]], sentence: IntArray, types: Sequence[int],
           refs: Sequence[bool], entities: Sequence[int] = ()) -> "Mentions":
        """Mentions at word spans; `sentence` is each word's sentence."""
        start = np.array([s for s, _ in spans], dtype=np.int64)
        end = np.array([e for _, e in spans], dtype=np.int64)
        at = sentence[start] if len(spans) else start
        return cls(start, end, at, np.array(types, dtype=np.int64), np.array(refs, dtype=np.bool_),
                   np.array(entities or [-1] * len(spans), dtype=np.int64))

    @property
    def uses(self) -> IntArray:
        """How often each mention's entity is named, 0 where it has none."""
        _, group, counts = np.unique(self.entity, return_inverse=True, return_counts=True)
        return np.where(self.entity >= 0, counts[group], 0)

    def pooled(self) -> tuple[IntArray, npt.NDArray[np.bool_]]:
        """(mentions, `MAX_LENGTH`) word indices to pool, and which of them count."""
        steps = np.arange(MAX_LENGTH)
        index = self.start[:, None] + steps[None]
        mask = index < self.end[:, None]
        return np.where(mask, index, self.start[:, None]), mask


def candidates(m: Mentions, reach: int = REACH) -> tuple[IntArray, IntArray]:
    """Ordered pairs of mentions to classify: close enough, or one of them what the text is about; not overlapping, of
    types that some predicate joins. Their number grows with that of the mentions, not with its square."""
    a, b = _near(m, reach)
    later, topic = _far(m, reach)
    s, o = np.concatenate([a, later, topic]), np.concatenate([b, topic, later])
    overlap = (m.start[s] < m.end[o]) & (m.start[o] < m.end[s])
    kept = (s != o) & ~overlap & JOINABLE[m.type[s], m.type[o]]
    s, o = s[kept], o[kept]
    order = np.lexsort((o, s))
    return s[order], o[order]


def _near(m: Mentions, reach: int) -> tuple[IntArray, IntArray]:
    """All ordered pairs at most `reach` sentences apart; with a reference among them, of one sentence."""
    order = np.argsort(m.sentence, kind="stable")
    sentence = m.sentence[order]
    low = np.searchsorted(sentence, m.sentence - reach)
    counts = np.searchsorted(sentence, m.sentence + reach, side="right") - low
    a = np.repeat(np.arange(len(m.start)), counts)
    b = order[np.arange(len(a)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(low, counts)]
    kept = ~(m.ref[a] | m.ref[b]) | (m.sentence[a] == m.sentence[b])
    return a[kept], b[kept]


def _far(m: Mentions, reach: int) -> tuple[IntArray, IntArray]:
    """Names, and for each the last name before it of what the text is about, where that is further off than `reach`."""
    names = np.flatnonzero(~m.ref)
    names = names[np.argsort(m.start[names], kind="stable")]
    at = m.sentence[names]
    later, topic = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for own in _by_entity(m, names):
        opening = m.sentence[own[0]] < OPENING
        if len(own) > 1 or opening:
            first = np.searchsorted(at, m.sentence[own[0]] + reach, side="right")
            end = len(names) if opening else np.searchsorted(at, m.sentence[own[-1]] + HORIZON, side="right")
            last = own[np.searchsorted(m.sentence[own], at[first:end], side="right") - 1]
            away = at[first:end] - m.sentence[last]
            far = (away > reach) & (opening | (away <= HORIZON))
            later.append(names[first:end][far])
            topic.append(last[far])
    return np.concatenate(later), np.concatenate(topic)


def _by_entity(m: Mentions, names: IntArray) -> list[IntArray]:
    """The names of each entity, in their order."""
    names = names[m.entity[names] >= 0]
    order = names[np.argsort(m.entity[names], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(m.entity[order])) + 1) if len(order) else []


def pair_features(m: Mentions, s: IntArray, o: IntArray, words: Words) -> tuple[IntArray, IntArray]:
    """(pairs, features) of categories, each within `PAIR_FEATURES`; and the topmost word of each pair's dependency
    path, -1 where there is none."""
    before = m.start[s] < m.start[o]
    gap = np.where(before, m.start[o] - m.end[s], m.start[s] - m.end[o])
    names = np.sort(m.start)
    low, high = np.minimum(m.start[s], m.start[o]), np.maximum(m.start[s], m.start[o])
    between = np.searchsorted(names, high) - np.searchsorted(names, low, side="right")
    path, top = paths(words, roots(words, m.start, m.end), s, o)
    uses = np.minimum(m.uses, USES - 1)
    plain = np.stack([
        np.searchsorted(_DISTANCES, np.maximum(gap, 0), side="right") + 10 * before,
        np.minimum(np.abs(m.sentence[s] - m.sentence[o]), 3),
        np.clip(between, 0, 4), m.type[s], m.type[o], m.ref[s], m.ref[o]], axis=1)
    return np.concatenate([plain, path, uses[s][:, None], uses[o][:, None]], 1).astype(np.int64), top


def seen(m: Mentions, s: IntArray, o: IntArray, sentence: IntArray) -> IntArray:
    """The words that some of these pairs look at: those of its sentences, not of what is between two far apart."""
    low, high = np.minimum(m.sentence[s], m.sentence[o]), np.maximum(m.sentence[s], m.sentence[o])
    near = high - low <= REACH
    between = np.minimum(low[near][:, None] + np.arange(REACH + 1), high[near][:, None])
    found: IntArray = np.flatnonzero(np.isin(sentence, np.concatenate([low, high, between.ravel()])))
    return found


def regions(m: Mentions, s: IntArray, o: IntArray, sentence: IntArray, words: IntArray | None = None) -> IntArray:
    """(pairs, words): where each word stands relative to the pair, 0 to `REGIONS` - 1; -1 outside their sentences, and
    between two that are far apart. Of all words, or of those given."""
    words = np.arange(len(sentence)) if words is None else words
    at, sentence = words[None], sentence[words]
    first = np.where(m.start[s] < m.start[o], s, o)
    second = np.where(m.start[s] < m.start[o], o, s)
    a0, a1, b0, b1 = (x[:, None] for x in (m.start[first], m.end[first], m.start[second], m.end[second]))
    region = np.select([at < a0 - 8, at < a0, at < a1, at < b0, at < b1, at < b1 + 8], [0, 1, 2, 3, 4, 5], 6)
    region = region + 7 * (m.start[s] < m.start[o])[:, None]
    low, high = m.sentence[first][:, None], m.sentence[second][:, None]
    inside = np.where(high - low > REACH, (sentence[None] == low) | (sentence[None] == high),
                      (sentence[None] >= low) & (sentence[None] <= high))
    return np.where(inside, region, -1)


def links(m: Mentions) -> tuple[IntArray, IntArray]:
    """(reference, name) pairs: which names each pronoun or nominal might stand for."""
    back = m.sentence[:, None] - m.sentence[None]
    title = (m.sentence[None] == 0) & (back <= 2 * LOOKBACK)
    near = ((back >= 0) & (back <= LOOKBACK)) | (title & (back >= 0))
    r, a = np.nonzero(near & m.ref[:, None] & ~m.ref[None])
    return r, a


def link_features(m: Mentions, r: IntArray, a: IntArray, words: Words) -> IntArray:
    """(links, features) of categories, each within `LINK_FEATURES`."""
    before = m.start[r] < m.start[a]
    gap = np.where(before, m.start[a] - m.end[r], m.start[r] - m.end[a])
    label = words.label[roots(words, m.start, m.end)]
    return np.stack([
        np.searchsorted(_DISTANCES, np.maximum(gap, 0), side="right") + 10 * before,
        np.clip(m.sentence[r] - m.sentence[a], 0, 6), m.type[a],
        np.clip(m.uses[a], 1, 5) - 1, label[r], label[a]], axis=1).astype(np.int64)
