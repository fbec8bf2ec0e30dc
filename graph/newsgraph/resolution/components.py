"""Which things hang together: a union-find whose groups are named by their smallest member."""

from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


class Groups(Generic[K]):
    """Groups of things that can be sorted; at first each is alone.

    >>> groups = Groups("cabx")
    >>> groups.join("b", "c"), groups.join("c", "a"), groups.root("b"), groups.root("x")
    (None, None, 'a', 'x')
    """

    def __init__(self, things: Iterable[K] = ()) -> None:
        self._parent: dict[K, K] = {one: one for one in things}

    def __iter__(self) -> Iterator[K]:
        return iter(list(self._parent))

    def __contains__(self, one: K) -> bool:
        return one in self._parent

    def root(self, one: K) -> K:
        """The smallest of those that a thing hangs together with."""
        parent = self._parent
        parent.setdefault(one, one)
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: K, other: K) -> None:
        """Put two things into one group, with all that hang together with either."""
        first, second = sorted((self.root(one), self.root(other)))  # type: ignore[type-var]
        self._parent[second] = first


def components(pairs: Iterable[tuple[K, K]]) -> dict[K, K]:
    """For each thing in some pair, the smallest that it hangs together with, directly or through others.

    >>> components([("b", "c"), ("a", "c"), ("x", "y")])
    {'b': 'a', 'c': 'a', 'a': 'a', 'x': 'x', 'y': 'x'}
    """
    groups: Groups[K] = Groups()
    for one, other in pairs:
        groups.join(one, other)
    return {one: groups.root(one) for one in groups}
