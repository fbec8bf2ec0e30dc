"""A local index of the companies, people and products in a Wikidata dump: read once, as a stream, offline.

The dump is Wikidata's JSON: an array with one entity a line. Plain, gzip and bzip2 files are read alike.
"""

import bz2
import gzip
import json
import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsgraph.errors import DocumentError
from newsgraph.resolution.blocks import block, family

LANGUAGES = ("en", "mul")
"""Whose labels and aliases are kept; ``mul`` holds names that are the same in every language."""

COMPANIES = frozenset(
    "Q4830453 Q6881511 Q783794 Q891723 Q167037 Q161726 Q219577 Q658255 Q18388277 Q1058914 Q786820 Q22687 "
    "Q46970 Q1762059 Q1137109 Q2085381 Q740752 Q190752 Q15711870 Q507619 Q249556 Q11032 Q1616075 Q210167 "
    "Q2001305 Q1194970 Q270791 Q936518 Q18043413 Q1331793 Q613142 Q62447 Q1480166".split())
"""Classes of companies: business, enterprise, public company, airline, bank, car maker and the like."""

ORGANIZATIONS = frozenset(
    "Q43229 Q327333 Q3918 Q875538 Q902104 Q163740 Q178790 Q484652 Q7278 Q4120211 Q192350 Q31855 Q15925165 "
    "Q79913 Q48204 Q157031 Q66344 Q1589009 Q2659904 Q6954187".split())
"""Classes of bodies that are no companies: agency, university, union, party, standards body and the like."""

PRODUCTS = frozenset(
    "Q2424752 Q7397 Q7889 Q9143 Q166142 Q205663 Q19841877 Q811701 Q3966 Q17155032 Q35127 Q11016 Q40056 Q9135 "
    "Q22999537 Q10929058 Q4801149 Q1668024 Q193395 Q218616 Q620615 Q431289 Q15401930 Q20741022 Q113877181 "
    "Q115305900 Q42889 Q3231690 Q15057021 Q8076 Q1121542 Q24649".split())
"""Classes of products: software, game, model series, brand, service, car model and the like."""

RELATIONS = ("P169", "P488", "P112", "P108", "P127", "P749", "P355", "P176", "P178", "P1056", "P1037",
             "P3320", "P39", "P159", "P1830", "P137", "P123")
"""Properties whose other end is a neighbour: officers, founders, employers, owners, makers, products."""

_EVIDENCE = (("Product", ("P176", "P178")),
             ("Company", ("P414", "P249", "P1454", "P169", "P1128", "P452", "P946")))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in Wikidata. `links` counts the wikis that have an article about it."""

    id: str
    type: str
    label: str
    names: tuple[str, ...]
    related: tuple[str, ...]
    description: str = ""
    links: int = 0


def read_dump(path: str | os.PathLike[str], languages: Iterable[str] = LANGUAGES) -> Iterator[Item]:
    """The companies, other organisations, people and products of a dump, one after the other.

    Raises
    ------
    DocumentError
        If the file cannot be read or is no Wikidata dump.
    """
    wanted = tuple(languages)
    lines = good = 0
    try:
        with _open(Path(path)) as file:
            for line in file:
                text = line.strip().rstrip(b",")
                if text in (b"", b"[", b"]"):
                    continue
                lines += 1
                if b'"P31"' not in text:
                    good += text.startswith(b'{"')
                    continue
                try:
                    row = json.loads(text)
                    found = _item(row, wanted)
                except (ValueError, TypeError, KeyError, AttributeError):
                    continue
                good += 1
                if found is not None:
                    yield found
    except (OSError, EOFError) as error:
        raise DocumentError(f"{path} cannot be read: {error}") from error
    if lines and not good:
        raise DocumentError(f"{path} is no Wikidata JSON dump")


class Wikidata:
    """The index of a dump: an SQLite file.

    Raises
    ------
    DocumentError
        If the file is no such index.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        try:
            if not self.path.is_file():
                raise DocumentError(f"there is no Wikidata index at {path}; "
                                    "make it with: newsgraph link --wikidata FILE")
            self.connection = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            self.connection.execute("SELECT count(*) FROM (SELECT 1 FROM items LIMIT 1)").fetchone()
        except sqlite3.DatabaseError as error:
            raise DocumentError(f"{path} is no Wikidata index: {error}") from error

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def candidates(self, blocks: Iterable[str]) -> list[tuple[Item, bool]]:
        """The items that have a name in one of these blocks, and whether it is their label, by id."""
        found: dict[str, bool] = {}
        for key in sorted(set(blocks)):
            for id, label in self.connection.execute("SELECT id, label FROM names WHERE block = ?", (key,)):
                found[id] = found.get(id, False) or bool(label)
        return [(self.item(id), found[id]) for id in sorted(found, key=lambda id: (len(id), id))]

    def item(self, id: str) -> Item:
        """One item."""
        row = self.connection.execute("SELECT id, type, label, names, related, description, links FROM items "
                                      "WHERE id = ?", (id,)).fetchone()
        id, type, label, names, related, description, links = row
        return Item(id, type, label, tuple(json.loads(names)), tuple(json.loads(related)), description, links)

    def around(self, item: Item) -> set[str]:
        """The blocks of everything that is related to an item, in either direction."""
        ids = set(item.related) | {row[0] for row in self.connection.execute(
            "SELECT id FROM relations WHERE other = ?", (item.id,))}
        return {row[0] for id in ids for row in self.connection.execute(
            "SELECT block FROM names WHERE id = ?", (id,))}


