"""Builds and changes of a graph on disk: complete or not at all, and always what a fresh build would give."""

import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from newsroom import Article, Scripted, articles

from newsgraph import KnowledgeGraph, Skipped
from newsgraph.errors import DocumentError, GraphError
from newsgraph.graph import deriving
from newsgraph.graph.building import Tally, build, changing, extract_into
from newsgraph.graph.store import Generation, writing
from newsgraph.records import Document

HERE = Path(__file__).parent


def documents():
    return [extraction.document for extraction in articles()]


def make(output, docs=None, **more):
    more.setdefault("view", False)
    return build([], output, extractor=Scripted(), documents=documents() if docs is None else docs, **more)


def add(output, docs):
    tally = Tally()
    with changing(output, view=False) as work:
        list(extract_into(work.corpus, docs, Scripted(), tally))
    return work


def remove(output, *ids):
    with changing(output, view=False) as work:
        for id in ids:
            assert work.corpus.remove(id)
    return work


def turtle(output):
    return (Path(output) / "graph.ttl").read_bytes()


def everything(output):
    """Turtle, and the store quad by quad: what a change must give exactly."""
    return turtle(output), sorted(map(str, KnowledgeGraph.open(output).store))


def test_a_build_writes_its_files_and_says_what_it_did(tmp_path):
    told = []
    summary = make(tmp_path, [*documents(), Skipped("x.png", "it is a picture")], view=True,
                   progress=lambda *what: told.append(what))
    assert [path.name for path in summary.files] == ["graph.ttl", "graph.html", "graph.db"]
    assert all(path.exists() for path in summary.files)
    assert summary.counts["type"]["Company"] == 3 and summary.counts["documents"][""] == 4
    assert (summary.extracted, summary.reused) == (4, 0)
    assert summary.skipped == (Skipped("x.png", "it is a picture"),)
    assert [stage for stage, _, _ in told if stage != "reading"] == ["resolving", "mapping", "writing",
                                                                     "drawing"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.db", "graph.html", "graph.ttl"]


def test_the_same_build_again_and_in_another_order_gives_the_same_bytes(tmp_path):
    make(tmp_path / "one")
    make(tmp_path / "two", documents()[::-1])
    first = turtle(tmp_path / "one")
    again = make(tmp_path / "one")
    assert (again.extracted, again.reused) == (0, 4)
    assert turtle(tmp_path / "one") == turtle(tmp_path / "two") == first


def test_a_graph_loaded_in_many_parts_is_the_same(tmp_path, monkeypatch):
    make(tmp_path / "one")
    monkeypatch.setattr(deriving, "_MANY", 1)
    monkeypatch.setattr(deriving, "_HELD", 7)
    make(tmp_path / "two")
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_build_replaces_what_was_there(tmp_path):
    make(tmp_path, documents()[:1])
    make(tmp_path, documents()[1:])
    fresh = tmp_path / "fresh"
    make(fresh, documents()[1:])
    assert everything(tmp_path) == everything(fresh)


def test_open_graphs_stay_as_they_are(tmp_path):
    make(tmp_path)
    graph = KnowledgeGraph.open(tmp_path)
    before = sorted(map(str, graph.store))
    remove(tmp_path, "two")
    assert sorted(map(str, graph.store)) == before
    assert len(KnowledgeGraph.open(tmp_path)) < len(before)


def test_only_what_changed_is_written_anew(tmp_path, monkeypatch):
    make(tmp_path)
    seen = []
    real = deriving.mapping.document_graph
    monkeypatch.setattr(deriving.mapping, "document_graph",
                        lambda extraction, *a,
                        **k: (seen.append(extraction.document.id), real(extraction, *a, **k))[1])
    new = Article("five").says("Delta Corp buys from Epsilon Corp.", "Delta Corp", "customerOf",
                               "Epsilon Corp")
    with changing(tmp_path, view=False) as work:
        work.corpus.put(new.extraction())
    assert seen == ["five"] and work.change is not None and not work.change.whole


def test_other_settings_write_everything_anew(tmp_path):
    make(tmp_path)
    make(tmp_path, min_confidence=0.85)
    fresh = tmp_path / "fresh"
    make(fresh, min_confidence=0.85)
    assert everything(tmp_path) == everything(fresh)
    assert all(s.confidence >= 0.85 for s in KnowledgeGraph.open(tmp_path).statements())
    # A later change keeps to them.
    remove(tmp_path, "two")
    assert all(s.confidence >= 0.85 for s in KnowledgeGraph.open(tmp_path).statements())


def test_a_vocabulary_of_the_users_own_is_kept(tmp_path):
    mine = tmp_path / "mine.ttl"
    mine.write_text("@prefix ng: <https://newsgraph.example/ns#> . @prefix schema: <https://schema.org/> . "
                    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . "
                    "<https://example.org/visits> a ng:Predicate ; rdfs:label 'visits' ; "
                    "schema:domainIncludes schema:Person ; schema:rangeIncludes schema:Place .")
    article = Article("v").says("Ann Lee visits Lima.", "Ann Lee", "visits", "Lima")
    found = article.extraction()
    output = tmp_path / "out"
    build([], output, extractor=Scripted([found]), documents=[found.document], vocabulary=[mine], view=False)
    assert KnowledgeGraph.open(output).query(
        "ASK { ?p <https://example.org/visits>/rdfs:label 'Lima' }").answer
    add(output, documents()[:1])
    assert "visits" in KnowledgeGraph.open(output).vocabulary.predicates
    assert KnowledgeGraph.open(output).counts()["predicate"]["visits"] == 1


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["add", "remove"]), st.integers(0, 3)), max_size=5))
def test_any_route_gives_what_one_build_gives(tmp_path_factory, steps):
    output, fresh = tmp_path_factory.mktemp("route"), tmp_path_factory.mktemp("fresh")
    docs = documents()
    there = {0, 1}
    make(output, [docs[n] for n in there])
    for what, n in steps:
        if what == "add":
            add(output, [docs[n]])
            there.add(n)
        elif n in there and len(there) > 1:
            remove(output, docs[n].id)
            there.remove(n)
    make(fresh, [docs[n] for n in sorted(there)])
    assert everything(output) == everything(fresh)


