"""The table of patterns: ``patterns.toml`` as objects, found by what triggers them."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from newsgraph.extraction.rules.lexicon import table, words
from newsgraph.vocabulary import ARGUMENTS


@dataclass(frozen=True, slots=True)
class Pattern:
    """One row of ``patterns.toml``."""

    name: str
    predicate: str
    trigger: str
    lemmas: frozenset[str]
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    pair: str = ""
    role: bool = False
    near: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    context: str = ""
    subject_type: frozenset[str] = frozenset()
    object_type: frozenset[str] = frozenset()
    named: bool = False
    implied: str = ""
    implied_lemmas: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    no_country: bool = False

    @property
    def method(self) -> str:
        """What a fact that it finds names as its method."""
        return f"rule:{self.predicate}/{self.name}"


@dataclass(frozen=True, slots=True)
class Lookup:
    """The patterns by what triggers them: (word class, lemma), or the type of a name."""

    by_lemma: dict[tuple[str, str], tuple[Pattern, ...]]
    by_type: dict[str, tuple[Pattern, ...]]


@cache
def patterns() -> tuple[Pattern, ...]:
    """The table of patterns, in order."""
    return tuple(_pattern(row) for row in table("patterns")["pattern"])


def _pattern(row: dict[str, Any]) -> Pattern:
    kind = next(k for k in ("verb", "noun", "adjective", "adverb", "name_type") if k in row)
    domain, range_ = ARGUMENTS[row["predicate"]]
    return Pattern(
        name=row["name"],
        predicate=row["predicate"],
        trigger=kind,
        lemmas=words(row[kind]),
        subject=tuple(row.get("subject", ())),
        object=tuple(row.get("object", ())),
        pair=row.get("pair", ""),
        role=row.get("role", False),
        near=words(row.get("with", "")),
        unless=words(row.get("unless", "")),
        context=row.get("context", ""),
        named=row.get("named", False),
        implied=row.get("implied", ""),
        implied_lemmas=words(row.get("implied_for", "")),
        around=words(row.get("around", "")),
        no_country=row.get("no_country", False),
        subject_type=frozenset(row.get("subject_type", domain).split()),
        object_type=frozenset(row.get("object_type", range_).split()),
    )


@cache
def lookup() -> Lookup:
    """The table of patterns, ready to be asked."""
    by_lemma: dict[tuple[str, str], list[Pattern]] = {}
    by_type: dict[str, list[Pattern]] = {}
    for pattern in patterns():
        for lemma in pattern.lemmas:
            if pattern.trigger == "name_type":
                by_type.setdefault(lemma, []).append(pattern)
            else:
                by_lemma.setdefault((pattern.trigger, lemma), []).append(pattern)
    return Lookup({k: tuple(v) for k, v in by_lemma.items()}, {k: tuple(v) for k, v in by_type.items()})
