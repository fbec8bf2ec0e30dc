"""What is wrong with the text of a query, in one sentence: the same on the command line, in Python and over HTTP."""

import re

from newsgraph.graph.namespaces import PREFIXES

_AT = re.compile(r"error at (\d+):(\d+): expected (?:one of )?(.*)", re.DOTALL)
_PROSE = re.compile(r"(?:^|, )([A-Z]\w*(?: \w+){2,})(?=, |$)")
"""A reason among what the parser expected: the others are tokens and ranges of characters."""

UPDATES = tuple("insert delete load clear drop create add move copy with".split())
"""The words with which what would change a graph begins."""

_COMMENT = r"#[^\n\r]*"
_UPDATE = re.compile(
    rf"(?:\s|{_COMMENT}|base\s*<[^>]*>|prefix\s+\S*\s*<[^>]*>)*"
    rf"({'|'.join(UPDATES)})\b", re.IGNORECASE)
_DECLARED = re.compile(r"\bprefix\s+([^\s:]*):", re.IGNORECASE)
_NAME = re.compile(r"(?<![\w<])([\w.-]*):[\w.:%\\-]*$")


def complaint(text: str, error: SyntaxError | ValueError) -> str:
    """What a person is told of a query that a store cannot parse.

    Parameters
    ----------
    text
        The query.
    error
        What the store raised.

    Examples
    --------
    >>> complaint("SELECT ?x { ?x a", SyntaxError("error at 1:17: expected one of '$', ['0'..='9']"))
    'the query is not SPARQL: it goes wrong at line 1, column 17, after “SELECT ?x { ?x a”'
    >>> complaint("DROP ALL", SyntaxError("error at 1:9: expected one of DESCRIBE, [_]"))
    'queries only read: the update DROP is refused'
    """
    if not re.sub(_COMMENT, "", text).strip():
        return "the query is empty"
    if update := _UPDATE.match(text):
        return f"queries only read: the update {update[1].upper()} is refused"
    found = _AT.fullmatch(str(error))
    if found is None:
        return f"the query is not SPARQL: {error}"
    line, column = int(found[1]), int(found[2])
    before = "".join(text.split("\n")[line - 1:line])[:column - 1].rstrip()
    known = {"_", *PREFIXES, *_DECLARED.findall(text)}
    if (name := _NAME.search(before)) and name[1] not in known:
        return (f"the query is not SPARQL: the prefix {name[1]}: at line {line}, column {name.start() + 1} is not "
                f"known; known are {', '.join(PREFIXES)}, and others after PREFIX {name[1]}: <…>")
    after = f", after “{'…' * (len(before) > 40)}{before[-40:]}”" if before else ""
    why = f" ({'; '.join(_PROSE.findall(found[3]))})" if _PROSE.search(found[3]) else ""
    return f"the query is not SPARQL: it goes wrong at line {line}, column {column}{after}{why}"
