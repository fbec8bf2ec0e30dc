"""Decisions as a TOML file: read with every mistake told, written without losing what a person wrote."""

import json
import os
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from newsgraph.errors import DecisionError
from newsgraph.resolution.decisions import KINDS, Decision

_FIELDS = {"name", "names", "type", "documents", "to", "subject", "predicate", "object", "reason", "score"}


def read(path: str | os.PathLike[str]) -> tuple[Decision, ...]:
    """The decisions of one file; an absent one holds none.

    Raises
    ------
    DecisionError
        If the file cannot be read, or a decision in it says too little or too much.
    """
    try:
        rows = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise DecisionError(f"{path} cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise DecisionError(f"{path} is not TOML: {error}") from error
    # TOML groups tables by name: kinds come in the order of KINDS, those of one kind in that of the file.
    for kind in rows:
        if kind not in KINDS or not isinstance(rows[kind], list):
            raise DecisionError(f"{path} may hold [[{']], [['.join(KINDS)}]], but it holds {kind!r}")
    return tuple(_decision(kind, number, row, path)
                 for kind in KINDS for number, row in enumerate(rows.get(kind, ()), 1))


def _decision(kind: str, number: int, row: Any, path: str | os.PathLike[str]) -> Decision:
    where = f"{path}: [[{kind}]] number {number}"
    if not isinstance(row, dict) or (unknown := sorted(set(row) - _FIELDS)):
        raise DecisionError(f"{where} has an unknown field, {unknown[0]!r}" if isinstance(row, dict) else
                            f"{where} is no table")
    names = row.get("names", [row["name"]] if "name" in row else [])
    lists = {"names": names, "documents": row.get("documents", [])}
    texts = {key: row.get(key) for key in ("type", "to", "subject", "predicate", "object", "reason")}
    if not all(isinstance(v, list) and all(isinstance(x, str) for x in v) for v in lists.values()) or not all(
            v is None or isinstance(v, str) for v in texts.values()):
        raise DecisionError(f"{where} has a field of the wrong kind")
    score = row.get("score")
    if not (score is None or (isinstance(score, int | float) and 0 <= score <= 1)):
        raise DecisionError(f"{where} has a score that is no probability")
    try:
        return Decision(kind, tuple(names), documents=tuple(lists["documents"]), score=score, **texts)
    except DecisionError as error:
        raise DecisionError(f"{where}: {error}") from None


def append(path: str | os.PathLike[str], *decisions: Decision) -> None:
    """Write decisions at the end of the file, keeping what is there, comments too; in one step.

    What another process appends meanwhile is lost, unless both hold `newsgraph.graph.store.writing`.

    Raises
    ------
    DecisionError
        If the file is not what it should be, or cannot be written.
    """
    read(path)
    file = Path(path)
    try:
        old = file.read_text(encoding="utf-8") if file.exists() else ""
    except OSError as error:
        raise DecisionError(f"{path} cannot be read: {error.strerror or error}") from error
    write(path, old + ("" if not old or old.endswith("\n\n") else "\n" if old.endswith("\n") else "\n\n")
          + "\n".join(map(toml, decisions)))


def write(path: str | os.PathLike[str], text: str) -> None:
    """Put a text in the place of a file, in one step.

    Raises
    ------
    DecisionError
        If it cannot be written.
    """
    file = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as draft:
                draft.write(text)
                draft.flush()
                os.fsync(draft.fileno())
            os.chmod(name, 0o644)
            os.replace(name, file)
        except BaseException:
            os.unlink(name)
            raise
    except OSError as error:
        raise DecisionError(f"{path} cannot be written: {error.strerror or error}") from error


def toml(decision: Decision) -> str:
    """A decision as a TOML table.

    >>> print(toml(Decision("rename", ("Intl",), to="International")), end="")
    [[rename]]
    name = "Intl"
    to = "International"
    """
    rows: Mapping[str, Any] = {
        "name": decision.names[0] if len(decision.names) == 1 else None,
        "names": list(decision.names) if len(decision.names) > 1 else None,
        "subject": decision.subject, "predicate": decision.predicate, "object": decision.object,
        "type": decision.type, "to": decision.to, "documents": list(decision.documents) or None,
        "reason": decision.reason, "score": decision.score,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in rows.items() if value is not None]
    return "\n".join([f"[[{decision.kind}]]", *lines]) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    # JSON's strings are TOML's, but for DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
