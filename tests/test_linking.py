"""Linking to a slice of Wikidata in the dump's own format, written for these tests."""

import bz2
import gzip
import json

import pytest
from click.testing import CliRunner
from test_decisions import Fixed, said

from newsgraph.cli import cli
from newsgraph.errors import DocumentError
from newsgraph.graph.building import build
from newsgraph.graph.curation import link, reading
from newsgraph.graph.knowledge_graph import KnowledgeGraph
from newsgraph.graph.upkeep import refresh
from newsgraph.resolution.decision_file import append
from newsgraph.resolution.decisions import Decision
from newsgraph.resolution.wikidata import build_index, read_dump

CORPUS = [
    said("a.txt", ("Company", "Globex"), ("Person", "Ann Kowalczyk"), facts=((1, "executiveOf", 0),)),
    said("b.txt", ("Company", "Hank Industries"), ("Product", "Doomsday")),
    said("c.txt", ("Company", "Mercury"), ("Product", "Cougar"), facts=((0, "produces", 1),)),
    said("d.txt", ("Person", "John Smith")),
    said("e.txt", ("Company", "Vandelay"), ("Company", "Vandelay Group")),
    said("f.txt", ("Company", "Vandelay Motors")),
]


class Made(Fixed):
    def extract(self, document):
        return next(e for e in CORPUS if e.document == document)


def item(id, label, aliases=(), classes=(), links=1, description="", **claims):
    """One line of the dump."""
    def claim(prop, target, rank="normal"):
        return {
            "mainsnak": {
                "snaktype": "value",
                "property": prop,
                "datatype": "wikibase-item",
                "datavalue": {
                    "type": "wikibase-entityid",
                    "value": {"entity-type": "item", "numeric-id": int(target[1:]), "id": target},
                },
            },
            "type": "statement",
            "id": f"{id}$1",
            "rank": rank,
        }
    every = {"P31": list(classes), **claims}
    return {"type": "item", "id": id, "labels": {"en": {"language": "en", "value": label}},
            "descriptions": {"en": {"language": "en", "value": description}} if description else {},
            "aliases": {"en": [{"language": "en", "value": a} for a in aliases]} if aliases else {},
            "claims": {p: [claim(p, t) for t in targets] for p, targets in every.items()},
            "sitelinks": {f"w{n}": {"site": f"w{n}", "title": label, "badges": []} for n in range(links)},
            "lastrevid": 1, "modified": "2024-01-01T00:00:00Z", "pageid": 1, "ns": 0, "title": id}


SLICE = [
    item(
        "Q1001", "Globex Corporation", ["Hank Industries"], ["Q4830453"], 9, "maker of doom", P169=["Q1002"]
    ),
    item("Q1002", "Ann Kowalczyk", [], ["Q5"]),
    item("Q1003", "Mercury", [], ["Q4830453"], 40, "car maker", P1056=["Q1005"]),
    item("Q1004", "Mercury", [], ["Q4830453"], 40, "record label"),
    item("Q1005", "Cougar", ["Mercury Cougar"], ["Q3231690"], 5, P176=["Q1003"]),
    item("Q1006", "John Smith", [], ["Q5"]),
    item("Q1007", "Mercury", [], ["Q634"], 300, "planet"),
    item("Q1008", "Vandelay", [], [], 3, P452=["Q1"]),
    item("Q1009", "Vandelay Motors", [], ["Q783794"], 3),
    {"type": "property", "id": "P31", "labels": {}, "claims": {"P31": []}},
]


def dump(path, opener=open):
    with opener(path, "wt", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(row) for row in SLICE) + "\n]\n")
    return path


@pytest.fixture
def graph(tmp_path):
    build([], tmp_path, extractor=Made(), documents=[e.document for e in CORPUS], view=False)
    return tmp_path


@pytest.mark.parametrize(
    "name, opener", [("d.json", open), ("d.json.gz", gzip.open), ("d.json.bz2", bz2.open)]
)
def test_a_dump_is_read_plain_and_compressed(tmp_path, name, opener):
    items = {i.id: i for i in read_dump(dump(tmp_path / name, opener))}
    assert set(items) == {f"Q100{n}" for n in (1, 2, 3, 4, 5, 6, 8, 9)}
    assert [items[f"Q100{n}"].type for n in (1, 2, 5, 8)] == ["Company", "Person", "Product", "Company"]
    assert items["Q1001"].names == ("Globex Corporation", "Hank Industries")
    assert (items["Q1001"].related, items["Q1001"].links) == (("Q1002",), 9)


def test_names_are_linked_merged_and_split(graph):
    done = link(graph, dump(graph / "dump.json"), view=False)
    found = named(graph)
    wiki = "http://www.wikidata.org/entity/"
    assert found["Globex"] == found["Hank Industries"], "two names of one item"
    right = {"Globex": 1, "Mercury": 3, "Ann Kowalczyk": 2, "Vandelay": 8, "Vandelay Motors": 9}
    assert {name: list(found[name][1]) for name in right} == {n: [f"{wiki}Q100{q}"] for n, q in right.items()}
    assert found["John Smith"][1] == {}, "a common name alone is not enough"
    assert found["Vandelay"][0] != found["Vandelay Motors"][0], "two items"
    assert done.linked >= 5
    ttl = (graph / "graph.ttl").read_text()
    assert "schema:sameAs <http://www.wikidata.org/entity/Q1001>" in ttl
    score = KnowledgeGraph.open(graph).query(
        f"SELECT ?c {{ ?x schema:sameAs <{wiki}Q1001> ; ng:linkConfidence ?c }}")
    assert 0.6 <= float(score.terms[0][0].value) <= 1


def test_links_go_with_their_file_and_a_person_comes_first(graph):
    before = (graph / "graph.ttl").read_bytes()
    link(graph, dump(graph / "dump.json"), view=False)
    append(graph / "decisions.toml", Decision("split", ("Globex", "Hank Industries")))
    run = CliRunner().invoke(cli, ["link", "-g", str(graph), "--threshold", "0.6", "--no-view"])
    assert run.exit_code == 0 and "names linked to Wikidata" in run.output
    assert named(graph)["Globex"][0] != named(graph)["Hank Industries"][0]
    (graph / "links.toml").unlink()
    (graph / "decisions.toml").unlink()
    refresh(graph, view=False)
    assert (graph / "graph.ttl").read_bytes() == before


def test_what_is_no_dump_says_so(tmp_path, graph):
    with pytest.raises(DocumentError, match="no Wikidata index"):
        link(graph)
    bad = tmp_path / "bad.json"
    bad.write_text("hello\nworld\n")
    with pytest.raises(DocumentError, match="no Wikidata JSON dump"):
        build_index(bad, tmp_path / "x.sqlite")
    cut = tmp_path / "cut.gz"
    cut.write_bytes(gzip.compress(json.dumps(SLICE[0]).encode() * 50)[:-9])
    with pytest.raises(DocumentError, match="cannot be read"):
        build_index(cut, tmp_path / "x.sqlite")
    assert not (tmp_path / "x.sqlite").exists() and not list(tmp_path.glob(".wikidata-*"))


def named(graph):
    """Name -> key and links of its node."""
    with reading(graph) as index:
        return {name: (node.key, dict(node.links))
                for node in index.nodes() for name in (node.name, *node.aliases)}
