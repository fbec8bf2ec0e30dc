"""The endpoint answers as the SPARQL 1.1 Protocol says, and public clients work against it unchanged."""

import csv
import io
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET

import pyoxigraph as ox
import pytest
import rdflib
from newsroom import articles, resolution
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import sample, serving

from newsgraph.graph.mapping import document_graph
from newsgraph.graph.namespaces import NG
from newsgraph.graph.vocabulary import load
from newsgraph.serve import protocol
from newsgraph.serve.answers import Refused
from newsgraph.serve.limits import Limits
from newsgraph.serve.negotiation import choose

# rdflib's own reader of JSON-LD still makes one.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

NAMES = "SELECT ?n WHERE { ?c a ng:Company ; rdfs:label ?n } ORDER BY ?n"
QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(sample(tmp_path_factory.mktemp("served"))) as client:
        yield client


def names(reply):
    assert reply.status == 200, reply.text
    return [row["n"]["value"] for row in json.loads(reply.text)["results"]["bindings"]]


# ---- the three ways to ask (section 2.1)

def test_the_three_ways_to_ask(server):
    expected = ["Alpha", "Beta", "Gamma"]
    assert names(server.get(NAMES)) == expected
    assert names(server.ask(data={"query": NAMES})) == expected
    assert names(server.ask(data=NAMES, Content_Type=QUERY)) == expected
    assert names(server.ask("/sparql/", data={"query": NAMES})) == expected
    assert names(server.ask(data=NAMES, Content_Type=QUERY + "; charset=UTF-8")) == expected


@pytest.mark.parametrize(("accept", "media"), [
    ("application/sparql-results+json", "application/sparql-results+json"),
    ("application/sparql-results+xml", "application/sparql-results+xml"),
    ("text/csv", "text/csv"), ("text/tab-separated-values", "text/tab-separated-values"),
    ("*/*", "application/sparql-results+json"), ("application/json", "application/sparql-results+json"),
    ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
    ("text/turtle, text/csv;q=0.1", "text/csv"), ("text/*;q=0.9", "text/xml"),
])
def test_results_come_in_the_format_that_is_wanted(server, accept, media):
    reply = server.get(NAMES, accept=accept)
    wanted = "application/sparql-results+xml" if media == "text/xml" else media
    assert (reply.status, reply.type, reply.headers["vary"]) == (200, wanted, "Accept")
    if media == "text/csv":
        assert list(csv.reader(io.StringIO(reply.text))) == [["n"], ["Alpha"], ["Beta"], ["Gamma"]]
    elif wanted.endswith("xml"):
        assert len(ET.fromstring(reply.text)[1]) == 3


@pytest.mark.parametrize(("accept", "format"), [
    ("text/turtle", "turtle"), ("application/n-triples", "nt"), ("application/ld+json", "json-ld"),
    ("application/rdf+xml", "xml"), ("*/*", "turtle")])
def test_graphs_come_in_the_format_that_is_wanted(server, accept, format):
    for query in ("CONSTRUCT { ?c rdfs:label ?n } WHERE { ?c a ng:Company ; rdfs:label ?n }",
                  "DESCRIBE <https://newsgraph.example/id/alpha>"):
        reply = server.get(query, accept=accept)
        assert reply.status == 200
        graph = rdflib.Graph().parse(data=reply.text, format=format)
        assert rdflib.Literal("Alpha") in {rdflib.Literal(str(o)) for o in graph.objects(None, rdflib.RDFS.label)}


def test_a_yes_or_no_comes_in_json_and_xml(server):
    assert json.loads(server.get("ASK { ?s a ng:Company }").text)["boolean"] is True
    assert "<boolean>false</boolean>" in server.get("ASK { ?s a ng:No }", "application/sparql-results+xml").text


# ---- the dataset (section 2.1.4)

def test_the_dataset_of_the_request_takes_the_place_of_that_of_the_query(server):
    words = load()
    found = articles()
    one, two = (document_graph(e, resolution(found).index(), words).iri for e in found[:2])
    sources = "SELECT ?n {} WHERE {{ ?d ng:source ?n }} ORDER BY ?n"
    named = "SELECT ?n WHERE { GRAPH ?g { ?d ng:source ?n } } ORDER BY ?n"
    both = ["news/one.txt", "news/two.txt"]
    assert names(server.get(sources.format(""), default_graph_uri=[one])) == both[:1]
    assert names(server.get(sources.format(""), default_graph_uri=[one, two])) == both
    assert names(server.get(sources.format(f"FROM <{two}>"))) == both[1:]
    assert names(server.get(sources.format(f"FROM <{two}>"), default_graph_uri=[one])) == both[:1]
    assert names(server.get(named, named_graph_uri=[one, two])) == both
    assert names(server.get(sources.format(""), named_graph_uri=[one])) == []
    assert names(server.get(named, default_graph_uri=[two], named_graph_uri=[one])) == both[:1]
    assert names(server.ask(data=[("query", sources.format("")), ("default-graph-uri", two)])) == both[1:]
    assert names(server.ask("/sparql?default-graph-uri=" + two, data=sources.format(""),
                            Content_Type=QUERY)) == both[1:]
    assert names(server.get(sources.format(""), default_graph_uri=["http://www.other.example/books"])) == []
    assert server.get(NAMES, default_graph_uri=["not an IRI"]).status == 400


