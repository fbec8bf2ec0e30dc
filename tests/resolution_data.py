"""Random documents whose names meet: short and full forms, initials, makers, surnames, many types."""

import random

from hypothesis import strategies as st

from newsgraph.records import Document, Entity, Extraction, Fact, Mention
from newsgraph.resolution import Decision, Decisions

NAMES = {
    "Company": [
        "Ford",
        "Ford Motor Company",
        "Ford Motor",
        "IBM",
        "International Business Machines",
        "Delta",
        "Delta Air",
        "Delta Electronics",
        "Delta Holdings",
        "Nestlé S.A.",
        "Nestle",
        "Acme Inc.",
        "ACME",
        "Central Bank",
        "Instagram",
        "Globex",
        "Globex's Initech",
        "Initech",
        "Zoellick Systems",
        "Zoelick Systems",
        "Meta",
        "Facebook",
        "百度",
        "Baidu",
    ],
    "Organization": ["Labour Party", "Central Bank", "Acme", "WTO", "World Trade Organization"],
    "Person": [
        "John Smith",
        "Smith",
        "Jane Doe",
        "J. Doe",
        "Robin Li",
        "Li",
        "John A. Smith",
        "Ann Kowalczyk",
        "Anne Kowalczyk",
        "Kowalczyk",
    ],
    "Product": [
        "Galaxy",
        "Galaxy S24",
        "Galaxy S24 Ultra",
        "Acme Rocket",
        "Rocket",
        "GPT-4",
        "GPT-4o",
        "Instagram",
    ],
    "Place": ["UK", "British", "United Kingdom", "New Zealand", "Paris"],
    "Event": ["CES", "CES 2024", "2024 CES"],
}
TYPES = sorted(NAMES)
PREDICATES = [("executiveOf", "Person", "Company"), ("produces", "Company", "Product"),
              ("subsidiaryOf", "Company", "Company"), ("locatedIn", "Company", "Place"),
              ("memberOf", "Person", "Organization"), ("competesWith", "Product", "Product"),
              ("acquired", "Company", "Company")]
ROLES = [None, "CEO", "chief executive", "Chairwoman", "head of sales"]
TIMES = ["current"] * 3 + ["past", "future"]
MODALITIES = ["asserted"] * 5 + ["negated", "rumoured"]
DATES = [None, "2023-11-02", "2024-02-01", "2024-02-01T08:30:00Z", "2024-07-15"]


def extraction(id: str, seed: int) -> Extraction:
    """One random document; the same for the same seed."""
    rng = random.Random(seed)
    text, entities, by_type = "", [], {}
    for number in range(rng.randint(1, 6)):
        type = rng.choice(TYPES)
        chosen = rng.sample(NAMES[type], 1 if rng.random() < 0.75 else 2)
        mentions = []
        for name in chosen:
            mentions.append(Mention(len(text), len(text) + len(name)))
            text += name + ", "
        entity = Entity(f"e{number}", chosen[0], type, tuple(mentions), rng.random() > 0.05)
        entities.append(entity)
        by_type.setdefault(type, []).append(entity)
    facts = []
    for predicate, subject, object in rng.sample(PREDICATES, 4):
        if subject in by_type and object in by_type:
            one, other = rng.choice(by_type[subject]), rng.choice(by_type[object])
            if one.id != other.id:
                facts.append(Fact(one.id, predicate, other.id, (0, len(text)),
                                  (one.mentions[0].start, one.mentions[0].end),
                                  (other.mentions[0].start, other.mentions[0].end),
                                  rng.choice(ROLES) if predicate == "executiveOf" else None, rng.choice(TIMES),
                                  rng.choice(MODALITIES), round(rng.random(), 2)))
    document = Document(id, id, str(seed), text, date=rng.choice(DATES))
    return Extraction(document, tuple(entities), tuple(facts), "test 1")


def extractions(least: int = 0, most: int = 14) -> st.SearchStrategy[list[Extraction]]:
    """Lists of random documents with different ids."""
    return st.lists(st.integers(0, 10**6), min_size=least, max_size=most).map(
        lambda seeds: [extraction(f"d{i}", seed) for i, seed in enumerate(seeds)])


@st.composite
def decisions(draw: st.DrawFn) -> Decisions:
    """A few random decisions about the names above."""
    found = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["merge", "split", "rename", "retype", "reject", "confirm", "link"]))
        type = draw(st.sampled_from(TYPES))
        names = draw(st.lists(st.sampled_from(NAMES[type]), min_size=2, max_size=2, unique=True))
        documents = tuple(draw(st.lists(st.sampled_from(["d0", "d1", "d2"]), max_size=2, unique=True)))
        asked = draw(st.sampled_from([type, None]))
        if kind == "split" and documents:
            found.append(Decision(kind, (names[0],), asked, documents))
        elif kind in {"merge", "split", "confirm"}:
            found.append(Decision(kind, tuple(names), asked))
        elif kind == "rename":
            found.append(Decision(kind, (names[0],), asked, to="Renamed"))
        elif kind == "link":
            found.append(Decision(kind, (names[0],), type, documents, to=draw(st.sampled_from(["Q1", "Q2"])),
                                  score=0.9))
        elif kind == "retype":
            found.append(Decision(kind, (names[0],), asked, documents, to=draw(st.sampled_from(TYPES))))
        else:
            found.append(Decision(kind, (names[0],), asked, documents))
    return Decisions(tuple(found))
