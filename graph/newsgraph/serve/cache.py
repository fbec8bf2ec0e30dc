"""Answers kept while the graph stays the same: whatever is asked often costs once."""

from collections import OrderedDict
from collections.abc import Hashable

from newsgraph.serve.answers import Answer
from newsgraph.serve.limits import MIB

_ENTRY = 1024
"""About how many bytes an answer takes beside its body."""


class Cache:
    """The answers used last, up to a number of bytes; keys are taken to be small.

    >>> cache = Cache(5000)
    >>> for name, body in (("a", b"1" * 1000), ("b", b"12"), ("c", b"1234")):
    ...     cache.put(name, Answer(body))
    >>> cache.put("d", Answer(b"1" * 1000))
    >>> cache.get("a") is None, cache.get("c").body
    (True, b'1234')
    """

    def __init__(self, most: int = 64 * MIB) -> None:
        self._most = most
        self._size = 0
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def get(self, key: Hashable) -> Answer | None:
        """The answer, if it is still here."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, key: Hashable, answer: Answer) -> None:
        """Keep an answer; one that would take more than half of the room is not kept."""
        if _size(answer) > self._most / 2:
            return
        old = self._answers.pop(key, None)
        if old is not None:
            self._size -= _size(old)
        self._answers[key] = answer
        self._size += _size(answer)
        while self._size > self._most and self._answers:
            self._size -= _size(self._answers.popitem(last=False)[1])


def _size(answer: Answer) -> int:
    return len(answer.body) + _ENTRY
