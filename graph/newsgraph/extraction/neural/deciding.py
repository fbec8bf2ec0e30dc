"""From a reading to facts: what the model and the rules say of a pair becomes one calibrated probability."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newsgraph.extraction.neural.known import Known, plain
from newsgraph.extraction.neural.labels import CORE, ELSEWHERE, MODALITIES, PREDICATES, RELATIONS, TIMES, WITH_ROLE
from newsgraph.extraction.neural.model import FloatArray, sigmoid
from newsgraph.extraction.neural.naming import surface
from newsgraph.extraction.neural.reading import Reading
from newsgraph.extraction.rules.patterns import patterns
from newsgraph.records import Fact, Modality, Span, Time
from newsgraph.vocabulary import SYMMETRIC, allowed

FLOOR = 0.04
"""Relation score below which a pair is not looked at, unless a rule speaks for it."""

UNTOLD = 4.0
"""What is added to the logits of a role's words where nobody is named: the annotation tells no roles there."""

ENOUGH = 4
"""Articles beyond which it is no better known that they state a fact."""

AWAY = 0.2
"""What each word between a role and the nearer argument takes from its score."""

_HANGING = frozenset("the a an of to at for in on and 's".split())
"""Words that no role ends with."""

FEATURES = ("logit", "reference", "apart", "asserted", "again", "rule", "rule only", "rivalled", "elsewhere",
            "same subject", "same object", "other predicate", "gap", "sure", "known", "known elsewhere", "known apart",
            "known otherwise")
"""What a fact's confidence is computed from, after a term for its predicate: see `Candidate.features`."""


@dataclass(slots=True)
class Candidate:
    """A possible fact: entities (numbers in the reading; below 0 one without a name), the two mentions, their pair."""

    subject: int
    predicate: str
    object: int
    s: int
    o: int
    pair: int
    score: float
    rule: Fact | None = None
    features: tuple[float, ...] = ()
    confidence: float = 0.0


def candidates(reading: Reading, known: Known, rules: Iterable[Fact] = (), ids: Mapping[str, int] | None = None
               ) -> list[Candidate]:
    """Every possible fact of a text, one for each sentence that may state it, with features.

    `known` is what annotated articles said before, `rules` are the facts that the rules found over the same entities,
    and `ids` maps their entity ids to the reading's.
    """
    if reading.scores is None:
        return []
    p = sigmoid(reading.scores.relation[:, :len(PREDICATES)])
    number = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(reading.s, reading.o, strict=True))}
    _symmetrise(p, number)
    best: dict[tuple[int, str, int, int], Candidate] = {}
    for k, col in zip(*np.nonzero(p >= FLOOR), strict=True):
        a, b, predicate = int(reading.s[k]), int(reading.o[k]), PREDICATES[col]
        if predicate in SYMMETRIC and number.get((b, a), k) < k:
            continue
        for ea, pa in stands(reading, a):
            for eb, pb in stands(reading, b):
                ta, tb = kind(reading, ea), kind(reading, eb)
                if ea == eb or (ta and tb and not allowed(predicate, ta, tb)):
                    continue
                _keep(best, Candidate(ea, predicate, eb, a, b, int(k), float(p[k, col]) * (pa * pb) ** 0.5), reading)
    for fact in rules:
        _rule(best, fact, ids or {}, reading, p, number)
    _share(best)
    found = [best[key] for key in sorted(best)]
    _features(found, reading, known)
    return found


def _symmetrise(p: FloatArray, number: Mapping[tuple[int, int], int]) -> None:
    for name in SYMMETRIC:
        col = PREDICATES.index(name)
        for (a, b), k in number.items():
            back = number.get((b, a))
            if back is not None and a < b:
                p[k, col] = p[back, col] = (p[k, col] + p[back, col]) / 2


def _home(reading: Reading, a: int, b: int) -> int:
    return int(max(reading.mentions.sentence[a], reading.mentions.sentence[b]))


def _key(c: Candidate, reading: Reading) -> tuple[int, str, int, int]:
    ends = sorted((c.subject, c.object)) if c.predicate in SYMMETRIC else (c.subject, c.object)
    return ends[0], c.predicate, ends[1], _home(reading, c.s, c.o)


def _keep(best: dict[tuple[int, str, int, int], Candidate], c: Candidate, reading: Reading) -> None:
    key = _key(c, reading)
    if key not in best or best[key].score < c.score:
        best[key] = c


def _rule(best: dict[tuple[int, str, int, int], Candidate], fact: Fact, ids: Mapping[str, int], reading: Reading,
          p: FloatArray, number: Mapping[tuple[int, int], int]) -> None:
    """Give a rule's fact to its candidate, or make one of it: where the model marked no mention at its place, of the
    nearest two names of the same entities."""
    if fact.subject not in ids or fact.object not in ids:
        return
    s, o = _at(reading, fact.subject_span), _at(reading, fact.object_span)
    if s is None or o is None or (s, o) not in number:
        subjects, objects = (_names(reading, ids[id]) for id in (fact.subject, fact.object))
        at = reading.words.cover(*fact.sentence)
        pairs = [(a, b) for a in subjects for b in objects if (a, b) in number]
        if not pairs or at is None:
            return
        home = int(reading.words.sentence[at[0]])
        s, o = min(pairs, key=lambda pair: (abs(_home(reading, *pair) - home), pair))
    pair = number[s, o]
    made = Candidate(ids[fact.subject], fact.predicate, ids[fact.object], s, o, pair,
                     float(p[pair, PREDICATES.index(fact.predicate)]), fact)
    found = best.setdefault(_key(made, reading), made)
    if found.rule is None or found.rule.confidence < fact.confidence:
        found.rule = fact


