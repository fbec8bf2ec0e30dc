"""The measuring commands: their notation, their rows, their table."""

import json
from pathlib import Path

import pytest
from benchmarks import curve, passages, seed
from benchmarks.figures import Figure, compared, markdown
from benchmarks.notation import NotationError, gold_json, read_annotations

from newsgraph.evaluation import gold_articles
from newsgraph.records import Document, Entity, Extraction, Fact, Mention

TEXT = "Ann Lee, who runs Acme Inc., likes RSS. It sells Zip, a rival of Bolt. Acme may buy Bolt."

NOTES = """# a
E Person Ann Lee
E Company Acme | Acme Inc.
E Product Zip
E Company/Product Bolt
I RSS
F Ann Lee > executiveOf > Acme | role=runs | q=Ann Lee, who runs Acme Inc.
F Acme > produces > Zip | s=It | q=It sells Zip
F Acme > acquired > Bolt | modality=hypothetical | q=Acme may buy Bolt
O Zip > competesWith > Acme | implicit | q=It sells Zip
X Ann Lee > founderOf > Acme | q=Ann Lee, who runs Acme Inc.
V
"""


def annotated(tmp_path: Path, notes: str = NOTES):
    path = tmp_path / "a.ann"
    path.write_text(notes)
    return read_annotations([path], {"a": Document("a", "a", "t", TEXT)})


def test_the_notation_is_read(tmp_path):
    (article,) = annotated(tmp_path)
    assert [(f.predicate, f.status, f.explicit) for f in article.facts] == [
        ("executiveOf", "asserted", True), ("produces", "asserted", True), ("acquired", "hypothetical", True),
        ("competesWith", "debatable", False), ("founderOf", "trap", True)]
    assert article.facts[1].arguments == ("It", "Zip")
    assert article.entities[1].aliases == ("Acme Inc.",) and article.entities[3].alt_types == ("Product",)


def test_gold_written_is_gold_read(tmp_path):
    articles = annotated(tmp_path)
    again = gold_articles(json.loads(json.dumps(gold_json(articles, texts=True))))[0]
    assert again.entities == articles[0].entities and again.ignored == articles[0].ignored
    assert [(f.key, f.status) for f in again.facts if f.status == "asserted"] == [
        (f.key, f.status) for f in articles[0].facts if f.status == "asserted"]
    assert {(f.key, f.status) for f in again.facts} == {(f.key, f.status) for f in articles[0].facts}


@pytest.mark.parametrize("broken", [
    "E Person Bob", "F Ann Lee > runs | q=a b", "F Ann Lee > executiveOf > Nobody | q=who runs",
    "F Ann Lee > executiveOf > Acme | q=not in there", "Z what"])
def test_what_does_not_fit_the_text_is_refused(tmp_path, broken):
    with pytest.raises(NotationError):
        annotated(tmp_path, NOTES + broken)


class Stand:
    """Says of every text what `find` says, for texts that name two things."""

    version = "stand-in"

    def __init__(self, *facts: tuple[str, str, str], role: str | None = None):
        self.facts, self.role = facts, role

    def pipe(self, documents, batch_size=16):
        for document in documents:
            yield self.of(document)

    def of(self, document: Document) -> Extraction:
        def at(words: str) -> tuple[int, int]:
            start = document.text.index(words)
            return start, start + len(words)

        names = {name for subject, _, object_ in self.facts for name in (subject, object_)
                 if name in document.text}
        kinds = {"Ann Lee": "Person", "Zip": "Product"}
        entities = tuple(Entity(n, n, kinds.get(n, "Company"), (Mention(*at(n)),)) for n in sorted(names))
        facts = tuple(Fact(s, p, o, (0, len(document.text)), at(s), at(o), self.role)
                      for s, p, o in self.facts if {s, o} <= names)
        return Extraction(document, entities, facts)


def no_bar(items, label, count):
    return iter(items)


