"""The laws of upkeep: the same documents and decisions give the same bytes and quads, by any route."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from resolution_data import decisions
from test_upkeep import Made, documents, make, put, turtle

from newsgraph.graph.knowledge_graph import KnowledgeGraph
from newsgraph.graph.upkeep import add, refresh, remove
from newsgraph.graph.validation import check, check_with_pyshacl
from newsgraph.resolution.decision_file import toml, write

IDS = [f"d{n}" for n in range(6)]
# Few seeds: documents with the same one are copies.
SEEDS = st.integers(0, 30)


def everything(folder):
    return turtle(folder), sorted(map(str, KnowledgeGraph.open(folder).store))


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_route_with_any_decisions_gives_what_one_build_gives(tmp_path_factory, data):
    route, fresh = tmp_path_factory.mktemp("route"), tmp_path_factory.mktemp("fresh")
    there = dict(data.draw(st.lists(st.tuples(st.sampled_from(IDS), SEEDS), min_size=2, max_size=6)))
    make(route, *there.items())
    for _ in range(data.draw(st.integers(1, 5))):
        what = data.draw(st.sampled_from(["add", "remove", "decide"]))
        if what == "add":
            some = dict(data.draw(st.lists(st.tuples(st.sampled_from(IDS), SEEDS), min_size=1, max_size=3)))
            put(route, *some.items())
            there.update(some)
        elif what == "remove" and len(there) > 1:
            id = data.draw(st.sampled_from(sorted(there)))
            remove([id], route, view=False)
            del there[id]
        else:
            decided = data.draw(decisions())
            write(route / "decisions.toml", "\n".join(map(toml, decided.items)))
            refresh(route, view=False)
    if (route / "decisions.toml").exists():
        (fresh / "decisions.toml").write_bytes((route / "decisions.toml").read_bytes())
    make(fresh, *data.draw(st.permutations(sorted(there.items()))))
    assert everything(route) == everything(fresh)
    graph = KnowledgeGraph.open(route)
    assert check(graph.store, graph.vocabulary) == []
    assert check_with_pyshacl(graph.store, graph.vocabulary)[0]


@settings(deadline=None, max_examples=8, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.integers(0, 10**6), min_size=8, max_size=10, unique=True),
       st.lists(st.integers(0, 10**6), min_size=3, max_size=4, unique=True))
def test_new_neighbours_stand_where_one_build_puts_them(tmp_path_factory, old, new):
    route, fresh = tmp_path_factory.mktemp("route"), tmp_path_factory.mktemp("fresh")
    there = [(f"{'az'[n % 2]}{n}", seed) for n, seed in enumerate(old)]
    # Their ids lie beside one another, between those that are there.
    between = [(f"m{n}", seed) for n, seed in enumerate(new)]
    make(route, *there)
    put(route, *between)
    make(fresh, *there, *between)
    assert everything(route) == everything(fresh)


def test_a_new_date_of_the_same_text_is_followed(tmp_path):
    (old,) = documents(("d2", 3))
    make(tmp_path, ("d1", 3), ("d2", 3), ("d3", 4))
    before = everything(tmp_path)
    moved = type(old)(old.id, old.source, old.title, old.text, date="1999-12-31", author="A. Reporter")
    done = add([], tmp_path, extractor=Made(), documents=[moved], view=False)
    assert done.changed == ("d2",) and done.rewritten == 2, "d1 is a copy of it now"
    rows = KnowledgeGraph.open(tmp_path).query("SELECT ?d { [] ng:copyOf/schema:datePublished ?d }").rows
    assert [str(row["d"]) for row in rows] == ["1999-12-31"]
    put(tmp_path, ("d2", 3))
    assert everything(tmp_path) == before
