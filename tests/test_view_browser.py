"""The page in a real Chromium, with the network cut: what a reader does with it, by mouse and by keys.

Debian's chromium is used (``apt-get install chromium``); without it these tests are skipped, and the summary
of the run says so.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import newsroom
import pytest
import view_data
from pyoxigraph import RdfFormat, Store, parse

from newsgraph import KnowledgeGraph
from newsgraph.library import library
from newsgraph.view import render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM FOUND: THE PAGE WAS NOT TESTED IN A BROWSER; "
                                                "install Debian's chromium package to run these tests"),
]

Open = Callable[..., Any]


def built() -> KnowledgeGraph:
    found = newsroom.articles()
    return KnowledgeGraph.from_extractions(found, newsroom.resolution(found))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    stores = {"sample": view_data.sample(), "built": built().store, "hostile": view_data.hostile(),
              "large": view_data.large(1000), "empty": Store()}
    return {name: render(store, folder / f"{name}.html") for name, store in stores.items()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Any, pages: dict[str, Path]) -> Iterator[Open]:
    """Open a page; at the end nothing may have been asked of a network, and the console must be empty."""
    complaints: list[str] = []
    contexts: list[Any] = []

    def visit(name: str = "sample", link: str = "", **options: Any) -> Any:
        options = {"viewport": {"width": 1400, "height": 900}, "offline": True} | options
        context = browser.new_context(**options)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(30_000)
        tab.on("console", lambda message: complaints.append(f"console: {message.text}"))
        tab.on("pageerror", lambda error: complaints.append(f"error: {error}"))
        tab.on("dialog", lambda dialog: (complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        tab.on("request", lambda request: request.url.startswith(("file:", "data:", "blob:"))
               or complaints.append(f"request: {request.url}"))
        tab.goto(pages[name].as_uri() + link)
        tab.wait_for_selector("body[data-ready]")
        return tab

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def shown(tab: Any) -> set[str]:
    return set(tab.evaluate("newsgraph.shown()"))


def until(tab: Any, function: str, value: Any = None) -> None:
    """Wait for a function of JavaScript; an expression would be an eval, which the page's policy forbids."""
    tab.wait_for_function(function, arg=value)


def click_at(tab: Any, expression: str, double: bool = False) -> None:
    spot, box = tab.evaluate(expression), tab.locator("#graph").bounding_box()
    move = tab.mouse.dblclick if double else tab.mouse.click
    move(box["x"] + spot["x"], box["y"] + spot["y"])


def test_opens_with_everything_of_a_small_graph(visit: Open) -> None:
    tab = visit()
    assert len(shown(tab)) == 54
    assert tab.locator("#size").inner_text() == "54 entities · 12 documents"
    assert tab.locator("#details h2").inner_text() == "Overview"


def test_opens_a_large_graph_with_its_core_and_shows_more(visit: Open) -> None:
    tab = visit("large")
    assert len(shown(tab)) == 45
    assert "45 of 1,000 entities: the most connected part" in tab.locator("#status").inner_text()
    tab.focus("#more")
    tab.keyboard.press("Enter")
    assert len(shown(tab)) == 85
    assert tab.evaluate("document.activeElement.id") == "more"
    tab.click("#home")
    assert len(shown(tab)) == 45


def test_search_completes_names_and_aliases(visit: Open) -> None:
    tab = visit("large")
    tab.fill("#search", "fir pers")
    options = tab.locator("#search-list [role=option]")
    assert options.count() == 12
    assert all(text.startswith("Fir Person") for text in options.locator(".match").all_inner_texts())
    tab.fill("#search", "E777")
    assert "E777" in options.first.inner_text()
    tab.press("#search", "Enter")
    assert tab.evaluate("newsgraph.state().entity").endswith("-777")
    assert tab.locator("#details h2").inner_text().endswith(" 777")
    tab.fill("#search", "zzzz")
    assert tab.locator("#search-list").inner_text() == "No name like this"


