"""The trained extractor: documents in, entities and facts out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from newsgraph.extraction.neural.deciding import Candidate, attributes, candidates, decide, role, stands
from newsgraph.extraction.neural.labels import CORE, RELATIONS
from newsgraph.extraction.neural.model import Model
from newsgraph.extraction.neural.naming import Marked, characters, surface
from newsgraph.extraction.neural.pairs import REACH, UNTYPED, Mentions
from newsgraph.extraction.neural.reading import Reading, read
from newsgraph.extraction.neural.words import Words, split
from newsgraph.extraction.revision import revision
from newsgraph.extraction.rules.lexicon import word_class
from newsgraph.lexicon import PRONOUNS
from newsgraph.records import Document, Entity, Extraction, Fact, Kind, Mention, Span
from newsgraph.vocabulary import ARGUMENTS, TYPES

_PERSONAL = frozenset("he him his she her hers who whom".split())


class Rules(Protocol):
    """Rules whose word is weighed with the model's."""

    stop: frozenset[str]
    """Lower-case words that are no names by themselves."""

    def words(self, text: str) -> Words:
        """The words of a text, with their parse."""
        ...

    def facts(self, text: str, entities: list[Entity]) -> list[Fact]:
        """What the rules say of given entities."""
        ...

    def references(self, text: str, entities: list[Entity]) -> list[Entity]:
        """The entities with the pronouns and nominals that the rules take to stand for them."""
        ...


class NeuralExtractor:
    """The trained model, with relation rules beside it where they are given.

    Parameters
    ----------
    model
        Its weights; by default those of the package.
    rules
        Rules whose word on relations is weighed with the model's.
    """

    def __init__(self, model: Model | None = None, rules: Rules | None = None) -> None:
        self.model = model or Model()
        self.rules = rules
        self.kind = "model" if rules is None else "hybrid" if self.model.remembers else "reading"
        self.settings = self.model.settings[self.kind]

    @property
    def version(self) -> str:
        """Name and version: equal versions give equal extractions."""
        return f"{self.kind}-{self.model.version}-{revision()}"

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """Extract from many documents, in their order; each is read on its own, whatever the batch size."""
        return map(self.extract, documents)

    def extract(self, document: Document) -> Extraction:
        """Find the entities and facts of one document."""
        text = document.text
        reading = self.read(text)
        entities, ids = _entities(text, reading.words, reading.found, reading.stands_for)
        chosen = decide(self.candidates(text, reading), self.settings)
        for end, (m, kinds) in _unnamed(chosen, reading.found).items():
            ids[end] = f"e{len(entities)}"
            entities.append(Entity(ids[end], _slice(text, reading.words, m), _kind(kinds, reading.words, m),
                                   (_mention(reading.words, m),), named=False))
        facts = _settled([_fact(c, ids, reading, text) for c in chosen])
        facts += _provided(text, reading, ids, entities)
        return Extraction(document, tuple(entities), tuple(facts), self.version)

    def read(self, text: str) -> Reading:
        """What the model says of a text."""
        if self.rules is None:
            return read(self.model, split(text))
        words = self.rules.words(text)
        return read(self.model, words, self.rules.stop, lambda found: self._pointers(text, words, found))

    def candidates(self, text: str, reading: Reading) -> list[Candidate]:
        """Every possible fact of a reading, with its features."""
        if self.rules is None:
            return candidates(reading, self.model.known)
        entities, ids = _entities(text, reading.words, reading.found, reading.stands_for)
        return candidates(reading, self.model.known, self.rules.facts(text, entities),
                          {name: e for e, name in ids.items()})

    def classify_pair(self, text: str, subject_span: Span, object_span: Span) -> str:
        """The relation of two given mentions, by the classes of the CORE corpus."""
        words = self.rules.words(text) if self.rules else split(text)
        spans = [words.cover(*subject_span), words.cover(*object_span)]
        if spans[0] is None or spans[1] is None:
            return CORE[-1]
        import numpy as np

        mentions = Mentions.of([s for s in spans if s], words.sentence, [UNTYPED, UNTYPED], [False, False], [0, 1])
        scores = self.model.pairs(self.model.encode(words), mentions, np.array([0]), np.array([1]), words)
        first = RELATIONS.index(f"core:{CORE[0]}")
        return CORE[int(scores.relation[0, first:first + len(CORE)].argmax())]

    def _pointers(self, text: str, words: Words, found: list[Marked]) -> dict[int, int]:
        """The number of each reference that the rules link -> its entity's."""
        assert self.rules is not None
        references = {characters(words, m): i for i, m in enumerate(found) if m.kind == "Ref"}
        if not references:
            return {}
        entities, ids = _entities(text, words, found, {})
        number = {name: e for e, name in ids.items()}
        told = [(mention, number[entity.id]) for entity in self.rules.references(text, entities) if entity.id in number
                for mention in entity.mentions if mention.kind != "name"]
        return {i: e for mention, e in told for (start, end), i in references.items()
                if start < mention.end and mention.start < end}


