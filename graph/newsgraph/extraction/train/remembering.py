"""What training articles call their names and say of them, counted for `newsgraph.extraction.neural.known`."""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from newsgraph.extraction.neural.known import NAMES, PAIRS, plain
from newsgraph.extraction.train.samples import Row
from newsgraph.vocabulary import TYPES

TWICE = 2
"""Articles in which a name has to occur before its type is remembered."""


def remember(articles: Iterable[Row], folder: Path) -> None:
    """Count over articles, and write both files into a folder."""
    types: defaultdict[str, Counter[str]] = defaultdict(Counter)
    said: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in articles:
        names, called = _names(row)
        for name, kinds in called.items():
            for kind in kinds:
                # A name of two types is half of each.
                types[name][kind] += 1 / len(kinds)  # type: ignore[assignment]
        for pair, predicates in _pairs(row, names).items():
            said[pair].update(predicates)
    _write(folder / NAMES, {name: " ".join(f"{count[kind]:.3g}" for kind in TYPES) for name, count in types.items()
                            if sum(count.values()) >= TWICE})
    _write(folder / PAIRS, {pair: " ".join(f"{predicate}:{n}" for predicate, n in sorted(count.items()))
                            for pair, count in said.items()})


def _names(row: Row) -> tuple[dict[int, set[str]], dict[str, set[str]]]:
    """The names of each entity of an article, and what each name is called there."""
    names: defaultdict[int, set[str]] = defaultdict(set)
    called: defaultdict[str, set[str]] = defaultdict(set)
    for mention in row["entities"]:
        name = plain(row["text"][mention["start"]:mention["end"]])
        names[mention["id"]].add(name)
        called[name].update({*(mention.get("types") or [mention["type"]])} & {*TYPES})
    return names, called


def _pairs(row: Row, names: Mapping[int, set[str]]) -> dict[str, set[str]]:
    """What an article says of two names: "one<tab>other" -> predicates."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for fact in row["facts"]:
        if fact["modality"] == "asserted":
            for one in names[fact["subject_id"]]:
                for other in names[fact["object_id"]]:
                    found[f"{one}\t{other}"].add(fact["predicate"])
    return found


def _write(path: Path, lines: Mapping[str, str]) -> None:
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        for key in sorted(lines):
            file.write(f"{key}\t{lines[key]}\n".encode())