def test_search_ignores_accents_and_case(visit: Open) -> None:
    assert visit().evaluate("newsgraph.find('ZOE mart')") == ["zoë-martens"]


def test_filters_change_the_picture_and_the_counts(visit: Open) -> None:
    tab = visit()
    before = shown(tab)
    tab.get_by_role("checkbox", name="competes with").uncheck()
    assert tab.locator(".figure strong").nth(1).inner_text() == "83"
    tab.get_by_role("checkbox", name="Person").uncheck()
    after = shown(tab)
    assert "mara-lindqvist" in before - after
    tab.get_by_role("slider", name="Lowest confidence").fill("80")
    assert len(shown(tab)) < len(after)
    tab.click("#reset")
    assert shown(tab) == before
    tab.get_by_role("button", name="Only acquired").click()
    assert shown(tab) == {"orchid-pay", "quill-media"}


def test_filter_by_document_and_community(visit: Open) -> None:
    tab = visit()
    tab.locator("summary", has_text="Document").scroll_into_view_if_needed()
    tab.fill("input[aria-label='Find a document']", "denies sale")
    row = tab.locator("#filters details", has_text="Document").locator("li.facet").first
    count = int(row.locator(".count").inner_text())
    row.locator("input").check()
    assert tab.locator(".figure strong").nth(1).inner_text() == str(count)
    tab.click("#reset")
    tab.locator("summary", has_text="Community").click()
    tab.locator("#filters details", has_text="Community").locator("input[type=checkbox]").first.check()
    assert 3 < len(shown(tab)) < 20


def test_filter_by_day_of_publication(visit: Open) -> None:
    tab = visit()
    tab.get_by_label("Published from").fill("2026-06-01")
    tab.get_by_label("Published to").fill("2026-08-31")
    tab.keyboard.press("Tab")
    tab.click("#view-table")
    dates = tab.locator("#facts-body td.date").all_inner_texts()
    assert dates and all("2026-06-01" <= date <= "2026-08-31" for date in dates)
    tab.click("#reset")
    assert tab.locator("#table-size").inner_text() == "96 facts"


def test_what_is_not_current_is_hidden_until_asked_for_and_then_dashed(visit: Open) -> None:
    tab = visit(link="#edge=paul-weber&with=meridian-motors")
    assert "passes the filters" in tab.locator("#details").inner_text()
    tab.get_by_role("checkbox", name="Former").check()
    assert "former chairman of Meridian Motors" in tab.locator("#details blockquote").inner_text()
    assert tab.locator("#details .badge").inner_text() == "former"
    assert "stroke-dasharray" in tab.evaluate("newsgraph.drawing()")


def test_legend_switches_a_type_off_and_on(visit: Open) -> None:
    tab = visit()
    switch = tab.locator("#legend").get_by_role("switch", name="Product")
    assert switch.get_attribute("aria-checked") == "true"
    switch.click()
    assert switch.get_attribute("aria-checked") == "false"
    assert "atlas-3" not in shown(tab)
    switch.click()
    assert "atlas-3" in shown(tab)


def test_click_on_an_entity_shows_its_facts_and_leads_to_neighbours(visit: Open) -> None:
    tab = visit()
    click_at(tab, "newsgraph.spot('arbor-health')")
    panel = tab.locator("#details")
    assert panel.locator("h2").inner_text() == "Arbor Health"
    assert "also Arbor Inc." in panel.inner_text()
    headings = [text.rsplit(" ", 1)[0] for text in panel.locator(".facts h3").all_inner_texts()]
    assert {"makes", "competes with", "run by"} <= set(headings)
    panel.get_by_text("1 sentence").first.click()
    panel.locator("blockquote mark.subject").first.wait_for()
    panel.locator(".fact .entity", has_text="Arbor Scan").click()
    assert panel.locator("h2").inner_text() == "Arbor Scan"


