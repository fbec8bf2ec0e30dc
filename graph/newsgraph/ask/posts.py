"""Posts as people call them, and the words by which documents call the same ones."""

import re

_FIELDS = {
    "financ": ("financial", "finance", "cfo"), "tech": ("technology", "technical", "cto"),
    "operat": ("operating", "operations", "coo"), "market": ("marketing", "cmo"), "product": ("product", "cpo"),
}
"""How the words of a field begin, and what stands for the field in a title; an abbreviation comes last."""

_POSTS: tuple[tuple[str, str, str], ...] = (
    (r"ceos?|chief executives?(?: officers?)?", "chief executive", "ceo|chief executive"),
    (r"managing directors?", "managing director", "managing director"),
    (r"chair(?:m[ae]n|wom[ae]n|persons?|s)?(?: of the board)?", "chair", "chair(m[ae]n|wom[ae]n|person)?"),
    (r"presidents?", "president", "president"),
    (r"(?:board )?directors?|board members?", "director",
     "director|[a-z]+ director|board member|members? of the board"),
)
"""The question's words, the post's name, and what a role says of it."""

POST = (r"(?:co-)?(?:" + "|".join(asked for asked, _, _ in _POSTS) + r"|c[a-z]os?|chief [a-z]+(?: [a-z]+)? officers?"
        r"|(?:financ|tech|operat|market|product)[a-z]* (?:chief|director|head)s?"
        r"|heads? of (?:financ|tech|operat|market|product)[a-z]*)")
"""A post in a question, as a pattern."""

_BEFORE = r"(^|[,/&]|(^|\W)(and|as|the|its|acting|interim|former|founding|group|global|executive|co|s)\W) *"
"""What may stand before a post's name in a role: a vice president is no president."""


def post(words: str) -> tuple[str, str]:
    """The name of a post that fits `POST`, and a pattern of the roles that mean it.

    >>> name, pattern = post("finance chief")
    >>> name, [bool(re.search(pattern, role, re.I)) for role in ("CFO", "president and Chief Financial Officer", "CEO")]
    ('chief financial officer', [True, True, False])
    """
    said = words.lower().removeprefix("co-")
    for asked, name, role in _POSTS:
        if re.fullmatch(asked, said):
            return name, _pattern(role)
    for start, (*fields, short) in _FIELDS.items():
        if re.search(rf"\b{start}", said) or said.removesuffix("s") == short:
            field = f"({'|'.join(fields)})"
            titles = f"chief {field} officer|{field} (chief|director|head)|head of {field}"
            return f"chief {fields[0]} officer", _pattern(f"{short}|{titles}")
    if found := re.fullmatch(r"chief ([a-z]+(?: [a-z]+)?) officers?", said):
        short = "c" + "".join(word[0] for word in found[1].split()) + "o"
        return f"chief {found[1]} officer", _pattern(f"{short}|chief {found[1]} officer|{found[1]} chief")
    short = said.removesuffix("s")
    return short.upper(), _pattern(f"{short}|chief {short[1]}[a-z]+ officer")


def _pattern(roles: str) -> str:
    # Only what the pattern languages of all stores have in common.
    return rf"{_BEFORE}({roles})s?(\W|$)"
