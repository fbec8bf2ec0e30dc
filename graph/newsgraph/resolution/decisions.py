"""Curated decisions: what a person says about names and facts, kept in ``decisions.toml`` beside the graph.

::

    [[merge]]                     # these names are one thing
    names = ["Meta Platforms", "Facebook"]
    type = "Company"
    reason = "renamed in 2021"

    [[split]]                     # these names are different things ...
    names = ["Delta Air Lines", "Delta Electronics"]

    [[split]]                     # ... or: in these documents the name stands for another thing
    name = "John Smith"
    documents = ["court.txt"]

    [[rename]]
    name = "Intl Business Machines"
    to = "IBM"

    [[retype]]
    name = "Claude"
    type = "Person"
    to = "Product"

    [[reject]]                    # no thing at all; with subject, predicate and object: a wrong fact
    name = "Chief Executive"

    [[link]]                      # the thing in Wikidata; `newsgraph link` writes these into links.toml
    name = "Baidu"
    to = "Q14772"

    [[confirm]]                   # a merge that was checked, or a fact
    subject = "Robin Li"
    predicate = "executiveOf"
    object = "Baidu"

A name means the thing whose documents prefer that name, in any spelling; ``type`` and ``documents`` narrow
it. Without a type it means things of all built-in types; one of your own vocabulary has to be said. So a decision
outlives the keys of the nodes. One that matches nothing any more is reported, not dropped.
"""

import hashlib
import json
import os
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from pathlib import Path

from newsgraph.errors import DecisionError
from newsgraph.resolution.blocks import FAMILIES, block

KINDS = ("merge", "split", "rename", "retype", "reject", "confirm", "link")

DECISIONS = "decisions.toml"
"""The file of decisions in an output folder."""

LINKS = "links.toml"
"""The file beside the decisions that `newsgraph link` writes."""

