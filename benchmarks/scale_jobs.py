"""What `benchmarks.scale` measures, each job in a process of its own: ``python -m benchmarks.scale_jobs NAME JSON``.

A job prints one line of JSON: what it measured, and the most memory that it held, its children included.
"""

import functools
import gc
import itertools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import generated, prose
from benchmarks.serve import by_name
from newsgraph.records import Document, Extraction

Found = dict[str, Any]
MIB = 1 << 20
LIMIT = 30
"""Seconds after which rdflib is asked for no answer any more."""

LARGE = 3_000_000
"""Triples from which on things are measured once: they take minutes, and vary little."""

STEEP = {"path"}
"""Queries that are not asked of a large store: all ways of three steps between its busiest companies are billions."""


class Memory:
    """What this process and all below it hold as time goes on, in MiB; shared pages are shared out (PSS)."""

    def __init__(self, pause: float = 0.5) -> None:
        self.curve: list[tuple[float, float]] = []
        self._pause = pause
        self._started = time.perf_counter()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._stop.set()
        self._thread.join()
        self._note()

    @property
    def most(self) -> float:
        """The most that was held."""
        return max(mib for _, mib in self.curve)

    def _watch(self) -> None:
        while not self._stop.wait(self._pause):
            self._note()

    def _note(self) -> None:
        self.curve.append((round(time.perf_counter() - self._started, 1), round(held())))


def held(pid: str = "self") -> float:
    """What a process and all below it hold now, in MiB."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        children = "".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return (int(found[1]) / 1024 if found else 0.0) + sum(held(child) for child in children.split())


def seconds(work: Callable[[], Any]) -> float:
    """How long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def words(documents: Iterable[Document]) -> int:
    """How many words texts have, parted by white space."""
    return sum(len(document.text.split()) for document in documents)


def _documents(articles: int, texts: str) -> list[Document]:
    """Generated articles, or the first ones of a file that newsgraph reads."""
    if not texts:
        return [document for document, _ in prose.articles(articles)]
    from newsgraph.documents import read

    return list(itertools.islice((one for one in read([texts]) if isinstance(one, Document)), articles))


def plain(articles: int, texts: str = "") -> Found:
    """spaCy's small pipeline alone, by ``nlp.pipe``."""
    import spacy

    from benchmarks.baseline import PIPELINE

    documents = _documents(articles, texts)
    nlp = spacy.load(PIPELINE)

    def pipe() -> None:
        for _ in nlp.pipe(document.text for document in documents):
            pass

    list(nlp.pipe(document.text for document in documents[:3]))
    return {"words_per_second": words(documents) / seconds(pipe)}


def bare(articles: int, model: str, part: int = 0, parts: int = 1, texts: str = "") -> Found:
    """The extraction function over one part of the articles, and nothing else."""
    from benchmarks.models import load

    documents = _documents(articles, texts)[part::parts]
    extractor = load(model)
    for document in documents[:2]:
        extractor.extract(document)
    took = seconds(lambda: [extractor.extract(document) for document in documents])
    return {"words_per_second": words(documents) / took, "articles_per_second": len(documents) / took}


def long(articles: int, model: str) -> Found:
    """One text made of all the articles, beside the articles one by one."""
    from benchmarks.models import load

    documents = _documents(articles, "")
    whole = Document("long", "long.txt", "", "\n\n".join(document.text for document in documents))
    extractor = load(model)
    extractor.extract(documents[0])
    each = seconds(lambda: [extractor.extract(document) for document in documents])
    return {"words": words(documents), "each": each, "whole": seconds(lambda: extractor.extract(whole))}


def build(articles: int, model: str, jobs: int, texts: str = "") -> Found:
    """A whole build from a file of JSON Lines; its stages, and the rate while it extracts."""
    from newsgraph.graph.building import Effort
    from newsgraph.graph.building import build as run

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "news.jsonl"
        documents = _documents(articles, texts)
        count = _write(source, documents)
        stages: dict[str, list[float]] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            stages.setdefault(stage, []).append(time.perf_counter())

        started = time.perf_counter()
        summary = run([str(source)], Path(folder) / "out", model=model, effort=Effort(jobs), progress=tell, view=False)
        ended = time.perf_counter()
    reading = stages["reading"]
    # From the first result on: until then the models are loaded, once.
    rate = (len(reading) - 1) / (reading[-1] - reading[0]) if len(reading) > 1 else 0.0
    marks = [*(times[0] for times in stages.values()), ended]
    spans = dict(zip(stages, (b - a for a, b in zip(marks, marks[1:], strict=False)), strict=True))
    return {"articles_per_second": rate, "words_per_second": rate * count / len(documents), "seconds": ended - started,
            "loading": reading[0] - started, "stages": spans, "facts": sum(summary.counts["predicate"].values())}


