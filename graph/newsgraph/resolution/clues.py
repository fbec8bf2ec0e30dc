"""What one document says of one thing, as far as resolution cares."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from newsgraph.extraction.clustering import likeness
from newsgraph.lexicon import COUNTRIES, DEMONYMS
from newsgraph.names import fold, is_acronym, words
from newsgraph.records import Entity, Extraction
from newsgraph.resolution.blocks import block, family, is_generic, parts

EMPLOYERS = frozenset({"executiveOf", "employedBy", "founderOf", "memberOf"})
SYMMETRIC = frozenset({"competesWith", "partnerOf"})
RELATED = frozenset({"subsidiaryOf", "acquired"})

_TICKER = re.compile(
    r"\s?\((?:NYSE|NASDAQ|Nasdaq|AMEX|LSE|TSX|ASX|HKEX|HKSE|SEHK|TSE|TYO|XETRA|Euronext|FWB|NSE|BSE|KRX|SIX)"
    r"(?: [A-Z][a-z]+)?\s?:\s?([A-Z0-9][A-Z0-9.]{0,6})\)")
_COUNTRY = {country for table in (COUNTRIES, DEMONYMS) for country in table.values()}


@dataclass(frozen=True, slots=True)
class Clue:
    """One entity of one document.

    `block` is that of its fullest name; `aliases` are the blocks of its other names; `context` are blocks
    that tell bearers of one name apart: a person's employers, a product's makers, the country of a
    "Labour Party"; `neighbours` are predicates with the block at the other end: ``"executiveOf>body:acme"``.
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


def clues(extraction: Extraction, types: Mapping[str, str] | None = None) -> list[Clue]:
    """The clues of one document, in the order of its named entities.

    `types` gives other types for entity ids, as decisions do.

    >>> from newsgraph.records import Document, Mention
    >>> document = Document("a", "a", "", "Acme Corp. (Acme)")
    >>> acme = Entity("e1", "Acme", "Company", (Mention(0, 10), Mention(12, 16)))
    >>> clues(Extraction(document, (acme,)))[0].block
    'body:acme'
    """
    found = {}
    text = extraction.document.text
    for entity in extraction.entities:
        if entity.named and entity.name.strip():
            kind = (types or {}).get(entity.id, entity.type)
            names = _names(entity, text)
            fullest = _fullest(entity.name, kind, names)
            found[entity.id] = (entity, kind, names, block(fullest, kind))
    around: dict[str, Counter[str]] = {id: Counter() for id in found}
    context: dict[str, set[str]] = {id: set() for id in found}
    for fact in extraction.facts:
        if fact.modality == "negated" or fact.subject not in found or fact.object not in found:
            continue
        subject, object = found[fact.subject][3], found[fact.object][3]
        mark = "~" if fact.predicate in SYMMETRIC else ">"
        around[fact.subject][f"{fact.predicate}{mark}{object}"] += 1
        around[fact.object][f"{fact.predicate}{'~' if mark == '~' else '<'}{subject}"] += 1
        if fact.predicate in EMPLOYERS and object.startswith("body:"):
            context[fact.subject].add(object)
        if fact.predicate in {"produces", "acquired"} and subject.startswith("body:"):
            context[fact.object].add(subject)
    country: list[str] | None = None
    result = []
    for id, (entity, kind, names, key) in found.items():
        known = sorted(context[id]) if family(kind) in {"person", "product"} else []
        if is_generic(key):
            if country is None:
                country = _country(text)
            known = country
        elif family(kind) == "person" and len(parts(key)[1]) == 1 and not known:
            # A surname alone says who it is only within its document.
            key = f"{key}@{extraction.document.id}"
        others = {o for name in names if _telling(o := block(name, kind))} - {key.split("@")[0]}
        result.append(Clue(extraction.document.id, id, kind, key, entity.name, tuple(sorted(names.items())),
                           tuple(sorted(others)), tuple(known), tuple(sorted(around[id]))))
    return result


def _telling(block: str) -> bool:
    """Whether a second name says who is meant beyond the document: "Cook" and "the Bank" do not."""
    kind, text = parts(block)
    return not is_generic(block) and (kind != "person" or len(text) > 1)


def related(extraction: Extraction) -> set[tuple[str, str]]:
    """Pairs of bodies, as sorted blocks, that the document says belong together: a unit and its parent."""
    named = {e.id: block(_fullest(e.name, e.type, _names(e, extraction.document.text)), e.type)
             for e in extraction.entities if e.named and family(e.type) == "body"}
    pairs = set()
    for fact in extraction.facts:
        if fact.predicate in RELATED and fact.modality == "asserted":
            one, other = named.get(fact.subject), named.get(fact.object)
            if one and other and one != other:
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
            known = DEMONYMS.get(form) or (form if form in _COUNTRY else None)
            if known:
                seen[known] += 1
    return [f"place:{seen.most_common(1)[0][0]}"] if seen else []
