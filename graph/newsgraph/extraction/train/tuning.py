"""Turning scores into calibrated confidence, on articles that the network was not trained on."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize

from newsgraph.errors import ExtractionError
from newsgraph.extraction.neural.deciding import FEATURES, Candidate, attributes
from newsgraph.extraction.neural.extractor import NeuralExtractor
from newsgraph.extraction.neural.labels import PREDICATES
from newsgraph.extraction.neural.naming import characters
from newsgraph.extraction.neural.reading import Reading
from newsgraph.extraction.train.samples import Row
from newsgraph.vocabulary import SYMMETRIC

RIDGE, RIDGE_PREDICATE = 1.0, 4.0
"""Strength of the pull towards zero of the weights, and of the predicates' own terms."""

Fact = tuple[int, str, int]


def gold_facts(row: Row) -> tuple[set[Fact], set[Fact]]:
    """(asserted facts, facts that neither count nor cost) over entity ids; symmetric ones both ways."""
    right: set[Fact] = set()
    free: set[Fact] = set()
    for kind in ("facts", "debatable"):
        for f in row[kind]:
            for p in [f["predicate"], *f.get("also", [])]:
                asserted = kind == "facts" and f["modality"] == "asserted" and p == f["predicate"]
                ends = [(f["subject_id"], f["object_id"])]
                if p in SYMMETRIC:
                    ends.append(ends[0][::-1])
                if asserted or kind == "debatable" or p != f["predicate"]:
                    (right if asserted else free).update((a, p, b) for a, b in ends)
    return right, free - right


def identify(row: Row, reading: Reading) -> dict[int, int]:
    """The reading's entities -> the gold's, by the mentions that stand at the same place."""
    places = {(m["start"], m["end"]): m["id"] for m in row["entities"]}
    votes: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for m in reading.found:
        gold = places.get(characters(reading.words, m))
        if m.kind != "Ref" and gold is not None:
            votes[m.entity][gold] += 1
    return {e: c.most_common(1)[0][0] for e, c in votes.items()}


Judged = tuple[Candidate, bool, int, Fact]


def judge(extractor: NeuralExtractor, rows: Sequence[Row]) -> tuple[list[Judged], int]:
    """(candidate, right, document, fact) of every candidate said to be asserted, and the number of facts to find."""
    found: list[Judged] = []
    total = 0
    for n, row in enumerate(rows):
        right, free = gold_facts(row)
        total += len({(a, p, b) if p not in SYMMETRIC else (min(a, b), p, max(a, b)) for a, p, b in right})
        reading = extractor.read(row["text"])
        who = identify(row, reading)
        for c in extractor.candidates(row["text"], reading):
            if c.subject < 0 or c.object < 0 or attributes(c, reading)[1] != "asserted":
                continue
            fact = (who.get(c.subject, -1 - c.subject), c.predicate, who.get(c.object, -1 - c.object))
            if fact in free:
                continue
            if c.predicate in SYMMETRIC:
                fact = (min(fact[0], fact[2]), c.predicate, max(fact[0], fact[2]))
            found.append((c, fact in right, n, fact))
    return found, total


def tune(extractor: NeuralExtractor, rows: Sequence[Row]) -> dict[str, Any]:
    """Fit confidence and threshold: what ``settings.json`` holds for one way of extracting.

    Raises
    ------
    ExtractionError
        If there is nothing to fit on.
    """
    judged, total = judge(extractor, rows)
    if not judged:
        raise ExtractionError(f"these weights find no fact in the {len(rows)} calibration articles: train for longer")
    x = np.array([[1.0, *c.features, *(c.predicate == p for p in PREDICATES)] for c, *_ in judged])
    y = np.array([right for _, right, *_ in judged], dtype=float)
    pull = np.array([0.0] + [RIDGE] * len(FEATURES) + [RIDGE_PREDICATE] * len(PREDICATES))

    def cost(w: "np.ndarray[Any, Any]") -> tuple[float, "np.ndarray[Any, Any]"]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        value = np.logaddexp(0, z).sum() - (y * z).sum() + 0.5 * (pull * w * w).sum()
        return float(value), x.T @ (p - y) + pull * w

    w = minimize(cost, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x
    confidence = 1 / (1 + np.exp(-x @ w))
    best: dict[tuple[int, Fact], tuple[float, bool]] = {}
    for (_, right, n, fact), p in zip(judged, confidence, strict=True):
        best[n, fact] = max(best.get((n, fact), (0.0, right)), (float(p), right))
    f1 = max(_f1(best.values(), t, total) for t in np.arange(0.2, 0.75, 0.01))
    # Half of the best F1 is the threshold that maximises F1 for calibrated probabilities (Lipton et al., 2014):
    # steadier than the best one of a small set.
    threshold = f1 / 2
    print(f"tuned on {len(rows)} articles, {total} facts: threshold {threshold:.2f}, F1 {f1:.3f}; "
          + "  ".join(f"{n} {v:.2f}" for n, v in zip(FEATURES, w[1:], strict=False)))
    return {"confidence": {"bias": float(w[0]), "features": [float(v) for v in w[1:1 + len(FEATURES)]],
                           "predicates": dict(zip(PREDICATES, map(float, w[1 + len(FEATURES):]), strict=True))},
            "thresholds": dict.fromkeys(PREDICATES, round(float(threshold), 3))}


def _f1(best: Any, threshold: float, total: int) -> float:
    chosen = [right for p, right in best if p >= threshold]
    return 2 * sum(chosen) / (len(chosen) + total) if chosen else 0.0
