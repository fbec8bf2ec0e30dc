"""The word classes of ``lexicon.toml`` and ``naming.toml``, by name."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One of the package's TOML tables."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def word_class(name: str) -> frozenset[str]:
    """The words of one class.

    >>> "chairman" in word_class("executive")
    True
    """
    return words(str(table("lexicon")[name]))


@cache
def words(text: str) -> frozenset[str]:
    """The words of a text, of which each ``@class`` stands for its own.

    >>> sorted(words("buy sell")), "chairman" in words("@executive")
    (['buy', 'sell'], True)
    """
    found: set[str] = set()
    for word in text.split():
        found |= word_class(word[1:]) if word.startswith("@") else {word}
    return frozenset(found)


@cache
def naming(name: str) -> frozenset[str]:
    """A word class of ``naming.toml``; entries of several words are parted by bars and ends of lines.

    >>> "monday" in naming("stop"), "new york" in naming("gazetteer"), "the company" in naming("phrases")
    (True, True, True)
    """
    value = str(table("naming")[name])
    if "|" in value:
        return frozenset(part.strip() for part in re.split(r"[|\n]", value) if part.strip())
    return frozenset(value.split())
