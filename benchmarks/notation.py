"""Reads the compact notation in which articles are annotated, and writes it as gold.

For each text: ``# ID``, then ``E Type/AltType Name | alias``, ``I ignored name``,
``F a > predicate > b | q=quote`` (a fact), ``O`` (debatable) and ``X`` (tempting, but wrong) alike, ``V``
(done). Keys of a fact: ``role``, ``time``, ``modality``, ``s`` and ``o`` (the words that stand for the
arguments in the quote's sentence), ``implicit``.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from newsgraph.errors import NewsgraphError
from newsgraph.evaluation.gold import GoldArticle, GoldEntity, GoldFact
from newsgraph.evaluation.sentences import sentences
from newsgraph.records import Document, Span

_STATUS = {"O": "debatable", "X": "trap"}
_KIND = {"asserted": "asserted", "rumoured": "rumour"}


class NotationError(NewsgraphError):
    """An annotation does not fit its text."""


@dataclass(slots=True)
class _Notes:
    """What is noted about one text, before it is held against the text."""

    id: str
    entities: list[GoldEntity] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    facts: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)


def read_annotations(paths: Iterable[Path], texts: Mapping[str, Document]) -> list[GoldArticle]:
    """The annotated articles of some files; texts that `texts` lacks are passed over.

    Raises
    ------
    NotationError
        If a name or a quote is not in its text, or a line cannot be read.
    """
    return [_article(notes, texts[notes.id]) for path in paths for notes in _parse(path) if notes.id in texts]


def _parse(path: Path) -> Iterator[_Notes]:
    notes: _Notes | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        mark, _, rest = line.strip().partition(" ")
        if mark == "#":
            if notes:
                yield notes
            notes = _Notes(rest.strip())
        elif notes is None or not mark:
            continue
        elif mark == "E":
            types, _, forms = rest.strip().partition(" ")
            kind, *others = types.split("/")
            name, *aliases = (form.strip() for form in forms.split(" | "))
            notes.entities.append(GoldEntity(name, kind, tuple(aliases), tuple(others)))
        elif mark == "I":
            notes.ignored.append(rest.strip())
        elif mark in "FOX":
            head, *options = (part.strip() for part in rest.split(" | "))
            pairs = (option.partition("=") for option in options)
            keys = {key.strip(): value.strip() for key, _, value in pairs}
            notes.facts.append((mark, head, keys))
        elif mark != "V":
            raise NotationError(f"{path}:{number} is no line of the notation: {line!r}.")
    if notes:
        yield notes


def _occurrences(text: str, words: str) -> list[Span]:
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    return [match.span() for match in re.finditer(left + re.escape(words) + right, text)]


def _mentions(notes: _Notes, text: str) -> dict[str, list[Span]]:
    """Where each entity is named; of two names at one place the longer counts."""
    forms = [(form, e.name) for e in notes.entities for form in (e.name, *e.aliases)]
    forms += [(form, "") for form in notes.ignored]
    taken = bytearray(len(text))
    found: dict[str, list[Span]] = {}
    for form, name in sorted(forms, key=lambda item: -len(item[0])):
        for start, end in _occurrences(text, form):
            if not any(taken[start:end]):
                taken[start:end] = b"\1" * (end - start)
                found.setdefault(name, []).append((start, end))
    return found


def _article(notes: _Notes, document: Document) -> GoldArticle:
    text = document.text
    for entity in notes.entities:
        for form in (entity.name, *entity.aliases):
            if not _occurrences(text, form):
                raise NotationError(f"{notes.id}: {form!r} is not in the text.")
    names = {form: e.name for e in notes.entities for form in (e.name, *e.aliases)}
    mentions, spans = _mentions(notes, text), sentences(text)
    facts = []
    for mark, head, keys in notes.facts:
        try:
            subject, predicates, object_ = (part.strip() for part in head.split(" > "))
            pair = names[subject], names[object_]
            quote = keys["q"].strip('"')
        except (ValueError, KeyError) as error:
            raise NotationError(f"{notes.id}: {head!r} is no fact between two of its entities.") from error
        facts.append(_fact(notes.id, mark, pair, predicates.split("/"), quote, keys, text, mentions, spans))
    return GoldArticle(notes.id, tuple(notes.entities), tuple(facts), tuple(notes.ignored), text,
                       document.title, document.date)


def _fact(
    article: str, mark: str, pair: tuple[str, str], predicates: list[str], quote: str,
    keys: Mapping[str, str], text: str, mentions: Mapping[str, list[Span]], spans: list[Span],
) -> GoldFact:
    at = text.find(quote)
    if at < 0:
        raise NotationError(f"{article}: the quote {quote!r} is not in the text.")
    touched = [span for span in spans if span[0] < at + len(quote) and span[1] > at]
    start, end = touched[0][0], touched[-1][1]
    words: list[str | None] = []
    for key, name in zip("so", pair, strict=True):
        if key in keys:
            here = [(start + a, start + b) for a, b in _occurrences(text[start:end], keys[key])]
        else:
            here = [(a, b) for a, b in mentions.get(name, ()) if a >= start and b <= end]
        words.append(text[slice(*here[0])] if here else None)
    modality = keys.get("modality", "asserted")
    return GoldFact(
        pair[0], predicates[0], pair[1], _STATUS.get(mark) or _KIND.get(modality, modality),
        len(touched) == 1 and None not in words, keys.get("time", "current"), keys.get("role"),
        tuple(predicates[1:]), " ".join(text[start:end].split()), (words[0], words[1]))


def gold_json(articles: Iterable[GoldArticle], *, texts: bool = False) -> dict[str, Any]:
    """The articles as one JSON object, by name; with their texts or without."""
    return {"articles": [_article_json(a if texts else replace(a, text="")) for a in articles]}


def _article_json(article: GoldArticle) -> dict[str, Any]:
    def bare(fact: GoldFact) -> dict[str, Any]:
        return {"subject": fact.subject, "predicate": fact.predicate, "object": fact.object}

    def full(fact: GoldFact) -> dict[str, Any]:
        return {**bare(fact), "evidence": fact.evidence, "time": fact.time, "explicit": fact.explicit,
                **({"role": fact.role} if fact.role else {}),
                **({"alt_predicates": list(fact.alternatives)} if fact.alternatives else {})}

    return {
        "path": article.id,
        **({"title": article.title} if article.title else {}),
        **({"text": article.text} if article.text else {}),
        "entities": [{"name": e.name, "type": e.type, "aliases": list(e.aliases),
                      **({"alt_types": list(e.alt_types)} if e.alt_types else {})} for e in article.entities],
        "ignore_entities": list(article.ignored),
        "facts": [full(f) for f in article.facts if f.status == "asserted"],
        "optional_facts": [bare(f) for f in article.facts if f.status == "debatable"],
        "not_facts": [{**bare(f), "kind": f.status} for f in article.facts
                      if f.status not in ("asserted", "debatable")],
    }