def test_a_changed_document_takes_the_place_of_the_old_one(tmp_path):
    make(tmp_path)
    old = documents()[0]
    changed = Document(old.id, old.source, "New title", "Nothing here.", date=old.date)
    add(tmp_path, [changed])
    fresh = tmp_path / "fresh"
    make(fresh, [changed, *documents()[1:]])
    assert everything(tmp_path) == everything(fresh)


# ---- what goes wrong

def test_nothing_to_read_leaves_the_old_graph(tmp_path):
    make(tmp_path)
    before = everything(tmp_path)
    with pytest.raises(DocumentError, match="x.bin was not read: it is empty"):
        make(tmp_path, [Skipped("x.bin", "it is empty")])
    with pytest.raises(DocumentError, match="none of the 2 sources"):
        make(tmp_path, [Skipped("x.bin", "it is empty"), Skipped("y.bin", "it is empty")])
    assert everything(tmp_path) == before


def test_a_document_that_breaks_the_extractor_costs_only_itself(tmp_path):
    class Fragile(Scripted):
        def extract(self, document):
            if document.id == "two":
                raise ZeroDivisionError("division by zero")
            return super().extract(document)

    summary = build([], tmp_path, extractor=Fragile(), documents=documents(), view=False)
    assert [item.source for item in summary.skipped] == ["news/two.txt"]
    assert "ZeroDivisionError" in summary.skipped[0].reason
    assert summary.counts["documents"][""] == 3


def test_a_second_document_of_the_same_id_is_skipped(tmp_path):
    twin = Document("one", "other/one.txt", "", "Other text.")
    summary = make(tmp_path, [*documents(), twin])
    assert [item.source for item in summary.skipped] == ["other/one.txt"]
    assert "same id" in summary.skipped[0].reason


@pytest.mark.parametrize("moment", ["reading", "resolving", "mapping", "writing", "drawing"])
def test_ctrl_c_at_any_stage_leaves_the_old_graph(tmp_path, moment):
    make(tmp_path, documents()[:2])
    before = everything(tmp_path)

    def interrupt(stage, done, total):
        if stage == moment:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, progress=interrupt, view=True)
    assert everything(tmp_path) == before
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []
    # And the next build goes through.
    make(tmp_path)
    fresh = tmp_path / "fresh"
    make(fresh)
    assert everything(tmp_path) == everything(fresh)


