"""Documents that cost a process before: they are not tried again, unless one asks or allows them more.

Kept as lines of JSON beside the corpus, so that a person can read which, and why.
"""

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

from newsgraph.corpus.corpus import content_key
from newsgraph.extraction.worker import Lost
from newsgraph.records import Document

FILE = "quarantine.jsonl"
"""The file in the folder of the database."""


class Quarantine:
    """Documents that hung, crashed or took too much memory, by content and by the version of what extracts.

    Parameters
    ----------
    path
        The file; it comes to be with the first document.
    version
        Of the extractor: another may fare better.
    timeout, memory
        What a document may take now, in seconds and MiB: one that was given up with less is tried again.
    retry
        Try all of them again.
    """

    def __init__(self, path: Path, version: str, timeout: float, memory: int, *, retry: bool = False) -> None:
        self.path = path
        self._version, self._timeout, self._memory, self._retry = version, timeout, memory, retry
        self._rows: dict[tuple[str, str], dict[str, Any]] = {}
        with contextlib.suppress(OSError, UnicodeDecodeError):
            for line in path.read_text(encoding="utf-8").splitlines():
                # The last line of a process that was killed may be half there.
                with contextlib.suppress(ValueError, KeyError, TypeError):
                    row = json.loads(line)
                    self._rows[row["content"], row["extractor"]] = row

    def reason(self, document: Document) -> str | None:
        """Why this document is not to be tried; None if it is."""
        row = self._rows.get(self._key(document))
        if row is None or self._retry:
            return None
        if (row["cause"] == "time" and row["timeout"] < self._timeout
                or row["cause"] == "memory" and row["memory"] < self._memory):
            return None
        return f"{row['reason']} (last time; --retry tries it again)"

    def put(self, lost: Lost) -> None:
        """Remember a document, at once."""
        content, version = self._key(lost.document)
        row = {"content": content, "extractor": version, "id": lost.document.id, "source": lost.source,
               "cause": lost.cause, "reason": lost.reason, "timeout": self._timeout, "memory": self._memory}
        known = self._rows.get((content, version))
        self._rows[content, version] = row
        if known is None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(row) + "\n")
        elif known != row:
            self._write()

    def release(self, document: Document) -> None:
        """Forget a document that went well."""
        if self._rows.pop(self._key(document), None) is not None:
            self._write()

    def _write(self) -> None:
        if not self._rows:
            self.path.unlink(missing_ok=True)
            return
        handle, name = tempfile.mkstemp(prefix=f".{FILE}.", dir=self.path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in self._rows.values())
        os.replace(name, self.path)

    def __len__(self) -> int:
        return len(self._rows)

    def _key(self, document: Document) -> tuple[str, str]:
        return content_key(document).hex(), self._version
