"""Laws of resolution: order does not matter, and an index brought up to date is a resolution made at once."""

import random
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from resolution_data import decisions, extraction, extractions

from newsgraph.corpus import Corpus
from newsgraph.extraction.clustering import cluster_names
from newsgraph.names import slug
from newsgraph.records import Document, Entity, Extraction, Mention, Resolution
from newsgraph.resolution import Decisions, resolve
from newsgraph.resolution.index import Index

SLOW = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


@SLOW
@given(extractions(), decisions(), st.randoms(use_true_random=False))
def test_order_does_not_matter(found, decided, rng):
    shuffled = found[:]
    rng.shuffle(shuffled)
    assert resolve(found, decided) == resolve(shuffled, decided)


@SLOW
@given(extractions(), decisions())
def test_each_named_entity_is_in_one_node_at_most_and_keys_are_unique(found, decided):
    nodes = resolve(found, decided).nodes
    members = [member for node in nodes for member in node.members]
    assert len(members) == len(set(members))
    assert len({node.key for node in nodes}) == len(nodes)
    assert all(node.members and node.name and node.name not in node.aliases for node in nodes)
    if not decided:
        assert set(members) == {(e.document.id, x.id) for e in found for x in e.entities if x.named}
    assert all(slug(node.name) or node.key.startswith("x") for node in nodes)


@SLOW
@given(extractions(1, 10), decisions(), decisions(), st.data())
def test_an_index_brought_up_to_date_is_a_resolution_made_at_once(found, first, second, data):
    corpus = Corpus(":memory:")
    index = Index(corpus)
    nodes: dict[str, tuple[object, ...]] = {}
    places: dict[str, dict[str, tuple[str, str]]] = {}
    there: dict[str, object] = {}
    decided = Decisions()
    for step in range(data.draw(st.integers(1, 6))):
        with corpus.write():
            for item in data.draw(st.lists(st.sampled_from(found), max_size=4)):
                if item.document.id in there and data.draw(st.booleans()):
                    corpus.remove(item.document.id)
                    del there[item.document.id]
                else:
                    other = extraction(item.document.id, data.draw(st.integers(0, 5)))
                    put = other if data.draw(st.booleans()) else item
                    corpus.put(put)
                    there[item.document.id] = put
            decided = data.draw(st.sampled_from([decided, first, second]))
            with patch("newsgraph.resolution.refresh.HELD", data.draw(st.sampled_from([2, 100_000]))):
                change = index.sync(decided)
        whole = resolve(list(there.values()), decided)
        assert index.resolution() == whole, step
        for key in change.gone:
            del nodes[key]
        new = list(index.nodes(change.nodes))
        nodes.update({n.key: (n.name, n.type, n.aliases, n.links) for n in new})
        assert nodes == {n.key: (n.name, n.type, n.aliases, n.links) for n in whole.nodes}
        assert not any(n.members for n in new)
        now = _places(whole)
        for id in there.keys() - change.documents:
            assert places.get(id, {}) == now.get(id, {})
        assert change.documents <= there.keys()
        assert index.is_current(decided)
        places = now


def test_an_index_of_another_version_is_made_anew():
    corpus = Corpus(":memory:")
    index = Index(corpus)
    with corpus.write():
        for number in range(5):
            corpus.put(extraction(f"d{number}", number))
        index.sync()
        corpus.connection.execute("UPDATE resolution_state SET value = '0' WHERE name = 'version'")
    assert not index.is_current()
    with corpus.write():
        assert index.sync().whole
    assert index.resolution() == resolve(
        [extraction(f"d{n}", n) for n in random.Random(1).sample(range(5), 5)]
    )


def _places(resolution: Resolution) -> dict[str, dict[str, tuple[str, str]]]:
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for node in resolution.nodes:
        for document, entity in node.members:
            found.setdefault(document, {})[entity] = (node.key, node.type)
    return found


NAMES = st.text(st.characters(codec=None), max_size=12) | st.sampled_from(
    ["The", "'s", "@", "Inc.", "Ltd and", "of of"])


@SLOW
@given(st.lists(st.tuples(NAMES, st.sampled_from(["Person", "Company", "Product", "Place", "Event", "Law"])),
                max_size=12))
def test_any_names_at_all(names):
    text = "".join(name for name, _ in names)
    places = [sum(len(n) for n, _ in names[:i]) for i in range(len(names))]
    spans = [(at, at + len(name)) for at, (name, _) in zip(places, names, strict=True)]
    numbers = cluster_names(names, text, spans)
    assert len(numbers) == len(names) and set(numbers) == set(range(len(set(numbers))))
    found = [Extraction(Document(f"d\udc80{i}", "", str(i), name),
                        (Entity("e", name, type, (Mention(0, len(name)),)),)) for i, (name, type) in enumerate(names)]
    corpus = Corpus(":memory:")
    index = Index(corpus)
    with corpus.write():
        for extraction in found:
            corpus.put(extraction)
        index.sync()
    assert index.resolution() == resolve(found)
