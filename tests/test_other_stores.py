"""Other stores: what is loaded there comes back, and every question has the answer that the embedded store gives.

The second server is Oxigraph's own, from its package; `ENDPOINTS` lists the addresses that it has.
"""

import gzip
import json
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from serving import sample, serving

from newsgraph import KnowledgeGraph, library
from newsgraph.cli import cli
from newsgraph.errors import GraphError, NewsgraphError, QueryError
from newsgraph.export import loading
from newsgraph.export.partition import partition
from newsgraph.graph.endpoint import Endpoint, said
from newsgraph.graph.remote import with_values
from newsgraph.graph.results import Result

SERVER = Path(sys.executable).with_name("oxigraph")
PARAMETERS = {"company": "Alpha", "person": "Ann Lee", "product": "Rocket", "name": "Alpha", "one": "Alpha",
              "other": "Comet", "event": "Fair", "document": "one", "since": "2024-01-01", "entity": "Alpha",
              "relation": "makes", "post": "executive", "from": "Alpha", "to": "Comet"}


@contextmanager
def oxigraph(*options):
    """Oxigraph's server, empty, on a port of its own; gives its address."""
    assert SERVER.exists(), "Oxigraph's server is missing: pip install 'newsgraph[dev]'"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    process = subprocess.Popen([SERVER, "serve", "--bind", f"127.0.0.1:{port}", *options],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def server():
    with oxigraph() as address:
        yield address


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def local(folder):
    return KnowledgeGraph.open(folder)


@pytest.fixture(scope="module")
def remote(server, local):
    loading.load(f"{server}/store", loading.graphs_of(local.store))
    return KnowledgeGraph.at(f"{server}/query")


def run(*arguments, code=0):
    done = CliRunner().invoke(cli, [str(a) for a in arguments], catch_exceptions=False)
    assert done.exit_code == code, done.output
    return done.output


def there(server):
    request = urllib.request.Request(f"{server}/store", headers={"Accept": "application/n-quads"})
    with urllib.request.urlopen(request) as answer:
        return set(ox.parse(answer.read(), format=ox.RdfFormat.N_QUADS))


def clear(server):
    urllib.request.urlopen(urllib.request.Request(f"{server}/store", method="DELETE")).close()


def asked(graph: KnowledgeGraph, name: str) -> Result | str:
    query = library.library()[name]
    values = {p.name: PARAMETERS[p.name] for p in query.parameters if p.default is None}
    try:
        return graph.query(name, **values)
    except NewsgraphError as error:
        return str(error)


def test_what_is_loaded_is_there(server, remote, local):
    assert there(server) == set(local.store)
    assert len(remote) == len(local) and set(remote.store.named_graphs()) == set(local.store.named_graphs())


@pytest.mark.parametrize("name", library.library())
def test_every_question_of_the_library_has_the_same_answer(remote, local, name):
    one, other = asked(local, name), asked(remote, name)
    assert isinstance(one, Result), one
    assert isinstance(other, Result), other
    assert (one.variables, sorted(map(str, one.terms))) == (other.variables, sorted(map(str, other.terms)))
    assert set(one.triples or ()) == set(other.triples or ())


def test_the_graph_is_read_the_same(remote, local, tmp_path):
    assert remote.counts() == local.counts()
    assert list(remote.entities()) == list(local.entities())
    assert list(remote.statements()) == list(local.statements())
    for format in ("turtle", "nquads", "jsonld", "graphml"):
        one, other = (graph.export(tmp_path / f"{name}.{format}", format)[0].read_bytes()
                      for name, graph in (("local", local), ("remote", remote)))
        assert one == other


def test_names_are_found_and_suggested(remote):
    assert remote.entity("alpha inc") == remote.entity("Alpha")
    with pytest.raises(QueryError, match="did you mean Ann Lee"):
        remote.query("companies", person="Anne Lee")


def test_a_server_of_ours_is_an_endpoint_too(folder, local):
    with serving(folder) as client:
        graph = KnowledgeGraph.at(f"{client.address}/sparql")
        assert graph.query("facts").rows == local.query("facts").rows
        assert graph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ng:produces ?o . ?s ?p ?o }").triples
    with serving(folder, "--max-rows", 3) as client, pytest.raises(QueryError, match="cuts answers off after 3 rows"):
        KnowledgeGraph.at(f"{client.address}/sparql").query("facts")


def test_serve_asks_the_endpoint(server, remote, folder):
    with serving(folder) as near, serving("no-such-folder", "--endpoint", f"{server}/query") as far:
        for path in ("/queries/executives?company=Alpha", "/api/complete?q=al", "/api/counts", "/api/opening",
                     "/sparql?query=ASK%20%7B%20%3Fs%20a%20ng%3AAssertion%20%7D", "/ask?q=who+runs+Alpha%3F"):
            one, other = (c.ask(path, Accept="application/json, application/sparql-results+json") for c in (near, far))
            assert (one.status, one.text) == (other.status, other.text), path
        iri = remote.entity("Alpha")
        page = far.ask(iri.removeprefix("https://newsgraph.example"), Accept="text/html")
        assert page.status == 200 and "Rocket" in page.text
        around = [c.ask("/api/around", json.dumps({"iri": iri}), Content_Type="application/json").text
                  for c in (near, far)]
        assert around[0] == around[1] and '"facts"' in around[0]


