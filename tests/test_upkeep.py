"""Adding and removing documents: the same Turtle by any route, and only the old state or the new one."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from resolution_data import extraction

from newsgraph.cli import cli
from newsgraph.corpus import Corpus
from newsgraph.errors import CorpusError, DocumentError, GraphError
from newsgraph.export.loading import lines_of, load_folder
from newsgraph.graph.building import build, changing, corpus_path
from newsgraph.graph.inventory import listing, status
from newsgraph.graph.knowledge_graph import KnowledgeGraph
from newsgraph.graph.upkeep import add, refresh, remove
from newsgraph.records import Document, Extraction, Skipped
from newsgraph.resolution.decision_file import append
from newsgraph.resolution.decisions import Decision


class Made:
    """An extractor that finds the random extraction whose seed is the title."""

    version = "test 1"

    def __init__(self) -> None:
        self.calls = 0

    def extract(self, document):
        self.calls += 1
        return made(document.id, int(document.title))

    def pipe(self, documents, batch_size=16):
        return [self.extract(document) for document in documents]


def made(id: str, seed: int) -> Extraction:
    return extraction(id, seed)


def documents(*pairs: tuple[str, int]) -> list[Document]:
    return [made(id, seed).document for id, seed in pairs]


def turtle(folder) -> bytes:
    return (folder / "graph.ttl").read_bytes()


def make(folder, *pairs):
    return build([], folder, extractor=Made(), documents=documents(*pairs), view=False)


def put(folder, *pairs):
    return add([], folder, extractor=Made(), documents=documents(*pairs), view=False)


PAIRS = tuple((f"d{i}", i * 7) for i in range(12))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    make(folder, *PAIRS)
    return turtle(folder)


def test_one_by_one_is_all_at_once(tmp_path, whole):
    for pair in reversed(PAIRS):
        put(tmp_path, pair)
    assert turtle(tmp_path) == whole


def test_another_order_and_a_detour(tmp_path, whole):
    make(tmp_path, *PAIRS[6:], ("extra", 99))
    put(tmp_path, *PAIRS[:7], ("d3", 21))
    done = remove(["extra", "d4"], tmp_path, view=False)
    assert done.removed == ("d4", "extra")
    put(tmp_path, ("d4", 5))
    done = put(tmp_path, PAIRS[4])
    assert done.changed == ("d4",) and done.rewritten < len(PAIRS)
    assert turtle(tmp_path) == whole


def test_what_is_the_same_is_not_extracted(tmp_path):
    make(tmp_path, *PAIRS)
    before = turtle(tmp_path), corpus_path(tmp_path).stat().st_mtime_ns
    extractor = Made()
    done = add([], tmp_path, extractor=extractor, documents=documents(*PAIRS[:3]), view=False)
    assert (extractor.calls, len(done.unchanged), done.rewritten) == (0, 3, 0)
    assert turtle(tmp_path) == before[0]


def test_an_added_document_touches_only_what_it_must(tmp_path):
    make(tmp_path, *PAIRS)
    new = [Document("new", "new", "3", "Nobody, ")]
    done = add([], tmp_path, extractor=Made(), view=False, documents=new)
    assert done.added == ("new",) and done.rewritten < len(PAIRS)


def test_a_failure_leaves_everything_as_it_was(tmp_path, whole):
    make(tmp_path, *PAIRS)

    class Broken(Made):
        def pipe(self, documents, batch_size=16):
            yield self.extract(documents[0])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add([], tmp_path, extractor=Broken(), documents=documents(("more", 3), ("most", 4)), view=False)
    assert turtle(tmp_path) == whole
    assert [d.id for d in listing(tmp_path)] == sorted(id for id, _ in PAIRS)
    with Corpus(corpus_path(tmp_path), read_only=True) as corpus:
        corpus.check()
    put(tmp_path, ("more", 3), ("most", 4))
    assert remove(["more", "most"], tmp_path, view=False).removed == ("more", "most")
    assert turtle(tmp_path) == whole


def test_only_what_was_kept_is_told(tmp_path):
    class Fragile(Made):
        def extract(self, document):
            if "bad" in document.id:
                raise ZeroDivisionError
            return super().extract(document)

    def lines(*pairs):
        return [replace(document, source="news.jsonl") for document in documents(*pairs)]

    make(tmp_path, ("new bad", 1), ("old", 2))
    given = lines(("bad", 3), ("good", 4), ("new bad", 5), ("old", 6))
    done = add([], tmp_path, extractor=Fragile(), documents=given, view=False)
    assert (done.added, done.changed, len(done.skipped)) == (("good",), ("old",), 2)
    assert [d.id for d in listing(tmp_path)] == ["good", "new bad", "old"]
    with pytest.raises(DocumentError, match="none of the 2 sources could be read; the first, news.jsonl: "):
        add([], tmp_path, extractor=Fragile(), documents=[given[0], given[2]], view=False)


def test_a_graph_that_was_loaded_is_not_added_to(tmp_path):
    make(tmp_path / "built", *PAIRS[:3])
    parts = tmp_path / "parts.nq"
    parts.write_bytes(b"".join(lines_of(KnowledgeGraph.open(tmp_path / "built").store)))
    folder = tmp_path / "loaded"

    def untouched():
        return set(KnowledgeGraph.open(folder).store) == set(KnowledgeGraph.open(tmp_path / "built").store)

    load_folder(folder, [parts])
    with pytest.raises(GraphError, match="was loaded, not built"):
        put(folder, ("more", 3))
    with pytest.raises(GraphError, match="was loaded, not built"):
        remove(["d0"], folder)
    with pytest.raises(GraphError, match="was loaded, not built"):
        refresh(folder)
    assert untouched() and not corpus_path(folder).exists()
    # A build that comes to nothing leaves it as it was; one that succeeds takes its place.
    with pytest.raises(DocumentError):
        make(folder)
    with pytest.raises(GraphError, match="was loaded, not built"):
        put(folder, ("more", 3))
    assert untouched()
    make(folder, *PAIRS[:3])
    assert turtle(folder) == turtle(tmp_path / "built")
    put(folder, PAIRS[3])


def test_decisions_are_followed_and_taken_back(tmp_path):
    make(tmp_path, *PAIRS)
    before = turtle(tmp_path)
    append(tmp_path / "decisions.toml", Decision("rename", ("Acme",), to="The Acme Works"))
    assert refresh(tmp_path, view=False).nodes > 0
    assert b"The Acme Works" in turtle(tmp_path)
    (tmp_path / "decisions.toml").unlink()
    refresh(tmp_path, view=False)
    assert turtle(tmp_path) == before


def test_removing_the_last_document_leaves_an_empty_graph(tmp_path):
    make(tmp_path, PAIRS[0])
    remove(["d0"], tmp_path, view=False)
    assert listing(tmp_path) == []
    put(tmp_path, PAIRS[1])
    assert [d.id for d in listing(tmp_path)] == ["d1"]


def test_what_is_not_there_cannot_be_removed(tmp_path):
    with pytest.raises(GraphError, match="holds no graph"):
        remove(["d0"], tmp_path)
    make(tmp_path, *PAIRS[:2])
    with pytest.raises(DocumentError, match="no document d10; did you mean d1"):
        remove(["d0", "d10"], tmp_path, view=False)
    assert len(listing(tmp_path)) == 2


def test_nothing_read_is_an_error(tmp_path):
    with pytest.raises(DocumentError, match="not read: it is empty"):
        add([], tmp_path, extractor=Made(), documents=[Skipped("x.txt", "it is empty")])


def test_a_second_writer_waits_or_says_so(tmp_path):
    make(tmp_path, PAIRS[0])
    with changing(tmp_path, view=False) as work:
        with pytest.raises(GraphError, match="another newsgraph"):
            remove(["d0"], tmp_path, timeout=0.1)
        with Corpus(corpus_path(tmp_path), timeout=0.1) as second:
            with pytest.raises(CorpusError, match="another newsgraph is writing"):
                second.remove("d0")
        assert len(listing(tmp_path)) == 1
        work.corpus.remove("d0")
    assert listing(tmp_path) == []


def test_status_compares(tmp_path):
    make(tmp_path, ("a/x", 1), ("a/y", 2), ("b/z", 3))
    found = status(["a"], tmp_path, documents=documents(("a/x", 1), ("a/w", 2)))
    assert (found.new, found.changed, found.same, found.gone) == (["a/w"], [], ["a/x"], ["a/y"])
    found = status(["a"], tmp_path, documents=documents(("a/x", 5), ("a/y", 2)))
    assert (found.changed, found.same, found.gone) == (["a/x"], ["a/y"], [])


def test_commands(tmp_path):
    make(tmp_path, *PAIRS[:3])
    run = CliRunner().invoke
    shown = run(cli, ["list", "-g", str(tmp_path), "--format", "json"])
    assert [row["id"] for row in json.loads(shown.output)] == ["d0", "d1", "d2"]
    assert "3 documents" in run(cli, ["list", "-g", str(tmp_path)]).output
    done = run(cli, ["remove", "d1", "-g", str(tmp_path), "--no-view"])
    assert done.exit_code == 0 and done.output.startswith("1 removed; ")
