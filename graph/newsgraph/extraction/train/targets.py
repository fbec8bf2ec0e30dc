"""What the heads should say of a sample's mentions: candidate pairs with labels and masks."""

import functools
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsgraph.extraction.neural.labels import MODALITIES, PREDICATES, RELATIONS, TAG_TYPES, TAGS, TIMES, WITH_ROLE
from newsgraph.extraction.neural.naming import spans
from newsgraph.extraction.neural.pairs import REACH, UNTYPED, IntArray, Mentions, candidates, links
from newsgraph.extraction.train.samples import Label, Sample, Slot
from newsgraph.vocabulary import SYMMETRIC, TYPES, allowed

FloatArray = npt.NDArray[np.float32]

MAX_PAIRS = 220
"""Candidate pairs of one text: beyond it a random part of those without a label is left out."""

WRONG = 3.0
"""Weight of a tempting pair that is wrong."""


@functools.cache
def _joins(subject: tuple[str, ...], object: tuple[str, ...]) -> FloatArray:
    """Which relations may join two mentions of these possible types (none given: of any)."""
    pairs = [(a, b) for a in subject or TYPES for b in object or TYPES]
    return np.array([r in PREDICATES and any(allowed(r, a, b) for a, b in pairs) for r in RELATIONS],
                    dtype=np.float32)


@dataclass(slots=True)
class Targets:
    """Mentions, ordered pairs with labels and weights (pairs, relations), attributes (-1: unknown) and links.

    `either` are pairs of which one of several relations holds.
    """

    mentions: Mentions
    s: IntArray
    o: IntArray
    labels: FloatArray
    weights: FloatArray
    either: list[tuple[int, list[int]]]
    time: IntArray
    modality: IntArray
    role: list[tuple[int, tuple[int, int] | None]]
    r: IntArray
    a: IntArray
    linked: FloatArray


def targets(sample: Sample, predicted: IntArray, rng: np.random.Generator) -> Targets:
    """Build the targets of one text; `predicted` are the tags that the network gives now: its own mistakes become
    candidates too, so that the relation head learns to live with them."""
    slots = _with_predicted(sample, predicted)
    sentence = sample.words.sentence
    types = [TYPES.index(s.types[0]) if s.types and s.types[0] in TYPES else UNTYPED for s in slots]
    noisy = [UNTYPED if t != UNTYPED and rng.random() < 0.05 else t for t in types]
    mentions = Mentions.of([(s.start, s.end) for s in slots], sentence, noisy, [s.ref for s in slots],
                           _entities(slots, sample.words.surfaces))
    if not slots:
        none = np.zeros(0, dtype=np.int64)
        empty = np.zeros((0, len(RELATIONS)), dtype=np.float32)
        return Targets(mentions, none, none, empty, empty, [], none, none, [], none, none, np.zeros(0, np.float32))
    s, o = candidates(mentions, 99 if sample.corpus in ("core", "knowledgenet") else REACH)
    same = np.array([bool(set(slots[i].entities) & set(slots[j].entities)) for i, j in zip(s, o, strict=True)],
                    dtype=np.bool_)
    s, o = s[~same], o[~same]
    labels, weights, either, time, modality, roles = _label(sample, slots, s, o)
    keep = _thin(labels, weights, [k for k, _ in either], rng)
    at = {int(k): i for i, k in enumerate(keep)}
    r, a = links(mentions)
    known = np.array([bool(slots[i].entities and slots[j].entities) for i, j in zip(r, a, strict=True)], dtype=np.bool_)
    r, a = r[known], a[known]
    linked = np.array([bool(set(slots[i].entities) & set(slots[j].entities)) for i, j in zip(r, a, strict=True)],
                      dtype=np.float32)
    if sample.corpus != "article":
        r, a, linked = r[:0], a[:0], linked[:0]
    return Targets(mentions, s[keep], o[keep], labels[keep], weights[keep],
                   [(at[k], columns) for k, columns in either], time[keep], modality[keep],
                   [(at[k], span) for k, span in roles if k in at], r, a, linked)


def _entities(slots: Sequence[Slot], surfaces: Sequence[str]) -> list[int]:
    """The entity that each slot names; one that is no name of the annotation is told by its words."""
    numbers: dict[tuple[str, ...], int] = {}
    known = 1 + max((e for s in slots for e in s.entities), default=0)
    return [-1 if s.ref else s.entities[0] if s.entities else
            known + numbers.setdefault(tuple(surfaces[s.start:s.end]), len(numbers)) for s in slots]


