"""More rows than memory should hold."""

import io
import random
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from newsroom import articles, resolution

from newsgraph import KnowledgeGraph
from newsgraph.graph import spool, turtle
from newsgraph.graph.spool import Spool
from newsgraph.graph.summary import Summary


@pytest.mark.parametrize("held", [0, 300, 10_000_000])
def test_rows_come_sorted_and_once_however_many_fit_in_memory(held, tmp_path):
    rng = random.Random(3)
    rows = [(rng.choice(["a", "é", "\ud800", "b\n"]), str(rng.randint(0, 60))) for _ in range(500)]
    with patch.object(Spool, "HELD", held), patch.object(spool, "_RUNS", 5):
        found = Spool(tmp_path)
        for row in rows:
            found.add(row)
        assert list(found) == list(found) == sorted(set(rows))


def test_a_spool_leaves_no_file_behind(tmp_path):
    with patch.object(Spool, "HELD", 0):
        rows = Spool(tmp_path)
        rows.add((b"a", b"b"))
        del rows
    assert not list(tmp_path.iterdir())


def test_turtle_and_summary_are_the_same_in_little_memory():
    found = articles()
    store = KnowledgeGraph.from_extractions(found, resolution(found)).store

    def everything() -> tuple[bytes, list[list[ox.Quad]]]:
        file, summary = io.BytesIO(), Summary()
        turtle.write_store(store, file)
        for graph in store.named_graphs():
            summary.note(store.quads_for_pattern(None, None, None, graph))
        return file.getvalue(), list(summary.descriptions(store))

    whole = everything()
    assert len(whole[0]) > 2_000 and len(whole[1]) > 5
    with patch.object(Spool, "HELD", 500):
        assert everything() == whole
