"""Generated news of any size: companies, people and products with names that meet, as extractions.

Names are drawn from a long-tailed distribution, so that a few companies are everywhere and most are rare, as
in real news; the number of different names grows with the number of documents.
"""

import random
from collections.abc import Iterator

from newsgraph.records import Document, Entity, Extraction, Fact, Mention

_SYLLABLES = ("ka lo mi ter nor vex dan sel qui bra ton pel gor hin mar zu fa lic der ost win ran bel cor ta "
              "sha wen ju pri mo").split()
_KINDS = ("Systems", "Labs", "Motors", "Holdings", "Inc.", "Corp", "Group", "Energy", "Bank", "Air")
_ROLES = ("chief executive", "chairman", "CFO", "head of sales")


class World:
    """Everything there is to write about, for a given number of documents and seed."""

    def __init__(self, documents: int, seed: int = 7) -> None:
        self.rng = random.Random(seed)
        self.companies = [self._company() for _ in range(max(50, documents // 4))]
        self.people = [f"{self._word(2)} {self._word(3)}" for _ in range(documents // 2 + 50)]
        self.products = [self._word(2) + (f" {self.rng.randint(1, 20)}" if self.rng.random() < 0.5 else "")
                         for _ in range(documents // 2 + 50)]

    def _word(self, syllables: int) -> str:
        return "".join(self.rng.choice(_SYLLABLES) for _ in range(syllables)).capitalize()

    def _company(self) -> tuple[str, str]:
        short = " ".join(self._word(self.rng.randint(2, 4)) for _ in range(1 + (self.rng.random() < 0.3)))
        return short, f"{short} {self.rng.choice(_KINDS)}"

    def _often(self, number: int) -> int:
        """A place in a list, the first ones far more often."""
        return min(number - 1, int(number**self.rng.random()) - 1)

    def article(self, number: int) -> Extraction:
        """One document with two to four companies and some of their people and products."""
        page = _Page()
        for _ in range(self.rng.randint(2, 4)):
            short, full = self.companies[self._often(len(self.companies))]
            names = [full, short] if self.rng.random() < 0.6 else [self.rng.choice([short, full])]
            company = page.entity("Company", names)
            if self.rng.random() < 0.7:
                person = self.rng.choice(self.people)
                boss = page.entity("Person", [person, person.split()[1]])
                page.fact(boss, "executiveOf", company, self.rng.choice(_ROLES))
            if self.rng.random() < 0.6:
                page.fact(company, "produces", page.entity("Product", [self.rng.choice(self.products)]))
            if page.entities[0] is not company and self.rng.random() < 0.3:
                page.fact(company, "competesWith", page.entities[0])
        id = f"generated-{number:07}"
        return Extraction(Document(id, f"{id}.txt", "", page.text, date=f"2024-01-{number % 28 + 1:02}"),
                          tuple(page.entities), tuple(page.facts), "generated 1")


class _Page:
    """The text of one document as it grows."""

    def __init__(self) -> None:
        self.text = ""
        self.entities: list[Entity] = []
        self.facts: list[Fact] = []

    def entity(self, type: str, names: list[str]) -> Entity:
        mentions = []
        for name in names:
            mentions.append(Mention(len(self.text), len(self.text) + len(name)))
            self.text += f"{name} was in the news again. "
        self.entities.append(Entity(f"e{len(self.entities)}", names[0], type, tuple(mentions)))
        return self.entities[-1]

    def fact(self, subject: Entity, predicate: str, object: Entity, role: str | None = None) -> None:
        one, other = subject.mentions[0], object.mentions[0]
        sentence = (min(one.start, other.start), max(one.end, other.end))
        self.facts.append(Fact(subject.id, predicate, object.id, sentence, (one.start, one.end),
                               (other.start, other.end), role, confidence=0.9, method="generated"))


def articles(documents: int, seed: int = 7) -> Iterator[Extraction]:
    """That many generated documents, the same for the same seed."""
    world = World(documents, seed)
    return (world.article(number) for number in range(documents))
