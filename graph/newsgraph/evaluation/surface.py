"""When two surface forms are one name: the comparison that every score by name rests on."""

import re
import unicodedata

_LEGAL_FORM = re.compile(r"[\s,]+(?:inc|incorporated|corp|corporation|ltd|limited|plc|co|company)\.?$")
_LEADING = re.compile(r"^(?:the|mr|mrs|ms|dr|sir)\.?\s+")
_QUOTES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})
_EDGES = " \"'`,;:"


def fold(name: str) -> str:
    """The form under which two names are compared.

    Case, typographic quotes, a leading article or honorific, a possessive ending and legal forms do not
    matter; what remains is never empty unless the name was.

    Examples
    --------
    >>> fold("The Walt Disney Company"), fold("Marks & Co Ltd"), fold("Fosters\u2019"), fold("Mr Jobs")
    ('walt disney', 'marks &', 'fosters', 'jobs')
    >>> fold("Co")
    'co'
    """
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_QUOTES)
    folded = " ".join(folded.split()).strip(_EDGES)
    while True:
        shorter = _without_possessive(folded)
        for affix in (_LEGAL_FORM, _LEADING):
            # A name that is nothing but its affix keeps it.
            shorter = affix.sub("", shorter).strip(" ,") or shorter
        if shorter == folded:
            return folded
        folded = shorter


def _without_possessive(name: str) -> str:
    if name.endswith("s'"):
        return name[:-1]
    return name.removesuffix("'s")
