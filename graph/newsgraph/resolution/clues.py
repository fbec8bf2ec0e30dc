"""What one document says of one thing, as far as resolution cares."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from newsgraph.extraction.clustering import likeness
from newsgraph.lexicon import COUNTRIES, DEMONYMS
from newsgraph.names import fold, is_acronym, words
from newsgraph.records import Entity, Extraction
from newsgraph.resolution.blocks import block, family, is_generic, is_vague, parts
from newsgraph.resolution.decisions import Decisions
from newsgraph.vocabulary import SYMMETRIC

EMPLOYERS = frozenset({"executiveOf", "employedBy", "founderOf", "memberOf"})
NONE = Decisions()
"""No decisions at all."""

RELATED = frozenset({"subsidiaryOf", "acquired"})

_TICKER = re.compile(
    r"\s?\((?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSX|ASX|HKEX|HKSE|SEHK|TSE|TYO|XETRA|Euronext|FWB|NSE|BSE|KRX|SIX)"
    r"(?: [A-Z][a-z]+)?\s?:\s?([A-Z0-9][A-Z0-9.]{0,6})\)")
_FORMS = {form: country for form, country in COUNTRIES.items() if form != "us"}
"""Other names of countries in running text, where "us" is a pronoun."""

_COUNTRY = {country for table in (COUNTRIES, DEMONYMS) for country in table.values()}


@dataclass(frozen=True, slots=True)
class Clue:
    """One entity of one document.

    `block` is that of its fullest name; `aliases` are the blocks of its other names; `context` are blocks
    that tell bearers of one name apart: a person's employers, a product's makers, the country of a
    "Labour Party"; `neighbours` are predicates with the block at the other end: ``"executiveOf>body:acme"``.
    `raw` is the block before any decision; decisions find a thing by it.
    """

    document: str
    entity: str
    type: str
    block: str
    name: str
    names: tuple[tuple[str, int], ...]
    aliases: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    raw: str = ""


def clues(extraction: Extraction, decisions: Decisions = NONE) -> list[Clue]:
    """The clues of one document, in the order of its named entities.

    Decisions that retype a name, or say that it is another thing in this document, are applied; what one
    rejects has no block.

    >>> from newsgraph.records import Document, Mention
    >>> document = Document("a", "a", "", "Acme Corp. (Acme)")
    >>> acme = Entity("e1", "Acme", "Company", (Mention(0, 10), Mention(12, 16)))
    >>> clues(Extraction(document, (acme,)))[0].block
    'body:acme'
    """
    document, text = extraction.document.id, extraction.document.text
    found: dict[str, _Found] = {}
    result = []
    for entity in extraction.entities:
        if entity.named and entity.name.strip():
            names = _names(entity, text)
            raw = block(_fullest(entity.name, entity.type, names), entity.type)
            kind, key = entity.type, raw
            if decisions:
                if decisions.rejects(raw, document):
                    result.append(Clue(document, entity.id, kind, "", entity.name, (), raw=raw))
                    continue
                kind = decisions.type_of(raw, entity.type, document)
                if kind != entity.type:
                    key = block(_fullest(entity.name, kind, names), kind)
            found[entity.id] = _Found(entity, kind, names, raw, key)
    around: dict[str, Counter[str]] = {id: Counter() for id in found}
    context: dict[str, set[str]] = {id: set() for id in found}
    for fact in extraction.facts:
        if fact.modality == "negated" or fact.subject not in found or fact.object not in found:
            continue
        subject, object = found[fact.subject].key, found[fact.object].key
        there, back = ("~", "~") if fact.predicate in SYMMETRIC else (">", "<")
        around[fact.subject][f"{fact.predicate}{there}{object}"] += 1
        around[fact.object][f"{fact.predicate}{back}{subject}"] += 1
        if fact.predicate in EMPLOYERS and object.startswith("body:"):
            context[fact.subject].add(object)
        if fact.predicate in {"produces", "acquired"} and subject.startswith("body:"):
            context[fact.object].add(subject)
    country: list[str] | None = None
    for id, (entity, kind, names, raw, key) in found.items():
        known = sorted(context[id]) if family(kind) in {"person", "product"} else []
        others = {o for name in names if _telling(o := block(name, kind))} - {key}
        if is_generic(key):
            if country is None:
                country = _country(text)
            known = country
        elif family(kind) == "person" and len(parts(key)[1]) == 1 and not known:
            # A surname alone says who it is only within its document.
            key = f"{key}@{document}"
        mark = decisions.apart(raw, document) if decisions else None
        if mark is not None:
            key = f"{key.split('@')[0]}@={mark}"
        result.append(Clue(document, id, kind, key, entity.name, tuple(sorted(names.items())),
                           tuple(sorted(others)), tuple(known), tuple(sorted(around[id])), raw))
    return result


class _Found(NamedTuple):
    entity: Entity
    type: str
    names: Counter[str]
    raw: str
    key: str


def _telling(block: str) -> bool:
    """Whether a second name says who is meant beyond the document: "Cook" and "the Bank" do not."""
    kind, text = parts(block)
    return not is_vague(block) and (kind != "person" or len(text) > 1)


def raw_blocks(extraction: Extraction) -> dict[str, str]:
    """The block of each named entity, by its id, before any decision."""
    text = extraction.document.text
    return {e.id: block(_fullest(e.name, e.type, _names(e, text)), e.type)
            for e in extraction.entities if e.named and e.name.strip()}


def related(extraction: Extraction) -> set[tuple[str, str]]:
    """Pairs of bodies, as sorted blocks, that the document says belong together: a unit and its parent."""
    pairs: set[tuple[str, str]] = set()
    if not any(fact.predicate in RELATED for fact in extraction.facts):
        return pairs
    named = raw_blocks(extraction)
    for fact in extraction.facts:
        if fact.predicate in RELATED and fact.modality == "asserted":
            one, other = named.get(fact.subject, ""), named.get(fact.object, "")
            if one != other and one.startswith("body:") and other.startswith("body:"):
                pairs.add((min(one, other), max(one, other)))
    return pairs


def _names(entity: Entity, text: str) -> Counter[str]:
    names: Counter[str] = Counter()
    for mention in entity.mentions:
        if mention.kind == "name":
            surface = " ".join(text[mention.start:mention.end].split())
            if surface and words(surface):
                names[surface] += 1
            ticker = _TICKER.match(text, mention.end)
            if ticker and family(entity.type) == "body":
                names[ticker[1]] += 1
    names[entity.name] += 0
    return names


def _fullest(name: str, kind: str, names: Iterable[str]) -> str:
    """The longest of the names that plainly is a longer form of `name`."""
    best = name
    for other in sorted(names):
        size = (not is_acronym(other), len(words(other)), len(other))
        if size[:2] > (not is_acronym(best), len(words(best))) and likeness(name, kind, other, kind) >= 0.8:
            best = other
    return best


def _country(text: str) -> list[str]:
    """The country that a text names most; the first named among equals. Empty where it names none."""
    seen: Counter[str] = Counter()
    tokens = fold(text[:20000]).split() if len(text) <= 1 << 16 else fold(text[:1 << 14]).split()
    for size in (1, 2):
        for i in range(len(tokens) - size + 1):
            form = " ".join(tokens[i:i + size])
            known = DEMONYMS.get(form) or (form if form in _COUNTRY else _FORMS.get(form))
            if known:
                seen[known] += 1
    return [f"place:{seen.most_common(1)[0][0]}"] if seen else []
