"""The served pages in a real Chromium: the explorer walks, the editor runs, nothing breaks the policy.

Debian's chromium is used (``apt-get install chromium``); without it these tests are skipped, and the summary
of the run says so.
"""

import shutil

import pytest
from newsroom import articles, resolution
from serving import serving, store
from test_serve_pages import hostile

from newsgraph.records import Resolution

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
    found = articles()
    nasty, nodes = hostile()
    everything = Resolution((*resolution(found).nodes, *nodes.nodes))
    with serving(store(tmp_path_factory.mktemp("browsed"), [*found, nasty], everything)) as client:
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


def test_one_walks_from_a_name_to_a_sentence(tab):
    visit(tab, "/")
    tab.wait_for_selector("#legend span")
    assert "things" in tab.inner_text("#status")
    tab.fill("#ask", "ann")
    tab.wait_for_selector("#ask-list li")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#details h2")
    assert tab.inner_text("#details h2") == "Ann Lee" and "entity=" in tab.url
    tab.click("#details li button >> text=Alpha")
    tab.wait_for_selector("#details h2 bdi:text-is('Alpha')")
    tab.click("#details li:has-text('Ann Lee') button[title=Sentences]")
    tab.wait_for_selector("mark.subject")
    assert tab.inner_text("mark.subject >> nth=0") == "Ann Lee"
    assert tab.locator(".sentences > li").count() == 3
    tab.go_back()
    tab.wait_for_selector("#details h2 bdi:text-is('Alpha')")


def test_a_link_opens_a_thing_and_keys_move_on(tab):
    visit(tab, f"/#entity={BASE}alpha")
    tab.wait_for_selector("#details h2")
    assert "5 things" in tab.inner_text("#status")
    tab.wait_for_selector("body[data-placed]")
    tab.focus("#graph")
    before = tab.url
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        tab.keyboard.press(key)
        tab.wait_for_timeout(150)
    tab.wait_for_url(lambda url: url != before)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#details:focus")


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
    tab.fill("#ask", "img")
    tab.wait_for_selector("#ask-list li")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#details h2")
    assert "<img src=x onerror=alert(1)>" in tab.inner_text("#details h2")
    tab.click("#details a.button")
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
