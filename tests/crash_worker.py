"""Does things to a graph, each in a process of its own, once told to; test_upkeep_crash.py kills some on the way.

It has loaded all that an operation needs, and forks: what is to be hit is the operation, not the start of Python.
"""

import os
import signal
import sys

from test_upkeep import Made, documents

# Loaded before a fork, not in every child.
import newsgraph.graph.curation
import newsgraph.graph.validation  # noqa: F401
from newsgraph.graph.building import build
from newsgraph.graph.upkeep import add, remove


def main() -> None:
    """Read lines such as ``add FOLDER d1=7 d2=14`` (ids with the seeds of their texts), each followed, when its time
    has come, by ``wait`` or ``kill``; tell when each has begun, whether it is ``done``, and that it is ``over``."""
    for line in iter(sys.stdin.readline, ""):
        what, folder, *pairs = line.split()
        child = os.fork()
        if child == 0:
            print("begun", flush=True)
            perform(what, folder, [(id, int(seed)) for id, _, seed in (pair.partition("=") for pair in pairs)])
            print("done", flush=True)
            os._exit(0)
        if sys.stdin.readline() == "kill\n":
            # Not waited for yet, so that nobody else can have its number.
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        print("over", flush=True)


def perform(what: str, folder: str, given: list[tuple[str, int]]) -> None:
    if what == "add":
        add([], folder, extractor=Made(), documents=documents(*given), view=False)
    elif what == "remove":
        remove([id for id, _ in given], folder, view=False)
    else:
        build([], folder, extractor=Made(), documents=documents(*given), view=False)


if __name__ == "__main__":
    main()
