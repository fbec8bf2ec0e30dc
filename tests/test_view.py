"""The page as data and as a file: what it holds, that it holds nothing foreign, and where things stand."""

import base64
import errno
import hashlib
import html
import html.parser
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import pytest
import view_data
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Store

from newsgraph import KnowledgeGraph
from newsgraph.errors import GraphError
from newsgraph.records import Document, Entity, Extraction, Fact, Mention
from newsgraph.view import measures, page, payload, render
from newsgraph.view.layout import layout
from newsgraph.view.notebook import View
from newsgraph.view.spacing import readable
from newsgraph.view.terms import SHAPES


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    return payload(view_data.sample())


def named(data: dict[str, Any], fact: dict[str, Any]) -> tuple[str, str, str]:
    nodes = data["nodes"]
    return nodes[fact["s"]]["name"], data["predicates"][fact["p"]]["id"], nodes[fact["o"]]["name"]


def test_payload_holds_every_entity_fact_and_document(data: dict[str, Any]) -> None:
    assert len(data["nodes"]) == 54
    assert len(data["documents"]) == 12
    assert {p["id"] for p in data["predicates"]} == {
        "executiveOf", "employedBy", "founderOf", "produces", "competesWith", "subsidiaryOf", "acquired",
        "partnerOf", "investorIn", "customerOf", "memberOf", "participatesIn", "locatedIn"}
    assert {p["id"] for p in data["predicates"] if p["symmetric"]} == {"competesWith", "partnerOf"}
    assert {t["id"] for t in data["types"]} == set(SHAPES)
    company = next(node for node in data["nodes"] if node["name"] == "Arbor Health")
    assert company["key"] == "arbor-health"
    assert company["aliases"] == ["Arbor Inc."]


def test_payload_keeps_what_a_fact_knows(data: dict[str, Any]) -> None:
    fact = next(f for f in data["facts"] if f["time"] == "past")
    assert named(data, fact) == ("Paul Weber", "executiveOf", "Meridian Motors")
    assert (fact["role"], fact["modality"]) == ("chairman", "asserted")
    assert fact["method"] == "rule:title-before-name"
    assert {f["modality"] for f in data["facts"]} == {"asserted", "negated", "hypothetical", "rumoured"}


def test_marks_point_at_subject_and_object_in_the_quote(data: dict[str, Any]) -> None:
    for fact in data["facts"]:
        subject, _, target = named(data, fact)
        a, b, c, d = fact["marks"]
        assert (fact["quote"][a:b], fact["quote"][c:d]) == (subject, target)


def test_payload_leaves_out_what_is_not_sure_enough(data: dict[str, Any]) -> None:
    kept = payload(view_data.sample(), min_confidence=0.8)["facts"]
    assert 0 < len(kept) < len(data["facts"])
    assert all(fact["confidence"] >= 0.8 for fact in kept)


def test_payload_does_not_depend_on_the_order_of_the_quads() -> None:
    store = view_data.sample()
    again = Store()
    again.extend(reversed(list(store)))
    assert payload(again) == payload(store)
    assert page(payload(again)) == page(payload(store))


def test_knowledge_graph_draws_itself(tmp_path: Path) -> None:
    first, second = "Today Ann Lee, head of Acme, resigned.", "😀 Acme rivals Bolt, a maker of pumps."
    text = f"{first} {second}"

    def span(words: str) -> tuple[int, int]:
        return text.index(words), text.index(words) + len(words)

    rivals = span("Acme rivals")[0], span("Acme rivals")[0] + 4
    people = Entity("e1", "Ann Lee", "Person", (Mention(*span("Ann Lee")),))
    acme = Entity("e2", "Acme", "Company", (Mention(*span("Acme")), Mention(*rivals)))
    bolt = Entity("e3", "Bolt", "Company", (Mention(*span("Bolt")),))
    facts = (Fact("e1", "executiveOf", "e2", span(first), span("Ann Lee"), span("Acme"), "head", "past"),
             Fact("e2", "competesWith", "e3", span(second), rivals, span("Bolt"), confidence=0.8))
    document = Document("a", "a.txt", "News", text)
    graph = KnowledgeGraph.from_extractions([Extraction(document, (people, acme, bolt), facts)])
    found = payload(graph.store)
    assert [node["name"] for node in found["nodes"]] == ["Acme", "Ann Lee", "Bolt"]
    assert {t["id"] for t in found["types"]} == {"Company", "Person"}
    assert [d["title"] for d in found["documents"]] == ["News"]
    spans = {named(found, fact): (fact["quote"], fact["marks"]) for fact in found["facts"]}
    assert spans == {("Ann Lee", "executiveOf", "Acme"): (first, [6, 13, 23, 27]),
                     ("Acme", "competesWith", "Bolt"): (second, [2, 6, 14, 18])}
    assert graph.view(tmp_path / "graph.html").stat().st_size > 700_000


