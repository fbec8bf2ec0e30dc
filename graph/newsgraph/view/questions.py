"""What the page's search box understands: the rules of `newsgraph ask`, for the browser to go by.

The page holds no store. It answers from the facts that it shows, and shows the SPARQL of the query library that asks
the same of a store.
"""

import re
from typing import Any

import pyoxigraph as ox

from newsgraph import library
from newsgraph.ask.answering import shown
from newsgraph.ask.rules import BETWEEN, EXAMPLES, LEAD_IN, LINKS, NEW, NOW, RULES, SHORT

Json = dict[str, Any]

_ANSWERS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "executives": ("<", ("executiveOf",), "now"),
    "changes": ("<", ("executiveOf",), "once"),
    "companies": (">", ("executiveOf", "employedBy", "founderOf"), "all"),
    "products": (">", ("produces",), "now"),
    "competitors": ("=", ("competesWith",), "now"),
    "owners": ("=", ("subsidiaryOf", "acquired"), "all"),
    "participants": ("<", ("participatesIn",), "all"),
    "timeline": ("=", (), "all"),
    "everything": ("=", (), "all"),
}
"""Query of the library -> where its thing stands (``<`` object, ``>`` subject, ``=`` either), the predicates (all
where there are none), and whether only what holds now counts, or what does not."""

_HOLES = {"from": "urn:one", "to": "urn:two"}


def questions() -> Json:
    """The rules as patterns of JavaScript, what answers each, and the SPARQL with holes for the values.

    >>> found = questions()
    >>> found["rules"][3][1:], found["sparql"]["executives"].count("<urn:one>")
    (['executives'], 1)
    """
    queries = library.library()
    used = {*_ANSWERS, "related", "path", "new-since"} & queries.keys()
    rules = [[_pattern(pattern), query] for pattern, query, _ in RULES if query in _ANSWERS or query[0] in "<>"]
    return {"rules": rules, "links": _pattern(LINKS), "between": BETWEEN.pattern, "since": _pattern(NEW),
            "lead": LEAD_IN.pattern, "short": SHORT.pattern, "now": NOW.pattern,
            "answers": {name: _ANSWERS[name] for name in used if name in _ANSWERS},
            "titles": {name: queries[name].title for name in used},
            "sparql": {name: _with_holes(queries[name]) for name in used},
            "examples": [example for example in EXAMPLES if ".txt" not in example]}


def _pattern(pattern: re.Pattern[str]) -> str:
    return pattern.pattern.replace("(?P<", "(?<")


def _with_holes(query: library.Query) -> str:
    bound: dict[str, ox.NamedNode | ox.Literal] = {}
    for parameter in query.parameters:
        hole = _HOLES.get(parameter.name, "urn:one")
        if parameter.type == "entity":
            bound[parameter.name] = ox.NamedNode(hole)
        elif parameter.default is None:
            bound[parameter.name] = ox.Literal(parameter.name)
    return shown(query, bound)
