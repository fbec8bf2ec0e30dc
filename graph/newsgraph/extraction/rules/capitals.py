"""Runs of capitalised words, with the small words and numbers that belong to them."""

import re
from typing import TYPE_CHECKING

from newsgraph.extraction.rules.lexicon import naming

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Piece

_LOWER_FIRST = re.compile(r"^[a-z]{1,3}[A-Z]")
_NUMBER = re.compile(r"^(?:\d{1,4}(?:\.\d{1,3})*[a-zA-Z]{0,3}|[a-zA-Z]{0,2}\d{1,5}[a-zA-Z]{0,2})$")
_NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "PRODUCT", "EVENT", "WORK_OF_ART"})
_MULTI = frozenset({"ORG", "EVENT", "FAC", "WORK_OF_ART"})


def usage(doc: "Doc") -> dict[str, list[int]]:
    """For each word, how often it stands in lower case, and capitalised inside a sentence."""
    usage: dict[str, list[int]] = {}
    for sentence in doc.sents:
        in_heading = heading(sentence)
        first = True
        for token in sentence:
            if not token.text[:1].isalpha():
                first = first or token.text in '“"‘:•-–—('
                continue
            counts = usage.setdefault(token.lower_, [0, 0])
            if token.text[:1].islower():
                counts[0] += 1
            elif not first and not in_heading:
                counts[1] += 1
            first = False
    return usage


def heading(sentence: "Piece") -> bool:
    """Whether it is a line in Title Case or capitals, whose capitals say nothing."""
    content = [t for t in sentence if t.is_alpha and len(t) > 3]
    if len(content) < 2 or len(sentence) > 25:
        return False
    if sentence.text.rstrip()[-1:] in '.!?"”’':
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
    if low in naming("function"):
        return False
    lower, upper = usage.get(low, (0, 0))
    if not first:
        return True
    if upper:
        return True
    if lower:
        return False
    return (
        token.tag_ in ("NNP", "NNPS") or labels.get(token.i) in _NAME_LABELS or text[1:] != text[1:].lower()
    )


def runs(sentence: "Piece", usage: dict[str, list[int]], labels: dict[int, str]) -> list[tuple[int, int]]:
    """Token ranges of neighbouring name words, small words between them included."""
    tokens = list(sentence)
    good = []
    first = True
    for token in tokens:
        good.append(_namey(token, first, usage, labels))
        if token.text[:1].isalnum():
            first = False
        elif token.text in '“"‘:•' or token.text == "-" and token.i == sentence.start:
            first = True
    found, i = [], 0
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
        found.append((tokens[i].i, tokens[j - 1].i + 1))
        i = j
    return found


def _joined(tokens: "list[Token]", good: list[bool], i: int, j: int, labels: dict[int, str]) -> int:
    """Where the run goes on if the small word at `j` belongs to the name, else 0."""
    token = tokens[j]
    following = tokens[j + 1] if j + 1 < len(tokens) else None
    tight = tokens[j - 1].whitespace_ == ""
    if (
        _NUMBER.match(token.text)
        and any(c.isdigit() for c in token.text)
        and not (tight and token.text.isdigit())
    ):
        plural = following is not None and (following.lower_ in naming("measure") or following.tag_ == "NNS")
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
    if low in naming("inner") and (token.text.islower() or token.text == "&"):
        return j + 2
    head = tokens[j - 1].lower_
    placed = following.lower_ in naming("gazetteer")
    if low == "of" and (head in naming("heads_of") or not placed and _same_entity(tokens, j, labels)):
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
    return all(
        labels.get(tokens[k].i) in _MULTI and (k == j - 1 or tokens[k].ent_iob_ == "I")
        for k in (j - 1, j, j + 1)
    )
