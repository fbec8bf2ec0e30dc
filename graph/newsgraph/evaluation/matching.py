"""Holds one article's prediction against its gold."""

from collections.abc import Callable
from dataclasses import dataclass, field

from newsgraph.evaluation.counts import HIT, MISSED, WRONG, Tally
from newsgraph.evaluation.gold import GoldArticle, GoldEntity, GoldFact, Key, Names, canonical, key
from newsgraph.evaluation.predictions import PredictedFact, Prediction

Scope = Callable[[GoldFact], bool]

SCOPES: dict[str, Scope] = {"all": lambda fact: True, "explicit": lambda fact: fact.explicit}
"""Which gold facts are asked for. Finding one outside the scope neither counts nor costs."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What became of one predicted fact that counts: `right` or not, with the confidence it was given."""

    predicate: str
    confidence: float
    right: bool


@dataclass(slots=True)
class EntityMatch:
    """Counts by type, the names alone under ``name``, and what went wrong."""

    typed: Tally = field(default_factory=Tally)
    untyped: Tally = field(default_factory=Tally)
    wrong: list[tuple[str, str, GoldEntity | None]] = field(default_factory=list)
    missed: list[GoldEntity] = field(default_factory=list)


def match_entities(article: GoldArticle, prediction: Prediction) -> EntityMatch:
    """Compare the entities by name and type. A repeated entity counts once; an ignored one not at all."""
    names, result = Names(article), EntityMatch()
    named: set[str] = set()
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    for form, kind in prediction.entities:
        name = names.find(form)
        if names.ignores(form) or (name, kind) in seen:
            continue
        seen.add((name, kind))
        entity = names.entities.get(name)
        if entity is None:
            result.untyped.add("name", WRONG)
        elif name not in named:
            named.add(name)
            result.untyped.add("name", HIT)
        if entity is not None and kind in (entity.type, *entity.alt_types):
            if name not in found:
                found.add(name)
                result.typed.add(entity.type, HIT)
            continue
        result.typed.add(kind, WRONG)
        result.wrong.append((form, kind, entity))
    for name, entity in names.entities.items():
        if name not in named:
            result.untyped.add("name", MISSED)
        if name not in found:
            result.typed.add(entity.type, MISSED)
            result.missed.append(entity)
    return result


@dataclass(slots=True)
class FactMatch:
    """Counts by predicate, the judged predictions, the facts found with their predictions, and what went wrong."""

    counts: Tally = field(default_factory=Tally)
    judgements: list[Judgement] = field(default_factory=list)
    matched: list[tuple[GoldFact, PredictedFact]] = field(default_factory=list)
    wrong: list[tuple[PredictedFact, Key]] = field(default_factory=list)
    missed: list[GoldFact] = field(default_factory=list)


def match_facts(article: GoldArticle, prediction: Prediction, scope: Scope = SCOPES["all"]) -> FactMatch:
    """Compare the asserted facts, by name.

    A fact said twice counts once, with its highest confidence. What the gold holds debatable or outside
    `scope`, and what touches an ignored name, neither counts nor costs.
    """
    names, result = Names(article), FactMatch()
    wanted: dict[Key, GoldFact] = {}
    free: set[Key] = set()
    for fact in article.facts:
        if fact.status == "debatable":
            free.add(fact.key)
        elif fact.status == "asserted" and scope(fact):
            for statement in fact.keys:
                wanted.setdefault(statement, fact)
        elif fact.status == "asserted":
            free.update(fact.keys)
    found: set[Key] = set()
    for statement, predicted in _distinct(names, prediction).items():
        gold = wanted.get(statement)
        if gold is not None and gold.key not in found:
            found.add(gold.key)
            result.counts.add(canonical(gold.predicate), HIT)
            result.judgements.append(Judgement(predicted.predicate, predicted.confidence, True))
            result.matched.append((gold, predicted))
        elif gold is None and statement not in free:
            result.counts.add(canonical(predicted.predicate), WRONG)
            result.judgements.append(Judgement(predicted.predicate, predicted.confidence, False))
            result.wrong.append((predicted, statement))
    for identity, fact in {fact.key: fact for fact in wanted.values()}.items():
        if identity not in found:
            result.counts.add(canonical(fact.predicate), MISSED)
            result.missed.append(fact)
    return result


def _distinct(names: Names, prediction: Prediction) -> dict[Key, PredictedFact]:
    distinct: dict[Key, PredictedFact] = {}
    for fact in prediction.facts:
        if names.ignores(fact.subject) or names.ignores(fact.object):
            continue
        statement = key(names.find(fact.subject), fact.predicate, names.find(fact.object))
        known = distinct.get(statement)
        if known is None or fact.confidence > known.confidence:
            distinct[statement] = fact
    return distinct
