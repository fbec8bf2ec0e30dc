"""``newsgraph evaluate``: how right the extraction is."""

import json
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from newsgraph.evaluation import GoldArticle, Prediction
    from newsgraph.evaluation.shapes import Vocabulary
    from newsgraph.graph.extracting import Tally

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
@click.option("--vocabulary", "vocabulary", multiple=True, type=click.Path(dir_okay=False), metavar="FILE",
              help="A Turtle file that adds types or predicates; may be given several times.")
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
    gold: Path, predicted: tuple[str, ...], model: str, vocabulary: tuple[str, ...], min_confidence: float,
    errors: bool, plot: Path | None, as_json: bool, samples: int, seed: int,
) -> None:
    """Score extracted facts against GOLD.

    GOLD is a file of annotated articles: corrected lines of `newsgraph extract`, rows with names and
    facts, or one JSON object of articles. PRED is what `newsgraph extract` wrote; a SOURCE is extracted
    from now.

    Articles are compared by name, any alias counting; only asserted facts are scored. "explicit" asks only
    for facts whose two arguments stand in one sentence. The 95% intervals draw the articles anew, with
    replacement. Below stands how often a fact that is found has the right time, and a role that shares a word
    with that of the gold; and how many of the facts that the gold calls denied, rumoured or possible are found
    as that.

    Exit status: 0 if everything was read, 3 if some sources were skipped, 1 if nothing could be done.
    """
    from newsgraph.cli import console
    from newsgraph.evaluation import (
        EvaluationError,
        evaluate,
        expected_calibration_error,
        mistakes,
        read_gold,
        reliability_plot,
    )
    from newsgraph.evaluation.report import lines, mistake_lines
    from newsgraph.graph.extracting import Tally
    from newsgraph.graph.vocabulary import load

    words, tally = load(*vocabulary), Tally()
    articles = read_gold(gold, words)
    given = _predictions(articles, predicted, model, words, tally)
    console.tell_each_skipped(tally.skipped)
    if not given:
        raise EvaluationError("Nothing could be read, so there is nothing to score.")
    predictions = [prediction.confident(min_confidence) for prediction in given]
    result = evaluate(articles, predictions, samples=samples, seed=seed)
    found = mistakes(result) if errors else []
    if plot:
        reliability_plot(result.judgements, plot)
    calibration = expected_calibration_error(result.judgements)
    if as_json:
        extra = {"errors": [mistake.to_json() for mistake in found]} if errors else {}
        click.echo(json.dumps({**result.to_json(), "calibration_error": round(calibration, 4), **extra},
                              ensure_ascii=False, indent=1))
    else:
        for text in lines(result):
            click.echo(text)
        click.echo(f"\nexpected calibration error {calibration:.3f} over {len(result.judgements)} facts")
        for text in mistake_lines(found):
            click.echo(text)
    sys.exit(console.SOME_SKIPPED if tally.skipped else 0)


def _predictions(articles: "list[GoldArticle]", given: tuple[str, ...], model: str, words: "Vocabulary",
                 tally: "Tally") -> "list[Prediction]":
    from newsgraph.evaluation import EvaluationError, Prediction, read_predictions
    from newsgraph.evaluation.reading import looks_extracted
    from newsgraph.evaluation.running import documents_of
    from newsgraph.graph.extracting import extracted

    ready = [Path(name) for name in given if name != "-" and looks_extracted(Path(name))]
    sources = [name for name in given if Path(name) not in ready]
    documents = None if given else documents_of(articles)
    if documents == []:
        raise EvaluationError("This gold holds no texts: give predictions, or the sources to read.")
    predictions = read_predictions(ready, words)
    if sources or documents:
        with closing(extracted(sources, model=model, documents=documents, tally=tally)) as found:
            predictions += map(Prediction.of, found)
    return predictions
