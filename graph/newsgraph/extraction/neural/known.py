"""What the annotated articles said before: what they call a name, and what they say of two names.

The network learns to read with most names swapped for others, so that it believes what a text says and not what it has
heard. This is what it is kept from learning, beside it, with a weight: "Vestas" is a company although a text tells only
that Vestas builds turbines, and of two firms in a sentence the one that is known to make a product is the likelier
maker. It never makes a fact: the network or a rule has to see one in the text.
"""

import gzip
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from unicodedata import normalize

import numpy as np
import numpy.typing as npt

from newsgraph.errors import ExtractionError
from newsgraph.vocabulary import SYMMETRIC, TYPES

FloatArray = npt.NDArray[np.float32]

NAMES, PAIRS = "names.tsv.gz", "pairs.tsv.gz"
"""The files, beside the weights: a name and the number of articles that call it something of each type; two names and
the number of articles that state each predicate of them."""

WEIGHT, UNSEEN = 1.5, 1.0
"""How much the prior of a type weighs beside the text, and how many articles of no type are added to its counts."""

_LEAST = 1e-4

_ONE_OBJECT = frozenset({"executiveOf", "employedBy", "locatedIn", "subsidiaryOf"})
"""Predicates of which a subject has one object at a time, for the most part; a product has one maker."""


class Before(NamedTuple):
    """What articles said before of what two entities are called, by numbers of articles: this of both; of one of them
    this with something else, where one of the two excludes the other; something else of both; and whether they said
    anything of each."""

    this: int
    elsewhere: int
    otherwise: int
    familiar: bool


class Known:
    """Counts of annotated articles: `names` by type in the order of `TYPES`, `pairs` of names by predicate."""

    def __init__(self, names: Mapping[str, str] | None = None, pairs: Iterable[tuple[str, str, str]] = ()) -> None:
        self._names = names or {}
        self._pairs: defaultdict[str, dict[str, str]] = defaultdict(dict)
        self._makers: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._held: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self._familiar: set[str] = set()
        for one, other, predicates in pairs:
            self._pairs[one][other] = predicates
            if "produces:" in predicates:
                self._makers[other].append((one, dict(_counts(predicates))["produces"]))
            self._familiar |= {one, other}

    @classmethod
    def read(cls, folder: Path) -> "Known":
        """Read both files.

        Raises
        ------
        ExtractionError
            If one cannot be read.
        """
        return cls({name: counts for name, counts in _lines(folder / NAMES)},
                   ((one, other, predicates) for one, other, predicates in _lines(folder / PAIRS)))

    def weigh(self, name: str, types: FloatArray) -> FloatArray:
        """The probabilities of the six types of a mention: `types` by the text alone, then with what is known.

        Their sum stays: it says how sure it is that this is a name at all.
        """
        known = self._called(name)
        if not known.any():
            return types
        prior = (known + UNSEEN / len(TYPES)) / (known.sum() + UNSEEN)
        weighed = (types + _LEAST) * prior ** WEIGHT
        both: FloatArray = (weighed * (types.sum() / weighed.sum())).astype(np.float32)
        return both

    def ends_in_s(self, name: str) -> bool:
        """Whether a name goes on with the "'s" after it: McDonald's, and not Mercedes."""
        return float(self._called(f"{name}'s").sum()) > float(self._called(name).sum())

    def before(self, subject: Collection[str], predicate: str, object: Collection[str]) -> Before:
        """What is known of a possible fact, over all names of its subject and its object, as `plain` has them."""
        stated: Counter[str] = Counter()
        for one, other, either in (*((s, o, True) for s in subject for o in object),
                                   *((o, s, False) for s in subject for o in object)):
            for said, count in self._stated(one, other):
                if either or said in SYMMETRIC:
                    stated[said] = max(stated[said], count)
        this = stated.pop(predicate, 0)
        rivals: Iterable[int] = ()
        if predicate == "produces":
            rivals = (n for other in object for maker, n in self._makers.get(other, ()) if maker not in subject)
        elif predicate in _ONE_OBJECT:
            rivals = (n for one in subject for other, n in self._objects(one, predicate) if other not in object)
        return Before(this, max(rivals, default=0), max(stated.values(), default=0),
                      not self._familiar.isdisjoint(subject) and not self._familiar.isdisjoint(object))

    def _called(self, name: str) -> FloatArray:
        """Articles that call a name something, by type."""
        counts = self._names.get(plain(name))
        return np.array(counts.split() if counts else [0] * len(TYPES), dtype=np.float32)

    def _stated(self, one: str, other: str) -> list[tuple[str, int]]:
        return _counts(self._pairs.get(one, {}).get(other, ""))

    def _objects(self, one: str, predicate: str) -> list[tuple[str, int]]:
        if (one, predicate) not in self._held:
            self._held[one, predicate] = [(other, n) for other, predicates in self._pairs.get(one, {}).items()
                                          for said, n in _counts(predicates) if said == predicate]
        return self._held[one, predicate]


def _counts(predicates: str) -> list[tuple[str, int]]:
    """Of "produces:4 partnerOf:1"."""
    found = (item.partition(":") for item in predicates.split())
    return [(predicate, int(count)) for predicate, _, count in found]


def plain(name: str) -> str:
    """A name as it is looked up: whatever its case, spaces and apostrophes."""
    return " ".join(normalize("NFC", name).casefold().replace("’", "'").split())


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                yield line.rstrip("\n").split("\t")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise ExtractionError(f"what is known of names cannot be read from {path}: {error}") from error
