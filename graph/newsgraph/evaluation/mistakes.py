"""Names what went wrong, one mistake at a time, with the sentence."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsgraph.evaluation.gold import GoldFact, Key, Names, canonical
from newsgraph.evaluation.scoring import ArticleResult, Evaluation
from newsgraph.evaluation.surface import fold


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing wrong or missed. `kind` is why, `label` the type or predicate, `what` the item itself."""

    article: str
    what: str
    kind: str
    label: str
    sentence: str = ""
    method: str = ""

    def to_json(self) -> dict[str, str]:
        """Every field by its name."""
        return {"article": self.article, "kind": self.kind, "label": self.label, "what": self.what,
                "sentence": self.sentence, "method": self.method}


def mistakes(evaluation: Evaluation) -> list[Mistake]:
    """Every wrong or missed entity and fact, in the order of the articles; facts in all scopes."""
    return [mistake for result in evaluation.articles for mistake in (*_entities(result), *_facts(result))]


def commonest(found: Iterable[Mistake], number: int = 20) -> list[tuple[str, str, int, Mistake]]:
    """The commonest kinds as (kind, label, count, an example), most frequent first.

    Examples
    --------
    >>> commonest([Mistake("a", "x", "not found", "Person"), Mistake("b", "y", "not found", "Person")])[0][2]
    2
    """
    found = list(found)
    counts = Counter((mistake.kind, mistake.label) for mistake in found)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:number]
    # The shortest sentence that there is makes the clearest example.
    return [(kind, label, count, min((m for m in found if (m.kind, m.label) == (kind, label)),
                                     key=lambda m: (not m.sentence, len(m.sentence), m.article, m.what)))
            for (kind, label), count in ranked]


def _entities(result: ArticleResult) -> Iterator[Mistake]:
    names = Names(result.gold)
    forms = {fold(form) for entity in result.gold.entities for form in (entity.name, *entity.aliases)}
    predicted = {fold(form) for form, _ in result.prediction.entities}
    for form, kind, entity in result.entities.wrong:
        if entity is not None:
            why = f"entity: {entity.type} taken for {kind}"
        elif any(_part(fold(form), gold) or _part(gold, fold(form)) for gold in forms):
            why = "entity: name cut wrongly"
        else:
            why = "entity: no name of ours"
        yield Mistake(result.gold.id, f"{form} ({kind})", why, kind, _sentence(result.gold.text, form))
    for entity in result.entities.missed:
        own = {fold(form) for form in (entity.name, *entity.aliases)}
        if own & predicted:
            continue  # found with a wrong type, told above
        cut = any(_part(a, b) or _part(b, a) for a in own for b in predicted if names.find(b).startswith("?"))
        yield Mistake(result.gold.id, f"{entity.name} ({entity.type})",
                      "entity: missed, cut wrongly" if cut else "entity: missed", entity.type,
                      _sentence(result.gold.text, entity.name))


def _facts(result: ArticleResult) -> Iterator[Mistake]:
    gold = [fact for fact in result.gold.facts if fact.status == "asserted"]
    wrong = {f.key: f.status for f in result.gold.facts if f.status not in ("asserted", "debatable")}
    for fact, statement in result.facts["all"].wrong:
        yield Mistake(result.gold.id, _line(fact.subject, fact.predicate, fact.object),
                      "fact: " + _why_wrong(statement, gold, wrong), canonical(fact.predicate), fact.evidence,
                      fact.method)
    names = Names(result.gold)
    known = {names.find(form) for form, _ in result.prediction.entities}
    pairs = {frozenset((names.find(f.subject), names.find(f.object))) for f in result.prediction.facts}
    for missed in result.facts["all"].missed:
        yield Mistake(result.gold.id, _line(missed.subject, missed.predicate, missed.object),
                      "fact: missed, " + _why_missed(missed, names, known, pairs),
                      canonical(missed.predicate), missed.evidence)


def _why_wrong(statement: Key, gold: list[GoldFact], wrong: dict[Key, str]) -> str:
    predicate, subject, object_ = statement
    reasons = {"trap": "tempting, but not said", "rumour": "only rumoured", "hypothetical": "only possible",
               "negated": "denied in the text"}
    if statement in wrong:
        return reasons.get(wrong[statement], wrong[statement])
    if subject.startswith("?") or object_.startswith("?"):
        return "an argument is no entity"
    if any(f.key == (predicate, object_, subject) for f in gold):
        return "subject and object swapped"
    others = sorted({canonical(f.predicate) for f in gold if {f.subject, f.object} == {subject, object_}})
    if others:
        return f"{others[0]} is said of the pair"
    if any(f.key[0] == predicate and f.object == object_ for f in gold):
        return "right but for the subject"
    if any(f.key[0] == predicate and f.subject == subject for f in gold):
        return "right but for the object"
    return "nothing is said of the pair"


def _why_missed(fact: GoldFact, names: Names, known: set[str], pairs: set[frozenset[str]]) -> str:
    if fact.subject not in known or fact.object not in known:
        return "a name was not found"
    if frozenset((fact.subject, fact.object)) in pairs:
        return "another predicate was found"
    if not fact.explicit:
        return "its sentence does not hold both"
    if any(words is not None and names.find(words).startswith("?") for words in fact.arguments):
        return "said through a pronoun or noun"
    return "both names in the sentence"


def _line(subject: str, predicate: str, object_: str) -> str:
    return f"{subject} > {predicate} > {object_}"


def _part(inner: str, outer: str) -> bool:
    return inner != outer and f" {inner} " in f" {outer} "


def _sentence(text: str, form: str) -> str:
    from newsgraph.evaluation.sentences import sentences

    at = text.find(form)
    return next((" ".join(text[s:e].split()) for s, e in sentences(text) if at >= 0 and s <= at < e), "")


