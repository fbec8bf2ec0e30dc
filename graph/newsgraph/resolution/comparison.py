"""Comparing two units: a score between 0 and 1, and the features that make it up, in words."""

from collections import Counter
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from newsgraph.extraction.clustering import likeness
from newsgraph.lexicon import DESCRIPTORS, DIVISIONS, NICKNAMES, SMALL
from newsgraph.names import acronyms, is_acronym
from newsgraph.resolution.blocks import is_vague, parts, skeleton, stem
from newsgraph.resolution.units import Unit

THRESHOLD = 0.6
"""At and above this score two names are one thing."""

CLOSE = 0.15
"""How far from the threshold a score may lie for `newsgraph review` to list it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How alike two units are. `features` are (what, contribution); they add up to the score."""

    one: tuple[str, str]
    other: tuple[str, str]
    score: float
    features: tuple[tuple[str, float], ...]


def compare(one: Unit, other: Unit, rivals: int = 0) -> Comparison | None:
    """Score whether two units are one thing; None where nothing in their names or documents suggests it.

    Parameters
    ----------
    one, other
        Units of different blocks, or of one block.
    rivals
        How many other units the name of `one` fits as well.
    """
    kind, first = parts(one.block)
    other_kind, second = parts(other.block)
    if kind in {"product", "event", "person"} and kind == other_kind and _numbers(first) != _numbers(second):
        return None
    base = _relation(one, other)
    together = one.aliases[other.block] + other.aliases[one.block]
    if base is None:
        if not together or kind != other_kind:
            return None
        base = ("a document calls it by both names", 0.2)
    features = [base]
    if together and base[1] == 0.2 and _part_of(first, second):
        # In one document "Google" may be short for "Google Cloud"; that says little about others.
        features.append((f"{together} document(s) use both, one being part of the other", min(0.1 * together, 0.5)))
    elif together:
        features.append((f"{together} document(s) use both names for it", min(0.35 + 0.1 * together, 0.6)))
    shared = _shared(one, other)
    if shared:
        features.append((f"{shared} shared neighbour(s)", min(0.15 * shared, 0.3)))
    apart = len(one.documents & other.documents) if one.block != other.block else 0
    if apart:
        weight = 0.4 if apart == 1 else 0.7
        features.append((f"{apart} document(s) name both as two things", -weight))
    if rivals and not together:
        features.append((f"{rivals} other thing(s) fit this name as well", -0.3))
    total = sum(value for _, value in features)
    return Comparison(one.id, other.id, round(min(max(total, 0.0), 1.0), 4), tuple(features))


def _part_of(first: list[str], second: list[str]) -> bool:
    """Whether one name is the beginning or the end of the other."""
    short, long = sorted((first, second), key=len)
    return len(short) < len(long) and short in (long[:len(short)], long[-len(short):])


def rank(unit: Unit) -> tuple[bool, int, int, tuple[str, str]]:
    """The order in which names are fuller: written out, more words, in more documents."""
    _, text = parts(unit.block)
    short = len(text) == 1 and any(is_acronym(n) for n in unit.names)
    return not short, len(text), len(unit.documents), unit.id


def _shared(one: Unit, other: Unit) -> int:
    return sum(1 for n in one.neighbours.keys() & other.neighbours.keys())


def _relation(one: Unit, other: Unit) -> tuple[str, float] | None:
    """What ties the two names, and how much it is worth alone."""
    kind, first = parts(one.block)
    other_kind, second = parts(other.block)
    if kind != other_kind:
        return _across(one, other, first, second)
    if _numbers(first) != _numbers(second):
        return None
    if kind == "body":
        return _bodies(one, other, first, second)
    if kind == "person":
        return _people(one, other, first, second)
    if kind == "product":
        return _products(one, other, first, second)
    return _spelling(first, second, 0.45)


def _numbers(text: list[str]) -> list[str]:
    return sorted("".join(c for c in word if c.isdigit()) for word in text if any(c.isdigit() for c in word))


