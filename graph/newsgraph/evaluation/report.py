"""Turns an evaluation into text for a terminal."""

from collections.abc import Iterable, Iterator

from newsgraph.evaluation.attributes import ATTRIBUTES
from newsgraph.evaluation.mistakes import Mistake
from newsgraph.evaluation.scoring import Evaluation, Score

HEAD = f"{'':30} {'P':>6} {'R':>6} {'F1':>6}  {'95% interval':>13}  {'right':>6} {'pred.':>6} {'gold':>6}"


def line(label: str, score: Score) -> str:
    """One row of the table.

    >>> from newsgraph.evaluation.counts import HIT
    >>> " ".join(line("produces", Score("produces", HIT, 1.0, 1.0)).split())
    'produces 1.000 1.000 1.000 1.000 - 1.000 1 1 1'
    """
    c = score.counts
    return (f"{label:30} {score.precision:6.3f} {score.recall:6.3f} {score.f1:6.3f}  "
            f"{score.low:5.3f} - {score.high:5.3f}  {c.right:6} {c.predicted:6} {c.gold:6}")


def lines(evaluation: Evaluation) -> Iterator[str]:
    """The whole table."""
    count, missing, ignored = len(evaluation.articles), len(evaluation.missing), len(evaluation.ignored)
    yield f"{count} {'article' if count == 1 else 'articles'}" + (
        f", {missing} without a prediction (all missed)" if missing else "") + (
        f"; predictions for other documents, ignored: {ignored}" if ignored else "")
    yield ""
    yield HEAD
    yield line("entities, name only", evaluation.names)
    yield line("entities, typed", evaluation.entities["all"])
    yield from (line("  " + label, s) for label, s in evaluation.entities.items() if label != "all")
    for scope, scores in evaluation.facts.items():
        yield line("facts" if scope == "all" else f"facts, {scope}", scores["all"])
        yield from (line("  " + label, s) for label, s in scores.items() if label != "all")
    yield ""
    yield f"{'':52} {'share':>6}  {'right':>6} {'of':>6}"
    for name, share in evaluation.attributes.items():
        yield f"{ATTRIBUTES[name]:52} {share.value:6.3f}  {share.right:6} {share.count:6}"


def mistake_lines(found: Iterable[Mistake]) -> Iterator[str]:
    """Each mistake under its article, with its sentence."""
    article = None
    for mistake in found:
        if mistake.article != article:
            article = mistake.article
            yield f"\n{article}"
        yield f"  {mistake.kind}: {mistake.what}" + (f"  [{mistake.method}]" if mistake.method else "")
        if mistake.sentence:
            yield f"      {mistake.sentence}"
