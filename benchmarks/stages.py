"""Where the time of an extraction goes: ``python -m benchmarks.stages``, on one core."""

import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import click

from benchmarks import prose
from benchmarks.models import load
from newsgraph.extraction import hybrid
from newsgraph.extraction.neural import extractor, reading
from newsgraph.extraction.neural.model import Model

STAGES: tuple[tuple[Any, str, str], ...] = (
    (Model, "encode", "the encoder (onnxruntime)"),
    (hybrid, "parse", "spaCy's parse"),
    (hybrid, "find_facts", "the rules' facts"),
    (hybrid, "resolve_references", "the rules' references"),
    (reading, "marked", "names from tags"),
    (Model, "pairs", "relations of pairs (onnxruntime)"),
    (Model, "references", "references to names (onnxruntime)"),
    (extractor, "candidates", "features of candidates"),
)
"""Where a function is looked up, its name, and what it does."""


class Clock:
    """Seconds by stage; what a stage calls counts for itself alone."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._within: list[float] = []

    def timed(self, work: Callable[..., Any], label: str) -> Callable[..., Any]:
        """The same function, timed."""
        def run(*given: Any, **named: Any) -> Any:
            started = time.perf_counter()
            self._within.append(0.0)
            try:
                return work(*given, **named)
            finally:
                took = time.perf_counter() - started
                self.seconds[label] += took - self._within.pop()
                if self._within:
                    self._within[-1] += took

        return run


@click.command()
@click.option("--articles", default=100, show_default=True, help="Generated articles to read.")
def main(articles: int) -> None:
    """Show where the time of an extraction goes."""
    model = load("default")
    documents = [document for document, _ in prose.articles(articles)]
    model.extract(documents[0])
    clock = Clock()
    for place, name, label in STAGES:
        setattr(place, name, clock.timed(getattr(place, name), label))
    started = time.perf_counter()
    for document in documents:
        model.extract(document)
    whole = time.perf_counter() - started
    clock.seconds["everything else"] = whole - clock.seconds.total()
    words = sum(len(document.text.split()) for document in documents)
    click.echo(f"{words / whole:,.0f} words a second; {1000 * whole / articles:.1f} ms an article of "
               f"{words / articles:.0f} words")
    for label, took in clock.seconds.most_common():
        click.echo(f"{100 * took / whole:5.1f} %  {1000 * took / articles:6.1f} ms  {label}")


if __name__ == "__main__":
    main()