WIKIDATA = "http://www.wikidata.org/entity/"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; see the module for what its fields mean."""

    kind: str
    names: tuple[str, ...] = ()
    type: str | None = None
    documents: tuple[str, ...] = ()
    to: str | None = None
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    reason: str | None = None
    score: float | None = None

    def __post_init__(self) -> None:
        about_fact = (self.subject, self.predicate, self.object)
        whole = all(about_fact)
        if self.kind not in KINDS:
            raise DecisionError(f"there is no decision called {self.kind!r}; there are {', '.join(KINDS)}")
        if any(about_fact) and (not whole or self.names or self.kind not in {"reject", "confirm"}):
            raise DecisionError(f"a {self.kind} of a fact needs subject, predicate and object, and no names")
        if not whole and not all(n.strip() for n in self.names or ("",)):
            raise DecisionError(f"a {self.kind} needs a name")
        if self.kind in {"rename", "retype", "link"} and not (self.to and self.to.strip()):
            raise DecisionError(f"a {self.kind} needs 'to'")
        if self.kind == "split" and len(self.names) < 2 and not self.documents:
            raise DecisionError("a split needs two names, or documents in which the name is another thing")

    @property
    def about_fact(self) -> bool:
        """Whether it judges a fact and not a name."""
        return self.predicate is not None

    @property
    def subjects(self) -> tuple[str, ...]:
        """The names by which the documents that it touches are found."""
        return self.names or ((self.subject,) if self.subject else ())

    def blocks(self, name: str) -> frozenset[str]:
        """The blocks that a name of this decision may mean."""
        kinds = [self.type] if self.type else sorted(FAMILIES)
        return frozenset(block(name, kind) for kind in kinds)

    def covers(self, document: str) -> bool:
        """Whether it speaks about this document."""
        return not self.documents or document in self.documents

    def excludes(self, later: "Decision") -> bool:
        """Whether a later decision cannot stand beside this one: it says the opposite, or would change nothing.

        >>> Decision("split", ("Ford", "Ford Foundation")).excludes(Decision("merge", ("Ford Foundation", "Ford")))
        True
        >>> Decision("rename", ("Intl",), to="International").excludes(Decision("rename", ("Intl",), to="IBM"))
        True
        """
        if self.about_fact and later.about_fact:
            return (self.kind, later.kind) == ("reject", "confirm") and self._settles(later) and (
                self.predicate == later.predicate and self._shares(later, self.subject, later.subject)
                and self._shares(later, self.object, later.object))
        if self.kind in {"rename", "retype"} and self.kind == later.kind:
            return self.to != later.to and self._settles(later) and any(
                later.blocks(other) <= self.blocks(one) for one in self.names for other in later.names)
        if later.kind == "split":
            return later._parts(self)
        return self.kind == "split" and self._parts(later)

    def _settles(self, later: "Decision") -> bool:
        """Whether it speaks about every document that a later one does: the first one counts."""
        return not self.documents or (bool(later.documents) and set(later.documents) <= set(self.documents))

    def _shares(self, other: "Decision", name: str | None, another: str | None) -> bool:
        """Whether a name of this decision and one of another may mean one thing."""
        return bool(self.blocks(name or "") & other.blocks(another or ""))

    def _parts(self, joined: "Decision") -> bool:
        """Whether this split parts what a merge, or a confirmed one, makes one thing."""
        if joined.kind not in {"merge", "confirm"} or joined.about_fact:
            return False
        if len(self.names) > 1:
            apart = Decisions((self,))
            return any(apart.split(joined.blocks(one), joined.blocks(other))
                       for one, other in combinations(joined.names, 2))
        here, there = set(self.documents), set(joined.documents)
        return (not there or bool(there & here and there - here)) and any(
            self._shares(joined, self.names[0], name) for name in joined.names)

    def sentence(self) -> str:
        """It in words, for people.

        >>> Decision("merge", ("Meta", "Facebook"), reason="renamed").sentence()
        "merge 'Meta', 'Facebook' (renamed)"
        """
        what = f"{self.subject} {self.predicate} {self.object}" if self.about_fact else ", ".join(
            repr(name) for name in self.names)
        to = f" to {self.to!r}" if self.to else ""
        where = f" in {', '.join(self.documents)}" if self.documents else ""
        return f"{self.kind} {what}{to}{where}" + (f" ({self.reason})" if self.reason else "")


@dataclass(frozen=True)
class Decisions:
    """All decisions of a graph, in the order of the file.

    Examples
    --------
    >>> decisions = Decisions((Decision("retype", ("Claude",), "Person", to="Product"),))
    >>> decisions.type_of("person:claude", "Person", "a.txt")
    'Product'
    """

    items: tuple[Decision, ...] = ()
    _by_block: dict[tuple[str, str], list[Decision]] = field(
        init=False, repr=False, compare=False, default_factory=dict)
    _linked: bool = field(init=False, repr=False, compare=False, default=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_linked", any(d.kind == "link" for d in self.items))
        for decision in self.items:
            for name in decision.names:
                for found in decision.blocks(name):
                    self._by_block.setdefault((decision.kind, found), []).append(decision)

    def __bool__(self) -> bool:
        return bool(self.items)

    @property
    def digest(self) -> str:
        """64 hexadecimal digits for what the decisions say; reasons do not matter."""
        rows = [[d.kind, d.names, d.type, d.documents, d.to, d.subject, d.predicate, d.object, d.score]
                for d in self.items]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()

    def about(self, kind: str, blocks: Iterable[str]) -> list[Decision]:
        """The decisions of one kind about any of these blocks, in the order of the file."""
        found = {id(d): d for name in blocks for d in self._by_block.get((kind, name), ())}
        return [d for d in self.items if id(d) in found] if len(found) > 1 else list(found.values())

    def type_of(self, block: str, type: str, document: str) -> str:
        """The type of a name that a document gives another."""
        for decision in self.about("retype", (block,)):
            if decision.covers(document):
                assert decision.to is not None
                return decision.to
        return type

    def rejects(self, block: str, document: str) -> bool:
        """Whether a name is to be no thing in this document."""
        return any(d.covers(document) for d in self.about("reject", (block,)))

    def apart(self, block: str, document: str) -> str | None:
        """What to tell a name's bearer in this document by, where a decision says it is another thing."""
        for decision in self.about("split", (block,)):
            if decision.documents and document in decision.documents and len(decision.names) == 1:
                return hashlib.sha256(json.dumps(decision.documents).encode()).hexdigest()[:8]
        return None

    def name_for(self, blocks: Iterable[str]) -> str | None:
        """The name that a decision gives to the thing that has these blocks."""
        return next((d.to for d in self.about("rename", blocks)), None)

    @cached_property
    def united(self) -> list[Decision]:
        """Those that join names: merges, confirmed merges, and links of several names to one thing."""
        links: dict[str, list[Decision]] = {}
        for decision in self.items:
            if decision.kind == "link" and not decision.documents:
                links.setdefault(decision.to or "", []).append(decision)
        same = [Decision("merge", tuple(n for d in found for n in d.names), found[0].type)
                for found in links.values() if len(found) > 1 and len({d.type for d in found}) == 1]
        return [d for d in self.items if d.kind in {"merge", "confirm"} and d.names] + same

    def links(self, blocks: Iterable[str], documents: Iterable[str] = ()) -> dict[str, float]:
        """The IRIs that things with these blocks are linked to, with their probabilities."""
        found: dict[str, float] = {}
        wanted = set(documents)
        for decision in self.about("link", blocks):
            if not decision.documents or wanted & set(decision.documents):
                iri = decision.to or ""
                iri = iri if "/" in iri else WIKIDATA + iri
                found[iri] = max(found.get(iri, 0.0), 1.0 if decision.score is None else decision.score)
        return found

    def divided(self, one: Collection[str], other: Collection[str]) -> bool:
        """Whether a decision, or two links, say that things with these blocks are different."""
        if self._linked:
            first, second = ({d.to for d in self.about("link", x) if not d.documents} for x in (one, other))
            if first and second and not first & second:
                return True
        return self.split(one, other)

    def split(self, one: Collection[str], other: Collection[str]) -> bool:
        """Whether a decision says that things with these blocks are different."""
        for decision in self.about("split", one):
            if len(decision.names) > 1 and any(d is decision for d in self.about("split", other)):
                first = {n for n in decision.names if decision.blocks(n) & set(one)}
                second = {n for n in decision.names if decision.blocks(n) & set(other)}
                if first and second and len(first | second) > 1:
                    return True
        return False

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Decisions":
        """Read a file, and the links beside it; an absent file holds no decisions.

        Raises
        ------
        DecisionError
            If the file cannot be read, or a decision in it says too little or too much.
        """
        from newsgraph.resolution.decision_file import read

        links = Path(path).with_name(LINKS)
        return cls((*read(path), *(read(links) if links != Path(path) else ())))
