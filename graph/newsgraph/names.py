"""What names are made of: folded words, titles, legal forms, initials.

A leaf beside `records`: extraction and resolution compare names with the same functions.
"""

import re
import unicodedata
from functools import lru_cache

LEGAL_FORMS = frozenset(
    "ab ag aps as asa berhad bhd bv co company corp corporation cv ehf eg ev fze gesmbh gmbh hf inc "
    "incorporated jsc kg kgaa kk lda limited llc llp lp ltd ltda mbh nv oao ooo oy oyj ou pjsc plc pt "
    "pte pty pvt sa sab sae saic sal sarl sas sau sdn se sgps sl slu spa spj spol spzoo sro srl tbk ug "
    "zao zrt".split())
"""Legal forms, folded; they may follow a company's name."""

TITLES = frozenset(
    "mr mrs ms miss mme mx dr doctor prof professor sir dame lord lady baron baroness count countess "
    "king queen prince princess emperor empress sheikh sheikha sultan pope saint st rev reverend father "
    "president chairman chairwoman chairperson chancellor minister senator governor mayor judge justice "
    "secretary ambassador general gen colonel col major maj captain capt lieutenant lt sergeant sgt "
    "admiral commander commissioner director chief ceo cfo coo cto vice herr frau monsieur madame señor "
    "señora".split())
"""Words before a person's name that are not part of it."""

SUFFIXES = frozenset("jr sr ii iii iv phd md esq obe mbe cbe kcmg".split())
"""Words after a person's surname."""

SMALL = frozenset(
    "a an and at by da das de del dem den der des di do dos du e el en et fur für for i il in la las le "
    "les lo los o of och og on or the to un und van ved von voor y zu".split())
"""Words that an acronym may leave out."""

DESCRIPTORS = frozenset(
    "agency air airline airlines airways alliance association associates automotive aviation bank "
    "bancorp banking beverage biosciences bros brothers brewing broadcasting capital center centre "
    "chemical chemicals club college commission committee communication communications computer "
    "computers computing conference consortium consulting corp corporation council department electric "
    "electrical electronics energy engineering enterprise enterprises entertainment equity exchange "
    "expo federation festival film films finance financial foods forum foundation fund games global "
    "group groep groupe grupo gruppe holding holdings hospital hotels industries industry institute "
    "insurance interactive international investment investments laboratories labs laboratory league "
    "logistics management manufacturing market markets media microsystems ministry mobile motor motors "
    "museum network networks newspapers newspaper oil online organization organisation partners "
    "petroleum pharma pharmaceutical pharmaceuticals pictures power press prize prizes productions "
    "publishing railway railways record records research resources restaurants retail robotics school "
    "securities semicon semiconductor semiconductors service services shipping society software "
    "solutions steel stores studio studios summit supermarkets systems technologies technology tech "
    "telecom telecommunications telephone therapeutics tools toys trading trust union university "
    "ventures wireless works worldwide".split())
"""Words that say what kind of body bears a name; the name is often used without them."""

NICKNAMES: dict[str, str] = {
    nick: full for full, nicks in {
        "william": "bill will billy willy", "robert": "bob rob bobby", "richard": "dick rick",
        "james": "jim jimmy", "john": "jack johnny", "edward": "ted ed eddie",
        "margaret": "maggie peggy", "elizabeth": "liz beth betty",
        "charles": "chuck charlie", "henry": "harry hank", "michael": "mike mick", "anthony": "tony",
        "andrew": "drew andy", "joseph": "joe", "lawrence": "larry", "katherine": "kate kathy katie",
        "david": "dave", "stephen": "steve", "steven": "steve", "susan": "sue", "eugene": "gene",
        "francis": "frank", "walter": "walt", "jeffrey": "jeff", "ronald": "ron", "theodore": "ted",
    }.items() for nick in nicks.split()}

COUNTRIES: dict[str, str] = {
    form: country for country, forms in {
        "united states": ("us", "usa", "america", "united states of america"),
        "united kingdom": ("uk", "britain", "great britain"),
        "european union": ("eu",),
        "united arab emirates": ("uae", "emirates"),
        "south korea": ("republic of korea", "korea republic"),
        "north korea": ("dprk",),
        "china": ("prc", "peoples republic of china", "mainland china"),
        "netherlands": ("holland",),
        "ivory coast": ("cote divoire",),
        "czech republic": ("czechia",),
        "soviet union": ("ussr",),
        "new zealand": ("nz",),
    }.items() for form in forms}
"""Other common names of countries, folded."""

_LETTERS = str.maketrans({
    "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h",
    "&": " and ", "+": " plus ", "’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "`": "'",
    "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
})
_DOTTED = re.compile(r"\b((?:\w\.){2,})(\w\b)?")
_WORD = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-Z])")
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=1 << 16)
def fold(name: str) -> str:
    """A name without case, accents, apostrophes, and the dots of an acronym; dashes are spaces.

    >>> fold("Nestlé S.A."), fold("Ping'an"), fold("Coca-Cola"), fold("AT&T")
    ('nestle sa', 'pingan', 'coca cola', 'at and t')
    """
    if name.isascii():
        text = name.lower().replace("&", " and ").replace("+", " plus ")
    else:
        text = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
        text = "".join(c for c in text if not unicodedata.combining(c)).translate(_LETTERS)
    text = text.replace("'", "").replace("`", "")
    if "." in text:
        text = _DOTTED.sub(lambda m: m[0].replace(".", "") + " ", text)
    return " ".join(_WORD.findall(text))


@lru_cache(maxsize=1 << 16)
def words(name: str) -> tuple[str, ...]:
    """The folded words, without a leading article and a trailing possessive.

    >>> words("The Carlyle Group's")
    ('carlyle', 'group')
    """
    found = tuple(fold(_POSSESSIVE.sub("", name.strip())).split())
    return found[1:] if len(found) > 1 and found[0] == "the" else found


@lru_cache(maxsize=1 << 16)
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


@lru_cache(maxsize=1 << 16)
def person_words(name: str) -> tuple[str, ...]:
    """The folded words without titles before and suffixes after.

    >>> person_words("Dr. Martin Luther King Jr.")
    ('martin', 'luther', 'king')
    """
    found = list(words(name))
    while len(found) > 1 and found[0] in TITLES:
        found.pop(0)
    while len(found) > 1 and found[-1] in SUFFIXES:
        found.pop()
    return tuple(found)


def is_acronym(name: str) -> bool:
    """Whether a name looks like initials: 2 to 8 letters, written in capitals.

    >>> is_acronym("IBM"), is_acronym("U.S."), is_acronym("RosAtom"), is_acronym("SEC's"), is_acronym("Ping")
    (True, True, False, True, False)
    """
    bare = _POSSESSIVE.sub("", name).replace(".", "").replace("&", "").replace("-", "")
    return 2 <= len(bare) <= 8 and bare.isalpha() and sum(map(str.isupper, bare)) >= max(2, len(bare) - 1)


@lru_cache(maxsize=1 << 16)
def acronyms(name: str) -> frozenset[str]:
    """The initials that a name of two words or more may be shortened to, folded.

    >>> sorted(acronyms("Organization of Petroleum Exporting Countries"))
    ['oopec', 'opec']
    """
    split = _CAMEL.sub(" ", name)
    found = set()
    for text in {name, split}:
        for parts in (words(text), company_words(text)):
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
