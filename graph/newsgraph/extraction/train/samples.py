"""Annotated texts of every corpus as one kind of training sample, on words.

What a corpus does not annotate is unknown there, never a negative: tags come as sets of allowed tags, relations with a
mask.
"""

import gzip
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from newsgraph.evaluation.splits import core_context, develop, held_out, knowledgenet_document
from newsgraph.extraction.neural.labels import PROVIDES, TAG_TYPES, TAGS
from newsgraph.extraction.neural.syntax import parsed
from newsgraph.extraction.neural.words import Words, split
from newsgraph.extraction.rules import load_pipeline, parse
from newsgraph.vocabulary import TYPES

Row = dict[str, Any]

PRONOUNS = frozenset("he she it they we i his her its their our him them us who which you your my me".split())
_ALL = np.ones(len(TAGS), dtype=np.bool_)

KNOWLEDGENET = {
    "CEO": (("executiveOf",), True),
    "EMPLOYEE_OR_MEMBER_OF": (("executiveOf", "employedBy", "memberOf"), False),
    "FOUNDED_BY": (("founderOf",), True),
    "SUBSIDIARY_OF": (("subsidiaryOf",), False),
    "HEADQUARTERS": (("locatedIn",), False),
}
"""Property of KnowledgeNet -> the predicates of which one holds, and whether it reads the other way round."""

_CORE = {
    "product_or_service_of": (("produces",), True),
    "competitor_of": (("competesWith",), False),
    "subsidiary_of": (("subsidiaryOf",), False),
    "acquired_by": (("acquired",), True),
    "shareholder_of": (("investorIn", "subsidiaryOf"), False),
    "client_of": (("customerOf",), False),
    "collaboration": (("partnerOf",), False),
}
"""The same for CORE; what is not here says nothing certain of our predicates."""

_CORE_KNOWN = tuple(sorted({p for predicates, _ in _CORE.values() for p in predicates}))


@dataclass(slots=True)
class Slot:
    """A mention in words ``[start, end)``: its possible types, and the entities that it stands for."""

    start: int
    end: int
    types: tuple[str, ...]
    entities: tuple[int, ...]
    ref: bool = False


@dataclass(slots=True)
class Label:
    """A relation between two entities, with the places of its arguments where a sentence states it.

    With several `relations` one of them holds.
    """

    relations: tuple[str, ...]
    subject: int
    object: int
    subject_at: tuple[int, int] | None = None
    object_at: tuple[int, int] | None = None
    time: str | None = None
    modality: str | None = None
    role: tuple[int, int] | None = None


@dataclass(slots=True)
class Sample:
    """One text to train on.

    `tags` is (words, tags), true where a tag is allowed; `relations` are the relations annotated exhaustively;
    `positive`, `unknown` and `wrong` are facts to find, to leave out of the loss, and tempting ones.
    """

    corpus: str
    words: Words
    slots: list[Slot]
    tags: npt.NDArray[np.bool_]
    relations: tuple[str, ...]
    positive: list[Label] = field(default_factory=list)
    unknown: list[Label] = field(default_factory=list)
    wrong: list[Label] = field(default_factory=list)
    roles: list[tuple[int, int]] | None = None


def _read(text: str) -> Words:
    return parsed(split(text), parse(load_pipeline(), text, names=False))


def tag_index(bio: str, kind: str) -> int:
    """The number of a tag."""
    return TAGS.index(f"{bio}-{kind}")


def _mark(tags: npt.NDArray[np.bool_], span: tuple[int, int], kinds: Sequence[str], outside: bool = False) -> None:
    for i in range(*span):
        tags[i] = False
        for kind in kinds:
            tags[i, tag_index("B" if i == span[0] else "I", kind)] = True
        if outside:
            tags[i, 0] = True


def _background(n: int, unknown: Sequence[str]) -> npt.NDArray[np.bool_]:
    """Tags outside every annotated mention: O, or any tag of a type that the corpus does not annotate."""
    tags = np.zeros((n, len(TAGS)), dtype=np.bool_)
    tags[:, 0] = True
    for kind in unknown:
        for bio in "BI":
            tags[:, tag_index(bio, kind)] = True
    return tags


