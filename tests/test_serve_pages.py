"""Pages, data for the explorer, Linked Data and downloads; hostile content is only ever text."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
import rdflib
from newsroom import articles, resolution
from serving import sample, serving, store

from newsgraph import library
from newsgraph.graph.store import store_path
from newsgraph.records import Document, Entity, Extraction, Fact, Node, Resolution
from newsgraph.serve import nearby
from newsgraph.serve.context import Context
from newsgraph.serve.limits import Limits
from newsgraph.serve.pages import local, visible
from newsgraph.serve.static import FILES

BASE = "https://newsgraph.example/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
MARKUP = '<img src=x onerror=alert(1)></script><script>alert("x")</script>'
BIDI = "evil\u202egnp.exe\u2066\x00\x1b[31m"
LONG = "L" * 10_000
KEYS = {"markup": 'a"><script>alert(1)</script>', "bidi": "b\u202e/../x", "long": "long", "quote": "o'\"`{}|^"}


def hostile():
    text = f"{MARKUP} makes {BIDI}. {LONG} rivals {MARKUP}."
    end = text.index(". L") + 1
    document = Document("d\"><script>", "news/<b>.txt", f"{MARKUP}{{{{7*7}}}}", text, date="2024-05-01",
                        url="javascript:alert(1)", author=MARKUP)
    entities = (Entity("e1", MARKUP, "Company"), Entity("e2", BIDI, "Product"), Entity("e3", LONG, "Company"),
                Entity("e4", "O'Neil {{7*7}}", "Person"))
    facts = (Fact("e1", "produces", "e2", (0, end), (0, len(MARKUP)), (end - 1 - len(BIDI), end - 1), role=MARKUP),
             Fact("e3", "competesWith", "e1", (end + 1, len(text)), (end + 1, end + 1 + len(LONG)),
                  (len(text) - 1 - len(MARKUP), len(text) - 1)),
             Fact("e4", "executiveOf", "e1", (0, end), (0, 4), (5, 9), role=f"chief {MARKUP}"))
    nodes = tuple(Node(key, name, kind, (f"alias {MARKUP}",), (("d\"><script>", id),),
                       links=(("javascript:alert(2)", 0.9), ("https://www.wikidata.org/entity/Q1", 0.9)))
                  for key, name, kind, id in ((KEYS["markup"], MARKUP, "Company", "e1"),
                                              (KEYS["bidi"], BIDI, "Product", "e2"),
                                              (KEYS["long"], LONG, "Company", "e3"),
                                              (KEYS["quote"], "O'Neil {{7*7}}", "Person", "e4")))
    return Extraction(document, entities, facts, "test"), Resolution(nodes)


def with_hostile(folder):
    """The usual store, and what hostile content there is."""
    found = articles()
    nasty, nodes = hostile()
    return store(folder, [*found, nasty], Resolution((*resolution(found).nodes, *nodes.nodes)))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(with_hostile(tmp_path_factory.mktemp("pages"))) as client:
        yield client


class Tags(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and its text."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def page(server, path, status=200):
    reply = server.ask(path, Accept=BROWSER)
    assert (reply.status, reply.type) == (status, "text/html"), reply.text[:500]
    parsed = Tags(reply.text)
    for tag, attributes in parsed.tags:
        assert tag not in ("img", "b", "iframe", "object", "base"), tag
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        if tag == "script":
            assert attributes.get("type") == "application/json" or attributes["src"].startswith("/static/")
        for name in ("href", "src", "action"):
            assert attributes.get(name, "/").startswith(("/", "#", "data:,", "https://", "http://"))
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "script-src 'self';" in policy
    assert "\u202e" not in reply.text and "\x00" not in reply.text
    return parsed, reply


PATHS = ["/", "/queries", "/query", "/query?query=" + quote(MARKUP), "/ask", "/ask?q=" + quote(MARKUP),
         "/ask?q=who+runs+Alpha", "/ask?q=" + quote(f"who makes {BIDI}"), "/export", "/ns", "/id/alpha",
         "/queries/facts", "/queries/executives", "/queries/everything?name=" + quote(MARKUP)]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_holds_no_markup_but_its_own(server, path):
    page(server, path)


@pytest.mark.parametrize("name", list(KEYS))
def test_a_hostile_thing_has_a_page_and_data(server, name):
    from newsgraph.graph.namespaces import entity_iri

    iri = entity_iri(KEYS[name])
    path = "/" + iri.removeprefix(BASE)
    parsed, _ = page(server, path)
    text = "".join(parsed.text)
    assert "{{7*7}}" in text or "49" not in text
    data = server.ask(path, Accept="text/turtle")
    graph = rdflib.Graph().parse(data=data.text, format="turtle")
    assert rdflib.URIRef(iri) in set(graph.subjects())
    assert not [a for _, a in parsed.tags if a.get("href", "").startswith("javascript")]


def test_names_that_change_the_direction_are_shown_for_what_they_are():
    assert visible(BIDI) == "evil‹U+202E›gnp.exe‹U+2066›‹U+0000›‹U+001B›[31m"
    assert len(visible(LONG)) == 400
    assert local("javascript:alert(1)") == local("data:text/html,x") == ""


def test_every_query_of_the_library_has_its_page_and_its_answer(server):
    for query in library.library().values():
        page(server, f"/queries/{query.name}")
    parsed, reply = page(server, "/queries/executives?company=alpha+inc.")
    assert "Ann Lee" in "".join(parsed.text) and "/id/ann-lee" in reply.text
    parsed, _ = page(server, "/queries/executives?company=Alpho", 400)
    assert re.search("did you mean .*Alpha", "".join(parsed.text))
    assert server.ask("/queries/executives?company=Alpha&format=csv").text.splitlines()[0].startswith("person,name")
    assert server.ask("/queries/executives?company=Alpha", Accept="text/tab-separated-values").status == 200
    page(server, "/queries/nothing", 404)


def test_a_question_is_answered_as_page_and_as_json(server):
    parsed, _ = page(server, "/ask?q=who+runs+Alpha%3F")
    text = "".join(parsed.text)
    assert "Ann Lee" in text and "VALUES ?company" in text
    reply = json.loads(server.ask("/ask?q=who+runs+Alpha%3F").text)
    assert reply["understood"] and reply["query"] == "executives" and reply["rows"][0][1]["text"] == "Ann Lee"
    assert reply["note"] == ""
    other = json.loads(server.ask("/ask?q=who+is+the+CFO+of+Alpha%3F").text)
    assert other["query"] == "executives" and other["note"].startswith("The graph has no chief financial officer of")
    assert other["note"] in server.ask("/ask?q=who+is+the+CFO+of+Alpha%3F", Accept=BROWSER).text
    lost = json.loads(server.ask("/ask?q=sing+a+song").text)
    assert not lost["understood"] and "do not understand" in lost["message"] and lost["examples"]
    assert json.loads(server.ask("/ask?q=ALP").text)["query"] == "everything"
    assert server.ask("/ask?q=who+runs+Alpho").status == 400


@pytest.mark.parametrize(("accept", "format"), [("text/turtle", "turtle"), ("application/rdf+xml", "xml"),
                                                ("application/n-triples", "nt"), ("*/*", "turtle")])
def test_every_iri_is_answered_with_its_triples(server, accept, format):
    documents = re.findall(r"/doc/\w+", page(server, "/id/alpha")[1].text)
    for path in ("/id/alpha", documents[0], "/ns"):
        reply = server.ask(path, Accept=accept)
        assert reply.status == 200
        assert len(rdflib.Graph().parse(data=reply.text, format=format)) > 3
    page(server, documents[0])
    assert server.ask("/id/nobody", Accept=accept).status == 404
    page(server, "/id/nobody", 404)
    assert server.ask("/id/alpha?format=jsonld").type == "application/ld+json"
    assert server.ask("/id/alpha", Accept="image/png").status == 406


def test_assertions_and_roles_have_pages_too(server):
    reply = server.get("SELECT ?n WHERE { { ?n a ng:Assertion } UNION { ?n a <http://www.w3.org/ns/org#Role> } "
                       "UNION { ?n a <http://www.w3.org/ns/org#Membership> } }")
    iris = [row["n"]["value"] for row in json.loads(reply.text)["results"]["bindings"]]
    kinds = {iri.removeprefix(BASE).partition("/")[0]: iri for iri in iris}
    assert set(kinds) == {"assertion", "membership", "role"}
    for iri in kinds.values():
        page(server, "/" + iri.removeprefix(BASE))


def ask(server, path, **body):
    return json.loads(server.ask(path, json.dumps(body) if body else None).text)


def names(part):
    return {node["name"] for node in part["nodes"]}


def test_the_explorer_opens_and_walks(server):
    iri = BASE + "id/alpha"
    opening = ask(server, "/api/opening")
    assert {"Alpha", "Beta"} <= names(opening) and opening["things"] >= len(opening["nodes"])
    assert max(node["degree"] for node in opening["nodes"]) == 1
    first = ask(server, "/api/around", iri=iri, limit=2)
    assert len(first["nodes"]) == 3 and "Alpha" in names(first)
    alpha = next(node for node in first["nodes"] if node["name"] == "Alpha")
    assert (alpha["key"], alpha["neighbours"]) == ("alpha", 4)
    known = [node["iri"] for node in first["nodes"]]
    rest = ask(server, "/api/around", iri=iri, limit=50, known=known)
    assert sorted(names(first) | names(rest)) == ["Alpha", "Ann Lee", "Bob Ray", "Fair", "Rocket"]
    assert names(ask(server, "/api/around", iri=iri, depth=2, limit=50)) > {"Alpha", "Ann Lee", "Guild"}
    assert server.ask("/api/around", json.dumps({"iri": BASE + "id/nobody"})).status == 404


def test_the_map_holds_places_communities_and_measures(server):
    found = json.loads(server.ask("/api/overview").text)
    names = [row["name"] for row in found["nodes"]]
    assert found["things"] == len(names) == len(set(names)) and "Ann Lee" in names
    lines = {frozenset((names[a], names[b])) for a, b in found["pairs"]}
    assert {"Ann Lee", "Alpha"} in lines and len(lines) == len(found["pairs"])
    ann, alpha = (found["nodes"][names.index(name)] for name in ("Ann Lee", "Alpha"))
    assert ann["community"] == alpha["community"] >= 0 and (ann["x"], ann["y"]) != (alpha["x"], alpha["y"])
    for row in found["nodes"]:
        assert all(0 <= row[name] <= 1 for name in ("degree", "pagerank", "betweenness"))
        assert row["neighbours"] == sum(row["name"] in line for line in lines)


def test_a_part_holds_the_lines_among_its_things_and_to_what_is_known(server):
    alpha, beta = BASE + "id/alpha", BASE + "id/beta"
    alone = ask(server, "/api/around", iri=alpha, limit=0)
    assert names(alone) == {"Alpha"} and alone["facts"] == []
    part = ask(server, "/api/around", iri=alpha, limit=0, known=[BASE + "id/ann-lee", beta])
    assert {part["nodes"][fact["o"]]["name"] for fact in part["facts"]} == {"Alpha"}
    assert {part["nodes"][fact["s"]]["name"] for fact in part["facts"]} == {"Ann Lee"}


def test_the_sentences_of_a_line_and_the_way_between_two(server):
    iri = BASE + "id/alpha"
    line = ask(server, f"/api/between?one={iri}&other={BASE}id/ann-lee")
    assert len(line["facts"]) == 3
    for fact in line["facts"]:
        start, end = fact["marks"][:2]
        assert fact["quote"][start:end] in ("Ann Lee", "Lee")
    path = ask(server, f"/api/path?one={BASE}id/ann-lee&other={BASE}id/rocket")
    assert names(path) == {"Ann Lee", "Alpha", "Rocket"} and path["facts"]


def test_a_search_that_was_given_up_is_no_answer(server, tmp_path, monkeypatch):
    ends = (BASE + "id/ann-lee", BASE + "id/rocket")
    assert ask(server, "/api/path?one={}&other={}".format(*ends))["gave_up"] is False
    assert ask(server, f"/api/path?one={ends[0]}&other={BASE}id/nobody")["gave_up"] is False
    context = Context(str(store_path(sample(tmp_path)).resolve()), Limits())
    monkeypatch.setattr(nearby, "_REACH", 2)
    found = nearby.path(context, *ends)
    assert found["gave_up"] is True and names(found) == {"Ann Lee", "Rocket"}


def test_names_complete(server):
    found = json.loads(server.ask("/api/complete?q=lee").text)
    assert found == [{"iri": BASE + "id/ann-lee", "name": "Ann Lee", "type": "Person", "match": "Lee"}]
    assert json.loads(server.ask("/api/complete?q=").text) == []
    labels = json.loads(server.ask("/api/label", json.dumps({"iris": [BASE + "id/fair"]})).text)
    assert labels == {BASE + "id/fair": {"name": "Fair", "type": "Event"}}


@pytest.mark.parametrize("body", ["[]", "{", '{"iri": "x y"}', '{"iris": 3}', '{"known": "a"}'])
def test_data_for_the_explorer_is_checked(server, body):
    assert server.ask("/api/around", body).status == 400


def test_the_vocabulary_has_looks_and_words(server):
    words = json.loads(server.ask("/api/words").text)
    assert {"ng:Company", "schema:Person"} <= {term["name"] for term in words["types"]}
    assert all(term["shape"] and term["light"] and term["info"] for term in words["types"])


def test_the_graph_can_be_taken_away(server):
    assert len(rdflib.Graph().parse(data=server.ask("/export?format=turtle").text, format="turtle")) > 100
    for format, begins in (("nquads", "<"), ("gexf", "<?xml"), ("nodes.csv", "id,name"), ("graphml", "<?xml")):
        reply = server.ask("/export?format=" + format)
        assert reply.status == 200 and reply.text.startswith(begins)
        assert "attachment" in reply.headers["content-disposition"]
    assert server.ask("/export?format=exe").status == 400


def test_no_copy_of_the_graph_is_left_behind(tmp_path, monkeypatch):
    drafts = tmp_path / "drafts"
    drafts.mkdir()
    monkeypatch.setenv("TMPDIR", str(drafts))
    with serving(sample(tmp_path / "graph"), "--workers", 1) as client:
        statuses = {range: client.ask("/export?format=nquads", Range=range).status
                    for range in ("bytes=0-9", "bytes=999999999-", "bytes=x", "bytes=5-2", "pages=1")}
        assert client.ask("/export?format=nquads", method="HEAD").status == 200
    assert statuses["bytes=0-9"] == 206 and statuses["bytes=999999999-"] == 416 and statuses["bytes=x"] == 400
    assert list(drafts.iterdir()) == []


def test_files_are_those_that_are_listed(server):
    for name in FILES:
        reply = server.ask(f"/static/{name}")
        assert reply.status == 200 and reply.text
        assert server.ask(f"/static/{name}", If_None_Match=reply.headers["etag"]).status == 304
    for path in ("/static/nothing.js", "/static/..%2fapp.py", "/nothing", "/api/nothing"):
        assert server.ask(path).status == 404
    page(server, "/nothing", 404)
