"""Which things hang together, by pairs: a union-find over ids, which are small, in the driver."""

from collections.abc import Hashable, Iterable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def components(pairs: Iterable[tuple[K, K]]) -> dict[K, K]:
    """For each thing in some pair, the smallest that it hangs together with, directly or through others.

    >>> components([("b", "c"), ("a", "c"), ("x", "y")])
    {'b': 'a', 'c': 'a', 'a': 'a', 'x': 'x', 'y': 'x'}
    """
    parent: dict[K, K] = {}

    def root(one: K) -> K:
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for one, other in pairs:
        first, second = root(one), root(other)
        if first != second:
            low, high = (first, second) if first < second else (second, first)  # type: ignore[operator]
            parent[high] = low
    return {one: root(one) for one in list(parent)}
