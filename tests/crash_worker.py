"""Does one thing to a graph, once told to; test_upkeep_crash.py runs it and kills it somewhere on the way."""

import sys

from test_upkeep import Made, documents

from newsgraph.graph.building import build
from newsgraph.graph.upkeep import add, remove


def main(what: str, folder: str, *pairs: str) -> None:
    """`pairs` are ids with the seeds of their texts, as ``d1=7``."""
    given = [(id, int(seed)) for id, _, seed in (pair.partition("=") for pair in pairs)]
    # All that an operation loads is loaded before it begins: what is to be hit is the operation.
    import newsgraph.graph.curation
    import newsgraph.graph.validation  # noqa: F401

    print("ready", flush=True)
    if what == "add":
        add([], folder, extractor=Made(), documents=documents(*given), view=False)
    elif what == "remove":
        remove([id for id, _ in given], folder, view=False)
    else:
        build([], folder, extractor=Made(), documents=documents(*given), view=False)
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
