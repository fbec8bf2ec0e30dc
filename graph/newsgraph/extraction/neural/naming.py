"""Tag scores -> names: the best sequence of tags, then every name settled by all its mentions in the document."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from newsgraph.extraction.clustering import cluster_names
from newsgraph.extraction.neural.known import Known
from newsgraph.extraction.neural.labels import TAG_TYPES, TAGS
from newsgraph.extraction.neural.syntax import NUMBER
from newsgraph.extraction.neural.words import Words
from newsgraph.vocabulary import TYPES

FloatArray = npt.NDArray[np.float32]

SURE = 0.85
"""Probability from which a name found once is looked for in the rest of the document."""

LEAN = np.array([2.0 * t.endswith("-Ref") for t in TAGS], dtype=np.float32)
"""What is added to the tags' logits: a pronoun or nominal is looked at where the tagger is in doubt, since what it
stands for and what is said of it are judged later."""

_EDGE = re.compile(r"^[\W_]+$")
_SHORT = frozenset("s t re ve ll d m".split())
_JOINTS = frozenset({"and", "or", "nor"})
_LOOSE = _JOINTS | frozenset("of the a an in for by with from to at on as but".split())
"""Lower-case words that no name begins or ends with."""


def _transitions() -> FloatArray:
    allowed = np.zeros((len(TAGS), len(TAGS)), dtype=np.float32)
    for j, tag in enumerate(TAGS):
        if tag.startswith("I-"):
            allowed[:, j] = -1e9
            allowed[[TAGS.index(f"B-{tag[2:]}"), j], j] = 0
    return allowed


TRANSITIONS = _transitions()


def best_tags(scores: FloatArray) -> list[int]:
    """The likeliest tag sequence in which no I- stands without its B- (Viterbi)."""
    n = len(scores)
    if n == 0:
        return []
    total = scores[0] + np.where([t.startswith("I-") for t in TAGS], -1e9, 0).astype(np.float32)
    back = np.zeros((n, len(TAGS)), dtype=np.int64)
    for i in range(1, n):
        through = total[:, None] + TRANSITIONS
        back[i] = through.argmax(0)
        total = through[back[i], np.arange(len(TAGS))] + scores[i]
    path = [int(total.argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def spans(tags: Sequence[int]) -> list[tuple[int, int, str]]:
    """(start, end, tag type) of each marked run of words; an I without its B before it begins a run."""
    found: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag:
            bio, _, kind = TAGS[tag].partition("-")
            if bio == "I" and found and found[-1][1] == i and found[-1][2] == kind:
                found[-1] = (found[-1][0], i + 1, kind)
            else:
                found.append((i, i + 1, kind))
    return found


@dataclass(slots=True)
class Marked:
    """A marked run of words: ``[start, end)``, the probability of each of the six types, and whether it is a reference
    (a pronoun or nominal) or a product without a name."""

    start: int
    end: int
    types: FloatArray
    kind: str
    entity: int = -1


def marked(words: Words, scores: FloatArray, stop: frozenset[str] = frozenset(), known: Known | None = None
           ) -> list[Marked]:
    """Everything that the tagger marks, with names settled over the document and numbered by entity.

    Words of `stop` are no names by themselves; `known` is what names are known as.
    """
    found = []
    for start, end, kind in _apart(words, spans(best_tags(scores + LEAN))):
        start, end = _trim(words, *_whole(words, start, end, kind), frozenset() if kind == "Ref" else _LOOSE)
        if start < end and " ".join(words.surfaces[start:end]).lower() not in stop and not _counts(words, start, end):
            m = Marked(start, end, _type_scores(scores, start, end), kind)
            if kind in TYPES and known:
                _recall(m, words, known)
            found.append(m)
    found = _found_again(words, scores, found)
    _vote(found, lambda m: surface(words, m).casefold())
    names = [m for m in found if m.kind in TYPES]
    clusters = cluster_names([(surface(words, m), m.kind) for m in names],
                             spans=[characters(words, m) for m in names], text=_text(words))
    for m, cluster in zip(names, clusters, strict=True):
        m.entity = cluster
    _vote(names, lambda m: m.entity)
    return found


def _recall(m: Marked, words: Words, known: Known) -> None:
    """Let what is known of a name have its say in its type and its end."""
    if words.surfaces[m.end:m.end + 1] in (("'s",), ("’s",)) and known.ends_in_s(surface(words, m)):
        m.end += 1
    m.types = known.weigh(surface(words, m), m.types)


def _counts(words: Words, start: int, end: int) -> bool:
    """Whether a run is a number word that counts what follows, as in a heading: "Ten minutes with Ann Lee"."""
    head = int(words.head[start])
    return (end == start + 1 and words.label[start] == NUMBER["nummod"] and words.surfaces[start].isalpha()
            and head >= end and words.surfaces[head].islower())


def characters(words: Words, m: Marked) -> tuple[int, int]:
    """The characters of a run of words."""
    return words.spans[m.start][0], words.spans[m.end - 1][1]


def surface(words: Words, m: Marked) -> str:
    """The text of a run of words, with one space where the text has any."""
    parts = [words.surfaces[m.start]]
    for i in range(m.start + 1, m.end):
        parts.append(" " * (words.spans[i][0] > words.spans[i - 1][1]) + words.surfaces[i])
    return "".join(parts)


def _text(words: Words) -> str:
    """The text again, blanks for what is no word: offsets hold."""
    out: list[str] = []
    at = 0
    for (start, end), word in zip(words.spans, words.surfaces, strict=True):
        out.append(" " * (start - at) + word)
        at = end
    return "".join(out)


def _apart(words: Words, found: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The runs, cut where a sentence ends, and at an "and" beside which a name stands that is marked elsewhere too."""
    known = {words.surfaces[a:b] for a, b, kind in found if kind in TYPES}
    for start, end, kind in found:
        at = start
        for i in range(start + 1, end):
            joint = (kind in TYPES and words.surfaces[i] in _JOINTS
                     and (words.surfaces[at:i] in known or words.surfaces[i + 1:end] in known))
            if joint or words.sentence[i] != words.sentence[i - 1]:
                yield at, i, kind
                at = i + joint
        if at < end:
            yield at, end, kind


