"""Extraction in several processes: the same graph, and a document that hangs, crashes or raises costs only itself."""

import functools
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from newsroom import Scripted, articles

from newsgraph.cli import cli
from newsgraph.errors import ExtractionError
from newsgraph.extraction.pool import Lost, Pool, cores
from newsgraph.graph.building import Effort, build
from newsgraph.graph.extracting import Engine, Tally, extracted
from newsgraph.records import Document, Extraction, Skipped


class Trying:
    """Does to itself what a text says; leaves a line in a file for each text that it was given."""

    version = "trying 1"

    def __init__(self, log: str | None = None) -> None:
        self.log = log

    def extract(self, document: Document) -> Extraction:
        if self.log:
            with open(self.log, "a", encoding="utf-8") as file:
                file.write(f"{document.id}\n")
        word, _, more = document.text.partition(" ")
        if word == "hang":
            time.sleep(600)
        elif word == "exit":
            os._exit(int(more))
        elif word == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "killed-once":
            if not Path(more).exists():
                Path(more).touch()
                os.kill(os.getpid(), signal.SIGKILL)
        elif word == "raise":
            raise ValueError("no\nverb")
        elif word == "refuse":
            raise ExtractionError("The model has no memory left.")
        elif word == "print":
            os.write(1, b"noise" * 1000)
            print("more noise", flush=True)
        elif word == "sleep":
            time.sleep(float(more))
        elif word == "grow":
            list(range(10**12))
        elif word == "abort":
            # What C++ libraries do that get no memory.
            os.write(2, f"terminate called after throwing an instance of '{more}'".encode())
            os.abort()
        return Extraction(document, extractor=self.version)

    def pipe(self, documents, batch_size: int = 16):
        for document in documents:
            yield self.extract(document)


def broken() -> Trying:
    raise ExtractionError("The model is not there.")


def ending() -> Trying:
    os._exit(5)


def document(id: str, text: str = "fine") -> Document:
    return Document(id, f"{id}.txt", "", text)


ODD = {"hang": "hang", "exit": "exit 3", "killed": "killed", "raise": "raise", "refuse": "refuse"}


def test_each_failure_costs_one_document_and_says_why():
    given = [document(f"d{i}") for i in range(20)]
    for at, (id, text) in enumerate(ODD.items()):
        given.insert(3 * at, document(id, text))
    with Pool(Trying, 2, timeout=2.0) as pool:
        found = list(pool.run(given))
    assert {x.document.id for x in found if isinstance(x, Extraction)} == {f"d{i}" for i in range(20)}
    assert {x.source: x.reason for x in found if isinstance(x, Skipped)} == {
        "hang.txt": "extraction took longer than 2 s and was ended",
        "exit.txt": "extraction failed: its process ended with status 3, twice",
        "killed.txt": "extraction failed: its process was ended by the system (SIGKILL), twice",
        "raise.txt": "extraction failed: ValueError: no verb",
        "refuse.txt": "extraction failed: The model has no memory left.",
    }


def test_memory_has_a_limit_too():
    given = [document("grow", "grow"), document("abort", "abort std::bad_alloc"),
             document("again", "abort bad allocation"), document("fine")]
    with Pool(Trying, 1, memory=256) as pool:
        found = list(pool.run(given, ordered=True))
    assert [getattr(x, "reason", "fine") for x in found] == [
        *["extraction needed more than 256 MiB of memory and was ended"] * 3, "fine"]
    assert [x.cause for x in found if isinstance(x, Lost)] == ["memory"] * 3


def test_what_cost_a_process_is_not_tried_again_unless_it_may_take_more(tmp_path):
    log = tmp_path / "log"
    given = [document(id, text) for id, text in (
        ("slow", "sleep 3"), ("crash", "exit 3"), ("fine", "fine"), ("raise", "raise"))]

    def build_with(documents=given, extractor=None, **effort):
        log.write_text("")
        summary = build([], tmp_path / "out", extractor=extractor or Trying(str(log)), documents=documents, view=False,
                        effort=Effort(1, **effort))
        return sorted(set(log.read_text().split())), {x.source: x.reason for x in summary.skipped}

    tried, skipped = build_with(timeout=0.5)
    assert tried == ["crash", "fine", "raise", "slow"] and set(skipped) == {"slow.txt", "crash.txt", "raise.txt"}
    kept = tmp_path / "out" / "graph.db" / "quarantine.jsonl"
    assert {json.loads(line)["cause"] for line in kept.read_text().splitlines()} == {"time", "crash"}
    tried, skipped = build_with(timeout=0.5)
    assert tried == ["raise"] and "status 3, twice (last time; --retry tries it again)" in skipped["crash.txt"]
    with kept.open("a") as file:
        file.write('{"content": "half a li')
    tried, skipped = build_with(timeout=8)
    assert tried == ["raise", "slow"] and set(skipped) == {"crash.txt", "raise.txt"}
    assert [json.loads(line)["id"] for line in kept.read_text().splitlines()] == ["crash"]
    tried, skipped = build_with(timeout=8, retry=True)
    assert tried == ["crash", "raise"]
    assert [json.loads(line)["id"] for line in kept.read_text().splitlines()] == ["crash"]


