"""Copies: documents that are one text, as printed by several sources.

Shingles of words are compared by MinHash (Broder, 1997) with locality-sensitive hashing, from datasketch.
"""

from collections import defaultdict
from collections.abc import Iterable

from newsgraph.names import fold
from newsgraph.records import Document

SIMILAR = 0.7
"""Documents that share this part of their shingles (Jaccard) are copies."""

_WORDS = 4
_PERMUTATIONS = 128
_SHORT = 12


def copies(documents: Iterable[Document], similar: float = SIMILAR) -> dict[str, str]:
    """For each document the copy that stands for all of its copies: the one whose id is first.

    Parameters
    ----------
    documents
        The documents, in any order.
    similar
        From which Jaccard similarity of four-word shingles two texts are copies, between 0 and 1.

    Returns
    -------
    dict
        Document id -> id of the document that stands for it; a text like no other stands for itself.

    Examples
    --------
    >>> text = "Acme named Ann Lee its chief executive on Monday and said that Bob Ray will leave in spring."
    >>> wire, paper = Document("a", "a", "", text), Document("b", "b", "", text.replace("Monday", "Tuesday"))
    >>> copies([paper, wire], similar=0.5)
    {'a': 'a', 'b': 'a'}
    """
    from datasketch import MinHash, MinHashLSH  # type: ignore[import-untyped]

    shingles = {document.id: _shingles(document.text) for document in documents}
    ordered = sorted(shingles)
    parent = {id: id for id in ordered}

    def root(id: str) -> str:
        while parent[id] != id:
            parent[id] = parent[parent[id]]
            id = parent[id]
        return id

    def unite(one: str, other: str) -> None:
        first, second = sorted((root(one), root(other)))
        parent[second] = first

    same: defaultdict[frozenset[bytes], list[str]] = defaultdict(list)
    for id in ordered:
        same[shingles[id]].append(id)
    for found in same.values():
        for other in found[1:]:
            unite(found[0], other)
    # Below this the index itself would already miss pairs that are similar enough.
    index = MinHashLSH(threshold=max(0.1, similar - 0.15), num_perm=_PERMUTATIONS)
    for found in same.values():
        id = found[0]
        if len(shingles[id]) < _SHORT:
            continue
        sketch = MinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update_batch(list(shingles[id]))
        for other in sorted(index.query(sketch)):
            if jaccard(shingles[id], shingles[other]) >= similar:
                unite(id, other)
        index.insert(id, sketch)
    return {id: root(id) for id in ordered}


def jaccard(one: frozenset[bytes], other: frozenset[bytes]) -> float:
    """The part of all shingles that two texts share.

    >>> jaccard(frozenset({b"a", b"b"}), frozenset({b"b"}))
    0.5
    """
    return len(one & other) / len(one | other) if one or other else 1.0


def _shingles(text: str) -> frozenset[bytes]:
    words = fold(text).encode("utf-8", "ignore").split()
    return frozenset(b" ".join(words[i:i + _WORDS]) for i in range(max(1, len(words) - _WORDS + 1)))
