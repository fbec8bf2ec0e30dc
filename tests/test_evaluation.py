"""Scoring by name: the rules, the shapes of gold, the intervals, and the command."""

import gzip
import json

import pytest
from evaluation_data import TEXT, Stand, extraction, row, run
from hypothesis import given
from hypothesis import strategies as st

from newsgraph.evaluation import (
    EvaluationError,
    GoldArticle,
    GoldEntity,
    GoldFact,
    PredictedFact,
    Prediction,
    commonest,
    evaluate,
    gold_articles,
    mistakes,
    read_gold,
)
from newsgraph.evaluation.counts import ALL, Counts, Tally
from newsgraph.evaluation.gold import Names
from newsgraph.evaluation.running import documents_of
from newsgraph.evaluation.scoring import score
from newsgraph.evaluation.surface import fold

GOLD = GoldArticle(
    "tech/x.txt",
    (GoldEntity("Ann Lee", "Person", ("Ms Lee", "Lee")),
     GoldEntity("Acme", "Company", ("Acme Labs",), ("Organization",)),
     GoldEntity("Bolt", "Company"), GoldEntity("Zip", "Product")),
    (GoldFact("Ann Lee", "executiveOf", "Acme"),
     GoldFact("Acme", "competesWith", "Bolt", explicit=False),
     GoldFact("Acme", "produces", "Zip", time="past"),
     GoldFact("Ann Lee", "employedBy", "Bolt", alternatives=("executiveOf",)),
     GoldFact("Bolt", "competesWith", "Zip", "debatable"),
     GoldFact("Bolt", "acquired", "Acme", "trap"),
     GoldFact("Acme", "acquired", "Zip", "hypothetical")),
    ("RSS",))


def facts_of(*triples: tuple[str, str, str], scope: str = "all") -> Counts:
    prediction = Prediction("a/tech/x.txt", facts=tuple(PredictedFact(*triple) for triple in triples))
    return evaluate([GOLD], [prediction], samples=0).facts[scope][ALL].counts


def test_a_perfect_prediction_scores_one():
    right = [(f.subject, f.predicate, f.object) for f in GOLD.facts if f.status == "asserted"]
    assert facts_of(*right) == Counts(4, 4, 4, 4)


def test_aliases_legal_forms_and_order_of_a_symmetric_pair_do_not_matter():
    assert facts_of(("Ms Lee", "executiveOf", "Acme Labs Inc"), ("the Bolt plc", "competesWith", "Acme")) == \
        Counts(2, 2, 2, 4)


def test_an_alternative_predicate_is_right_once():
    assert facts_of(("Lee", "executiveOf", "Bolt"), ("Lee", "employedBy", "Bolt")) == Counts(1, 1, 1, 4)


def test_debatable_and_ignored_neither_count_nor_cost():
    assert facts_of(("Zip", "competesWith", "Bolt"), ("Acme", "produces", "RSS")) == Counts(0, 0, 0, 4)


def test_traps_swaps_and_unknown_names_cost():
    wrong = [("Bolt", "acquired", "Acme"), ("Zip", "produces", "Acme"), ("Acme", "produces", "Nova")]
    assert facts_of(*wrong) == Counts(0, 3, 0, 4)


def test_facts_outside_the_scope_are_neither_asked_for_nor_punished():
    found = [("Acme", "competesWith", "Bolt"), ("Ann Lee", "executiveOf", "Acme")]
    assert facts_of(*found, scope="explicit") == Counts(1, 1, 1, 3)


def test_a_repeated_fact_counts_once_with_its_highest_confidence():
    twice = Prediction("tech/x.txt", facts=(PredictedFact("Lee", "executiveOf", "Acme", 0.3),
                                            PredictedFact("Ann Lee", "executiveOf", "Acme", 0.8)))
    judged = evaluate([GOLD], [twice], samples=0).judgements
    assert [(j.confidence, j.right) for j in judged] == [(0.8, True)]


def test_right_and_wrong_are_judged_under_the_predicate_that_was_predicted():
    said = Prediction("tech/x.txt", facts=(PredictedFact("Lee", "executiveOf", "Bolt", 0.9),
                                           PredictedFact("Lee", "executiveOf", "Zip", 0.8)))
    result = evaluate([GOLD], [said], samples=0)
    assert [(j.predicate, j.right) for j in result.judgements] == [("executiveOf", True), ("executiveOf", False)]
    assert result.facts["all"]["employedBy"].counts.right == 1, "the counts are those of the gold's predicate"


def test_entities_count_by_name_and_type():
    prediction = Prediction("tech/x.txt", (
        ("Acme", "Organization"), ("Acme Labs", "Company"), ("Zip", "Company"), ("RSS", "Product"),
        ("Nova", "Product")))
    result = evaluate([GOLD], [prediction], samples=0)
    assert result.entities[ALL].counts == Counts(1, 3, 1, 4)
    assert result.names.counts == Counts(2, 3, 2, 4)


def test_an_article_without_prediction_is_all_missed():
    result = evaluate([GOLD], [], samples=0)
    assert result.missing == ("tech/x.txt",)
    assert result.facts["all"][ALL].counts == Counts(0, 0, 0, 4)


@given(st.text(max_size=30))
def test_folding_settles(name: str):
    assert fold(fold(name)) == fold(name)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12))
def test_the_interval_stays_between_nothing_and_all_and_is_repeatable(rows):
    tallies = []
    for hits, wrong, missed in rows:
        tally = Tally()
        tally.add("produces", Counts(hits, hits + wrong, hits, hits + missed))
        tallies.append(tally)
    first = score(tallies, samples=50)
    assert 0 <= first[ALL].low <= first[ALL].high <= 1
    assert first == score(tallies, samples=50)


