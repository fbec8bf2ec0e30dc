"""Rows that are scored by where mentions stand: KnowledgeNet, the product corpus, Re-DocRED; and CORE."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from benchmarks.data import Row, document
from benchmarks.figures import Figure, of_score
from newsgraph.evaluation.counts import Counts, Tally
from newsgraph.evaluation.mentions import MentionFact, match_mentions, spread, stated
from newsgraph.evaluation.scoring import score
from newsgraph.evaluation.sentences import sentences, within_one
from newsgraph.evaluation.splits import knowledgenet_document
from newsgraph.records import Extraction, Fact, Span

Progress = Callable[[Iterable[Any], str, int], Iterator[Any]]
"""(items, label, how many) -> the items, while a bar moves."""

Pairs = Callable[[Extraction], Iterator[tuple[Fact, Span, Span]]]

PROPERTIES = ("CEO", "EMPLOYEE_OR_MEMBER_OF", "FOUNDED_BY", "SUBSIDIARY_OF", "HEADQUARTERS")

_CHIEF = re.compile(r"\b(?:ceo|chief executive|managing director)\b", re.IGNORECASE)


def properties(found: Extraction, pairs: Pairs) -> list[MentionFact]:
    """Our facts as KnowledgeNet's. A founder is also a member: so its annotators mostly decided."""
    facts = []
    for fact, subject, object_ in pairs(found):
        if fact.predicate in ("executiveOf", "employedBy", "memberOf", "founderOf"):
            facts.append(MentionFact("EMPLOYEE_OR_MEMBER_OF", subject, object_, fact.confidence))
        if fact.predicate == "executiveOf" and _CHIEF.search(fact.role or ""):
            facts.append(MentionFact("CEO", object_, subject, fact.confidence))
        if fact.predicate == "founderOf":
            facts.append(MentionFact("FOUNDED_BY", object_, subject, fact.confidence))
        if fact.predicate == "subsidiaryOf":
            facts.append(MentionFact("SUBSIDIARY_OF", subject, object_, fact.confidence))
        if fact.predicate == "locatedIn":
            facts.append(MentionFact("HEADQUARTERS", subject, object_, fact.confidence))
    return facts


def gold_facts(row: Row, predicates: Iterable[str]) -> list[MentionFact]:
    """The row's facts of some predicates."""
    wanted = set(predicates)
    return [MentionFact(f["predicate"], tuple(f["subject"]), tuple(f["object"]))
            for f in row["facts"] if f["predicate"] in wanted]


def _extracted(
    rows: list[Row], model: Any, progress: Progress, label: str,
) -> Iterator[tuple[Row, Extraction]]:
    found = progress(model.pipe(map(document, rows)), label, len(rows))
    return zip(rows, found, strict=True)


def knowledgenet(rows: list[Row], model: Any, progress: Progress) -> list[Figure]:
    """Both readings: over all coreferent mentions, as its own scorer asks, and the facts as stated."""
    readings: dict[str, Pairs] = {"all mentions": spread, "as stated": stated}
    tallies: dict[str, dict[str, Tally]] = {name: {} for name in readings}
    for row, found in _extracted(rows, model, progress, "KnowledgeNet"):
        annotated = set(row["annotated"]) & set(PROPERTIES)
        for name, pairs in readings.items():
            tally = match_mentions(gold_facts(row, PROPERTIES), properties(found, pairs), annotated)
            of_document = tallies[name].setdefault(knowledgenet_document(row["id"]), Tally())
            for label, counts in tally.items():
                of_document.add(label, counts)
    figures = []
    for name in readings:
        scores = score(list(tallies[name].values()))
        goals = (0.81, 0.68) if name == "all mentions" else (None, None)
        on = "KnowledgeNet, held-out documents"
        figures.append(of_score(on, f"5 properties, {name}: F1", scores["all"], *goals))
        figures += [of_score(on, f"{label}, {name}: F1", scores[label]) for label in PROPERTIES
                    if label in scores]
    return figures


def products(rows: list[Row], model: Any, progress: Progress) -> list[Figure]:
    """Who provides which product, by span, in whole documents; it pairs only what stands in one sentence."""
    name, tallies = "CompanyProvidesProduct", []
    for row, found in _extracted(rows, model, progress, "product corpus"):
        within = sentences(row["text"])
        predicted = [MentionFact(name, subject, object_, fact.confidence)
                     for fact, subject, object_ in stated(found) if fact.predicate == "produces"
                     and within_one(within, (min(subject[0], object_[0]), max(subject[1], object_[1])))]
        tallies.append(match_mentions(gold_facts(row, [name]), predicted, {name}))
    return [of_score("product-corpus-dev", f"{name}, end to end: F1", score(tallies)["all"], 0.60, 0.40)]


def redocred(rows: list[Row], model: Any, progress: Progress) -> list[Figure]:
    """Exact boundaries and types of persons and organisations."""
    ours = {"Person": "PER", "Company": "ORG", "Organization": "ORG"}
    tallies = []
    for row, found in _extracted(rows, model, progress, "Re-DocRED"):
        gold = {(e["start"], e["end"], e["type"]) for e in row["entities"] if e["type"] in ("PER", "ORG")}
        predicted = {(m.start, m.end, ours[e.type]) for e in found.entities if e.type in ours
                     for m in e.mentions if m.kind == "name"}
        tally = Tally()
        for *_, label in gold & predicted:
            tally.add(label, Counts(right=1, found=1))
        for *_, label in gold:
            tally.add(label, Counts(gold=1))
        for *_, label in predicted:
            tally.add(label, Counts(predicted=1))
        tallies.append(tally)
    scores = score(tallies)
    goals = {"PER": (0.93, 0.89), "ORG": (0.83, 0.75)}
    on = "Re-DocRED, held-out documents"
    return [of_score(on, f"{label} mentions, exact: F1", scores[label], *goals[label])
            for label in goals if label in scores]


def core(rows: list[Row], model: Any, progress: Progress) -> list[Figure]:
    """The relation between two given mentions, one of twelve classes; not measured if it cannot be asked."""
    on, classify = "CORE, held-out contexts", getattr(model, "classify_pair", None)
    if classify is None:
        return [Figure(on, "12 classes, gold mentions: accuracy", 0.0, 0, goal=0.82, floor=0.75,
                       note="NOT MEASURED: this model has no classify_pair")]
    tallies = []
    for row in progress(rows, "CORE", len(rows)):
        fact = row["facts"][0]
        label = classify(row["text"], tuple(fact["subject"]), tuple(fact["object"]))
        hit = int(label == fact["predicate"])
        tally = Tally()
        tally.add(fact["predicate"], Counts(gold=1, found=hit))
        tally.add(label, Counts(predicted=1, right=hit))
        tallies.append(tally)
    scores = score(tallies)
    # With one answer to each question precision, recall and F1 of the whole are the accuracy.
    whole = scores["all"]
    figures = [Figure(on, "12 classes, gold mentions: accuracy", whole.recall, len(rows), low=whole.low,
                      high=whole.high, goal=0.82, floor=0.75)]
    goals = {"competitor_of": (0.75, 0.58), "product_or_service_of": (0.90, 0.84)}
    return figures + [of_score(on, f"{label}: F1", scores[label], *goals[label])
                      for label in goals if label in scores]