# ---- the examples of the specification (section 3.2), in its own words

BOOKS = """PREFIX dc: <http://purl.org/dc/elements/1.1/>
SELECT ?book ?who
WHERE { ?book dc:creator ?who }"""
EXAMPLES = [
    (["/sparql/?query=PREFIX%20dc%3A%20%3Chttp%3A%2F%2Fpurl.org%2Fdc%2Felements%2F1.1%2F%3E%20%0ASELECT%20%3Fbook"
      "%20%3Fwho%20%0AWHERE%20%7B%20%3Fbook%20dc%3Acreator%20%3Fwho%20%7D%0A"], {}, 200),
    (["/sparql/?query=EncodedQuery&default-graph-uri=http://www.other.example/books"], {}, 400),
    ([f"/sparql/?query={BOOKS}&default-graph-uri=http://www.other.example/books"], {}, 200),
    ([f"/sparql/?query={BOOKS}&default-graph-uri=http://www.example/calendar"
      "&default-graph-uri=http://www.example.org/foaf-info&named-graph-uri=http://www.example/a"], {}, 200),
    (["/sparql/", {"query": BOOKS}], {"Content_Type": FORM}, 200),
    (["/sparql/", BOOKS], {"Content_Type": QUERY}, 200),
    (["/sparql/?query=" + BOOKS.replace("}", "")], {}, 400),
    (["/sparql/", {"query": "PREFIX foaf: <http://xmlns.com/foaf/0.1/> ASK WHERE { ?x foaf:name 'Alice' }"}], {}, 200),
    (["/sparql/", {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3"}], {}, 200),
]


@pytest.mark.parametrize(("arguments", "headers", "status"), EXAMPLES)
def test_the_examples_of_the_specification(server, arguments, headers, status):
    path, *data = arguments
    reply = server.ask(path.replace(" ", "%20").replace("\n", "%0A"), *data, **headers)
    assert reply.status == status
    if status == 400:
        assert "not SPARQL" in json.loads(reply.text)["error"]


# ---- the W3C protocol test suite's bad requests, and other mistakes

@pytest.mark.parametrize(("arguments", "headers", "status", "complaint"), [
    ({"path": "/sparql?query=ASK%20%7B%7D", "method": "PUT", "data": ""}, {}, 405, "method"),
    ({"path": "/sparql?query=ASK%20%7B%7D", "method": "DELETE"}, {}, 405, "method"),
    ({"path": "/sparql?query=ASK%20%7B%7D&query=ASK%20%7B%7D"}, {}, 400, "2 queries"),
    ({"path": "/sparql?query=ASK%20%7B%7D", "data": "ASK {}"}, {"Content_Type": QUERY}, 400, "twice"),
    ({"data": "ASK {}"}, {"Content_Type": "text/plain"}, 415, "POST takes"),
    ({"data": "ASK {}"}, {"Content_Type": "application/json"}, 415, "POST takes"),
    ({"data": "ASK {}"}, {"Content_Type": QUERY + "; charset=UTF-16"}, 415, "UTF-8"),
    ({"data": b"ASK { <a:b> <a:b> '\xff' }"}, {"Content_Type": QUERY}, 400, "not UTF-8"),
    ({"path": "/sparql?query=%FF"}, {}, 400, "UTF-8"),
    ({"data": {"update": "DROP ALL"}}, {}, 403, "only reads"),
    ({"data": "INSERT DATA { <a:a> <a:b> <a:c> }"}, {"Content_Type": "application/sparql-update"}, 403, "only reads"),
    ({"data": {"query": "INSERT DATA { <a:a> <a:b> <a:c> }"}}, {}, 403, "only reads"),
    ({"data": {"query": "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }"}}, {}, 403, "only reads"),
    ({"data": {"query": "LOAD <http://127.0.0.1/x>"}}, {}, 403, "only reads"),
    ({"data": {"nothing": "x"}}, {}, 400, "no field query"),
    ({"data": {"query": "SELECT * WHERE {"}}, {}, 400, "not SPARQL: it goes wrong at line 1, column 17"),
    ({"data": {"query": "ASK { ?x foo:y 1 }"}}, {}, 400, "the prefix foo: at line 1, column 10 is not known"),
    ({"data": {"query": "ASK {}"}}, {"Accept": "image/png"}, 406, "no such format"),
    ({"data": {"query": NAMES}}, {"Accept": "text/turtle"}, 406, "choose one of"),
    ({"data": {"query": "ASK {}", "using-graph-uri": "http://a"}}, {}, 400, "updates"),
    ({"data": b"query=" + b"a" * (1 << 20)}, {"Content_Type": FORM}, 413, "larger than 1048576 bytes"),
])
def test_a_wrong_request_gets_the_right_status_and_one_sentence(server, arguments, headers, status, complaint):
    reply = server.ask(**arguments, **headers)
    assert reply.status == status
    assert complaint in json.loads(reply.text)["error"]


def test_an_empty_query_is_no_query_and_a_head_has_no_body(server):
    assert server.get("").status == 400
    reply = server.ask("/sparql?query=ASK%20%7B%7D", method="HEAD")
    assert (reply.status, reply.text, reply.type) == (200, "", "application/sparql-results+json")


# ---- the description of the service

@pytest.mark.parametrize(("accept", "format"), [("*/*", "turtle"), ("application/rdf+xml", "xml"),
                                                ("application/ld+json", "json-ld")])
def test_without_a_query_the_service_describes_itself(server, accept, format):
    reply = server.ask(Accept=accept)
    graph = rdflib.Graph().parse(data=reply.text, format=format)
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    service = rdflib.URIRef(server.address + "/sparql")
    assert (service, rdflib.RDF.type, sd.Service) in graph
    assert (service, sd.endpoint, service) in graph
    assert len(set(graph.objects(service, sd.resultFormat))) == 8
    assert server.ask(Accept="image/png").status == 406
    browser = server.ask(Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert (browser.status, browser.headers["location"]) == (303, "/query")


# ---- public clients

def test_sparqlwrapper_works_unchanged(server):
    from SPARQLWrapper import CSV, JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper

    client = SPARQLWrapper(server.address + "/sparql")
    client.setQuery(NAMES)
    client.setReturnFormat(JSON)
    assert [row["n"]["value"] for row in client.queryAndConvert()["results"]["bindings"]] == ["Alpha", "Beta", "Gamma"]
    client.setMethod(POST)
    client.setReturnFormat(XML)
    assert len(client.queryAndConvert().getElementsByTagName("result")) == 3
    client.setRequestMethod(POSTDIRECTLY)
    client.setReturnFormat(CSV)
    assert client.queryAndConvert().decode().splitlines() == ["n", "Alpha", "Beta", "Gamma"]
    client.setQuery("CONSTRUCT WHERE { ?s a <https://schema.org/Person> }")
    client.setReturnFormat(TURTLE)
    assert len(rdflib.Graph().parse(data=client.queryAndConvert(), format="turtle")) == 2


def test_rdflibs_sparqlstore_works_unchanged(server):
    for method in ("GET", "POST"):
        graph = rdflib.Graph(SPARQLStore(server.address + "/sparql", method=method))
        ng = rdflib.Namespace(NG)
        assert len(list(graph.subjects(rdflib.RDF.type, ng.Company))) == 3
        assert [str(row.n) for row in graph.query(NAMES)] == ["Alpha", "Beta", "Gamma"]
        assert (rdflib.URIRef("https://newsgraph.example/id/alpha"), rdflib.RDF.type, ng.Company) in graph


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_works_unchanged(server):
    def curl(*options):
        return subprocess.run(["curl", "--noproxy", "*", "-sS", *options, server.address + "/sparql"], check=True,
                              capture_output=True, text=True).stdout

    assert curl("-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}").split() == [
        "n", "Alpha", "Beta", "Gamma"]
    assert curl("-G", "-H", "Accept: text/csv", "--data-urlencode", f"query={NAMES}").split()[1] == "Alpha"
    assert '"boolean": true' in curl("-H", f"Content-Type: {QUERY}", "--data-binary", "ASK {}")


# ---- parts, without a server

def test_equal_wishes_are_settled_by_what_is_offered_first():
    assert choose("text/html, */*;q=0.1", ["a/b", "text/html"]) == "text/html"
    assert choose("a/*, a/b;q=0", ["a/b", "a/c"]) == "a/c"
    assert choose("*;q=x, nonsense", ["a/b"]) is None
    assert choose("", ["a/b", "c/d"]) == "a/b"


def test_the_description_is_turtle():
    assert len(list(ox.parse(protocol.description("http://x/sparql", Limits(), 3).encode(),
                             format=ox.RdfFormat.TURTLE))) > 15


def test_a_form_of_too_many_fields_is_refused():
    with pytest.raises(Refused):
        protocol.read("POST", b"", FORM, b"&".join(b"a=b" for _ in range(5000)))
