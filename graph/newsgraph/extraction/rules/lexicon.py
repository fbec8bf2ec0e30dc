"""The word classes of ``lexicon.toml``, by name."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """One of the package's TOML tables."""
    return tomllib.loads((files(__package__) / f"{name}.toml").read_text("utf-8"))


@cache
def words(name: str) -> frozenset[str]:
    """The words of a class, or the words given, of which each ``@class`` stands for its own.

    >>> "chairman" in words("executive"), sorted(words("buy sell"))
    (True, ['buy', 'sell'])
    """
    classes = table("lexicon")
    if name in classes:
        return frozenset(str(classes[name]).split())
    found: set[str] = set()
    for word in name.split():
        found |= words(word[1:]) if word.startswith("@") else {word}
    return frozenset(found)
