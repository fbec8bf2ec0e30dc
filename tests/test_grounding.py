"""Grounding: whatever an extractor finds stands in its document, letter by letter.

Every name, mention, sentence, argument and role is a part of the text and lies within it, for every extractor, over
real articles and over texts that nobody would write.
"""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgraph import samples
from newsgraph.documents import read
from newsgraph.extraction import Extractor, load
from newsgraph.extraction.neural.model import WEIGHTS
from newsgraph.records import Document, Entity, Extraction, Fact, Kind, Mention, Modality, Time

DATA = Path(__file__).parents[2] / "shared" / "data"
SHARED = sorted(path.name for path in DATA.glob("*.jsonl.gz"))
SAMPLE = 60
EXTRACTORS = ["rules", "default"]

each = pytest.mark.parametrize("model", EXTRACTORS)


@cache
def extractor(model: str) -> Extractor:
    return load(model)


def found(model: str, document: Document) -> Extraction:
    if model == "default" and not WEIGHTS.is_dir():
        pytest.skip("the trained weights are not here")
    return extractor(model).extract(document)


def ungrounded(extraction: Extraction) -> Iterator[str]:
    """What an extraction holds that its document does not."""
    text = extraction.document.text

    def inside(span: tuple[int, int]) -> bool:
        return all(isinstance(at, int) for at in span) and 0 <= span[0] < span[1] <= len(text)

    known = {e.id: e for e in extraction.entities}
    if len(known) != len(extraction.entities):
        yield "two entities share an id"
    for entity in extraction.entities:
        if not all(inside((m.start, m.end)) and m.kind in get_args(Kind) for m in entity.mentions):
            yield f"{entity!r} has a mention that is none"
        forms = {text[m.start:m.end] for m in entity.mentions if m.kind == "name" or not entity.named}
        if entity.name not in forms:
            yield f"the name of {entity!r} is none of its mentions"
    for fact in extraction.facts:
        if not {fact.subject, fact.object} <= known.keys() or fact.subject == fact.object:
            yield f"{fact!r} is not about two of the entities"
        if not all(map(inside, (fact.sentence, fact.subject_span, fact.object_span))):
            yield f"{fact!r} has a span that is none"
        if fact.role is not None and (not fact.role.strip() or fact.role not in text):
            yield f"{fact!r} has a role that is not in the text"
        if not 0 <= fact.confidence <= 1 or not fact.method or fact.time not in get_args(Time) \
                or fact.modality not in get_args(Modality):
            yield f"{fact!r} has a value that is none"


def check(model: str, document: Document) -> Extraction:
    extraction = found(model, document)
    assert list(ungrounded(extraction)) == []
    assert extraction.document == document
    assert Extraction.from_json(json.dumps(extraction.to_json())) == extraction
    return extraction


@cache
def shared(name: str) -> tuple[Document, ...]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as lines:
        return tuple(Document(f"{name}/{row['id']}", name, row.get("title", ""), row["text"])
                     for row in map(json.loads, lines))


ACME, LEE = Entity("a", "Acme", "Company", (Mention(0, 4),)), Entity("l", "Lee", "Person", (Mention(11, 14),))
HIRED = Fact("l", "executiveOf", "a", (0, 15), (11, 14), (0, 4), role="head", confidence=0.9, method="x")


