"""Markdown: its text without its marks, headings and items in paragraphs of their own."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from newsgraph.documents.dates import iso
from newsgraph.documents.html import fragment
from newsgraph.documents.streams import Piece
from newsgraph.documents.text import decode
from newsgraph.records import Document

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_FIELD = re.compile(r"^(title|date|author|url|id)[ \t]*:[ \t]*(.+?)[ \t]*\r?$", re.M | re.I)


def read(piece: Piece) -> Iterator[Document]:
    """The one document that a Markdown file is."""
    source = decode(piece.read(), piece.charset)
    fields: dict[str, str] = {}
    if front := _FRONT.match(source):
        fields = {m[1].lower(): m[2].strip("\"'") for m in _FIELD.finditer(front[1])}
        source = source[front.end():]
    text, heading = plain(source)
    yield Document(piece.source, piece.source, fields.get("title") or heading, text,
                   date=iso(fields.get("date")), url=fields.get("url") or piece.url,
                   author=fields.get("author"))


def plain(source: str) -> tuple[str, str]:
    """The text of Markdown, and its first heading.

    >>> plain("# Acme\\n*Acme* said [Beta](http://x) is\\nits rival.\\n\\n- one\\n- two")
    ('Acme\\n\\nAcme said Beta is its rival.\\n\\none\\n\\ntwo', 'Acme')
    """
    from markdown_it import MarkdownIt

    done: list[str] = []
    title = ""
    row: list[str] | None = None
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(source)
    for token, before in zip(tokens, [None, *tokens], strict=False):
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            done.append(" | ".join(row))
            row = None
        elif token.type == "inline":
            text = _inline(token.children or [])
            if row is not None:
                row.append(text)
                continue
            if not title and before is not None and before.type == "heading_open":
                title = text
            done.append(text)
        elif token.type in ("fence", "code_block"):
            done.append(token.content.strip("\n"))
        elif token.type == "html_block":
            done.append(fragment(token.content))
    return "\n\n".join(block for block in done if block.strip()), title


def _inline(tokens: "list[Token]") -> str:
    parts = []
    for token in tokens:
        if token.type in ("text", "code_inline"):
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak" or (token.type == "html_inline" and token.content.startswith("<br")):
            parts.append("\n")
    return "".join(parts).strip()
