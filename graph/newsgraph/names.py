"""What names are made of: folded words, titles, legal forms, initials.

A leaf beside `records`: extraction and resolution compare names with the same functions.
"""

import re
import unicodedata
from functools import lru_cache

from newsgraph.lexicon import LEGAL_FORMS, SMALL, SUFFIXES, TITLES

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "&": " and ", "+": " plus ", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "`": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
})
_DOTTED = re.compile(r"\b((?:\w\.){2,})(\w\b)?")
_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])")
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=1 << 18)
def fold(name: str) -> str:
    """A name without case, accents, soft hyphens, apostrophes, and the dots of an acronym; dashes are spaces.

    >>> fold("Nestlé S.A."), fold("Chang'an"), fold("Coca-Cola"), fold("AT&T")
    ('nestle sa', 'changan', 'coca cola', 'at and t')
    """
    if name.isascii():
        text = name.lower().replace("&", " and ").replace("+", " plus ")
    else:
        text = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
        text = "".join(c for c in text if unicodedata.category(c) not in ("Mn", "Cf")).translate(_LETTERS)
    text = text.replace("'", "").replace("`", "")
    if "." in text:
        text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text)
    return " ".join(_WORD.findall(text))


@lru_cache(maxsize=1 << 18)
def words(name: str) -> tuple[str, ...]:
    """The folded words, without a leading article and a trailing possessive.

    >>> words("The Carlyle Group's")
    ('carlyle', 'group')
    """
    found = tuple(fold(_POSSESSIVE.sub("", name.strip())).split())
    return found[1:] if len(found) > 1 and found[0] == "the" else found


@lru_cache(maxsize=1 << 18)
def company_words(name: str) -> tuple[str, ...]:
    """The folded words without legal forms and web endings.

    >>> company_words("Samsung Electronics Co., Ltd."), company_words("Amazon.com, Inc.")
    (('samsung', 'electronics'), ('amazon',))
    """
    found = words(name)
    end = len(found)
    while end > 1 and found[end - 1] in LEGAL_FORMS:
        end -= 1
    while end > 2 and found[end - 1] == "and":
        end -= 1
    if end > 1 and found[end - 1] in {"com", "net"} and f".{found[end - 1]}" in name.lower():
        end -= 1
    start = 1 if end > 1 and found[0] in {"pt", "oao", "ooo", "zao", "pjsc"} else 0
    return found[start:end]


@lru_cache(maxsize=1 << 18)
def person_words(name: str) -> tuple[str, ...]:
    """The folded words without titles before and suffixes after; "Henry IV" keeps what tells him apart.

    >>> person_words("Dr. Martin Luther King Jr."), person_words("King Henry IV")
    (('martin', 'luther', 'king'), ('henry', 'iv'))
    """
    found = list(words(name))
    while len(found) > 1 and found[0] in TITLES:
        found.pop(0)
    while len(found) > 2 and found[-1] in SUFFIXES:
        found.pop()
    return tuple(found)


def is_acronym(name: str) -> bool:
    """Whether a name looks like initials: 2 to 8 letters, written in capitals.

    >>> is_acronym("IBM"), is_acronym("U.S."), is_acronym("RosAtom"), is_acronym("SEC's"), is_acronym("Ping")
    (True, True, False, True, False)
    """
    bare = _POSSESSIVE.sub("", name).replace(".", "").replace("&", "").replace("-", "")
    return 2 <= len(bare) <= 8 and bare.isalpha() and sum(map(str.isupper, bare)) >= max(2, len(bare) - 1)


@lru_cache(maxsize=1 << 18)
def acronyms(name: str) -> frozenset[str]:
    """The initials that a name of two words or more may be shortened to, folded.

    >>> sorted(acronyms("Organization of Petroleum Exporting Countries"))
    ['oopec', 'opec']
    """
    split = _CAMEL.sub(" ", name)
    found = set()
    for text in {name, split}:
        full = words(text)
        while len(full) > 1 and len(full[-1]) <= 4 and full[-1] in LEGAL_FORMS:
            full = full[:-1]
        for parts in (full, company_words(text)):
            plain = [p for p in parts if p not in SMALL]
            for chosen in (parts, plain):
                if len(chosen) > 1:
                    found.add("".join(p if p.isdigit() else p[0] for p in chosen))
    return frozenset(found)


def slug(name: str) -> str:
    """A readable key: folded ASCII words joined by dashes; empty where nothing is left.

    >>> slug("Robin Li"), slug("Nestlé S.A."), slug("百度")
    ('robin-li', 'nestle-sa', '')
    """
    text = fold(name).encode("ascii", "ignore").decode()
    return "-".join(_WORD.findall(text))[:80].strip("-")
