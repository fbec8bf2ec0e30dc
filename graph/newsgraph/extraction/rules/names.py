"""Where the names stand: runs of capitalised words, without the titles, articles and demonyms around them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from newsgraph.extraction.rules.lexicon import table
from newsgraph.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Piece

_INNER = frozenset({"de", "da", "di", "du", "del", "della", "van", "von", "der", "den", "la", "le", "el", "al", "bin",
                    "ibn", "dos", "ter", "zu", "af", "&", "und", "y", "et"})
_HEADS_OF = frozenset({"university", "bank", "department", "ministry", "institute", "museum", "house", "college", "school",
                       "court", "board", "bureau", "office", "secretary", "academy", "union", "council", "league",
                       "association", "federation", "society", "church", "chamber", "republic", "isle", "gulf", "call",
                       "world", "lord", "game", "port", "art", "city", "commonwealth", "centre", "center", "committee"})
_FUNCTION = frozenset(
    "the a an this that these those it its he she they we you i his her their our your my there here in on at by for "
    "from with after before since until when while as if but and or so yet however although though because despite of "
    "to is are was were be been has have had do does did will would can could may might not no what which who how why "
    "where all some many most other each mr mrs ms both also then now more than via per".split())
_LOWER_FIRST = re.compile(r"^[a-z]{1,3}[A-Z]")
_NUMBER = re.compile(r"^(?:\d{1,4}(?:\.\d{1,3})*[a-zA-Z]{0,3}|[a-zA-Z]{0,2}\d{1,5}[a-zA-Z]{0,2})$")
_MEASURE = frozenset("million billion trillion percent per % km miles years people".split())
_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART"})
_MULTI = frozenset({"ORG", "EVENT", "FAC", "WORK_OF_ART"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that may be a name, and what the pipeline's own recogniser calls it."""

    span: Span
    surface: str
    label: str
    certain: bool
    tokens: tuple[int, int]


@cache
def naming(name: str) -> frozenset[str]:
    """A word class of ``naming.toml``; the gazetteer's entries may have several words.

    >>> "monday" in naming("stop"), "new york" in naming("gazetteer")
    (True, True)
    """
    value = str(table("naming")[name])
    if "|" in value:
        return frozenset(part.strip() for part in re.split(r"[|\n]", value) if part.strip())
    return frozenset(value.split())


def candidates(doc: "Doc") -> list[Candidate]:
    """The possible names of a document, in order, without overlap."""
    usage = _usage(doc)
    labels = {i: ent.label_ for ent in doc.ents for i in range(ent.start, ent.end)}
    found: list[Candidate] = []
    for sentence in doc.sents:
        heading = _heading(sentence)
        for start, end in _runs(sentence, usage, labels):
            found.extend(_pieces(doc, start, end, labels, heading))
    body = Counter(c.surface for c in found if c.certain)
    defined = _technologies(doc)
    return [c for c in found if (c.certain or body[c.surface]) and c.surface not in defined]


def _usage(doc: "Doc") -> dict[str, list[int]]:
    """For each word, how often it stands in lower case, and capitalised inside a sentence."""
    usage: dict[str, list[int]] = {}
    for sentence in doc.sents:
        heading = _heading(sentence)
        first = True
        for token in sentence:
            if not token.text[:1].isalpha():
                first = first or token.text in "“\"‘:•-–—("
                continue
            counts = usage.setdefault(token.lower_, [0, 0])
            if token.text[:1].islower():
                counts[0] += 1
            elif not first and not heading:
                counts[1] += 1
            first = False
    return usage


def _heading(sentence: "Piece") -> bool:
    """Whether it is a line in Title Case or capitals, whose capitals say nothing."""
    content = [t for t in sentence if t.is_alpha and len(t) > 3]
    if len(content) < 2 or len(sentence) > 25:
        return False
    if sentence.text.rstrip()[-1:] in ".!?\"”’":
        return all(t.is_upper for t in content)
    return sum(t.text[:1].isupper() for t in content) >= 0.8 * len(content)


