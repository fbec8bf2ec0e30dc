"""``python -m benchmarks.gold``: derive the gold of the sample articles from their annotation."""

import json
from pathlib import Path

import click

from benchmarks.notation import gold_json, read_annotations
from newsgraph.evaluation.gold import GoldArticle
from newsgraph.records import Document, Skipped

FOLDER = Path(__file__).parents[1] / "tests" / "gold"
GOLD = FOLDER / "samples.gold.json"


def sample_documents() -> dict[str, Document]:
    """The sample articles as the package reads them, under ids that do not depend on their place."""
    from newsgraph.documents import read
    from newsgraph.samples import articles

    found = {}
    for document in read([articles()]):
        if isinstance(document, Skipped):
            raise click.ClickException(f"{document.source} was skipped: {document.reason}")
        path = Path(document.id)
        key = f"articles/{path.name}" if path.suffix else document.id
        found[key] = document
    return found


def sample_gold() -> list[GoldArticle]:
    """The annotated sample articles."""
    return read_annotations([FOLDER / "samples.ann"], sample_documents())


def derived() -> str:
    """What the gold file holds."""
    return json.dumps(gold_json(sample_gold()), ensure_ascii=False, indent=1) + "\n"


@click.command()
def main() -> None:
    """Write tests/gold/samples.gold.json from samples.ann."""
    GOLD.write_text(derived(), encoding="utf-8")
    click.echo(f"wrote {GOLD}")


if __name__ == "__main__":
    main()
