"""Extraction on Spark's workers: each has one process with the models, for all of its tasks."""

import pickle
from collections.abc import Callable, Iterable, Iterator

from newsgraph.extraction import Extractor
from newsgraph.extraction.pool import Pool
from newsgraph.graph.extracting import readable
from newsgraph.records import Document, Extraction, Skipped

_pools: dict[tuple[bytes, float, int], Pool] = {}


class Extract:
    """Maps documents to what they say. A document that hangs, crashes or takes too much memory costs only itself.

    Parameters
    ----------
    make
        Gives the extractor.
    timeout, memory
        Seconds and MiB that one document may take.
    """

    def __init__(self, make: Callable[[], Extractor], timeout: float, memory: int) -> None:
        self._recipe = pickle.dumps(make)
        self._timeout, self._memory = timeout, memory

    def __call__(self, documents: Iterable[Document | Skipped]) -> Iterator[Extraction | Skipped]:
        """The extractions of a partition, and what was skipped."""
        skipped: list[Skipped] = []
        key = self._recipe, self._timeout, self._memory
        pool = _pools.pop(key, None) or _started(*key)
        try:
            yield from pool.run(readable(documents, skipped))
        except BaseException:
            pool.__exit__(None, None, None)
            raise
        # Only a pool whose work is done serves the next task. It ends with this process, which it listens to.
        _pools[key] = pool
        yield from skipped


def _started(recipe: bytes, timeout: float, memory: int) -> Pool:
    return Pool(pickle.loads(recipe), 1, timeout, memory).__enter__()
