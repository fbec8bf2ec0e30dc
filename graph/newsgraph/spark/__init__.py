"""The same build on Apache Spark: for archives that one machine cannot read in time (extra ``spark``).

The stages are those of a build on one machine, and so are their functions: extraction is a map over documents,
resolution groups what documents say by name and joins names that share a token, and a document's graph needs no
other. The triples are the same, whatever the number of machines.
"""

from newsgraph.spark.building import Summary, build

__all__ = ["Summary", "build"]