def _entities(text: str, words: Words, found: list[Marked], stands_for: Mapping[int, list[tuple[int, float]]]
              ) -> tuple[list[Entity], dict[int, str]]:
    """The named entities among marked runs, with the references that stand for them; and the id of each number."""
    names: defaultdict[int, list[Marked]] = defaultdict(list)
    mentions: defaultdict[int, list[Marked]] = defaultdict(list)
    for i, m in enumerate(found):
        if m.kind != "Ref":
            names[m.entity].append(m)
            mentions[m.entity].append(m)
        else:
            for e, _ in stands_for.get(i, [])[:1]:
                mentions[e].append(m)
    entities: list[Entity] = []
    ids: dict[int, str] = {}
    for e in sorted(names, key=lambda e: names[e][0].start):
        best = max(names[e], key=lambda m: (m.end - m.start, len(surface(words, m)), -m.start))
        ids[e] = f"e{len(entities)}"
        entities.append(Entity(ids[e], _slice(text, words, best), names[e][0].kind, tuple(
            _mention(words, m) for m in sorted(mentions[e], key=lambda m: m.start))))
    return entities, ids


def _unnamed(chosen: Iterable[Candidate], found: list[Marked]) -> dict[int, tuple[Marked, list[str]]]:
    """What stands in facts without a name: its words, and the types that all its predicates allow there."""
    kinds: dict[int, tuple[Marked, list[str]]] = {}
    for c in chosen:
        for end, mention, told in zip((c.subject, c.object), (c.s, c.o), ARGUMENTS[c.predicate], strict=True):
            if end < 0:
                m, before = kinds.get(end, (found[mention], list(TYPES)))
                kinds[end] = m, [kind for kind in before if kind in told.split()] or before
    return kinds


def _kind(kinds: list[str], words: Words, m: Marked) -> str:
    """The likeliest of some types for words that are no name: a person where they say so, a company rather than
    anything else."""
    said = words.surfaces[m.end - 1].lower()
    order = ["Person", "Company"] if said in _PERSONAL or said in word_class("person") else ["Company"]
    return next((kind for kind in order if kind in kinds), kinds[0] if kinds[0] != "Person" else kinds[-1])


def _provided(text: str, reading: Reading, ids: dict[int, str], entities: list[Entity]) -> list[Fact]:
    """What is said to be made without having a name ("gate valves"); adds the products to the entities."""
    words = reading.words
    best: dict[tuple[str, Span], tuple[float, int, int]] = {}
    for i, good, probability in reading.provided:
        maker = next((e for e, _ in stands(reading, i)), -1)
        if maker in ids:
            key = ids[maker], characters(words, good)
            best[key] = max(best.get(key, (0.0, 0, 0)), (probability, i, int(words.sentence[good.start])))
    products: dict[Span, str] = {}
    facts = []
    for (maker_id, at), (probability, i, sentence) in best.items():
        if at not in products:
            products[at] = f"e{len(entities)}"
            entities.append(Entity(products[at], text[slice(*at)], "Product", (Mention(*at, "nominal"),), False))
        facts.append(Fact(maker_id, "produces", products[at], words.sentences[sentence],
                          characters(words, reading.found[i]), at, confidence=round(probability, 4),
                          method="model:provides"))
    return facts


def _settled(facts: list[Fact]) -> list[Fact]:
    """The facts without those of which the same passage says otherwise with more confidence: that two talk of a
    takeover, and that it took place."""
    kept: defaultdict[tuple[str, str, str], list[Fact]] = defaultdict(list)
    for fact in sorted(facts, key=lambda f: -f.confidence):
        same = kept[fact.subject, fact.predicate, fact.object]
        if not any(f.modality != fact.modality and f.sentence[0] < fact.sentence[1] and fact.sentence[0] < f.sentence[1]
                   for f in same):
            same.append(fact)
    chosen = {id(fact) for same in kept.values() for fact in same}
    return [fact for fact in facts if id(fact) in chosen]


def _fact(c: Candidate, ids: dict[int, str], reading: Reading, text: str) -> Fact:
    words = reading.words
    a, b = reading.found[c.s], reading.found[c.o]
    low, high = sorted((int(words.sentence[a.start]), int(words.sentence[b.start])))
    # Of two that are far apart the later one says it; the other is where its unspoken argument was named.
    sentence = (words.sentences[low if high - low <= REACH else high][0], words.sentences[high][1])
    time, modality = attributes(c, reading)
    at = role(c, reading)
    said = text[slice(*at)] if at else c.rule.role if c.rule else None
    method = "model" if c.rule is None else f"model+{c.rule.method}"
    return Fact(ids[c.subject], c.predicate, ids[c.object], sentence, characters(words, a), characters(words, b),
                said, time, modality, round(c.confidence, 4), method)


def _mention(words: Words, m: Marked) -> Mention:
    start, end = characters(words, m)
    kind: Kind = "name"
    if m.kind == "Ref":
        kind = "pronoun" if m.end - m.start == 1 and words.surfaces[m.start].lower() in PRONOUNS else "nominal"
    return Mention(start, end, kind)


def _slice(text: str, words: Words, m: Marked) -> str:
    start, end = characters(words, m)
    return text[start:end]