def test_the_command_line_loads_asks_and_prunes(server, folder, local):
    clear(server)
    said = run("load", f"{server}/store", "-g", folder)
    assert said.startswith(f"{len(local):,} quads, ") and "named graphs in" in said
    table = run("query", "executives", "-p", "company=alpha", "--endpoint", f"{server}/query", "--format", "csv")
    assert table == run("query", "executives", "-p", "company=alpha", "-g", folder, "--format", "csv")
    gone = ox.NamedNode("https://newsgraph.example/doc/0000000000000000")
    loading.load_quads(f"{server}/store", [f"{ox.Quad(gone, gone, gone, gone)} .\n".encode()])
    said = run("load", f"{server}/store", "-g", folder, "--prune", f"{server}/query")
    assert "1 deleted" in said and there(server) == set(local.store)


@pytest.mark.parametrize("how", ["graphs", "quads", "packed"])
def test_parts_load_into_a_server(server, local, tmp_path, how):
    clear(server)
    files = partition(local.store, tmp_path / "parts", 3)
    if how == "packed":
        for path in files:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
            path.unlink()
    run("load", f"{server}/store", tmp_path / "parts", *(["--quads"] if how == "quads" else []))
    assert there(server) == set(local.store)


def test_parts_load_into_a_folder(local, folder, tmp_path):
    partition(local.store, tmp_path / "parts", 3)
    run("load", tmp_path / "out", tmp_path / "parts")
    again = KnowledgeGraph.open(tmp_path / "out")
    assert set(again.store) == set(local.store)
    assert run("query", "facts", "-g", tmp_path / "out") == run("query", "facts", "-g", folder)
    shutil.copytree(tmp_path / "out", tmp_path / "built")
    (tmp_path / "built" / "graph.db" / "corpus.sqlite").touch()
    with pytest.raises(GraphError, match="was built there"):
        loading.load_folder(tmp_path / "built", [])


def test_parts_are_whole_even_and_the_same_bytes(local, tmp_path):
    said = run("export", tmp_path / "parts", "--partition", 4, "-g", local.path)
    files = sorted((tmp_path / "parts").iterdir())
    assert said.split() == [str(path) for path in files] and len(files) == 4
    quads = [list(ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS)) for path in files]
    assert sorted(map(str, local.store)) == sorted(str(quad) for part in quads for quad in part)
    for graph in local.store.named_graphs():
        if "/doc/" in graph.value:
            assert sum(any(quad.graph_name == graph for quad in part) for part in quads) == 1
    before = [path.read_bytes() for path in files]
    assert partition(local.store, tmp_path / "parts", 2) == files[:2]
    assert [path.read_bytes() for path in partition(local.store, tmp_path / "parts", 4)] == before


def test_what_cannot_be_done_is_one_sentence(server, tmp_path):
    with pytest.raises(GraphError, match="no address of an endpoint"):
        KnowledgeGraph.at("ftp://example.org/x")
    with pytest.raises(GraphError, match="cannot be reached: Connection refused"):
        KnowledgeGraph.at("http://127.0.0.1:9/query").query("facts")
    with pytest.raises(GraphError, match="there is no file"):
        loading.quad_files([tmp_path / "absent"])
    with pytest.raises(GraphError, match="holds no N-Quads"):
        loading.quad_files([tmp_path])
    (tmp_path / "bad.nq").write_text("not quads at all\n")
    for target in (tmp_path / "out", f"{server}/store"):
        with pytest.raises(GraphError, match="is not N-Quads"):
            CliRunner().invoke(cli, ["load", str(target), str(tmp_path / "bad.nq")], catch_exceptions=False)
    with pytest.raises(GraphError, match="does not take the quads"):
        loading.load_quads(f"{server}/store", [b"not quads at all\n"])
    with pytest.raises(QueryError, match="does not take the query"):
        KnowledgeGraph.at(f"{server}/update").query("SELECT * { GRAPH ?g { ?s ?p ?o } }")
    with oxigraph() as empty, pytest.raises(QueryError, match="holds no graph of newsgraph"):
        KnowledgeGraph.at(f"{empty}/query").query("facts")


def test_passwords_and_tokens_are_sent_and_not_shown(monkeypatch):
    sent = []

    class Connection:
        sock = type("Sock", (), {"setsockopt": lambda *given: None})()

        def __init__(self, *given, **more): ...

        def connect(self): ...

        def close(self): ...

        def request(self, method, path, body, headers):
            sent.append((path, headers.get("Authorization")))

        def getresponse(self):
            return type("R", (), {"status": 401, "headers": {}, "will_close": True, "read": lambda self: b""})()

    monkeypatch.setattr("http.client.HTTPConnection", Connection)
    for url in ("http://ann:s%C3%A9cret@example.org/x?y=1", "http://example.org/x?y=1"):
        monkeypatch.setenv("NEWSGRAPH_ENDPOINT_TOKEN", "t")
        with pytest.raises(GraphError) as found:
            Endpoint(url).send("PUT", parameters="graph=g")
        assert "cret" not in str(found.value) and "does not let us in" in str(found.value)
    assert sent == [("/x?y=1&graph=g", "Basic YW5uOnPDqWNyZXQ="), ("/x?y=1&graph=g", "Bearer t")]


@given(st.text())
def test_what_a_server_says_is_one_printable_line(text):
    line = said(text.encode("utf-8", "replace"))
    assert line.isprintable() and len(line) <= 300


@pytest.mark.parametrize("text", [
    "SELECT ?x { # WHERE {\n ?x ?p ?o }", "CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }",
    "SELECT ?x WHERE{ ?x ?p '{' }", "ASK { ?x ?p 'WHERE {' }"])
def test_values_go_into_the_right_braces(text):
    given = with_values(text, {"p": ox.NamedNode("urn:p")})
    assert given.replace("\n  VALUES ?p { <urn:p> }", "") == text
    first = {"S": "{", "A": "{", "C": "WHERE {"}[text[0]]
    assert given.index("VALUES") == text.index(first) + len(first) + 3
