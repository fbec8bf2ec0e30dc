"""The sample articles: there, varied, of the right length."""

import json

from newsgraph.samples import articles


def test_there_are_enough_articles_in_every_format():
    found = sorted(path for path in articles().iterdir())
    formats = {path.suffix for path in found}
    assert formats == {".txt", ".md", ".html", ".jsonl"}
    texts = {path.name: path.read_text(encoding="utf-8") for path in found if path.suffix != ".jsonl"}
    lines = (articles() / "newsletters.jsonl").read_text(encoding="utf-8").splitlines()
    texts |= {row["id"]: row["text"] for row in map(json.loads, lines)}
    assert len(texts) >= 14
    assert all(150 <= len(text.split()) <= 500 for text in texts.values())


def test_several_articles_name_the_same_companies():
    texts = [path.read_text(encoding="utf-8") for path in articles().iterdir()]
    for company in ("Microsoft", "Apple", "Google", "Amazon", "Nvidia", "Sony"):
        assert sum(company in text for text in texts) >= 3


def test_the_gold_is_derived_from_the_annotation():
    from benchmarks.gold import GOLD, derived

    assert GOLD.read_text(encoding="utf-8") == derived()
