"""Sentences as the annotation means them: what decides whether a fact's arguments share one."""

import re

from newsgraph.records import Span

_END = re.compile(r"""[.!?]["')\]”’]*\s+(?=["'(\[“‘]*[A-Z0-9])|\n\s*\n|\n""")
_ABBREVIATIONS = frozenset(
    "Mr Mrs Ms Dr Prof Inc Corp Co Ltd St Jr Sr vs Gen Sen Rep Gov No U.S U.K a.m p.m".split())
_LAST_WORD = re.compile(r"(?:\w\.)*\w+(?=\.$)")


def _abbreviated(head: str) -> bool:
    """Whether the full stop at the end of `head` belongs to an abbreviation or an initial."""
    word = _LAST_WORD.search(head[-12:])
    if not word:
        return False
    last = word.group()
    parts = {last, last.rpartition(".")[2], last[-3:]}
    return bool(parts & _ABBREVIATIONS) or bool(re.search(r"\b[A-Z]$", last))


def sentences(text: str) -> list[Span]:
    """Where the sentences lie; every line break ends one.

    >>> [("Mr. Lee left. He runs Bolt Inc. today.\\n\\nEnd")[s:e] for s, e in
    ...  sentences("Mr. Lee left. He runs Bolt Inc. today.\\n\\nEnd")]
    ['Mr. Lee left.', 'He runs Bolt Inc. today.', 'End']
    """
    spans: list[Span] = []
    start = 0
    for match in _END.finditer(text):
        if "\n" not in match.group() and _abbreviated(text[start:match.start() + 1]):
            continue
        spans.append((start, match.end()))
        start = match.end()
    spans.append((start, len(text)))
    return [(s, s + len(text[s:e].rstrip())) for s, e in spans if text[s:e].strip()]


def within_one(spans: list[Span], span: Span) -> bool:
    """Whether `span` touches one of the sentences only.

    >>> within_one([(0, 5), (6, 9)], (1, 4)), within_one([(0, 5), (6, 9)], (1, 7))
    (True, False)
    """
    return sum(start < span[1] and end > span[0] for start, end in spans) == 1
