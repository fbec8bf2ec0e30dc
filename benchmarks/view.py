"""How fast the page opens and answers, beside a page of plain pyvis, in headless Chromium without a network.

Run ``python -m benchmarks.view`` from the top of the checkout. Each page gets at most a minute to show anything;
what it holds by then is its memory. ``python -m benchmarks.view output/graph.html picture.png`` takes a picture of
a page instead.
"""

import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, sync_playwright
from tests import view_data

from newsgraph.view import payload, render

SIZES = (100, 1000, 10_000)
LIMIT = 60.0
"""Seconds that a page has for its first picture."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]

_WATCH = """window.longest = 0;
new PerformanceObserver(list => {
  for (const task of list.getEntries()) longest = Math.max(longest, task.duration);
}).observe({ type: 'longtask', buffered: true });"""

_PAINTED = """() => {
  const canvas = document.querySelector('canvas');
  if (!canvas || !canvas.width) return false;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 3; at < data.length; at += 4) if (data[at]) return true;
  return false;
}"""

_TWO_FRAMES = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass(frozen=True)
class Figures:
    """Seconds, megabytes and, for the longest block of the main thread, seconds."""

    page: str
    entities: int
    written: float
    size: float
    picture: float | None = None
    search: float | None = None
    zoom: float | None = None
    blocked: float | None = None
    memory: float | None = None

    def row(self) -> str:
        def show(value: float | None, unit: str) -> str:
            return "-" if value is None else f"{value:.2f} {unit}" if value < 10 else f"{value:.0f} {unit}"

        picture = show(self.picture, "s") if self.picture else f"over {LIMIT:.0f} s"
        cells = (f"{self.entities:,}", self.page, show(self.written, "s"), show(self.size, "MB"), picture,
                 *(show(value, "s") for value in (self.search, self.zoom, self.blocked)),
                 show(self.memory, "MB"))
        return f"| {' | '.join(cells)} |"


COLUMNS = ("entities", "page", "written in", "size", "first picture", "search result", "zoomed map",
           "longest block", "memory")


def plain_pyvis(data: dict[str, Any], path: Path) -> None:
    """The page that pyvis makes when one follows its tutorial."""
    from pyvis.network import Network

    network = Network(directed=True, cdn_resources="in_line")
    for at, node in enumerate(data["nodes"]):
        network.add_node(at, label=node["name"], title=node["name"])
    for fact in data["facts"]:
        network.add_edge(fact["s"], fact["o"], title=data["predicates"][fact["p"]]["label"])
    path.write_text(network.generate_html(), encoding="utf-8")


def measure(browser: Any, path: Path, ours: bool) -> dict[str, float | None]:
    """Open a page and use it. Everything is None that did not happen in time."""
    context = browser.new_context(viewport={"width": 1400, "height": 900}, offline=True)
    tab = context.new_page()
    tab.set_default_timeout(LIMIT * 1000)
    tab.add_init_script(_WATCH)
    found: dict[str, float | None] = {}
    start = time.perf_counter()
    try:
        tab.goto(path.as_uri(), wait_until="commit")
        tab.wait_for_function(_PAINTED, polling=20, timeout=LIMIT * 1000)
        found["picture"] = time.perf_counter() - start
        found["memory"] = _memory(browser, tab)
        if ours:
            start = time.perf_counter()
            tab.fill("#search", "fir comp")
            tab.wait_for_selector("#search-list [role=option]")
            found["search"] = time.perf_counter() - start
            tab.keyboard.press("Escape")
            start = time.perf_counter()
            tab.click("#view-map")
            tab.click("#zoom-in")
            tab.evaluate(_TWO_FRAMES)
            found["zoom"] = time.perf_counter() - start
        found["blocked"] = tab.evaluate("longest") / 1000
    except Error:
        found.setdefault("memory", _memory(browser, tab))
    context.close()
    return found


def _memory(browser: Any, tab: Any) -> float:
    """Resident megabytes of the page's process."""
    tab.wait_for_timeout(300)
    processes = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = [0.0]
    for process in processes:
        if process["type"] == "renderer":
            status = Path(f"/proc/{process['id']}/status").read_text(encoding="ascii")
            sizes += [int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")]
    return max(sizes)


def picture(chromium: str, page: Path, target: Path) -> None:
    """What a reader sees when the page has opened."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        tab = browser.new_page(viewport={"width": 1440, "height": 900}, device_scale_factor=1.5)
        tab.goto(page.resolve().as_uri())
        tab.wait_for_function(_PAINTED)
        tab.wait_for_timeout(500)
        tab.screenshot(path=target)
        browser.close()


def main(arguments: list[str]) -> None:
    """Print the table, row by row; or, given a page and a target, take a picture."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("benchmarks.view: no chromium found; install Debian's chromium package.")
    if arguments:
        return picture(chromium, Path(arguments[0]), Path(arguments[1]))
    print(f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|", flush=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        for count in SIZES:
            store = view_data.large(count)
            data = payload(store)
            for name, write in (("newsgraph", lambda path, store=store: render(store, path)),
                                ("plain pyvis", lambda path, data=data: plain_pyvis(data, path))):
                path = Path(folder) / "page.html"
                start = time.perf_counter()
                write(path)
                written = time.perf_counter() - start
                # A browser of its own, or one page's memory would count for the next.
                browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
                found = measure(browser, path, ours=name == "newsgraph")
                browser.close()
                print(Figures(name, count, written, path.stat().st_size / 1e6, **found).row(), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
