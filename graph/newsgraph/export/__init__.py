"""Taking a graph away: Turtle, TriG, N-Quads, JSON-LD, GraphML, GEXF, and CSV tables of nodes and edges.

Every format is written in a fixed order: the same graph gives the same bytes.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO, TYPE_CHECKING

from newsgraph.errors import GraphError
from newsgraph.export import networks, rdf, tables

if TYPE_CHECKING:
    from newsgraph.graph.reading import Reader

__all__ = ["FORMATS", "ends_as_file", "export", "format_of", "write"]

_WRITERS: dict[str, Callable[["Reader", IO[bytes]], None]] = {
    "turtle": rdf.turtle, "trig": rdf.trig, "nquads": rdf.nquads, "jsonld": rdf.jsonld,
    "graphml": networks.graphml, "gexf": networks.gexf,
}
FORMATS = (*_WRITERS, "csv")
"""What `export` writes; ``csv`` makes a folder of two files, every other one file."""

_ENDINGS = {".ttl": "turtle", ".trig": "trig", ".nq": "nquads", ".jsonld": "jsonld", ".json": "jsonld",
            ".graphml": "graphml", ".gexf": "gexf", "": "csv", ".csv": "csv"}


def format_of(path: str | os.PathLike[str]) -> str:
    """The format that a file's ending stands for; a path without an ending is a folder of CSV files.

    >>> format_of("graph.gexf"), format_of("tables")
    ('gexf', 'csv')

    Raises
    ------
    GraphError
        If the ending stands for none.
    """
    ending = Path(path).suffix.lower()
    if ending not in _ENDINGS:
        raise GraphError(f"{path} ends in no format that is known; choose one of {', '.join(FORMATS)}")
    return _ENDINGS[ending]


def ends_as_file(path: str | os.PathLike[str]) -> bool:
    """Whether a path ends as a file of triples, of a network or of a table does.

    >>> ends_as_file("graph.ttl"), ends_as_file("parts")
    (True, False)
    """
    return Path(path).suffix.lower() in {*_ENDINGS, ".nt"} - {""}


def write(reader: "Reader", file: IO[bytes], format: str) -> None:
    """Write a graph to an open binary file, in any format but ``csv``.

    Raises
    ------
    GraphError
        If the format is not one of those.
    """
    if format not in _WRITERS:
        raise GraphError(f"{format} cannot be written to one file; choose one of {', '.join(_WRITERS)}")
    _WRITERS[format](reader, file)


def export(reader: "Reader", path: str | os.PathLike[str], format: str | None = None) -> list[Path]:
    """Write a graph to a file, or as ``csv`` to a folder; what is there is replaced once the new one is
    complete.

    Raises
    ------
    GraphError
        If the format is unknown, or the file cannot be written.
    """
    chosen = format or format_of(path)
    if chosen not in FORMATS:
        raise GraphError(f"{chosen} is not a format; choose one of {', '.join(FORMATS)}")
    target = Path(path)
    try:
        if chosen == "csv":
            target.mkdir(parents=True, exist_ok=True)
            return [_replace(target / "nodes.csv", reader, tables.nodes),
                    _replace(target / "edges.csv", reader, tables.edges)]
        return [_replace(target, reader, _WRITERS[chosen])]
    except OSError as error:
        raise GraphError(f"{path} cannot be written: {error.strerror or error}") from error


def _replace(path: Path, reader: "Reader", writer: Callable[["Reader", IO[bytes]], None]) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            writer(reader, file)
        draft.chmod(0o644)
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return path
