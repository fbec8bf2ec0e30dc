"""The corpus: every document and what was extracted from it, in one SQLite file.

It is the only part of a graph that cannot be rebuilt; everything after it is derived from it.
"""

from newsgraph.corpus.corpus import FORMAT, Corpus

__all__ = ["FORMAT", "Corpus"]