def test_annotated_rows_are_read():
    (article,) = gold_articles(row())
    assert [(f.predicate, f.status, f.explicit) for f in article.facts] == [
        ("executiveOf", "asserted", True), ("produces", "asserted", False), ("acquired", "rumour", False),
        ("competesWith", "debatable", False)]
    assert article.entities[3].alt_types == ("Company",)
    assert article.facts[0].evidence == "Ann Lee, chief executive of Acme, said so."


def test_extract_lines_serve_as_gold_and_score_one_against_themselves(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(extraction().to_json()) + "\n")
    gold = read_gold(path)
    result = evaluate(gold, [Prediction.of(extraction())], samples=0)
    assert result.facts["all"][ALL].counts == Counts(2, 2, 2, 2)
    assert result.entities[ALL].f1 == 1
    assert gold[0].facts[-1].status == "negated"


def test_unnamed_entities_and_their_facts_are_left_out():
    prediction = Prediction.of(extraction())
    assert "It" not in dict(prediction.entities)
    assert len(prediction.facts) == 2


@pytest.mark.parametrize("content", ["", "[1]\n", "{", '{"a": 1}\n', '"x"\n', "\x1f\x8b junk"])
def test_bad_gold_is_one_clear_sentence(tmp_path, content):
    path = tmp_path / "gold.json"
    path.write_text(content)
    with pytest.raises(EvaluationError, match="gold.json"):
        read_gold(path)


def test_gzipped_rows_are_read(tmp_path):
    path = tmp_path / "rows.jsonl.gz"
    path.write_bytes(gzip.compress((json.dumps(row()) + "\n").encode()))
    assert read_gold(path)[0].id == "x"


def test_an_extractor_is_run_on_the_texts_of_the_gold():
    gold = gold_articles(row())
    predictions = map(Prediction.of, Stand().pipe(documents_of(gold)))
    assert evaluate(gold, predictions, samples=0).facts["all"]["executiveOf"].f1 == 1


def test_mistakes_carry_their_kind_and_sentence():
    gold = gold_articles(row())
    named = (("Ann Lee", "Person"), ("Acme", "Company"), ("Zip", "Company"), ("so", "Company"))
    wrong = Prediction("x", named, (
        PredictedFact("Acme", "executiveOf", "Ann Lee", evidence="Ann Lee, chief executive of Acme"),
        PredictedFact("Acme", "acquired", "Bolt"), PredictedFact("Acme", "produces", "so")))
    found = {(m.kind, m.label) for m in mistakes(evaluate(gold, [wrong], samples=0))}
    assert found == {
        ("entity: Product taken for Company", "Company"), ("entity: no name of ours", "Company"),
        ("entity: missed", "Product"), ("fact: subject and object swapped", "executiveOf"),
        ("fact: only rumoured", "acquired"), ("fact: an argument is no entity", "produces"),
        ("fact: missed, another predicate was found", "executiveOf"),
        ("fact: missed, its sentence does not hold both", "produces")}
    ranked = commonest(mistakes(evaluate(gold, [wrong], samples=0)))
    assert all(count >= 1 and example.kind == kind for kind, _, count, example in ranked)


def test_names_prefer_the_name_over_an_alias():
    entities = GoldEntity("Sony Music", "Company", ("Sony",)), GoldEntity("Sony", "Company")
    assert Names(GoldArticle("a", entities)).find("Sony Corp.") == "Sony"


def test_the_command_scores_a_file_of_predictions(tmp_path):
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    gold.write_text(json.dumps(row()) + "\n")
    predicted.write_text(json.dumps(extraction().to_json()) + "\n")
    shown = run(str(gold), str(predicted), "--errors", "--samples", "10", "--plot", str(tmp_path / "p.svg"))
    assert (tmp_path / "p.svg").exists()
    assert shown.exit_code == 0, shown.output
    assert "facts, explicit" in shown.output and "entity: missed: Bolt (Product)" in shown.output
    figures = json.loads(run(str(gold), str(predicted), "--json", "--errors").output)
    assert figures["facts"]["explicit"]["all"]["f1"] == 1
    assert figures["errors"][0]["article"] == "x"


def test_the_command_refuses_gold_without_texts(tmp_path):
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"articles": [{"path": "x", "entities": [], "facts": []}]}))
    assert isinstance(run(str(gold)).exception, EvaluationError)


def test_the_command_extracts_from_sources_and_counts_what_it_skips(tmp_path, monkeypatch):
    monkeypatch.setattr("newsgraph.extraction.load", lambda model: Stand(), raising=False)
    gold, source = tmp_path / "gold.jsonl", tmp_path / "articles"
    gold.write_text(json.dumps({**row(), "id": "articles/x.txt"}) + "\n")
    source.mkdir()
    (source / "x.txt").write_text(TEXT)
    (source / "empty.txt").write_text("")
    shown = run(str(gold), str(source), "--json")
    assert shown.exit_code == 3, shown.output
    assert "skipped" in shown.stderr and "empty.txt" in shown.stderr
    assert json.loads(shown.stdout)["facts"]["explicit"]["all"]["f1"] == 1


def test_the_command_extracts_from_the_texts_of_the_gold(tmp_path, monkeypatch):
    monkeypatch.setattr("newsgraph.extraction.load", lambda model: Stand(), raising=False)
    gold = tmp_path / "gold.jsonl"
    gold.write_text(json.dumps(row()) + "\n")
    assert json.loads(run(str(gold), "--json").stdout)["missing"] == []
