"""The tables that resolution keeps beside the corpus, so that a change costs what it touches.

All of them are derived: `newsgraph.resolution.index` makes them again when they are missing or of another
version. They lie in the corpus's own file because one transaction must change both.
"""

import json
import sqlite3
import sys
from collections.abc import Iterable, Iterator

from newsgraph.records import Node
from newsgraph.resolution.clues import Clue
from newsgraph.resolution.comparison import Comparison

VERSION = 7
"""Of the tables and of the rules that fill them: raise it with every change to either."""

NAMES = ("state", "documents", "clues", "related", "contexts", "tokens", "units", "joins", "close", "nodes",
         "copies", "bands")

SCHEMA = """
CREATE TABLE resolution_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE resolution_documents (document BLOB PRIMARY KEY, content BLOB NOT NULL, extractor TEXT NOT NULL,
  head TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE resolution_clues (document BLOB, entity BLOB, block BLOB NOT NULL, sense BLOB NOT NULL,
  raw BLOB NOT NULL, body TEXT NOT NULL, PRIMARY KEY (document, entity)) WITHOUT ROWID;
CREATE INDEX resolution_clues_block ON resolution_clues (block);
CREATE INDEX resolution_clues_raw ON resolution_clues (raw);
CREATE TABLE resolution_related (one BLOB, other BLOB, document BLOB, PRIMARY KEY (one, other, document))
  WITHOUT ROWID;
CREATE INDEX resolution_related_document ON resolution_related (document);
CREATE TABLE resolution_contexts (context BLOB, block BLOB, PRIMARY KEY (context, block)) WITHOUT ROWID;
CREATE INDEX resolution_contexts_block ON resolution_contexts (block);
CREATE TABLE resolution_tokens (token BLOB, block BLOB, PRIMARY KEY (token, block)) WITHOUT ROWID;
CREATE INDEX resolution_tokens_block ON resolution_tokens (block);
CREATE TABLE resolution_units (block BLOB, sense BLOB, node INTEGER NOT NULL, PRIMARY KEY (block, sense))
  WITHOUT ROWID;
CREATE INDEX resolution_units_node ON resolution_units (node);
CREATE TABLE resolution_joins (block BLOB, sense BLOB, to_block BLOB, to_sense BLOB, score REAL,
  features TEXT, made INTEGER NOT NULL, PRIMARY KEY (block, sense)) WITHOUT ROWID;
CREATE INDEX resolution_joins_to ON resolution_joins (to_block, to_sense);
CREATE TABLE resolution_close (block BLOB, sense BLOB, to_block BLOB, to_sense BLOB, score REAL,
  features TEXT, PRIMARY KEY (block, sense, to_block, to_sense)) WITHOUT ROWID;
CREATE TABLE resolution_nodes (id INTEGER PRIMARY KEY, key TEXT NOT NULL, base TEXT NOT NULL,
  name BLOB NOT NULL, type TEXT NOT NULL, aliases TEXT NOT NULL, sense BLOB NOT NULL, document BLOB NOT NULL,
  entity BLOB NOT NULL);
CREATE INDEX resolution_nodes_base ON resolution_nodes (base);
CREATE INDEX resolution_nodes_key ON resolution_nodes (key);
CREATE TABLE resolution_copies (document BLOB PRIMARY KEY, family INTEGER NOT NULL, rank BLOB NOT NULL,
  digest TEXT NOT NULL, bands BLOB NOT NULL) WITHOUT ROWID;
CREATE INDEX resolution_copies_family ON resolution_copies (family, rank);
CREATE TABLE resolution_bands (band BLOB, family INTEGER, PRIMARY KEY (band, family)) WITHOUT ROWID;
"""


def create(connection: sqlite3.Connection) -> None:
    """Make the tables anew, empty."""
    for name in NAMES:
        connection.execute(f"DROP TABLE IF EXISTS resolution_{name}")
    for statement in SCHEMA.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute("INSERT INTO resolution_state VALUES ('version', ?)", (str(VERSION),))


def version(connection: sqlite3.Connection) -> int | None:
    """The version of the tables that are there."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'resolution_state'").fetchone() is None:
        return None
    row = connection.execute("SELECT value FROM resolution_state WHERE name = 'version'").fetchone()
    return None if row is None else int(row[0])


def pack(text: str) -> bytes:
    """Names and ids may hold lone surrogates, which SQLite's text may not."""
    return text.encode("utf-8", "surrogatepass")


def unpack(data: bytes) -> str:
    """What `pack` took; one object for equal names and ids, of which there are many."""
    return sys.intern(bytes(data).decode("utf-8", "surrogatepass"))


def clue_row(clue: Clue, sense: str) -> tuple[bytes, bytes, bytes, bytes, bytes, str]:
    """A clue as a row."""
    body = [clue.type, clue.name, clue.names, clue.aliases, clue.context, clue.neighbours]
    return (pack(clue.document), pack(clue.entity), pack(clue.block), pack(sense), pack(clue.raw),
            json.dumps(body, separators=(",", ":")))


def read_clue(row: tuple[bytes, bytes, bytes, bytes, str]) -> Clue:
    """A clue from its document, entity, block, raw block and body."""
    document, entity, block, raw, body = row
    type, name, names, aliases, context, neighbours = json.loads(body)
    return Clue(unpack(document), unpack(entity), type, unpack(block), name, tuple((n, u) for n, u in names),
                _same(aliases), _same(context), _same(neighbours), unpack(raw))


def _same(blocks: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(sys.intern, blocks))


def extras(aliases: Iterable[str], links: Iterable[tuple[str, float]]) -> str:
    """Other names and links of a node as one text."""
    return json.dumps([list(aliases), [list(link) for link in links]])


def read_node(key: str, name: bytes, type: str, more: str, members: tuple[tuple[str, str], ...] = ()) -> Node:
    """A node from its key, packed name, type and `extras`."""
    aliases, links = json.loads(more)
    return Node(key, unpack(name), type, tuple(aliases), members, tuple((iri, score) for iri, score in links))


def comparison_row(found: Comparison) -> tuple[bytes, bytes, bytes, bytes, float, str]:
    """A comparison as a row."""
    return (*map(pack, found.one), *map(pack, found.other), found.score,
            json.dumps(found.features))  # type: ignore[return-value]


def read_comparison(row: tuple[bytes, bytes, bytes, bytes, float, str]) -> Comparison:
    """What `comparison_row` gave."""
    one, sense, other, other_sense, score, features = row
    return Comparison((unpack(one), unpack(sense)), (unpack(other), unpack(other_sense)), score,
                      tuple((what, worth) for what, worth in json.loads(features)))


def each(
    connection: sqlite3.Connection, statement: str, keys: Iterable[bytes]
) -> Iterator[tuple[bytes, ...]]:
    """The rows of a statement with one parameter, for each key in turn."""
    for key in keys:
        yield from connection.execute(statement, (key,))
