"""Curated decisions: read, written, applied, explained, undone, and reported when they no longer apply."""

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgraph.cli import cli, main
from newsgraph.corpus import Corpus
from newsgraph.errors import DecisionError
from newsgraph.graph.building import build
from newsgraph.graph.curation import decide, idle, judge, reading
from newsgraph.graph.knowledge_graph import KnowledgeGraph
from newsgraph.records import Document, Entity, Extraction, Fact, Mention
from newsgraph.resolution import Decision, Decisions, resolve
from newsgraph.resolution.decision_file import append, toml
from newsgraph.resolution.decisions import KINDS
from newsgraph.resolution.explaining import explain, review
from newsgraph.resolution.index import Index


def said(id: str, *things: tuple[str, ...], facts: tuple[tuple[int, str, int], ...] = ()) -> Extraction:
    """A document that names things, each by a type and its names, and states facts between them."""
    text, entities = "", []
    for number, (type, *names) in enumerate(things):
        mentions = []
        for name in names:
            mentions.append(Mention(len(text), len(text) + len(name)))
            text += name + ". "
        entities.append(Entity(f"e{number}", names[0], type, tuple(mentions)))
    span = {e.id: (e.mentions[0].start, e.mentions[0].end) for e in entities}
    return Extraction(Document(id, id, "", text), tuple(entities), tuple(
        Fact(f"e{s}", p, f"e{o}", (0, len(text)), span[f"e{s}"], span[f"e{o}"], confidence=0.5)
        for s, p, o in facts), "test 1")


CORPUS = [
    said("a.txt", ("Company", "Globex Motors"), ("Person", "Ann Kowalczyk"), facts=((1, "executiveOf", 0),)),
    said("b.txt", ("Company", "Globex"), ("Company", "Initech"), facts=((0, "acquired", 1),)),
    said("c.txt", ("Company", "Initrode"), ("Person", "John Smith")),
    said("d.txt", ("Person", "John Smith")),
    said("e.txt", ("Person", "Claude"), ("Company", "Initech")),
]


class Fixed:
    version = "test 1"

    def extract(self, document):
        return next(e for e in CORPUS if e.document == document)

    def pipe(self, documents, batch_size=16):
        return [self.extract(d) for d in documents]


@pytest.fixture
def graph(tmp_path):
    build([], tmp_path, extractor=Fixed(), documents=[e.document for e in CORPUS], view=False)
    return tmp_path


def names(*decisions: Decision) -> dict[str, str]:
    return {node.key: node.type for node in resolve(CORPUS, Decisions(decisions)).nodes}


def test_merge_and_split():
    assert "globex" not in names() and "globex-motors" in names()
    assert "globex" in names(Decision("split", ("Globex", "Globex Motors")))
    merged = resolve(CORPUS, Decisions((Decision("merge", ("Initech", "Initrode")),))).index()
    assert merged["b.txt", "e1"] is merged["c.txt", "e0"]


def test_split_by_document():
    found = resolve(CORPUS, Decisions((Decision("split", ("John Smith",), documents=("d.txt",)),)))
    assert len([n for n in found.nodes if n.name == "John Smith"]) == 2
    assert len([n for n in resolve(CORPUS).nodes if n.name == "John Smith"]) == 1


def test_rename_retype_reject():
    assert "gx" in names(Decision("rename", ("Globex Motors",), to="GX"))
    assert names(Decision("retype", ("Claude",), "Person", to="Product"))["claude"] == "Product"
    assert "claude" not in names(Decision("reject", ("Claude",)))
    assert "claude" in names(Decision("reject", ("Claude",), documents=("a.txt",)))


def test_a_decision_outlives_a_key():
    renamed = Decision("rename", ("Globex Motors",), to="GX")
    typed = Decision("retype", ("globex motors inc.",), to="Organization")
    assert names(renamed, typed)["gx"] == "Organization"


@pytest.mark.parametrize("text, reason", [
    ("[[merge]]\nnames = ['a']\nnames = ['b']", "is not TOML"),
    ("[[burn]]\nname = 'a'", "may hold"),
    ("[[merge]]", r"\[\[merge\]\] number 1: a merge needs a name"),
    ("[[rename]]\nname = 'a'", "needs 'to'"),
    ("[[split]]\nname = 'a'", "two names"),
    ("[[reject]]\nsubject = 'a'", "needs subject, predicate and object"),
    ("[[merge]]\nname = 3", "wrong kind"),
    ("[[merge]]\nnames = ['a', 'b']\nwhy = 'x'", "unknown field, 'why'"),
    ("merge = 3", "may hold"),
])
def test_bad_files_say_what_is_wrong(tmp_path, text, reason):
    path = tmp_path / "decisions.toml"
    path.write_text(text)
    with pytest.raises(DecisionError, match=reason):
        Decisions.load(path)
    with pytest.raises(DecisionError):
        append(path, Decision("merge", ("a", "b")))
    assert path.read_text() == text