def test_click_on_a_line_shows_its_sentences_with_both_ends_marked(visit: Open) -> None:
    tab = visit(link="#focus=mara-lindqvist&depth=1")
    click_at(tab, "newsgraph.between('mara-lindqvist', 'northwind-robotics')")
    panel = tab.locator("#details")
    assert panel.locator("blockquote").count() == 3
    founded = panel.locator(".sentence", has_text="founded")
    assert founded.locator("mark.subject").inner_text() == "Mara Lindqvist"
    assert founded.locator("mark.object").inner_text() == "Northwind Robotics"
    assert founded.locator("a").get_attribute("href").startswith("https://news.example/")
    assert founded.locator("time").inner_text().startswith("2026-")
    assert "%" in founded.inner_text() and "rule:title-before-name" in founded.inner_text()
    assert "chief executive" in panel.inner_text()


def test_expand_collapse_and_focus_by_depth(visit: Open) -> None:
    tab = visit("large", "#focus=alder-person-0&depth=1&entity=alder-person-0")
    one = shown(tab)
    tab.get_by_role("button", name="Focus with depth 2").click()
    assert shown(tab) > one
    tab.get_by_role("button", name="Focus with depth 1").click()
    assert shown(tab) == one
    hidden = {key: tab.evaluate(f"newsgraph.hidden('{key}')") for key in one}
    other = max(sorted(hidden), key=hidden.__getitem__)
    click_at(tab, f"newsgraph.spot('{other}')", double=True)
    until(tab, "count => newsgraph.shown().length > count", len(one))
    assert shown(tab) > one
    tab.click("#collapse")
    assert shown(tab) == one


def test_shortest_path_between_two(visit: Open) -> None:
    tab = visit()
    tab.fill("[aria-label=From]", "lindqvist")
    tab.press("[aria-label=From]", "Enter")
    tab.fill("[aria-label=To]", "quill read")
    tab.press("[aria-label=To]", "Enter")
    assert "Shortest path, 5 steps" in tab.locator("#status").inner_text()
    assert len(shown(tab)) == 6
    assert tab.locator("#details blockquote").count() == 5
    tab.click("#home")
    assert len(shown(tab)) == 54


def test_deep_link_and_back_button(visit: Open) -> None:
    tab = visit(link="#entity=northwind-robotics")
    assert tab.locator("#details h2").inner_text() == "Northwind Robotics"
    tab.locator("#details .fact .entity", has_text="Mara Lindqvist").first.click()
    assert tab.evaluate("location.hash") == "#entity=mara-lindqvist"
    tab.go_back()
    assert tab.locator("#details h2").inner_text() == "Northwind Robotics"
    tab.evaluate("location.hash = '#view=table'")
    tab.wait_for_selector("#facts-body tr")
    tab.go_back()
    assert tab.locator("#graph-area").is_visible()


def test_deep_link_to_something_outside_the_opening_view(visit: Open) -> None:
    tab = visit("large", "#entity=birch-organization-991")
    assert tab.locator("#details h2").count() == 1
    key = tab.evaluate("newsgraph.find('E999')[0]")
    tab = visit("large", f"#entity={key}")
    assert key in shown(tab)
    assert "Around" in tab.locator("#status").inner_text() or len(shown(tab)) == 46
    assert tab.locator("#details h2").inner_text().endswith(" 999")


def download(tab: Any, button: str) -> bytes:
    tab.click("#export")
    with tab.expect_download() as waiting:
        tab.click(button)
    return Path(waiting.value.path()).read_bytes()


def test_exports(visit: Open) -> None:
    tab = visit(link="#focus=arbor-health&depth=1")
    assert download(tab, "#export-png").startswith(b"\x89PNG")
    drawing = download(tab, "#export-svg").decode()
    assert drawing.count("<title>") == len(shown(tab))
    text = download(tab, "#export-turtle")
    whole = {(q.subject, q.predicate, q.object) for q in view_data.sample()}
    part = {(q.subject, q.predicate, q.object) for q in parse(text, format=RdfFormat.TURTLE)}
    assert len(part) > 100
    assert part - whole == set()


