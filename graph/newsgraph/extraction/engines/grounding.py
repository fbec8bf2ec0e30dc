"""From what a model claims to entities and facts that stand in the text; whatever does not is dropped."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast, get_args

from newsgraph.extraction.clustering import cluster_names
from newsgraph.extraction.engines.answers import Answer, Claim, Named
from newsgraph.extraction.engines.wording import Wording, alike
from newsgraph.extraction.segmentation import sentences
from newsgraph.lexicon import PRONOUNS
from newsgraph.names import is_acronym
from newsgraph.records import Entity, Fact, Kind, Mention, Modality, Span, Time
from newsgraph.vocabulary import ARGUMENTS, SYMMETRIC, TYPES, allowed

NAMED, REFERRED, ELSEWHERE = 0.8, 0.7, 0.5
"""Confidence of a fact whose sentence has both names, has words for one of them, or leaves one to a sentence before.

Guesses: what a model's word is worth depends on the model.
"""

_REACH = 3  # sentences before the quote in which a name may stand
_LONGEST = 4  # sentences of one quote; more prove nothing
_NAME = 200  # characters of a name or a role
_TYPES = {name.lower(): name for name in TYPES}


@dataclass(slots=True)
class _Thing:
    """An entity in the making."""

    type: str
    names: list[Span]
    others: set[Mention]


@dataclass(frozen=True, slots=True)
class _End:
    """Words that stand for an argument, and what the fact is worth with them."""

    span: Span
    worth: float
    kind: Kind = "name"


def grounded(text: str, asked: Sequence[Span], answers: Sequence[Answer],
             method: str) -> tuple[tuple[Entity, ...], tuple[Fact, ...]]:
    """The entities and facts of answers about pieces of a text.

    Parameters
    ----------
    text
        The whole text; every offset given back points into it.
    asked
        The pieces.
    answers
        What was answered about each.
    method
        Whom the facts are from.

    Returns
    -------
    tuple
        Entities in the order of their first mention, all named; facts in the order of the text.
    """
    wording = Wording(text)
    things, owner = _things(wording, [named for answer in answers for named in answer.entities])
    reader = _Reader(wording, things, owner, method)
    facts: dict[tuple[object, ...], tuple[int, int, Fact]] = {}
    for piece, answer in zip(asked, answers, strict=True):
        for claim in answer.facts:
            for subject, object_, fact in reader.fact(claim, piece):
                ends = tuple(sorted((subject, object_))) if fact.predicate in SYMMETRIC else (subject, object_)
                facts.setdefault((ends, fact.predicate, fact.sentence), (subject, object_, fact))
    kept = _settled(list(facts.values()))
    entities = tuple(
        Entity(f"e{i}", max((text[s:e] for s, e in thing.names), key=lambda n: (len(n.split()), len(n))), thing.type,
               tuple(sorted({*(Mention(*span) for span in thing.names), *thing.others},
                            key=lambda m: (m.start, m.end))))
        for i, thing in enumerate(things))
    return entities, tuple(sorted(kept, key=lambda f: (f.sentence, f.subject_span, f.object_span, f.predicate)))


def _things(wording: Wording, claimed: list[Named]) -> tuple[list[_Thing], dict[str, int]]:
    """The entities whose names stand in the text, and the entity of each form, as `alike` writes it."""
    first: dict[str, int] = {}
    types: list[str] = []
    for named in claimed:
        type_ = _TYPES.get(named.type.lower())
        forms = [same for form in named.forms if _proper(same := alike(form))]
        if type_ is None or not forms:
            continue
        # The same thing from another piece comes under a form that is known; a form means what it meant first.
        number = next((first[f] for f in forms if f in first and types[first[f]] == type_), len(types))
        if number == len(types):
            types.append(type_)
        for form in forms:
            first.setdefault(form, number)
    spans: defaultdict[int, list[Span]] = defaultdict(list)
    for span in wording.all(first):
        spans[first[alike(wording.text[slice(*span)])]].append(span)
    order = sorted(spans, key=lambda n: spans[n][0])
    names = [max(spans[n], key=lambda s: (s[1] - s[0], -s[0])) for n in order]
    groups = cluster_names([(wording.text[slice(*s)], types[n]) for s, n in zip(names, order, strict=True)])
    things: list[_Thing] = []
    place: dict[int, int] = {}
    for number, group in zip(order, groups, strict=True):
        if group == len(things):
            things.append(_Thing(types[number], [], set()))
        things[group].names = sorted([*things[group].names, *spans[number]])
        place[number] = group
    return things, {form: place[number] for form, number in first.items() if number in place}


def _proper(form: str) -> bool:
    """Whether a form may be a name: no pronoun, though US and WHO are none, and no "the company"."""
    if len(form) > _NAME or not any(c.isalnum() for c in form):
        return False
    if form.lower() in PRONOUNS and not is_acronym(form):
        return False
    return not (form.lower().startswith(("the ", "a ", "an ", "its ", "their ", "his ", "her "))
                and form[1:] == form[1:].lower())


class _Reader:
    """Claims checked against one text."""

    def __init__(self, wording: Wording, things: list[_Thing], owner: dict[str, int], method: str) -> None:
        self._wording = wording
        self._method = method
        self._things = things
        self._owner = owner
        self._sentences = sentences(wording.text)
        self._starts = [start for start, _ in self._sentences]

    def fact(self, claim: Claim, piece: Span) -> Iterator[tuple[int, int, Fact]]:
        """(subject, object, fact) if the claim stands in the text, else nothing."""
        subject, object_ = self._owner.get(alike(claim.subject)), self._owner.get(alike(claim.object))
        if subject is None or object_ is None or subject == object_:
            return
        if claim.predicate not in ARGUMENTS or claim.time not in get_args(Time):
            return
        if not allowed(claim.predicate, self._things[subject].type, self._things[object_].type):
            return
        if claim.modality not in get_args(Modality):
            return
        role = None
        if claim.role is not None:
            role = next(self._wording.all([claim.role], piece), None)
            if role is None or role[1] - role[0] > _NAME:
                return
        best: tuple[float, Span, _End, _End] | None = None
        for first, last in self._evidence(claim.quote, piece):
            a = self._end(subject, claim.subject_words, first, last)
            b = self._end(object_, claim.object_words, first, last)
            # One of the two may be named before; a sentence that speaks of neither is no evidence.
            if a is None or b is None or a.worth == b.worth == ELSEWHERE or a.span == b.span:
                continue
            sentence = (min(self._starts[first], self._start(a), self._start(b)), self._sentences[last][1])
            worth = min(a.worth, b.worth)
            if best is None or worth > best[0]:
                best = worth, sentence, a, b
        if best is None:
            return
        worth, sentence, a, b = best
        for number, end in ((subject, a), (object_, b)):
            if end.kind != "name":
                self._things[number].others.add(Mention(*end.span, end.kind))
        if claim.role is not None:
            role = next(self._wording.all([claim.role], sentence), role)
        yield subject, object_, Fact(
            f"e{subject}", claim.predicate, f"e{object_}", sentence, a.span, b.span,
            self._wording.text[slice(*role)] if role else None, cast(Time, claim.time),
            cast(Modality, claim.modality), worth, self._method)

    def _evidence(self, quote: str, piece: Span) -> Iterator[tuple[int, int]]:
        """The first and last sentence of each place where the quote stands."""
        for start, end in self._wording.quotes(quote):
            if start < piece[0] or end > piece[1]:
                continue
            first, last = self._sentence(start), self._sentence(end - 1)
            if last - first < _LONGEST:
                yield first, last

    def _sentence(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)

    def _start(self, end: _End) -> int:
        return self._starts[self._sentence(end.span[0])]

    def _end(self, thing: int, words: str | None, first: int, last: int) -> _End | None:
        """The words for an argument: its name in the sentences, else what the model points at, else a name before."""
        within = self._starts[first], self._sentences[last][1]
        names = self._things[thing].names
        inside = [s for s in names if within[0] <= s[0] and s[1] <= within[1]]
        if inside:
            return _End(inside[0], NAMED)
        if words is not None and alike(words) not in self._owner:
            for span in self._wording.all([words], within):
                if not any(s[0] < span[1] and span[0] < s[1] for other in self._things for s in other.names):
                    kind: Kind = "pronoun" if alike(words).lower() in PRONOUNS else "nominal"
                    return _End(span, REFERRED, kind)
        near = self._starts[max(0, first - _REACH)]
        before = [s for s in names if near <= s[0] and s[1] <= within[0]]
        return _End(before[-1], ELSEWHERE) if before else None


def _settled(found: list[tuple[int, int, Fact]]) -> list[Fact]:
    """Employment that a leading role already says, in the same sentence, is not said twice."""
    leading = {(s, o, f.sentence) for s, o, f in found if f.predicate == "executiveOf"}
    return [f for s, o, f in found if f.predicate != "employedBy" or (s, o, f.sentence) not in leading]
