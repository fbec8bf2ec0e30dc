"""What a text says of a name: named evidence, counted over all its mentions.

Each piece of evidence has a readable name ("head=organization", "context=company-is", "after='s"), and
``weights.toml`` says how much it speaks for which type.
"""

import math
from collections import Counter, defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from newsgraph.extraction.rules.lexicon import naming, table, word_class, words
from newsgraph.extraction.rules.names import Candidate
from newsgraph.extraction.rules.reach import reach
from newsgraph.extraction.rules.trees import Node, trees
from newsgraph.extraction.rules.walks import walk
from newsgraph.records import Entity, Mention
from newsgraph.vocabulary import TYPES

if TYPE_CHECKING:
    from spacy.tokens import Doc

NOTHING = "none"
"""The class of words that are no name of ours."""

Evidence = dict[str, float]

_CLASSES = (
    "executive",
    "employee",
    "company",
    "organization",
    "product",
    "event",
    "place",
    "person",
    "form",
    "part",
)
_ENDINGS = ("company", "organization", "product", "event", "place")
_NEIGHBOURS = frozenset(
    "the a an in at from of by on for and with to as like than or but its his her their our 's s ’s ( ) "
    ', . ; : " “ ” - said says is was has will would has had who which that inc inc. & / new former '
    "against near via called named both between including include through into during after before "
    "since until over under about using within across".split()
)
_LEGAL = frozenset("inc corp ltd llc plc co gmbh ag limited corporation incorporated company sa nv".split())


def evidence(doc: "Doc", found: list[Candidate]) -> dict[str, Evidence]:
    """For each distinct form among the candidates: its evidence, name -> strength."""
    groups: dict[str, list[Candidate]] = defaultdict(list)
    for candidate in found:
        groups[candidate.surface].append(candidate)
    counts: dict[str, Counter[str]] = {surface: Counter() for surface in groups}
    for surface, group in groups.items():
        for candidate in group:
            counts[surface].update(_around(doc, candidate))
    _contexts(doc, groups, counts)
    others = _relatives(list(groups))
    result: dict[str, Evidence] = {}
    for surface in groups:
        strengths = {name: math.log2(1 + n) for name, n in counts[surface].items()}
        strengths.update(dict.fromkeys([*_form(surface), *others[surface]], 1.0))
        strengths["always"] = 1.0
        strengths["often"] = math.log2(len(groups[surface]))
        result[surface] = strengths
    return result


def scores(found: Evidence) -> dict[str, float]:
    """Log probability of each type, and of being no name, by the table of weights."""
    raw = dict.fromkeys((*TYPES, NOTHING), 0.0)
    rows = table("weights")
    for name, strength in found.items():
        for type_, weight in rows.get(name, {}).items():
            raw[type_] += weight * strength
    top = max(raw.values())
    total = top + math.log(sum(math.exp(v - top) for v in raw.values()))
    return {type_: value - total for type_, value in raw.items()}


def _around(doc: "Doc", candidate: Candidate) -> list[str]:
    """The recogniser's label, and the words on either side."""
    found = [f"label={candidate.label or 'no'}"]
    start, end = candidate.tokens
    before = doc[start - 1] if start > 0 else None
    after = doc[end] if end < len(doc) else None
    if before is not None and doc[start].is_sent_start is not True and before.sent == doc[start].sent:
        low = before.lower_.rstrip(".")
        if low in _NEIGHBOURS:
            found.append(f"before={low}")
        if before.lower_ in naming("title") or low in word_class("executive"):
            found.append("before=title")
        if before.lower_ in naming("honorific"):
            found.append("before=honorific")
        if before.lower_ in naming("demonym"):
            found.append("before=demonym")
        found.extend(f"before=@{c}" for c in _CLASSES if before.lemma_.lower() in word_class(c))
    else:
        found.append("first")
    if after is not None and not after.is_sent_start:
        if after.lower_ in _NEIGHBOURS:
            found.append(f"after={after.lower_}")
        if after.lower_ in naming("title") or after.lower_ in word_class("executive"):
            found.append("after=title")
        if after.lower_ in ("shares", "stock", "users", "user", "customers"):
            found.append(f"after={after.lower_}")
        if after.tag_ == "NNS":
            found.append("after=plural")
        if after.tag_ in ("VBZ", "VBD", "MD"):
            found.append("after=verb")
        found.extend(f"after=@{c}" for c in _CLASSES if after.lemma_.lower() in word_class(c))
        if after.text == "-" and end + 1 < len(doc) and doc[end + 1].lower_ == "based":
            found.append("after=-based")
    if not candidate.certain:
        found.append("heading")
    found.append(
        f"tag={doc[end - 1].tag_}"
        if doc[end - 1].tag_ in ("NNP", "NNPS", "NN", "NNS", "JJ", "CD")
        else "tag=other"
    )
    return found


@cache
def _rows() -> dict[tuple[str, str], tuple[tuple[str, tuple[str, ...]], ...]]:
    rows: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    row: dict[str, Any]
    for row in table("naming")["context"]:
        kind = "verb" if "verb" in row else "noun"
        for lemma in words(row[kind]):
            rows.setdefault((kind, lemma), []).append((row["name"], tuple(row["slot"])))
    return {k: tuple(v) for k, v in rows.items()}


