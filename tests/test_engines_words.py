"""Pieces, quotations and broken JSON: the parts under the engines, and the laws that they keep."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgraph.extraction.engines.answers import Answer, Claim, Named, read
from newsgraph.extraction.engines.grounding import ELSEWHERE, NAMED, grounded
from newsgraph.extraction.engines.pieces import pieces
from newsgraph.extraction.engines.wording import Wording, alike
from newsgraph.vocabulary import ARGUMENTS, TYPES, allowed

WORDS = st.sampled_from(["Acme", "Bolt", "Ann Lee", "the company", "It", "makes", "Zip", ".", ". ", "\n\n", "’s", "'s",
                         "“", '"', "—", "-", "\u00a0", "\u200b", "\ud800", "株式会社", "شركة", "😀", "\x00", "x" * 300])
TEXTS = st.lists(WORDS | st.text(max_size=4), max_size=30).map(" ".join)


@given(TEXTS, st.integers(1, 60))
@settings(deadline=None, max_examples=60)
def test_pieces_hold_everything_but_white_space(text: str, limit: int) -> None:
    found = pieces(text, limit)
    assert all(0 <= s < e <= len(text) and e - s <= limit for s, e in found)
    assert all(a[1] <= b[0] for a, b in zip(found, found[1:], strict=False))
    inside = {i for s, e in found for i in range(s, e)}
    assert all(c.isspace() for i, c in enumerate(text) if i not in inside)


def test_a_piece_is_cut_between_words_where_there_are_any() -> None:
    text = "one two three " * 50 + "y" * 30
    assert [text[s:e] for s, e in pieces(text, 20)][:2] == ["one two three one", "two three one two"]
    assert "y" * 20 in [text[s:e] for s, e in pieces(text, 20)]


@given(TEXTS, st.data())
@settings(deadline=None, max_examples=60)
def test_what_was_copied_is_found_again(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    words = text[start:data.draw(st.integers(start, len(text)))]
    found = Wording(text).quotes(words)
    assert all(0 <= s < e <= len(text) and alike(text[s:e]) for s, e in found)
    if alike(words).strip("\"' .…"):
        assert any(alike(text[s:e]) in alike(words) for s, e in found)


@pytest.mark.parametrize(("text", "form", "found"), [
    ("Annual Ann, Ann's and ANN", "Ann", ["Ann", "Ann"]),
    ("New York Times of New York", "New York", ["New York", "New York"]),
    ("Yahoo! said", "Yahoo!", ["Yahoo!"]),
    ("ASP.NET and .NET", ".NET", [".NET", ".NET"]),
    ("株式会社Acmeは", "Acme", ["Acme"]),
    ("삼성전자는 좋다", "삼성전자", ["삼성전자"]),
    ("L’Oréal\nParis", "L'Oréal Paris", ["L’Oréal\nParis"]),
    ("C++ or C", "C", ["C", "C"]),
    ("a_Zip Zip_b Zip", "Zip", ["Zip"]),
])
def test_a_name_stands_as_words_of_its_own(text: str, form: str, found: list[str]) -> None:
    assert [text[s:e] for s, e in Wording(text).all([form])] == found


def test_the_longest_name_counts() -> None:
    text = "New York Times of New York"
    assert [text[s:e] for s, e in Wording(text).all(["New York", "New York Times"])] == ["New York Times", "New York"]


@given(st.integers(0, 400))
@settings(deadline=None)
def test_a_broken_answer_never_says_more_than_the_whole(cut: int) -> None:
    entities = [{"name": f'A"{i}}}', "type": "Company", "aliases": ["\\", "]"]} for i in range(3)]
    facts = [{"quote": "q", "subject": "a", "predicate": "p", "object": "o", "role": None} for _ in range(3)]
    text = json.dumps({"entities": entities, "facts": facts})
    whole, part = read(text), read(text[:cut])
    assert whole is not None and len(whole.facts) == 3
    if part is not None:
        assert part.entities == whole.entities[:len(part.entities)]
        assert part.facts == whole.facts[:len(part.facts)]


@given(st.text(max_size=80) | st.recursive(st.none() | st.integers() | st.text(max_size=5) | st.floats(),
                                           lambda x: st.lists(x, max_size=3) | st.dictionaries(
                                               st.sampled_from(["entities", "facts", "name", "type", "quote"]), x,
                                               max_size=4), max_leaves=12).map(json.dumps))
@settings(deadline=None)
def test_any_answer_is_read_or_not(content: str) -> None:
    answer = read(content)
    assert answer is None or isinstance(answer, Answer)


def claim(quote: str, subject: str, predicate: str, object: str, **more: str) -> Claim:
    return Claim(quote, subject, predicate, object, more.get("subject_words"), more.get("object_words"),
                 more.get("role"), more.get("time", "current"), more.get("modality", "asserted"))


def ask(text: str, entities: list[tuple[str, str]], *claims: Claim):  # type: ignore[no-untyped-def]
    answer = Answer(tuple(Named((name,), type_) for name, type_ in entities), claims)
    return grounded(text, [(0, len(text))], [answer], "test")


PAIR = [("Acme", "Company"), ("Zip", "Product"), ("Bolt", "Company"), ("Ann Lee", "Person")]


@pytest.mark.parametrize("wrong", [
    claim("Acme makes a Zip.", "Acme", "produces", "Zip"),
    claim("Acme makes the Zip.", "Acme", "produces", "Acme"),
    claim("Acme makes the Zip.", "Zip", "produces", "Acme"),
    claim("Acme makes the Zip.", "Acme", "makes", "Zip"),
    claim("Acme makes the Zip.", "Acme", "produces", "Zap"),
    claim("Acme makes the Zip.", "Acme", "produces", "Zip", time="soon"),
    claim("Acme makes the Zip.", "Acme", "produces", "Zip", modality="certain"),
    claim("Acme makes the Zip.", "Acme", "produces", "Zip", role="maker of things"),
    claim("Nothing is here.", "Acme", "produces", "Zip"),
    claim("Acme makes the Zip.", "Acme", "acquired", "Bolt"),
    claim("...", "Acme", "produces", "Zip"),
])
def test_a_claim_that_the_text_does_not_bear_is_dropped(wrong: Claim) -> None:
    _, facts = ask("Acme makes the Zip. Nothing is here. Bolt and Ann Lee are there.", PAIR, wrong)
    assert facts == ()


def test_the_place_with_both_names_is_the_evidence() -> None:
    text = "It makes the Zip. Acme grew. Acme said it makes the Zip."
    _, (fact,) = ask(text, PAIR, claim("makes the Zip", "Acme", "produces", "Zip"))
    assert text[slice(*fact.sentence)] == "Acme said it makes the Zip." and fact.confidence == NAMED


def test_a_pronoun_is_no_name_but_capitals_are() -> None:
    entities, _ = ask("Who knows that the WHO left the US? We and us.",
                      [("Who", "Person"), ("WHO", "Organization"), ("US", "Place"), ("us", "Place"), ("We", "Company")])
    assert [(e.name, len(e.mentions)) for e in entities] == [("WHO", 1), ("US", 1)]


def test_a_name_in_the_sentence_before_is_part_of_the_evidence() -> None:
    text = "Bolt slept. Acme is new. It makes the Zip."
    _, (fact,) = ask(text, PAIR, claim("It makes the Zip.", "Acme", "produces", "Zip"))
    assert text[slice(*fact.sentence)] == "Acme is new. It makes the Zip." and fact.confidence == ELSEWHERE
    far = "Acme is new. " + "Nobody came. " * 5 + "It makes the Zip."
    assert ask(far, PAIR, claim("It makes the Zip.", "Acme", "produces", "Zip"))[1] == ()


def test_a_fact_is_said_once() -> None:
    text = "Acme competes with Bolt. Ann Lee, Acme's head, spoke."
    _, facts = ask(text, PAIR, claim("Acme competes with Bolt.", "Acme", "competesWith", "Bolt"),
                   claim("Acme competes with Bolt.", "Bolt", "competesWith", "Acme"),
                   claim("Ann Lee, Acme's head", "Ann Lee", "employedBy", "Acme"),
                   claim("Ann Lee, Acme's head", "Ann Lee", "executiveOf", "Acme", role="head"))
    assert [(f.predicate, f.role) for f in facts] == [("competesWith", None), ("executiveOf", "head")]


NAMES = st.sampled_from(["Acme", "Bolt", "Ann Lee", "Zip", "the company", "It", "株式会社", "😀", "", "\ud800",
                         "x" * 300])
CLAIMS = st.builds(Claim, TEXTS | WORDS, NAMES, st.sampled_from([*ARGUMENTS, "x"]), NAMES, st.none() | NAMES,
                   st.none() | NAMES, st.none() | WORDS, st.sampled_from(["current", "past", "x"]),
                   st.sampled_from(["asserted", "negated", "x"]))
THINGS = st.builds(Named, st.lists(NAMES, min_size=1, max_size=3).map(tuple), st.sampled_from([*TYPES, "x"]))


@given(TEXTS, st.lists(THINGS, max_size=6), st.lists(CLAIMS, max_size=6), st.booleans())
@settings(deadline=None, max_examples=150)
def test_whatever_is_claimed_what_is_kept_stands_in_the_text(text: str, things: list[Named], claims: list[Claim],
                                                             quoted: bool) -> None:
    if quoted:
        claims = [Claim(text[:80], *(getattr(c, name) for name in Claim.__slots__[1:])) for c in claims]
    asked = pieces(text, 100)
    entities, facts = grounded(text, asked, [Answer(tuple(things), tuple(claims))] * len(asked), "test")
    known = {e.id: e for e in entities}
    assert len(known) == len(entities)
    for entity in entities:
        assert entity.type in TYPES
        assert entity.name in {text[m.start:m.end] for m in entity.mentions if m.kind == "name"}
    for fact in facts:
        assert allowed(fact.predicate, known[fact.subject].type, known[fact.object].type)
        start, end = fact.sentence
        for span, one in ((fact.subject_span, fact.subject), (fact.object_span, fact.object)):
            assert start <= span[0] < span[1] <= end
            assert span in {(m.start, m.end) for m in known[one].mentions}
        assert fact.role is None or fact.role in text