TEXT = st.text(min_size=1).filter(str.strip).map(lambda s: s.encode("utf-8", "ignore").decode())
ONES = st.builds(Decision, st.sampled_from(["merge", "confirm"]),
                 st.lists(TEXT.filter(str.strip), min_size=2).map(tuple),
                 st.none() | TEXT, st.lists(TEXT).map(tuple), reason=st.none() | TEXT)


@settings(deadline=None)
@given(st.lists(ONES, max_size=4))
def test_what_is_written_is_read(tmp_path_factory, written):
    path = tmp_path_factory.mktemp("toml") / "decisions.toml"
    path.write_text("# by hand\n")
    for decision in written:
        append(path, decision)
    read = Decisions.load(path).items
    assert sorted(map(toml, read)) == sorted(map(toml, written))
    assert path.read_text().startswith("# by hand\n")


def test_explain_says_what_joined_names(graph):
    with reading(graph) as index:
        (found,) = explain(index, "globex")
        assert found.node.key == "globex-motors"
        (reason,) = found.reasons
        assert reason.joined and {reason.one, reason.other} == {"Globex", "Globex Motors"}
        assert reason.score == pytest.approx(sum(worth for _, worth in reason.features))
        with pytest.raises(DecisionError, match="did you mean 'Globex'"):
            explain(index, "Glombex")


def test_review_lists_close_calls_until_they_are_settled(graph):
    with reading(graph) as index:
        assert [(c.one, c.other, c.joined) for c in review(index)] == [("Globex", "Globex Motors", True)]
    decide("confirm", ["Globex", "Globex Motors"], graph, view=False)
    with reading(graph) as index:
        assert review(index) == []


def test_decisions_by_command_and_back(graph):
    before = (graph / "graph.ttl").read_bytes()
    run, where = CliRunner().invoke, ["-g", str(graph), "--no-view"]
    done = run(cli, ["split", "Globex", "Globex Motors", *where, "--reason", "two firms"])
    assert done.exit_code == 0, done.output
    assert "split 'Globex', 'Globex Motors' (two firms)" in done.output
    assert b"id:globex " in (graph / "graph.ttl").read_bytes()
    shown = run(cli, ["explain", "Globex", "-g", str(graph)])
    assert "decided: split" in shown.output
    (graph / "decisions.toml").unlink()
    run(cli, ["merge", "Globex", "Globex Motors", *where])
    assert (graph / "graph.ttl").read_bytes() == before


def test_facts_are_rejected_and_confirmed(graph):
    decide("rename", ["Ann Kowalczyk"], graph, to="A. K.", view=False)
    judge("confirm", "A. K.", "executiveOf", "Globex", graph, view=False)
    said = KnowledgeGraph.open(graph).statements()
    assert [s.confidence for s in said if s.predicate == "executiveOf"] == [1.0]
    judge("reject", "A. K.", "executiveOf", "Globex", graph, view=False)
    assert b"executiveOf id" not in (graph / "graph.ttl").read_bytes()
    with pytest.raises(DecisionError, match="no document says"):
        judge("reject", "Initech", "acquired", "Globex", graph, view=False)


def test_what_no_longer_applies_is_reported(graph):
    append(graph / "decisions.toml", Decision("merge", ("Initech", "Vandelay")))
    append(graph / "decisions.toml", Decision("rename", ("Claude",), to="Claude AI"))
    wrong = Decision("reject", subject="Initech", predicate="acquired", object="Globex")
    append(graph / "decisions.toml", wrong)
    done = CliRunner().invoke(cli, ["reject", "Initrode", "-g", str(graph), "--no-view"])
    assert "no longer applies: merge 'Initech', 'Vandelay'" in done.stderr
    assert [s.split()[0] for s in idle(graph)] == ["merge", "reject"]


def test_several_things_of_one_name_ask_for_a_key(graph, capsys):
    decide("split", ["John Smith"], graph, documents=["d.txt"], view=False)
    with pytest.raises(DecisionError, match="several things are called 'John Smith'"):
        decide("rename", ["John Smith"], graph, to="J", view=False)
    with pytest.raises(SystemExit):
        main(["rename", "Nobody Here", "x", "-g", str(graph)])
    assert "the graph knows nothing called 'Nobody Here'" in capsys.readouterr().err


def test_an_index_keeps_its_decisions():
    corpus = Corpus(":memory:")
    decisions = Decisions((Decision("split", ("A", "B"), "Company", ("x",), reason="r"),))
    index = Index(corpus)
    index.sync(decisions)
    assert index.decisions() == decisions
    assert set(KINDS) >= {d.kind for d in index.decisions().items}
