"""What a query is about to do, told from its words before it runs.

Only a tokenizer: whether the query is right is for the store to say. It errs towards refusing, since a
federated query would let a stranger send requests from this machine.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from newsgraph.graph.complaints import UPDATES

_TOKEN = re.compile(
    r"""
    (?P<hidden>
        \#[^\n\r]*                                           # comment
      | <[A-Za-z][A-Za-z0-9+.-]*://[^<>"{}|^`\\\x00-\x20]*>  # IRI that cannot be a comparison
      | \"\"\"(?:[^"\\]|\\.|"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)*               # variable, language
    )
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)                         # IRI, or less-than and what comes after it
  | (?P<prefix>[\w-]*:)(?:(?:[\w%]|\\[^\w\s])(?:[\w%-]|\\[^\w\s])*)?  # prefixed name, label of a blank node
  | (?P<words>[\w-]+)
  | (?P<stray>\\[^\w\s]?|["'])
  | .
    """,
    re.VERBOSE | re.DOTALL)
_WORD = re.compile(r"[A-Z_]\w*")
_ESCAPED = re.compile(r"\\(?:u00|U000000)([0-7][0-9A-Fa-f])")
"""A character of ASCII that needs no escape: some stores read it before they look for strings and IRIs."""

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset(word.upper() for word in UPDATES)
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


@dataclass(frozen=True, slots=True)
class Screening:
    """What the words of a query tell.

    `form` is ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``, ``UPDATE`` for what would change the graph, or
    empty; `federated` says that it may ask another server; `dataset` that it names its own graphs (FROM);
    `volatile` that the same query may have another answer next time.
    """

    form: str = ""
    federated: bool = False
    dataset: bool = False
    volatile: bool = False


@lru_cache(64)
def screen(text: str) -> Screening:
    """Look at the words of a query.

    >>> screen("PREFIX s: <http://a#> SELECT ?service FROM <a:b> WHERE { ?service s:SERVICE 'SERVICE' }")
    Screening(form='SELECT', federated=False, dataset=True, volatile=False)
    >>> screen("SELECT * { ?s ?p ?o.service silent <http://a> {} }").federated
    True
    >>> screen("load <http://a>").form
    'UPDATE'
    """
    form = ""
    found: set[str] = set()
    for match in _TOKEN.finditer(text):
        if match["words"] is None:
            continue
        for word in _WORD.findall(match["words"].upper()):
            found.add(word)
            if not form and word in _FORMS:
                form = word
            elif not form and word in _UPDATES:
                form = "UPDATE"
    return Screening(form, _federated(text), "FROM" in found, bool(found & _VOLATILE))


def _federated(text: str) -> bool:
    """Whether the word SERVICE may stand anywhere but in a string, comment, variable, local name or whole IRI.

    Oxigraph wants no space around the word, and takes it for the beginning of a prefixed name only where nothing
    else fits. After ``<`` it depends on what stands before whether there is an IRI or a comparison; where the two
    would put the strings and comments that follow in different places, the word may stand nowhere at all.
    """
    if not _serves(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)):
        return False
    return bool(_ESCAPED.search(text)) or any(
        match["stray"] or any(mark in (match["iri"] or "") for mark in "#'\\")
        or _serves(match["iri"] or match["prefix"] or match["words"] or "") for match in _TOKEN.finditer(text))


def _serves(text: str) -> bool:
    return "SERVICE" in text.upper()
