"""How speed and memory grow: ``python -m benchmarks.scale``, one command, a table and plots.

The sizes are options: ``--archive 100000 --around 10000,100000 --triples 1e4,1e5,1e6,1e7`` takes hours.
"""

import json
import math
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.data import CHECKOUT
from benchmarks.figures import plot

PAGE = CHECKOUT / "benchmarks" / "SCALE.md"
_SPARK = "`newsgraph build --engine spark`, start and end included"
_FEW = 600
"""Articles that are enough for a rate."""

LONG = (4, 16, 64, 256)
"""Articles in the long texts that are read: a thousand words and so on, to that of a novel."""

_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")
Found = dict[str, Any]


def job(name: str, **arguments: Any) -> Found:
    """What one job of `benchmarks.scale_jobs` measures, in a process of its own."""
    environment = {**os.environ, **dict.fromkeys(_THREADS, "1"), "TOKENIZERS_PARALLELISM": "false"}
    done = subprocess.run([sys.executable, "-m", "benchmarks.scale_jobs", name, json.dumps(arguments)], cwd=CHECKOUT,
                          env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    click.echo(f"  {name} {arguments}: {json.dumps(found)[:160]}", err=True)
    return found


def together(count: int, name: str, **arguments: Any) -> Found:
    """The same job in several processes at once, each with its part; rates are added up."""
    with ThreadPoolExecutor(count) as pool:
        found = list(pool.map(lambda part: job(name, part=part, parts=count, **arguments), range(count)))
    return {key: sum(one[key] for one in found) for key in found[0]}


def extraction(articles: int, model: str, jobs: list[int], rounds: int, with_spark: bool, texts: str) -> list[str]:
    """Rates of extraction, in turns: spaCy alone, the bare function, whole builds, Spark."""
    what: Found = {"articles": articles, "texts": texts}
    rows: dict[str, list[Found]] = {}
    for _ in range(rounds):
        rows.setdefault("spaCy small, `nlp.pipe`, 1 process", []).append(job("plain", **what))
        for count in jobs:
            rows.setdefault(_bare(count), []).append(together(count, "bare", model=model, **what))
            rows.setdefault(_built(count), []).append(job("build", model=model, jobs=count, **what))
        if with_spark:
            rows.setdefault(_SPARK, []).append(job("spark", model=model, jobs=max(jobs), **what))
    source = f"articles of {Path(texts).name}" if texts else "generated articles"
    lines = [f"## Extraction: {articles:,} {source}, model {model}", "",
             "| what | words a second | articles a second | MiB |", "| - | -: | -: | -: |"]
    rate: dict[str, float] = {}
    for name, found in rows.items():
        rate[name] = median(one.get("words_per_second", 0.0) for one in found)
        each = median(one.get("articles_per_second", 0.0) for one in found)
        lines.append(f"| {name} | {_count(rate[name])} | {each:.2f} | {max(one['mib'] for one in found):,} |")
    lines.append("")
    for count in jobs:
        share = rate[_built(count)] / rate[_bare(count)]
        lines.append(f"- While it extracts, a build with `--jobs {count}` has {share:.2f} of the rate of as many bare "
                     "processes (goal 0.8).")
    last = rows[_built(max(jobs))][-1]
    total = last["seconds"]
    spans = {"loading models": last["loading"], **last["stages"]}
    lines.append(f"- Where the time of the last build went ({total:.0f} s): " + ", ".join(
        f"{name} {100 * took / total:.0f} %" for name, took in spans.items()) + ".")
    if with_spark:
        spark, pool = (median(one["seconds"] for one in rows[name]) for name in (_SPARK, _built(max(jobs))))
        lines.append(f"- Spark took {spark / pool:.2f} times as long as the pool of processes, the start of both "
                     "included (goal 1.3).")
    return lines


def long_texts(model: str) -> list[str]:
    """How the time for one text grows with its length."""
    lines = [f"## One long text, model {model}", "",
             "| words | words a second | of the speed over the same articles, one by one | MiB |",
             "| -: | -: | -: | -: |"]
    for articles in LONG:
        one = job("long", articles=articles, model=model)
        lines.append(f"| {one['words']:,} | {one['words'] / one['whole']:,.0f} | {one['each'] / one['whole']:.2f} | "
                     f"{one['mib']:,} |")
    return lines


def _bare(count: int) -> str:
    return f"bare extraction, {count} process{'es' * (count > 1)}"


def _built(count: int) -> str:
    return f"`newsgraph build --jobs {count}`"


def archive(articles: int, model: str, jobs: int, folder: str) -> list[str]:
    """A large build that is killed on the way and begun again, beside as many bare processes before and after it."""
    bare = [together(jobs, "bare", articles=_FEW, model=model)]
    found = job("archive", articles=articles, model=model, jobs=jobs, folder=folder)
    bare.append(together(jobs, "bare", articles=_FEW, model=model))
    rate = sum(one["words_per_second"] for one in bare) / 2
    stages: dict[str, list[tuple[float, float]]] = {}
    before = None
    for stage, minute, mib in found["memory"]:
        if stage != before and stage in stages:
            # Another run: no line from the end of the last one.
            stages[stage].append((minute, math.nan))
        stages.setdefault(stage, []).append((minute, mib))
        before = stage
    plot("scale-archive", "minutes", "MiB held by all processes", stages)
    spans = ", ".join(f"{name} {took / 60:.1f}" for name, took in found["stages"].items())
    return [
        f"## An archive: {articles:,} generated articles, {found['words'] / 1e6:.1f} million words, model {model}", "",
        f"- Killed ({found['runs'] - 1} times, `kill -9`) and begun again; in the graph in the end: "
        f"{found['documents']:,} documents.",
        f"- {found['words_per_second']:,.0f} words a second ({found['articles_per_second']:.1f} articles) while it "
        f"extracts with {jobs} jobs: {found['words_per_second'] / rate:.2f} of as many bare processes, measured on "
        f"{_FEW:,} articles before and after ({rate:,.0f}; goal 0.8).",
        f"- Memory of all processes: at most {found['tenth']:,} MiB in the first tenth of the articles, "
        f"{found['later']:,} MiB in the rest, {found['held']:,} MiB in all (goal 3,072).",
        f"- Minutes of the last run: {spans}.", "",
        "![Memory as the archive is built](figures/scale-archive.svg)"]


def surroundings(sizes: list[int]) -> list[str]:
    """Builds whose extractions are given: corpus, resolution, store and Turtle, and how their memory grows."""
    found = [(size, job("around", articles=size)) for size in sizes]
    names = list(dict.fromkeys(stage for _, one in found for stage in one["stages"]))
    lines = ["## Everything but extraction: corpus, resolution, store, Turtle", "",
             "| articles | a second | MiB | MiB on disk | " + " | ".join(f"{name}, s" for name in names) + " |",
             "| -: | -: | -: | -: |" + " -: |" * len(names)]
    for size, one in found:
        lines.append(f"| {size:,} | {one['articles_per_second']:.1f} | {one['mib']:,} | {one['disk_mib']:.0f} | "
                     + " | ".join(f"{one['stages'].get(name, 0):.1f}" for name in names) + " |")
    plot("scale-memory", "share of the time", "MiB held", {
        f"{size:,} articles": [(at / one["memory"][-1][0], mib) for at, mib in one["memory"]]
        for size, one in found})
    return [*lines, "", "![Memory as a build goes on](figures/scale-memory.svg)"]


def stores(sizes: list[int]) -> list[str]:
    """Loading and Turtle beside raw pyoxigraph."""
    found = [job("store", triples=size) for size in sizes]
    lines = ["## Store and Turtle, seconds", "",
             "| triples | load, ours | raw pyoxigraph | speed, ours / raw | Turtle, ours | raw pyoxigraph | "
             "speed, ours / raw | MiB |", "| -: |" + " -: |" * 7]
    for one in found:
        cells = [f"{one[f'{work}_ours']:.2f} | {one[f'{work}_raw']:.2f} | "
                 f"{one[f'{work}_raw'] / one[f'{work}_ours']:.2f}" for work in ("load", "turtle")]
        lines.append(f"| {one['triples']:,} | {' | '.join(cells)} | {one['mib']:,} |")
    return [*lines, "", "Both write Turtle of the same store on disk, with the same prefixes: ours sorted and grouped "
            "by thing, each triple once, raw pyoxigraph as it comes. MiB include the quads that the benchmark holds."]


def library(sizes: list[int], most_rdflib: int) -> list[str]:
    """The query library beside raw pyoxigraph and rdflib."""
    found = [(job("queries", triples=size, engine="oxigraph"),
              job("queries", triples=size, engine="rdflib") if size <= most_rdflib else None) for size in sizes]
    names = list(found[0][0]["queries"])
    lines = ["## The query library, milliseconds", "",
             "ours / raw pyoxigraph / rdflib's memory store; – not asked, ∞ over 30 s, × rdflib fails", "",
             "| query | " + " | ".join(f"{one['triples']:,}" for one, _ in found) + " |",
             "| - |" + " -: |" * len(found)]
    for name in names:
        cells = []
        for one, other in found:
            times = one["queries"].get(name)
            if times is None:
                cells.append("–")
                continue
            third = "–" if other is None else _ms(other["queries"][name]["rdflib"])
            cells.append(f"{_ms(times['ours'])} / {_ms(times['raw'])} / {third}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines.append("| *ours / raw: all together, median, most* | "
                 + " | ".join(_ratios(one["queries"]) for one, _ in found) + " |")
    lines.append("| *MiB, Oxigraph and rdflib* | " + " | ".join(
        f"{one['mib']:,} / {other['mib']:,}" if other else f"{one['mib']:,}" for one, other in found) + " |")
    plot("scale-queries", "triples", "ms (median of the library)", {
        "ours": [(one["triples"], median(q["ours"] for q in one["queries"].values())) for one, _ in found],
        "raw pyoxigraph": [(one["triples"], median(q["raw"] for q in one["queries"].values())) for one, _ in found],
        "rdflib": [(other["triples"], median([q["rdflib"] for q in other["queries"].values() if q["rdflib"] > 0]
                                             or [math.nan]))
                   for _, other in found if other]}, logarithmic=True)
    return [*lines, "", "![Milliseconds by the number of triples](figures/scale-queries.svg)"]


def _ratios(queries: dict[str, dict[str, float]]) -> str:
    # What takes less than a millisecond is mostly the clock.
    ratios = [q["ours"] / q["raw"] for q in queries.values() if q["raw"] >= 1.0] or [
        q["ours"] / q["raw"] for q in queries.values()]
    together = sum(q["ours"] for q in queries.values()) / sum(q["raw"] for q in queries.values())
    return f"{together:.2f}; {median(ratios):.2f}; {max(ratios):.2f}"


def _ms(value: float) -> str:
    if math.isnan(value):
        return "×"
    return "∞" if math.isinf(value) else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _count(value: float) -> str:
    return f"{value:,.0f}" if value else ""


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 30
    return (f"{os.cpu_count()} cores ({platform.machine()}), {memory} GiB, Python {platform.python_version()}; load "
            f"average {os.getloadavg()[2]:.1f} over the last 15 minutes")


class _Sizes(click.ParamType):
    name = "sizes"

    def convert(self, value: Any, param: Any, ctx: Any) -> list[int]:
        if isinstance(value, list):
            return value
        try:
            return [int(float(part)) for part in value.split(",") if part]
        except ValueError:
            self.fail(f"“{value}” is not numbers with commas between them")


def _kept() -> dict[str, str]:
    """The parts of the page as it is, by name."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = re.split(r"^<!-- (.+) -->\n", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@click.command()
@click.option("--articles", default=400, show_default=True, help="Articles to extract from.")
@click.option("--texts", default="", help="Extract from this file's articles, in the place of generated ones.")
@click.option("--archive", "archived", default=0, show_default=True,
              help="Articles of an archive to build, killing it on the way; 0: none.")
@click.option("--folder", default="", help="Keep the archive's graph here, and go on with what is there.")
@click.option("--around", type=_Sizes(), default="1000,5000", show_default=True,
              help="Articles to build from without extraction.")
@click.option("--triples", type=_Sizes(), default="10000,100000,1000000", show_default=True, help="Sizes of stores.")
@click.option("--rdflib", default=100_000, show_default=True, help="Ask rdflib up to so many triples.")
@click.option("--jobs", type=_Sizes(), default="1,2", show_default=True)
@click.option("--model", default="default", show_default=True)
@click.option("--rounds", default=1, show_default=True, help="How often to measure extraction; the median counts.")
@click.option("--spark/--no-spark", default=False, show_default=True, help="Build on Spark as well.")
@click.option("--only", multiple=True,
              type=click.Choice(["extraction", "long", "archive", "around", "store", "queries"]))
@click.option("--write", is_flag=True, help="Keep these parts of the page in SCALE.md.")
def main(articles: int, texts: str, archived: int, folder: str, around: list[int], triples: list[int], rdflib: int,
         jobs: list[int], model: str, rounds: int, spark: bool, only: tuple[str, ...], write: bool) -> None:
    """Measure how speed and memory grow with the number of articles and triples."""
    parts: dict[str, Callable[[], list[str]]] = {
        "extraction": lambda: extraction(articles, model, jobs, rounds, spark, texts),
        "long": lambda: long_texts(model),
        "archive": lambda: archive(archived, model, max(jobs), folder) if archived else [],
        "around": lambda: surroundings(around), "store": lambda: stores(triples),
        "queries": lambda: library(triples, rdflib)}
    found: dict[str, str] = {}
    for name, part in parts.items():
        lines = part() if not only or name in only else []
        if lines:
            text = "\n".join([*lines, "", f"`python -m benchmarks.scale {' '.join(sys.argv[1:])}` on {machine()}."])
            click.echo(text)
            found[f"{name} {Path(texts).name}".strip() if name == "extraction" else name] = text + "\n\n"
    if write:
        kept = _kept() | found
        order = list(parts)
        PAGE.write_text("# How speed and memory grow\n\n" + "".join(f"<!-- {name} -->\n{kept[name]}" for name in sorted(
            kept, key=lambda name: (order.index(name.split()[0]), name))).rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
