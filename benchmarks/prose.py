"""Generated articles of about 300 words whose facts are known: our own templates, filled with made-up names.

Unlike `benchmarks.generated`, which gives extractions for measuring what comes after them, these are texts to extract
from. Each sentence that states a fact stands among sentences that state none.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.generated import World
from newsgraph.records import Document

_FACTS = (
    ("executiveOf", "{person}, chief executive of {company}, said on Monday that the year had begun well."),
    ("executiveOf", "{company} named {person} as its chief financial officer."),
    ("founderOf", "{person} founded {company} in 2009 with two friends from university."),
    ("produces", "{company} has launched the {product}, which will be sold from the spring."),
    ("produces", "The {product}, made by {company}, costs a third less than the one before it."),
    ("competesWith", "{company} competes with {other} for the same customers."),
    ("acquired", "{company} bought {other} for $40 million last year."),
    ("subsidiaryOf", "{company}, a subsidiary of {other}, runs four of the plants."),
    ("partnerOf", "{company} and {other} are partners in the new venture."),
    ("locatedIn", "{company} is based in {place}."),
)
_FILLER = (
    "Analysts had expected a slower start to the season, and some of them would look at the figures again.",
    "Sales rose in nearly every region, although the weather kept many buyers at home for most of February.",
    "The price of energy remains the largest worry of the trade, followed by the shortage of people who know the work.",
    "None of the figures has been checked by an outside auditor, and a full report is to be out before the summer.",
    "At the meeting in the town hall several shareholders asked why the dividend had not been raised for a third year.",
    "Until then the warehouses are to be kept open at weekends, so that orders can leave on the day they come in.",
    "Whether that will be enough depends on how quickly the courts decide, which nobody in the room wanted to guess.",
    "A spokeswoman declined to comment on talk of further cuts and pointed to a statement made last autumn.",
    "Most of the growth came from smaller towns, where shops had been refitted and opening hours were made longer.",
    "It was the fourth change of plan in two years, and it will not be the last, as people close to the matter say.",
)
_PLACES = ("Lisbon", "Toronto", "Nairobi", "Osaka", "Chicago", "Munich", "Lima", "Leeds")


@dataclass(frozen=True, slots=True)
class Meant:
    """A fact that an article states, by the names it uses."""

    subject: str
    predicate: str
    object: str


def articles(number: int, seed: int = 11) -> Iterator[tuple[Document, list[Meant]]]:
    """That many articles with what they say, the same for the same seed.

    >>> [(document, meant)] = articles(1)
    >>> 250 < len(document.text.split()) < 400, all(fact.subject in document.text for fact in meant)
    (True, True)
    """
    world = World(min(number, 50_000), seed)
    rng = random.Random(seed)
    for at in range(number):
        yield _article(at, world, rng)


def _article(number: int, world: World, rng: random.Random) -> tuple[Document, list[Meant]]:
    meant: list[Meant] = []
    paragraphs, title = [], ""
    for _ in range(4):
        sentences = rng.sample(_FILLER, 2)
        for predicate, template in rng.sample(_FACTS, 2):
            company, other = (rng.choice(world.companies)[1] for _ in range(2))
            # In the order of subject and object.
            names = {"person": rng.choice(world.people), "company": company, "other": other,
                     "product": rng.choice(world.products), "place": rng.choice(_PLACES)}
            title = title or f"{company} in the news"
            sentences.insert(rng.randrange(len(sentences) + 1), template.format(**names))
            ends = [name for word, name in names.items() if f"{{{word}}}" in template]
            meant.append(Meant(ends[0], predicate, ends[-1]))
        paragraphs.append(" ".join(sentences))
    id = f"prose-{number:07}"
    text = "\n\n".join(paragraphs)
    return Document(id, f"{id}.txt", title, text, date=f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}"), meant
