"""Spark gives the graph that one machine gives, triple for triple, and goes on when a worker is killed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as parquet
import pyoxigraph as ox
import pytest
import spark_build
from benchmarks.data import CHECKOUT
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from newsgraph import KnowledgeGraph
from newsgraph.cli import cli
from newsgraph.export import loading
from newsgraph.graph.building import Effort, build
from newsgraph.records import Skipped
from newsgraph.resolution.components import components
from newsgraph.spark import Summary
from newsgraph.spark import session as sessions
from newsgraph.spark.session import SparkError

DECISIONS = """
[[merge]]
names = ["{one}", "{other}"]

[[rename]]
name = "{third}"
to = "Renamed"
"""


def java() -> bool:
    return sessions._java() is not None


needs_java = pytest.mark.skipif(
    not java(), reason="NO JAVA: SPARK IS NOT TESTED HERE. apt-get install openjdk-17-jre-headless, or run .ci/run")


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The folders of one machine's build and of Spark's, and what Spark said."""
    place = tmp_path_factory.mktemp("spark")
    spark_build.write(place / "news")
    names = sorted({entity.name for extraction in spark_build.articles(spark_build.NUMBER)
                    for entity in extraction.entities if entity.type == "Company"})
    for folder in ("one", "many"):
        (place / folder).mkdir()
        (place / folder / "decisions.toml").write_text(
            DECISIONS.format(one=names[0], other=names[7], third=names[3]), encoding="utf-8")
    path = os.pathsep.join([str(Path(__file__).parent), str(CHECKOUT), *sys.path])
    done = subprocess.run(
        [sys.executable, spark_build.__file__, str(place / "news"), str(place / "many"), str(place / "mark")],
        capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, timeout=1200)
    assert done.returncode == 0, done.stderr[-3000:]
    (place / "mark2").touch()
    summary = build([str(place / "news")], place / "one", extractor=spark_build.Known(str(place / "mark2")),
                    view=False, effort=Effort(1, 60))
    return place, summary, json.loads(done.stdout.splitlines()[-1])


@needs_java
@pytest.mark.java
def test_the_triples_are_the_same_though_a_worker_was_killed(both):
    place, _, _ = both
    assert (place / "mark").exists()
    one = KnowledgeGraph.open(place / "one").store
    files = loading.quad_files([place / "many" / "nquads"])
    many = [quad for path in files for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS)]
    assert len(many) == len(set(many)) == len(one) and set(many) == set(one)
    named = {quad.object.value for quad in many if quad.predicate.value.endswith("#label")}
    assert "Renamed" in named
    assert any(quad.predicate.value.endswith("#copyOf") for quad in many)


@needs_java
@pytest.mark.java
def test_it_tells_the_same(both):
    place, summary, (documents, nodes, assertions, skipped_in_all, skipped) = both
    assert documents == summary.counts["documents"][""]
    assert nodes == sum(summary.counts["type"].values())
    assert assertions == sum(summary.counts["predicate"].values())
    assert [tuple(item) for item in skipped] == sorted((item.source, item.reason) for item in summary.skipped)
    assert skipped_in_all == len(skipped) == 5
    assert json.loads((place / "many" / "newsgraph.json").read_text())["documents"] == documents


@needs_java
@pytest.mark.java
def test_the_tables_hold_the_graph(both):
    place, _, _ = both
    graph = KnowledgeGraph.open(place / "one")
    nodes, edges, assertions = (parquet.read_table(place / "many" / name).to_pylist()
                                for name in ("nodes", "edges", "assertions"))
    assert sorted((n["id"], n["name"], n["type"], tuple(sorted(n["aliases"]))) for n in nodes) == [
        (thing.iri, thing.name, thing.type, thing.aliases) for thing in graph.entities()]
    assert sorted((a["id"], a["predicate"], a["quote"], a["confidence"], a["role"]) for a in assertions) == [
        (s.iri, s.predicate, s.quote, s.confidence, s.role) for s in graph.statements()]
    assert sum(edge["sentences"] for edge in edges) == len(assertions)
    assert len({(e["subject"], e["predicate"], e["object"], e["time"], e["modality"]) for e in edges}) == len(edges)


@needs_java
@pytest.mark.java
def test_what_spark_wrote_loads_into_a_folder(both, tmp_path):
    place, _, _ = both
    done = CliRunner().invoke(cli, ["load", str(tmp_path / "out"), str(place / "many" / "nquads")],
                              catch_exceptions=False)
    assert done.exit_code == 0, done.output
    loaded, built = KnowledgeGraph.open(tmp_path / "out"), KnowledgeGraph.open(place / "one")
    assert loaded.query("facts").rows == built.query("facts").rows


def test_what_is_missing_is_named(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda *given, **more: None)
    with pytest.raises(SparkError, match="Spark needs Java 17 or later; on Debian: apt-get install"):
        sessions.session()
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(SparkError, match=r"pip install 'newsgraph\[spark\]'"):
        sessions.session()


def test_a_master_that_is_configured_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.delenv("PYSPARK_SUBMIT_ARGS", raising=False)
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path))
    assert not sessions._configured()
    (tmp_path / "spark-defaults.conf").write_text("spark.app.name x\nspark.master   yarn\n")
    assert sessions._configured()
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path / "absent"))
    monkeypatch.setenv("PYSPARK_SUBMIT_ARGS", "--master yarn pyspark-shell")
    assert sessions._configured()


def test_the_command_line_passes_on_and_tells(monkeypatch, tmp_path):
    given = {}

    def built(sources, destination, **more):
        given.update(more, sources=sources, destination=destination)
        return Summary(3, 5, 7, 0, 0, (Skipped("a.txt", "it is empty"),), 12, 1.5)

    monkeypatch.setattr("newsgraph.spark.build", built)
    arguments = ["build", "--engine", "spark", "s3a://news/2024/", "-o", "s3a://graphs/2024", "--jobs", "3",
                 "--model", "rules", "--text-column", "body"]
    done = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert done.exit_code == 3
    assert "7 assertions about 5 entities from 3 documents in 1.5 s" in done.output
    assert "Skipped 12 sources:\n  a.txt: it is empty\n" in done.output
    assert "newsgraph load FOLDER s3a://graphs/2024/nquads" in done.output
    assert (given["sources"], given["destination"]) == (("s3a://news/2024/",), "s3a://graphs/2024")
    assert (given["model"], given["effort"].jobs, given["options"].columns.text) == ("rules", 3, "body")


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12))))
def test_what_hangs_together_is_one_component(pairs):
    found = components(pairs)
    assert all(found[one] == found[other] for one, other in pairs)
    assert all(found[root] == root <= one for one, root in found.items())
    for root in set(found.values()):
        part = {one for one, other in found.items() if other == root}
        reached, more = {root}, True
        while more:
            more = {y for pair in pairs for x, y in (pair, pair[::-1]) if x in reached} - reached
            reached |= more
        assert reached == part
