"""What the rows of gold and of predictions must hold: a slip of the hand is told with its place.

Each shape is a table of keys. A place is ``path:line``, and what stands there is numbered from 1: ``fact 3``.
"""

import json
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, get_args

from newsgraph.evaluation.gold import UNASSERTED
from newsgraph.evaluation.rows import EvaluationError, Row
from newsgraph.records import Modality, Time

WRONG = ("trap", *UNASSERTED)
"""Why a fact that the gold lists by name must not be found."""


class Vocabulary(Protocol):
    """The names that types and predicates may have, such as `newsgraph.graph.vocabulary.load` gives."""

    @property
    def types(self) -> Container[str]:
        """The types of entities."""
        ...

    @property
    def predicates(self) -> Container[str]:
        """What may be said of two entities."""
        ...


@dataclass(frozen=True, slots=True)
class Kind:
    """What a value may be: in words that follow "which is not", and as a test."""

    words: str
    holds: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Field:
    """A key of a JSON object, and what its value may be."""

    key: str
    kind: Kind
    needed: bool = True


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _one_of(words: str, known: Container[Any]) -> Kind:
    # A list or an object could not even be looked up.
    return Kind(words, lambda value: (isinstance(value, str) or _whole(value)) and value in known)


def _each(kind: Kind) -> Kind:
    return Kind(f"a list in which each is {kind.words}",
                lambda value: isinstance(value, list) and all(map(kind.holds, value)))


def _or_null(kind: Kind) -> Kind:
    return Kind(f"{kind.words}, or null", lambda value: value is None or kind.holds(value))


def _span(size: int | None) -> Kind:
    """``[start, end]`` within a text of `size` characters; of any size if None."""
    return Kind("[start, end] within the text", lambda value: (
        isinstance(value, list) and len(value) == 2 and all(map(_whole, value))
        and 0 <= value[0] <= value[1] and (size is None or value[1] <= size)))


def _names(vocabulary: Vocabulary | None) -> tuple[Kind, Kind]:
    """What a type and a predicate may be."""
    if vocabulary is None:
        return _TEXT, _TEXT
    return (_one_of("a type of the vocabulary (--vocabulary adds to it)", vocabulary.types),
            _one_of("a predicate of the vocabulary (--vocabulary adds to it)", vocabulary.predicates))


_TEXT = Kind("a text", lambda value: isinstance(value, str))
_FLAG = Kind("true or false", lambda value: isinstance(value, bool))
_LIST = Kind("a list", lambda value: isinstance(value, list))
_ID = Kind("a text or a whole number", lambda value: isinstance(value, str) or _whole(value))
_OFFSET = Kind("an offset into the text", lambda value: _whole(value) and value >= 0)
_PROBABILITY = Kind("a number from 0 to 1", lambda value: (
    isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1))
_TIME = _one_of("one of " + ", ".join(get_args(Time)), get_args(Time))
_MODALITY = _one_of("one of " + ", ".join(get_args(Modality)), get_args(Modality))
_WRONG = _one_of("one of " + ", ".join(WRONG), WRONG)

_HEAD = (Field("title", _or_null(_TEXT), False), Field("date", _or_null(_TEXT), False))
_SAID = (Field("time", _TIME, False), Field("modality", _MODALITY, False), Field("role", _or_null(_TEXT), False))


def _check(place: str, part: object, *fields: Field) -> None:
    if not isinstance(part, dict):
        raise EvaluationError(f"{place} is no JSON object.")
    for field in fields:
        if field.key not in part:
            if field.needed:
                raise EvaluationError(f'{place} has no "{field.key}".')
        elif not field.kind.holds(part[field.key]):
            shown = json.dumps(part[field.key], ensure_ascii=False)
            shown = shown if len(shown) <= 60 else shown[:57] + "..."
            raise EvaluationError(f'{place}: "{field.key}" is {shown}, which is not {field.kind.words}.')


def _check_each(place: str, word: str, parts: Iterable[object], *fields: Field) -> None:
    for number, part in enumerate(parts, 1):
        _check(f"{place}: {word} {number}", part, *fields)


