"""Curated decisions: read, written, applied, explained, undone, and reported when they no longer apply."""

import subprocess
import sys
import textwrap

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
from newsgraph.graph.vocabulary import load
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

    def __init__(self, corpus=CORPUS):
        self.corpus = corpus

    def extract(self, document):
        return next(e for e in self.corpus if e.document == document)

    def pipe(self, documents, batch_size=16):
        return [self.extract(d) for d in documents]


@pytest.fixture
def graph(tmp_path):
    build([], tmp_path, extractor=Fixed(), documents=[e.document for e in CORPUS], view=False)
    return tmp_path


OWN_WORDS = """
@prefix ng: <https://newsgraph.example/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix my: <https://my.example/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
my:Law a ng:EntityType ; rdfs:label "Legal act" .
my:bans a ng:Predicate ; rdfs:label "forbids" ; ng:inverseLabel "forbidden by" .
my:rivals a ng:Predicate, owl:SymmetricProperty ; rdfs:label "rivals" .
"""


ENDS = {"Company": ("Vandelay", "Kramerica"), "Organization": ("Widget Institute", "Gadget Union"),
        "Person": ("Ann Kowalczyk",), "Product": ("Zorb", "Quux"), "Event": ("", "Expo Nova"),
        "Place": ("", "Springfield")}


def ends(predicate: str) -> tuple[str, str]:
    """The types of a fact's subject and object."""
    known = load().predicates[predicate]
    return min(known.domains), min(known.ranges)


def every_fact() -> list[Extraction]:
    """A document for each predicate."""
    found = []
    for name in load().predicates:
        one, other = ends(name)
        # Texts that are equal would be extracted once.
        found.append(said(f"{name}.txt", (one, ENDS[one][0]), (other, ENDS[other][1]), ("Event", f"The {name} Talks"),
                          facts=((0, name, 1),)))
    own = said("own.txt", ("Organization", "Widget Institute"), ("Company", "Kramerica"),
               facts=((0, "bans", 1), (0, "rivals", 1)))
    return [*found, own]


@pytest.fixture(scope="module")
def wordy(tmp_path_factory):
    """A graph with facts of all predicates, those of a user's vocabulary too."""
    folder = tmp_path_factory.mktemp("wordy")
    (folder / "own.ttl").write_text(OWN_WORDS)
    corpus = every_fact()
    build([], folder, extractor=Fixed(corpus), documents=[e.document for e in corpus], view=False,
          vocabulary=[folder / "own.ttl"])
    return folder


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
    append(path, *written[:2])
    for decision in written[2:]:
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


@pytest.mark.parametrize("predicate", sorted(load().predicates))
def test_a_predicate_may_be_said_as_queries_show_it(wordy, predicate):
    known = load().predicates[predicate]
    one, other = ends(predicate)
    subject, object = ENDS[one][0], ENDS[other][1]
    forward = [predicate, predicate.lower(), known.label, known.label.upper()]
    asked = [(subject, word, object) for word in forward] + [(object, known.inverse_label, subject)]
    if known.symmetric:
        asked += [(object, word, subject) for word in forward]
    for fact in asked:
        decision, _ = judge("reject", *fact, wordy, apply=False)
        assert (decision.subject, decision.predicate, decision.object) == (subject, predicate, object), fact


@pytest.mark.parametrize("said, predicate", [
    (("Widget Institute", "Forbids", "Kramerica"), "bans"), (("Kramerica", "forbidden by", "Widget Institute"), "bans"),
    (("Widget Institute", "bans", "Kramerica"), "bans"), (("Kramerica", "rivals", "Widget Institute"), "rivals"),
])
def test_a_predicate_may_be_ones_own(wordy, said, predicate):
    done = CliRunner().invoke(cli, ["reject", *said, "-g", str(wordy), "--later"])
    assert done.exit_code == 0, done.output
    assert f"reject Widget Institute {predicate} Kramerica; written down" in done.output


def test_three_names_are_a_fact_or_things(graph, capsys):
    run, where = CliRunner().invoke, ["-g", str(graph), "--later"]
    assert "confirm Globex acquired Initech;" in run(cli, ["confirm", "Globex", "ACQUIRED", "Initech", *where]).output
    assert "confirm Globex acquired Initech;" in run(cli, ["confirm", "Initech", "acquired by", "globex",
                                                           *where]).output
    assert "confirm 'Globex', 'Initech', 'Initrode';" in run(
        cli, ["confirm", "Globex", "Initech", "Initrode", *where]).output
    for kind in ("confirm", "reject"):
        with pytest.raises(SystemExit) as left:
            main([kind, "Globex", "bought", "Initech", *where])
        assert left.value.code == 1
        assert "there is no predicate called 'bought'; there are acquired, competesWith," in capsys.readouterr().err
    assert "no document says" in str(run(cli, ["reject", "Initech", "acquired", "Globex", *where]).exception)
    assert run(cli, ["reject", "Globex", "acquired", "Initech", "--type", "Company", *where]).exit_code == 2


