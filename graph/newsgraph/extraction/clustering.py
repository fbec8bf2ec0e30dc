"""Which names in one document are one thing: surname and full name, acronym and expansion, short form.

Pure functions over surfaces and types, without a model. Every name joins at most one fuller name, so
that two full names are never chained together by a short form that fits both.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from newsgraph.extraction.segmentation import sentences
from newsgraph.lexicon import COUNTRIES, DESCRIPTORS, NICKNAMES, SMALL, SUFFIXES
from newsgraph.names import acronyms, company_words, fold, is_acronym, person_words, words

BUSINESS = frozenset({"Company", "Organization"})

_CROWD = 64
"""A word that more names of one document have than this tells nothing about any of them."""

_GUESS = 0.4
"""What a shorter name is worth where nothing but its words says that it stands for a longer one."""

_PARTS = frozenset("capital commission committee entertainment finance foundation pictures services studios trust "
                   "ventures worldwide".split())
"""Descriptors that tell a body from the one whose name it carries more often than they are left out of its own."""


@dataclass(slots=True)
class _Form:
    """One distinct name of the document, with where it was used."""

    surface: str
    type: str
    words: tuple[str, ...]
    at: list[int] = field(default_factory=list)


def cluster_names(mentions: Sequence[tuple[str, str]], text: str | None = None,
                  spans: Sequence[tuple[int, int]] | None = None) -> list[int]:
    """Group the named mentions of one document into its entities.

    Parameters
    ----------
    mentions
        (surface, type) of each mention, in the order of the text. Types are those of the vocabulary; an
        unknown one is compared like a product.
    text, spans
        The text and each mention's ``[start, end)`` in it; with them "Long Name (LN)" defines LN, and "Acme, the
        parent of Acme Energy" tells the two apart.

    Returns
    -------
    list of int
        The entity's number for each mention, from 0 in order of first mention.

    Examples
    --------
    >>> cluster_names([("Dell Inc.", "Company"), ("Michael Dell", "Person"), ("Dell", "Company")])
    [0, 1, 0]
    >>> cluster_names([("Galaxy S24", "Product"), ("Galaxy S24 Ultra", "Product")])
    [0, 1]
    """
    forms = _forms(mentions)
    defined, sentence = {}, list(range(len(mentions)))
    if text is not None and spans is not None:
        defined = _definitions(mentions, text, spans)
        starts = [start for start, _ in sentences(text)]
        sentence = [bisect_right(starts, start) for start, _ in spans]
    parent = list(range(len(forms)))
    number = {i: f for f, form in enumerate(forms) for i in form.at}
    for short, long in defined.items():
        if _comparable(forms[number[short]].type, forms[number[long]].type):
            _attach(parent, number[short], number[long])
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for f, form in enumerate(forms):
        for key in _keys(form):
            blocks[key].append(f)
    title = _title(mentions, text, spans)

    def introduced(long: _Form, short: _Form) -> bool:
        """Whether the long name comes first, as news has it; headlines, which are short of room, aside."""
        body = [i for i in short.at if i >= title]
        return not body or long.at[0] < body[0]

    makers = {form.words for form in forms if form.type in BUSINESS}
    for f in sorted(range(len(forms)), key=lambda f: (len(forms[f].words), len(forms[f].surface), f)):
        if parent[f] != f:
            continue
        scored: defaultdict[int, float] = defaultdict(float)
        for g in sorted({g for key in _keys(forms[f]) if len(blocks[key]) <= _CROWD for g in blocks[key]}):
            other = forms[g]
            if g != f and _root(parent, g) != f:
                score = likeness(forms[f].surface, forms[f].type, other.surface, other.type, makers)
                if score == _GUESS and not introduced(other, forms[f]):
                    continue
                if score > 0 and not _told_apart(forms[f], other, score, sentence):
                    root = _root(parent, g)
                    scored[root] = max(scored[root], score)
        best = _choose(forms, f, scored)
        if best is not None:
            _attach(parent, f, best)
    roots: dict[int, int] = {}
    return [roots.setdefault(_root(parent, number[i]), len(roots)) for i in range(len(mentions))]


def _told_apart(short: _Form, long: _Form, score: float, sentence: Sequence[int]) -> bool:
    """Whether a sentence names both as nobody would name one thing: who has just read a name gets no longer one."""
    if long.words[:len(short.words)] != short.words or len(short.words) == len(long.words):
        return False
    if short.type not in BUSINESS and score != _GUESS:
        return False
    first: dict[int, int] = {}
    for i in reversed(short.at):
        first[sentence[i]] = i
    return any(sentence[i] in first and (first[sentence[i]] < i or short.type == "Product") for i in long.at)


def likeness(short: str, short_type: str, long: str, long_type: str,
             makers: "set[tuple[str, ...]] | frozenset[tuple[str, ...]]" = frozenset()) -> float:
    """How surely `short` is a shorter or other form of the name `long` within one document, 0 to 1.

    `makers` are the folded words of the companies named there: "Microsoft Outlook" may be called "Outlook".

    >>> likeness("Jobs", "Person", "Steve Jobs", "Person") > 0.5
    True
    >>> likeness("Orbit-4", "Product", "Orbit-4o", "Product")
    0.0
    """
    if not _comparable(short_type, long_type):
        return 0.0
    if "Person" in (short_type, long_type):
        return 0.0 if _generations(short, long) else _person(person_words(short), person_words(long))
    if "Place" in (short_type, long_type):
        return _place(words(short), words(long), short, long)
    if short_type in BUSINESS and long_type in BUSINESS:
        return _body(short, long)
    return _product(short, long, makers)


def _forms(mentions: Sequence[tuple[str, str]]) -> list[_Form]:
    found: dict[tuple[str, tuple[str, ...]], _Form] = {}
    for i, (surface, kind) in enumerate(mentions):
        family = "body" if kind in BUSINESS else kind
        key = (person_words if kind == "Person" else company_words if kind in BUSINESS else words)(surface)
        form = found.setdefault((family, key or (surface,)), _Form(surface, kind, key or (surface,)))
        form.at.append(i)
    return list(found.values())


def _title(mentions: Sequence[tuple[str, str]], text: str | None,
           spans: Sequence[tuple[int, int]] | None) -> int:
    """The number of the first mention after the headline: the text's first line, if a blank one follows."""
    if text is None or spans is None:
        return 0
    end = text.find("\n\n")
    return next((i for i, (start, _) in enumerate(spans) if start >= end), len(mentions)) if 0 < end < 200 else 0


