"""The extractors that can be measured, by name."""

from typing import Any


def load(name: str) -> Any:
    """``baseline``, or whatever `newsgraph.extraction.load` knows.

    Raises
    ------
    ExtractionError
        If there is no such model.
    """
    if name == "baseline":
        from benchmarks.baseline import Baseline

        return Baseline()
    from newsgraph import extraction

    return extraction.load(name)
