"""``newsgraph evaluate``: how right the extraction is."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsgraph.evaluation import GoldArticle, Prediction

EXAMPLES = """
\b
Examples:
  newsgraph evaluate gold.json                      extracts from the gold's own texts, with the default model
  newsgraph evaluate gold.json predicted.jsonl      scores what newsgraph extract wrote
  newsgraph evaluate gold.json articles/ --errors   extracts from these sources; lists every mistake
  newsgraph evaluate rows.jsonl.gz --model rules --json
"""


@click.command("evaluate", epilog=EXAMPLES)
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("predicted", nargs=-1, metavar="[PRED|SOURCE]...")
@click.option("--model", default="default", show_default=True,
              help="What extracts, where no predictions are given.")
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, show_default=True,
              help="Leave out facts below it.")
@click.option("--errors", is_flag=True, help="List every wrong and missed item with its sentence.")
@click.option("--plot", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE.svg",
              help="Draw how confidence and truth agree, by predicate (needs matplotlib).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--samples", type=click.IntRange(min=0), default=1000, show_default=True,
              help="Bootstrap samples behind the intervals.")
@click.option("--seed", default=0, show_default=True, help="Seed of the bootstrap.")
def evaluate_command(
    gold: Path, predicted: tuple[str, ...], model: str, min_confidence: float, errors: bool,
    plot: Path | None, as_json: bool, samples: int, seed: int,
) -> None:
    """Score extracted facts against GOLD.

    GOLD is a file of annotated articles: corrected lines of `newsgraph extract`, rows with names and
    facts, or one JSON object of articles. PRED is what `newsgraph extract` wrote; a SOURCE is extracted
    from now.

    Articles are compared by name, any alias counting; only asserted facts are scored. "explicit" asks only
    for facts whose two arguments stand in one sentence. The 95% intervals draw the articles anew, with
    replacement.
    """
    from newsgraph.evaluation import (
        evaluate,
        expected_calibration_error,
        mistakes,
        read_gold,
        reliability_plot,
    )
    from newsgraph.evaluation.report import lines, mistake_lines

    articles = read_gold(gold)
    predictions = [p.confident(min_confidence) for p in _predictions(articles, predicted, model)]
    result = evaluate(articles, predictions, samples=samples, seed=seed)
    found = mistakes(result) if errors else []
    if plot:
        reliability_plot(result.judgements, plot)
    calibration = expected_calibration_error(result.judgements)
    if as_json:
        extra = {"errors": [mistake.to_json() for mistake in found]} if errors else {}
        click.echo(json.dumps({**result.to_json(), "calibration_error": round(calibration, 4), **extra},
                              ensure_ascii=False, indent=1))
        return
    for text in lines(result):
        click.echo(text)
    click.echo(f"\nexpected calibration error {calibration:.3f} over {len(result.judgements)} facts")
    for text in mistake_lines(found):
        click.echo(text)


def _predictions(articles: "list[GoldArticle]", given: tuple[str, ...], model: str) -> "Iterable[Prediction]":
    from newsgraph.evaluation.reading import EvaluationError, looks_extracted, read_predictions
    from newsgraph.evaluation.running import documents_of, predict

    ready = [Path(name) for name in given if name != "-" and looks_extracted(Path(name))]
    sources = [name for name in given if Path(name) not in ready]
    yield from read_predictions(ready)
    if sources:
        from newsgraph.documents import read
        from newsgraph.records import Skipped

        documents = []
        for document in read(sources):
            if isinstance(document, Skipped):
                click.echo(f"skipped {document.source}: {document.reason}", err=True)
            else:
                documents.append(document)
        yield from predict(documents, model)
    elif not ready:
        documents = documents_of(articles)
        if not documents:
            raise EvaluationError("This gold holds no texts: give predictions, or the sources to read.")
        yield from predict(documents, model)