@pytest.mark.parametrize("wrong", [
    (replace(ACME, name="Acme Inc."), LEE, HIRED), (replace(ACME, mentions=()), LEE, HIRED),
    (replace(ACME, mentions=(Mention(0, 4), Mention(9, 99))), LEE, HIRED), (ACME, replace(LEE, id="a"), HIRED),
    (replace(ACME, mentions=(Mention(0, 4, "pronoun"),)), LEE, HIRED), (ACME, LEE, replace(HIRED, role="boss")),
    (ACME, LEE, replace(HIRED, sentence=(0, 99))), (ACME, LEE, replace(HIRED, subject_span=(4, 4))),
    (ACME, LEE, replace(HIRED, object_span=(-4, 4))), (ACME, LEE, replace(HIRED, object="z")),
    (ACME, LEE, replace(HIRED, confidence=2.0)), (ACME, LEE, replace(HIRED, object="l")),
])
def test_what_is_not_grounded_is_seen(wrong: tuple[Entity, Entity, Fact]) -> None:
    document = Document("d", "d.txt", "", "Acme head: Lee.")
    assert list(ungrounded(Extraction(document, (ACME, LEE), (HIRED,)))) == []
    assert list(ungrounded(Extraction(document, wrong[:2], wrong[2:]))) != []


@pytest.mark.skipif(not SHARED, reason="the shared texts are not here")
@each
def test_a_sample_of_the_shared_texts(model: str) -> None:
    # Passages of one sentence are the most by number: as many of each set.
    chosen = random.Random(9)
    for name in SHARED:
        texts = [document for document in shared(name) if len(document.text) < 8000]
        for document in chosen.sample(texts, min(len(texts), SAMPLE // len(SHARED) + 1)):
            check(model, document)


@pytest.mark.slow
@pytest.mark.skipif(not SHARED, reason="the shared texts are not here")
@pytest.mark.parametrize("name", SHARED)
@each
def test_all_shared_texts(model: str, name: str) -> None:
    for document in shared(name):
        check(model, document)


@each
def test_the_samples_of_the_package(model: str) -> None:
    facts = 0
    for document in read([samples.articles()]):
        assert isinstance(document, Document)
        facts += len(check(model, document).facts)
    assert facts > 50


PIECES = st.sampled_from([
    "Acme", "Bolt Inc.", "Ann Lee", "Dr. ", "chief executive", "CEO", "of", "former", "said", "bought",
    "makes", "rival", "the company", "the chipmaker", "its", "it", "she", "who", "by", "and", ",", ".",
    ". ", "!", "?", ":", "(", ")", "“", "”", "’s", "'s", "-based", "Graz", "Zip 4.5", "iPhone", "Expo",
    "AT&T", "Société Générale", "株式会社トヨタ", "삼성전자는", "شركة أكمي", "חברת אקמה", "Компания",
    "ΑΒΓ", "ไทย", "😀", "👩‍💻", "İstanbul", "ǅ", "ﬁrm", "é", "e\u0301", "\ud800", "\udfff\ud83d", "\x00",
    "\x07", "\x1b[31m", "\x85", "\u2028", "\u2029", "\ufeff", "\u200b", "\u200f", "\u202e", "\u00ad",
    "\u00a0", "\t", "\n", "\r\n", "\n\n", "\f", "\v", "# ", "* ", "| ", "x" * 700, "A" * 700, "Aé" * 300,
    "1" * 400, "-" * 300, "." * 300, "http://a.example/" + "b" * 200])
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=40).flatmap(
    lambda parts: st.sampled_from(["", " "]).map(lambda gap: gap.join(parts)))


@each
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_any_text(model: str, text: str) -> None:
    check(model, Document("d", "d.txt", "", text))


@pytest.mark.slow
@each
@settings(max_examples=1500, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=TEXTS)
def test_any_of_many_texts(model: str, text: str) -> None:
    check(model, Document("d", "d.txt", "", text))


@each
@pytest.mark.parametrize("text", [
    "", "\x00", "\ud800", "A" * 20_000, "Acme " * 3000, "Ann Lee, CEO of Acme, " * 400,
    "a" * 9000 + " Acme bought Bolt.", "\ufeffAcme bought Bolt.",
    "Acme\r\nbought\r\nBolt.", "Acme bought Bolt" + "\u0301" * 2000 + ".",
], ids=["empty", "nul", "surrogate", "one-word", "one-name", "one-sentence", "long-word", "mark", "lines", "accents"])
def test_extremes(model: str, text: str) -> None:
    check(model, Document("d", "d.txt", "", text))
