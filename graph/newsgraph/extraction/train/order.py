"""The order in which texts are read."""

import random
from collections.abc import Iterator, Sequence

from newsgraph.extraction.train.samples import Sample


def plan(articles: Sequence[Sample], others: Sequence[Sample], epochs: float, share: float, rng: random.Random,
         rank: int = 0, size: int = 1) -> list[Sample]:
    """What one of `size` processes reads, in order: about `share` others after each of its articles."""
    stream, rest = _cycle(articles, rng), _cycle(others, rng)
    found: list[Sample] = []
    for n in range(round(len(articles) * epochs)):
        group = [next(stream), *(next(rest) for _ in range(int(share) + (rng.random() < share % 1)))]
        if n % size == rank:
            found.extend(group)
    return found


def _cycle(samples: Sequence[Sample], rng: random.Random) -> Iterator[Sample]:
    while True:
        order = list(samples)
        rng.shuffle(order)
        yield from order