ADDRESSES = ("src", "href", "srcset", "action")


class Page(html.parser.HTMLParser):
    """Collects every address and inline handler of a page, and its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.handlers: list[str] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.tags: list[str] = []
        self._open: tuple[str, dict[str, str | None]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        found = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ADDRESSES]
        self.handlers += [name for name in found if name.startswith("on")]
        self._open = (tag, found) if tag in ("script", "style") else None
        if tag == "meta" and found.get("http-equiv"):
            self.texts.append(("policy", {}, found["content"] or ""))

    def handle_data(self, data: str) -> None:
        if self._open:
            self.texts.append((*self._open, data))

    def handle_endtag(self, tag: str) -> None:
        self._open = None

    def script(self, name: str) -> str:
        return next(body for _, attributes, body in self.texts if attributes.get("id") == name)


def parsed(text: str) -> Page:
    found = Page()
    found.feed(text)
    return found


@pytest.mark.parametrize("store", [view_data.sample, view_data.hostile, Store])
def test_nothing_in_the_page_is_fetched_from_anywhere(store: Any) -> None:
    found = parsed(page(payload(store())))
    assert sorted(found.addresses) == ["#graph-area", "data:,"]
    assert found.handlers == []
    styles = "".join(text for tag, _, text in found.texts if tag == "style")
    assert "@import" not in styles
    assert all(address.startswith("data:") for address in re.findall(r"url\([\"']?([^\"')]*)", styles))
    assert not {"iframe", "object", "embed", "img", "form", "base"} & set(found.tags)


def test_policy_allows_exactly_the_scripts_and_styles_that_are_there() -> None:
    found = parsed(page(payload(view_data.hostile())))
    policy = next(text for tag, _, text in found.texts if tag == "policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy and "*" not in policy
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    run = [text for tag, attributes, text in found.texts
           if tag == "style" or (tag == "script" and not attributes.get("type"))]
    assert {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run} == allowed


def test_hostile_names_stay_text() -> None:
    text = page(payload(view_data.hostile()), title="</title><script>alert(0)</script>")
    assert "<img src=x" not in text
    assert "<script>alert" not in text
    found = parsed(text)
    # The data, the opening view, one block of sentences, and two that run.
    assert found.tags.count("script") == 5
    assert "<img src=x onerror=alert(1)>" in json.loads(found.script("data"))["nodes"]["name"]


@settings(max_examples=30, deadline=None)
@given(name=st.text(min_size=1), sentence=st.text())
def test_any_text_comes_through_the_page_unchanged(name: str, sentence: str) -> None:
    made = view_data.Writer()
    made.entity(name, "Company", key="one")
    made.entity(name + "2", "Company", key="two")
    made.fact(made.document("A"), name, "acquired", name + "2", sentence)
    found = parsed(page(payload(made.done())))
    assert json.loads(found.script("data"))["nodes"]["name"] == [name, name + "2"]
    assert json.loads(found.script("evidence-0"))["quote"] == [sentence]


def test_pyvis_builds_the_opening_view_with_physics_off() -> None:
    found = parsed(page(payload(view_data.sample())))
    opening = json.loads(found.script("opening"))
    options = json.loads(opening["options"])
    assert options["physics"] == {"enabled": False}
    assert options["edges"]["smooth"] is False
    assert len(opening["nodes"]) == 54
    assert {"id", "label", "shape", "x", "y", "group"} <= opening["nodes"][0].keys()
    assert {"from", "to"} <= opening["edges"][0].keys()


def test_render_replaces_a_page_only_when_the_new_one_is_complete(tmp_path: Path) -> None:
    target = tmp_path / "graph.html"
    assert render(view_data.sample(), target) == target
    first = target.read_bytes()
    render(view_data.sample(), target)
    assert target.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == ["graph.html"]
    with pytest.raises(GraphError, match="cannot be written: No such file"):
        render(view_data.sample(), tmp_path / "missing" / "graph.html")


def test_full_disk_leaves_the_old_page_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "graph.html"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(GraphError, match="No space left on device"):
        render(view_data.sample(), target)
    assert [file.name for file in tmp_path.iterdir()] == ["graph.html"]
    assert target.read_text() == "old"


def test_large_graph_opens_with_its_most_connected_part() -> None:
    found = parsed(page(payload(view_data.large(300))))
    opening = json.loads(found.script("opening"))
    assert len(opening["nodes"]) == measures.OPENING
    graph = nx.Graph([(edge["from"], edge["to"]) for edge in opening["edges"]])
    assert nx.is_connected(graph) and len(graph) == measures.OPENING


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 60).flatmap(lambda n: st.tuples(st.just(n), st.lists(
    st.tuples(st.integers(0, max(n - 1, 0)), st.integers(0, max(n - 1, 0))), max_size=80 if n else 0))))
def test_layout_gives_every_node_a_place_of_its_own(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    count, edges = drawn
    places = layout(count, edges)
    assert places.shape == (count, 2)
    assert np.isfinite(places).all()
    assert len(np.unique(places.round(1), axis=0)) == count
    assert (layout(count, edges) == places).all()


def test_layout_keeps_linked_nodes_closer_than_others() -> None:
    graph = nx.connected_caveman_graph(12, 12)
    places = layout(len(graph), list(graph.edges))
    far = np.hypot(*(places[:, None, :] - places[None, :, :]).transpose(2, 0, 1))
    linked = np.mean([far[a, b] for a, b in graph.edges])
    assert linked < far.mean() / 2.5


def test_large_layout_separates_parts_and_spreads_nodes() -> None:
    graph = nx.disjoint_union(nx.random_labeled_tree(900, seed=1), nx.star_graph(40))
    places = layout(len(graph), list(graph.edges))
    first, second = places[:900], places[900:]
    beside = (second.min(axis=0) > first.max(axis=0)) | (second.max(axis=0) < first.min(axis=0))
    assert beside.any()
    assert len(np.unique(places.round(), axis=0)) > 0.99 * len(places)


def test_readable_separates_labels() -> None:
    places = readable(np.zeros((12, 2)) + np.arange(12)[:, None] * 0.01, ["A company's name"] * 12)
    apart = np.abs(places[:, None, :] - places[None, :, :]) + np.eye(12)[:, :, None] * 1000
    assert ((apart[:, :, 0] > 120) | (apart[:, :, 1] > 55)).all()


def test_opening_goes_on_with_the_next_pieces() -> None:
    graph = nx.disjoint_union_all([nx.star_graph(9), nx.path_graph(4), nx.path_graph(5), nx.empty_graph(3)])
    assert set(measures.opening(graph)) == set(range(19))
    assert set(measures.opening(graph, 12)) == set(range(10)) | {15, 16}


def test_measures_of_an_empty_graph() -> None:
    graph = measures.network(0, [])
    assert measures.communities(graph) == []
    assert measures.opening(graph) == []
    assert measures.centrality(graph) == {"degree": [], "pagerank": [], "betweenness": []}


def contrast(first: str, second: str) -> float:
    def luminance(colour: str) -> float:
        parts = [int(colour[at:at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_colours_meet_wcag_aa() -> None:
    css = (Path(measures.__file__).parent / "assets" / "theme.css").read_text()
    blocks = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)) for block in css.split("}")[:2]]
    for tones, at in zip(blocks, (1, 2), strict=True):
        for ground in ("canvas", "panel", "raised", "hover"):
            for text in ("ink", "soft", "accent"):
                assert contrast(tones[text], tones[ground]) >= 4.5, (text, ground)
        for text, ground in (("on-accent", "accent"), ("accent", "accent-soft"), ("warn", "warn-soft"),
                             ("ink", "subject"), ("ink", "object"), ("ink", "accent-soft")):
            assert contrast(tones[text], tones[ground]) >= 4.5, (text, ground)
        assert contrast(tones["edge"], tones["canvas"]) >= 3
        for look in SHAPES.values():
            assert contrast(look[at], tones["canvas"]) >= 3
            assert contrast(look[at], tones["panel"]) >= 3


def test_a_written_page_is_a_path_that_a_notebook_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written = KnowledgeGraph(view_data.hostile()).view(tmp_path / "a b.html")
    assert isinstance(written, View) and written == tmp_path / "a b.html"
    shown = View(written)._repr_html_()
    assert shown.count("<") == 2 and shown.startswith('<iframe sandbox="allow-scripts')
    assert "allow-same-origin" not in shown
    assert html.unescape(shown.partition('srcdoc="')[2].removesuffix('"></iframe>')) == written.read_text("utf-8")
    monkeypatch.setattr("newsgraph.view.notebook.MOST", 10)
    assert "too large" in View(written)._repr_html_() and "<iframe" not in View(written)._repr_html_()
    written.unlink()
    assert "cannot be shown: No such file" in View(written)._repr_html_()


def test_the_server_can_read_the_view_without_what_draws() -> None:
    code = ("import sys, newsgraph.view.reading, newsgraph.view.parts, newsgraph.view.terms; "
            "print(sorted({'numpy', 'scipy', 'networkx', 'pyvis'} & sys.modules.keys()))")
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"
