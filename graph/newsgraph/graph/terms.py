"""RDF terms from any Python value: whatever a document holds makes a valid literal."""

import re
from datetime import date, datetime

import pyoxigraph as ox

from newsgraph.graph.namespaces import XSD

_SURROGATE = re.compile("[\ud800-\udfff]")
_DATE = ox.NamedNode(XSD + "date")
_DATETIME = ox.NamedNode(XSD + "dateTime")
_DOUBLE = ox.NamedNode(XSD + "double")
_INTEGER = ox.NamedNode(XSD + "integer")


def clean(value: str) -> str:
    """The same text without lone surrogates, which no literal can hold; offsets stay as they are.

    >>> clean("a\\ud800b")
    'a\ufffdb'
    """
    return value if value.isascii() else _SURROGATE.sub("\ufffd", value)


def text(value: str) -> ox.Literal:
    """A plain string."""
    return ox.Literal(clean(value))


def integer(value: int) -> ox.Literal:
    """An ``xsd:integer``."""
    return ox.Literal(str(value), datatype=_INTEGER)


def probability(value: float) -> ox.Literal:
    """An ``xsd:double`` of four decimals: as much as a calibrated probability can say.

    >>> probability(0.123456).value
    '0.1235'
    """
    return ox.Literal(f"{round(float(value), 4):g}", datatype=_DOUBLE)


def day(value: str) -> ox.Literal | None:
    """The ``xsd:date`` of an ISO 8601 date or time; none where it is neither.

    >>> day("2024-05-06T07:08:09Z").value, day("last week")
    ('2024-05-06', None)
    """
    try:
        return ox.Literal(date.fromisoformat(value.strip()[:10]).isoformat(), datatype=_DATE)
    except ValueError:
        return None


def moment(value: str) -> ox.Literal | None:
    """The ``xsd:dateTime`` of an ISO 8601 date with a time; none for anything else."""
    if len(value.strip()) <= 10:
        return None
    try:
        return stored(ox.Literal(datetime.fromisoformat(value.strip()).isoformat(), datatype=_DATETIME))
    except ValueError:
        return None


def stored(literal: ox.Literal) -> ox.Literal:
    """A typed literal as a store gives it back: Oxigraph keeps values, not spellings.

    >>> stored(ox.Literal("1.50", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))).value
    '1.5'
    """
    store = ox.Store()
    node = ox.NamedNode("urn:x")
    store.add(ox.Quad(node, node, literal))
    (quad,) = store
    assert isinstance(quad.object, ox.Literal)
    return quad.object


def iri(value: str) -> ox.NamedNode | None:
    """An IRI as it stands, or none where it is not a valid absolute one."""
    try:
        return ox.NamedNode(value) if re.match(r"[a-z][a-z0-9+.-]*:", value, re.IGNORECASE) else None
    except ValueError:
        return None
