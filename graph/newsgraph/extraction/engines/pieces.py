"""Texts in pieces that a model can read at once, cut at sentence ends wherever possible."""

from collections.abc import Callable, Iterator

from newsgraph.extraction.segmentation import sentences
from newsgraph.records import Span


def pieces(text: str, limit: int, cost: Callable[[str], int] = len) -> list[Span]:
    """Neighbouring sentences together, up to a limit.

    Parameters
    ----------
    text
        A text of any length.
    limit
        The most that one piece may cost; a sentence that costs more is cut at white space, or inside a word where
        there is none.
    cost
        What a piece costs: by default its characters. It must not fall as a piece grows.

    Returns
    -------
    list of Span
        In order, without overlap, and without white space around them.

    Examples
    --------
    >>> text = "One is here. Two is there. Three is nowhere to be seen."
    >>> [text[s:e] for s, e in pieces(text, 26)]
    ['One is here. Two is there.', 'Three is nowhere to be', 'seen.']
    """
    found: list[Span] = []
    for sentence in sentences(text):
        for start, end in _fitting(text, sentence, limit, cost):
            if found and cost(text[found[-1][0] : end]) <= limit:
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _fitting(text: str, span: Span, limit: int, cost: Callable[[str], int]) -> Iterator[Span]:
    """The span in the fewest parts of which each fits, as long as possible from the front."""
    start, end = span
    while start < end and cost(text[start:end]) > limit:
        low, high = start + 1, end
        while high - low > 1:
            middle = (low + high) // 2
            if cost(text[start:middle]) <= limit:
                low = middle
            else:
                high = middle
        cut = low
        if not text[cut].isspace():
            words = text[start:cut].split(None)
            before = cut - len(words[-1]) if words and not text[cut - 1].isspace() else cut
            cut = before if before > start else cut
        yield start, start + len(text[start:cut].rstrip())
        start = cut + len(text[cut:end]) - len(text[cut:end].lstrip())
    if start < end:
        yield start, end