def _contexts(doc: "Doc", groups: dict[str, list[Candidate]], counts: dict[str, Counter[str]]) -> None:
    """Which contexts of ``naming.toml`` the names stand in, and what hangs beside them."""
    provisional = [
        Entity(surface, surface, "", tuple(Mention(*c.span) for c in group))
        for surface, group in groups.items()
    ]
    surface_of = [e.id for e in provisional]
    for tree in trees(doc, provisional):
        for node in tree.nodes:
            if node.named and node.reference is not None:
                counts[surface_of[node.reference.entity]].update(_beside(node))
                continue
            noun = node.pos in ("NOUN", "PROPN")
            kind = "noun" if noun else "verb" if node.pos == "VERB" or node.tag[:2] == "VB" else ""
            for name, slots in _rows().get((kind, node.lemma), ()):
                reached = {r.entity for slot in slots for end in walk(node, slot) for r in reach(end)}
                for entity in reached:
                    counts[surface_of[entity]][f"context={name}"] += 1


def _beside(node: Node) -> list[str]:
    found = []
    head = node.head
    if head is not None and node.dep in ("pobj", "conj", "appos"):
        found.append(
            f"{node.dep}<{head.lemma}" if node.dep == "pobj" and head.lemma in _NEIGHBOURS else node.dep
        )
    elif node.dep in ("nsubj", "nsubjpass", "dobj", "poss", "compound", "ROOT", "attr", "npadvmod", "nmod"):
        found.append(node.dep)
    if head is not None and node.dep in ("compound", "poss", "nmod"):
        found.extend(f"{node.dep}<@{c}" for c in _CLASSES if head.lemma in word_class(c))
        if head.named:
            found.append(f"{node.dep}<name")
    for child in node.children:
        if child.dep == "poss":
            found.append("has-possessor" if child.named else "has-its")
        elif child.dep in ("compound", "appos", "nmod"):
            found.extend(f"{child.dep}=@{c}" for c in _CLASSES if child.lemma in word_class(c))
            if child.named:
                found.append(f"{child.dep}=name")
        elif child.dep == "relcl":
            found.extend("who" for c in child.children if c.lemma == "who")
    return found


def _form(surface: str) -> list[str]:
    """What a name's own letters and words say."""
    low = surface.lower()
    parts = low.replace(",", " ").split()
    found = [f"words={min(len(parts), 4)}"]
    if low in naming("gazetteer"):
        found.append("in-gazetteer")
    elif parts[-1] in naming("gazetteer"):
        found.append("ends-in-gazetteer")
    if low in naming("demonym"):
        found.append("is-demonym")
    if low in naming("stop"):
        found.append("is-stop")
    for name in _ENDINGS:
        if parts[-1] in naming(name):
            found.append(f"head={name}" if len(parts) > 1 else f"only={name}")
        if len(parts) > 1 and parts[0] in naming(name):
            found.append(f"first={name}")
    if parts[-1].rstrip(".") in _LEGAL and len(parts) > 1:
        found.append("legal-form")
    if " of " in low:
        found.append("has-of")
    if "&" in surface or " and " in low:
        found.append("has-and")
    if any(c.isdigit() for c in parts[-1]):
        found.append("ends-in-number")
    elif any(c.isdigit() for c in surface):
        found.append("has-number")
    if "-" in surface:
        found.append("has-hyphen")
    letters = [c for c in surface if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        found.append(f"capitals={min(len(letters), 5)}")
    elif any(c.isupper() for w in surface.split() for c in w[1:]):
        found.append("mixed-case")
    if surface[:1].islower():
        found.append("small-initial")
    if any(len(p.rstrip(".")) == 1 and p[0].isalpha() for p in parts):
        found.append("has-initial")
    if "." in surface[:-1] and not surface.isupper():
        found.append("has-dot")
    if len(parts) == 1:
        found.append(f"ending={low[-2:]}" if low[-2:] in _SUFFIXES else "ending=other")
    return found


_SUFFIXES = frozenset("ia us er on ly le el an en in is ix ex io oo ft rs es co as os ra na la ey ie".split())


def _relatives(surfaces: list[str]) -> dict[str, list[str]]:
    """How the forms of one document contain each other."""
    found: dict[str, list[str]] = {s: [] for s in surfaces}
    ends: dict[str, list[str]] = defaultdict(list)
    starts: dict[str, list[str]] = defaultdict(list)
    for surface in surfaces:
        parts = surface.split()
        if len(parts) > 1:
            ends[parts[-1]].append(surface)
            starts[parts[0]].append(surface)
    for surface in surfaces:
        parts = surface.split()
        if len(parts) == 1:
            if any(len(s.split()) <= 3 and not any(c.isdigit() for c in s) for s in ends[surface]):
                found[surface].append("ends-a-longer-name")
            longer = starts[surface]
            if longer:
                numbered = any(any(c.isdigit() for c in s) for s in longer)
                found[surface].append("starts-a-numbered-name" if numbered else "starts-a-longer-name")
        else:
            if parts[-1] in found:
                found[surface].append("is-shortened-to-last")
            if parts[0] in found:
                found[surface].append("is-shortened-to-first")
    return found
