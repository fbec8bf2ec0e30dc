"""Extractions become RDF: what is written, that it is the same every time, and that it comes back."""

import io
import random

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Article, articles, resolution
from rdflib.compare import isomorphic

from newsgraph import KnowledgeGraph
from newsgraph.graph import mapping, terms, turtle, validation, vocabulary
from newsgraph.graph.namespaces import NG, RDF, SCHEMA, document_iri, entity_iri, segment
from newsgraph.records import Document, Entity, Extraction, Fact, Node, Resolution

PREFIXES = """PREFIX id: <https://newsgraph.example/id/> PREFIX org: <http://www.w3.org/ns/org#> """


@pytest.fixture(scope="module")
def graph():
    found = articles()
    return KnowledgeGraph.from_extractions(found, resolution(found))


def ask(graph, pattern):
    return bool(graph.query(PREFIXES + "ASK { " + pattern + " }"))


def written(graph):
    buffer = io.BytesIO()
    turtle.write_store(graph.store, buffer)
    return buffer.getvalue()


def test_only_what_holds_now_is_a_direct_triple(graph):
    assert ask(graph, "id:ann-lee ng:executiveOf id:alpha")
    assert not ask(graph, "id:bob-ray ng:executiveOf id:alpha")
    assert ask(graph, "id:beta ng:subsidiaryOf id:gamma")
    denied = graph.query("SELECT ?m WHERE { ?a rdf:predicate ng:subsidiaryOf ; ng:modality ?m } ORDER BY ?m")
    assert [row["m"] for row in denied] == ["asserted", "negated"]


def test_a_symmetric_fact_holds_both_ways_and_is_asserted_once(graph):
    assert ask(graph, "id:beta ng:competesWith id:gamma . id:gamma ng:competesWith id:beta")
    rows = graph.query("SELECT ?s { ?a rdf:predicate ng:competesWith ; rdf:subject ?s ; rdf:object ?o }")
    assert len(rows) == 2


def test_an_assertion_knows_its_evidence(graph):
    statement = next(s for s in graph.statements() if s.role == "chief executive" and s.confidence == 0.6)
    rows = graph.query(f"SELECT ?p ?v WHERE {{ <{statement.iri}> ?p ?v }}").rows
    known = {str(row["p"]).rpartition("#")[2]: row["v"] for row in rows}
    text = articles()[1].document.text
    assert text[known["start"]:known["end"]] == known["quote"] == "Ann Lee is chief executive of Alpha."
    assert text[known["subjectStart"]:known["subjectEnd"]] == "Ann Lee"
    assert text[known["objectStart"]:known["objectEnd"]] == "Alpha"
    assert known["method"] == "rule:test"
    assert known["wasDerivedFrom"] == document_iri(articles()[1].document)


def test_the_spans_of_a_turned_fact_are_turned_too(graph):
    row = graph.query("""SELECT ?q ?start ?from ?to WHERE { ?a rdf:predicate ng:competesWith ;
        rdf:subject <https://newsgraph.example/id/comet> ; ng:quote ?q ; ng:start ?start ; ng:subjectStart
        ?from ; ng:subjectEnd ?to }""").rows[0]
    assert row["q"][row["from"] - row["start"]:row["to"] - row["start"]] == "Comet"


def test_a_role_is_a_membership_shared_by_all_who_speak_of_it(graph):
    rows = graph.query("""SELECT ?m (COUNT(DISTINCT ?a) AS ?n) WHERE { ?a ng:states ?m .
        ?m a org:Membership ; org:role/rdfs:label "chief executive" ; org:member id:ann-lee } GROUP BY ?m""").rows
    assert [row["n"] for row in rows] == [3]
    assert ask(graph, "?m org:member id:bob-ray ; org:organization id:guild")


