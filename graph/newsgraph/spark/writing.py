"""What a Spark build leaves: N-Quads in parts, and Parquet tables, on any file system that Spark writes to."""

import json
from typing import TYPE_CHECKING, Any

from newsgraph.spark.session import SparkError

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

NODES = "id string, name string, type string, aliases array<string>"
ASSERTIONS = ("id string, subject string, predicate string, object string, document string, quote string, time string, "
              "modality string, confidence double, role string, method string, start int, end int")
EDGES = ("subject", "predicate", "object", "time", "modality")
"""What makes one edge; its row has the highest confidence, and the numbers of sentences and documents."""

DONE = "newsgraph.json"
"""Written last: a folder that has it is whole."""


class Destination:
    """A folder on a file system of Spark's.

    Parameters
    ----------
    path
        A local path, or an address such as ``s3a://bucket/graph``.

    Raises
    ------
    SparkError
        If it cannot be reached.
    """

    def __init__(self, spark: "SparkSession", path: str) -> None:
        self.path = path.rstrip("/")
        self._spark = spark
        jvm: Any = spark.sparkContext._jvm  # pyright: ignore
        self._hadoop = jvm.org.apache.hadoop.fs
        try:
            self._files = self._hadoop.Path(self.path).getFileSystem(
                spark.sparkContext._jsc.hadoopConfiguration())  # pyright: ignore
            self.remove(DONE)
        except Exception as error:
            raise SparkError(f"{path} cannot be written: {_reason(error)}") from error

    def place(self, name: str) -> str:
        """The address of something in the folder."""
        return f"{self.path}/{name}"

    def remove(self, name: str) -> None:
        """Delete something in the folder, if it is there."""
        self._files.delete(self._hadoop.Path(self.place(name)), True)

    def quads(self, lines: "RDD[str]") -> None:
        """Write N-Quads, a file for each partition: ``nquads/part-00000.nq`` and so on."""
        self.remove("nquads")
        lines.saveAsTextFile(self.place("nquads"))
        for found in self._files.listStatus(self._hadoop.Path(self.place("nquads"))):
            path = found.getPath()
            if path.getName().startswith("part-") and not found.getLen():
                self._files.delete(path, False)
            elif path.getName().startswith("part-"):
                self._files.rename(path, path.suffix(".nq"))

    def table(self, name: str, rows: "DataFrame") -> None:
        """Write a table as Parquet."""
        rows.write.mode("overwrite").parquet(self.place(name))

    def read(self, name: str) -> "DataFrame":
        """A table that was written."""
        return self._spark.read.parquet(self.place(name))

    def done(self, what: dict[str, Any]) -> None:
        """Say that everything is there, and what it is."""
        file = self._files.create(self._hadoop.Path(self.place(DONE)), True)
        file.write(json.dumps(what, indent=1).encode() + b"\n")
        file.close()


def edges(assertions: "DataFrame") -> "DataFrame":
    """What is said of two nodes, over all sentences."""
    from pyspark.sql import functions

    return assertions.groupBy(*EDGES).agg(
        functions.max("confidence").alias("confidence"), functions.count("*").alias("sentences"),
        functions.countDistinct("document").alias("documents"))


def _reason(error: Exception) -> str:
    """The first line of what Java says."""
    said = str(getattr(error, "java_exception", error)).strip() or type(error).__name__
    return said.splitlines()[0][:300]
