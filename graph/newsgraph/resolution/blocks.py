"""Blocks: the names that are surely one name, and the tokens that bring likely names together.

Only names that share a token are ever compared, so the cost of resolution grows with the number of names.
"""

import re
from functools import lru_cache

from newsgraph.lexicon import COUNTRIES, DEMONYMS, DESCRIPTORS, GENERIC, NATIONAL, SMALL, STATES, WORLDWIDE
from newsgraph.names import acronyms, company_words, is_acronym, person_words, words

FAMILIES: dict[str, str] = {
    "Company": "body", "Organization": "body", "Person": "person", "Product": "product", "Place": "place",
    "Event": "event",
}
"""Type -> family. Names of one family are compared; a type that is not listed is a family of its own."""

ORDER = ("Company", "Organization", "Person", "Product", "Place", "Event")
"""Which type wins where as many documents say one as the other, and which keeps the plain key."""

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)$")
_YEAR = re.compile(r"(?:19|20)\d\d$")
_OWNER = re.compile(r"^(.+?)['’]s?\s+(.+)$")


def family(type: str) -> str:
    """The family of a type.

    >>> family("Company"), family("Organization"), family("Law")
    ('body', 'body', 'law')
    """
    return FAMILIES.get(type, type.lower())


@lru_cache(maxsize=1 << 18)
def block(name: str, type: str) -> str:
    """The block of a name: equal for spellings that differ in nothing that matters.

    >>> block("Samsung Electronics Co., Ltd.", "Company")
    'body:samsung electronics'
    >>> block("Dr. Zoë Lee", "Person"), block("British", "Place"), block("COMPUTEX 2008", "Event")
    ('person:zoe lee', 'place:united kingdom', 'event:computex 2008')
    >>> block("2008 Computex", "Event")
    'event:computex 2008'
    """
    kind = family(type)
    if kind == "body":
        parts = company_words(name)
    elif kind == "person":
        parts = person_words(name)
    else:
        parts = words(name)
    text = " ".join(parts) or name.strip().casefold()
    if kind == "place":
        text = COUNTRIES.get(text) or DEMONYMS.get(text) or STATES.get(text) or text
    elif kind == "event":
        rest = [p for p in parts if not _ORDINAL.match(p)]
        years = [p for p in rest if _YEAR.match(p)]
        text = " ".join([p for p in rest if p not in years] + years) or text
    return f"{kind}:{text}"


def parts(block: str) -> tuple[str, list[str]]:
    """A block's family and words.

    >>> parts("body:ford motor")
    ('body', ['ford', 'motor'])
    """
    kind, _, text = block.partition(":")
    return kind, text.split("@")[0].split()


def is_generic(block: str) -> bool:
    """Whether a body's name fits the bodies of many countries.

    >>> is_generic("body:labour party"), is_generic("body:central bank"), is_generic("body:general motors")
    (True, True, False)
    """
    kind, text = parts(block)
    if kind != "body" or not text or not set(text) <= GENERIC | SMALL or set(text) & WORLDWIDE:
        return False
    return bool(set(text) & NATIONAL) or text in (["central", "bank"], ["national", "bank"])


def is_vague(block: str) -> bool:
    """Whether a body's name says only what kind of body it is, as "the Bank" or "the Commission" do."""
    kind, text = parts(block)
    return kind == "body" and (is_generic(block) or (len(text) == 1 and text[0] in GENERIC | SMALL))


def stem(text: list[str]) -> list[str]:
    """The words without the descriptors at their end, at least one.

    >>> stem(["delta", "air", "lines"]), stem(["general", "motors"])
    (['delta', 'air', 'lines'], ['general'])
    """
    end = len(text)
    while end > 1 and (text[end - 1] in DESCRIPTORS or text[end - 1] in SMALL):
        end -= 1
    return text[:end]


_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in (
    ("tch|tsch|tsh", "ch"), ("sch", "sh"), ("ph", "f"), ("kh|ck|q", "k"), ("x", "ks"), ("w", "v"),
    ("zh", "j"), ("c(?=[eiy])", "s"), ("c(?!h)", "k"), ("z", "s"), ("dj|dzh", "j"), ("gh|h", ""),
    ("[aeiouy]", ""), (r"(.)\1+", r"\1")))


@lru_cache(maxsize=1 << 18)
def skeleton(text: str) -> str:
    """The consonants of a name as they sound, without spaces: equal for most spellings of one name.

    >>> skeleton("yanukovych") == skeleton("yanukovich"), skeleton("zoellick") == skeleton("zoelick")
    (True, True)
    """
    first, rest = text[:1], text.replace(" ", "")
    for pattern, to in _SOUNDS:
        rest = pattern.sub(to, rest)
    return f"{first if first in 'aeiou' else ''}{rest}"


def tokens(block: str, surfaces: "list[str]", aliases: "list[str]", context: "list[str]") -> set[str]:
    """What a block shares with every block that it may be one with.

    Parameters
    ----------
    block, surfaces
        The block, and the names as written.
    aliases
        Blocks of other names that documents give the same thing.
    context
        Blocks of a person's employers or of a product's makers.
    """
    kind, text = parts(block)
    if "@" in block or not text:
        return {f"k:{block}"}
    found = {f"k:{block}", *(f"k:{other}" for other in aliases)}
    joined = "".join(text)
    digits = "".join(c for c in joined if c.isdigit())
    bare = skeleton(" ".join(text))
    if len(bare) >= 4 and len(joined) >= 7:
        found.add(f"{kind[0]}j:{bare}{digits}")
    if kind == "body":
        _body_tokens(text, joined, surfaces, found)
    elif kind == "person":
        if len(text) == 1:
            found.update(f"s:{text[0]}|{employer}" for employer in context)
        else:
            found.add(f"g:{text[-1]}|{text[0][0]}")
            found.update(f"s:{name}|{employer}" for employer in context for name in (text[0], text[-1]))
            found.add(f"r:{' '.join(sorted(text))}")
    elif kind == "product":
        found.add(f"m:{' '.join(text)}")
        for maker in context:
            first = parts(maker)[1][:1]
            if len(text) > 1 and text[:1] == first:
                found.add(f"m:{' '.join(text[1:])}")
        found.add(f"o:{joined}")
    if kind in {"body", "product", "event"}:
        found.add(f"x:{' '.join(text)}")
    return found


def _body_tokens(text: list[str], joined: str, surfaces: list[str], found: set[str]) -> None:
    found.add(f"o:{joined}")
    found.add(f"p:{' '.join(stem(text))}")
    if len(text) == 1 and any(is_acronym(s) for s in surfaces):
        found.add(f"a:{text[0]}")
    if len(text) > 1:
        for surface in surfaces:
            found.update(f"a:{a}" for a in acronyms(surface) if len(a) > 1)
            owned = _OWNER.match(surface)
            if owned:
                found.add(f"p:{' '.join(company_words(owned[2]))}")