def test_documents_carry_their_metadata_in_their_own_graph(graph):
    iri = document_iri(articles()[1].document)
    rows = graph.query(f"SELECT ?p ?v WHERE {{ GRAPH <{iri}> {{ <{iri}> ?p ?v }} }}").rows
    known = {str(row["p"]).replace("#", "/").rpartition("/")[2]: row["v"] for row in rows}
    assert known["headline"] == "Beta answers"
    assert str(known["datePublished"]) == "2024-04-01"
    assert known["publishedAt"].hour == 9
    assert known["url"] == "https://example.org/two"
    assert known["source"] == "news/two.txt"


def test_unnamed_arguments_and_unfit_types_are_left_out_and_counted():
    text = "They run Acme. Acme runs Bolt."
    entities = (Entity("e1", "they", "Person", named=False), Entity("e2", "Acme", "Company"),
                Entity("e3", "Bolt", "Product"))
    facts = (Fact("e1", "executiveOf", "e2", (0, 14), (0, 4), (9, 13)),
             Fact("e2", "executiveOf", "e3", (15, 30), (15, 19), (25, 29)),
             Fact("e2", "partnerOf", "e2", (15, 30), (15, 19), (25, 29)),
             Fact("e2", "produces", "e3", (15, 30), (15, 19), (25, 29), confidence=0.2),
             Fact("e2", "unheardOf", "e3", (15, 30), (15, 19), (25, 29)))
    members = {("d", "e2"): Node("acme", "Acme", "Company"), ("d", "e3"): Node("bolt", "Bolt", "Product")}
    found = mapping.document_graph(Extraction(Document("d", "d", "", text), entities, facts), members,
                                   vocabulary.load(), min_confidence=0.1)
    assert (found.assertions, found.unnamed, found.unfit) == (1, 1, 3)
    fewer = mapping.document_graph(Extraction(Document("d", "d", "", text), entities, facts), members,
                                   vocabulary.load(), min_confidence=0.3)
    assert fewer.assertions == 0


def test_the_same_sentence_found_twice_is_one_assertion_with_the_surer_method():
    article = Article("d").says("Alpha makes the Rocket.", "Alpha", "produces", "Rocket", confidence=0.4)
    again = article.facts[0]
    article.facts.append(Fact(**{k: getattr(again, k) for k in again.__slots__} | {
        "confidence": 0.9, "method": "model"}))
    one = article.extraction()
    turned = Extraction(one.document, one.entities, one.facts[::-1])
    first, second = (KnowledgeGraph.from_extractions([e], resolution([e])) for e in (one, turned))
    assert [(s.method, s.confidence) for s in first.statements()] == [("model", 0.9)]
    assert written(first) == written(second)


def test_order_of_documents_and_facts_does_not_matter(graph):
    found = articles()
    random.Random(3).shuffle(found)
    found = [Extraction(e.document, e.entities[::-1], e.facts[::-1]) for e in found]
    assert written(KnowledgeGraph.from_extractions(found, resolution(found))) == written(graph)


@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")  # rdflib calls it itself
def test_turtle_read_by_rdflib_is_the_store(graph):
    again = rdflib.Graph().parse(data=written(graph), format="turtle")
    live = rdflib.Graph()
    for triple in graph.to_rdflib().triples((None, None, None)):
        live.add(triple)
    assert isomorphic(again, live)
    assert len(again) == len(live)


def test_triples_of_any_kind_go_through_turtle(graph):
    buffer = io.BytesIO()
    turtle.write_triples([quad.triple for quad in graph.store], buffer)
    again = ox.parse(buffer.getvalue(), format=ox.RdfFormat.TURTLE)
    assert {quad.triple for quad in again} == {quad.triple for quad in graph.store}


def test_to_rdflib_answers_sparql_over_the_same_store(graph):
    dataset = graph.to_rdflib()
    rows = list(dataset.query("SELECT ?n WHERE { ?c a ng:Company ; rdfs:label ?n } ORDER BY ?n"))
    assert [str(row.n) for row in rows] == ["Alpha", "Beta", "Gamma"]


