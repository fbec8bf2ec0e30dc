"""The vocabulary: DESIGN's words are there, and a user's file adds to them."""

import pytest

from newsgraph.errors import GraphError
from newsgraph.graph import vocabulary
from newsgraph.graph.namespaces import NG
from newsgraph.vocabulary import ARGUMENTS, SYMMETRIC, TYPES

DESIGN = {
    "executiveOf": ("Person", "Company Organization"),
    "employedBy": ("Person", "Company Organization"),
    "founderOf": ("Person Company Organization", "Company Organization"),
    "produces": ("Company Organization", "Product"),
    "competesWith": ("Company Product", "Company Product"),
    "subsidiaryOf": ("Company Organization", "Company Organization"),
    "acquired": ("Company Person Organization", "Company Product"),
    "partnerOf": ("Company Organization", "Company Organization"),
    "investorIn": ("Person Company Organization", "Company"),
    "customerOf": ("Company Organization", "Company"),
    "memberOf": ("Person Company", "Organization"),
    "participatesIn": ("Person Company Organization Product", "Event"),
    "locatedIn": ("Company Organization Event", "Place"),
}

MINE = """
@prefix ng: <https://newsgraph.example/ns#> .
@prefix my: <https://example.org/words#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
my:Regulator a ng:EntityType ; rdfs:subClassOf schema:Organization ; rdfs:label "Regulator" .
my:supervises a ng:Predicate ; rdfs:label "supervises" ; ng:inverseLabel "supervised by" ;
    schema:domainIncludes my:Regulator ; schema:rangeIncludes ng:Company .
"""


def test_the_words_are_those_of_the_design():
    words = vocabulary.load()
    assert set(words.types) == {"Person", "Company", "Organization", "Product", "Event", "Place"}
    assert {name: (p.domains, p.ranges) for name, p in words.predicates.items()} == {
        name: (frozenset(domain.split()), frozenset(range_.split())) for name,
        (domain, range_) in DESIGN.items()}
    assert {name for name, p in words.predicates.items() if p.symmetric} == {"competesWith", "partnerOf"}
    assert {name for name, p in words.predicates.items() if p.membership} == {
        "executiveOf", "employedBy", "memberOf"}


def test_extractors_look_for_the_words_of_the_vocabulary():
    words = vocabulary.load()
    assert set(TYPES) == set(words.types) and set(ARGUMENTS) == set(words.predicates)
    assert {name for name, p in words.predicates.items() if p.symmetric} == SYMMETRIC
    for name, (domain, range_) in ARGUMENTS.items():
        # What is said of an organization in another one does not get into the graph.
        joined = {*domain.split()} - ({"Organization"} if name == "memberOf" else set())
        assert (joined, {*range_.split()}) == (words.predicates[name].domains, words.predicates[name].ranges)


def test_every_word_has_a_label_for_both_directions_and_a_meaning():
    words = vocabulary.load()
    for known in (*words.types.values(), *words.predicates.values()):
        assert known.label and known.comment
    for predicate in words.predicates.values():
        assert predicate.inverse_label and "(inverse)" not in predicate.inverse_label
        assert predicate.iri == NG + predicate.name


def test_a_file_adds_a_type_and_a_predicate(tmp_path):
    path = tmp_path / "mine.ttl"
    path.write_text(MINE)
    words = vocabulary.load(path)
    assert words.types["Regulator"].iri == "https://example.org/words#Regulator"
    assert words.predicates["supervises"].inverse_label == "supervised by"
    assert words.fits("supervises", "Regulator", "Company")
    assert not words.fits("supervises", "Organization", "Company")
    # A regulator is an organization, so whatever an organization may do, it may.
    assert words.fits("produces", "Regulator", "Product")
    assert "supervises" not in vocabulary.load().predicates


def test_a_file_may_say_more_of_a_word_that_is_there(tmp_path):
    path = tmp_path / "more.ttl"
    path.write_text("@prefix ng: <https://newsgraph.example/ns#> . @prefix schema: <https://schema.org/> . "
                    "ng:locatedIn schema:domainIncludes schema:Person .")
    assert vocabulary.load(path).fits("locatedIn", "Person", "Place")


@pytest.mark.parametrize(("text", "complaint"), [
    ("this is no Turtle", "is not Turtle"),
    ("@prefix ng: <https://newsgraph.example/ns#> . @prefix schema: <https://schema.org/> . "
     "<https://x.org/p> a ng:Predicate ; schema:domainIncludes <https://x.org/Nothing> .",
     "no ng:EntityType"),
    ("@prefix ng: <https://newsgraph.example/ns#> . <https://x.org/Person> a ng:EntityType .", "twice"),
])
def test_a_bad_file_gives_one_sentence(tmp_path, text, complaint):
    path = tmp_path / "bad.ttl"
    path.write_text(text)
    with pytest.raises(GraphError, match=complaint) as caught:
        vocabulary.load(path)
    assert "\n" not in str(caught.value).strip()


def test_an_absent_file_gives_one_sentence(tmp_path):
    with pytest.raises(GraphError, match="cannot be read"):
        vocabulary.load(tmp_path / "none.ttl")
