"""How the server holds up: many readers at once on a large graph, beside one reader alone.

Run ``python -m benchmarks.serve`` (about two minutes): it makes a graph of generated news of about a million
triples, serves it on this machine, and asks the simple queries of the library, first one after another, then
by 50 readers for a minute. The readers are one thread, so that what is measured is the server, not their own
waiting for one another; ``--pause 0`` has them ask again as soon as they have read.
"""

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

from pyoxigraph import Quad

from benchmarks.generated import World
from newsgraph.graph.mapping import document_graph, node_quads, vocabulary_quads
from newsgraph.graph.store import Generation, open_store, writing
from newsgraph.graph.summary import Summary
from newsgraph.graph.vocabulary import load
from newsgraph.records import Extraction, Node, Resolution

QUERIES = {"executives": "company", "products": "company", "competitors": "company", "changes": "company",
           "documents": "name", "everything": "name"}
"""The simple queries: one thing in, rows out."""


def by_name(extractions: list[Extraction]) -> Resolution:
    """One node a name: how well names are told apart does not matter here."""
    members: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for extraction in extractions:
        for entity in extraction.entities:
            members[entity.name, entity.type].append((extraction.document.id, entity.id))
    return Resolution(tuple(
        Node(re.sub(r"[^a-z0-9]+", "-", f"{name} {kind}".lower()), name, kind, (), tuple(sorted(found)))
        for (name, kind), found in sorted(members.items())))


def make(folder: Path, triples: int) -> list[str]:
    """A served folder of at least so many triples; gives the IRIs of companies that are spoken of."""
    words, world = load(), World(triples // 45)
    extractions, size = [], 0
    per = 0
    while size < triples:
        extractions.append(world.article(len(extractions)))
        if len(extractions) % 500 == 1 or per == 0:
            sample = by_name(extractions[-1:])
            per = len(document_graph(extractions[-1], sample.index(), words).quads)
        size += per
    resolution = by_name(extractions)
    members = resolution.index()
    with writing(folder) as output, Generation(output) as generation:
        generation.load(vocabulary_quads(words))
        generation.load(node_quads(resolution.nodes, words))
        summary = Summary()

        def said() -> Iterator[Quad]:
            for extraction in extractions:
                quads = document_graph(extraction, members, words).quads
                summary.note(quads)
                yield from quads

        generation.load(said())
        generation.load([quad for thing in summary.descriptions(generation.store) for quad in thing])
        generation.publish()
    companies = [node for node in resolution.nodes if node.type == "Company"]
    return [f"https://newsgraph.example/id/{node.key}" for node in companies]


class Reader:
    """One client with one connection, who asks, reads the whole answer and asks again."""

    def __init__(self, port: int, seed: int, companies: list[str], pause: float) -> None:
        self.port, self.rng, self.companies, self.pause = port, random.Random(seed), companies, pause
        self.times: dict[str, list[float]] = defaultdict(list)
        self.errors: list[str] = []

    async def run(self, until: float, most: int = 10**9) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        for _ in range(most):
            if time.monotonic() > until:
                break
            name = self.rng.choice(list(QUERIES))
            company = self.companies[int(len(self.companies) ** self.rng.random()) - 1]
            path = f"/queries/{name}?" + urlencode({QUERIES[name]: company})
            started = time.perf_counter()
            try:
                await self._ask(reader, writer, path)
            except (OSError, ValueError, asyncio.IncompleteReadError) as error:
                self.errors.append(repr(error))
                writer.close()
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            self.times[name].append(time.perf_counter() - started)
            if self.pause:
                await asyncio.sleep(self.rng.expovariate(1 / self.pause))
        writer.close()

    async def _ask(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str) -> None:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                     "Accept: application/sparql-results+json\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        body = await reader.readexactly(int(length[1]) if length else 0)
        if not head.startswith(b"HTTP/1.1 200 ") or not body.rstrip().endswith(b"}"):
            self.errors.append(f"{head[:15]!r} {body[:100]!r}")


def percentile(values: list[float], share: float) -> float:
    """The value that so large a share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    """Make, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1.0, help="mean pause of a reader between two questions")
    parser.add_argument("--keep", type=Path, help="a folder to keep the graph in, and to take it from if there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        started = time.perf_counter()
        listed = folder / "companies.json"
        if not listed.is_file():
            folder.mkdir(parents=True, exist_ok=True)
            listed.write_text(json.dumps(make(folder, options.triples)))
        companies = json.loads(listed.read_text())
        print(f"{len(open_store(folder)):,} triples, {len(companies):,} companies, "
              f"made in {time.perf_counter() - started:.0f} s")
        process = subprocess.Popen([sys.executable, "-u", "-m", "newsgraph", "serve", "-g", str(folder), "-p", "0"],
                                   stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            found = re.search(r":(\d+)/ ", process.stdout.readline())
            assert found is not None
            asyncio.run(report(int(found[1]), companies, options))
            print(f"server and workers: {memory(process.pid) / 1024:.0f} MB; "
                  f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def memory(pid: int) -> int:
    """What a process and its children hold, in KiB; shared pages are shared out (PSS)."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = 0
    for one in (str(pid), *children):
        held = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{one}/smaps_rollup").read_text(), re.MULTILINE)
        found += int(held[1]) if held else 0
    return found


async def report(port: int, companies: list[str], options: argparse.Namespace) -> None:
    """One reader alone, then all of them."""
    await Reader(port, 1, companies, 0).run(time.monotonic() + 30, 30)
    alone = Reader(port, 2, companies, 0)
    await alone.run(time.monotonic() + 20, 300)
    readers = [Reader(port, 100 + at, companies, options.pause) for at in range(options.readers)]
    until = time.monotonic() + options.seconds
    await asyncio.gather(*(reader.run(until) for reader in readers))
    count = sum(len(times) for reader in readers for times in reader.times.values())
    errors = [error for reader in [alone, *readers] for error in reader.errors]
    print(f"{count:,} answers to {options.readers} readers in {options.seconds:.0f} s, {len(errors)} errors")
    for error in sorted(set(errors))[:5]:
        print("  " + error)
    print(f"{'query':<14}{'alone ms':>10}{'p50 ms':>10}{'p95 ms':>10}{'p95/alone':>11}")
    for name in QUERIES:
        single = percentile(alone.times[name], 0.5)
        together = [value for reader in readers for value in reader.times[name]]
        if together and alone.times[name]:
            p50, p95 = percentile(together, 0.5), percentile(together, 0.95)
            print(f"{name:<14}{1000 * single:>10.1f}{1000 * p50:>10.1f}{1000 * p95:>10.1f}{p95 / single:>11.1f}")


if __name__ == "__main__":
    main()
