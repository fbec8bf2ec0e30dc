"""Time, role and modality of what is found; they leave the main figures as they are."""

import pytest
from benchmarks import articles

from newsgraph.evaluation import GoldArticle, GoldEntity, GoldFact, PredictedFact, Prediction, Share, evaluate
from newsgraph.evaluation.report import lines
from newsgraph.records import Document, Entity, Extraction, Fact

GOLD = GoldArticle(
    "x",
    (GoldEntity("Ann Lee", "Person"), GoldEntity("Acme", "Company"), GoldEntity("Bolt", "Company")),
    (GoldFact("Ann Lee", "executiveOf", "Acme", time="past", role="head of sales"),
     GoldFact("Acme", "produces", "Bolt", role="maker"),
     GoldFact("Acme", "acquired", "Bolt", "negated"),
     GoldFact("Bolt", "partnerOf", "Acme", "rumour", alternatives=("competesWith",)),
     GoldFact("Bolt", "customerOf", "Acme", "trap"),
     GoldFact("Bolt", "investorIn", "Acme", "debatable")))


def shares(*facts: PredictedFact) -> dict[str, Share]:
    said = {asserted: tuple(f for f in facts if (f.modality == "asserted") is asserted) for asserted in (True, False)}
    result = evaluate([GOLD], [Prediction("x", facts=said[True], unasserted=said[False])], samples=0)
    return result.attributes


@pytest.mark.parametrize(("time", "right"), [("past", 1), ("future", 0)])
def test_the_time_of_what_is_found_is_held_against_the_gold(time, right):
    assert shares(PredictedFact("Ann Lee", "executiveOf", "Acme", time=time))["time"] == Share(right, 1)


@pytest.mark.parametrize(("role", "right"), [
    ("Head of Sales and Marketing", 1), ("chairman of the board", 0), ("janitor", 0), (None, 0)])
def test_a_role_is_right_if_it_shares_a_word_that_means_something(role, right):
    assert shares(PredictedFact("Ann Lee", "executiveOf", "Acme", role=role))["role"] == Share(right, 1)


def test_only_what_is_found_and_has_a_role_in_the_gold_is_asked_for_one():
    assert shares()["role"] == Share(0, 0)
    assert shares(PredictedFact("Ann Lee", "founderOf", "Acme", role="head"))["role"] == Share(0, 0)


def test_what_is_not_asserted_is_asked_for_with_its_modality():
    denied = PredictedFact("Acme", "acquired", "Bolt", modality="negated")
    rumoured = PredictedFact("Acme", "competesWith", "Bolt", modality="rumoured")
    possible = PredictedFact("Acme", "acquired", "Bolt", modality="hypothetical")
    assert shares(denied, rumoured)["modality"] == Share(2, 2)
    assert shares(possible)["modality"] == Share(0, 2), "found, but said to be something else"
    assert shares(PredictedFact("Acme", "acquired", "Bolt"))["modality"] == Share(0, 2)
    assert shares(PredictedFact("Bolt", "customerOf", "Acme", modality="negated"))["modality"] == Share(0, 2)


def test_the_main_figures_do_not_see_what_is_not_asserted():
    fact, other = (Fact("a", p, "c", (0, 4), (0, 1), (2, 3), "head", "past", m) for p, m in (
        ("executiveOf", "asserted"), ("founderOf", "rumoured")))
    entities = (Entity("a", "Ann Lee", "Person"), Entity("c", "Acme", "Company"))
    prediction = Prediction.of(Extraction(Document("x", "x", "", "text"), entities, (fact, other)))
    assert [(f.predicate, f.time, f.role) for f in prediction.facts] == [("executiveOf", "past", "head")]
    assert [(f.predicate, f.modality) for f in prediction.unasserted] == [("founderOf", "rumoured")]
    result = evaluate([GOLD], [prediction], samples=0)
    assert (result.facts["all"]["all"].counts.right, result.facts["all"]["all"].counts.predicted) == (1, 1)


def test_a_threshold_holds_for_what_is_not_asserted_too():
    unsure = PredictedFact("Acme", "acquired", "Bolt", 0.3, modality="negated")
    assert Prediction("x", unasserted=(unsure,)).confident(0.5).unasserted == ()


def test_the_report_and_the_benchmarks_show_them_with_their_counts():
    found = PredictedFact("Ann Lee", "executiveOf", "Acme", time="past", role="head")
    result = evaluate([GOLD], [Prediction("x", facts=(found,))], samples=0)
    rows = [text.split() for text in lines(result)]
    assert ["time", "right,", "of", "the", "facts", "found", "1.000", "1", "1"] in rows
    assert result.to_json()["attributes"] == {
        "time": {"share": 1, "right": 1, "count": 1}, "role": {"share": 1, "right": 1, "count": 1},
        "modality": {"share": 0, "right": 0, "count": 2}}
    for figures in (articles.news("wikinews", result), articles.news("written", result), articles.samples(result)):
        assert [(f.value, f.count) for f in figures[-3:]] == [(1, 1), (1, 1), (0, 2)]
