"""Which documents are held out for measuring. Training reads the same functions, so the two never meet."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

Row = TypeVar("Row")


def every_fifth(ids: Iterable[str]) -> list[str]:
    """Every fifth of the sorted ids, the first among them: the development set of the annotated news.

    Examples
    --------
    >>> every_fifth(["f", "e", "d", "c", "b", "a"])
    ['a', 'f']
    """
    return sorted(ids)[::5]


def held_out(document: str, *, parts: int = 5) -> bool:
    """Whether a document is kept out of training: one in `parts`, by the hash of its id alone.

    Independent of the other documents and of their order, so it stays what it is when a corpus grows.

    Examples
    --------
    >>> held_out("knowledgenet/15"), sum(held_out(str(n)) for n in range(1000))
    (False, 193)
    """
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % parts == 0


def knowledgenet_document(passage: str) -> str:
    """The document that a KnowledgeNet passage belongs to: the passages of one document stay together.

    Examples
    --------
    >>> knowledgenet_document("knowledgenet/1550/102")
    'knowledgenet/1550'
    """
    return passage.rpartition("/")[0]


def core_context(text: str) -> str:
    """What identifies a CORE context: the same text occurs in several rows, which must stay together.

    Examples
    --------
    >>> core_context("A  bought B.") == core_context("a bought b.")
    True
    """
    return " ".join(text.casefold().split())


def develop(rows: Sequence[Row], ids: Sequence[str]) -> tuple[list[Row], list[Row]]:
    """Split annotated news into (training, development) rows; `ids` are the rows' own, in their order.

    Examples
    --------
    >>> develop([1, 2, 3], ["b", "a", "c"])
    ([1, 3], [2])
    """
    chosen = set(every_fifth(ids))
    train = [row for row, key in zip(rows, ids, strict=True) if key not in chosen]
    return train, [row for row, key in zip(rows, ids, strict=True) if key in chosen]
