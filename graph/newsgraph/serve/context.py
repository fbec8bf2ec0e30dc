"""What the jobs of a worker work with."""

from typing import Any

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph.reading import Reader
from newsgraph.serve.limits import Limits
from newsgraph.serve.names import Names


class Context:
    """What a job works with: the store of one generation, and what is worth remembering about it."""

    def __init__(self, path: str, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        try:
            self.store = ox.Store.read_only(path)
        except (OSError, RuntimeError) as error:
            raise GraphError(f"the graph is damaged or gone ({error}); build it again") from error
        self.reader = Reader(self.store)
        self.names = Names(self.store, self.reader.vocabulary)
        self.memory: dict[str, Any] = {}