def test_the_slowest_documents_are_told(tmp_path):
    given = [document("slow", "sleep 0.4"), document("slower", "sleep 0.8"), *(document(f"d{i}") for i in range(9))]
    for jobs in (1, 2):
        summary = build([], tmp_path / str(jobs), extractor=Trying(), documents=given, view=False, effort=Effort(jobs))
        assert [source for _, source in summary.slowest[:2]] == ["slower.txt", "slow.txt"]
        assert len(summary.slowest) == 5 and summary.slowest[0][0] >= 0.8


def test_a_document_whose_process_was_killed_for_another_s_sake_is_not_lost(tmp_path):
    with Pool(Trying, 1) as pool:
        (found,) = pool.run([document("a", f"killed-once {tmp_path / 'mark'}")])
    assert isinstance(found, Extraction) and (tmp_path / "mark").exists()


def test_results_come_in_order_if_one_wants_and_noise_does_not_matter():
    given = [document("slow", "sleep 0.3"), document("loud", "print"), *(document(f"d{i}") for i in range(30))]
    with Pool(Trying, 2) as pool:
        assert [x.document for x in pool.run(given, ordered=True)] == given
        assert {x.document.id for x in pool.run(given)} == {d.id for d in given}


def test_documents_are_read_only_as_they_are_needed():
    taken = []

    def endless():
        for i in range(1000):
            taken.append(i)
            yield document(f"d{i}")

    with Pool(Trying, 2) as pool:
        results = pool.run(endless())
        for _ in range(5):
            next(results)
        assert len(taken) <= 5 + 2 * 2
    assert threading.active_count() < 10


@pytest.mark.parametrize(("make", "complaint"), [
    (broken, "The model is not there"), (ending, "cannot be loaded: its process ended with status 5"),
    (lambda: Trying(), "cannot be sent")])
def test_an_extractor_that_cannot_be_loaded_is_an_error(make, complaint):
    with pytest.raises(ExtractionError, match=complaint), Pool(make, 2) as pool:
        list(pool.run([document("a"), document("b")]))


def test_one_process_or_two_give_the_same_bytes(tmp_path):
    documents = [extraction.document for extraction in articles()]
    for name, jobs in (("one", None), ("two", 2)):
        summary = build([], tmp_path / name, extractor=Scripted(), documents=documents, view=False,
                        effort=Effort(jobs))
        assert summary.extracted == 4
    assert (tmp_path / "one" / "graph.ttl").read_bytes() == (tmp_path / "two" / "graph.ttl").read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_build_goes_on_without_the_documents_that_fail(tmp_path, jobs):
    odd = ODD if jobs > 1 else {"raise": "raise", "refuse": "refuse"}
    given = [document(id, text) for id, text in (*odd.items(), ("a", "fine"), ("b", "fine"))]
    summary = build([], tmp_path, extractor=Trying(), documents=given, view=False,
                    effort=Effort(jobs, 2.0 if jobs > 1 else None))
    assert summary.extracted == 2
    assert {item.source for item in summary.skipped} == {f"{id}.txt" for id in odd}
    tally = Tally()
    assert [x.document.id for x in extracted([], extractor=Trying(), documents=given[-4:], tally=tally,
                                             effort=Effort(jobs))] == ["a", "b"]
    assert len(tally.skipped) == 2


def test_what_an_interrupted_build_had_extracted_is_not_extracted_again(tmp_path):
    log = tmp_path / "log"
    given = [document(f"d{i}", f"fine {i}") for i in range(6)]

    def interrupted():
        yield from given
        raise KeyboardInterrupt

    make = functools.partial(build, [], tmp_path / "out", view=False)
    for effort in (Effort(), Effort(2)):
        with pytest.raises(KeyboardInterrupt):
            make(extractor=Trying(str(log)), documents=interrupted(), effort=effort)
    assert not (tmp_path / "out" / "graph.ttl").exists()
    before = len(log.read_text().splitlines())
    summary = make(extractor=Trying(str(log)), documents=given)
    assert summary.reused + summary.extracted == 6 and summary.reused >= 2
    assert len(log.read_text().splitlines()) - before == summary.extracted
    assert not list((tmp_path / "out" / "graph.db").glob("unfinished*"))


