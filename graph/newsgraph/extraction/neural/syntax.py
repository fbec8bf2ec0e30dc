"""What a dependency parse tells of mentions and pairs: their functions, and the path between them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from newsgraph.extraction.neural.words import Words

if TYPE_CHECKING:
    from spacy.tokens import Doc

IntArray = npt.NDArray[np.int64]

LABELS = ("ROOT", "acl", "acomp", "advcl", "advmod", "agent", "amod", "appos", "attr", "aux", "auxpass", "case", "cc",
          "ccomp", "compound", "conj", "csubj", "csubjpass", "dative", "dep", "det", "dobj", "expl", "intj", "mark",
          "meta", "neg", "nmod", "npadvmod", "nsubj", "nsubjpass", "nummod", "oprd", "parataxis", "pcomp", "pobj",
          "poss", "preconj", "predet", "prep", "prt", "punct", "quantmod", "relcl", "xcomp")
"""Dependency labels of spaCy's English pipelines; any other one counts as unknown."""

FAR = 6
"""Steps from which a path counts as long; one more: there is no path."""

PATH_FEATURES = (len(LABELS) + 1,) * 4 + (FAR + 2,) * 2
"""Sizes of the features of a pair: label of the subject and of the object, label of the topmost word on either side of
their path, steps up from the subject and down to the object."""

NUMBER = {label: i + 1 for i, label in enumerate(LABELS)}
"""What a label is in `Words.label`."""


def parsed(words: Words, doc: "Doc") -> Words:
    """The words with each one's head and label, as spaCy parsed the same text.

    A token of several words gives its head and label to the first of them, and the others hang on that.
    """
    at = [words.cover(token.idx, token.idx + len(token.text)) for token in doc]
    head, label = np.arange(len(words.surfaces)), np.zeros(len(words.surfaces), dtype=np.int64)
    for token, span in zip(doc, at, strict=True):
        if span is None or label[span[0]]:
            continue
        over = at[token.head.i]
        head[span[0]] = over[0] if over else span[0]
        label[span[0]] = NUMBER.get(token.dep_, 0)
        head[span[0] + 1:span[1]] = span[0]
    return words.with_parse(head, label)


def roots(words: Words, start: Sequence[int] | IntArray, end: Sequence[int] | IntArray) -> IntArray:
    """The word of each mention ``[start, end)`` that hangs on a word outside it."""
    found = np.zeros(len(start), dtype=np.int64)
    for i, (a, b) in enumerate(zip(start, end, strict=True)):
        head = words.head[a:b]
        outside = np.flatnonzero((head < a) | (head >= b) | (head == np.arange(a, b)))
        found[i] = a + (outside[-1] if len(outside) else b - a - 1)
    return found


def paths(words: Words, root: IntArray, s: IntArray, o: IntArray) -> tuple[IntArray, IntArray]:
    """(pairs, features) of the dependency paths of pairs, each within `PATH_FEATURES`, and the topmost word of each
    path: -1 where there is none.

    `root` is the head word of each mention, `s` and `o` the mentions of each pair.
    """
    chains = {int(r): _chain(words.head, int(r)) for r in root}
    steps = {r: {w: k for k, w in enumerate(chain)} for r, chain in chains.items()}
    features = np.zeros((len(s), len(PATH_FEATURES)), dtype=np.int64)
    top = np.full(len(s), -1, dtype=np.int64)
    label = words.label
    for i, (a, b) in enumerate(zip(root[s].tolist(), root[o].tolist(), strict=True)):
        up, other = chains[a], steps[b]
        k = next((k for k, w in enumerate(up) if w in other), -1)
        if k < 0 or not label[up[k]]:
            features[i] = (label[a], label[b], 0, 0, FAR + 1, FAR + 1)
            continue
        top[i], down = up[k], other[up[k]]
        features[i] = (label[a], label[b], label[up[k - 1]] if k else 0, label[chains[b][down - 1]] if down else 0,
                       min(k, FAR), min(down, FAR))
    return features, top


def _chain(head: IntArray, word: int) -> list[int]:
    chain = [word]
    while (above := int(head[chain[-1]])) != chain[-1] and len(chain) < 60:
        chain.append(above)
    return chain
