"""Where the names stand: runs of capitalised words, without the titles, articles and demonyms around them."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newsgraph.extraction.rules.capitals import heading, runs, usage
from newsgraph.extraction.rules.lexicon import naming
from newsgraph.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that may be a name, and what the pipeline's own recogniser calls it."""

    span: Span
    surface: str
    label: str
    certain: bool
    tokens: tuple[int, int]


def candidates(doc: "Doc") -> list[Candidate]:
    """The possible names of a document, in order, without overlap."""
    used = usage(doc)
    labels = {i: ent.label_ for ent in doc.ents for i in range(ent.start, ent.end)}
    found: list[Candidate] = []
    for sentence in doc.sents:
        in_heading = heading(sentence)
        for start, end in runs(sentence, used, labels):
            found.extend(_pieces(doc, start, end, labels, in_heading))
    body = Counter(c.surface for c in found if c.certain)
    defined = _technologies(doc)
    return [c for c in found if (c.certain or body[c.surface]) and c.surface not in defined]


def _pieces(doc: "Doc", start: int, end: int, labels: dict[int, str], heading: bool) -> list[Candidate]:
    """A run cut at titles and trimmed, as candidates."""
    found: list[Candidate] = []
    cut = start
    for i in range(start, end + 1):
        last = i == end
        if not last and not _title(doc, i, start):
            continue
        if not last and i > start and doc[i - 1].lower_ in ("of", "for", "the", "and"):
            continue
        piece = _trim(doc, cut, i)
        if piece is not None:
            found.extend(
                _candidate(doc, *part, labels, heading)
                for part in _persons(doc, *piece)
                if doc[part[0] : part[1]].text.lower() not in naming("phrases")
            )
        cut = i + 1
    return found


def _persons(doc: "Doc", start: int, end: int) -> Iterator[tuple[int, int]]:
    """The piece, in two where the recogniser sees a person begin inside it: "Defense Donald Rumsfeld"."""
    for i in range(start + 1, end - 1):
        if (
            doc[i].ent_type_ == "PERSON"
            and doc[i].ent_iob_ == "B"
            and doc[i - 1].ent_type_ != "PERSON"
            and all(doc[k].ent_type_ == "PERSON" for k in range(i, end))
        ):
            head = _trim(doc, start, i)
            if head is not None:
                yield head
            yield i, end
            return
    yield start, end


def _title(doc: "Doc", i: int, start: int) -> bool:
    low = doc[i].lower_
    return (
        low in naming("title")
        or low in naming("honorific")
        or low == "general"
        and i > start
        and doc[i - 1].lower_ in ("attorney", "secretary", "director", "manager")
    )


def _trim(doc: "Doc", start: int, end: int) -> tuple[int, int] | None:
    stop, demonym = naming("stop"), naming("demonym")
    while start < end:
        low = doc[start].lower_
        alone = end - start == 1
        # "Chinese AI" is no name, "British Airways" is one.
        if (
            low in stop
            and (alone or doc[start + 1].lower_ in stop or doc[start].lower_ in naming("calendar"))
            or low in naming("function")
            or not any(c.isalnum() for c in low)
        ):
            start += 1
        elif low in demonym and (
            alone
            or doc[start + 1].lower_ not in naming("company") | naming("organization") | naming("event")
            and doc[start].ent_type_ in ("NORP", "")
        ):
            start += 1
        elif alone and (low in stop or doc[start].is_digit):
            start += 1
        else:
            break
    while end > start:
        low = doc[end - 1].lower_
        if (
            low in naming("function")
            or low in naming("inner")
            or low in ("'s", "’s")
            or low in naming("calendar")
            or not any(c.isalnum() or c in "+!." for c in low)
            or low == "."
            and not _abbreviated(doc, end - 1)
            or end - start > 1
            and low in naming("trailing")
        ):
            end -= 1
        else:
            break
    return (start, end) if start < end else None


def _abbreviated(doc: "Doc", i: int) -> bool:
    ends = i + 1 >= len(doc) or doc[i + 1].is_sent_start or doc[i + 1].is_space
    return i > 0 and doc[i - 1].whitespace_ == "" and len(doc[i - 1]) <= 4 and not ends


def _candidate(doc: "Doc", start: int, end: int, labels: dict[int, str], heading: bool) -> Candidate:
    piece = doc[start:end]
    counts = Counter(labels[i] for i in range(start, end) if i in labels)
    label = counts.most_common(1)[0][0] if counts else ""
    return Candidate((piece.start_char, piece.end_char), piece.text, label, not heading, (start, end))


def _technologies(doc: "Doc") -> set[str]:
    """Acronyms in brackets after the lower-case words they are made of: "large language model (LLM)"."""
    found = set()
    text = doc.text
    for match in re.finditer(r"\(([A-Z]{2,6})s?\)", text):
        letters = match.group(1).lower()
        before = re.findall(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()])
        tail = before[-len(letters) :]
        if len(tail) == len(letters) and all(w[0] == c for w, c in zip(tail, letters, strict=True)):
            found.add(match.group(1))
    return found
