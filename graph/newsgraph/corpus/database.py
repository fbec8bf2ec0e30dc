"""Opening the corpus file: its pragmas, its tables, and how its errors are told."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsgraph.errors import CorpusError

APPLICATION = 0x6E677261
"""The file's ``application_id``: it tells a corpus from any other SQLite file."""

FORMAT = 1
"""The version of the tables below; a file of another version is refused, never changed."""

TABLES = """
CREATE TABLE documents (
    id BLOB PRIMARY KEY,
    content BLOB NOT NULL,
    extractor TEXT NOT NULL,
    head TEXT NOT NULL,
    facts INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_by_content ON documents (content);
CREATE TABLE contents (
    content BLOB PRIMARY KEY,
    text BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE extractions (
    content BLOB NOT NULL,
    extractor TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (content, extractor)
) WITHOUT ROWID;
CREATE TABLE state (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO state VALUES ('stamp', zeroblob(32));
"""


def connect(path: Path, timeout: float, read_only: bool) -> sqlite3.Connection:
    """Open the file, make it if it may be made, and check that it is a corpus of this version.

    Raises
    ------
    CorpusError
        If the file is damaged, of another version, locked or out of reach.
    """
    with told(path, timeout):
        if read_only:
            if not path.is_file():
                raise CorpusError(f"there is no corpus at {path}")
            connection = _open_to_read(path, timeout)
        else:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise CorpusError(f"the folder of {path} cannot be made: {error.strerror}") from None
            connection = sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path, read_only)
        except BaseException:
            connection.close()
            raise
        return connection


def _open_to_read(path: Path, timeout: float) -> sqlite3.Connection:
    """Read-only; on a medium that cannot be written, without the lock files that SQLite puts beside it."""
    address = path.absolute().as_uri()
    connection = sqlite3.connect(f"{address}?mode=ro", uri=True, timeout=timeout, isolation_level=None,
                                 check_same_thread=False)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        connection.close()
        if "unable to open" not in str(error) and "readonly" not in str(error):
            raise
        connection = sqlite3.connect(f"{address}?immutable=1", uri=True, timeout=timeout,
                                     isolation_level=None, check_same_thread=False)
    return connection


def _prepare(connection: sqlite3.Connection, path: Path, read_only: bool) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not read_only:
        # A full sync at each commit is what makes "old state or new state" true after a power cut.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("BEGIN IMMEDIATE")
        if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            for statement in TABLES.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA application_id = {APPLICATION}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION:
        raise CorpusError(f"{path} is not a newsgraph corpus")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT:
        raise CorpusError(f"{path} is a corpus of version {version}; this newsgraph reads version {FORMAT}")
    if not read_only:
        connection.execute("PRAGMA synchronous = FULL")


@contextmanager
def told(path: Path, timeout: float) -> Iterator[None]:
    """Turn SQLite's errors into one sentence about the corpus."""
    try:
        yield
    except sqlite3.OperationalError as error:
        reason = str(error)
        if "locked" in reason or "busy" in reason:
            raise CorpusError(
                f"another newsgraph is writing to {path}; waited {timeout:g} s for it to finish") from error
        if "full" in reason:
            raise CorpusError(f"the disk is full; {path} stays as it was") from error
        if "readonly" in reason:
            raise CorpusError(f"{path} may not be written to") from error
        if "unable to open" in reason:
            raise CorpusError(f"the corpus {path} cannot be opened") from error
        raise CorpusError(f"the corpus {path} cannot be used: {reason}") from error
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
        raise CorpusError(f"the corpus {path} is damaged: {error}") from error
