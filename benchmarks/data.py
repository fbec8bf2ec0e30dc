"""The shared annotated sets, and the parts of them that are held out for measuring."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from benchmarks.notation import read_annotations
from newsgraph.evaluation.gold import GoldArticle
from newsgraph.evaluation.splits import core_context, every_fifth, held_out, knowledgenet_document
from newsgraph.records import Document

CHECKOUT = Path(__file__).parents[1]
SHARED = CHECKOUT.parent / "shared"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shared:
    """The folder of shared data; `limit` cuts every held-out part to its first documents."""

    folder: Path = SHARED
    limit: int | None = None

    def rows(self, name: str) -> list[Row]:
        """All rows of one file of the folder ``data``.

        Raises
        ------
        click.ClickException
            If the file is not there.
        """
        path = self.folder / "data" / f"{name}.jsonl.gz"
        if not path.is_file():
            raise click.ClickException(f"{path} is not there; say where the shared data lies with --shared.")
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    def _cut(self, rows: Sequence[Row]) -> list[Row]:
        return list(rows[:self.limit])

    def news(self, corpus: str) -> list[GoldArticle]:
        """The development fifth of ``wikinews`` or ``written``, sorted by id.

        The annotation itself is read, not the rows made of it: these lack aliases that only ever stand inside
        longer names.
        """
        rows = {row["id"]: row for row in self.rows(f"{corpus}-train")}
        chosen = self._cut([rows[key] for key in every_fifth(rows)])
        documents = {r["id"]: Document(r["id"], r["id"], r["title"], r["text"], date=r.get("date"))
                     for r in chosen}
        files = sorted((self.folder / "data" / "annotations" / corpus).glob("*.ann"))
        return sorted(read_annotations(files, documents), key=lambda article: article.id)

    def knowledgenet(self) -> list[Row]:
        """The passages of the held-out documents."""
        rows = self.rows("knowledgenet-folds1-3")
        return self._cut([row for row in rows if held_out(knowledgenet_document(row["id"]))])

    def core(self) -> list[Row]:
        """The sentences of the held-out contexts."""
        return self._cut([row for row in self.rows("core-train") if held_out(core_context(row["text"]))])

    def products(self) -> list[Row]:
        """The development documents of the product corpus."""
        return self._cut(self.rows("product-corpus-dev"))

    def redocred(self) -> list[Row]:
        """The held-out documents of Re-DocRED."""
        return self._cut([row for row in self.rows("redocred-dev") if held_out(row["id"])])

    def seed(self) -> tuple[Document, Row]:
        """The seed article, and what a careful reader finds in it."""
        folder = self.folder / "seed"
        path = folder / "world-ai-conference.txt"
        text = path.read_text(encoding="utf-8")
        expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
        return Document(path.name, path.name, "", text), expected


def document(row: Row) -> Document:
    """A row's text as a document."""
    return Document(row["id"], row["id"], row.get("title") or "", row["text"])