@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_turtle_of_everything_holds_only_triples_of_the_store(visit: Open, name: str) -> None:
    tab = visit(name)
    store = {"sample": view_data.sample, "hostile": view_data.hostile}[name]()
    whole = {(q.subject, q.predicate, q.object) for q in store}
    part = {(q.subject, q.predicate, q.object)
            for q in parse(tab.evaluate("newsgraph.turtle()").encode(), format=RdfFormat.TURTLE)}
    assert part - whole == set()
    quotes = {triple[2] for triple in whole if triple[1].value.endswith("#quote")}
    assert len(part) > 0.4 * len(whole)
    assert name == "sample" or quotes <= {triple[2] for triple in part}


def test_svg_of_hostile_names_is_well_formed_and_inert(visit: Open) -> None:
    import xml.etree.ElementTree as tree

    drawing = tree.fromstring(visit("hostile").evaluate("newsgraph.drawing()"))
    names = {part.tag.split("}")[1] for part in drawing.iter()}
    assert names <= set("svg defs marker path rect g line polygon circle title text".split())
    assert not [name for part in drawing.iter() for name in part.attrib if name.startswith("on")]


def test_table_sorts_filters_and_follows_the_filters(visit: Open) -> None:
    tab = visit(link="#view=table")
    assert tab.locator("#table-size").inner_text() == "96 facts"
    tab.get_by_role("button", name="Confidence").click()
    values = [int(text.rstrip("%")) for text in tab.locator("#facts-body td.number").all_inner_texts()]
    assert values == sorted(values, reverse=True)
    tab.get_by_role("button", name="Confidence").click()
    assert tab.locator("th[data-column=confidence]").get_attribute("aria-sort") == "ascending"
    tab.fill("#table-query", "chairwoman")
    until(tab, "() => document.querySelector('#table-size').textContent !== '96 facts'")
    rows = tab.locator("#facts-body tr")
    assert 0 < rows.count() < 10
    assert all("chairwoman" in text for text in rows.all_inner_texts())
    tab.fill("#table-query", "")
    until(tab, "() => document.querySelector('#table-size').textContent === '96 facts'")
    tab.get_by_role("checkbox", name="executive of").uncheck()
    assert "executive of" not in " ".join(tab.locator("#facts-body td.predicate").all_inner_texts())


def test_large_table_shows_a_hundred_rows_at_a_time(visit: Open) -> None:
    tab = visit("large", "#view=table")
    assert tab.locator("#facts-body tr").count() == 100
    tab.click("#table-more")
    assert tab.locator("#facts-body tr").count() == 200


@pytest.mark.parametrize("width", [900, 1280])
def test_names_at_the_edge_of_the_first_picture_are_whole(visit: Open, width: int) -> None:
    tab = visit("large", viewport={"width": width, "height": 700})
    room = tab.locator("#graph").bounding_box()["width"]
    # A letter of the smallest name that is drawn at any zoom takes some seven pixels.
    cut = tab.evaluate("""room => newsgraph.shown().filter(key => {
        const { x } = newsgraph.spot(key), half = Math.min(20, newsgraph.nameOf(key).length) * 3.5;
        return x - half < 0 || x + half > room;
    })""", room)
    assert cut == []