def _with_predicted(sample: Sample, predicted: IntArray) -> list[Slot]:
    slots = [Slot(s.start, s.end, s.types, s.entities, s.ref) for s in sample.slots]
    free = sample.tags.sum(1) < len(TAGS)
    for start, end, kind in spans(predicted.tolist()):
        over = [s for s in slots if s.start < end and start < s.end]
        if over:
            for slot in over:
                if not slot.types and kind in TYPES:
                    slot.types = (kind,)
        elif sample.corpus == "knowledgenet" or (sample.corpus != "core" and free[start:end].all()):
            named = kind in TYPES
            if named or kind == "Ref" or (kind == "Good" and sample.corpus == "product-corpus"):
                slots.append(Slot(start, end, (kind,) if named else ("Product",) if kind == "Good" else (), (),
                                  kind == "Ref"))
    return slots


def _place(label: Label, slots: Sequence[Slot], sentence: IntArray) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Where the arguments of a label stand; an argument without words in the sentence: its nearest name before."""
    at = [label.subject_at, label.object_at]
    if at[0] is None and at[1] is None:
        return None
    for i, entity in enumerate((label.subject, label.object)):
        other = at[1 - i]
        if at[i] is None and other is not None:
            before = [x for x in slots if not x.ref and entity in x.entities
                      and sentence[x.start] <= sentence[other[0]]]
            if not before:
                return None
            best = max(before, key=lambda x: x.start)
            at[i] = (best.start, best.end)
    assert at[0] and at[1]
    return at[0], at[1]


def _label(sample: Sample, slots: list[Slot], s: IntArray, o: IntArray
           ) -> tuple[FloatArray, FloatArray, list[tuple[int, list[int]]], IntArray, IntArray,
                      list[tuple[int, tuple[int, int] | None]]]:
    n = len(s)
    labels = np.zeros((n, len(RELATIONS)), dtype=np.float32)
    weights = np.zeros((n, len(RELATIONS)), dtype=np.float32)
    time, modality = np.full(n, -1, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    number = {(slots[i].start, slots[i].end, slots[j].start, slots[j].end): k
              for k, (i, j) in enumerate(zip(s, o, strict=True))}
    pairs: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    own = sample.corpus == "article"
    fixed = np.array([float(r in sample.relations) for r in RELATIONS], dtype=np.float32)
    ours = np.array([r in PREDICATES for r in RELATIONS])
    given = {s.entities for s in slots if s.entities}
    for k, (i, j) in enumerate(zip(s, o, strict=True)):
        joins = _joins(slots[i].types, slots[j].types)
        if own:
            weights[k] = joins
        elif sample.corpus != "core" or {slots[i].entities, slots[j].entities} <= given:
            weights[k] = np.where(ours, fixed * joins, fixed)
        for e in slots[i].entities:
            for f in slots[j].entities:
                pairs[e, f].append(k)
    turns = [(x, True) for x in sample.positive] + [(x, False) for x in sample.unknown]
    for label, _ in turns:
        for p in map(RELATIONS.index, label.relations):
            for ends in _directions(label):
                weights[pairs[ends], p] = 0
    roles: list[tuple[int, tuple[int, int] | None]] = []
    either: list[tuple[int, list[int]]] = []
    for label in sample.positive:
        columns = [RELATIONS.index(r) for r in label.relations]
        places = _place(label, slots, sample.words.sentence)
        if places is None:
            continue
        both = [places, (places[1], places[0])] if label.relations[0] in SYMMETRIC else [places]
        for a, b in both:
            found = number.get((*a, *b))
            if found is None:
                continue
            if len(columns) > 1:
                either.append((found, columns))
                continue
            labels[found, columns], weights[found, columns] = 1, 1
            if label.time and label.modality:
                time[found], modality[found] = TIMES.index(label.time), MODALITIES.index(label.modality)
            if own and label.relations[0] in WITH_ROLE:
                roles.append((found, label.role))
    for label in sample.wrong:
        p = RELATIONS.index(label.relations[0])
        for ends in _directions(label):
            for k in pairs[ends]:
                if weights[k, p] and not labels[k, p]:
                    weights[k, p] = WRONG
    return labels, weights, either, time, modality, roles


def _directions(label: Label) -> list[tuple[int, int]]:
    ends = [(label.subject, label.object)]
    return [*ends, (label.object, label.subject)] if label.relations[0] in SYMMETRIC else ends


def _thin(labels: FloatArray, weights: FloatArray, either: Sequence[int], rng: np.random.Generator) -> IntArray:
    kept = np.isin(np.arange(len(labels)), either)
    used = np.flatnonzero(weights.any(1) | kept)
    if len(used) <= MAX_PAIRS:
        return used
    held = labels[used].any(1) | (weights[used] > 1).any(1) | kept[used]
    rest = rng.permutation(used[~held])[:max(0, MAX_PAIRS - int(held.sum()))]
    return np.sort(np.concatenate([used[held], rest]))


assert set(TYPES) < set(TAG_TYPES)
