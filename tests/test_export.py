"""Every format gives the graph back."""

import csv
import json
import random

import networkx
import pytest
import rdflib
from newsroom import articles, resolution

from newsgraph import KnowledgeGraph
from newsgraph.errors import GraphError
from newsgraph.export import FORMATS
from newsgraph.records import Node, Resolution


@pytest.fixture(scope="module")
def graph():
    found = articles()
    return KnowledgeGraph.from_extractions(found, resolution(found))


def triples(graph):
    return {tuple(map(str, (q.subject, q.predicate, q.object))) for q in graph.store}


def union(data, format):
    import pyoxigraph as ox

    return {tuple(map(str, (q.subject, q.predicate, q.object))) for q in ox.parse(data, format=format)}


@pytest.mark.parametrize(("name", "media"), [
    ("graph.ttl", "TURTLE"), ("graph.trig", "TRIG"), ("graph.nq", "N_QUADS"), ("graph.jsonld", "JSON_LD")])
def test_rdf_formats_come_back_whole(graph, tmp_path, name, media):
    import pyoxigraph as ox

    (path,) = graph.export(tmp_path / name)
    assert union(path.read_bytes(), getattr(ox.RdfFormat, media)) == triples(graph)


@pytest.mark.parametrize("name", ["graph.trig", "graph.nq"])
def test_named_graphs_are_kept(graph, tmp_path, name):
    import pyoxigraph as ox

    (path,) = graph.export(tmp_path / name)
    again = set(ox.parse(path.read_bytes(), format=ox.RdfFormat.from_extension(path.suffix[1:])))
    assert again == set(graph.store)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # rdflib's own
def test_jsonld_is_compact_and_rdflib_reads_it(graph, tmp_path):
    (path,) = graph.export(tmp_path / "graph.jsonld")
    data = json.loads(path.read_text())
    alpha = next(thing for thing in data["@graph"] if thing["@id"] == "id:alpha")
    assert alpha == {"@id": "id:alpha", "@type": "ng:Company", "label": "Alpha",
                     "altLabel": ["ALP", "Alpha Inc."],
                     "participatesIn": "id:fair", "produces": "id:rocket"}
    assert len(rdflib.Graph().parse(path, format="json-ld")) == len(triples(graph))


@pytest.mark.parametrize(("name", "read"), [
    ("graph.graphml", networkx.read_graphml), ("graph.gexf", networkx.read_gexf)])
def test_network_formats_come_back_whole(graph, tmp_path, name, read):
    (path,) = graph.export(tmp_path / name)
    again = read(path)
    network = graph.to_networkx(all=True)
    assert set(again) == set(network)
    assert sorted((s, t, d["predicate"], d["time"]) for s, t, d in again.edges(data=True)) == sorted(
        (s, t, d["predicate"], d["time"]) for s, t, d in network.edges(data=True))
    assert {again.nodes[node]["label"] for node in again} == {d for _, d in network.nodes(data="label")}


def test_csv_is_two_tables(graph, tmp_path):
    nodes, edges = graph.export(tmp_path / "tables")
    with nodes.open(newline="") as file:
        assert {row["name"]: row["type"] for row in csv.DictReader(file)}["Rocket"] == "Product"
    with edges.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == graph.to_networkx(all=True).number_of_edges()
    assert {row["quote"] for row in rows if row["predicate"] == "produces"} == {
        "Alpha makes the Rocket.", "Beta builds the Comet."}


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_the_same_bytes_whatever_the_order(graph, tmp_path, format):
    found = articles()
    random.Random(5).shuffle(found)
    other = KnowledgeGraph.from_extractions(found, resolution(found))
    for one, two in zip(graph.export(tmp_path / "one", format), other.export(tmp_path / "two", format),
                        strict=True):
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("format", FORMATS)
def test_hostile_names_stay_text(tmp_path, format):
    name = '</script>\x00\x0b"]]>&<\u202e\r\n=cmd|x!A1'
    nodes = Resolution((Node(name, name, "Company", ("=1+1",)),))
    paths = KnowledgeGraph.from_extractions([], nodes).export(tmp_path / "out", format)
    text = paths[0].read_text(encoding="utf-8")
    if format == "graphml":
        assert len(networkx.read_graphml(paths[0])) == 1
    if format == "gexf":
        assert len(networkx.read_gexf(paths[0])) == 1
    if format == "csv":
        assert ",'=1+1" in text


def test_what_cannot_be_written_gets_one_sentence(graph, tmp_path):
    with pytest.raises(GraphError, match="no format that is known"):
        graph.export(tmp_path / "graph.docx")
    with pytest.raises(GraphError, match="is not a format"):
        graph.export(tmp_path / "graph", "docx")
    with pytest.raises(GraphError, match="cannot be written"):
        graph.export(tmp_path / "absent" / "graph.ttl")
    assert list(tmp_path.iterdir()) == []
