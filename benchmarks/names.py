"""``python -m benchmarks.names``: which names of an article are one thing, given the annotated names and types."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import click

from benchmarks.clusters import score
from benchmarks.data import SHARED, Row, Shared
from newsgraph.evaluation.splits import every_fifth
from newsgraph.extraction.clustering import cluster_names
from newsgraph.vocabulary import TYPES


def compare(rows: Iterable[Row]) -> str:
    """How the clusters of these articles' names differ from the annotated entities, as a line of a table."""
    gold: list[tuple[str, int]] = []
    found: list[tuple[str, int]] = []
    for row in rows:
        end, kept = 0, []
        for mention in sorted(row["entities"], key=lambda m: (m["start"], -m["end"])):
            if mention["type"] in TYPES and mention["start"] >= end:
                kept.append(mention)
                end = mention["end"]
        spans = [(m["start"], m["end"]) for m in kept]
        numbers = cluster_names([(row["text"][s:e], m["type"]) for (s, e), m in zip(spans, kept, strict=True)],
                                row["text"], spans)
        gold += ((row["id"], m["id"]) for m in kept)
        found += ((row["id"], number) for number in numbers)
    pairs = set(zip(gold, found, strict=True))
    split = sum(n > 1 for n in Counter(one for one, _ in pairs).values())
    mixed = sum(n > 1 for n in Counter(other for _, other in pairs).values())
    scores = score(gold, found)
    return (f"{len(set(gold)):,} entities | {split} fall into two or more | {mixed} groups hold two or more | "
            f"pairs: precision {scores.pair_precision:.4f}, recall {scores.pair_recall:.4f}")


@click.command()
@click.option("--shared", type=click.Path(path_type=Path), default=SHARED)
def main(shared: Path) -> None:
    """Cluster the annotated names of the shared news; the rules were made on what is trained on."""
    for name in ("wikinews-train", "written-train"):
        rows = {row["id"]: row for row in Shared(shared).rows(name)}
        held = set(every_fifth(rows))
        print(f"{name}, trained on: {compare(row for id, row in rows.items() if id not in held)}")
        print(f"{name}, development fifth: {compare(rows[id] for id in sorted(held))}")


if __name__ == "__main__":
    main()
