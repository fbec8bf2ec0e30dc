"""The rules as a whole: documents in, entities and facts out, nothing invented."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgraph.errors import ExtractionError
from newsgraph.extraction.rules import RulesExtractor, find_facts, load_pipeline, parse
from newsgraph.extraction.rules.names import candidates
from newsgraph.records import Document, Entity, Extraction, Mention

ARTICLE = """Bolt unveils a rival to the Zip

GRAZ - Bolt Motors Inc., a carmaker based in Graz, unveiled the Dash 2.5 on Monday. The company said the Dash 2.5 \
would compete with Acme's Zip.

"We are ready," said Ann Lee, chief executive of Bolt. She founded the firm with Karl Moser, who is now chairman of \
chipmaker Tarn.

Bolt acquired Tarn's rival Silicade in 2019. Mr. Moser denied that Tarn would buy Acme.
"""


@pytest.fixture(scope="module")
def rules() -> RulesExtractor:
    return RulesExtractor()


def document(text: str) -> Document:
    return Document("d", "d.txt", "", text)


def triples(extraction: Extraction, modality: str = "asserted") -> set[tuple[str, str, str]]:
    names = {e.id: e.name for e in extraction.entities}
    return {(names[f.subject], f.predicate, names[f.object]) for f in extraction.facts if f.modality == modality}


def grounded(extraction: Extraction) -> None:
    text = extraction.document.text
    known = {e.id for e in extraction.entities}
    assert len(known) == len(extraction.entities)
    for entity in extraction.entities:
        assert entity.mentions
        assert all(0 <= m.start < m.end <= len(text) for m in entity.mentions)
        if entity.named:
            assert entity.name in {text[m.start : m.end] for m in entity.mentions if m.kind == "name"}
    for fact in extraction.facts:
        assert {fact.subject, fact.object} <= known
        for start, end in (fact.sentence, fact.subject_span, fact.object_span):
            assert 0 <= start < end <= len(text)
        assert fact.role is None or fact.role in text
        assert 0 < fact.confidence < 1
        assert fact.method.startswith("rule:")
    assert Extraction.from_json(json.dumps(extraction.to_json())) == extraction


def test_an_article(rules: RulesExtractor) -> None:
    extraction = rules.extract(document(ARTICLE))
    grounded(extraction)
    types = {e.name: e.type for e in extraction.entities if e.named}
    assert types["Ann Lee"] == types["Karl Moser"] == "Person"
    assert types["Bolt Motors Inc."] == types["Tarn"] == types["Silicade"] == "Company"
    assert types["Dash 2.5"] == "Product"
    found = triples(extraction)
    assert ("Bolt Motors Inc.", "produces", "Dash 2.5") in found
    assert ("Bolt Motors Inc.", "locatedIn", "Graz") in found
    assert ("Ann Lee", "executiveOf", "Bolt Motors Inc.") in found
    assert ("Karl Moser", "executiveOf", "Tarn") in found
    assert ("Bolt Motors Inc.", "acquired", "Silicade") in found
    assert not any(p == "acquired" and o == "Acme" for _, p, o in found)
    role = next(f.role for f in extraction.facts if f.predicate == "executiveOf" and f.role)
    assert role == "chief executive"


def test_equal_text_gives_equal_results(rules: RulesExtractor) -> None:
    once = rules.extract(document(ARTICLE))
    rules.extract(document("Zip Inc. hired Bo Derk."))
    assert rules.extract(document(ARTICLE)) == once
    assert list(rules.pipe([document(ARTICLE)])) == [once]
    assert RulesExtractor().version == rules.version


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "\x00\x01\x02",
        "\ud800 lone",
        "😀" * 500,
        "A",
        "Inc.",
        "The. The. The.",
        "a\r\nb\r\n",
        "قالت شركة أكمي إنها استحوذت على شركة بولت. وقال الرئيس التنفيذي.",
        "Acme Acme Acme " * 200,
        "((((((",
        "'s 's 's",
        "It said it would buy it from it.",
        "Ann Lee\u2028CEO\u2029of\x0bAcme",
    ],
)
def test_odd_text(rules: RulesExtractor, text: str) -> None:
    grounded(rules.extract(document(text)))


def test_a_sentence_of_ten_thousand_words(rules: RulesExtractor) -> None:
    extraction = rules.extract(document("Acme bought Bolt and " * 2500))
    grounded(extraction)
    assert ("Acme", "acquired", "Bolt") in triples(extraction)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    st.lists(
        st.sampled_from(
            [
                "Acme",
                "Bolt Inc.",
                "Ann Lee",
                "Dr.",
                "CEO",
                "said",
                "bought",
                "'s",
                ",",
                ".",
                "!",
                "\n",
                "it",
                "the company",
                "of",
                "in",
                "Graz",
                "Zip 4.5",
                "and",
                "who",
                "which",
                "rival",
                "(",
                ")",
                "“",
                "”",
                "-based",
                "his",
                "launched",
                "by",
                "was",
                "not",
                "may",
                "Société",
                "株式会社",
                "\u200f",
                "such as",
                "chief executive",
                "former",
                "its",
                "at",
                "the Expo",
            ]
        )
        | st.text(max_size=5),
        max_size=40,
    )
)
def test_any_text_is_grounded(rules: RulesExtractor, words: list[str]) -> None:
    grounded(rules.extract(document(" ".join(words))))


def test_an_unknown_pipeline_is_one_clear_error() -> None:
    with pytest.raises(ExtractionError, match="no spaCy pipeline 'xx_nothing'"):
        RulesExtractor("xx_nothing")


def test_the_small_model_goes_by_its_usual_name() -> None:
    assert load_pipeline("en_core_web_sm").meta["name"] == load_pipeline().meta["name"]


@pytest.mark.parametrize(("text", "names"), [
    ("He said the Company and the Union would pay Governments more.", []),
    ("The Union of Bakers met the Bolt Company at the Union Bank.", ["Union of Bakers", "Bolt Company", "Union Bank"]),
])
def test_the_word_for_a_body_is_no_name_though_names_are_made_of_it(text: str, names: list[str]) -> None:
    assert [c.surface for c in candidates(parse(load_pipeline(), text))] == names


def test_facts_between_given_entities() -> None:
    text = "Zop was bought by Quill in May."
    given_ = [Entity("1", "Zop", "Company", (Mention(0, 3),)), Entity("2", "Quill", "Company", (Mention(18, 23),))]
    (fact,) = find_facts(parse(load_pipeline(), text), given_)
    assert (fact.subject, fact.predicate, fact.object) == ("2", "acquired", "1")
    assert text[slice(*fact.sentence)] == text


def test_an_unnamed_argument_is_marked(rules: RulesExtractor) -> None:
    extraction = rules.extract(document("She is chief executive of Acme Corp."))
    (fact,) = [f for f in extraction.facts if f.predicate == "executiveOf"]
    subject = next(e for e in extraction.entities if e.id == fact.subject)
    assert not subject.named and subject.name == "She"


def test_a_long_text_keeps_its_offsets(rules: RulesExtractor) -> None:
    text = "Nothing happened here today at all.\n" * 1500 + "Ann Lee is chief executive of Acme Corp."
    extraction = rules.extract(document(text))
    grounded(extraction)
    assert {e.name for e in extraction.entities} >= {"Ann Lee", "Acme Corp."}