def test_a_crash_between_corpus_and_graph_is_made_good_by_the_next_change(tmp_path, monkeypatch):
    make(tmp_path)
    monkeypatch.setattr(deriving.Draft, "publish", lambda self: (_ for _ in ()).throw(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        remove(tmp_path, "two")
    monkeypatch.undo()
    assert KnowledgeGraph.open(tmp_path).counts()["documents"][""] == 4
    remove(tmp_path, "three")
    fresh = tmp_path / "fresh"
    make(fresh, [documents()[0], documents()[3]])
    assert everything(tmp_path) == everything(fresh)


def test_a_graph_that_breaks_its_shapes_is_not_published(tmp_path, monkeypatch):
    make(tmp_path)
    before = everything(tmp_path)
    monkeypatch.setattr(deriving.mapping.terms, "probability", lambda value: deriving.terms.text("very"))
    with pytest.raises(GraphError, match="does not conform to its shapes.*confidence"):
        make(tmp_path, min_confidence=0.1)
    assert everything(tmp_path) == before


def test_a_second_writer_waits_and_then_says_so(tmp_path):
    make(tmp_path)
    holder = subprocess.Popen([sys.executable, "-c", textwrap.dedent(f"""
        import sys, time
        from newsgraph.graph.store import writing
        with writing({str(tmp_path)!r}):
            print("held", flush=True)
            sys.stdin.read()
        """)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None and holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        started = time.monotonic()
        with pytest.raises(GraphError, match="another newsgraph process is writing to"):
            with writing(tmp_path, timeout=0.3):
                pass
        assert time.monotonic() - started >= 0.3
        assert KnowledgeGraph.open(tmp_path).counts()["documents"][""] == 4
    finally:
        holder.stdin.close()
        holder.wait()
        holder.stdout.close()
    with writing(tmp_path, timeout=5):
        pass


def test_a_full_disk_leaves_the_old_graph_and_gives_one_sentence(tmp_path):
    """A limit on the size of a file stands in for the disk: the same calls fail, with EFBIG for ENOSPC."""
    make(tmp_path, documents()[:2])
    before = everything(tmp_path)
    script = textwrap.dedent(f"""
        import signal, sys
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        sys.path.insert(0, {str(HERE)!r})
        from newsgraph.errors import NewsgraphError
        from test_graph_building import make
        try:
            make({str(tmp_path)!r})
        except NewsgraphError as error:
            print(error)
            sys.exit(7)
        """)

    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    done = subprocess.run([sys.executable, "-W", "ignore", "-B", "-c", script], preexec_fn=limit,
                          capture_output=True,
                          text=True, timeout=120)
    assert done.returncode == 7, done.stderr
    assert len(done.stdout.strip().splitlines()) == 1
    assert everything(tmp_path) == before


def test_a_killed_build_leaves_the_old_graph_and_its_debris_is_swept(tmp_path):
    make(tmp_path, documents()[:2])
    before = everything(tmp_path)
    script = textwrap.dedent(f"""
        import os, signal, sys
        sys.path.insert(0, {str(HERE)!r})
        from test_graph_building import make
        make({str(tmp_path)!r}, progress=lambda stage, *_: stage == "writing" and os.kill(os.getpid(),
        signal.SIGKILL))
        """)
    done = subprocess.run([sys.executable, "-c", script], timeout=120)
    assert done.returncode == -signal.SIGKILL
    assert everything(tmp_path) == before
    make(tmp_path)
    make(tmp_path)
    generations = [p for p in (tmp_path / "graph.db").iterdir() if p.name.startswith("store-")]
    assert len(generations) <= 2


def test_a_folder_that_is_a_file_or_cannot_be_written_gives_one_sentence(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(GraphError, match="cannot be written"):
        make(file)
    with pytest.raises(GraphError, match="holds no graph"):
        KnowledgeGraph.open(file)


def test_a_damaged_store_says_to_build_again(tmp_path):
    make(tmp_path)
    store = (tmp_path / "graph.db" / "store").resolve()
    for path in store.glob("MANIFEST*"):
        path.write_bytes(b"no manifest")
    with pytest.raises(GraphError, match="damaged"):
        KnowledgeGraph.open(tmp_path)


def test_a_generation_that_is_not_published_leaves_nothing(tmp_path):
    with writing(tmp_path):
        with Generation(tmp_path) as generation:
            assert len(generation.store) == 0
    assert sorted(os.listdir(tmp_path / "graph.db")) in (["lock"], [])
