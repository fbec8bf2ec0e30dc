"""A text as words with sentences, and words as the pieces that the encoder reads."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from newsgraph.extraction.segmentation import blocks, sentences
from newsgraph.records import Span

if TYPE_CHECKING:
    from tokenizers import Tokenizer

IntArray = npt.NDArray[np.int64]

_SURROGATE = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"['’]s\b|(?:[^\W_][\u0300-\u036f\u00ad\u200b-\u200d\u2060]*)+|[^\w\s]|_")
"""Accents of their own, soft hyphens and joiners belong to the letter before them."""

MAX_PIECES = 510
"""Pieces of one window, without its first and last marker: the encoder has 512 positions."""

MAX_WORD_PIECES = 6
OVERLAP = 3
"""Sentences of a window that the next one reads again."""

CLS, SEP, MASK = 101, 102, 103


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text.

    `spans` are character offsets, `surfaces` what stands there; `sentence` is each word's sentence number and `breaks`
    says whether a paragraph or heading ends with it; `sentences` are character spans. `head` is the word that each word
    hangs on (itself where there is none, or no parse), `label` the number of its dependency label (0: unknown).
    """

    surfaces: tuple[str, ...]
    spans: tuple[Span, ...]
    sentence: IntArray
    breaks: npt.NDArray[np.bool_]
    sentences: tuple[Span, ...]
    head: IntArray
    label: IntArray

    def with_parse(self, head: IntArray, label: IntArray) -> "Words":
        """The same words with a parse."""
        return replace(self, head=head, label=label)

    def without_parse(self) -> "Words":
        """The same words, as if they had not been parsed."""
        return self.with_parse(np.arange(len(self.surfaces)), np.zeros(len(self.surfaces), dtype=np.int64))

    def cover(self, start: int, end: int) -> Span | None:
        """The words that overlap the characters ``[start, end)``, or None where there is none."""
        first = bisect_right(self.spans, (start, start)) - 1
        if first < 0 or self.spans[first][1] <= start:
            first += 1
        last = first
        while last < len(self.spans) and self.spans[last][0] < end:
            last += 1
        return (first, last) if last > first else None


def split(text: str) -> Words:
    """Cut a text into words and sentences.

    >>> split("Acme Inc. hired Zhang Chang'an. She left.").surfaces[:5]
    ('Acme', 'Inc', '.', 'hired', 'Zhang')
    """
    spans = tuple(m.span() for m in _WORD.finditer(text))
    found = tuple(sentences(text))
    starts = [s for s, _ in found]
    sentence = np.array([max(0, bisect_right(starts, s) - 1) for s, _ in spans], dtype=np.int64)
    ends = {e for _, e in blocks(text)}
    breaks = np.zeros(len(spans), dtype=np.bool_)
    edges = sorted(ends)
    for i, (start, _) in enumerate(spans[:-1]):
        breaks[i] = bisect_right(edges, start) != bisect_right(edges, spans[i + 1][0])
    return Words(tuple(text[s:e] for s, e in spans), spans, sentence, breaks, found, np.arange(len(spans)),
                 np.zeros(len(spans), dtype=np.int64))


def shape(word: str, inner: bool) -> int:
    """The casing of a word, 0 to 8: the encoder itself is uncased. `inner` is true past the first word of a sentence.

    >>> shape("iPhone", True), shape("IBM", True), shape("the", False)
    (5, 3, 0)
    """
    if not word[0].isalnum():
        return 8
    if word.isdigit():
        return 6
    if word.islower():
        return 0
    if word.isupper() and len(word) > 1:
        return 3 if inner else 4
    if word[0].isupper() and word[1:].islower() or len(word) == 1 and word.isupper():
        return 1 if inner else 2
    return 7 if any(c.isdigit() for c in word) else 5


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder: piece ids, casing ids, and the first and last piece of words ``[start, end)``."""

    ids: IntArray
    casing: IntArray
    first: IntArray
    last: IntArray
    start: int
    end: int


def windows(tokenizer: "Tokenizer", surfaces: Sequence[str], sentence: IntArray,
            breaks: npt.NDArray[np.bool_]) -> list[Window]:
    """Cut words into windows of whole sentences, each with at most `MAX_PIECES` pieces."""
    if not surfaces:
        return []
    clean = [_SURROGATE.sub("\ufffd", w) for w in surfaces]
    encoded = tokenizer.encode(clean, is_pretokenized=True, add_special_tokens=False)
    pieces: list[list[int]] = [[] for _ in surfaces]
    for piece, word in zip(encoded.ids, encoded.word_ids, strict=True):
        if word is not None and len(pieces[word]) < MAX_WORD_PIECES:
            pieces[word].append(piece)
    casing = [shape(w, i > 0 and sentence[i] == sentence[i - 1]) for i, w in enumerate(surfaces)]
    cost = np.array([max(1, len(p)) for p in pieces]) + breaks
    found = []
    start, n = 0, len(surfaces)
    while start < n:
        total = np.cumsum(cost[start:start + MAX_PIECES])
        end = start + int(np.searchsorted(total, MAX_PIECES, side="right"))
        if end < n:
            while end > start + 1 and sentence[end] == sentence[end - 1]:
                end -= 1
            if end == start + 1:
                end = start + int(np.searchsorted(total, MAX_PIECES, side="right"))
        found.append(_window(pieces, casing, breaks, start, end))
        if end >= n:
            break
        back = end
        while back > start + 1 and sentence[back - 1] > sentence[end - 1] - OVERLAP:
            back -= 1
        start = back if back > start + (end - start) // 2 else end
    return found


def shares(found: Sequence[Window]) -> list[Span]:
    """The words whose vectors each window gives: where two overlap, each gives the half that it sees better.

    >>> empty = np.zeros(0, dtype=np.int64)
    >>> shares([Window(empty, empty, empty, empty, 0, 10), Window(empty, empty, empty, empty, 6, 14)])
    [(0, 8), (8, 14)]
    """
    edges = [0, *((a.end + b.start) // 2 for a, b in pairwise(found)), *(w.end for w in found[-1:])]
    return list(pairwise(edges))


def _window(pieces: list[list[int]], casing: list[int], breaks: npt.NDArray[np.bool_], start: int,
            end: int) -> Window:
    ids, shapes, first, last = [CLS], [0], [], []
    for i in range(start, end):
        first.append(len(ids))
        for k, piece in enumerate(pieces[i] or [100]):
            ids.append(piece)
            shapes.append(casing[i] + (9 if k else 0))
        last.append(len(ids) - 1)
        if breaks[i]:
            ids.append(SEP)
            shapes.append(0)
    ids.append(SEP)
    shapes.append(0)
    return Window(np.array(ids), np.array(shapes), np.array(first), np.array(last), start, end)
