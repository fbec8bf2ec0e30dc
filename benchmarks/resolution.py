"""``python -m benchmarks.resolution``: how well names become things, and how fast.

Quality is measured with gold mentions against links and coreference by others; speed on generated news.
"""

import tempfile
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks.clusters import Scores, score
from benchmarks.data import SHARED, Row, Shared
from benchmarks.generated import World, articles
from newsgraph.extraction.clustering import cluster_names, document_types
from newsgraph.records import Document, Entity, Extraction, Fact, Mention
from newsgraph.resolution import resolve

TYPES: dict[str, tuple[str, str | None]] = {
    "CEO": ("Company", "Person"), "EMPLOYEE_OR_MEMBER_OF": ("Person", "Organization"),
    "FOUNDED_BY": ("Company", "Person"), "SUBSIDIARY_OF": ("Company", "Company"),
    "HEADQUARTERS": ("Company", "Place"), "NATIONALITY": ("Person", "Place"),
    "PLACE_OF_RESIDENCE": ("Person", "Place"), "PLACE_OF_BIRTH": ("Person", "Place"),
    "EDUCATED_AT": ("Person", "Organization"), "POLITICAL_AFFILIATION": ("Person", "Organization"),
    "SPOUSE": ("Person", "Person"), "CHILD_OF": ("Person", "Person"), "DATE_OF_BIRTH": ("Person", None),
    "DATE_OF_DEATH": ("Person", None), "DATE_FOUNDED": ("Company", None),
}
"""What the arguments of KnowledgeNet's predicates are."""

PREDICATES = {"CEO": ("executiveOf", True), "EMPLOYEE_OR_MEMBER_OF": ("employedBy", False),
              "FOUNDED_BY": ("founderOf", True), "SUBSIDIARY_OF": ("subsidiaryOf", False),
              "HEADQUARTERS": ("locatedIn", False)}
"""Ours for theirs, and whether subject and object change places."""

PRONOUNS = frozenset(
    "he she it they him her them his hers its their who whom whose which that where himself herself itself "
    "themselves i my me we our us you your this these those".split())

REDOCRED = {"PER": "Person", "ORG": "Organization", "LOC": "Place", "MISC": "Product"}


@click.command()
@click.option("--shared", type=click.Path(path_type=Path), default=SHARED, show_default=True,
              help="The folder of shared data.")
@click.option("--part", "parts", multiple=True, type=click.Choice(["quality", "scale", "upkeep"]),
              default=("quality",), show_default=True, help="What to measure.")
@click.option("--mentions", default=1_000_000, show_default=True, help="How many mentions `scale` resolves.")
@click.option("--documents", default=20_000, show_default=True, help="How large a graph `upkeep` changes.")
def main(shared: Path, parts: tuple[str, ...], mentions: int, documents: int) -> None:
    """Measure resolution: quality beside "same string, same thing", speed, the cost of one more document."""
    if "quality" in parts:
        quality(Shared(shared))
    if "scale" in parts:
        scale(mentions)
    if "upkeep" in parts:
        upkeep(documents)


def quality(shared: Shared) -> None:
    """Print clusters across documents and within documents beside the baseline."""
    click.echo(f"{'':44}{'B-cubed':^24}{'pairs':^16}")
    click.echo(f"{'':44}{'P':>8}{'R':>8}{'F1':>8}{'P':>8}{'R':>8}")
    _row("knowledgenet links, same string", *_knowledgenet(shared, baseline=True))
    _row("knowledgenet links, resolved (0.93; P 0.97)", *_knowledgenet(shared))
    for name, rows in (("redocred-dev", shared.rows("redocred-dev")),
                       ("wikinews-train", shared.rows("wikinews-train")),
                       ("written-train", shared.rows("written-train"))):
        goal = " (0.90)" if name == "redocred-dev" else ""
        _row(f"{name} coreference, same string", *_within(rows, baseline=True))
        _row(f"{name} coreference, clustered{goal}", *_within(rows))


