"""Gold and predictions as people edit them: what is wrong is told with its place, what is ignored is counted."""

import copy
import json

import pytest
from evaluation_data import Stand, extraction, row, run

from newsgraph.evaluation import EvaluationError, Prediction, evaluate, read_gold, read_predictions
from newsgraph.evaluation.predictions import paired
from newsgraph.graph.vocabulary import load

BY_NAME = {"path": "x", "entities": [{"name": "Ann Lee", "type": "Person"}, {"name": "Acme", "type": "Company"}],
           "facts": [{"subject": "Ann Lee", "predicate": "executiveOf", "object": "Acme", "explicit": True}],
           "not_facts": [{"subject": "Acme", "predicate": "produces", "object": "Ann Lee", "kind": "rumour"}]}

GONE = object()


def edited(value, path, new):
    """A copy in which the value at a path is another, or gone."""
    value = copy.deepcopy(value)
    inner = value
    for key in path[:-1]:
        inner = inner[key]
    if new is GONE:
        del inner[path[-1]]
    else:
        inner[path[-1]] = new
    return value


def extracted() -> dict:
    return json.loads(json.dumps(extraction().to_json()))


def written(tmp_path, *rows):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    return path


SLIPS = [
    (("facts", 2, "subject_span"), GONE, 'fact 3 has no "subject_span"'),
    (("facts", 0, "sentence"), [0, 1, 2], 'fact 1: "sentence" is [0, 1, 2], which is not [start, end]'),
    (("facts", 0, "sentence"), [0, 9999], "within the text"),
    (("facts", 0, "predicate"), "acquires", 'fact 1: "predicate" is "acquires", which is not a predicate'),
    (("facts", 0, "modality"), "assrted", '"modality" is "assrted", which is not one of asserted, negated'),
    (("facts", 0, "time"), "yesterday", '"time" is "yesterday"'),
    (("facts", 0, "confidence"), None, '"confidence" is null, which is not a number from 0 to 1'),
    (("facts", 0, "confidence"), 1.5, '"confidence" is 1.5'),
    (("facts", 1, "object"), "e99", 'fact 2: "object" is "e99", which is not the id of an entity of this row'),
    (("entities", 1, "type"), "Compny", 'entity 2: "type" is "Compny", which is not a type'),
    (("entities", 1, "name"), GONE, 'entity 2 has no "name"'),
    (("entities", 0, "id"), ["e1"], 'entity 1: "id" is ["e1"]'),
    (("facts", 1), "Acme", "fact 2 is no JSON object"),
    (("id",), GONE, 'has no "id"'),
]


@pytest.mark.parametrize(("path", "new", "told"), SLIPS)
def test_a_slip_in_extracted_gold_is_told_with_its_place(tmp_path, path, new, told):
    rows = written(tmp_path, extracted(), edited(extracted(), path, new))
    with pytest.raises(EvaluationError) as error:
        read_gold(rows, load())
    assert str(error.value).startswith(f"{rows}:2") and told in str(error.value)


@pytest.mark.parametrize(("path", "new", "told"), SLIPS[1:])
def test_so_is_one_in_predictions(tmp_path, path, new, told):
    rows = written(tmp_path, extracted(), edited(extracted(), path, new))
    with pytest.raises(EvaluationError) as error:
        read_predictions([rows], load())
    assert str(error.value).startswith(f"{rows}:2") and told in str(error.value)


@pytest.mark.parametrize(("path", "new", "told"), [
    (("facts", 0, "subject_id"), 9, 'fact 1: "subject_id" is 9, which is not the id of a name'),
    (("facts", 1, "subject"), [3], 'fact 2: "subject" is [3]'),
    (("debatable", 0, "predicate"), "rivals", 'debatable fact 1: "predicate" is "rivals"'),
    (("facts", 0, "also"), ["runs"], '"also" is ["runs"]'),
    (("entities", 0, "start"), "0", 'entity 1: "start" is "0"'),
    (("ignored",), [[0]], '"ignored" is [[0]]'),
    (("text",), GONE, 'has no "text"'),
])
def test_so_is_one_in_annotated_rows(tmp_path, path, new, told):
    rows = written(tmp_path, edited(row(), path, new))
    with pytest.raises(EvaluationError) as error:
        read_gold(rows, load())
    assert str(error.value).startswith(f"{rows}:1") and told in str(error.value)