def article(row: Row) -> Sample:
    """A text annotated in our own types and predicates."""
    words = _read(row["text"])
    tags = _background(len(words.surfaces), ["Good"])
    names = {n["id"]: n for n in row["names"]}
    slots: list[Slot] = []
    for s, e in row["ignored"]:
        if at := words.cover(s, e):
            tags[at[0]:at[1]] = True
    for m in row["entities"]:
        at = words.cover(m["start"], m["end"])
        if at is None:
            continue
        types = (names[m["id"]]["type"], *names[m["id"]].get("alt_types", []))
        slots.append(Slot(*at, types, (m["id"],)))
        _mark(tags, at, types)
    known = {(s.start, s.end): s for s in slots}
    sample = Sample("article", words, slots, tags, (), roles=[])
    for kind, into in (("facts", sample.positive), ("debatable", sample.unknown), ("wrong", sample.wrong)):
        for f in row[kind]:
            places = []
            for role in ("subject", "object"):
                span = f[role]
                at = words.cover(*span) if span else None
                entity = f[f"{role}_id"]
                if at and kind == "facts":
                    slot = known.get(at)
                    if slot is None:
                        slot = known[at] = Slot(*at, (names[entity]["type"], *names[entity].get("alt_types", [])),
                                                (entity,), ref=True)
                        slots.append(slot)
                        if all(tags[i, 0] for i in range(*at)):
                            _mark(tags, at, ["Ref"])
                    elif slot.ref and entity not in slot.entities:
                        slot.entities = (*slot.entities, entity)
                    elif not slot.ref and entity not in slot.entities:
                        at = None
                places.append(at)
            for p in [f["predicate"], *f.get("also", [])]:
                main = p == f["predicate"]
                at_s, at_o = places if main else (None, None)
                label = Label((p,), f["subject_id"], f["object_id"], at_s, at_o, f["time"], f["modality"])
                if main and kind == "facts" and f.get("role"):
                    label.role = _role(row["text"], words, f)
                    if label.role and label.role not in (sample.roles or []):
                        sample.roles = [*(sample.roles or []), label.role]
                (into if main else sample.unknown).append(label)
    return sample


def _role(text: str, words: Words, fact: Row) -> tuple[int, int] | None:
    s, e = fact["sentence"]
    anchor = fact["subject"] or fact["object"] or fact["sentence"]
    hits = [s + m.start() for m in re.finditer(re.escape(fact["role"]), text[s:e])]
    if not hits:
        return None
    best = min(hits, key=lambda h: abs(h - anchor[0]))
    return words.cover(best, best + len(fact["role"]))


def _open(words: Words) -> npt.NDArray[np.bool_]:
    """Tags of a text in which hardly anything is annotated: any tag, but O where no name and no reference can be.

    Without that nothing would keep the network from marking every word of such a text.
    """
    tags = np.repeat(_ALL[None], len(words.surfaces), axis=0)
    high = [w[0].isupper() and w.lower() not in PRONOUNS for w in words.surfaces]
    for i, word in enumerate(words.surfaces):
        inside = 0 < i < len(high) - 1 and high[i - 1] and high[i + 1]
        number = i > 0 and high[i - 1] and word[0].isdigit()
        if not (high[i] or inside or number or word.lower() in PRONOUNS):
            tags[i, 1:] = False
    return tags


def knowledgenet(row: Row) -> Sample:
    """A passage of KnowledgeNet: its arguments are mentions, everything else is unknown."""
    words = _read(row["text"])
    tags = _open(words)
    known: dict[tuple[int, int], Slot] = {}
    # A chief executive is not the only executive: only the wider property tells who is none.
    relations = {q for p in set(row["annotated"]) & set(KNOWLEDGENET) - {"CEO"} for q in KNOWLEDGENET[p][0]}
    sample = Sample("knowledgenet", words, [], tags, tuple(sorted(relations)))
    for f in row["facts"]:
        if f["predicate"] not in KNOWLEDGENET:
            continue
        ends = []
        for side in ("subject", "object"):
            at = words.cover(*f[side])
            if at is None:
                break
            if at not in known:
                surface = words.surfaces[at[0]]
                ref = surface.lower() in PRONOUNS or not any(w[0].isupper() for w in words.surfaces[at[0]:at[1]])
                known[at] = Slot(*at, (), (len(known),), ref)
                if not any(at[0] < b and a < at[1] for a, b in known if (a, b) != at):
                    _mark(tags, at, ["Ref"] if ref else _kinds(f["predicate"], side))
            ends.append((known[at].entities[0], at))
        if len(ends) == 2:
            sample.positive.append(_label(*KNOWLEDGENET[f["predicate"]], *ends))
    sample.slots = list(known.values())
    return sample


def _label(relations: tuple[str, ...], back: bool, subject: tuple[int, tuple[int, int]],
           object: tuple[int, tuple[int, int]]) -> Label:
    """The label of (entity, place) and (entity, place); `back` where they stand the other way round."""
    (a, a_at), (b, b_at) = (object, subject) if back else (subject, object)
    return Label(relations, a, b, a_at, b_at)


def _kinds(predicate: str, side: str) -> list[str]:
    person_subject = predicate == "EMPLOYEE_OR_MEMBER_OF"
    if predicate == "HEADQUARTERS" and side == "object":
        return ["Place"]
    if (side == "subject") == person_subject and predicate in ("EMPLOYEE_OR_MEMBER_OF", "CEO"):
        return ["Person"]
    if predicate == "FOUNDED_BY" and side == "object":
        return ["Person", "Company", "Organization"]
    return ["Company", "Organization", "Product"]