def archive(articles: int, model: str, jobs: int, kill_at: float = 0.4, folder: str = "") -> Found:
    """A build of an archive that is killed on the way (``kill -9``, all its processes) and begun again.

    `kill_at` is the share of the articles after which it is killed; `folder` keeps the graph, and goes on where an
    earlier run in it was stopped, or only tells of one that is done. Memory is that of all processes, by stage and
    document.
    """
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(folder or temporary)
        place.mkdir(parents=True, exist_ok=True)
        source, told = place / "news.jsonl", place / "told.jsonl"
        if not source.exists():
            _write(source, (document for document, _ in prose.articles(articles)))
        command = [sys.executable, "-m", "benchmarks.scale_jobs", "watched", json.dumps(
            {"source": str(source), "output": str(place / "out"), "model": model, "jobs": jobs, "told": str(told)})]

        def far() -> bool:
            return any(one["stage"] == "reading" and one["done"] >= kill_at * articles for one in _told(told))

        while not far():
            child = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
            while child.poll() is None and not far():
                time.sleep(1)
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        if not any(one["stage"] == "done" for one in _told(told)):
            subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        return _archived(_told(told), source, articles)


def watched(source: str, output: str, model: str, jobs: int, told: str) -> Found:
    """A build that tells a file every ten seconds how far it is, and what it holds."""
    from newsgraph.graph.building import Effort
    from newsgraph.graph.building import build as run

    place: Found = {"stage": "starting", "done": 0}
    over = threading.Event()
    with Path(told).open("a", encoding="utf-8", buffering=1) as file:
        def note() -> None:
            file.write(json.dumps({"pid": os.getpid(), "at": time.time(), "mib": round(held()), **place}) + "\n")

        def tell(stage: str, done: int, total: int | None) -> None:
            place.update(stage=stage, done=done)

        def watch() -> None:
            while not over.wait(10):
                note()

        watching = threading.Thread(target=watch)
        watching.start()
        try:
            summary = run([source], output, model=model, effort=Effort(jobs), progress=tell, view=False)
            place.update(stage="done", done=sum(summary.counts["documents"].values()))
        finally:
            over.set()
            watching.join()
            note()
    return {}


def _told(path: Path) -> list[Found]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _archived(told: list[Found], source: Path, articles: int) -> Found:
    """What a killed and resumed build comes to; its rate is the median of what was done between two words of it."""
    runs: dict[int, list[Found]] = {}
    for one in told:
        runs.setdefault(one["pid"], []).append(one)
    rates, before = [], 0
    for run in runs.values():
        # What an earlier run had done is only taken over.
        reading = [one for one in run if one["stage"] == "reading" and one["done"] > before]
        rates += [(b["done"] - a["done"]) / (b["at"] - a["at"]) for a, b in itertools.pairwise(reading)]
        before = max([before, *(one["done"] for one in reading)])
    starts: dict[str, float] = {}
    for one in [*runs.values()][-1]:
        starts.setdefault(one["stage"], one["at"])
    with source.open(encoding="utf-8") as file:
        count = sum(len(json.loads(line)["text"].split()) for line in file)
    memory: list[tuple[str, float, int]] = []
    minutes = 0.0
    for run in runs.values():
        memory += [(one["stage"], minutes + (one["at"] - run[0]["at"]) / 60, one["mib"]) for one in run]
        minutes = memory[-1][1]
    tenth = [one["mib"] for one in told if one["stage"] == "reading" and one["done"] <= articles / 10]
    later = [one["mib"] for one in told if one["stage"] == "reading" and one["done"] > articles / 10]
    return {"articles_per_second": median(rates), "words_per_second": median(rates) * count / articles,
            "words": count, "runs": len(runs), "documents": told[-1]["done"], "held": max(one["mib"] for one in told),
            "tenth": max(tenth, default=0), "later": max(later, default=0),
            "stages": {name: b - a for (name, a), b in zip(starts.items(), [*starts.values()][1:], strict=False)},
            "memory": memory}


