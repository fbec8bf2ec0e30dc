"""What the jobs of a worker work with."""

from typing import Any, cast

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph.reading import Reader
from newsgraph.graph.remote import RemoteStore
from newsgraph.serve.limits import Limits
from newsgraph.serve.names import Names


class Context:
    """What a job works with: a store, and what is worth remembering about it.

    Parameters
    ----------
    path
        The folder of a store's generation, or the address of an endpoint; what follows its ``#`` only tells what
        is remembered now from what was remembered before.
    limits
        What a job may cost.

    Raises
    ------
    GraphError
        If there is no store.
    """

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        try:
            self.store = _remote(path, limits) if path.startswith("http") else ox.Store.read_only(path)
        except (OSError, RuntimeError) as error:
            raise GraphError(f"the graph is damaged or gone ({error}); build it again") from error
        self.reader = Reader(self.store)
        self.names = Names(self.store, self.reader.vocabulary)
        self.memory: dict[str, Any] = {}


def _remote(path: str, limits: Limits) -> ox.Store:
    # It has every method of a store that this package reads with.
    return cast(ox.Store, RemoteStore(path.partition("#")[0], timeout=limits.seconds))
