"""Hostile queries end within the limits while others are served; the server starts, stops and is shut to others."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from newsroom import articles, resolution
from serving import sample, serving, store
from starlette.requests import ClientDisconnect

from newsgraph.errors import GraphError
from newsgraph.serve import pool
from newsgraph.serve.answers import Answer, Refused, guard
from newsgraph.serve.cache import Cache
from newsgraph.serve.desk import Desk
from newsgraph.serve.limits import MIB, Limits
from newsgraph.serve.pool import Worker
from newsgraph.serve.screening import screen
from newsgraph.serve.server import bind, serve

SECONDS = 4
ROWS = 50
NAMES = "SELECT ?n WHERE { ?c a ng:Company ; rdfs:label ?n } ORDER BY ?n"
CARTESIAN = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORTED = ("SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } "
          "ORDER BY CONCAT(STR(?c), STR(?f), STR(?i)) ?a ?d ?g")
DEEP = ("SELECT (COUNT(*) AS ?n) WHERE { ?a (!<a:a>|^!<a:b>)* ?b . ?b (!<a:a>|^!<a:b>)* ?c . "
        "?c (!<a:a>|^!<a:b>)* ?d . ?d (!<a:a>|^!<a:b>)* ?e }")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return sample(tmp_path_factory.mktemp("limited"))


@pytest.fixture(scope="module")
def server(folder):
    with serving(folder, "--timeout", SECONDS, "--max-rows", ROWS, "--max-request", 16, "--memory", 256,
                 "--workers", 2) as client:
        yield client


def processes(server):
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(server.process.pid)], capture_output=True, text=True)
    return [int(pid) for pid in found.stdout.split()]


# ---- queries that cost too much

def test_costly_queries_end_while_others_are_served(server):
    """Twice as many as there are workers; nobody else waits until they are over."""
    started = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        costly = [pool.submit(server.ask, data={"query": text})
                  for text in (CARTESIAN, DEEP, CARTESIAN + " LIMIT 1", DEEP + " LIMIT 2")]
        time.sleep(0.3)
        others = [pool.submit(server.get, NAMES.replace("?n", f"?n{at}")) for at in range(6)]
        assert [reply.result().status for reply in others] == [200] * 6
        ends = [reply.result() for reply in costly]
    assert {reply.status for reply in ends} <= {503, 504} and 504 in {reply.status for reply in ends}
    assert all("took longer" in reply.text or "too many" in reply.text or "waited" in reply.text for reply in ends)
    assert time.monotonic() - started < 3 * SECONDS
    assert server.get(NAMES).status == 200


def test_a_query_that_wants_all_memory_is_ended(server):
    reply = server.ask(data={"query": SORTED})
    assert reply.status in (503, 504)
    assert server.get(NAMES).status == 200


def test_a_large_answer_is_cut_and_says_so(server):
    reply = server.get("SELECT * WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }")
    assert len(json.loads(reply.text)["results"]["bindings"]) == ROWS
    assert reply.headers["x-sparql-maxrows"] == str(ROWS)
    reply = server.get("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . ?a ?b ?c }", "application/n-triples")
    assert len(reply.text.splitlines()) <= ROWS and "x-sparql-maxrows" in reply.headers
    assert "x-sparql-maxrows" not in server.get(NAMES).headers


def test_a_large_request_is_refused(server):
    assert server.ask(data={"query": NAMES + " #" + "x" * 20_000}).status == 413
    chunks = (b"x" * 4096 for _ in range(100))
    import http.client

    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=30)
    connection.request("POST", "/sparql", chunks, {"Content-Type": "application/sparql-query"}, encode_chunked=True)
    with connection.getresponse() as answer:
        assert answer.status == 413
    connection.close()


@pytest.mark.parametrize("text", ["(" * 5000, "SELECT * WHERE " + "{ " * 1500 + "} " * 1500,
                                  "SELECT * WHERE { ?s ?p " + "+".join("1" * 2000) + " }"])
def test_deeply_nested_text_does_no_harm(server, text):
    assert server.ask(data={"query": text}).status in (200, 400, 503)
    assert server.get(NAMES).status == 200


def test_a_client_that_goes_away_takes_its_query_with_it(server):
    while len(processes(server)) < 4:
        time.sleep(0.2)
    before = time.monotonic()
    address = server.address.removeprefix("http://").split(":")
    for _ in range(3):
        with socket.create_connection((address[0], int(address[1]))) as raw:
            raw.sendall(f"GET /sparql?query={quote(CARTESIAN)}&x={time.monotonic()} HTTP/1.1\r\n"
                        "Host: localhost\r\n\r\n".encode())
            time.sleep(0.2)
    assert server.get(NAMES + " LIMIT 2").status == 200
    assert time.monotonic() - before < SECONDS


# ---- other servers

@pytest.fixture(scope="module")
def trap():
    """A server that no query may reach."""
    heard = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):  # noqa: N802
            heard.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *given):
            pass

    listening = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_port}/", heard
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.mark.parametrize("text", [
    "SELECT * WHERE { SERVICE <@> { ?s ?p ?o } }", "SELECT * { ?s ?p ?o.service silent <@> { } }",
    "SELECT * { { SELECT * { SERVICE<@>{ ?s ?p ?o } } } }", "ASK { ?a <a:#> 'x\\'' . SERVICE <@> {} }",
    "ASK { ?s ?p \"\"\"a\"b\"\" \"\"\" SERVICE <@> {} }", "ASK { VALUES ?x { <@> } SERVICE ?x { ?s ?p ?o } }",
    "LOAD <@>", "LOAD SILENT <@> INTO GRAPH <a:a>", "CONSTRUCT {} FROM <@> { ?s ?p ?o }",
    "# comment\rSELECT * { SERVICE <@> { ?s ?p ?o } }", "PREFIX a: <b:#>SELECT*{a:a\\# a:b\\' 1 SERVICE <@> {}}",
    "PREFIX : <@> SELECT * { SERVICE:e { ?s ?p ?o } }", "SELECT * { SERVICESILENT<@>{ ?s ?p ?o } }",
    "PREFIX service: <@> PREFIX : <@> SELECT * { SERVICE:e { ?s ?p ?o } }",
    "PREFIX : <@> SELECT * { serviceSilent:e { ?s ?p ?o } }", "SELECT * { ?s ?p trueSERVICE<@>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p 1service<@>{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?a BIND(<@> AS ?v) FILTER(?a<?b)SERVICE?v#>\n{ ?s ?p ?o } }",
    "SELECT * { ?s ?p ?a FILTER(?a<?b&&?c='>') SERVICE <@> {} FILTER(?c='a') }",
    "SELECT * { ?s ?p ?a FILTER(?a<?b&&1>'#'||?b>'') SERVICE <@> {} }",
    "SELECT * { \\u0053ERVICE <@> {} }", "SELECT * { ?s ?p '\\u0027 . SERVICE <@> {} # '\n}",
])
def test_no_query_reaches_another_server(server, trap, text):
    address, heard = trap
    reply = server.ask(data={"query": text.replace("@", address)})
    assert reply.status == (200 if "FROM" in text else 403), reply.text
    assert heard == []


@pytest.mark.parametrize("text", ["SELECT ?service { ?service <http://a/SERVICE> 'SERVICE' } # SERVICE",
                                  "PREFIX s: <a:> ASK { _:service s:service \"a\"@service }",
                                  "SELECT * { ?a ?b ?c FILTER(?c < 3 && ?b > 'x' && ?a = \"it's a service\") }",
                                  "ASK { <https://newsgraph.example/id/acme-services#it's> ?p 'SERVICE <a:a> {}' }"])
def test_what_only_looks_like_a_service_is_answered(server, text):
    assert server.get(text).status == 200


@given(st.text(alphabet="<>#'\"\\:?$@_ \n{}.aS", max_size=30))
def test_service_is_seen_behind_anything_but_what_hides_it(before):
    """Where it is not seen, the word stands in a comment, a string, an IRI or a name."""
    hidden = not screen(before + " SERVICE <a:a> { }").federated
    assert not hidden or any(mark in before for mark in "#'\"<")


@pytest.mark.parametrize("part", ["-", "-a", "'", "\"\"\"\\", "<a", "<a:#", ":", "1", "service", "\\u0053"])
def test_no_text_takes_long_to_look_at(part):
    """It is looked at where all requests come in."""
    started = time.monotonic()
    screen(part * (200_000 // len(part)) + "service")
    assert time.monotonic() - started < SECONDS


def test_updates_are_refused_before_they_run():
    for text in ("INSERT DATA {}", "DELETE WHERE {}", "CLEAR ALL", "drop graph <a:a>", "COPY <a:a> TO <a:b>"):
        with pytest.raises(Refused):
            guard(text)


# ---- who may come in

def test_a_page_of_another_site_is_kept_out(server):
    assert server.ask("/", Host="evil.example").status == 421
    for host in ("127.evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "[::1].evil.example", "[::2]",
                 "[::1", "::1", "127.0.0.1:x", "0.0.0.0", "evil@localhost"):
        assert server.ask("/", Host=host).status == 421, host
    for host in ("localhost:1", "LocalHost", "127.0.0.1:80", "127.8.9.1", "[::1]", "[::1]:8765"):
        assert server.ask("/", Host=host).status == 200, host
    reply = server.get(NAMES)
    assert "access-control-allow-origin" not in reply.headers
    assert server.ask(method="OPTIONS", Origin="http://a", Access_Control_Request_Method="GET").status == 405


def test_the_token_opens_the_door_and_cors_is_there_when_asked_for(folder):
    with serving(folder, "--host", "0.0.0.0", "--token", "s3cret", "--cors", "--workers", 1) as client:
        client.address = client.address.replace("0.0.0.0", "127.0.0.1")
        assert client.get(NAMES).status == 401
        assert client.ask("/").headers["www-authenticate"] == "Bearer"
        assert client.ask("/api/counts", Authorization="Bearer wrong").status == 401
        assert client.ask("/api/counts", Authorization="Bearer s3cret").status == 200
        page = client.ask("/queries?token=s3cret&a=b", Accept="text/html")
        assert (page.status, page.headers["location"]) == (303, "/queries?a=b")
        cookie = page.headers["set-cookie"]
        assert "HttpOnly" in cookie and "SameSite=strict" in cookie
        assert client.ask("/queries", Cookie=cookie.partition(";")[0]).status == 200
        assert client.ask("//evil.example/?token=s3cret", Accept="text/html").headers["location"].startswith(
            "/evil.example")
        allowed = client.ask("/sparql?query=ASK%20%7B%7D", Origin="http://a.example", Authorization="Bearer s3cret")
        assert allowed.headers["access-control-allow-origin"] == "*"
        asked = client.ask(method="OPTIONS", Origin="http://a.example", Access_Control_Request_Method="POST",
                           Access_Control_Request_Headers="authorization")
        assert asked.status == 200


def test_other_machines_need_a_token(folder):
    with pytest.raises(GraphError, match="give them a --token"):
        serve(folder, host="0.0.0.0")
    with pytest.raises(GraphError, match="holds no graph"):
        serve(folder / "nowhere")


def test_a_taken_port_is_told_in_one_sentence():
    with bind("127.0.0.1", 0) as first, pytest.raises(GraphError, match="choose another --port"):
        bind("127.0.0.1", first.getsockname()[1])
    with pytest.raises(GraphError, match="cannot be served on"):
        bind("192.0.2.1", 0)


def test_without_the_extra_it_is_named(monkeypatch):
    from click.testing import CliRunner

    from newsgraph.cli import cli

    monkeypatch.setitem(sys.modules, "starlette", None)
    result = CliRunner().invoke(cli, ["serve"])
    assert isinstance(result.exception, GraphError) and "pip install 'newsgraph[serve]'" in str(result.exception)


# ---- what is kept

def test_the_answers_kept_and_their_questions_take_little_room():
    async def run(kind, **arguments):
        return Answer(b"{}")

    async def many():
        desk = Desk(lambda: "generation", Limits())
        desk.pool.run = run
        for at in range(40):
            await desk.do(_Stays(), "complete", text=f"{at}" + "x" * 500_000)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        for at in range(40, 80):
            await desk.do(_Stays(), "complete", text=f"{at}" + "x" * 500_000)
        kept = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        return kept

    assert asyncio.run(many()) < MIB


def test_an_answer_counts_even_where_it_is_empty():
    cache = Cache(100 * 1024)
    for at in range(1000):
        cache.put(at, Answer(b""))
    assert cache.get(0) is None and cache.get(999) is not None
    assert sum(cache.get(at) is not None for at in range(1000)) <= 100


# ---- beginning and end

@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_leaves_no_process_behind(folder, number):
    with serving(folder, "--workers", 1) as client, ThreadPoolExecutor(1) as pool:
        assert client.get(NAMES).status == 200
        running = pool.submit(client.get, CARTESIAN)
        time.sleep(0.5)
        workers = processes(client)
        assert workers
        client.process.send_signal(number)
        out, err = client.process.communicate(timeout=30)
        assert (client.process.returncode, out) == (0, "Stopped.\n") and "Traceback" not in err
        assert "stopping" in running.result().text
    assert not [pid for pid in workers if os.path.exists(f"/proc/{pid}")]


def test_a_worker_that_dies_is_replaced(server):
    for pid in processes(server):
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.2)
    assert server.get(NAMES + " LIMIT 3").status in (200, 503)
    assert server.get(NAMES + " LIMIT 1").status == 200


@pytest.mark.parametrize("ending", ["cancelled", "late"])
def test_a_worker_whose_start_is_not_waited_for_is_ended(monkeypatch, ending):
    started = []
    create = asyncio.create_subprocess_exec

    async def sleeping(*command, **options):
        process = await create(sys.executable, "-c", "import time; time.sleep(60)", **options)
        started.append(process)
        return process

    async def start():
        if ending == "late":
            with pytest.raises(Refused, match="no worker could be started"):
                await Worker.start(Limits(seconds=0.1), "")
        else:
            starting = asyncio.ensure_future(Worker.start(Limits(), ""))
            while not started:
                await asyncio.sleep(0.01)
            starting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await starting
        assert await asyncio.wait_for(started[0].wait(), 10) == -signal.SIGKILL

    monkeypatch.setattr(asyncio, "create_subprocess_exec", sleeping)
    monkeypatch.setattr(pool, "_START", 0.1)
    asyncio.run(start())


def test_a_new_build_is_seen_at_once(tmp_path):
    found = articles()
    store(tmp_path, found[:1], resolution(found[:1]))
    count = "SELECT (COUNT(?d) AS ?n) WHERE { ?d a schema:NewsArticle }"
    with serving(tmp_path, "--workers", 1) as client:
        assert '"1"' in client.get(count).text
        store(tmp_path, found, resolution(found))
        assert '"4"' in client.get(count).text


# ---- many who ask the same

class _Stays:
    async def receive(self):
        await asyncio.sleep(60)


class _Leaves:
    async def receive(self):
        return {"type": "http.disconnect"}


def test_what_many_ask_at_once_is_answered_once():
    asked, ended = [], []

    async def run(kind, **arguments):
        asked.append(arguments["text"])
        try:
            await asyncio.sleep(0.05)
        except asyncio.CancelledError:
            ended.append(arguments["text"])
            raise
        return Answer(b"{}")

    async def everybody():
        desk = Desk(lambda: "generation", Limits())
        desk.pool.run = run
        clients = [_Stays(), _Leaves(), _Stays(), _Stays()]
        found = await asyncio.gather(*(desk.do(client, "complete", text="a") for client in clients),
                                     return_exceptions=True)
        assert [getattr(answer, "body", type(answer)) for answer in found] == [b"{}", ClientDisconnect, b"{}", b"{}"]
        await desk.do(_Stays(), "complete", text="a")
        assert (asked, ended) == (["a"], [])
        with pytest.raises(ClientDisconnect):
            await desk.do(_Leaves(), "complete", text="b")
        await asyncio.gather(*(desk.do(_Stays(), "sparql", text="SELECT (RAND() AS ?r) {}") for _ in range(2)))
        assert (asked[1:], ended) == (["b", *2 * ["SELECT (RAND() AS ?r) {}"]], ["b"])

    asyncio.run(everybody())


def test_nobody_joins_a_job_that_is_being_ended():
    asked = []

    async def run(kind, **arguments):
        asked.append(kind)
        try:
            await asyncio.sleep(0.05)
        finally:
            # A worker takes a moment to end.
            await asyncio.sleep(0.05)
        return Answer(b"{}")

    async def one_after_the_other():
        desk = Desk(lambda: "generation", Limits())
        desk.pool.run = run
        leaving = asyncio.ensure_future(desk.do(_Leaves(), "complete", text="a"))
        await asyncio.sleep(0.02)
        assert not leaving.done()
        assert (await desk.do(_Stays(), "complete", text="a")).body == b"{}"
        with pytest.raises(ClientDisconnect):
            await leaving
        assert len(asked) == 2

    asyncio.run(one_after_the_other())
