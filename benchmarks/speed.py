"""``python -m benchmarks.speed``: words a second of one core, against spaCy's small pipeline."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import click

from benchmarks.baseline import PIPELINE
from benchmarks.data import CHECKOUT, SHARED, Shared
from benchmarks.figures import Figure
from newsgraph.evaluation.running import documents_of

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


def measured(model: str, shared: Path, articles: int) -> Figure:
    """The ratio, measured in a process of its own that is held to one core."""
    environment = {**os.environ, **dict.fromkeys(_THREADS, "1"), "TOKENIZERS_PARALLELISM": "false"}
    command = [sys.executable, "-m", "benchmarks.speed", "--model", model, "--shared", str(shared),
               "--articles", str(articles), "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, check=True, capture_output=True, text=True)
    rates = json.loads(done.stdout.splitlines()[-1])
    return Figure("speed, one core", "words a second, as a share of spaCy small",
                  rates["ours"] / rates["spacy"], rates["words"], goal=0.7, floor=0.3,
                  note=f"{rates['ours']:,.0f} words a second; spaCy small {rates['spacy']:,.0f}")


def rates(model: str, shared: Path, articles: int, rounds: int = 3) -> dict[str, float]:
    """Words a second of both, the median of some rounds taken in turns so that both meet the same machine."""
    import spacy

    from benchmarks.models import load

    documents = documents_of(Shared(shared, articles).news("wikinews"))
    words = sum(len(document.text.split()) for document in documents)
    nlp, extractor = spacy.load(PIPELINE), load(model)

    def alone() -> None:
        for _ in nlp.pipe(document.text for document in documents):
            pass

    def ours() -> None:
        for _ in extractor.pipe(documents):
            pass

    def seconds(work: Callable[[], None]) -> float:
        start = time.perf_counter()
        work()
        return time.perf_counter() - start

    # The first round of each pays for what is loaded late, and is not counted.
    taken = [(seconds(alone), seconds(ours)) for _ in range(rounds + 1)][1:]
    return {"words": words, "spacy": words / median(a for a, _ in taken),
            "ours": words / median(b for _, b in taken)}


@click.command()
@click.option("--model", default="default", show_default=True)
@click.option("--shared", type=click.Path(path_type=Path), default=SHARED)
@click.option("--articles", default=60, show_default=True, help="Articles to read.")
@click.option("--json", "as_json", is_flag=True)
def main(model: str, shared: Path, articles: int, as_json: bool) -> None:
    """Measure the speed of an extractor on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    found = rates(model, shared, articles)
    if as_json:
        click.echo(json.dumps(found))
    else:
        click.echo(f"{model}: {found['ours']:,.0f} words a second; spaCy small alone {found['spacy']:,.0f}; "
                   f"ratio {found['ours'] / found['spacy']:.2f} over {found['words']:,.0f} words")


if __name__ == "__main__":
    main()
