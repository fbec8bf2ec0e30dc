"""What a chat model answers, as data: whatever of it can be read, however it is wrapped or broken off."""

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

_THOUGHT = re.compile(r"\A.*</think(?:ing)?>", re.DOTALL)
_ABSENT = frozenset({"", "null", "none", "n/a", "-"})
_TRIES = 8  # places where an object may begin
_MOST = 2000  # entities or facts; more are the stammering of a model that has lost its way


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that the model says the text names: its forms, the fullest first."""

    forms: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact that the model says the text states. Nothing in it is checked yet."""

    quote: str
    subject: str
    predicate: str
    object: str
    subject_words: str | None
    object_words: str | None
    role: str | None
    time: str
    modality: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read."""

    entities: tuple[Named, ...]
    facts: tuple[Claim, ...]


def read(content: str) -> Answer | None:
    """The answer in a message, or None if it holds none.

    Code fences, thoughts and other text around the JSON are passed over; of JSON that breaks off, what is complete
    counts. Entries that lack something, or that are of another shape, are left out.

    >>> answer = read('Sure!\\n```json\\n{"entities": [{"name": "Acme", "type": "Company"}, {"name": "Bo')
    >>> [named.forms for named in answer.entities]
    [('Acme',)]
    >>> read("I cannot do that.") is None
    True
    """
    data = _object(_THOUGHT.sub("", content))
    if data is None:
        return None
    entities, facts = data.get("entities"), data.get("facts")
    if not isinstance(entities, list) and not isinstance(facts, list):
        return None
    return Answer(
        tuple(named for one in _entries(entities) if (named := _named(one)) is not None),
        tuple(claim for one in _entries(facts) if (claim := _claim(one)) is not None))


def _object(content: str) -> dict[str, Any] | None:
    """The first JSON object that speaks of entities or facts."""
    decoder = json.JSONDecoder()
    for opening in islice(re.finditer(r"\{\s*\"(?:entities|facts)\"", content), _TRIES):
        try:
            data, _ = decoder.raw_decode(content, opening.start())
        except (ValueError, RecursionError):
            data = _salvaged(content[opening.start():])
        if isinstance(data, dict):
            return data
    try:
        data, _ = decoder.raw_decode(content, content.index("{"))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _salvaged(text: str) -> Any:
    """JSON that breaks off, cut behind its last complete part and closed."""
    stack: list[str] = []
    quoted = escaped = False
    cut, closing = 0, ""
    for i, c in enumerate(text):
        if quoted:
            if escaped:
                escaped = False
            elif c == "\\":
                escaped = True
            elif c == '"':
                quoted = False
        elif c == '"':
            quoted = True
        elif c in "{[":
            stack.append("}" if c == "{" else "]")
        elif c in "}]":
            if not stack or stack.pop() != c:
                break
            # Only behind a member of the outer lists: a fact that broke off in its middle does not count.
            if len(stack) <= 2:
                cut, closing = i + 1, "".join(reversed(stack))
            if not stack:
                break
    try:
        return json.loads(text[:cut] + closing)
    except (ValueError, RecursionError):
        return None


def _entries(value: Any) -> list[dict[str, Any]]:
    return [one for one in value[:_MOST] if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    """A string that says something, or None."""
    if not isinstance(value, str) or value.strip().lower() in _ABSENT:
        return None
    return value.strip()


def _named(one: dict[str, Any]) -> Named | None:
    name, type_, aliases = _text(one.get("name")), _text(one.get("type")), one.get("aliases")
    if name is None or type_ is None:
        return None
    others = [_text(alias) for alias in aliases[:50]] if isinstance(aliases, list) else []
    return Named(tuple(dict.fromkeys([name, *(alias for alias in others if alias)])), type_)


def _claim(one: dict[str, Any]) -> Claim | None:
    quote, subject, predicate, object_ = (_text(one.get(key)) for key in ("quote", "subject", "predicate", "object"))
    if quote is None or subject is None or predicate is None or object_ is None:
        return None
    return Claim(quote, subject, predicate, object_, _text(one.get("subject_words")), _text(one.get("object_words")),
                 _text(one.get("role")), (_text(one.get("time")) or "current").lower(),
                 (_text(one.get("modality")) or "asserted").lower())