def test_knowledgenet_asks_for_chief_executives_in_its_own_direction():
    text = "Ann Lee is chief executive of Acme."
    row = {"id": "knowledgenet/1/2", "text": text, "annotated": ["CEO", "EMPLOYEE_OR_MEMBER_OF"], "facts": [
        {"predicate": "CEO", "subject": [30, 34], "object": [0, 7]},
        {"predicate": "EMPLOYEE_OR_MEMBER_OF", "subject": [0, 7], "object": [30, 34]}]}
    model = Stand(("Ann Lee", "executiveOf", "Acme"), role="chief executive")
    assert passages.knowledgenet([row], model, no_bar)[0].value == 1
    assert passages.knowledgenet([row], Stand(("Ann Lee", "executiveOf", "Acme")), no_bar)[0].recall == 0.5


def test_products_and_names_are_scored_by_place():
    row = {"id": "x", "text": "Acme makes Zip.", "facts": [
        {"predicate": "CompanyProvidesProduct", "subject": [0, 4], "object": [11, 14]}],
        "entities": [{"start": 0, "end": 4, "type": "ORG"}, {"start": 11, "end": 14, "type": "MISC"}]}
    model = Stand(("Acme", "produces", "Zip"))
    assert passages.products([row], model, no_bar)[0].value == 1
    assert [f.value for f in passages.redocred([row], model, no_bar)] == [1]


def test_core_is_skipped_loudly_and_otherwise_counts_right_answers():
    rows = [{"text": "A rivals B", "facts": [{"predicate": label, "subject": [0, 1], "object": [9, 10]}]}
            for label in ("competitor_of", "brand_of")]
    assert "NOT MEASURED" in passages.core(rows, Stand(), no_bar)[0].note

    class Classifier:
        def classify_pair(self, text, subject, object_):
            return "competitor_of"

    figures = passages.core(rows, Classifier(), no_bar)
    assert figures[0].value == 0.5 and figures[1].recall == 1


def test_the_seed_figure_names_what_is_missing_and_wrong():
    expected = {"entities": [{"name": "Acme", "type": "Company"}, {"name": "Zip", "type": "Product"}],
                "facts": [{"subject": "Acme", "predicate": "produces", "object": "Zip"},
                          {"subject": "Ann Lee", "predicate": "executiveOf", "object": "Acme", "role": "a"}],
                "wrong": [{"subject": "Bolt", "predicate": "competesWith", "object": "Acme"}],
                "also_right": [], "wrong_entities": ["AI"]}
    document = Document("s", "s", "", "Acme makes Zip. Ann Lee runs it. Bolt watches.")
    model = Stand(("Acme", "produces", "Zip"), ("Ann Lee", "executiveOf", "Acme"),
                  ("Acme", "competesWith", "Bolt"), role="chief")
    found, wrong, _ = seed.figures(document, expected, model.of(document))
    assert found.value == 0.75 and found.note == "missing fact Ann Lee > executiveOf > Acme"
    assert wrong.value == 1 and "Bolt > competesWith > Acme" in wrong.note


def test_figures_know_their_goals_and_their_rival():
    figure = Figure("x", "F1", 0.7, 3, goal=0.8, floor=0.6)
    assert figure.verdict == "floor"
    assert Figure("x", "ECE", 0.02, 3, goal=0.03, floor=0.06, smaller_is_better=True).verdict == "goal"
    (both,) = compared([figure], [Figure("x", "F1", 0.2, 3)])
    assert both.beside == 0.2 and "| 0.700 | 0.200 |" in markdown([both])


def test_the_learning_curve_reads_the_tables_of_the_history():
    figures = [Figure(on, what, 0.5 + at / 10, 3, note="a | b") for at, (on, what) in enumerate(curve.FIGURES.values())]
    assert curve.values(f"# Accuracy\n\n{markdown(figures)}\n") == (0.5, 0.6, 0.7, 0.8)
    assert curve.values(markdown(figures[1:])) is None, "a table of an older form is no point"
