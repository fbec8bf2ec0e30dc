"""The extractors that can be measured, by name."""

from typing import Any


def load(name: str) -> Any:
    """``baseline``; ``reading``, the default model with nothing known before it reads; or whatever
    `newsgraph.extraction.load` knows.

    Raises
    ------
    ExtractionError
        If there is no such model.
    """
    if name == "baseline":
        from benchmarks.baseline import Baseline

        return Baseline()
    from newsgraph import extraction

    if name == "reading":
        from newsgraph.extraction.neural.known import Known

        extractor: Any = extraction.load("default")
        extractor.model.known = Known()
        return extractor
    return extraction.load(name)
