"""Our figures equal those of the reference scorer, run as a program of its own, on random predictions."""

import gzip
import json
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.notation import read_annotations

from newsgraph.evaluation import PredictedFact, Prediction, evaluate, gold_articles, read_gold
from newsgraph.evaluation.counts import ALL
from newsgraph.evaluation.gold import GoldArticle
from newsgraph.records import Document

SHARED = Path(__file__).parents[2] / "shared"
SCORER, CONVERTER = SHARED / "tools" / "score.py", SHARED / "tools" / "annotation.py"

pytestmark = pytest.mark.skipif(not SCORER.exists(), reason="the shared annotated news is not here")

PREDICATES = ["executiveOf", "employedBy", "produces", "competesWith", "partnerOf", "memberOf",
              "participatesIn"]
TYPES = ["Person", "Company", "Organization", "Product", "Event", "Place"]


def prediction(article: GoldArticle, chance: random.Random) -> Prediction:
    """Right, wrong, repeated and misspelt in every way that the rules of scoring know."""
    def form(name: str) -> str:
        forms = {e.name: (e.name, *e.aliases) for e in article.entities}
        chosen = chance.choice(forms.get(name, (name,)))
        return chance.choice([chosen, chosen.upper(), "the " + chosen, chosen + " Inc.", chosen + "\u2019s"])

    names = [e.name for e in article.entities] + list(article.ignored) + ["Nova Nine"]
    entities = [(form(e.name), chance.choice([e.type, e.type, chance.choice(TYPES)]))
                for e in article.entities for _ in range(chance.randrange(3))]
    facts = [PredictedFact(form(f.subject),
                           chance.choice([f.predicate, f.predicate, chance.choice(PREDICATES)]),
                           form(f.object))
             for f in article.facts for _ in range(chance.randrange(3))]
    facts += [PredictedFact(f.object, f.predicate, f.subject) for f in article.facts if chance.random() < 0.2]
    facts += [PredictedFact(chance.choice(names), chance.choice(PREDICATES), chance.choice(names))
              for _ in range(3)]
    return Prediction(article.id, tuple(entities), tuple(facts))


def figures(output: str) -> dict[str, tuple[int, ...]]:
    """(section, label) -> right, wrong, missed, out of the program's report."""
    section, found = "", {}
    for text in output.splitlines():
        if re.match(r"[A-Z]{4}", text):
            section = text.strip()
        counts = re.match(r"  (.+?) +P .*tp +(\d+) +fp +(\d+) +fn +(\d+)", text)
        if counts:
            found[f"{section}|{counts[1].strip()}"] = tuple(int(n) for n in counts.groups()[1:])
    return found


@pytest.mark.parametrize(("corpus", "seed"), [("wikinews", 1), ("written", 2)])
def test_the_figures_agree(tmp_path, corpus, seed):
    with gzip.open(SHARED / "data" / f"{corpus}-train.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file][::5]
    texts, gold_path = tmp_path / "texts.jsonl", tmp_path / "gold.json"
    texts.write_text("".join(json.dumps(r) + "\n" for r in rows))
    notes = [note for path in sorted((SHARED / "data" / "annotations" / corpus).glob("*.ann"))
             for note in _of_interest(path, {r["id"] for r in rows})]
    chosen = tmp_path / "chosen.ann"
    chosen.write_text("\n".join(notes))
    program([CONVERTER, "gold", texts, gold_path, chosen])
    gold = read_gold(gold_path)
    noted = read_annotations([chosen], {r["id"]: Document(r["id"], "", r["title"], r["text"]) for r in rows})
    assert [a.id for a in gold] == [a.id for a in noted] and len(gold) == len(rows)

    chance = random.Random(seed)
    predictions = [prediction(article, chance) for article in gold]
    predicted = tmp_path / "predicted.json"
    predicted.write_text(json.dumps({p.id: {
        "entities": [{"name": name, "type": kind} for name, kind in p.entities],
        "facts": [{"subject": f.subject, "predicate": f.predicate, "object": f.object} for f in p.facts],
    } for p in predictions[:-2]}))
    reference = figures(program([SCORER, gold_path, predicted]))

    for articles in (gold, noted):
        result = evaluate(articles, predictions[:-2], samples=0)
        ours = {"ENTITIES|micro, typed": result.entities[ALL], "ENTITIES|micro, name only": result.names,
                "FACTS, all|micro": result.facts["all"][ALL],
                "FACTS, explicit only|micro": result.facts["explicit"][ALL]}
        for section, scores in (("ENTITIES", result.entities), ("FACTS, all", result.facts["all"]),
                                ("FACTS, explicit only", result.facts["explicit"])):
            ours |= {f"{section}|{label}": score for label, score in scores.items() if label != ALL}
        counted = {name: (s.counts.right, s.counts.predicted - s.counts.right, s.counts.gold - s.counts.found)
                   for name, s in ours.items()}
        assert counted == {name: reference[name] for name in counted}
        assert len(result.missing) == 2
    # Rows lack the aliases that only ever stand inside longer names.
    by_row = evaluate([a for r in rows for a in gold_articles(r)], predictions[:-2], samples=0)
    assert abs(by_row.facts["all"][ALL].f1 - result.facts["all"][ALL].f1) < 0.005


def program(arguments: list[str | Path]) -> str:
    done = subprocess.run([sys.executable, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


def _of_interest(path: Path, ids: set[str]) -> list[str]:
    """The lines of the annotation file that belong to these texts."""
    lines, keep = [], False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            keep = line[2:].strip() in ids
        if keep:
            lines.append(line)
    return lines