def _spelling(first: list[str], second: list[str], worth: float) -> tuple[str, float] | None:
    """One name in two spellings: spaces, dashes, transliteration, a slip."""
    one, other = "".join(first), "".join(second)
    if one == other:
        return "the same letters, spaced otherwise", 0.8
    if min(len(one), len(other)) < 7 or skeleton(" ".join(first)) != skeleton(" ".join(second)):
        return None
    likeness = DamerauLevenshtein.normalized_similarity(one, other)
    if likeness < 0.8:
        return None
    return f"spelt alike ({likeness:.2f})", worth + (0.2 if likeness >= 0.9 else 0.1)


def _across(one: Unit, other: Unit, first: list[str], second: list[str]) -> tuple[str, float] | None:
    """One name, two types: one thing only if its neighbours say so."""
    families = {one.block.split(":")[0], other.block.split(":")[0]}
    if first != second or families not in ({"body", "product"}, {"body", "event"}, {"product", "event"}):
        return None
    return "the same name with another type", 0.45


def _bodies(one: Unit, other: Unit, first: list[str], second: list[str]) -> tuple[str, float] | None:
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    spelt = _spelling(first, second, 0.4)
    if spelt is not None:
        return spelt
    if len(short) == 1 < len(long):
        fuller = other if long is second else one
        initials = {a for n in fuller.names for a in acronyms(n)}
        if short[0] in initials and len(short[0]) >= 2:
            return "initials of the other name", 0.65 if len(short[0]) >= 3 else 0.35
    if len(short) < len(long) and long[:len(short)] == short:
        rest = set(long[len(short):])
        if rest <= DESCRIPTORS | SMALL and short == stem(long) and not is_vague(f"body:{' '.join(short)}"):
            if rest & DIVISIONS:
                return "the other name without what may be a part of it", 0.4
            return "the other name without what kind of body it is", 0.65 if len(rest) == 1 else 0.6
        return None
    if len(short) < len(long) and long[-len(short):] == short:
        owner = " ".join(long[:-len(short)])
        fuller = other if long is second else one
        if any(n.lower().startswith((owner[:-1] + "'s ", owner[:-1] + "’s ")) for n in fuller.names):
            return "the other name with its owner before it", 0.7
    return None


def _people(one: Unit, other: Unit, first: list[str], second: list[str]) -> tuple[str, float] | None:
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    if len(short) == 1:
        if len(long) > 1 and short[0] in {long[0], long[-1]} and one.context.keys() & other.context.keys():
            return "the surname, with the same employer", 0.7
        return None
    if sorted(short) == sorted(long):
        return "the same names in another order", 0.7
    if len(short) > 2 and not {m[0] for m in short[1:-1]} & {m[0] for m in long[1:-1]}:
        return None
    if short[-1] != long[-1]:
        return _spelling(first, second, 0.4)
    alike = likeness(" ".join(short), "Person", " ".join(long), "Person")
    if alike < 0.9:
        return _spelling(first, second, 0.4)
    if _middle(first, second):
        return "the same name with a middle name", 0.6
    if len(short[0]) == 1 or len(long[0]) == 1:
        return "an initial for the first name", 0.45
    if NICKNAMES.get(short[0], short[0]) == NICKNAMES.get(long[0], long[0]):
        return "a short form of the first name", 0.5
    return "a clipped first name", 0.4


def _middle(first: list[str], second: list[str]) -> bool:
    short, long = sorted((first, second), key=len)
    return short[0] == long[0] and short[-1] == long[-1] and len(short) < len(long) and len(short[0]) > 1


def _products(one: Unit, other: Unit, first: list[str], second: list[str]) -> tuple[str, float] | None:
    short, long = (first, second) if len(first) <= len(second) else (second, first)
    exact = bool(_numbers(first)) and "".join(first) != "".join(second)
    spelt = None if exact else _spelling(first, second, 0.35)
    if spelt is not None and spelt[1] > 0.5:
        return spelt
    if len(short) < len(long) and long[-len(short):] == short:
        owner = long[:-len(short)]
        makers = Counter(one.context) + Counter(other.context)
        if any(parts(m)[1][:len(owner)] == owner or parts(m)[1] == owner[:len(parts(m)[1])] for m in makers):
            fits = not one.context or not other.context or one.context.keys() & other.context.keys()
            return "the other name with its maker before it", 0.65 if fits else 0.4
    return None