def _keys(form: _Form) -> set[str]:
    """What two names have in common if one can stand for the other; only such pairs are compared."""
    joined = " ".join(form.words)
    return {*form.words, *_singular(form.words), joined.replace(" ", ""), COUNTRIES.get(joined, joined),
            *_acronyms(form.surface)}


def _acronyms(name: str) -> frozenset[str]:
    """The initials of a name, with and without the country before it: the FDA is the U.S. Food and Drug Administration.
    """
    parts = words(name)
    for end in (1, 2):
        if len(parts) > end + 1 and " ".join(parts[:end]) in COUNTRIES:
            return acronyms(name) | acronyms(" ".join(parts[end:]))
    return acronyms(name)


def _definitions(mentions: Sequence[tuple[str, str]], text: str,
                 spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Mentions that a bracket says are one thing with the mention before it: the shorter's number to the longer's.

    A place in brackets says where something is, unless it is the initials of the place before.
    """
    order = sorted(range(len(spans)), key=lambda i: spans[i])
    found = {}
    for before, after in zip(order, order[1:], strict=False):
        gap = text[spans[before][1]:spans[after][0]]
        if re.fullmatch(r"['’]?s?\s*[(\[]\s*(?:the\s+|or\s+|formerly\s+|known as\s+)?[\"“'‘]?", gap) is None:
            continue
        closed = re.match(r"['\"”’]?\s*([)\],;])", text[spans[after][1]:spans[after][1] + 3])
        if closed is None:
            continue
        (short, kind), (long, _) = mentions[after], mentions[before]
        if is_acronym(short) and _initials(fold(short).replace(" ", ""), long):
            found[after] = before
        elif closed[1] in ")]" and kind not in ("Person", "Place") and len(long) > 2:
            one, other = sorted((after, before), key=lambda i: len(mentions[i][0]))
            found[one] = other
    return found


def _initials(short: str, long: str) -> bool:
    """Whether the letters of `short` occur in order in `long`, the first at its start."""
    letters = fold(long)
    at = 0
    if not letters.startswith(short[:1]):
        return False
    for letter in short:
        at = letters.find(letter, at) + 1
        if at == 0:
            return False
    return True


def _comparable(one: str, other: str) -> bool:
    return one == other or (one in BUSINESS and other in BUSINESS)


def _choose(forms: list[_Form], f: int, scored: dict[int, float]) -> int | None:
    """The fuller name that a form stands for: the surest; among equals the one named last before it."""
    if not scored:
        return None
    if forms[f].type not in BUSINESS and max(scored.values()) < 0.5 and len(scored) > 1:
        return None
    first = forms[f].at[0]

    def rank(root: int) -> tuple[float, int, int]:
        before = [i for i in forms[root].at if i < first]
        return (scored[root], max(before, default=-1), -forms[root].at[0])

    return max(scored, key=rank)


def _root(parent: list[int], f: int) -> int:
    while parent[f] != f:
        f = parent[f]
    return f


def _attach(parent: list[int], f: int, to: int) -> None:
    root = _root(parent, to)
    if root != f:
        parent[f] = root


def _given(one: str, other: str) -> bool:
    """Whether two given names may be one: equal, an initial, a nickname, a clipped form."""
    if one == other:
        return True
    if NICKNAMES.get(one, one) == NICKNAMES.get(other, other):
        return True
    low, high = sorted((one, other), key=len)
    return len(low) != 2 and high.startswith(low)


def _person(short: tuple[str, ...], long: tuple[str, ...]) -> float:
    if not short or not long or len(short) > len(long):
        return 0.0
    if short == long:
        return 1.0
    if len(short) == 1:
        if len(long) == 1:
            return 0.0
        if short[0] == long[-1]:
            return 0.95
        if short[0] == long[0]:
            return 0.8
        return 0.5 if len(short[0]) > 3 and short[0] in long else 0.0
    if long[-len(short):] == short:
        return 0.95
    if short[-1] == long[-1] and _given(short[0], long[0]):
        return 0.9
    if long[:len(short)] == short:
        return 0.85
    if sorted(short) == sorted(long):
        return 0.9
    return 0.0


def _generations(one: str, other: str) -> bool:
    """Whether the names tell two people of one family apart: Jr. and Sr., II and III, Roy E. and Roy O."""
    first, second = words(one), words(other)
    ends = [w[-1] if w and w[-1] in SUFFIXES else "" for w in (first, second)]
    if ends[0] and ends[1] and ends[0] != ends[1]:
        return True
    middles = [w[1:-1] for w in (person_words(one), person_words(other))]
    return bool(middles[0] and middles[1]) and not (
        {m[0] for m in middles[0]} & {m[0] for m in middles[1]})


def _place(short: tuple[str, ...], long: tuple[str, ...], surface: str, fuller: str) -> float:
    one, other = " ".join(short), " ".join(long)
    if COUNTRIES.get(one, one) == COUNTRIES.get(other, other):
        return 1.0
    if len(one) <= len(other) and is_acronym(surface) and one.replace(" ", "") in acronyms(fuller):
        return 0.9
    return 0.0


def _body(short: str, long: str) -> float:
    one, other = company_words(short), company_words(long)
    if not one or not other or len(one) > len(other):
        return 0.0
    if one == other or "".join(one) == "".join(other):
        return 1.0
    if len(one) == 1 and is_acronym(short) and one[0] in _acronyms(long):
        return 0.9
    if "&" in short and one == tuple(word if word == "and" else word[0] for word in other):
        return 0.9
    if len(one) == len(other):
        return 0.0
    rest = other[len(one):]
    if other[:len(one)] == one and not set(one) <= SMALL:
        return 0.8 if set(rest) <= DESCRIPTORS | SMALL and rest[-1] not in _PARTS else _GUESS
    if other[-len(one):] == one:
        return 0.4
    return 0.0


def _product(short: str, long: str, makers: "set[tuple[str, ...]] | frozenset[tuple[str, ...]]") -> float:
    one, other = words(short), words(long)
    if not one or not other:
        return 0.0
    if "".join(one) == "".join(other) or _singular(one) == _singular(other):
        return 1.0
    if len(one) == 1 and is_acronym(short) and one[0] in acronyms(long):
        return 0.85
    if len(one) >= len(other):
        return 0.0
    if other[-len(one):] in (one, _singular(one)):
        return 0.9 if other[:-len(one)] in makers else 0.5
    if other[:len(one)] == one and not any(c.isdigit() for c in "".join(one)):
        return 0.4
    return 0.0


def _singular(parts: tuple[str, ...]) -> tuple[str, ...]:
    last = parts[-1]
    plural = last.endswith("s") and not last.endswith("ss") and (len(last) > 3 or any(map(str.isdigit, last)))
    return (*parts[:-1], last[:-1] if plural else last)


def document_types(mentions: Sequence[tuple[str, str]], clusters: Sequence[int]) -> list[str]:
    """The type that most mentions of each cluster have; among equals the one met first.

    >>> document_types([("Acme", "Company"), ("Acme", "Product"), ("Acme", "Company")], [0, 0, 0])
    ['Company']
    """
    votes: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for (_, kind), number in zip(mentions, clusters, strict=True):
        votes[number][kind] += 1
    return [votes[number].most_common(1)[0][0] for number in sorted(votes)]