def _namey(token: "Token", first: bool, usage: dict[str, list[int]], labels: dict[int, str]) -> bool:
    text = token.text
    if not any(c.isalpha() for c in text):
        return False
    if _LOWER_FIRST.match(text):
        return True
    if not text[0].isupper() and not (text[0].isdigit() and any(c.isupper() for c in text)):
        return False
    low = text.lower()
    if low in _FUNCTION:
        return False
    lower, upper = usage.get(low, (0, 0))
    if not first:
        return True
    if upper:
        return True
    if lower:
        return False
    return token.tag_ in ("NNP", "NNPS") or labels.get(token.i) in _NAME_LABELS or text[1:] != text[1:].lower()


def _runs(sentence: "Piece", usage: dict[str, list[int]], labels: dict[int, str]) -> list[tuple[int, int]]:
    """Token ranges of neighbouring name words, small words between them included."""
    tokens = list(sentence)
    good = []
    first = True
    for token in tokens:
        good.append(_namey(token, first, usage, labels))
        if token.text[:1].isalnum():
            first = False
        elif token.text in "“\"‘:•" or token.text == "-" and token.i == sentence.start:
            first = True
    runs, i = [], 0
    while i < len(tokens):
        if not good[i]:
            i += 1
            continue
        j = i + 1
        while j < len(tokens):
            if good[j] and not (tokens[j - 1].whitespace_ == "" and tokens[j - 1].text in ("/", ",")):
                j += 1
                continue
            ahead = _joined(tokens, good, i, j, labels)
            if not ahead:
                break
            j = ahead
        runs.append((tokens[i].i, tokens[j - 1].i + 1))
        i = j
    return runs


def _joined(tokens: "list[Token]", good: list[bool], i: int, j: int, labels: dict[int, str]) -> int:
    """Where the run goes on if the small word at `j` belongs to the name, else 0."""
    token = tokens[j]
    following = tokens[j + 1] if j + 1 < len(tokens) else None
    tight = tokens[j - 1].whitespace_ == ""
    if _NUMBER.match(token.text) and any(c.isdigit() for c in token.text) and not (tight and token.text.isdigit()):
        plural = following is not None and (following.lower_ in _MEASURE or following.tag_ == "NNS")
        return 0 if plural or tokens[j - 1].lower_ in naming("stop") else j + 1
    if tight and token.text in ("-", "'", "’", ".", "+", "!", "&") and following is not None:
        if token.text in ("+", "!"):
            return j + 1
        if token.whitespace_ == "" and (good[j + 1] or _NUMBER.match(following.text)):
            return j + 2
        return 0
    if following is None or not good[j + 1] or tight:
        return 0
    low = token.lower_
    if low in _INNER and (token.text.islower() or token.text == "&"):
        return j + 2
    head = tokens[j - 1].lower_
    placed = following.lower_ in naming("gazetteer")
    if low == "of" and (head in _HEADS_OF or not placed and _same_entity(tokens, j, labels)):
        return j + 2
    if low in ("for", "and", "on", "the") and _same_entity(tokens, j, labels):
        return j + 2
    if low == "and" and _of_body(tokens, i, j):
        return j + 2
    if low == "," and following.lower_.rstrip(".") in ("inc", "ltd", "llc", "corp", "plc", "co"):
        return j + 2
    return 0


def _of_body(tokens: "list[Token]", i: int, j: int) -> bool:
    """Whether a body's name is still open before "and": "Department of Trade and Industry"."""
    words = [t.lower_ for t in tokens[i:j]]
    return "of" in words[-3:] and words[words.index("of") - 1] in naming("organization")


def _same_entity(tokens: "list[Token]", j: int, labels: dict[int, str]) -> bool:
    return all(labels.get(tokens[k].i) in _MULTI and (k == j - 1 or tokens[k].ent_iob_ == "I") for k in (j - 1, j, j + 1))