def test_map_shows_everything_and_names_the_largest(visit: Open) -> None:
    tab = visit("large", "#view=map")
    assert "All 1,000 entities" in tab.locator("#status").inner_text()
    names = shown(tab)
    assert 10 < len(names) <= 71
    for _ in range(8):
        tab.click("#zoom-in")
    until(tab, "names => newsgraph.shown().some(key => !names.includes(key))", sorted(names))
    tab.click("#fit")
    until(tab, "names => newsgraph.shown().every(key => names.includes(key))", sorted(names))
    key = sorted(names & shown(tab))[0]
    click_at(tab, f"newsgraph.spot('{key}')")
    until(tab, "key => newsgraph.state().entity === key", key)
    tab.fill("#search", "e555")
    tab.press("#search", "Enter")
    until(tab, "() => newsgraph.shown().includes(newsgraph.find('e555')[0])")
    assert tab.evaluate("newsgraph.state().view") == "map"


def test_keyboard_alone_is_enough(visit: Open) -> None:
    tab = visit()
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "graph"
    tab.keyboard.press("ArrowRight")
    first = tab.evaluate("newsgraph.state().entity")
    tab.keyboard.press("ArrowLeft")
    second = tab.evaluate("newsgraph.state().entity")
    assert first and second and first != second
    assert "link" in tab.locator("#live").inner_text()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "details"
    tab.keyboard.press("/")
    tab.keyboard.type("arbor h")
    tab.keyboard.press("Enter")
    assert tab.evaluate("newsgraph.state().focus") == "arbor-health"
    tab.keyboard.press("2")
    assert tab.evaluate("newsgraph.state().depth") == 2
    tab.keyboard.press("l")
    assert tab.locator("#table-area").is_visible()
    tab.keyboard.press("n")
    tab.keyboard.press("?")
    assert tab.locator("#help-box").is_visible()
    tab.keyboard.press("Escape")
    assert not tab.locator("#help-box").is_visible()
    tab.keyboard.press("Escape")
    tab.keyboard.press("Escape")
    assert tab.evaluate("newsgraph.state().focus") is None


def test_every_control_has_a_name_and_can_be_reached(visit: Open) -> None:
    tab = visit(link="#entity=arbor-health")
    nameless = tab.evaluate("""[...document.querySelectorAll('button, input, select, a, [role=application]')]
        .filter(node => !(node.getAttribute('aria-label') || node.textContent.trim() || node.labels?.length))
        .map(node => node.outerHTML.slice(0, 100))""")
    assert nameless == []
    reached = set()
    for _ in range(30):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"skip", "search", "view-graph", "view-table", "export", "theme", "help", "reset"} <= reached


def test_dark_mode_follows_the_system_and_the_switch(visit: Open) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    tab = visit(color_scheme="dark")
    assert tab.evaluate(ground) == "rgb(16, 22, 29)"
    tab.click("#theme")
    assert tab.evaluate(ground) == "rgb(246, 247, 249)"
    assert 'fill="#f6f7f9"' in tab.evaluate("newsgraph.drawing()")


def test_colour_and_size_by_choice(visit: Open) -> None:
    tab = visit()
    before = tab.evaluate("newsgraph.drawing()")
    tab.get_by_label("Colour").select_option("community")
    coloured = tab.evaluate("newsgraph.drawing()")
    tab.get_by_label("Size").select_option("betweenness")
    assert len({before, coloured, tab.evaluate("newsgraph.drawing()")}) == 3
    assert tab.locator("#legend button").count() > 6