def _share(best: dict[tuple[int, str, int, int], Candidate]) -> None:
    """Where a rule tells the standing of somebody by the sentences before ("Executives were calm. X from Y's chip unit
    said"), it shares out what the model gives to his working there, by how often it is right."""
    lead, work = WITH_ROLE
    by_context = {pattern.method for pattern in patterns() if pattern.context}
    for (subject, predicate, object, home), c in best.items():
        if predicate == lead and c.rule is not None and c.rule.method in by_context:
            twin = best.get((subject, work, object, home))
            works = max(c.score, twin.score if twin else 0.0)
            c.score = works * c.rule.confidence
            if twin:
                twin.score = works - c.score


def _names(reading: Reading, entity: int) -> list[int]:
    """The mentions that name an entity."""
    return [i for i, m in enumerate(reading.found) if m.kind != "Ref" and m.entity == entity]


def _at(reading: Reading, span: Span) -> int | None:
    at = reading.words.cover(*span)
    if at is None:
        return None
    over = [(min(m.end, at[1]) - max(m.start, at[0]), -i) for i, m in enumerate(reading.found)]
    size, i = max(over, default=(0, 0))
    return -i if size > 0 else None


def stands(reading: Reading, i: int) -> list[tuple[int, float]]:
    """The entities that a mention stands for; one without a name is below 0."""
    m = reading.found[i]
    if m.kind != "Ref":
        return [(m.entity, 1.0)]
    return reading.stands_for.get(i) or [(-1 - i, 1.0)]


def kind(reading: Reading, entity: int) -> str | None:
    """The type of an entity, None where it has no name."""
    return next((m.kind for m in reading.found if entity >= 0 and m.entity == entity), None)


def _features(found: Sequence[Candidate], reading: Reading, known: Known) -> None:
    assert reading.scores is not None
    strongest: defaultdict[tuple[int, str, int], list[float]] = defaultdict(list)
    for c in found:
        strongest[c.subject, c.predicate, c.object].append(c.score)
    modal = np.exp(reading.scores.modality - reading.scores.modality.max(-1, keepdims=True))
    asserted = modal[:, 0] / modal.sum(-1)
    others = _others(reading.scores.relation)
    number = {(int(a), int(b)): k for k, (a, b) in enumerate(zip(reading.s, reading.o, strict=True))}
    nearby: defaultdict[tuple[str, int, str, int], list[float]] = defaultdict(list)
    for c in found:
        for name, key in _neighbours(c, reading):
            nearby[name, *key].append(c.score)
    sure_of, names = _sureness(reading), _plain(reading)
    for c in found:
        again = sorted(strongest[c.subject, c.predicate, c.object])[-2:]
        other = max(strongest.get((c.object, c.predicate, c.subject), [0.0])) if c.predicate not in SYMMETRIC else 0.0
        if c.predicate in WITH_ROLE:
            twin = WITH_ROLE[c.predicate == WITH_ROLE[0]]
            other = max(other, *strongest.get((c.subject, twin, c.object), [0.0]))
        score = min(max(c.score, FLOOR / 2), 1 - 1e-4)
        sure = min(max(float(asserted[c.pair]), 1e-3), 1 - 1e-3)
        c.features = (
            float(np.log(score / (1 - score))),
            float(any(reading.found[i].kind == "Ref" for i in (c.s, c.o))),
            float(reading.mentions.sentence[c.s] != reading.mentions.sentence[c.o]),
            float(np.log(sure / (1 - sure))),
            again[0] if len(again) > 1 else 0.0,
            c.rule.confidence if c.rule else 0.0,
            float(c.rule is not None and c.score < FLOOR),
            float(other > c.score),
            max((float(others[k, RELATIONS.index(r)]) for r, back in ELSEWHERE.get(c.predicate, ())
                 if (k := number.get((c.o, c.s) if back else (c.s, c.o))) is not None), default=0.0),
            *(max((x for x in _without(nearby[name, *key], c.score)), default=0.0)
              for name, key in _neighbours(c, reading)),
            float(np.log1p(abs(int(reading.mentions.start[c.s] - reading.mentions.start[c.o])))),
            # What has no name has no type that could be doubted.
            min(sure_of.get(c.subject, 1.0), sure_of.get(c.object, 1.0)),
            *_before(c, names, known))