def _pieces(doc: "Doc", start: int, end: int, labels: dict[int, str], heading: bool) -> list[Candidate]:
    """A run cut at titles and trimmed, as candidates."""
    found = []
    cut = start
    for i in range(start, end + 1):
        last = i == end
        if not last and not _title(doc, i, start):
            continue
        if not last and i > start and doc[i - 1].lower_ in ("of", "for", "the", "and"):
            continue
        piece = _trim(doc, cut, i)
        if piece is not None:
            found.extend(_candidate(doc, *part, labels, heading) for part in _persons(doc, *piece)
                         if doc[part[0]:part[1]].text.lower() not in _phrases())
        cut = i + 1
    return found


@cache
def _phrases() -> frozenset[str]:
    return frozenset(part.strip() for part in table("naming")["phrases"].split("|"))


def _persons(doc: "Doc", start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece, in two where the recogniser sees a person begin inside it: "Defense Donald Rumsfeld"."""
    for i in range(start + 1, end - 1):
        if doc[i].ent_type_ == "PERSON" and doc[i].ent_iob_ == "B" and doc[i - 1].ent_type_ != "PERSON" \
                and all(doc[k].ent_type_ == "PERSON" for k in range(i, end)):
            head = _trim(doc, start, i)
            if head is not None:
                yield head
            yield i, end
            return
    yield start, end


def _title(doc: "Doc", i: int, start: int) -> bool:
    low = doc[i].lower_
    return low in naming("title") or low in naming("honorific") \
        or low == "general" and i > start and doc[i - 1].lower_ in ("attorney", "secretary", "director", "manager")


def _trim(doc: "Doc", start: int, end: int) -> tuple[int, int] | None:
    stop, demonym = naming("stop"), naming("demonym")
    while start < end:
        low = doc[start].lower_
        alone = end - start == 1
        # "Chinese AI" is no name, "British Airways" is one.
        if low in stop and (alone or doc[start + 1].lower_ in stop or doc[start].lower_ in _CALENDAR) \
                or low in _FUNCTION or not any(c.isalnum() for c in low):
            start += 1
        elif low in demonym and (alone or doc[start + 1].lower_ not in naming("company") | naming("organization")
                                 | naming("event") and doc[start].ent_type_ in ("NORP", "")):
            start += 1
        elif alone and (low in stop or doc[start].is_digit):
            start += 1
        else:
            break
    while end > start:
        low = doc[end - 1].lower_
        if low in _FUNCTION or low in _INNER or low in ("'s", "’s") or low in _CALENDAR \
                or not any(c.isalnum() or c in "+!." for c in low) or low == "." and not _abbreviated(doc, end - 1) \
                or end - start > 1 and low in _TRAILING:
            end -= 1
        else:
            break
    return (start, end) if start < end else None


_TRAILING = frozenset("drm usb gdp pc pcs cd cds dvd dvds ceo ceos pda pdas gmt est utc pst ipo mp mps".split())
_CALENDAR = frozenset("monday tuesday wednesday thursday friday saturday sunday january february march april june july "
                      "august september october november december".split())


def _abbreviated(doc: "Doc", i: int) -> bool:
    ends = i + 1 >= len(doc) or doc[i + 1].is_sent_start or doc[i + 1].is_space
    return i > 0 and doc[i - 1].whitespace_ == "" and len(doc[i - 1]) <= 4 and not ends


def _candidate(doc: "Doc", start: int, end: int, labels: dict[int, str], heading: bool) -> Candidate:
    piece = doc[start:end]
    counts = Counter(labels[i] for i in range(start, end) if i in labels)
    label = counts.most_common(1)[0][0] if counts else ""
    return Candidate((piece.start_char, piece.end_char), piece.text, label, not heading,
                     (start, end))


def _technologies(doc: "Doc") -> set[str]:
    """Acronyms that stand in brackets after the lower-case words they are made of: "large language model (LLM)"."""
    found = set()
    for match in re.finditer(r"\(([A-Z]{2,6})s?\)", doc.text):
        letters = match.group(1).lower()
        before = re.findall(r"[^\W\d_]+", doc.text[max(0, match.start() - 120):match.start()])
        tail = before[-len(letters):]
        if len(tail) == len(letters) and all(w[0] == c for w, c in zip(tail, letters, strict=True)):
            found.add(match.group(1))
    return found
