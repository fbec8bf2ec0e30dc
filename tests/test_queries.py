"""The query library answers its questions; parameters are terms, and mistakes get one sentence."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Article, articles, resolution
from rdflib.query import Result as RdflibResult

from newsgraph import KnowledgeGraph, library
from newsgraph.errors import QueryError
from newsgraph.graph.namespaces import BASE, PREFIXES
from newsgraph.records import Document, Entity, Extraction, Node, Resolution


@pytest.fixture(scope="module")
def graph():
    found = articles()
    return KnowledgeGraph.from_extractions(found, resolution(found))


def rows(graph, query, *columns, **params):
    return [tuple(row[c] for c in columns) for row in graph.query(query, **params)]


ANSWERS = [
    ("executives", {"company": "Alpha"}, ("name", "role", "confidence", "documents"),
     [("Ann Lee", "chief executive", 0.96, 2)]),
    ("changes", {"company": "Alpha"}, ("name", "time"), [("Bob Ray", "future"), ("Ann Lee", "past")]),
    ("posts", {"company": "Alpha", "post": "chief"}, ("name", "role", "documents"),
     [("Ann Lee", "chief executive", 2)]),
    ("posts", {"company": "Alpha", "post": "chief", "time": "future"}, ("name",), [("Bob Ray",)]),
    ("companies", {"person": "Bob Ray"}, ("name", "relation", "role", "time"),
     [("Guild", "member of", "treasurer", "current"),
      ("Alpha", "executive of", "chief executive", "future")]),
    ("products", {"company": "Beta"}, ("name", "documents"), [("Comet", 1)]),
    ("product-competitors", {"product": "Rocket"}, ("name", "makerName"), [("Comet", "Beta")]),
    ("competitors", {"company": "Beta"}, ("name", "how", "ours", "theirs"),
     [("Gamma", "stated", None, None), ("Alpha", "through products", "Comet", "Rocket")]),
    ("most-connected", {"least": 2}, ("name", "neighbours"), [("Alpha", 3), ("Beta", 2)]),
    ("participants", {"event": "Fair"}, ("name", "type", "quote"),
     [("Alpha", "Company", "Alpha shows the Rocket at the Fair.")]),
    ("facts", {"least": 0.95}, ("subject", "relation", "object", "source"),
     [("Fair", "located in", "Lima", "news/four.txt"), ("Beta", "subsidiary of", "Gamma", "news/three.txt"),
      ("Bob Ray", "member of", "Guild", "news/four.txt"), ("Beta", "makes", "Comet", "news/two.txt")]),
    ("single-source", {}, ("subject", "relation", "object"),
     [("Alpha", "makes", "Rocket"), ("Alpha", "takes part in", "Fair"), ("Beta", "competes with", "Gamma"),
      ("Beta", "makes", "Comet"), ("Beta", "subsidiary of", "Gamma"), ("Bob Ray", "member of", "Guild"),
      ("Comet", "competes with", "Rocket"), ("Fair", "located in", "Lima")]),
    ("role-conflicts", {}, ("organization", "person", "otherPerson"), []),
    ("owner-conflicts", {}, ("company", "owner", "otherOwner"), []),
    ("roles", {"company": "Alpha"}, ("role", "name", "time", "since", "lastSeen", "until"),
     [("chief executive", "Bob Ray", "future", None, None, None),
      ("chief executive", "Ann Lee", "past", date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1))]),
    ("agreement", {"name": "Gamma"}, ("subject", "relation", "object", "confidence", "sources", "denials"),
     [("Beta", "competes with", "Gamma", 0.6, 1, None), ("Beta", "subsidiary of", "Gamma", 0.5, 1, 1)]),
    ("well-sourced", {}, ("subject", "relation", "object", "sources", "confidence"),
     [("Ann Lee", "executive of", "Alpha", 2, 0.96)]),
    ("conflicts", {}, ("subject", "relation", "object", "statedBy", "deniedBy"),
     [("Beta", "subsidiary of", "Gamma", "news/four.txt", "news/three.txt")]),
    ("path", {"from": "Ann Lee", "to": "Rocket"}, ("steps", "path"),
     [(2, "Ann Lee → executive of → Alpha → makes → Rocket")]),
    ("path", {"from": "Fair", "to": "Rocket"}, ("steps", "path"),
     [(2, "Fair ← takes part in ← Alpha → makes → Rocket")]),
    ("path", {"from": "Alpha", "to": "Beta"}, ("steps", "path"),
     [(3, "Alpha → makes → Rocket → competes with → Comet ← makes ← Beta")]),
    ("document", {"document": "news/one.txt"}, ("subject", "relation", "object", "confidence"),
     [("Ann Lee", "executive of", "Alpha", 0.9), ("Alpha", "makes", "Rocket", 0.8),
      ("Comet", "competes with", "Rocket", 0.7)]),
    ("new-since", {"since": "2024-04-15"}, ("subject", "object", "time"),
     [("Ann Lee", "Alpha", "past"), ("Beta", "Gamma", "current"), ("Bob Ray", "Alpha", "future")]),
    ("timeline", {"company": "Gamma"}, ("published", "subject", "modality"),
     [(None, "Beta", "asserted"), (date(2024, 4, 1), "Beta", "asserted"),
      (date(2024, 5, 1), "Beta", "negated")]),
    ("documents", {"name": "Lima"}, ("title", "facts"), [("The Fair", 1)]),
    ("owners", {"company": "Gamma"}, ("subject", "relation", "object", "modality"),
     [("Beta", "subsidiary of", "Gamma", "negated"), ("Beta", "subsidiary of", "Gamma", "asserted")]),
    ("related", {"name": "Alpha", "relation": "run by"}, ("otherName", "time", "documents"),
     [("Ann Lee", "current", 2), ("Bob Ray", "future", 1), ("Ann Lee", "past", 1)]),
    ("everything", {"name": "Rocket"}, ("relation", "other"),
     [("competes with", "Comet"), ("made by", "Alpha")]),
]


@pytest.mark.parametrize(("name", "params", "columns", "expected"), ANSWERS)
def test_the_library_answers(graph, name, params, columns, expected):
    assert rows(graph, name, *columns, **params) == expected


def test_contradictions_are_found_where_no_dates_order_them():
    def article(id, day, *facts):
        made = Article(id, date=f"2024-{day}")
        for subject, predicate, object, more in facts:
            made.says(f"{subject} and {object}.", subject, predicate, object, **more)
        return made.extraction()

    chief = {"role": "CEO"}
    found = [article("a", "01-05", ("Ann Lee", "executiveOf", "Alpha", chief), ("Gamma", "acquired", "Beta", {})),
             article("b", "05-05", ("Bob Ray", "executiveOf", "Alpha", chief), ("Alpha", "acquired", "Beta", {})),
             article("c", "09-05", ("Ann Lee", "executiveOf", "Alpha", chief), ("Beta", "subsidiaryOf", "Gamma", {})),
             article("d", "10-05", ("Ann Lee", "executiveOf", "Beta", {"role": "director"}),
                     ("Bob Ray", "executiveOf", "Beta", {"role": "director"}))]
    graph = KnowledgeGraph.from_extractions(found, resolution(found))
    assert rows(graph, "role-conflicts", "organization", "role", "people", "person", "otherPerson", "lastSeen") == [
        ("Alpha", "chief executive", 2, "Ann Lee", "Bob Ray", date(2024, 9, 5))]
    assert rows(graph, "owner-conflicts", "company", "relation", "owner", "otherOwner") == [
        ("Beta", "acquired by", "Alpha", "Gamma")]
    without = [found[0], found[1]]
    assert not rows(KnowledgeGraph.from_extractions(without, resolution(without)), "role-conflicts", "person")


def test_copies_of_one_text_are_one_source():
    wire = Article("wire", date="2024-01-05")
    wire.says("Alpha makes the Rocket, which is the first of its kind and will be sold in shops from next spring on.",
              "Alpha", "produces", "Rocket", confidence=0.5)
    other = Article("other").says("Alpha makes the Rocket.", "Alpha", "produces", "Rocket", confidence=0.5)
    found = [wire.extraction(), replace(wire, id="paper", date="2024-01-06").extraction(), other.extraction()]
    graph = KnowledgeGraph.from_extractions(found, resolution(found))
    assert rows(graph, "agreement", "confidence", "sources", name="Rocket") == [(0.75, 2)]
    assert rows(graph, "SELECT ?from ?to { ?a ng:copyOf ?b . ?a ng:source ?from . ?b ng:source ?to }",
                "from", "to") == [("news/paper.txt", "news/wire.txt")]
    assert rows(KnowledgeGraph.from_extractions(found[:2], resolution(found[:2])), "single-source",
                "subject", "object", "source") in ([("Alpha", "Rocket", f"news/{id}.txt")] for id in ("paper", "wire"))


def test_the_neighbourhood_is_a_graph(graph):
    result = graph.query("neighbourhood", company="Alpha")
    turtle = rdflib.Graph().parse(data=result.serialize("turtle"), format="turtle")
    names = {str(name) for name in turtle.objects(None, rdflib.RDFS.label)}
    assert names == {"Alpha", "Ann Lee", "Rocket", "Fair"}
    assert len(result) == len(turtle) == 13


def test_every_query_has_an_answer_here_and_a_whole_header():
    library_ = library.library()
    assert len(library_) >= 16
    assert set(library_) == {name for name, *_ in ANSWERS} | {"neighbourhood"}
    for query in library_.values():
        assert query.title and query.question.endswith("?")
        for parameter in query.parameters:
            # It must be selected, or its value could not be bound.
            assert f"?{parameter.name}" in query.text


def test_the_library_reads_from_a_checkout_and_from_a_package(tmp_path, monkeypatch):
    assert library.folder().joinpath("executives.rq").is_file()
    packaged = tmp_path / "newsgraph"
    (packaged / "queries").mkdir(parents=True)
    (packaged / "queries" / "mine.rq").write_text("# title: Mine\nSELECT * WHERE { ?s ?p ?o }")
    monkeypatch.setattr(library, "files", lambda package: packaged)
    library.library.cache_clear()
    try:
        assert list(library.library()) == ["mine"]
    finally:
        library.library.cache_clear()


# ---- parameters

def test_an_entity_is_found_by_any_of_its_names(graph):
    iri = "https://newsgraph.example/id/alpha"
    for name in ("Alpha", "alpha", "ALPHA INC.", "alpha inc", "ALP", iri, f"<{iri}>", "id:alpha"):
        assert graph.entity(name) == iri


def test_an_unknown_name_gets_near_ones(graph):
    with pytest.raises(QueryError, match="nothing in the graph is called “Alpho”; did you mean Alpha"):
        graph.query("executives", company="Alpho")
    with pytest.raises(QueryError, match="no entity"):
        graph.query("executives", company="https://newsgraph.example/id/nobody")
    with pytest.raises(QueryError, match="no document “nine”"):
        graph.query("document", document="nine")
    with pytest.raises(QueryError, match="nothing in the graph is called “Philo”$"):
        graph.query("executives", company="Philo")


def test_a_document_is_found_by_the_name_of_its_file(graph):
    rows_ = graph.query("document", document="news/two.txt").rows
    assert graph.query("document", document="two.txt").rows == rows_ != []


def test_a_name_of_two_things_is_the_one_of_the_wanted_type_or_an_error():
    nodes = (Node("mercury", "Mercury", "Company"), Node("mercury-product", "Mercury", "Product"),
             Node("mercury-place", "Mercury", "Place"))
    graph = KnowledgeGraph.from_extractions([], Resolution(nodes))
    assert len(graph.query("products", company="Mercury")) == 0
    with pytest.raises(QueryError, match=r"names 3 things; give one of their IRIs: <.*mercury> \(Company\)"):
        graph.query("everything", name="Mercury")
    assert len(graph.query("everything", name="id:mercury")) == 0


@pytest.mark.parametrize(("name", "params", "complaint"), [
    ("executives", {}, "needs a value for company"),
    ("executives", {"compny": "Alpha"}, "no parameter compny.*did you mean company"),
    ("facts", {"least": "much"}, "a number, which “much” is not"),
    ("new-since", {"since": "last week"}, "a date such as"),
    ("exekutives", {}, "no query exekutives .did you mean executives"),
    ("SELECT nonsense {", {}, "not SPARQL"),
    ("DROP ALL", {}, "only read: the update DROP"),
    (" ", {}, "the query is empty"),
    ("nowhere.rq", {}, "the query nowhere.rq cannot be read: No such file or directory$"),
    ("a" * 300, {}, "cannot be read: File name too long$"),
    ("load-times", {}, "there is no query load-times"),
    ("SELECT ?s WHERE { ?s ?p ?o }", {"x": 1}, "must be among the selected variables"),
    ("INSERT DATA { <a:a> <a:b> <a:c> }", {}, "^queries only read: the update INSERT is refused$"),
    ("PREFIX a: <a:b> # so\nDELETE WHERE { ?s ?p ?o }", {}, "^queries only read: the update DELETE is refused$"),
    ("# nothing\n", {}, "^the query is empty$"),
    ("SELECT ?x WHERE { ?x a ", {},
     "^the query is not SPARQL: it goes wrong at line 1, column 24, after “SELECT [?]x WHERE { [?]x a”$"),
    ("SELECT ?x {\n ?x foo:bar ?y }", {},
     "the prefix foo: at line 2, column 5 is not known; known are assertion, .*, xsd, "),
    ("SELECT ?x (COUNT(?y) AS ?n) { ?x a ?y }", {}, "[(]The SELECT contains a variable that is unbound[)]$"),
])
def test_a_mistake_gets_one_sentence(graph, name, params, complaint):
    with pytest.raises(QueryError, match=complaint):
        graph.query(name, **params)


def test_undeclared_parameters_are_what_they_look_like(graph):
    text = "SELECT ?v ?type WHERE { BIND(DATATYPE(?v) AS ?type) }"
    kinds = [rows(graph, text, "type", v=value)[0][0]
             for value in ("3", "0.5", "three", date(2024, 5, 1), True)]
    assert [str(kind).rpartition("#")[2] for kind in kinds] == ["integer", "double", "string", "date",
                                                                "boolean"]
    assert graph.query("SELECT ?s ?n WHERE { ?s rdfs:label ?n }",
                       s=graph.entity("Alpha")).rows == [{"n": "Alpha"}]


@pytest.mark.parametrize(("name", "relation", "others"), [
    ("Alpha", "run by", {"Ann Lee", "Bob Ray"}), ("Alpha", "Run By", {"Ann Lee", "Bob Ray"}),
    ("Alpha", "executiveOf", {"Ann Lee", "Bob Ray"}), ("Ann Lee", "ng:executiveof", {"Alpha"}),
    ("Alpha", "<https://newsgraph.example/ns#produces>", {"Rocket"}), ("Rocket", "produces", {"Alpha"}),
    ("Beta", "subsidiaryOf", {"Gamma"}), ("Gamma", "parent of", {"Beta"}),
])
def test_a_relation_is_its_label_read_either_way_or_its_name(graph, name, relation, others):
    assert {row["otherName"] for row in graph.query("related", name=name, relation=relation)} == others


def test_an_unknown_relation_gets_those_there_are(graph):
    with pytest.raises(QueryError, match="no relation here is called “nonsense”; there are .*executive of, run by"):
        graph.query("related", name="Alpha", relation="nonsense")


def test_an_iri_is_taken_as_tables_show_it(graph):
    document = graph.query("documents", name="Lima").terms[0][0].value
    assert graph.query("companies", person="id/bob-ray").rows == graph.query("companies", person="Bob Ray").rows
    assert len(graph.query("document", document=document.removeprefix(BASE))) > 0


def test_a_value_of_another_type_than_the_query_is_about_is_noted(graph):
    def notes(asked, **values):
        query, lookup = library.library()[asked], library.Lookup.of(graph.reader)
        return library.misfits(query, values, library.bind(query, values, lookup), graph.reader)

    assert notes("executives", company="Lima") == ["Lima is a Place; executives asks for a Company or an Organization"]
    assert notes("companies", person="id/guild") == ["id/guild is an Organization; companies asks for a Person"]
    assert notes("executives", company="Alpha") == notes("everything", name="Lima") == notes("facts") == []


@given(st.text(max_size=40))
def test_no_value_can_break_out_of_a_query(value):
    graph = KnowledgeGraph.from_extractions([])
    hostile = value + '" } } ; DROP ALL #'
    found = graph.query("SELECT ?v ?same WHERE { BIND(STR(?v) AS ?same) }", v=ox.Literal(
        hostile.encode("utf-8", "replace").decode()))
    assert found.rows == [{"same": hostile.encode("utf-8", "replace").decode()}]


def test_files_and_text_are_queries_too(graph, tmp_path):
    path = tmp_path / "mine.rq"
    path.write_text("# title: Mine\n# param who: entity\nSELECT ?who ?n WHERE { ?who rdfs:label ?n }")
    assert graph.query(path, who="ALP").rows == [{"n": "Alpha"}]
    assert graph.query(str(path), who="ALP").title == "Mine"
    with pytest.raises(QueryError, match="cannot be read"):
        library.parse("# param who is what\nSELECT ?who WHERE { }")


# ---- results

def test_results_in_standard_formats_are_read_by_rdflib(graph):
    result = graph.query("SELECT ?n ?c ?nothing WHERE { ?a ng:confidence ?c ; ng:quote ?n } ORDER BY ?n ?c")
    for name in ("json", "xml"):
        again = RdflibResult.parse(source=__import__("io").BytesIO(result.serialize(name).encode()),
                                   format=name)
        assert [(str(row.n), float(row.c)) for row in again] == [(row["n"], row["c"]) for row in result]
    for name in ("csv", "tsv"):
        lines = result.serialize(name).splitlines()
        assert len(lines) == len(result) + 1
    assert json.loads(graph.query("ASK { }").serialize("json"))["boolean"] is True
    assert ET.fromstring(graph.query("ASK { }").serialize("xml"))[1].text == "true"
    with pytest.raises(QueryError, match="only CONSTRUCT"):
        result.serialize("turtle")
    with pytest.raises(QueryError, match="no result format|not a result format"):
        result.serialize("yaml")


def test_hostile_text_is_only_text_in_every_format():
    name = '<script>\x00\x0b"&\u202e\r\n\t=1+1'
    document = Document("d", "d", "", name)
    graph = KnowledgeGraph.from_extractions(
        [Extraction(document, (Entity("e1", name, "Company"),))],
        Resolution((Node("x", name, "Company", (), (("d", "e1"),)),)))
    result = graph.query("SELECT ?n WHERE { ?c a ng:Company ; rdfs:label ?n }")
    assert json.loads(result.serialize("json"))["results"]["bindings"][0]["n"]["value"] == name
    assert "\ufffd" in ET.fromstring(result.serialize("xml"))[1][0][0][0].text
    assert "<script>" not in result._repr_html_()
    assert len(result.serialize("tsv").split("\n")) == 3


def test_a_result_becomes_a_data_frame(graph):
    frame = graph.query("products", company="Alpha").to_pandas()
    assert list(frame.columns) == ["product", "name", "confidence", "documents"]
    assert frame.loc[0, "name"] == "Rocket"
    assert list(graph.query("neighbourhood", company="Alpha").to_pandas().columns) == [
        "subject", "predicate", "object"]


def test_a_result_is_true_when_it_holds_something(graph):
    assert graph.query("ASK { ?s a ng:Company }")
    assert not graph.query("ASK { ?s a ng:Nothing }")
    assert graph.query("facts") and not graph.query("SELECT ?s WHERE { ?s a ng:Nothing }")


def test_descriptions_are_triples(graph):
    result = graph.query("DESCRIBE <https://newsgraph.example/id/alpha>")
    assert result.triples and "rdfs:label \"Alpha\"" in result.serialize("turtle")
    assert set(PREFIXES) >= {"ng", "schema", "prov"}