def _before(c: Candidate, names: Mapping[int, set[str]], known: Known) -> tuple[float, float, float, float]:
    """What annotated articles said before: this; this of something else in the place of one end; of each end something,
    but never this; something else of both."""
    before = known.before(names.get(c.subject, ()), c.predicate, names.get(c.object, ()))
    this, otherwise = (float(np.log1p(min(number, ENOUGH))) for number in (before.this, before.otherwise))
    if this:
        return this, 0.0, 0.0, 0.0
    # One article alone may be wrong, or of another time.
    elsewhere = before.elsewhere > 1
    return 0.0, float(elsewhere), float(before.familiar and not elsewhere), otherwise


def _plain(reading: Reading) -> dict[int, set[str]]:
    """The names of each entity, as what is known is looked up by them."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for m in reading.found:
        if m.kind != "Ref":
            found[m.entity].add(plain(surface(reading.words, m)))
    return found


def _neighbours(c: Candidate, reading: Reading) -> tuple[tuple[str, tuple[int, str, int]], ...]:
    """What a candidate stands beside in its sentence: other objects of its subject, other subjects of its object, and
    other predicates of its pair."""
    home = _home(reading, c.s, c.o)
    return (("subject", (c.subject, c.predicate, home)), ("object", (c.object, c.predicate, home)),
            ("pair", (min(c.subject, c.object), str(max(c.subject, c.object)), home)))


def _without(scores: Sequence[float], score: float) -> list[float]:
    rest = list(scores)
    rest.remove(score)
    return rest


def _sureness(reading: Reading) -> dict[int, float]:
    """The probability of each entity's type, over its mentions."""
    found: defaultdict[int, list[float]] = defaultdict(list)
    for m in reading.found:
        if m.kind != "Ref":
            found[m.entity].append(float(m.types.max() / max(float(m.types.sum()), 1e-6)))
    return {e: sum(x) / len(x) for e, x in found.items()}


def _others(logits: FloatArray) -> FloatArray:
    """Probabilities of all relations: those of CORE exclude each other."""
    p = sigmoid(logits)
    first = RELATIONS.index(f"core:{CORE[0]}")
    core = np.exp(logits[:, first:first + len(CORE)] - logits[:, first:first + len(CORE)].max(-1, keepdims=True))
    p[:, first:first + len(CORE)] = core / core.sum(-1, keepdims=True)
    return p


def decide(found: Sequence[Candidate], settings: Mapping[str, Any]) -> list[Candidate]:
    """The candidates that become facts, with calibrated confidence.

    ``settings["confidence"]`` holds a logistic regression's weights (by feature and by predicate),
    ``settings["thresholds"]`` the confidence from which a predicate's facts are reported.
    """
    weights = settings["confidence"]
    for c in found:
        z = weights["bias"] + weights["predicates"].get(c.predicate, 0.0)
        z += sum(w * x for w, x in zip(weights["features"], c.features, strict=True))
        c.confidence = float(sigmoid(np.array(z, dtype=np.float32)))
    return [c for c in found if c.confidence >= settings["thresholds"][c.predicate]]


def attributes(c: Candidate, reading: Reading) -> tuple[Time, Modality]:
    """When a fact holds and how it is said."""
    assert reading.scores is not None
    time: Time = TIMES[int(reading.scores.time[c.pair].argmax())]  # type: ignore[assignment]
    modality: Modality = MODALITIES[int(reading.scores.modality[c.pair].argmax())]  # type: ignore[assignment]
    return time, modality


def role(c: Candidate, reading: Reading) -> Span | None:
    """The characters of a role: of the marked runs in the subject's sentence, the one that the pair points at."""
    if c.predicate not in WITH_ROLE or reading.scores is None or reading.encoded is None:
        return None
    words, encoded = reading.words, reading.encoded
    inside = np.flatnonzero(words.sentence == words.sentence[reading.found[c.s].start])
    start, end = int(inside[0]), int(inside[-1]) + 1
    best: tuple[float, Span] | None = None
    lean = UNTOLD if min(c.subject, c.object) < 0 else 0.0
    for first, last in _role_spans(words.surfaces[start:end], encoded.roles[start:end], lean):
        a, b = start + first, start + last
        gap = min(max(0, a - m.end, m.start - b) for m in (reading.found[c.s], reading.found[c.o]))
        score = float(reading.scores.role[c.pair] @ encoded.keys[a:b].mean(0)) - AWAY * gap
        if best is None or score > best[0]:
            best = (score, (words.spans[a][0], words.spans[b - 1][1]))
    return best[1] if best is not None and best[0] > -lean else None


def _role_spans(words: Sequence[str], scores: FloatArray, lean: float) -> list[Span]:
    """The runs of words that say a role, two with "and" between them as one, without what no role ends with."""
    runs: list[Span] = []
    for i, tag in enumerate((scores + np.array([0, lean, lean], dtype=np.float32)).argmax(-1)):
        if tag and runs and (runs[-1][1] == i - 1 and words[i - 1] in ("and", "&") or tag == 2 and runs[-1][1] == i):
            runs[-1] = (runs[-1][0], i + 1)
        elif tag:
            runs.append((i, i + 1))
    found = []
    for start, end in runs:
        while start < end and words[end - 1].lower() in _HANGING:
            end -= 1
        start += start < end and words[start] in ("'s", "’s")
        if start < end:
            found.append((start, end))
    return found