def test_a_symmetric_fact_is_judged_in_either_order(tmp_path):
    corpus = [said("a.txt", ("Company", "Vandelay"), ("Company", "Kramerica"), facts=((0, "competesWith", 1),)),
              said("b.txt", ("Company", "Kramerica"), ("Company", "Vandelay"), facts=((0, "competesWith", 1),))]
    build([], tmp_path, extractor=Fixed(corpus), documents=[e.document for e in corpus], view=False)
    judge("reject", "Vandelay", "competes with", "Kramerica", tmp_path, view=False)
    assert b"competesWith id" not in (tmp_path / "graph.ttl").read_bytes()
    assert idle(tmp_path) == []


def test_a_type_is_one_of_the_vocabulary_in_any_case(graph, wordy, capsys):
    decision, _ = decide("retype", ["Claude"], graph, type="person", to="product", view=False)
    assert (decision.type, decision.to) == ("Person", "Product")
    assert {thing.name: thing.type for thing in KnowledgeGraph.open(graph).entities()}["Claude"] == "Product"
    assert decide("retype", ["Kramerica"], wordy, type="company", to="legal act", apply=False)[0].to == "Law"
    for arguments in (["retype", "Initech", "Firm"], ["merge", "Initech", "Initrode", "--type", "Firm"]):
        with pytest.raises(SystemExit) as left:
            main([*arguments, "-g", str(graph)])
        assert left.value.code == 1
        listed = "there is no type called 'Firm'; there are Company, Event, Organization, Person, Place, Product\n"
        assert listed in capsys.readouterr().err
    assert "Firm" not in (graph / "decisions.toml").read_text()


@pytest.mark.parametrize("command", ["retype", "merge", "split", "rename", "reject", "confirm"])
def test_help_lists_the_types(command):
    shown = " ".join(CliRunner().invoke(cli, [command, "--help"]).output.split())
    assert ", ".join(sorted(load().types)) in shown


def test_words_that_the_vocabulary_does_not_have_are_reported(graph):
    append(graph / "decisions.toml", Decision("retype", ("Initech",), to="Firm"))
    append(graph / "decisions.toml", Decision("rename", ("Initrode",), "company", to="X"))
    append(graph / "decisions.toml", Decision("reject", subject="Globex", predicate="bought", object="Initech"))
    decide("rename", ["Claude"], graph, to="Claude AI", view=False)
    told = [sentence.partition("; there are")[0] for sentence in idle(graph)]
    assert told == ["rename 'Initrode' to 'X': there is no type called 'company'",
                    "retype 'Initech' to 'Firm': there is no type called 'Firm'",
                    "reject Globex bought Initech: there is no predicate called 'bought'"]


def test_a_decision_that_an_earlier_one_excludes_is_refused(graph):
    def refused(kind, *names, **given):
        before = (graph / "decisions.toml").read_text()
        with pytest.raises(DecisionError, match="decisions.toml says otherwise: .*; take that out of it first"):
            decide(kind, names, graph, view=False, **given)
        assert (graph / "decisions.toml").read_text() == before

    decide("split", ["Globex", "Globex Motors"], graph, view=False)
    refused("merge", "Globex Motors", "Globex")
    refused("confirm", "Globex", "Globex Motors")
    decide("merge", ["Initech", "Initrode"], graph, view=False)
    refused("split", "Initrode", "initech")
    decide("split", ["John Smith"], graph, documents=["d.txt"], view=False)
    decide("rename", ["Claude"], graph, to="Claud", view=False)
    refused("rename", "Claud", to="Claude AI")
    judge("reject", "Globex", "acquired", "Initech", graph, view=False)
    with pytest.raises(DecisionError, match="says otherwise: reject Globex acquired Initech"):
        judge("confirm", "Globex", "acquired", "Initech", graph, view=False)


def test_two_who_decide_at_once_lose_nothing(graph):
    script = textwrap.dedent("""
        import sys, time
        from newsgraph.graph.curation import decide
        from newsgraph.resolution import decision_file
        def slow(path, text, write=decision_file.write):
            time.sleep(0.1)
            write(path, text)
        decision_file.write = slow
        folder, name = sys.argv[1:]
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(6):
            decide("rename", [name], folder, to=f"{name} X", reason=str(number), apply=number == 5, view=False)
        """)
    names = ["Claude", "John Smith"]
    processes = [subprocess.Popen([sys.executable, "-c", script, str(graph), name], stdin=subprocess.PIPE,
                                  stdout=subprocess.PIPE) for name in names]
    for process in processes:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    told = [(decision.names, decision.reason) for decision in Decisions.load(graph / "decisions.toml").items]
    assert sorted(told) == sorted(((name,), str(number)) for name in names for number in range(6))
    assert {f"{name} X" for name in names} <= {thing.name for thing in KnowledgeGraph.open(graph).entities()}


