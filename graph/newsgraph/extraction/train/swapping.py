"""Swapping names: the same article about other companies, people and products, so that no name is learnt by heart."""

import random
from collections import defaultdict
from collections.abc import Sequence

from newsgraph.extraction.train.samples import Sample

ARTICLES, ENTITIES, PLACES = 0.9, 0.75, 0.25
"""How often an article is changed; how often a name in it, and a place's name."""


class Swapper:
    """Replaces the words of names by words of other names of the same type, the same word always by the same one."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        common = {w for s in samples for w in s.words.surfaces if w.islower()}
        pools: defaultdict[str, set[str]] = defaultdict(set)
        for sample in samples:
            for slot in sample.slots:
                if not slot.ref and slot.types:
                    for word in sample.words.surfaces[slot.start:slot.end]:
                        if self._proper(word, common):
                            pools[slot.types[0]].add(word)
        self.common = common
        self.pools = {kind: sorted(words) for kind, words in pools.items()}

    @staticmethod
    def _proper(word: str, common: set[str]) -> bool:
        return word.isalpha() and len(word) > 1 and not word.islower() and word.lower() not in common

    def surfaces(self, sample: Sample, rng: random.Random) -> list[str]:
        """The words of a sample, with names swapped."""
        words = list(sample.words.surfaces)
        if rng.random() > ARTICLES:
            return words
        chosen: dict[int, bool] = {}
        mapped: dict[str, str] = {}
        for slot in sample.slots:
            if slot.ref or not slot.types:
                continue
            rate = PLACES if slot.types[0] == "Place" else ENTITIES
            if not chosen.setdefault(slot.entities[0], rng.random() < rate):
                continue
            for i in range(slot.start, slot.end):
                if self._proper(words[i], self.common) and slot.types[0] in self.pools:
                    mapped.setdefault(words[i], rng.choice(self.pools[slot.types[0]]))
        for slot in sample.slots:
            if not slot.ref:
                for i in range(slot.start, slot.end):
                    words[i] = mapped.get(words[i], words[i])
        return words