def scale(mentions: int) -> None:
    """Print how long half as many mentions and all of them take to resolve."""
    taken = []  # CPU seconds of this one process: what else the machine does must not count
    for wanted in (mentions // 2, mentions):
        found = _mentions(wanted)
        count = sum(len(e.mentions) for x in found for e in x.entities)
        started, busy = time.perf_counter(), time.process_time()
        nodes = len(resolve(found).nodes)
        taken.append(time.process_time() - busy)
        click.echo(f"{count:,} mentions in {len(found):,} documents: {nodes:,} things in {taken[-1]:.1f} s of one "
                   f"core, {time.perf_counter() - started:.1f} s by the clock")
    click.echo(f"twice the mentions take {taken[1] / taken[0]:.2f} times as long (goal: under 3)")


def upkeep(documents: int) -> None:
    """Print how long a graph takes to build, and one document to be added and removed."""
    from newsgraph.graph.building import build
    from newsgraph.graph.upkeep import add, remove

    world = World(documents)
    known = {x.document.id: x for x in (world.article(n) for n in range(documents + 5))}
    extractor: Any = _Known(known)
    every = [x.document for x in known.values()]
    with tempfile.TemporaryDirectory() as folder:
        built = _timed(lambda: build([], folder, extractor=extractor, documents=every[:-5], view=False))
        click.echo(f"building a graph of {documents:,} generated documents: {built[0]:.1f} s of one core, "
                   f"{built[1]:.1f} s by the clock")
        for document in every[-5:]:
            for what, change in (("one more", partial(add, [], folder, extractor=extractor, documents=[document])),
                                 ("and away", partial(remove, [document.id], folder))):
                busy, clock = _timed(partial(change, view=False))
                click.echo(f"{what}: {busy:.2f} s of one core (1/{built[0] / busy:.0f}), {clock:.2f} s by the clock "
                           f"(1/{built[1] / clock:.0f}); goal: under 1/200")


class _Known:
    """An extractor that looks up what was generated."""

    version = "generated 1"

    def __init__(self, known: dict[str, Extraction]) -> None:
        self.known = known

    def extract(self, document: Document) -> Extraction:
        return self.known[document.id]

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        return map(self.extract, documents)


def _timed(call: Any) -> tuple[float, float]:
    """Seconds that this process was busy, all its threads together, and seconds by the clock."""
    started, busy = time.perf_counter(), time.process_time()
    call()
    return time.process_time() - busy, time.perf_counter() - started


def _mentions(wanted: int) -> list[Extraction]:
    """Generated documents with at least that many mentions."""
    each = sum(len(e.mentions) for x in articles(500) for e in x.entities) / 500
    return list(articles(round(wanted / each)))


def _row(name: str, gold: list[Any], found: list[Any]) -> None:
    scores: Scores = score(gold, found)
    values = (scores.precision, scores.recall, scores.f1, scores.pair_precision, scores.pair_recall)
    click.echo(f"{name:44}" + "".join(f"{value:8.4f}" for value in values))


def _within(rows: Iterable[Row], baseline: bool = False) -> tuple[list[Any], list[Any]]:
    """Gold and found clusters of the named mentions of each document; types and mentions are gold."""
    gold: list[Any] = []
    found: list[Any] = []
    for row in rows:
        mentions = sorted((m for m in row["entities"] if m["type"] not in {"TIME", "NUM"}),
                          key=lambda m: (m["start"], m["end"]))
        names = [(row["text"][m["start"]:m["end"]], REDOCRED.get(m["type"], m["type"])) for m in mentions]
        gold += [(row["id"], m["id"]) for m in mentions]
        if baseline:
            found += [(row["id"], name) for name, _ in names]
        else:
            spans = [(m["start"], m["end"]) for m in mentions]
            found += [(row["id"], n) for n in cluster_names(names, row["text"], spans)]
    return gold, found


def _knowledgenet(shared: Shared, baseline: bool = False) -> tuple[list[Any], list[Any]]:
    """Links and found nodes of all named arguments that have a link."""
    documents: dict[str, list[Row]] = {}
    for row in shared.rows("knowledgenet-folds1-3"):
        documents.setdefault(row["id"].split("/")[1], []).append(row)
    extractions, links, names = [], {}, {}
    for id, passages in documents.items():
        extraction, linked = _passages(id, passages)
        extractions.append(extraction)
        for (start, end), (entity, link) in linked.items():
            links[id, start] = ((id, entity), link)
            names[id, start] = extraction.document.text[start:end]
    keys = sorted(links)
    if baseline:
        return [links[key][1] for key in keys], [names[key] for key in keys]
    index = resolve(extractions).index()
    return [links[key][1] for key in keys], [index[links[key][0]].key for key in keys]


def _passages(id: str, rows: list[Row]) -> tuple[Extraction, dict[tuple[int, int], tuple[str, str]]]:
    """The passages of one document as an extraction, and the link of each linked argument's span."""
    text = ""
    spans: dict[tuple[int, int], str] = {}
    links: dict[tuple[int, int], str] = {}
    stated = []
    for row in rows:
        for fact in row["facts"]:
            ends = []
            for side, type in zip(("subject", "object"), TYPES[fact["predicate"]], strict=True):
                start, end = fact[side]
                span = (start + len(text), end + len(text))
                ends.append(span)
                if type is not None and _is_name(row["text"][start:end]):
                    spans.setdefault(span, type)
                    if fact.get(f"{side}_wikidata"):
                        links[span] = fact[f"{side}_wikidata"].rpartition("/")[2]
            stated.append((fact["predicate"], *ends))
        text += row["text"] + "\n\n"
    ordered = sorted(spans)
    mentions = [(text[start:end], spans[start, end]) for start, end in ordered]
    clusters = cluster_names(mentions, text, ordered)
    types = document_types(mentions, clusters)
    members: dict[int, list[tuple[int, int]]] = {}
    for span, number in zip(ordered, clusters, strict=True):
        members.setdefault(number, []).append(span)
    entities = [
        Entity(
            f"e{number}",
            max((text[s:e] for s, e in own), key=lambda n: (len(n.split()), len(n))),
            types[number],
            tuple(Mention(s, e) for s, e in own),
        )
        for number, own in members.items()
    ]
    of = {span: f"e{number}" for span, number in zip(ordered, clusters, strict=True)}
    facts = []
    for predicate, subject, object in stated:
        if predicate in PREDICATES and subject in of and object in of:
            ours, turned = PREDICATES[predicate]
            one, other = (object, subject) if turned else (subject, object)
            facts.append(Fact(of[one], ours, of[other], (0, len(text)), one, other))
    document = Document(id, id, "", text)
    linked = {span: (of[span], link) for span, link in links.items()}
    return Extraction(document, tuple(entities), tuple(facts)), linked


def _is_name(text: str) -> bool:
    """Whether an argument is a name as it stands, and no pronoun or description."""
    named = any(c.isalpha() and not c.islower() for c in text)
    return named and (text in {"US", "IT"} or text.lower() not in PRONOUNS)


if __name__ == "__main__":
    main()