@pytest.mark.parametrize(("path", "new", "told"), [
    (("facts", 0, "explicit"), GONE, 'article 2: fact 1 has no "explicit"'),
    (("facts", 0, "object"), "Nobody", 'article 2: fact 1: "object" is "Nobody", which is not the name of an entity'),
    (("not_facts", 0, "kind"), "lie", 'article 2: not-fact 1: "kind" is "lie"'),
    (("path",), GONE, 'article 2 has no "path"'),
])
def test_so_is_one_in_gold_by_name(tmp_path, path, new, told):
    gold = tmp_path / "gold.json"
    gold.write_text(json.dumps({"articles": [BY_NAME, edited(BY_NAME, path, new)]}, indent=1))
    with pytest.raises(EvaluationError) as error:
        read_gold(gold, load())
    assert str(error.value).startswith(f"{gold}: ") and told in str(error.value)


def test_what_is_no_gold_at_all_is_told_the_shapes(tmp_path):
    with pytest.raises(EvaluationError, match='neither "articles" nor "names", nor "entities" and "facts"'):
        read_gold(written(tmp_path, {"id": "n", "text": "Acme."}))


def test_a_line_that_is_no_json_is_told_by_its_number(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(extracted()) + "\n\n{broken\n")
    with pytest.raises(EvaluationError, match=r"rows.jsonl:3 is not JSON"):
        read_gold(path)


def test_a_whole_number_serves_as_id(tmp_path):
    rows = written(tmp_path, {**extracted(), "id": 7})
    assert evaluate(read_gold(rows), read_predictions([rows]), samples=0).facts["all"]["all"].f1 == 1


def test_a_vocabulary_of_ones_own_is_known_when_it_is_given(tmp_path):
    rows = written(tmp_path, edited(extracted(), ("facts", 0, "predicate"), "leases"))
    words = tmp_path / "words.ttl"
    words.write_text("@prefix ng: <https://newsgraph.example/ns#> .\n"
                     "@prefix my: <https://example.org/my#> .\nmy:leases a ng:Predicate .\n")
    assert "--vocabulary" in str(run(str(rows), str(rows)).exception)
    shown = run(str(rows), str(rows), "--json", "--vocabulary", str(words))
    assert json.loads(shown.stdout)["facts"]["all"]["leases"]["f1"] == 1
    assert len(read_gold(rows)) == 1, "without a vocabulary any name goes"


def test_a_prediction_goes_by_the_tail_of_its_path_only_where_that_is_its_own():
    def ids(articles, *predictions):
        return {article: p.id for article, p in paired(articles, map(Prediction, predictions)).items()}

    assert ids(["tech/x"], "a/tech/x") == {"tech/x": "a/tech/x"}
    assert ids(["tech/x"], "a/tech/x", "b/tech/x") == {}
    assert ids(["a/tech/x", "b/tech/x"], "c/tech/x") == {}
    assert ids(["a/tech/x", "b/tech/x"], "a/tech/x") == {"a/tech/x": "a/tech/x"}
    assert ids(["https://a.com/news/index.html"], "https://b.com/news/index.html") == {}
    assert ids(["https://a.com/news/1"], "https://a.com/news/1") == {"https://a.com/news/1": "https://a.com/news/1"}


def test_predictions_that_no_article_asks_for_are_counted(tmp_path):
    gold, predicted = tmp_path / "gold.jsonl", tmp_path / "predicted.jsonl"
    gold.write_text(json.dumps(row()) + "\n")
    predicted.write_text("".join(json.dumps({**extracted(), "id": key}) + "\n" for key in ("x", "y", "z")))
    shown = run(str(gold), str(predicted), "--samples", "0")
    assert "predictions for other documents, ignored: 2" in shown.stdout.splitlines()[0]
    assert json.loads(run(str(gold), str(predicted), "--json").stdout)["ignored"] == ["y", "z"]


def test_nothing_read_is_no_score_of_zero(tmp_path, monkeypatch):
    monkeypatch.setattr("newsgraph.extraction.load", lambda model: Stand(), raising=False)
    gold, empty = tmp_path / "gold.jsonl", tmp_path / "empty"
    gold.write_text(json.dumps(row()) + "\n")
    empty.mkdir()
    for source in (tmp_path / "missing", empty):
        shown = run(str(gold), str(source))
        assert shown.exit_code == 1 and shown.stdout == ""
        assert isinstance(shown.exception, EvaluationError)
    assert "missing was skipped" in run(str(gold), str(tmp_path / "missing")).stderr


def test_predictions_beside_a_source_that_is_skipped_are_scored(tmp_path, monkeypatch):
    monkeypatch.setattr("newsgraph.extraction.load", lambda model: Stand(), raising=False)
    rows = written(tmp_path, extracted())
    shown = run(str(rows), str(rows), str(tmp_path / "missing"), "--json")
    assert shown.exit_code == 3
    assert json.loads(shown.stdout)["facts"]["all"]["all"]["f1"] == 1
