"""Whether a text is English, which alone is read; names, headlines and short texts are no reason to doubt."""

import re
from functools import lru_cache
from typing import Any

_SAMPLE = 2000
"""Characters looked at, at the beginning, in the middle and at the end each."""

_OTHER = re.compile(r"[^\W\d_\0-\u024f\u1e00-\u1eff]")
"""Letters of another script than Latin."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ENGLISH = frozenset(
    "the of and to that for is was it with by from at which this are were be been has have had its his her "
    "their they he she who would will could not but said says after than into about over more new when what "
    "where while between during through first also other some we you our your these there then all one "
    "two".split())
_NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "es": "Spanish", "fa": "Persian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nb": "Norwegian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sv": "Swedish",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese"}


def foreign(text: str) -> str | None:
    """The language of a text that is clearly not English, or None.

    The words that tell are those in lower case, since names look alike in all languages; few of them, or a
    fair share of English function words among them, leave the text alone.

    >>> foreign("Der Vorstand hat heute beschlossen, die Dividende zu erhöhen.")
    'German'
    >>> foreign("L'Oréal SA, Société Générale SA, BNP Paribas SA") is None
    True
    """
    sample = _sample(text)
    others = 0 if sample.isascii() else len(_OTHER.findall(sample))
    if others > 10 and others > sum(map(str.isalpha, sample)) - others:
        return _name(_identifier().classify(sample)[0])
    words = [word for word in _WORD.findall(sample) if word[0].islower()]
    if len(words) < 6:
        return None
    english = sum(word in _ENGLISH for word in words)
    if english >= 0.12 * len(words):
        return None
    # Two opinions must agree, on the whole and on the words in lower case; the fewer words, the surer both.
    needed = 0.999 if len(words) < 12 else 0.95
    codes = set()
    for part in (sample, " ".join(words)):
        ranked = {code: float(p) for code, p in _identifier().rank(part)}
        code = max(ranked, key=lambda each: ranked[each])
        if code == "en" or ranked.get("en", 0.0) > 1 - needed:
            return None
        codes.add(code)
    return _name(codes.pop()) if len(codes) == 1 or len(words) >= 12 else None


def _name(code: str) -> str:
    return _NAMES.get(code, f"another language ({code})")


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:_SAMPLE]} {text[middle:middle + _SAMPLE]} {text[-_SAMPLE:]}"


@lru_cache(maxsize=1)
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_pickled_model(MODEL_FILE, norm_probs=True)
