"""Bringing a Turtle file up to date at the cost of what changed; the rest of it is copied as it is."""

import mmap
from collections.abc import Callable, Collection, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from newsgraph.graph import turtle
from newsgraph.graph.namespaces import SCHEMA

_IDENTIFIER = ox.NamedNode(SCHEMA + "identifier")
_MARK = b"\n    schema:identifier "
Edit = tuple[int, int, bytes]
"""What to put in place of the bytes from one offset to another."""


def splice(old: Path, file: IO[bytes], store: ox.Store, *, gone: Iterable[tuple[bytes, str]],
           written: Collection[str], touched: Iterable[str]) -> bool:
    """Write a file that differs from an old one only where the store does.

    Parameters
    ----------
    old
        A file that `newsgraph.graph.turtle.write_store` wrote of the store as it was before.
    file
        Where to write.
    store
        The store as it is now.
    gone
        `turtle.order` and IRI of documents that are there no longer, or not as they were.
    written
        IRIs of documents that are new, or not as they were.
    touched
        IRIs of entities, facts, memberships and roles of which anything changed.

    Returns
    -------
    bool
        Whether it worked; false where the old file is not what it should be, and nothing was written.
    """
    if not old.is_file() or not old.stat().st_size:
        return False
    with old.open("rb") as handle, mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as text:
        parts = _parts(text)
        if parts is None:
            return False
        try:
            edits = [*_documents(text, parts["documents"], store, gone, written),
                     *_shared(text, parts, store, touched)]
        except _Unexpected:
            return False
        at = 0
        with memoryview(text) as view:
            # New blocks at one place stay in the order in which they come: that of the file.
            for start, end, block in sorted(edits, key=itemgetter(0, 1)):
                file.write(view[at:start])
                file.write(block)
                at = end
            file.write(view[at:])
    return True


class _Unexpected(Exception):
    """The old file does not hold what the old store did."""


def _parts(text: mmap.mmap) -> dict[str, tuple[int, int]] | None:
    """Where each part begins, after its heading, and ends."""
    names = ("entities", "documents", "facts", "memberships", "roles", "vocabulary")
    # Headings are looked for from both ends: what lies between is the large part.
    found: dict[str, tuple[int, int]] = {}
    starts = {name: text.find(turtle.heading(name)) for name in names[:2]}
    starts |= {name: text.rfind(turtle.heading(name)) for name in names[2:]}
    places = [starts[name] for name in names]
    if -1 in places or places != sorted(places):
        return None
    for name, end in zip(names, [*places[1:], len(text)], strict=True):
        found[name] = (starts[name] + len(turtle.heading(name)), end)
    return found


def _documents(text: mmap.mmap, part: tuple[int, int], store: ox.Store, gone: Iterable[tuple[bytes, str]],
               written: Collection[str]) -> Iterator[Edit]:
    new: dict[bytes, bytes] = {}
    for iri in written:
        graph = ox.NamedNode(iri)
        (identifier,) = (quad.object for quad in store.quads_for_pattern(graph, _IDENTIFIER, None, graph))
        assert isinstance(identifier, ox.Literal)
        new[turtle.order(identifier)] = turtle.document_block(store, graph)
    old = dict(gone)
    if len(new) != len(set(written)):
        raise _Unexpected
    for key in sorted(old.keys() | new.keys()):
        start, end, there = _search(text, part, b"\n\ndoc:", key, _identifier)
        if there != (key in old) or (there and _subject(text, start, end) != turtle.token(old[key])):
            raise _Unexpected
        yield start, end if there else start, new.get(key, b"")


def _shared(text: mmap.mmap, parts: dict[str, tuple[int, int]], store: ox.Store,
            touched: Iterable[str]) -> Iterator[Edit]:
    for key, iri in sorted((turtle.token(iri), iri) for iri in set(touched)):
        name = next(part for part, prefix in turtle.SHARED.items() if iri.startswith(prefix))
        start, end, there = _search(text, parts[name], b"\n\n", key, _subject)
        said = {quad.triple for quad in store.quads_for_pattern(ox.NamedNode(iri), None, None, None)}
        yield start, end if there else start, b"".join(turtle.blocks(turtle.things(said)))


def _identifier(text: mmap.mmap, start: int, end: int) -> bytes:
    at = text.find(_MARK, start, end)
    if at < 0:
        raise _Unexpected
    line = text[at + len(_MARK):text.find(b"\n", at + 1, end)]
    return line[:-2]


def _subject(text: mmap.mmap, start: int, end: int) -> bytes:
    return text[start + 1:text.find(b" ", start, end)]


def _search(text: mmap.mmap, part: tuple[int, int], boundary: bytes, key: bytes,
            key_of: Callable[[mmap.mmap, int, int], bytes]) -> tuple[int, int, bool]:
    """Where a block is, or would have to be: its offsets, and whether it is there. By bisection."""
    low, high = part
    # A part begins right after its heading's line end, so that the first boundary starts one byte earlier.
    edge = low - 1
    while low < high:
        middle = (low + high) // 2
        start = text.rfind(boundary, edge, min(middle - 1 + len(boundary), part[1])) + 1
        follow = text.find(boundary, middle, part[1])
        end = part[1] if follow < 0 else follow + 1
        here = key_of(text, start, end)
        if here == key:
            return start, end, True
        if here < key:
            low = end
        else:
            high = start
    return low, low, False