def spark(articles: int, model: str, jobs: int, texts: str = "") -> Found:
    """The same build on Spark, on this machine."""
    from newsgraph.graph.extracting import Effort
    from newsgraph.spark import build as run

    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "news.jsonl"
        documents = _documents(articles, texts)
        _write(source, documents)
        took = seconds(lambda: run([str(source)], str(Path(folder) / "out"), model=model, effort=Effort(jobs)))
    return {"articles_per_second": len(documents) / took, "seconds": took}


def _write(path: Path, documents: Iterable[Document]) -> int:
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for document in documents:
            count += len(document.text.split())
            file.write(json.dumps({"id": document.id, "title": document.title, "date": document.date,
                                   "text": document.text}) + "\n")
    return count


class Known:
    """Gives generated extractions back in the place of finding them: what is left is everything around it."""

    version = "generated 1"

    def __init__(self) -> None:
        self.waiting: dict[str, Extraction] = {}

    def documents(self, number: int) -> Iterator[Document]:
        """Generated documents, whose extractions are known from now on."""
        for extraction in generated.articles(number):
            self.waiting[extraction.document.id] = extraction
            yield extraction.document

    def extract(self, document: Document) -> Extraction:
        return self.waiting.pop(document.id)

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        return map(self.extract, documents)


def around(articles: int) -> Found:
    """A build without the extraction: corpus, resolution, store, Turtle; memory as time goes on."""
    from newsgraph.graph.building import build as run

    known = Known()
    stages: dict[str, float] = {}

    def tell(stage: str, done: int, total: int | None) -> None:
        stages.setdefault(stage, time.perf_counter())

    with tempfile.TemporaryDirectory() as folder, Memory() as memory:
        started = time.perf_counter()
        run([], folder, extractor=known, documents=known.documents(articles), progress=tell, view=False)
        took = time.perf_counter() - started
        size = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file()) / MIB
    marks = [*stages.values(), started + took]
    spans = dict(zip(stages, (b - a for a, b in zip(marks, marks[1:], strict=False)), strict=True))
    # A stage that ends before anybody looks held no more than all of them.
    held_by = {name: max((mib for at, mib in memory.curve if begin <= at + started <= end + 1), default=memory.most)
               for (name, begin), end in zip(stages.items(), marks[1:], strict=True)}
    return {"articles_per_second": articles / took, "seconds": took, "stages": spans, "held": held_by,
            "disk_mib": size, "memory": memory.curve[::max(1, len(memory.curve) // 300)]}


@functools.cache
def _quads(triples: int) -> tuple[list[Any], list[str]]:
    """So many quads of generated news, and the IRIs of its companies, those spoken of most first."""
    import pyoxigraph as ox

    from newsgraph.graph.mapping import document_graph, node_quads, vocabulary_quads
    from newsgraph.graph.summary import Summary
    from newsgraph.graph.vocabulary import load

    # A generated document comes to some 140 triples.
    number = max(100, triples // 140)
    vocabulary, extractions = load(), list(generated.articles(number))
    resolution = by_name(extractions)
    members = resolution.index()
    quads = [*vocabulary_quads(vocabulary), *node_quads(resolution.nodes, vocabulary)]
    summary = Summary()
    for extraction in extractions:
        graph = document_graph(extraction, members, vocabulary).quads
        summary.note(graph)
        quads += graph
    store = ox.Store()
    store.bulk_extend(quads)
    for description in summary.descriptions(store):
        quads += description
    busy = sorted((n for n in resolution.nodes if n.type == "Company"), key=lambda n: (-len(n.members), n.key))
    return quads, [node.name for node in busy[:5]]


def store(triples: int) -> Found:
    """Loading and Turtle, in turns with raw pyoxigraph: our generation of a store on disk, our sorted Turtle of it."""
    import pyoxigraph as ox

    from newsgraph.graph import turtle
    from newsgraph.graph.namespaces import PREFIXES
    from newsgraph.graph.store import Generation, open_store, writing

    quads, _ = _quads(triples)
    gc.collect()
    gc.freeze()

    def load_ours(folder: str) -> None:
        with writing(folder) as output, Generation(output) as generation:
            generation.load(quads)
            generation.publish()

    def load_raw(folder: str) -> None:
        found = ox.Store(folder)
        found.bulk_extend(quads)
        found.flush()

    def turtle_ours(folder: str) -> None:
        with (Path(folder) / "ours.ttl").open("wb") as file:
            turtle.write_store(open_store(folder), file)

    def turtle_raw(folder: str) -> None:
        with (Path(folder) / "raw.ttl").open("wb") as file:
            ox.serialize((quad.triple for quad in open_store(folder)), file, format=ox.RdfFormat.TURTLE,
                         prefixes=dict(PREFIXES))

    times: dict[str, list[float]] = {}
    for _ in range(3 if triples < LARGE else 1):
        with tempfile.TemporaryDirectory() as raw, tempfile.TemporaryDirectory() as ours:
            for work, place in ((load_raw, raw), (load_ours, ours), (turtle_raw, ours), (turtle_ours, ours)):
                times.setdefault(work.__name__, []).append(seconds(functools.partial(work, place)))
    gc.unfreeze()
    return {"triples": len(quads), **{name: median(taken) for name, taken in times.items()}}


def queries(triples: int, engine: str, rounds: int = 5) -> Found:
    """Milliseconds of each query of the library about busy companies.

    `engine`: ``oxigraph`` times this package's answers and raw pyoxigraph's to the same text in turns; ``rdflib``
    times rdflib's own memory store.
    """
    import pyoxigraph as ox

    from newsgraph import KnowledgeGraph, library
    from newsgraph.graph.namespaces import PREFIXES

    quads, names = _quads(triples)
    memory = ox.Store()
    memory.bulk_extend(quads)
    graph = KnowledgeGraph(memory)
    lookup = library.Lookup.of(graph.reader)
    slow: dict[str, Any] = {"triples": len(quads)}
    if engine == "rdflib":
        import rdflib

        plain_graph = rdflib.Graph()
        text = ox.serialize({quad.triple for quad in quads}, format=ox.RdfFormat.N_TRIPLES)
        assert text is not None
        slow["load"] = seconds(lambda: plain_graph.parse(data=text.decode(), format="nt"))
    # What the benchmark itself holds is no part of an answer: rows that are kept would have it walked again and again.
    gc.collect()
    gc.freeze()
    found: dict[str, dict[str, float]] = {}
    for query in library.library().values():
        if {p.type for p in query.parameters if p.default is None} - {"entity"}:
            continue
        if query.name in STEEP and triples >= LARGE:
            continue
        if any(p.of and "Company" not in p.of for p in query.parameters):
            continue
        entities = [p.name for p in query.parameters if p.default is None]
        values = {name: names[at] for at, name in enumerate(entities)}
        bound = library.bind(query, dict(values), lookup)
        times: dict[str, list[float]] = {}
        if engine == "rdflib":
            binding: dict[str, Any] = {k: rdflib.util.from_n3(str(v)) for k, v in bound.items()}
            times["rdflib"] = [_limited(functools.partial(
                plain_graph.query, query.text, initNs=dict(PREFIXES), initBindings=binding))]
        else:
            asked: list[tuple[str, Callable[[], Any]]] = [
                ("ours", functools.partial(graph.query, query.name, **values)),
                ("raw", functools.partial(
                    _all, memory, query.text, prefixes=dict(PREFIXES), use_default_graph_as_union=True,
                    substitutions={ox.Variable(k): v for k, v in bound.items()}))]
            # Whoever is asked second finds the memory warm: they take turns at that, at large sizes query by query.
            for turn in range(rounds) if triples < LARGE else [len(found)]:
                for name, ask in asked[::-1] if turn % 2 else asked:
                    times.setdefault(name, []).append(seconds(ask))
        found[query.name] = {name: 1000 * median(taken) for name, taken in times.items()}
    return {**slow, "queries": found}


def _all(store: Any, *query: Any, **more: Any) -> None:
    """Take every row of an answer, and keep it: whoever asks wants the rows."""
    list(store.query(*query, **more))


def _limited(work: Callable[[], Iterable[Any]], most: int = LIMIT) -> float:
    """How long something takes; infinitely long where it takes too long, not a number where it fails."""
    def stop(*given: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(most)
    try:
        return seconds(lambda: list(work()))
    except TimeoutError:
        return float("inf")
    except Exception as error:
        print(f"rdflib: {type(error).__name__}: {error}", file=sys.stderr)
        return float("nan")
    finally:
        signal.alarm(0)


JOBS: dict[str, Callable[..., Found]] = {
    "plain": plain, "bare": bare, "long": long, "build": build, "archive": archive,
    "watched": watched, "spark": spark, "around": around, "store": store, "queries": queries}


def main() -> None:
    """Do one job."""
    with Memory() as memory:
        found = JOBS[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps({**found, "mib": round(memory.most)}))


if __name__ == "__main__":
    main()
