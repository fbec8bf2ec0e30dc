"""The command line: thin, documented, and clear about what went wrong."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from newsroom import Scripted, articles

from newsgraph import DocumentError, KnowledgeGraph, Skipped
from newsgraph.cli import COMMANDS, cli, main
from newsgraph.corpus import Corpus
from newsgraph.errors import NewsgraphError
from newsgraph.graph import building

HERE = Path(__file__).parent


@pytest.fixture
def scripted(monkeypatch):
    """Sources are read from a list, and extracted by heart."""
    documents = [e.document for e in articles()]

    def read(sources, options=None):
        for source in sources:
            if "bad" in str(source):
                yield Skipped(str(source), "it is a picture")
            else:
                yield from documents

    monkeypatch.setattr("newsgraph.extraction.load", lambda model: Scripted())
    monkeypatch.setattr("newsgraph.documents.read", read)


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    path = tmp_path_factory.mktemp("graph")
    building.build([], path, extractor=Scripted(), documents=[e.document for e in articles()], view=False)
    return path


def run(*args, code=0, **more):
    result = CliRunner().invoke(cli, [str(arg) for arg in args], catch_exceptions=False, **more)
    assert result.exit_code == code, result.output
    return result


def test_every_command_loads_and_its_help_has_examples():
    for name in COMMANDS:
        result = run(name, "--help")
        assert "Usage:" in result.output
        assert "Examples:" in result.output, f"{name} --help shows no examples"


def test_build_says_what_it_did(scripted, tmp_path):
    result = run("build", "news", "-o", tmp_path / "out")
    for words in ("13 facts", "10 entities", "4 documents", "Most connected companies", "Alpha", "graph.ttl",
                  "newsgraph query everything --param name=\"Alpha\" -g"):
        assert words in result.stdout, words
    assert result.stderr == ""
    assert run("build", "news", "-o", tmp_path / "out", "--quiet").stdout == ""


def test_build_tells_of_skipped_sources_and_exits_with_3(scripted, tmp_path):
    result = run("build", "news", "bad.png", "-o", tmp_path / "out", code=3)
    assert "Skipped 1 source:" in result.stdout and "bad.png: it is a picture" in result.stdout
    quiet = run("build", "news", "bad.png", "-o", tmp_path / "out", "--quiet", code=3)
    assert (quiet.stdout, quiet.stderr) == ("", "skipped bad.png: it is a picture\n")


def test_status_tells_of_skipped_sources_and_exits_as_build_does(scripted, output):
    assert "4 documents as in the graph" in run("status", "news", "-g", output).stdout
    assert "bad.png: it is a picture" in run("status", "news", "bad.png", "-g", output, code=3).stdout
    assert run("status", "bad.png", "-g", output, code=1).stdout.startswith("skipped:")


def test_list_counts_what_the_graph_holds(scripted, tmp_path):
    out = tmp_path / "out"
    run("build", "news", "-o", out, "--quiet")
    whole = json.loads(run("list", "-g", out, "--format", "json").stdout)
    run("build", "news", "-o", out, "--quiet", "--min-confidence", "0.85")
    rows = json.loads(run("list", "-g", out, "--format", "json").stdout)
    held = sum(KnowledgeGraph.open(out).counts()["predicate"].values())
    assert sum(row["facts"] for row in rows) == held < sum(row["facts"] for row in whole)
    assert [row["found"] for row in rows] == [row["found"] for row in whole]
    left = sum(row["found"] for row in rows) - held
    assert f"4 documents, {held} facts ({left} more found and left out)" in run("list", "-g", out).stdout


def test_list_finds_no_graph_where_query_finds_none(tmp_path, capsys):
    with Corpus(building.corpus_path(tmp_path)):
        pass
    for words in (["list"], ["query", "facts"]):
        with pytest.raises(SystemExit):
            main([*words, "-g", str(tmp_path)])
        assert "holds no graph; make one with" in capsys.readouterr().err


def test_build_of_nothing_readable_is_an_error_in_one_line(scripted, tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["build", "bad.png", "-o", str(tmp_path / "out")])
    assert caught.value.code == 1
    assert capsys.readouterr().err == "newsgraph: bad.png was not read: it is a picture\n"


def test_a_first_build_or_load_that_fails_leaves_nothing(scripted, tmp_path):
    lines = tmp_path / "bad.nq"
    lines.write_text("not quads at all\n")
    (tmp_path / "there").mkdir()
    for name in ("out", "there"):
        for words in (["build", "bad.png", "-o", tmp_path / name], ["load", tmp_path / name, lines]):
            with pytest.raises(NewsgraphError):
                run(*words)
            assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.nq", "there"]
            assert list((tmp_path / "there").iterdir()) == []
    # An older graph is as it was.
    run("build", "news", "-o", tmp_path / "out", "--quiet")
    before = run("list", "-g", tmp_path / "out").stdout
    with pytest.raises(NewsgraphError):
        run("build", "bad.png", "-o", tmp_path / "out")
    assert run("list", "-g", tmp_path / "out").stdout == before


def test_extract_writes_one_line_a_document(scripted):
    result = run("extract", "news")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["id"] for row in rows] == ["one", "two", "three", "four"]
    for row in rows:
        assert {"id", "source", "title", "text", "entities", "facts"} <= set(row)
        for fact in row["facts"]:
            assert {"subject", "predicate", "object", "role", "time", "modality", "confidence", "sentence",
                    "subject_span", "object_span", "method"} <= set(fact)
    sure = run("extract", "news", "--min-confidence", "0.85").stdout.splitlines()
    assert all(fact["confidence"] >= 0.85 for line in sure for fact in json.loads(line)["facts"])


def test_extract_tells_of_skipped_sources_on_standard_error(scripted):
    result = run("extract", "news", "bad.png", code=3)
    assert len(result.stdout.splitlines()) == 4
    assert result.stderr == "newsgraph: bad.png was skipped: it is a picture\n"
    assert run("extract", "bad.png", code=1).stdout == ""


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
def test_query_prints_what_was_asked_for(output, format):
    result = run("query", "products", "-p", "company=alpha", "-f", format, "-g", output)
    asked = KnowledgeGraph.open(output).query("products", company="Alpha")
    assert result.stdout_bytes.decode() == asked.serialize(format)


def test_query_prints_a_table_or_turtle(output):
    table = run("query", "products", "--param", "company=alpha", "-g", output).stdout
    assert "Rocket" in table and "1 row" in table and "Products of a company" in table
    assert run("query", "neighbourhood", "-p", "company=Alpha", "-g", output).stdout.startswith("@prefix")
    assert "subject" in run("query", "neighbourhood", "-p", "company=Alpha", "-f", "table", "-g",
                            output).stdout
    assert run("query", "ASK { ?s a ng:Company }", "-g", output).stdout == "yes\n"


def test_query_notes_a_value_that_the_query_is_not_about(output):
    result = run("query", "executives", "-p", "company=Lima", "-g", output)
    assert "0 rows" in result.stdout
    assert result.stderr == "newsgraph: note: Lima is a Place; executives asks for a Company or an Organization\n"
    related = run("query", "related", "-p", "name=id/alpha", "-p", "relation=executiveOf", "-g", output)
    assert "Ann Lee" in related.stdout and not related.stderr


def test_query_reads_a_file_and_standard_input(output, tmp_path):
    text = "SELECT ?n WHERE { ?c a schema:Event ; rdfs:label ?n }"
    path = tmp_path / "mine.rq"
    path.write_text(text)
    assert "Fair" in run("query", path, "-g", output).stdout
    assert "Fair" in run("query", "-", "-g", output, input=text).stdout


@pytest.mark.parametrize(("args", "complaint"), [
    (["query", "executives"], "executives needs a value for company"),
    (["query", "executives", "-p", "company"], "--param takes NAME=VALUE, which “company” is not"),
    (["query", "executives", "-p", "company=Alfa"],
     "nothing in the graph is called “Alfa”; did you mean Alpha"),
    (["query", "SELECT {"], "the query is not SPARQL"),
    (["query", " "], "the query is empty; newsgraph queries lists"),
    (["query", "related", "-p", "name=Alpha", "-p", "relation=x"], "no relation here is called “x”; there are "),
    (["export", "x.docx"], "x.docx ends in no format that is known"),
    (["queries", "nothing"], "there is no query nothing"),
])
def test_a_mistake_is_one_line_and_status_1(output, capsys, args, complaint):
    with pytest.raises(SystemExit) as caught:
        main([*args, *(["-g", str(output)] if args[0] != "queries" else [])])
    assert caught.value.code == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"newsgraph: {complaint}") and captured.err.count("\n") <= 2


def test_no_graph_says_how_to_make_one(tmp_path, capsys):
    with pytest.raises(SystemExit) as caught:
        main(["query", "facts", "-g", str(tmp_path / "none")])
    assert caught.value.code == 1
    assert "holds no graph; make one with: newsgraph build" in capsys.readouterr().err


def test_queries_lists_the_library_and_shows_one():
    result = run("queries", env={"COLUMNS": "200"})
    assert "Who runs this company" in result.stdout and "company (Company or Organization)" in result.stdout
    assert run("queries", "facts").stdout.startswith("# title: Facts by confidence")


def test_export_writes_files_and_standard_output(output, tmp_path):
    assert run("export", tmp_path / "g.nq", "-g", output).stdout.strip() == str(tmp_path / "g.nq")
    assert run("export", "-f", "nquads", "-g", output).stdout_bytes == (tmp_path / "g.nq").read_bytes()
    assert run("export", "-f", "turtle", "-g", output).stdout_bytes == (output / "graph.ttl").read_bytes()
    tables = run("export", tmp_path / "tables", "-g", output).stdout.splitlines()
    assert [Path(line).name for line in tables] == ["nodes.csv", "edges.csv"]
    assert "say the --format" in run("export", "-g", output, code=2).stderr
    assert "writes a folder" in run("export", tmp_path / "g.ttl", "--partition", "2", "-g", output, code=2).stderr
    assert not (tmp_path / "g.ttl").exists()


def test_view_writes_the_page(output, tmp_path):
    page = tmp_path / "page.html"
    assert run("view", page, "-g", output).stdout.strip() == str(page)
    assert "Alpha" in page.read_text(encoding="utf-8")


def test_terminals_get_no_control_characters(tmp_path):
    from newsgraph.records import Document, Entity, Extraction

    text = "\x1b]0;owned\x07\u202eAcme"
    extraction = Extraction(Document("d", "d", "", text), (Entity("e1", text, "Company"),))
    building.build([], tmp_path, extractor=Scripted([extraction]), documents=[extraction.document],
                   view=False)
    shown = run("query", "SELECT ?n WHERE { ?c a ng:Company ; rdfs:label ?n }", "-g", tmp_path).stdout
    assert "\x1b" not in shown and "\x07" not in shown and "\u202e" not in shown


# ---- the process as a shell sees it

def newsgraph(*args, **more):
    return subprocess.run([sys.executable, "-m", "newsgraph", *map(str, args)], capture_output=True,
                          timeout=60, **more)


def test_a_closed_pipe_ends_quietly(output):
    process = subprocess.Popen([sys.executable, "-m", "newsgraph", "export", "-f", "turtle", "-g",
                                str(output)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_told_in_one_line(output):
    with open("/dev/full", "wb") as full:
        done = subprocess.run([sys.executable, "-m", "newsgraph", "export", "-f", "turtle", "-g",
                               str(output)],
                              stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 1
    assert done.stderr.decode() == "newsgraph: the output cannot be written: No space left on device\n"


def test_ctrl_c_in_the_middle_ends_with_130_and_the_old_graph(output, tmp_path):
    building.build([], tmp_path, extractor=Scripted(), documents=[articles()[0].document], view=False)
    before = (tmp_path / "graph.ttl").read_bytes()
    script = textwrap.dedent(f"""
        import signal, sys, time
        # Where the tests run in the background, the shell has them ignore Ctrl-C.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        sys.path.insert(0, {str(HERE)!r})
        from newsroom import Scripted, articles
        from newsgraph.cli import main
        from newsgraph import documents, extraction

        class Slow(Scripted):
            def pipe(self, documents, batch_size=16):
                print("extracting", flush=True)
                time.sleep(60)

        extraction.load = lambda model: Slow()
        documents.read = lambda sources, options: [e.document for e in articles()[1:]]
        main(["build", "news", "-o", {str(tmp_path)!r}])
        """)
    process = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "extracting\n"
    time.sleep(0.2)
    os.kill(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.startswith("newsgraph: interrupted; the graph is as it was") and err.count("\n") == 1
    assert (tmp_path / "graph.ttl").read_bytes() == before
    assert KnowledgeGraph.open(tmp_path).counts()["documents"][""] == 1


def test_the_module_runs_like_the_command():
    done = newsgraph("--version")
    assert done.returncode == 0 and b"newsgraph" in done.stdout


def test_an_expected_error_of_any_command_is_one_line(monkeypatch, capsys):
    monkeypatch.setattr("newsgraph.extraction.load", lambda model: (_ for _ in ()).throw(DocumentError("one sentence")))
    with pytest.raises(SystemExit) as caught:
        main(["build", "x"])
    assert caught.value.code == 1 and capsys.readouterr().err == "newsgraph: one sentence\n"


def test_a_table_too_wide_for_the_terminal_becomes_a_list(output):
    narrow = run("query", "facts", "-g", output, env={"COLUMNS": "60"}).stdout
    assert "quote       Bob Ray belongs to the Guild." in narrow
    wide = run("query", "facts", "-g", output, env={"COLUMNS": "220"}).stdout
    assert "quote       Bob Ray" not in wide and "Bob Ray belongs to the Guild." in wide


def test_the_samples_have_the_same_names_wherever_the_package_is():
    sources = [document.source for document in building.sample_documents()]
    assert len(sources) >= 12 and all(source.startswith("samples/") for source in sources)
