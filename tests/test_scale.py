"""The measurements of growth: their texts say what they are meant to, and every job measures something."""

import math

import pytest
from benchmarks import figures, prose, scale, scale_jobs
from click.testing import CliRunner

from newsgraph.extraction import load


def test_articles_are_english_of_one_size_and_the_same_for_the_same_seed():
    from newsgraph.documents.reading import admitted

    known = list(prose.articles(30))
    assert known == list(prose.articles(30)) and known != list(prose.articles(30, seed=12))
    assert all(admitted(document) == document for document, _ in known)
    assert 250 < scale_jobs.words(document for document, _ in known) / 30 < 320
    for document, meant in known:
        assert len(meant) == 8
        assert all(fact.subject in document.text and fact.object in document.text for fact in meant)


def test_what_articles_state_can_be_found():
    extractor, right, wanted = load("rules"), 0, 0
    for document, meant in prose.articles(4):
        extraction = extractor.extract(document)
        names = {entity.id: entity.name for entity in extraction.entities}
        found = {(names[fact.subject], fact.predicate, names[fact.object]) for fact in extraction.facts}
        wanted += len(meant)
        right += sum((fact.subject, fact.predicate, fact.object) in found for fact in meant)
    assert right > wanted / 4


@pytest.mark.parametrize(("name", "arguments", "measured"), [
    ("store", {"triples": 3000}, {"load_ours", "load_raw", "turtle_ours", "turtle_raw"}),
    ("queries", {"triples": 3000, "engine": "oxigraph", "rounds": 1}, {"queries"}),
    ("long", {"articles": 2, "model": "rules"}, {"words", "each", "whole"}),
    ("around", {"articles": 20}, {"articles_per_second", "stages", "memory"})])
def test_a_job_measures(name, arguments, measured):
    with scale_jobs.Memory(0.1) as memory:
        found = scale_jobs.JOBS[name](**arguments)
    assert measured <= found.keys() and memory.most > 20
    if name == "queries":
        assert {"executives", "facts", "path"} <= found["queries"].keys()
        assert all(times["ours"] > 0 and times["raw"] > 0 for times in found["queries"].values())


def test_what_takes_too_long_or_fails_is_told_apart():
    def endless():
        while True:
            yield from ()

    assert scale_jobs._limited(lambda: [1]) < 1
    assert math.isinf(scale_jobs._limited(endless, 1))
    assert math.isnan(scale_jobs._limited(lambda: 1 // 0))


def test_the_page_is_made_of_what_the_jobs_give(monkeypatch, tmp_path):
    def job(name, **arguments):
        if name == "bare":
            return {"mib": 50, "words_per_second": 100.0 / arguments["parts"], "articles_per_second": 2.0}
        done = {"mib": 100, "words_per_second": 50.0, "articles_per_second": 2.0, "seconds": 10.0, "loading": 1.0,
                "stages": {"reading": 6.0, "writing": 3.0}, "memory": [(5, 90), (10, 91)],
                "disk_mib": 3.0, "triples": arguments.get("triples", 0), "load_ours": 2.0, "load_raw": 1.0,
                "runs": 2, "documents": 9, "words": 9_000_000, "held": 100, "tenth": 80, "later": 81,
                "turtle_ours": 1.0, "turtle_raw": 1.0, "each": 1.0, "whole": 2.0}
        if name == "archive":
            done["memory"] = [("reading", 0.1, 90), ("writing", 2.0, 91)]
        times = {"rdflib": math.nan} if arguments.get("engine") == "rdflib" else {"ours": 2.2, "raw": 2.0}
        return {**done, "queries": {"facts": times}}

    monkeypatch.setattr(scale, "job", job)
    monkeypatch.setattr(figures, "PICTURES", tmp_path)
    monkeypatch.setattr(scale, "PAGE", tmp_path / "SCALE.md")
    done = CliRunner().invoke(scale.main, ["--triples", "1e4,2e4", "--rdflib", "10000", "--spark", "--archive", "9",
                                           "--write"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    kept = (tmp_path / "SCALE.md").read_text()
    CliRunner().invoke(scale.main, ["--only", "store", "--triples", "1e4,2e4", "--write"], catch_exceptions=False)
    assert (tmp_path / "SCALE.md").read_text().split("<!-- queries")[1] == kept.split("<!-- queries")[1]
    page = (tmp_path / "SCALE.md").read_text()
    assert "| facts | 2.2 / 2.0 / × | 2.2 / 2.0 / – |" in page
    assert "with `--jobs 2` has 0.50 of the rate" in page and "Spark took 1.00 times as long" in page
    assert "Killed (1 times" in page and "9 documents" in page and "0.50 of as many bare processes" in page
    assert "loading models 10 %, reading 60 %, writing 30 %" in page
    assert {path.name for path in tmp_path.glob("*.svg")} == {
        "scale-archive.svg", "scale-memory.svg", "scale-queries.svg"}
