"""Measures the tables of weights and precisions on annotated articles.

    python -m newsgraph.extraction.rules.fit ARTICLES.jsonl.gz... [--write]

``--precision`` leaves the weights as they are. The articles are in the shape of the project's training data:
``text``, ``entities`` (start, end, type), ``ignored``, ``facts`` and ``debatable`` between names; the shared
``tools/annotation.py`` brings our own into it. Every fifth article of a file, by id, is left out for development. The
precisions that ship are of 8,001 articles: the shared ones and all of our own but those kept for calibration.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from newsgraph.extraction.rules.evidence import NOTHING, Evidence, evidence
from newsgraph.extraction.rules.names import candidates
from newsgraph.extraction.rules.pipeline import load_pipeline, parse
from newsgraph.extraction.rules.references import resolve_references
from newsgraph.extraction.rules.relations import find_facts
from newsgraph.extraction.train.samples import rows
from newsgraph.records import Entity, Mention
from newsgraph.vocabulary import SYMMETRIC, TYPES

CLASSES = (*TYPES, NOTHING)
_HERE = Path(__file__).parent
_MINIMUM = 8  # articles' forms that must show a piece of evidence before it is weighed


def articles(paths: list[str]) -> Iterator[dict[str, Any]]:
    """The training articles of some files: four of five by id."""
    for path in paths:
        found = sorted(rows(Path(path)), key=lambda row: str(row["id"]))
        yield from (row for i, row in enumerate(found) if i % 5)


def labelled(doc: Any, row: dict[str, Any]) -> Iterator[tuple[Evidence, str]]:
    """The evidence for each form of an article, with its annotated type; doubtful ones left out."""
    found = candidates(doc)
    exact = {(e["start"], e["end"]): e["type"] for e in row["entities"]}
    taken = [(e["start"], e["end"]) for e in row["entities"]] + [tuple(s) for s in row["ignored"]]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for candidate in found:
        start, end = candidate.span
        if candidate.span in exact:
            votes[candidate.surface][exact[candidate.span]] += 1
        elif not any(start < e and end > s for s, e in taken):
            votes[candidate.surface][NOTHING] += 1
    for surface, strengths in evidence(doc, found).items():
        if votes[surface]:
            yield strengths, votes[surface].most_common(1)[0][0]


def fit_weights(
    examples: list[tuple[Evidence, str]], rounds: int = 400, decay: float = 2e-4
) -> dict[str, dict[str, float]]:
    """Multinomial logistic regression by full-batch Adam: evidence name -> type -> weight."""
    seen = Counter(name for strengths, _ in examples for name in strengths)
    names = sorted(name for name, n in seen.items() if n >= _MINIMUM)
    column = {name: i for i, name in enumerate(names)}
    x = np.zeros((len(examples), len(names)), dtype=np.float32)
    for i, (strengths, _) in enumerate(examples):
        for name, strength in strengths.items():
            if name in column:
                x[i, column[name]] = strength
    target = np.array([CLASSES.index(label) for _, label in examples])
    hot: npt.NDArray[np.float32] = np.eye(len(CLASSES), dtype=np.float32)[target]
    w = np.zeros((len(names), len(CLASSES)), dtype=np.float32)
    first, second = np.zeros_like(w), np.zeros_like(w)
    for step in range(1, rounds + 1):
        logits = x @ w
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        gradient = x.T @ (p - hot) / len(x) + decay * w
        first = 0.9 * first + 0.1 * gradient
        second = 0.99 * second + 0.01 * gradient**2
        w -= 0.05 * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.99**step)) + 1e-8)
    return {
        name: {c: round(float(v), 2) for c, v in zip(CLASSES, w[i], strict=True) if abs(v) >= 0.05}
        for i, name in enumerate(names)
    }


def measure(doc: Any, row: dict[str, Any], right: Counter[str], wrong: Counter[str]) -> None:
    """Counts, for each pattern, its right and wrong facts between an article's annotated names."""
    by_id: dict[int, list[Mention]] = defaultdict(list)
    for e in row["entities"]:
        by_id[e["id"]].append(Mention(e["start"], e["end"]))
    given = [Entity(str(n["id"]), n["name"], n["type"], tuple(by_id[n["id"]])) for n in row["names"]]
    good: set[tuple[str, str, str]] = set()
    doubtful: set[tuple[str, str, str]] = set()
    for facts, keys in ((row["facts"], good), (row["debatable"], doubtful)):
        for f in facts:
            if facts is not row["facts"] or f["modality"] == "asserted":
                for predicate in (f["predicate"], *f.get("also", ())):
                    keys.add(_key(str(f["subject_id"]), predicate, str(f["object_id"])))
    named = {e.id for e in given}
    for fact in find_facts(doc, resolve_references(doc, given)):
        if fact.modality != "asserted" or fact.subject not in named or fact.object not in named:
            continue
        key = _key(fact.subject, fact.predicate, fact.object)
        if key in good:
            right[fact.method] += 1
        elif key not in doubtful:
            wrong[fact.method] += 1


def _key(subject: str, predicate: str, object_: str) -> tuple[str, str, str]:
    if predicate in SYMMETRIC and subject > object_:
        subject, object_ = object_, subject
    return "memberOf" if predicate == "participatesIn" else predicate, subject, object_


def main(arguments: list[str]) -> int:
    """Prints what it measured; with ``--write`` keeps it in the package's tables."""
    paths = [a for a in arguments if not a.startswith("-")]
    nlp = load_pipeline()
    examples: list[tuple[Evidence, str]] = []
    right: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for row in articles(paths):
        doc = parse(nlp, row["text"])
        if "--precision" not in arguments:
            examples.extend(labelled(doc, row))
        measure(doc, row, right, wrong)
    write = "--write" in arguments
    if examples:
        _save("weights", weights_toml(fit_weights(examples)), write)
    _save("precision", precision_toml(right, wrong), write)
    return 0


def weights_toml(weights: dict[str, dict[str, float]]) -> str:
    """The table of weights as text."""
    lines = [
        "# How much each piece of evidence speaks for a type (added log odds).",
        "# Measured by fit.py, not written by hand.",
    ]
    for name, row in weights.items():
        values = ", ".join(f"{type_} = {value}" for type_, value in row.items())
        if values:
            lines.append(f"{json.dumps(name, ensure_ascii=False)} = {{ {values} }}")
    return "\n".join(lines) + "\n"


def precision_toml(right: Counter[str], wrong: Counter[str]) -> str:
    """The table of precisions as text: Laplace-smoothed, with the counts behind them."""
    lines = [
        "# How often each pattern is right between annotated names: (right + 1) / (right + wrong + 2).",
        "# Measured by fit.py, not written by hand.",
    ]
    by_predicate: dict[str, list[str]] = defaultdict(list)
    for method in sorted({*right, *wrong}):
        predicate, _, name = method.removeprefix("rule:").partition("/")
        r, w = right[method], wrong[method]
        by_predicate[predicate].append(f"{name} = {(r + 1) / (r + w + 2):.3f}  # {r} right, {w} wrong")
    for predicate, values in by_predicate.items():
        lines += ["", f"[{predicate}]", *values]
    return "\n".join(lines) + "\n"


def _save(name: str, text: str, write: bool) -> None:
    if write:
        (_HERE / f"{name}.toml").write_text(text, "utf-8")
    else:
        print(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