def build_index(dump: str | os.PathLike[str], path: str | os.PathLike[str],
                languages: Iterable[str] = LANGUAGES) -> int:
    """Read a dump into an index, in place of an older one, in one step; gives the number of items.

    Raises
    ------
    DocumentError
        If the dump cannot be read, or the index cannot be written.
    """
    target = Path(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".wikidata-", dir=target.parent)
        os.close(handle)
    except OSError as error:
        raise DocumentError(f"{path} cannot be written: {error.strerror}") from error
    draft = Path(name)
    try:
        connection = sqlite3.connect(draft)
        connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
            "CREATE TABLE items (id TEXT PRIMARY KEY, type TEXT, label TEXT, names TEXT, related TEXT, "
            "description TEXT, links INTEGER) WITHOUT ROWID;"
            "CREATE TABLE names (block TEXT, id TEXT, label INTEGER, PRIMARY KEY (block, id)) WITHOUT ROWID;"
            "CREATE TABLE relations (other TEXT, id TEXT, PRIMARY KEY (other, id)) WITHOUT ROWID;")
        count = 0
        for item in read_dump(dump, languages):
            count += 1
            connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?, ?, ?)", (
                item.id, item.type, item.label, json.dumps(item.names), json.dumps(item.related),
                item.description, item.links))
            own = block(item.label, item.type)
            connection.executemany("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", [
                (key, item.id, key == own) for key in {block(name, item.type) for name in item.names}])
            connection.executemany("INSERT OR IGNORE INTO relations VALUES (?, ?)",
                                   [(other, item.id) for other in item.related])
        connection.execute("CREATE INDEX names_id ON names (id)")
        connection.commit()
        connection.close()
        draft.chmod(0o644)
        os.replace(draft, target)
    except (OSError, sqlite3.Error) as error:
        raise DocumentError(f"{path} cannot be written: {error}") from error
    finally:
        draft.unlink(missing_ok=True)
    return count


def _open(path: Path) -> AbstractContextManager[Iterable[bytes]]:
    with path.open("rb") as file:
        magic = file.read(3)
    if magic[:2] == b"\x1f\x8b":
        return gzip.open(path, "rb")
    if magic == b"BZh":
        return bz2.open(path, "rb")
    return path.open("rb")


def _item(row: dict[str, Any], languages: tuple[str, ...]) -> Item | None:
    """What is kept of one entity; None where it is none of ours."""
    claims = row["claims"]
    kind = _type(claims)
    if row.get("type") != "item" or kind is None:
        return None
    names = [row["labels"][code]["value"] for code in languages if code in row.get("labels", {})]
    for code in languages:
        names += [alias["value"] for alias in row.get("aliases", {}).get(code, ())]
    if not names:
        return None
    related = {id for prop in RELATIONS for id in _values(claims, prop)}
    described = row.get("descriptions", {}).get("en", {}).get("value", "")
    return Item(row["id"], kind, names[0], tuple(dict.fromkeys(names)), tuple(sorted(related)), described,
                len(row.get("sitelinks", {})))


def _type(claims: dict[str, Any]) -> str | None:
    classes = set(_values(claims, "P31"))
    if "Q5" in classes:
        return "Person"
    for kind, known in (("Company", COMPANIES), ("Product", PRODUCTS), ("Organization", ORGANIZATIONS)):
        if classes & known:
            return kind
    # Wikidata has thousands of classes: what is not of a known one is told by the properties it has.
    return next((kind for kind, properties in _EVIDENCE if any(p in claims for p in properties)), None)


def _values(claims: dict[str, Any], prop: str) -> Iterator[str]:
    """The items that a property points at, but for deprecated statements."""
    for claim in claims.get(prop, ()):
        value = claim.get("mainsnak", {}).get("datavalue", {}).get("value")
        if claim.get("rank") != "deprecated" and isinstance(value, dict) and "id" in value:
            yield value["id"]


def fits(item: Item, type: str) -> bool:
    """Whether an item may be a thing of this type."""
    return family(item.type) == family(type)
