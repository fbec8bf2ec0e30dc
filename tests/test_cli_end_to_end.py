"""The whole way on real text, by the rules alone: from files to Turtle, page and answers."""

import json
import os
import shutil

import pytest
import rdflib
from click.testing import CliRunner

from newsgraph import KnowledgeGraph, samples
from newsgraph.cli import cli
from newsgraph.graph import validation

ODD = {
    "empty.txt": b"",
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "german.txt": b"Der Vorstandsvorsitzende der Firma sagte gestern, dass die Zahlen gut seien. " * 5,
}
FINE = {
    "latin.txt": "Acme Inc. named José Peña chief executive. Zoë Müller founded Acme.".encode("latin-1"),
    "broken.txt": b"Acme Inc. named Ann Lee chief executive.\xff\xfe Acme makes the Rocket, it said on Monday.",
    "long.txt": ("Acme Inc. said on Monday that " + "sales rose and " * 3300 + "costs fell.").encode(),
    "mixed.txt": "Acme Inc. makes the Rocket. The firm \u05d0\u05db\u05de\u05d4 sells it in Israel, it said.".encode(),
}


def run(*args, code=0):
    result = CliRunner().invoke(cli, [str(arg) for arg in args], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    path = tmp_path_factory.mktemp("demo")
    run("demo", "--model", "rules", "-o", path)
    return path


def test_the_demo_gives_a_graph_that_conforms_and_comes_back(output):
    graph = KnowledgeGraph.open(output)
    counts = graph.counts()
    assert counts["documents"][""] >= 12 and sum(counts["predicate"].values()) > 50
    assert validation.check(graph.store, graph.vocabulary) == []
    conforms, report = validation.check_with_pyshacl(graph.store, graph.vocabulary)
    assert conforms, report
    again = {tuple(map(str, triple)) for triple in rdflib.Graph().parse(output / "graph.ttl")}
    assert again == {tuple(getattr(term, "value", str(term)) for term in (q.subject, q.predicate, q.object))
                     for q in graph.store}


def test_every_quote_stands_in_its_document(output):
    from newsgraph.corpus import Corpus
    from newsgraph.graph.building import corpus_path
    from newsgraph.graph.namespaces import document_iri

    with Corpus(corpus_path(output), read_only=True) as corpus:
        texts = {document_iri(e.document): e.document.text for e in corpus.extractions()}
    for statement in KnowledgeGraph.open(output).statements():
        assert statement.quote in texts[statement.document]
        assert not statement.role or statement.role in texts[statement.document]


def test_the_same_files_in_another_order_give_the_same_bytes(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for path in sorted(samples.articles().iterdir())[:3]:
        shutil.copy(path, folder)
    files = sorted(folder.iterdir())[:3]
    run("build", *files, "--model", "rules", "-o", tmp_path / "one", "--quiet")
    run("build", *files[::-1], "--model", "rules", "-o", tmp_path / "two", "--quiet")
    assert (tmp_path / "one" / "graph.ttl").read_bytes() == (tmp_path / "two" / "graph.ttl").read_bytes()


def test_odd_files_cost_only_themselves(tmp_path):
    folder = tmp_path / "news"
    folder.mkdir()
    for name, data in {**ODD, **FINE}.items():
        (folder / name).write_bytes(data)
    result = run("build", folder, "--model", "rules", "-o", tmp_path / "out", code=3)
    for name in ODD:
        assert name in result.stdout, f"{name} was not told of"
    read = KnowledgeGraph.open(tmp_path / "out").query("SELECT ?s WHERE { ?d ng:source ?s }")
    assert {os.path.basename(str(row["s"])) for row in read} == set(FINE)
    before = (tmp_path / "out" / "graph.ttl").read_bytes()
    run("build", folder / "latin.txt", *(folder / name for name in ODD), "--model", "rules", "-o",
        tmp_path / "other", "--quiet", code=3)
    assert (tmp_path / "out" / "graph.ttl").read_bytes() == before


def test_extract_needs_no_graph(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Ann Lee, chief executive of Acme Inc., spoke on Monday.")
    (line,) = run("extract", path, "--model", "rules").stdout.splitlines()
    row = json.loads(line)
    names = {entity["id"]: entity["name"] for entity in row["entities"]}
    facts = {(names[f["subject"]], f["predicate"], names[f["object"]]) for f in row["facts"]}
    assert ("Ann Lee", "executiveOf", "Acme Inc.") in facts or ("Ann Lee", "executiveOf", "Acme") in facts
    assert list(tmp_path.iterdir()) == [path]