def test_small_screen_keeps_everything_within_reach(visit: Open) -> None:
    tab = visit(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert 14 <= len(shown(tab)) < 54
    assert not tab.locator("#filters").is_visible()
    tab.click("#open-filters")
    assert tab.locator("#filters").is_visible()
    tab.click("[aria-label='Close filters']")
    tab.fill("#search", "arbor h")
    tab.press("#search", "Enter")
    assert tab.locator("#details h2").is_visible()
    tab.click("[aria-label='Close details']")
    assert not tab.locator("#details").is_visible()
    tab.click("#view-table")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390


def test_hostile_content_shows_as_text_everywhere(visit: Open) -> None:
    tab = visit("hostile")
    assert len(shown(tab)) == 8
    spot, box = tab.evaluate("newsgraph.between('img', 'script')"), tab.locator("#graph").bounding_box()
    tab.mouse.move(box["x"] + spot["x"] - 2, box["y"] + spot["y"])
    tab.mouse.move(box["x"] + spot["x"], box["y"] + spot["y"])
    tooltip = tab.locator(".vis-tooltip")
    tooltip.wait_for()
    assert "<img src=x onerror=alert(1)> — competes with — </script>" in tooltip.inner_text()
    for key in sorted(shown(tab)):
        tab.evaluate("key => newsgraph.go({ ...newsgraph.state(), entity: key })", key)
        for summary in tab.locator("#details summary").all():
            summary.click()
    tab.evaluate("newsgraph.go({ ...newsgraph.state(), entity: null, pair: ['img', 'script'] })")
    assert tab.locator("#details mark.subject").inner_text() == "<img src=x onerror=alert(1)>"
    assert tab.locator("#details mark.object").inner_text() == "</script><script>alert(2)</script>"
    tab.fill("#search", "acme")
    assert "‹U+202E›" in tab.locator("#search-list").inner_text()
    tab.keyboard.press("Escape")
    tab.evaluate("newsgraph.go({ ...newsgraph.state(), view: 'table' })")
    links = [link.get_attribute("href") for link in tab.locator("#table-area a").all()]
    assert links and all(link.startswith("https://news.example/") for link in links)
    assert tab.locator("img, iframe, b, i").count() == 0
    assert tab.evaluate("document.documentElement.scrollWidth") <= 1400


def test_policy_stops_what_a_page_of_this_kind_must_not_do(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context()
    tab = context.new_page()
    broken: list[str] = []
    tab.on("console", lambda message: broken.append(message.text))
    tab.goto(pages["sample"].as_uri())
    tab.wait_for_selector("body[data-ready]")
    tab.evaluate("""() => {
        document.body.insertAdjacentHTML('beforeend', '<p id="bad" onclick="window.hurt = 1">x</p>');
        document.querySelector('#bad').click();
        const script = document.createElement('script');
        script.textContent = 'window.hurt = 2';
        document.body.append(script);
        const picture = document.createElement('img');
        picture.src = 'https://foreign.example/x.png';
        document.body.append(picture);
    }""")
    for _ in range(100):
        if sum("Content Security Policy" in text for text in broken) >= 3:
            break
        tab.wait_for_timeout(50)
    assert sum("Content Security Policy" in text for text in broken) >= 3
    assert tab.evaluate("window.hurt") is None
    context.close()


def test_empty_graph_says_so(visit: Open) -> None:
    tab = visit("empty")
    assert tab.locator("#empty").inner_text() == "There is nothing in this graph yet."
    tab.keyboard.press("l")
    tab.keyboard.press("m")
    tab.keyboard.press("n")


def test_reduced_motion_has_no_transitions(visit: Open) -> None:
    tab = visit(reduced_motion="reduce")
    assert tab.evaluate("getComputedStyle(document.querySelector('#zoom-in')).transitionDuration") == "0s"


def asked(tab: Any, question: str) -> str:
    tab.fill("#search", question)
    assert tab.locator("#search-list").inner_text() == f"Ask: {question}"
    tab.keyboard.press("Enter")
    return tab.locator("#details").inner_text()


@pytest.mark.parametrize(("question", "query"), [
    ("who runs Alpha?", "executives"), ("What does alpha make", "products"), ("who makes the Rocket", "related"),
    ("Who's in charge of Alpha these days?", "executives"),
    ("who competes with Beta?", "competitors"), ("tell me about Ann Lee", "everything"),
])
def test_a_question_is_answered_as_its_sparql_answers_it(visit: Open, question: str, query: str) -> None:
    tab = visit("built")
    text = asked(tab, question)
    assert f"Taken for: {library()[query].title}" in text
    answers = built().query(tab.locator("#details pre").text_content()).rows
    names = {str(value) for row in answers for value in row.values()}
    rows = tab.locator("#details .fact .entity").all_inner_texts()
    assert rows and set(rows) <= names
    assert "question=" in tab.url
    tab.click("#home")
    assert tab.locator("#details h2").inner_text() == "Overview"


def test_questions_on_paths_and_days_and_those_not_understood(visit: Open) -> None:
    tab = visit()
    text = asked(tab, "what links Mara Lindqvist and Quill Reader?")
    assert "5 steps" in text and len(shown(tab)) == 6 and tab.locator("#details pre").count() == 1
    text = asked(tab, "what is new since 2026-01-01?")
    assert "What is new since a date" in text and tab.locator("#details .sentence").count() > 0
    assert '"2026-01-01"^^' in tab.locator("#details pre").text_content()
    assert "The graph holds nothing" in asked(tab, "what is new since 1 March 2099")
    assert "I do not understand this question" in asked(tab, "please sing a song")
    assert "Nothing in this graph is called Nobody Ltd" in asked(tab, "who runs Nobody Ltd?")
    tab.go_back()
    assert "I do not understand" in tab.locator("#details").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["sample", "hostile"])
def test_a_view_shows_itself_in_a_notebook(browser: Any, pages: dict[str, Path], name: str, scheme: Any) -> None:
    context = browser.new_context(offline=True, color_scheme=scheme)
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("dialog", lambda dialog: (complaints.append(dialog.message), dialog.dismiss()))
    tab.set_content(f"<!DOCTYPE html><body>{pages[name]._repr_html_()}</body>")  # type: ignore[attr-defined]
    frame = tab.frame_locator("iframe")
    frame.locator("body[data-ready]").wait_for()
    assert frame.locator("#legend button").count() > 1
    frame.locator("#search").fill("a")
    frame.locator("#search-list .match").first.wait_for()
    frame.locator("#search").press("Enter")
    assert frame.locator("#details h2").inner_text() not in ("", "Overview")
    ground = frame.locator("body").evaluate("node => getComputedStyle(node).backgroundColor")
    assert ground == ("rgb(16, 22, 29)" if scheme == "dark" else "rgb(246, 247, 249)")
    assert tab.locator("script, img").count() == 0
    context.close()
    assert complaints == []


@pytest.mark.slow
def test_ten_thousand_entities_open_answer_and_move_without_freezing(
        browser: Any, tmp_path: Path) -> None:
    page = render(view_data.large(10_000), tmp_path / "page.html")
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    tab = context.new_page()
    tab.add_init_script("""window.longest = 0;
        new PerformanceObserver(list => list.getEntries().forEach(task => {
            longest = Math.max(longest, task.duration);
        })).observe({ type: 'longtask', buffered: true });""")
    # How fast the machine is now, told by a sort of a million numbers: a busy one is slow at everything.
    before = tab.evaluate(_SORTING)
    start = time.perf_counter()
    tab.goto(page.as_uri())
    tab.wait_for_selector("body[data-ready]")
    opened = time.perf_counter() - start
    assert len(shown(tab)) == 45
    start = time.perf_counter()
    tab.fill("#search", "fir company")
    tab.wait_for_selector("#search-list [role=option]")
    found = time.perf_counter() - start
    tab.keyboard.press("Escape")
    tab.click("#view-map")
    for _ in range(6):
        tab.click("#zoom-in")
    tab.click("#view-table")
    tab.wait_for_selector("#facts-body tr")
    blocked = tab.evaluate("longest") / 1000
    unit = max(before, tab.evaluate(_SORTING)) / 1000
    context.close()
    assert opened < 15 * unit and found < 3 * unit and blocked < 8 * unit, (opened, found, blocked, unit)


_SORTING = """() => {
    const start = performance.now();
    let seed = 1;
    Float64Array.from({ length: 1e6 }, () => (seed = (seed * 16807) % 2147483647)).sort();
    return performance.now() - start;
}"""
