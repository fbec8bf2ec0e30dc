"""The served pages in a real Chromium: the explorer walks, the editor runs, nothing breaks the policy.

Debian's chromium is used (``apt-get install chromium``); without it these tests are skipped, and the summary
of the run says so.
"""

import json
import shutil
from pathlib import Path
from urllib.request import urlopen

import pytest
import rdflib
from benchmarks.generated import World
from benchmarks.serve import by_name
from serving import serving, store
from test_serve_pages import with_hostile

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]
BASE = "https://newsgraph.example/id/"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="NO CHROMIUM FOUND: THE SERVED PAGES WERE NOT TESTED IN A "
                                                "BROWSER; install Debian's chromium package to run these tests"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with serving(with_hostile(tmp_path_factory.mktemp("browsed"))) as client:
        yield client.address


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def tab(browser, address):
    """A tab; at the end the console has to be empty, and only our own server may have been asked."""
    complaints, asked = [], []
    context = browser.new_context(viewport={"width": 1300, "height": 820}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("dialog", lambda dialog: (complaints.append("a dialog: " + dialog.message), dialog.dismiss()))
    page.on("request", lambda request: asked.append(request.url))
    page.errors = complaints
    page.home = address
    yield page
    context.close()
    assert [text for text in complaints if "status of 4" not in text] == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def visit(tab, path):
    tab.goto(tab.home + path)
    tab.wait_for_selector("body[data-ready]")


def shown(tab):
    return set(tab.evaluate("newsgraph.shown()"))


def test_one_walks_from_a_name_to_a_sentence(tab):
    visit(tab, "/")
    tab.wait_for_selector("#legend button")
    assert "entities" in tab.inner_text("#status") and {"alpha", "beta"} <= shown(tab)
    tab.fill("#search", "ann")
    tab.wait_for_selector("#search-list .match")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#details h2 bdi:text-is('Ann Lee')")
    assert "entity=ann-lee" in tab.url
    tab.click("#details .fact .entity >> text=Alpha")
    tab.wait_for_selector("#details h2 bdi:text-is('Alpha')")
    tab.evaluate("newsgraph.go({ ...newsgraph.state(), entity: null, pair: ['alpha', 'ann-lee'] })")
    tab.wait_for_selector("#details mark.subject")
    assert tab.locator("#details .sentence").count() == 2
    assert tab.locator("#details .source a").first.get_attribute("href").startswith("/doc/")
    tab.go_back()
    tab.wait_for_selector("#details h2 bdi:text-is('Alpha')")


def test_the_picture_grows_only_by_what_is_asked_for(browser, tmp_path):
    """Of a graph too large to open whole, a part is loaded and the rest is counted."""
    found = [world.article(at) for world in [World(60)] for at in range(40)]
    with serving(store(tmp_path, found, by_name(found))) as client:
        page = browser.new_page()
        page.set_default_timeout(20_000)
        page.goto(client.address)
        page.wait_for_function("() => newsgraph.shown().length >= 30")
        opened = shown(page)
        assert len(opened) <= 60 and f"{len(opened)} of " in page.inner_text("#status")
        page.click("#more")
        page.wait_for_function("count => newsgraph.shown().length > count", arg=len(opened))
        key = max(sorted(shown(page)), key=lambda key: page.evaluate(f"newsgraph.hidden('{key}')"))
        hidden = page.evaluate(f"newsgraph.hidden('{key}')")
        page.evaluate(f"newsgraph.go({{ ...newsgraph.state(), entity: '{key}' }})")
        page.click("#expand")
        page.wait_for_function(f"count => newsgraph.hidden('{key}') < count", arg=hidden)
        page.close()


def test_filters_table_and_exports_are_those_of_the_saved_page(tab):
    visit(tab, "/#focus=alpha&depth=1")
    tab.wait_for_function("() => newsgraph.shown().length > 3")
    whole = rdflib.Graph().parse(data=urlopen(tab.home + "/export?format=turtle").read(), format="turtle")
    part = rdflib.Graph().parse(data=tab.evaluate("newsgraph.turtle()"), format="turtle")
    assert len(part) > 40 and not [triple for triple in part if triple not in whole]
    tab.click("#export")
    with tab.expect_download() as download:
        tab.click("#export-svg")
    assert "<title>Alpha</title>" in Path(download.value.path()).read_text()
    before = shown(tab)
    tab.get_by_role("checkbox", name="Person").uncheck()
    assert shown(tab) < before and "ann-lee" not in shown(tab)
    tab.click("#reset")
    tab.click("#view-table")
    tab.wait_for_selector("#facts-body tr")
    assert "loaded" in tab.inner_text("#table-size")


def test_the_map_of_the_whole_graph_with_communities_and_measures(tab):
    visit(tab, "/#focus=rocket&depth=1")
    assert tab.evaluate("newsgraph.state().focus") == "rocket"
    tab.focus("#choose-colour")
    tab.select_option("#choose-colour", "community")
    tab.wait_for_selector("#details:has-text('Communities')")
    assert tab.evaluate("document.activeElement.id") == "choose-colour"
    tab.select_option("#choose-size", "betweenness")
    tab.click("#view-map")
    tab.wait_for_selector("#status:has-text('zoom in for more names')")
    drawing = tab.evaluate("newsgraph.drawing()")
    assert "<title>Ann Lee</title>" in drawing and "NaN" not in drawing
    tab.evaluate("newsgraph.go({ ...newsgraph.state(), entity: 'ann-lee' })")
    tab.wait_for_selector("#details h2 bdi:text-is('Ann Lee')")
    assert "view=map" in tab.url
    tab.get_by_role("checkbox", name="Company").uncheck()
    assert "<title>Beta</title>" in drawing and "<title>Beta</title>" not in tab.evaluate("newsgraph.drawing()")


def test_a_link_to_the_map_draws_what_nobody_has_read_yet(browser, tmp_path):
    found = [world.article(at) for world in [World(60)] for at in range(40)]
    with serving(store(tmp_path, found, by_name(found))) as client:
        page = browser.new_page()
        page.set_default_timeout(20_000)
        page.goto(client.address + "/#view=map")
        page.wait_for_selector("#status:has-text('zoom in for more names')")
        # More than the opening view has ever loaded.
        assert page.evaluate("newsgraph.drawing()").count("<title>") > 60
        page.close()


def test_the_way_between_two_is_looked_for_in_the_whole_graph(tab):
    visit(tab, "/")
    for label, name in (("From", "ann lee"), ("To", "rocket")):
        tab.fill(f"[aria-label={label}]", name)
        tab.wait_for_selector(f"[aria-label={label}] + ul .match")
        tab.press(f"[aria-label={label}]", "Enter")
    tab.wait_for_selector("#status:has-text('Shortest path, 2 steps')")
    assert tab.locator("#details blockquote").count() == 2


def test_a_question_goes_to_its_answer(tab):
    visit(tab, "/")
    tab.fill("#search", "who runs Alpha?")
    tab.wait_for_selector("#search-list:has-text('Ask')")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/ask?q=*")
    assert "Ann Lee" in tab.inner_text("main") and "SPARQL" in tab.inner_text("main")


def test_a_link_opens_a_thing_and_keys_move_on(tab):
    visit(tab, f"/#entity={BASE}alpha")
    tab.wait_for_selector("#details h2 bdi:text-is('Alpha')")
    tab.focus("#graph")
    before = tab.url
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        tab.keyboard.press(key)
        tab.wait_for_timeout(150)
    tab.wait_for_url(lambda url: url != before)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#details:focus")


def test_what_is_not_in_the_graph_is_said_to_be_so(tab):
    visit(tab, "/#entity=nobody")
    tab.wait_for_selector("#live:has-text('nothing of')", state="attached")
    assert "alpha" in shown(tab)


@pytest.fixture
def broken(browser, address):
    """Opens a page whose server gives its own answer to some addresses."""
    opened = []

    def visit(path, part, status, body):
        page = browser.new_page()
        opened.append(page)
        page.set_default_timeout(20_000)
        page.route(f"**{part}*", lambda route: route.fulfill(status=status, content_type="application/json", body=body))
        page.goto(address + path)
        return page

    yield visit
    for page in opened:
        page.close()


@pytest.mark.parametrize("body, said", [('{"error": "too many queries wait already"}', "too many queries wait already"),
                                        ("<html>", "the server answered 503")])
def test_a_server_that_fails_is_no_empty_graph(broken, body, said):
    page = broken("/", "/api/opening", 503, body)
    page.wait_for_selector(f"#status:has-text('{said}')")
    assert page.inner_text("#empty") == "The graph is not loaded."
    assert said in page.text_content("#live")
    page.click("#theme")
    assert page.inner_text("#empty") == "The graph is not loaded."
    assert "0 entities" not in page.inner_text("body") and "0\nentities" not in page.inner_text("#details")


def test_what_could_not_be_loaded_is_told_beside_what_was(broken):
    page = broken("/#from=ann-lee&to=rocket", "/api/path", 503, '{"error": "too many queries wait already"}')
    page.wait_for_selector("#status:has-text('too many queries wait already')")
    assert "nothing links" not in page.inner_text("body")
    page.unroute_all()
    page.evaluate("newsgraph.go({ ...newsgraph.state(), path: ['ann-lee', 'rocket'] })")
    page.wait_for_selector("#status:has-text('Shortest path, 2 steps')")
    assert "too many" not in page.inner_text("#status")


def test_a_search_that_was_given_up_does_not_say_that_there_is_no_path(broken, address):
    found = json.loads(urlopen(f"{address}/api/path?one={BASE}guild&other={BASE}alpha").read())
    page = broken("/#from=guild&to=alpha", "/api/path", 200, json.dumps({**found, "gave_up": True}))
    page.wait_for_selector("#status:has-text('a path may link the two all the same')")
    assert "a path may link" in page.inner_text("#details") and "nothing links" not in page.inner_text("body")


def test_the_editor_completes_runs_and_draws(tab):
    visit(tab, "/query")
    tab.click(".cm-content")
    tab.keyboard.press("Control+A")
    tab.keyboard.type("SELECT ?c ?p { ?c ng:produ")
    tab.wait_for_selector(".cm-tooltip-autocomplete li >> text=ng:produces")
    tab.wait_for_timeout(150)
    tab.keyboard.press("Enter")
    tab.keyboard.type(" ?p }")
    tab.keyboard.press("Control+Enter")
    tab.wait_for_selector("#table-area table")
    assert "id:alpha" in tab.inner_text("#table-area") and "rows in" in tab.inner_text("#status")
    tab.click("#as-network")
    tab.wait_for_selector("#network-area canvas")
    with tab.expect_download() as download:
        tab.click("text=CSV")
    assert download.value.suggested_filename == "answer.csv"
    tab.click(".cm-content")
    tab.keyboard.type(" {")
    tab.click("#editor-form button.main")
    tab.wait_for_selector("#status:has-text('not SPARQL')")


def test_hostile_names_are_text_everywhere(tab):
    visit(tab, "/")
    tab.fill("#search", "img")
    tab.wait_for_selector("#search-list .match")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#details h2:has-text('onerror')")
    assert "<img src=x onerror=alert(1)>" in tab.inner_text("#details h2")
    tab.click("#details a.tool")
    tab.wait_for_selector("h1")
    assert "<img src=x onerror=alert(1)>" in tab.inner_text("h1")
    visit(tab, "/query?query=SELECT%20%3Fs%20%3Fn%20%7B%20%3Fs%20rdfs%3Alabel%20%3Fn%20%7D")
    tab.click("#editor-form button.main")
    tab.wait_for_selector("#table-area table")
    tab.click("#as-network")
    assert tab.evaluate("document.querySelectorAll('img').length") == 0


def test_without_a_script_a_form_is_enough(browser, address):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(address + "/queries/executives")
    page.fill("input[name=company]", "Alpha")
    page.click("main button")
    assert "Ann Lee" in page.inner_text("main table")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_small_screens_and_the_dark(browser, address, scheme):
    context = browser.new_context(viewport={"width": 390, "height": 780}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(20_000)
    for path in ("/", "/query", "/queries", "/id/alpha"):
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (colour == "rgb(16, 22, 29)") == (scheme == "dark")
    context.close()
