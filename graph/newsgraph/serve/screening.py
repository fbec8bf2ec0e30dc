"""What a query is about to do, told from its words before it runs.

Only a tokenizer: whether the query is right is for the store to say. It errs towards refusing, since a
federated query would let a stranger send requests from this machine.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
    (?P<skip>
        \#[^\n\r]*                                     # comment
      | <[^<>"{}|^`\x00-\x20]*>                        # IRI
      | \"\"\"(?:[^"\\]|\\.|"(?!\"\"))*\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*'''
      | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'
      | [?$@][\w-]+                                    # variable, language
      | [\w-]*:(?:[\w%-]|\\[^\w\s])*                         # prefixed name, label of a blank node
    )
  | (?P<word>[A-Za-z_]\w*)
  | \\[^\w\s] | .
    """,
    re.VERBOSE | re.DOTALL)

_FORMS = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_UPDATES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"})
_VOLATILE = frozenset({"NOW", "RAND", "UUID", "STRUUID", "BNODE"})


@dataclass(frozen=True, slots=True)
class Screening:
    """What the words of a query tell.

    `form` is ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``, ``UPDATE`` for what would change the graph, or
    empty; `federated` says that it would ask another server; `dataset` that it names its own graphs (FROM);
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
        word = match["word"]
        if word is None:
            continue
        word = word.upper()
        found.add(word)
        if not form and word in _FORMS:
            form = word
        elif not form and word in _UPDATES:
            form = "UPDATE"
    return Screening(form, "SERVICE" in found, "FROM" in found, bool(found & _VOLATILE))