def check_extracted(place: str, row: Row, vocabulary: Vocabulary | None, *, gold: bool) -> None:
    """Hold a line of ``newsgraph extract`` against its contract; predictions do without the text and its offsets.

    Raises
    ------
    EvaluationError
        If something is missing, unknown or of another kind.
    """
    kind, predicate = _names(vocabulary)
    _check(place, row, Field("id", _ID), Field("text", _TEXT, gold), *_HEAD, Field("entities", _LIST),
           Field("facts", _LIST))
    _check_each(place, "entity", row["entities"], Field("id", _ID), Field("name", _TEXT),
                Field("type", kind), Field("named", _FLAG, False),
                Field("mentions", _LIST, gold))
    for number, part in enumerate(row["entities"], 1):
        _check_each(f"{place}: entity {number}", "mention", part.get("mentions", ()),
                    Field("start", _OFFSET), Field("end", _OFFSET), Field("kind", _TEXT, False))
    entity = _one_of("the id of an entity of this row", {e["id"] for e in row["entities"]})
    span = _span(len(row["text"]) if "text" in row else None)
    _check_each(place, "fact", row["facts"], Field("subject", entity), Field("predicate", predicate),
                Field("object", entity), *_SAID, Field("sentence", span, gold), Field("subject_span", span, gold),
                Field("object_span", span, gold), Field("confidence", _PROBABILITY, False),
                Field("method", _TEXT, False))


def check_annotated(place: str, row: Row, vocabulary: Vocabulary | None) -> None:
    """Hold a row of annotated text with ``names`` against its shape.

    Raises
    ------
    EvaluationError
        If something is missing, unknown or of another kind.
    """
    kind, predicate = _names(vocabulary)
    _check(place, row, Field("id", _ID), Field("text", _TEXT), *_HEAD, Field("names", _LIST),
           Field("entities", _LIST), Field("facts", _LIST), Field("debatable", _LIST, False),
           Field("wrong", _LIST, False))
    span = _span(len(row["text"]))
    _check(place, row, Field("ignored", _each(span), False))
    _check_each(place, "name", row["names"], Field("id", _ID), Field("name", _TEXT), Field("type", kind),
                Field("alt_types", _each(kind), False))
    name = _one_of("the id of a name of this row", {n["id"] for n in row["names"]})
    _check_each(place, "entity", row["entities"], Field("id", name), Field("start", _OFFSET), Field("end", _OFFSET))
    for key, word in (("facts", "fact"), ("debatable", "debatable fact"), ("wrong", "wrong fact")):
        _check_each(place, word, row.get(key, ()), Field("subject_id", name), Field("predicate", predicate),
                    Field("object_id", name), *_SAID, Field("also", _each(predicate), False),
                    Field("subject", _or_null(span)), Field("object", _or_null(span)), Field("sentence", span))


def check_by_name(place: str, row: Row, vocabulary: Vocabulary | None) -> None:
    """Hold one of the ``articles`` that list entities and facts by name against its shape.

    Raises
    ------
    EvaluationError
        If something is missing, unknown or of another kind.
    """
    kind, predicate = _names(vocabulary)
    _check(place, row, Field("path", _TEXT), Field("text", _TEXT, False), *_HEAD, Field("entities", _LIST),
           Field("facts", _LIST), Field("optional_facts", _LIST, False), Field("not_facts", _LIST, False),
           Field("ignore_entities", _each(_TEXT), False))
    _check_each(place, "entity", row["entities"], Field("name", _TEXT), Field("type", kind),
                Field("aliases", _each(_TEXT), False), Field("alt_types", _each(kind), False))
    name = _one_of("the name of an entity of this article", {e["name"] for e in row["entities"]})
    fact = (Field("subject", name), Field("predicate", predicate), Field("object", name))
    _check_each(place, "fact", row["facts"], *fact, Field("explicit", _FLAG),
                Field("time", _TIME, False), Field("role", _or_null(_TEXT), False),
                Field("alt_predicates", _each(predicate), False), Field("evidence", _TEXT, False))
    _check_each(place, "optional fact", row.get("optional_facts", ()), *fact)
    _check_each(place, "not-fact", row.get("not_facts", ()), *fact, Field("kind", _WRONG, False))