def test_to_networkx_has_one_edge_for_what_is_said_of_two(graph):
    network = graph.to_networkx()
    alpha, lee = entity_iri("alpha"), entity_iri("ann-lee")
    assert network.nodes[alpha] == {"label": "Alpha", "type": "Company", "aliases": "ALP; Alpha Inc."}
    (data,) = network.get_edge_data(lee, alpha).values()
    assert data["confidence"] == 0.96
    assert (data["sentences"], data["documents"], data["roles"]) == (2, 2, "chief executive")
    assert not network.has_edge(entity_iri("bob-ray"), alpha)
    assert graph.to_networkx(all=True).has_edge(entity_iri("bob-ray"), alpha)
    assert not graph.to_networkx(min_confidence=0.99).has_edge(lee, alpha)


def test_a_notebook_shows_a_graph_and_a_result(graph):
    assert "Company" in graph._repr_html_()
    assert "10 entities, 13 facts, 4 documents" in repr(graph)
    hostile = KnowledgeGraph.from_extractions([], Resolution((
        Node("x", "<img src=x onerror=alert(1)>", "Company"),)))
    shown = hostile.query("SELECT ?n WHERE { ?c a ng:Company ; rdfs:label ?n }")._repr_html_()
    assert "<img" not in shown and "&lt;img" in shown


# ---- shapes

def test_the_graph_conforms_to_its_shapes_in_both_engines(graph):
    assert validation.check(graph.store, graph.vocabulary) == []
    conforms, report = validation.check_with_pyshacl(graph.store, graph.vocabulary)
    assert conforms, report


def statement_of(graph):
    return ox.NamedNode(next(s.iri for s in graph.statements() if s.role))


NAMED = ox.NamedNode
BREAKS = {
    "no quote": ("quote", None),
    "two quotes": ("quote", [ox.Literal("a"), ox.Literal("b")]),
    "an empty quote": ("quote", [ox.Literal("")]),
    "a quote that is a number": ("quote", [ox.Literal(3)]),
    "a time that is no time": ("time", [ox.Literal("yesterday")]),
    "a modality that is none": ("modality", [ox.Literal("sung")]),
    "more than certain": ("confidence",
                          [ox.Literal("1.5", datatype=NAMED("http://www.w3.org/2001/XMLSchema#double"))]),
    "less than nothing": ("confidence",
                          [ox.Literal("-1", datatype=NAMED("http://www.w3.org/2001/XMLSchema#double"))]),
    "a negative offset": ("start", [ox.Literal(-1)]),
    "an empty role": ("role", [ox.Literal("")]),
}


@pytest.mark.parametrize("case", BREAKS)
def test_both_engines_see_the_same_broken_assertion(case):
    found = articles()
    graph = KnowledgeGraph.from_extractions(found, resolution(found))
    node = statement_of(graph)
    name, values = BREAKS[case]
    (quad,) = graph.store.quads_for_pattern(node, NAMED(NG + name), None, None)
    graph.store.remove(quad)
    for value in values or []:
        graph.store.add(ox.Quad(node, NAMED(NG + name), value, quad.graph_name))
    assert [v.focus for v in validation.check(graph.store, graph.vocabulary)] == [str(node)]
    assert not validation.check_with_pyshacl(graph.store, graph.vocabulary)[0]


@pytest.mark.parametrize("broken", [
    "<https://newsgraph.example/id/rocket> ng:executiveOf <https://newsgraph.example/id/alpha>",
    "<https://newsgraph.example/id/alpha> ng:produces <https://newsgraph.example/id/lima>",
    "<https://newsgraph.example/id/alpha> ng:produces 'a string'",
    "<https://newsgraph.example/id/nobody> a schema:Person",
    "<https://newsgraph.example/id/alpha> rdfs:label 'Second'",
    "<https://newsgraph.example/id/alpha> schema:sameAs 'not an IRI'",
    "<https://newsgraph.example/m> a org:Membership",
])
def test_both_engines_see_the_same_broken_graph(broken):
    found = articles()
    graph = KnowledgeGraph.from_extractions(found, resolution(found))
    from newsgraph.graph.namespaces import PREFIXES
    graph.store.update("INSERT DATA { GRAPH <https://example.org/g> { " + broken + " } }",
                       prefixes=dict(PREFIXES))
    assert validation.check(graph.store, graph.vocabulary)
    assert not validation.check_with_pyshacl(graph.store, graph.vocabulary)[0]


