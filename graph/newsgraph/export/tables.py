"""Two tables for spreadsheets and data frames."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING

from newsgraph.graph.network import network

if TYPE_CHECKING:
    from newsgraph.graph.reading import Reader


def nodes(reader: "Reader", file: IO[bytes]) -> None:
    """``nodes.csv``: IRI, name, type, other names."""
    rows = ([thing.iri, thing.name, thing.type, "; ".join(thing.aliases)] for thing in reader.things())
    _write(["id", "name", "type", "aliases"], rows, file)


def edges(reader: "Reader", file: IO[bytes]) -> None:
    """``edges.csv``: one row for what is said of two nodes, with its surest sentence."""
    graph = network(reader, all=True)
    head = ["predicate", "time", "modality", "roles", "confidence", "sentences", "documents", "quote"]
    rows = ([source, target, graph.nodes[source]["label"], graph.nodes[target]["label"],
             *(data[k] for k in head)]
            for source, target, data in graph.edges(data=True))
    _write(["source", "target", "source_name", "target_name", *head], rows, file)


def _write(head: list[str], rows: Iterable[Sequence[object]], file: IO[bytes]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(head)
        writer.writerows([_safe(cell) for cell in row] for row in rows)
    finally:
        text.detach()


def _safe(cell: object) -> object:
    """A spreadsheet runs a cell that begins like a formula; an apostrophe before it makes it text.

    >>> _safe("=1+1"), _safe("Acme"), _safe(-1.5)
    ("'=1+1", 'Acme', -1.5)
    """
    if isinstance(cell, str):
        cell = cell.replace("\0", "\ufffd")
        return "'" + cell if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell else cell
    return cell
