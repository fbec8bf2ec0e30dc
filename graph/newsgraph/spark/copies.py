"""Copies of one text: documents that share a band of their sketches are brought together and compared."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from newsgraph.graph.namespaces import document_iri
from newsgraph.records import Document, Extraction
from newsgraph.resolution.components import components
from newsgraph.resolution.copies import copies, marks

if TYPE_CHECKING:
    from pyspark import RDD


def sources(extractions: "RDD[Extraction]", parts: int) -> "RDD[tuple[str, str]]":
    """(id of a copy, IRI of the document that stands for it), as `newsgraph.resolution.copies.copies` has it."""
    pairs = extractions.flatMap(_banded).groupByKey(parts).flatMap(_chain).distinct(parts).collect()
    together = extractions.context.broadcast(components(pairs))

    def placed(extraction: Extraction) -> Iterator[tuple[str, Document]]:
        family = together.value.get(extraction.document.id)
        if family is not None:
            yield family, extraction.document

    return extractions.flatMap(placed).groupByKey(parts).flatMap(_stand)


def _banded(extraction: Extraction) -> Iterator[tuple[bytes, str]]:
    return ((band, extraction.document.id) for band in marks(extraction.document.text))


def _chain(group: tuple[bytes, Iterable[str]]) -> Iterator[tuple[str, str]]:
    first, *others = sorted(set(group[1]))
    return ((first, other) for other in others)


def _stand(group: tuple[str, Iterable[Document]]) -> Iterator[tuple[str, str]]:
    known = {document.id: document for document in group[1]}
    for id, source in copies(known.values()).items():
        if id != source:
            yield id, document_iri(known[source])