def test_a_damaged_file_of_an_interrupted_build_is_thrown_away(tmp_path):
    (tmp_path / "graph.db").mkdir()
    (tmp_path / "graph.db" / "unfinished.sqlite").write_bytes(b"no database" * 100)
    assert build([], tmp_path, extractor=Trying(), documents=[document("a")], view=False).extracted == 1
    assert not list((tmp_path / "graph.db").glob("unfinished*"))


def test_a_few_documents_are_not_worth_a_pool(monkeypatch):
    monkeypatch.setattr("newsgraph.extraction.load", lambda model: Trying())
    monkeypatch.setattr("newsgraph.graph.extracting.Pool", None)
    assert cores() >= 1
    assert len(list(Engine("rules").run([document(f"d{i}") for i in range(50)]))) == 50
    if cores() > 1:
        with pytest.raises(TypeError):
            list(Engine("rules").run([document(f"d{i}") for i in range(51)]))


def trying(model: str) -> Trying:
    return Trying()


def test_ctrl_c_stops_at_once_and_leaves_no_process(tmp_path):
    for i in range(4):
        (tmp_path / f"{i}.txt").write_text(f"hang {i} in the market for cars", encoding="utf-8")
    script = textwrap.dedent(f"""
        import signal, sys
        # Where the tests run in the background, the shell has them ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import newsgraph.extraction
        from newsgraph.cli import main
        from newsgraph.extraction import pool
        from test_extraction_pool import trying

        class Telling(pool.Worker):
            def load(self, recipe):
                super().load(recipe)
                print(self.pid, flush=True)

        pool.Worker = Telling
        newsgraph.extraction.load = trying
        main(["build", {str(tmp_path)!r}, "-o", {str(tmp_path / 'out')!r}, "--jobs", "2"])
        """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    assert process.stdout is not None
    workers = [int(process.stdout.readline()) for _ in range(2)]
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.count("\n")) == (130, 1) and "interrupted" in err
    for pid in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_the_command_line_takes_columns_jobs_and_a_time_limit(tmp_path, monkeypatch):
    monkeypatch.setattr("newsgraph.extraction.load", trying)
    text = "The company said on Monday that sales of its cars rose in the spring."
    table = tmp_path / "news.csv"
    table.write_text(f"key,body\na,{text}\nb,raise {text}\nc,hang {text}\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["extract", str(table), "--text-column", "body", "--id-column", "key",
                                    "--jobs", "2", "--timeout", "2"], catch_exceptions=False)
    assert done.exit_code == 3, done.output
    (line,) = done.stdout.splitlines()
    assert (json.loads(line)["id"], json.loads(line)["text"]) == ("a", text)
    assert "ValueError: no verb" in done.stderr and "took longer than 2 s" in done.stderr
    done = CliRunner().invoke(cli, ["build", str(table), "--text-column", "body", "--id-column", "key", "-j", "2",
                                    "--timeout", "2", "-o", str(tmp_path / "out")], catch_exceptions=False)
    assert done.exit_code == 3, done.output
    assert "1 document in" in done.stdout and "took longer than 2 s" in done.stdout


def test_a_killed_build_goes_on_where_it_was(tmp_path):
    log = tmp_path / "log"
    script = textwrap.dedent(f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from newsgraph.graph.building import build
        from test_extraction_pool import Trying, document

        build([], {str(tmp_path / 'out')!r}, extractor=Trying({str(log)!r}), view=False,
              documents=[document(f"d{{i}}", "sleep 0.25" + " " * i) for i in range(100)])
        """)
    process = subprocess.Popen([sys.executable, "-c", script])
    unfinished = tmp_path / "out" / "graph.db" / "unfinished.sqlite"
    while process.poll() is None and not unfinished.exists():
        time.sleep(0.1)
    time.sleep(0.5)
    process.kill()
    process.wait()
    log.write_text("")
    given = [document(f"d{i}", "sleep 0.25" + " " * i) for i in range(100)][:8]
    summary = build([], tmp_path / "out", extractor=Trying(str(log)), documents=given, view=False)
    assert summary.reused > 0 and summary.extracted == len(log.read_text().splitlines())
    assert summary.extracted + summary.reused == 8