def core(row: Row) -> Sample:
    """A sentence of CORE with two given mentions and one of its classes."""
    words = _read(row["text"])
    tags = _open(words)
    f = row["facts"][0]
    unsure = f["predicate"] in ("brand_of", "merged_with")
    sample = Sample("core", words, [], tags, () if unsure else _CORE_KNOWN)
    ends = [words.cover(*f[side]) for side in ("subject", "object")]
    for at in filter(None, ends):
        tags[at[0]:at[1]] = True
    if ends[0] and ends[1] and ends[0] != ends[1]:
        sample.slots = [Slot(*at, (), (i,)) for i, at in enumerate(ends) if at]
        sample.positive.append(Label((f"core:{f['predicate']}",), 0, 1, ends[0], ends[1]))
        if f["predicate"] in _CORE:
            sample.positive.append(_label(*_CORE[f["predicate"]], (0, ends[0]), (1, ends[1])))
    return sample


def product_corpus(row: Row) -> Sample:
    """A document of the product corpus: organisations, products with and without a name, and who provides them."""
    words = _read(row["text"])
    tags = _background(len(words.surfaces), ["Person", "Event", "Place", "Ref"])
    sample = Sample("product-corpus", words, [], tags, (f"pc:{PROVIDES}",))
    known: dict[tuple[int, int], Slot] = {}
    for m in row["entities"]:
        at = words.cover(m["start"], m["end"])
        if at is None or m["type"] == "trigger" or at in known:
            continue
        known[at] = Slot(*at, ("Company", "Organization") if m["type"] == "organization" else ("Product",),
                         (len(known),))
        named = any(w[0].isupper() for w in words.surfaces[at[0]:at[1]])
        if all(tags[i, 0] for i in range(*at)):
            _mark(tags, at, ["Company", "Organization"] if m["type"] == "organization"
                  else ["Product", "Good"] if named else ["Good"])
    for f in row["facts"]:
        a, b = (known.get(words.cover(*f[side]) or (-1, -1)) for side in ("subject", "object"))
        if a and b and a is not b:
            sample.positive.append(Label((f"pc:{PROVIDES}",), a.entities[0], b.entities[0], (a.start, a.end),
                                         (b.start, b.end)))
    sample.slots = list(known.values())
    return sample


_REDOCRED = {"PER": (["Person"], False), "ORG": (["Company", "Organization"], False), "LOC": (["Place"], False),
             "MISC": (["Product", "Event"], True)}


def redocred(row: Row) -> Sample:
    """A document of Re-DocRED: its mentions only."""
    words = _read(row["text"])
    tags = _background(len(words.surfaces), ["Ref", "Good"])
    sample = Sample("redocred", words, [], tags, ())
    for m in row["entities"]:
        at = words.cover(m["start"], m["end"])
        if at and m["type"] in _REDOCRED and all(tags[i, 0] for i in range(*at)):
            kinds, outside = _REDOCRED[m["type"]]
            _mark(tags, at, kinds, outside)
    return sample


def rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file, gzip or plain."""
    with gzip.open(path, "rt", encoding="utf8") if path.suffix == ".gz" else open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f]


def articles(shared: Path, extra: Sequence[Path] = (), part: float = 1.0) -> list[Row]:
    """The annotated articles to train on, without the development fifths; `part` keeps the first of them by hash."""
    found: list[Row] = []
    for name in ("wikinews-train", "written-train"):
        data = rows(shared / f"{name}.jsonl.gz")
        found += develop(data, [r["id"] for r in data])[0]
    for path in extra:
        found += rows(path)
    found.sort(key=lambda r: hash_of(r["id"]))
    return found[:round(len(found) * part)]


def hash_of(text: str) -> str:
    """A fixed order that has nothing to do with the text."""
    import hashlib

    return hashlib.sha256(text.encode()).hexdigest()


def others(shared: Path) -> Iterator[Sample]:
    """The corpora that others made, without their held-out documents."""
    for row in rows(shared / "knowledgenet-folds1-3.jsonl.gz"):
        if not held_out(knowledgenet_document(row["id"])) and set(row["annotated"]) & set(KNOWLEDGENET):
            yield knowledgenet(row)
    for row in rows(shared / "core-train.jsonl.gz"):
        if not held_out(core_context(row["text"])):
            yield core(row)
    for row in rows(shared / "product-corpus-train.jsonl.gz"):
        yield product_corpus(row)
    for row in rows(shared / "redocred-dev.jsonl.gz"):
        if not held_out(row["id"]):
            yield redocred(row)


assert len(TAGS) == 1 + 2 * len(TAG_TYPES) and set(TYPES) < set(TAG_TYPES)
