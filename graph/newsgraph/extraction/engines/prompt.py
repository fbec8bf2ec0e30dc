"""What a chat endpoint is asked: the vocabulary with its meaning, the rules of evidence, and the text."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from newsgraph.vocabulary import ARGUMENTS, TYPES

Message = dict[str, str]

_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def table() -> dict[str, Any]:
    """``prompt.toml``: the instructions, and the meaning of each type and predicate."""
    return tomllib.loads((files(__package__) / "prompt.toml").read_text("utf-8"))


def messages(text: str) -> list[Message]:
    """The conversation that asks for the entities and facts of a text.

    >>> [message["role"] for message in messages("Acme hired Ann Lee.")]
    ['system', 'user']
    """
    words = table()
    types = "\n".join(f"- {name}: {words['types'][name]}" for name in TYPES)
    predicates = "\n".join(f"- {name} [{_types(domain)} -> {_types(range_)}]: {words['predicates'][name]}"
                           for name, (domain, range_) in ARGUMENTS.items())
    # A lone surrogate is no JSON text to most servers; its stand-in has the same length.
    asked = words["task"].format(types=types, predicates=predicates, text=_SURROGATE.sub("\ufffd", text))
    return [{"role": "system", "content": words["system"].strip()}, {"role": "user", "content": asked.strip()}]


def again(asked: list[Message], answer: str) -> list[Message]:
    """The conversation goes on after an answer that was not of the form asked for."""
    if not answer.strip():
        return asked
    return [*asked, {"role": "assistant", "content": answer[:2000]}, {"role": "user", "content": table()["again"]}]


def _types(names: str) -> str:
    return ", ".join(name for name in TYPES if name in names.split())
