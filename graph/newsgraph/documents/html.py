"""Web pages: their main text and what they say of themselves."""

import logging
import re
from collections.abc import Iterator

from newsgraph.documents.dates import iso
from newsgraph.documents.streams import Piece
from newsgraph.documents.text import decode
from newsgraph.errors import DocumentError
from newsgraph.records import Document

LEFT_OUT = frozenset("script style noscript template head nav footer aside form button select svg math "
                     "iframe object video audio".split())
_INLINE = frozenset("a abbr acronym b bdi bdo big cite code data del dfn em font hi i ins kbd label mark q "
                    "ref rt ruby s samp small span strike strong sub sup time tt u var wbr".split())
_CELLS = frozenset(("td", "th", "cell"))
_BREAKS = frozenset(("br", "lb"))
_SPACE = re.compile(r"\s+")
_CHARSET = re.compile(
    rb"""<(?:meta[^>]{1,200}?charset|\?xml[^>]{1,200}?encoding)\s*=\s*["']?\s*([\w-]{2,40})""", re.I)
_LANGUAGE = re.compile(r"""<html[^>]{0,500}?\blang\s*=\s*["']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)""")
_DATES = {"original_date": True, "extensive_search": False}
"""How to look for a page's date: in its markup and address, not for any year of its text."""
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")


def read(piece: Piece) -> Iterator[Document]:
    """The one document that a page is."""
    data = piece.read()
    yield page(data, piece.source, url=piece.url, charset=piece.charset)


def page(data: bytes, source: str, *, url: str | None = None, charset: str | None = None) -> Document:
    """The main text of a page, without its menus, with title, author, date and language where it tells
    them."""
    import trafilatura

    # It tells of every page without text, which is told here in our own words.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    markup = _DECLARATION.sub("", decode(data, charset or declared(data)))
    try:
        found = trafilatura.bare_extraction(markup, url=url, with_metadata=True, include_comments=False,
                                            date_extraction_params=_DATES)
    except RecursionError:
        raise DocumentError("its markup is nested too deeply") from None
    if found is None or isinstance(found, dict):
        return Document(source, source, "", fragment(markup), url=url)
    text = blocks(found.body, left_out=frozenset()) if found.body is not None else ""
    language = found.language or _language(markup)
    text = text or fragment(markup)
    return Document(source, source, found.title or "", text, date=_told(found.date, markup, text),
                    url=found.url or url, author=found.author, language=language)


def _told(found: str | None, markup: str, text: str) -> str | None:
    """A date that the page says is its own: one that stands only in its sentences may be of anything."""
    return None if found and 0 < markup.count(found) <= text.count(found) else iso(found)


def declared(data: bytes) -> str | None:
    """The encoding that a page says it is in."""
    match = _CHARSET.search(data[:4096])
    return match[1].decode("ascii") if match else None


def _language(markup: str) -> str | None:
    match = _LANGUAGE.search(markup[:20000])
    return match[1] if match else None


def fragment(markup: str) -> str:
    """All text of a piece of HTML, block by block.

    >>> fragment("<h1>Acme buys Beta</h1><p>Acme said it <b>had</b><br>agreed.</p><ul><li>One<li>Two</ul>")
    'Acme buys Beta\\n\\nAcme said it had\\nagreed.\\n\\nOne\\n\\nTwo'
    """
    from lxml import etree, html

    if not markup.strip():
        return ""
    try:
        tree = html.document_fromstring(markup)
    except (etree.ParserError, ValueError):
        return ""
    return blocks(tree)


def blocks(tree: object, left_out: frozenset[str] = LEFT_OUT) -> str:
    """The text of an element, its paragraphs, headings, items and rows kept apart by empty lines.

    `left_out` names the elements whose text is not of the document; none in the tree that trafilatura gives,
    where ``head`` is a heading.
    Works without recursion, so that no depth of markup stops it.
    """
    from lxml import etree

    done: list[str] = []
    line: list[str] = []
    hidden: object = None

    def close() -> None:
        parts = [_SPACE.sub(" ", part).strip() for part in "".join(line).split("\0")]
        if text := "\n".join(part for part in parts if part).removesuffix(" |"):
            done.append(text)
        line.clear()

    for event, element in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        tag = element.tag if isinstance(element.tag, str) else ""
        name = tag.rpartition("}")[2].lower()
        if event == "start":
            if hidden is not None:
                continue
            if name in left_out:
                hidden = element
                continue
            if name in _BREAKS:
                line.append("\0")
            elif name not in _INLINE and name not in _CELLS:
                close()
            line.append(element.text or "")
            continue
        if hidden is not None and event == "end" and element is hidden:
            hidden = None
        elif hidden is None and event == "end":
            if name in _CELLS:
                line.append(" | ")
            elif name not in _INLINE and name not in _BREAKS:
                close()
        if hidden is None and element is not tree:
            line.append(element.tail or "")
    close()
    return "\n\n".join(done)
