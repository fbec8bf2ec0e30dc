"""Killed at any moment, `add`, `remove` and `build` leave the old graph or the new one, and work goes on."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_upkeep import PAIRS, make, turtle

from newsgraph.corpus import Corpus
from newsgraph.graph.building import corpus_path
from newsgraph.graph.inventory import listing
from newsgraph.graph.knowledge_graph import KnowledgeGraph
from newsgraph.graph.upkeep import refresh

WORKER = Path(__file__).with_name("crash_worker.py")
BASE = dict(PAIRS[:6])
MORE = dict(PAIRS[6:8])


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    """The Turtle of a graph that was built of exactly these documents, and nothing ever happened to it."""
    known: dict[tuple[str, ...], bytes] = {}

    def of(ids: list[str]) -> bytes:
        key = tuple(sorted(ids))
        if key not in known:
            folder = tmp_path_factory.mktemp("clean")
            make(folder, *((id, {**BASE, **MORE}[id]) for id in key))
            known[key] = turtle(folder)
        return known[key]

    return of


@pytest.fixture
def worker():
    """The process that forks one for each operation."""
    process = subprocess.Popen([sys.executable, str(WORKER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                               cwd=WORKER.parent)
    yield process
    process.stdin.close()
    process.stdout.close()
    process.wait()


def run(worker: subprocess.Popen[str], what: str, folder: Path, pairs: dict[str, int], after: float | None) -> bool:
    """Start an operation, kill it so many seconds after it began, and say whether it was done before that."""
    assert worker.stdin is not None and worker.stdout is not None
    worker.stdin.write(" ".join([what, str(folder), *(f"{k}={v}" for k, v in pairs.items())]) + "\n")
    worker.stdin.flush()
    assert worker.stdout.readline() == "begun\n"
    if after is not None:
        time.sleep(after)
    worker.stdin.write("wait\n" if after is None else "kill\n")
    worker.stdin.flush()
    return "done\n" in list(iter(worker.stdout.readline, "over\n"))


def campaign(worker, folder: Path, clean, kills: int, seed: int) -> int:
    """Kill so many operations, each time on what the last one left; gives how many were hit on the way."""
    rng = random.Random(seed)
    make(folder, *BASE.items())
    started = time.monotonic()
    assert run(worker, "add", folder, MORE, None)
    longest = 1.3 * (time.monotonic() - started)
    there = {**BASE, **MORE}
    hit = 0
    for _ in range(kills):
        what = rng.choice(["add", "remove", "build"])
        some = dict(rng.sample(sorted(MORE.items()), rng.randint(1, 2)))
        if what == "remove":
            some = {id: seed for id, seed in some.items() if id in there} or {"d0": BASE["d0"]}
        after = {"add": {**there, **some}, "remove": {k: v for k, v in there.items() if k not in some},
                 "build": {**BASE, **some}}[what]
        arguments = after if what == "build" else some
        hit += not run(worker, what, folder, arguments, rng.random() * longest)

        with Corpus(corpus_path(folder), read_only=True) as corpus:
            corpus.check()
        ids = sorted(d.id for d in listing(folder))
        assert ids in (sorted(there), sorted(after)), what
        graph = KnowledgeGraph.open(folder)
        stored = sorted(
            str(row[0].value) for row in graph.query("SELECT ?id { ?d schema:identifier ?id }").terms
        )
        assert stored in (sorted(there), sorted(after)), what
        del graph
        refresh(folder, view=False)
        assert turtle(folder) == clean(ids), what
        there = {id: {**BASE, **MORE}[id] for id in ids}
        assert not list(folder.glob(".*")), "nothing is left lying about"
    return hit


def test_killed_at_a_few_moments(worker, tmp_path, clean):
    assert campaign(worker, tmp_path, clean, 8, 1) > 0


@pytest.mark.slow
def test_killed_at_two_hundred_moments(worker, tmp_path, clean):
    assert campaign(worker, tmp_path, clean, 200, 2) > 50
