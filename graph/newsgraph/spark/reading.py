"""Sources as a distributed set of documents: each file is read where there is room."""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsgraph.documents import Options, read
from newsgraph.records import Document, Skipped
from newsgraph.spark.session import SparkError

if TYPE_CHECKING:
    from pyspark import RDD
    from pyspark.sql import SparkSession

Order = tuple[int, str, int]
"""Where a document stands: the number of its source, the file in it, the position in that."""

_STORE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def documents(spark: "SparkSession", sources: Sequence[str | os.PathLike[str]], options: Options | None,
              parts: int) -> "RDD[Document | Skipped]":
    """The documents of sources, evenly over the partitions.

    Parameters
    ----------
    sources
        Files and folders that every worker can see, ``http(s)`` addresses, and files and folders of any file system
        that Spark knows (``s3a://``, ``hdfs://``, ``gs://``).
    options
        How to read them.
    parts
        The number of partitions.

    Raises
    ------
    SparkError
        If a source is the standard input.
    """
    reading = options or Options()
    found: list[Any] = []
    local: list[tuple[int, str, str]] = []
    seen: set[tuple[int, int]] = set()
    for number, each in enumerate(sources):
        source = os.fsdecode(each)
        if source == "-":
            raise SparkError("Spark's workers cannot read the standard input; name a file")
        if _STORE.match(source) and not source.lower().startswith(("http://", "https://")):
            files = (spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(source)
                     .select("path", "content").rdd)
            found.append(files.flatMap(_Stored(number, reading)))
        else:
            local += [(number, f"{at:012}", path) for at, path in enumerate(_files(source, seen))]
    if local:
        context = spark.sparkContext
        found.append(context.parallelize(local, min(len(local), 16 * parts)).flatMap(_Local(reading)))
    if not found:
        return spark.sparkContext.emptyRDD()
    together = found[0] if len(found) == 1 else spark.sparkContext.union(found)
    return together.groupByKey(parts).flatMap(_first)


class _Local:
    def __init__(self, options: Options) -> None:
        self._options = options

    def __call__(self, file: tuple[int, str, str]) -> "Iterator[tuple[str, tuple[Order, Document | Skipped]]]":
        number, name, path = file
        for at, item in enumerate(read([path], options=self._options)):
            yield _key(item), ((number, name, at), item)


class _Stored:
    """Reads what lies in an object store, by way of a file: some formats are read out of order."""

    def __init__(self, number: int, options: Options) -> None:
        self._number, self._options = number, options

    def __call__(self, row: Any) -> "Iterator[tuple[str, tuple[Order, Document | Skipped]]]":
        with tempfile.TemporaryDirectory(prefix="newsgraph-") as folder:
            path = Path(folder) / row["path"].rpartition("/")[2]
            path.write_bytes(row["content"])
            for at, item in enumerate(read([path], options=self._options)):
                source = row["path"] + item.source.removeprefix(str(path))
                if isinstance(item, Document):
                    id = source if item.id == item.source else item.id
                    item = replace(item, id=id, source=source)
                else:
                    item = Skipped(source, item.reason)
                yield _key(item), ((self._number, row["path"], at), item)


def _key(item: Document | Skipped) -> str:
    return f"d{item.id}" if isinstance(item, Document) else f"s{item.source}"


def _first(group: "tuple[str, Iterable[tuple[Order, Document | Skipped]]]") -> "Iterator[Document | Skipped]":
    """Of the documents with one id the first, as on one machine."""
    ordered = sorted(group[1], key=lambda pair: pair[0])
    for at, (_, item) in enumerate(ordered):
        if at and isinstance(item, Document):
            yield Skipped(item.source, f"it has the same id, {item.id}, as an earlier document")
        else:
            yield item


def _files(path: str, seen: set[tuple[int, int]]) -> Iterator[str]:
    """The files in a folder in the order in which `newsgraph.documents.read` reads them."""
    try:
        found = os.stat(path)
        if (found.st_dev, found.st_ino) in seen:
            return
        seen.add((found.st_dev, found.st_ino))
        names = sorted(name for name in os.listdir(path) if not name.startswith("."))
    except (OSError, ValueError):
        # A file; or what the reader has a sentence for.
        yield path
        return
    for name in names:
        yield from _files(os.path.join(path, name), seen)