# ---- laws

@given(st.text())
def test_any_string_makes_a_literal_and_an_iri(text):
    assert terms.text(text).value == terms.clean(text)
    assert len(terms.clean(text)) == len(text)
    iri = entity_iri(text)
    assert ox.NamedNode(iri).value == iri and iri.isascii()


@given(st.text(), st.text())
def test_iris_of_different_keys_differ(one, other):
    assert (segment(one) == segment(other)) == (one == other)


@given(st.lists(st.text(st.characters(codec=None), max_size=30), min_size=1, max_size=4),
       st.text(max_size=30),
       st.text(max_size=12), st.text(max_size=12))
def test_any_text_goes_through_turtle_and_back(names, text, role, id):
    text = text + "x"
    names = [name for name in dict.fromkeys(names) if name] or ["x"]
    entities = tuple(Entity(f"e{i}", name, "Company") for i, name in enumerate(names))
    facts = tuple(Fact("e0", "partnerOf", f"e{i}", (0, len(text)), (0, 1), (0, 1), role=role or None)
                  for i in range(1, len(names)))
    document = Document(id, text, role, text, date=id, url=text, author=role, language=id)
    nodes = Resolution(tuple(Node(name, name, "Company", (text,), ((id, f"e{i}"),)) for i,
                             name in enumerate(names)))
    graph = KnowledgeGraph.from_extractions([Extraction(document, entities, facts)], nodes)
    assert validation.check(graph.store, graph.vocabulary) == []
    again = [quad.triple for quad in ox.parse(written(graph), format=ox.RdfFormat.TURTLE)]
    assert set(again) == {quad.triple for quad in graph.store}
    assert len(again) == len(set(again))


_AWKWARD = st.text(st.sampled_from('a" ,;.\\\n\r\t<>@^é:#\'') | st.characters(exclude_categories=["Cs"]), max_size=12)
_TERMS = st.one_of(
    st.builds(ox.Literal, _AWKWARD), st.builds(lambda text: ox.Literal(text, language="en"), _AWKWARD),
    st.builds(ox.Literal, st.integers()), st.builds(ox.Literal, st.booleans()), st.builds(ox.Literal, st.floats()),
    st.sampled_from(["urn:x", "https://newsgraph.example/id/a.b", "https://newsgraph.example/id/é(", SCHEMA + "Person"])
    .map(ox.NamedNode))
_QUADS = st.lists(st.builds(
    ox.Quad, st.sampled_from(["https://newsgraph.example/id/a", "https://newsgraph.example/doc/1", "urn:a"])
    .map(ox.NamedNode), st.sampled_from([RDF + "type", SCHEMA + "name", "urn:p"]).map(ox.NamedNode), _TERMS,
    st.sampled_from([ox.DefaultGraph(), ox.NamedNode("urn:g"), ox.NamedNode("https://newsgraph.example/doc/1")])))


@given(_QUADS, st.randoms())
def test_any_triples_come_back_from_turtle_whatever_order_they_came_in(quads, random):
    first, second = ox.Store(), ox.Store()
    first.extend(quads)
    random.shuffle(quads)
    for quad in quads:
        second.add(quad)
    texts = []
    for store in (first, second):
        buffer = io.BytesIO()
        turtle.write_store(store, buffer)
        texts.append(buffer.getvalue())
    again = {quad.triple for quad in ox.parse(texts[0], format=ox.RdfFormat.TURTLE)}
    assert texts[0] == texts[1]
    assert again == {quad.triple for quad in quads}