def _whole(words: Words, start: int, end: int, kind: str) -> tuple[int, int]:
    """The run with both sides of an apostrophe inside a word: "Chang'an", "L'Oréal"."""
    if kind in TYPES:
        while _apostrophe(words, end) and words.surfaces[end + 1].lower() not in _SHORT:
            end += 2
        if _apostrophe(words, end - 1) and words.surfaces[end].lower() not in _SHORT:
            end += 1
        while _apostrophe(words, start - 1):
            start -= 2
    return start, end


def _apostrophe(words: Words, i: int) -> bool:
    return (0 < i < len(words.surfaces) - 1 and words.surfaces[i] in "'’" and words.surfaces[i - 1].isalpha()
            and words.surfaces[i + 1].isalpha() and not _spaced(words, i) and not _spaced(words, i + 1))


def _trim(words: Words, start: int, end: int, loose: frozenset[str]) -> tuple[int, int]:
    while start < end and words.surfaces[end - 1] in loose and (end == start + 1 or _spaced(words, end - 1)):
        end -= 1
    while start < end and words.surfaces[start] in loose and (end == start + 1 or _spaced(words, start + 1)):
        start += 1
    while start < end and (_EDGE.match(words.surfaces[start]) and words.surfaces[start] not in ".@#$("
                           or words.surfaces[start] in ("'s", "’s")):
        start += 1
    while start < end and (words.surfaces[end - 1] in ("'s", "’s") or _EDGE.match(words.surfaces[end - 1])
                           and words.surfaces[end - 1] not in "!+.)%#*"):
        end -= 1
    while end - start > 1 and words.surfaces[end - 1] == words.surfaces[end - 2] == ".":
        end -= 1
    while start < end and _inside_number(words, start):
        start += 1
    while start < end and words.surfaces[end - 1] == ")" and "(" not in words.surfaces[start:end]:
        end -= 1
    return start, end


def _spaced(words: Words, i: int) -> bool:
    """Whether there is a gap before word `i`: none before the "an" of "Chang'an"."""
    return words.spans[i - 1][1] < words.spans[i][0]


def _inside_number(words: Words, i: int) -> bool:
    """Whether word `i` is the rest of a number: the 810 of "7,810 Jeeps"."""
    return (i > 1 and words.surfaces[i].isdigit() and words.surfaces[i - 1] in (",", ".")
            and words.surfaces[i - 2].isdigit() and words.spans[i - 2][1] + 1 == words.spans[i][0])


def _type_scores(scores: FloatArray, start: int, end: int) -> FloatArray:
    """Probabilities of the six types over a run of words, by its mean log-probabilities."""
    total = np.zeros(len(TYPES), dtype=np.float32)
    for t in range(len(TYPES)):
        total[t] = scores[start, 1 + 2 * t] + scores[start + 1:end, 2 + 2 * t].sum()
    total = np.exp(np.maximum(total / (end - start), -12))
    return total


def _found_again(words: Words, scores: FloatArray, found: list[Marked]) -> list[Marked]:
    """Adds the places where a name that is sure elsewhere stands unmarked."""
    taken = np.zeros(len(words.surfaces), dtype=np.bool_)
    sure: dict[tuple[str, ...], Marked] = {}
    for m in found:
        taken[m.start:m.end] = True
        key = words.surfaces[m.start:m.end]
        if m.kind in TYPES and m.types.max() >= SURE and any(w[0].isupper() for w in key) and len("".join(key)) > 2:
            sure.setdefault(key, m)
    starts: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for key in sorted(sure, key=len, reverse=True):
        starts[key[0]].append(key)
    more = []
    for i, word in enumerate(words.surfaces):
        for key in starts.get(word, ()):
            end = i + len(key)
            if words.surfaces[i:end] == key and not taken[i:end].any() and scores[i, 0] < -0.02:
                taken[i:end] = True
                more.append(Marked(i, end, sure[key].types * 0.5, sure[key].kind))
                break
    return sorted(found + more, key=lambda m: m.start)


def _vote(found: Sequence[Marked], key: Callable[[Marked], object]) -> None:
    """One type for all names with the same key."""
    groups: defaultdict[object, list[Marked]] = defaultdict(list)
    for m in found:
        if m.kind in TYPES:
            groups[key(m)].append(m)
    for group in groups.values():
        best = TYPES[int(sum(m.types for m in group).argmax())]  # type: ignore[union-attr]
        for m in group:
            m.kind = best


assert TAG_TYPES[:len(TYPES)] == TYPES