LAWS = [
    said("a.txt", ("Law", "Clean Air Act"), ("Law", "Clean Water Act"), ("Law", "Clean Sea Act"),
         ("Company", "Initech")),
    said("b.txt", ("Person", "Washington"), ("Person", "Claude")),
    said("c.txt", ("Place", "Washington")),
    said("d.txt", ("Company", "Globex"), ("Company", "Globex Cloud"), facts=((0, "acquired", 1),)),
    said("e.txt", ("Company", "Globex"), ("Product", "Globex Cloud"), facts=((0, "produces", 1),)),
    said("f.txt", ("Organization", "Lincoln"), ("Company", "Initech")),
    said("g.txt", ("Person", "Lincoln")),
]


@pytest.fixture
def lawful(tmp_path):
    """A graph with things of a user's own type, and with two things of one name."""
    (tmp_path / "own.ttl").write_text(OWN_WORDS)
    build([], tmp_path, extractor=Fixed(LAWS), documents=[e.document for e in LAWS], view=False,
          vocabulary=[tmp_path / "own.ttl"])
    return tmp_path


def things(graph):
    with reading(graph) as index:
        return {node.key: node.type for node in index.nodes()}


def test_a_thing_of_ones_own_type_is_decided_about(lawful):
    assert decide("reject", ["clean air act"], lawful, view=False)[0].type == "Law"
    assert "clean-air-act" not in things(lawful)
    decide("merge", ["Clean Water Act", "Clean Sea Act"], lawful, view=False)
    assert [key for key in things(lawful) if key.startswith("clean")] == ["clean-water-act"]
    decide("rename", ["Clean Sea Act"], lawful, to="Sea Act", view=False)
    decide("retype", ["Sea Act"], lawful, to="Product", view=False)
    assert things(lawful)["sea-act"] == "Product"
    assert idle(lawful) == []


def test_a_thing_that_was_given_ones_own_type_is_found_by_what_documents_say(lawful):
    decide("retype", ["Claude"], lawful, to="Law", view=False)
    assert decide("rename", ["Claude"], lawful, to="Claude Act", view=False)[0].type is None
    assert things(lawful)["claude-act"] == "Law"


def test_one_of_two_things_of_one_name_is_meant_by_its_key(lawful):
    decide("reject", ["washington--place"], lawful, view=False)
    assert things(lawful)["washington"] == "Person"
    assert "Place" not in things(lawful).values()
    (key,) = (key for key, type in things(lawful).items() if type == "Organization")
    assert decide("rename", [key], lawful, to="Lincoln Society", view=False)[0].type == "Organization"
    assert [type for key, type in things(lawful).items() if key.startswith("lincoln")] == ["Person", "Organization"]
    assert decide("reject", ["Initech"], lawful, view=False)[0].type is None, "no other thing is called so"


def test_a_thing_that_documents_give_two_types_is_decided_about_as_a_whole(lawful):
    assert [key for key in things(lawful) if key.startswith("globex-cloud")] == ["globex-cloud"]
    decide("reject", ["Globex Cloud"], lawful, view=False)
    assert [key for key in things(lawful) if key.startswith("globex")] == ["globex"]


@pytest.mark.parametrize("earlier, later, excluded", [
    (Decision("split", ("A", "B")), Decision("merge", ("A", "C")), False),
    (Decision("split", ("A", "B"), "Person"), Decision("merge", ("A", "B"), "Company"), False),
    (Decision("merge", ("A", "B", "C")), Decision("split", ("B", "C")), True),
    (Decision("split", ("A",), documents=("x",)), Decision("merge", ("A",)), True),
    (Decision("split", ("A",), documents=("x",)), Decision("merge", ("A", "B"), documents=("x",)), False),
    (Decision("merge", ("A", "B")), Decision("merge", ("A", "B")), False),
    (Decision("retype", ("A",), documents=("x",), to="Person"), Decision("retype", ("A",), to="Company"), False),
    (Decision("retype", ("A",), to="Person"), Decision("retype", ("A",), documents=("x",), to="Company"), True),
    (Decision("rename", ("A",), to="B"), Decision("rename", ("A",), to="B"), False),
    (Decision("rename", ("A",), to="B"), Decision("rename", ("A",), "Person", to="C"), True),
    (Decision("rename", ("A",), "Person", to="B"), Decision("rename", ("A",), to="C"), False),
    (Decision("reject", ("A",)), Decision("reject", subject="A", predicate="acquired", object="B"), False),
])
def test_what_excludes_what(earlier, later, excluded):
    assert earlier.excludes(later) == excluded


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
