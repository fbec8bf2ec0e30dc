"""Files of JSON objects, each with the place that it stands at, so that what is wrong can be found."""

import gzip
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from newsgraph.errors import NewsgraphError

Row = Mapping[str, Any]


class EvaluationError(NewsgraphError):
    """Gold or predictions cannot be read, or do not fit together."""


def read_rows(path: Path) -> Iterator[tuple[str, Row]]:
    """The JSON objects of a file, each after its place: one a line (``path:line``), or one over many lines (``path``).

    The file may be gzipped.

    Raises
    ------
    EvaluationError
        If the file cannot be read or is not JSON.
    """
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read: {error}.") from error
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    # A pretty-printed object breaks off in its first line; a line of JSON Lines never does.
    if lines and lines[0][1].strip() in "{[":
        yield str(path), _row(str(path), text)
        return
    for number, line in lines:
        yield f"{path}:{number}", _row(f"{path}:{number}", line)


def _row(place: str, text: str) -> Row:
    try:
        row = json.loads(text)
    except ValueError as error:
        raise EvaluationError(f"{place} is not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise EvaluationError(f"{place} is no JSON object.")
    return row
