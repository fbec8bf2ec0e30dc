"""Words that a model quotes, found again in the text: exact but for white space, quotation marks and dashes."""

import re
from collections.abc import Iterable, Iterator

from newsgraph.records import Span

# Scripts that put no space between words, and one whose endings hang on names: no edge of a word can be asked for.
_GLUED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_LETTER = rf"[^\W{_GLUED}]"
_SPACES = re.compile(r"\s+")
_LIKE = str.maketrans({
    **dict.fromkeys("‘’‚‛′`´", "'"), **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‐‑‒–—―−", "-"),
    **{chr(code): "\ufffd" for code in range(0xD800, 0xE000)}})


def alike(words: str) -> str:
    """Words as they are compared.

    >>> alike(" the  “Zip”\\n maker’s ")
    'the "Zip" maker\\'s'
    """
    return _SPACES.sub(" ", words.translate(_LIKE)).strip()


class Wording:
    """A text in which words are looked for.

    Examples
    --------
    >>> wording = Wording("Bolt’s “Dash”\\nis new. Bolting is not.")
    >>> [wording.text[s:e] for s, e in wording.all(["Bolt", 'Bolt\\'s "Dash" is'])]
    ['Bolt’s “Dash”\\nis']
    """

    def __init__(self, text: str) -> None:
        self.text = text
        same = text.translate(_LIKE)
        kept, at = [], []
        last = 0
        for spaces in _SPACES.finditer(same):
            kept += [same[last:spaces.start()], " "]
            at += [*range(last, spaces.start()), spaces.start()]
            last = spaces.end()
        kept.append(same[last:])
        at += [*range(last, len(same)), len(same)]
        self._read = "".join(kept)
        self._at = at

    def all(self, forms: Iterable[str], within: Span | None = None) -> Iterator[Span]:
        """Where any of these forms stands as words of its own, in order; the longest where several do."""
        wanted = sorted({same for form in forms if (same := alike(form))}, key=lambda f: (-len(f), f))
        if not wanted:
            return
        pattern = _pattern(wanted)
        for found in pattern.finditer(self._read):
            span = self._span(*found.span())
            if within is None or within[0] <= span[0] and span[1] <= within[1]:
                yield span

    def quotes(self, words: str) -> list[Span]:
        """Where a passage stands; it may begin and end inside a word, and be put in quotation marks itself."""
        whole = alike(words)
        for tried in dict.fromkeys((whole, whole.strip("\"' "), whole.strip("\"' .…"))):
            if tried:
                found = [self._span(*m.span()) for m in re.finditer(re.escape(tried), self._read)]
                if found:
                    return found
        return []

    def _span(self, start: int, end: int) -> Span:
        return self._at[start], self._at[end - 1] + 1


def _pattern(forms: list[str]) -> re.Pattern[str]:
    """Any of the forms. What may stand before them is asked first, so that few places of the text are tried."""
    lettered = [form for form in forms if re.match(_LETTER, form)]
    parts = [(rf"(?<!{_LETTER})", lettered), ("", [form for form in forms if not re.match(_LETTER, form)])]
    return re.compile("|".join(f"{before}(?:{'|'.join(map(_ended, some))})" for before, some in parts if some))


def _ended(form: str) -> str:
    return re.escape(form) + (rf"(?!{_LETTER})" if re.match(_LETTER, form[-1]) else "")
