"""Where the commands of README.md run: a scratch folder with the sample articles, and a model of one's choice."""

import builtins
import contextlib
import doctest
import io
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from benchmarks.data import CHECKOUT

WIDTH = 100
"""Columns of the terminal that the commands see."""

_RUN = """import sys
from newsgraph.cli import main
if __name__ == "__main__":
    sys.exit(main())
"""
_CHOOSE = """from newsgraph import extraction
load = extraction.load
extraction.load = lambda model="default": load({model!r} if model == "default" else model)
"""
"""Another model for ``default``: how a page is written before one is trained. Worker processes read it, too."""


def commands(text: str) -> list[str]:
    """The commands of a block: one a line, but a quote that is open goes on.

    >>> commands("newsgraph list\\nnewsgraph query 'ASK\\n{ ?s ?p ?o }'")
    ['newsgraph list', "newsgraph query 'ASK\\n{ ?s ?p ?o }'"]
    """
    found: list[str] = []
    open_ = ""
    for line in text.strip().splitlines():
        open_ += line
        try:
            shlex.split(open_)
        except ValueError:
            open_ += "\n"
        else:
            found.append(open_)
            open_ = ""
    if open_:
        raise click.ClickException(f"a quote is not closed in: {open_.strip()}")
    return found


class Scratch:
    """A folder in which commands run, with `model` for ``default``.

    It holds the sample articles as ``articles`` and the tests as ``tests``.
    """

    def __init__(self, folder: Path, model: str) -> None:
        from newsgraph import samples

        self.folder, self.model = folder, model
        shutil.copytree(samples.articles(), folder / "articles")
        (folder / "tests").symlink_to(CHECKOUT / "tests")
        tools = folder / ".bin"
        tools.mkdir()
        chosen = "" if model == "default" else _CHOOSE.format(model=model)
        (tools / "newsgraph").write_text(f"#!{sys.executable}\n{chosen}{_RUN}", encoding="utf-8")
        (tools / "newsgraph").chmod(0o755)
        path = os.pathsep.join((str(tools), str(Path(sys.executable).parent), os.environ["PATH"]))
        self.env = {**os.environ, "PATH": path, "COLUMNS": str(WIDTH), "NO_COLOR": "1", "TERM": "dumb",
                    "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}

    def output(self, command: str) -> str:
        """What a command prints, on both streams; one that fails is an error."""
        done = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=self.folder, env=self.env,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True, encoding="utf-8")
        if done.returncode:
            raise click.ClickException(f"status {done.returncode} from {command}\n{done.stdout}")
        return done.stdout.replace(f"{self.folder}/", "")

    @contextlib.contextmanager
    def served(self, command: str) -> Iterator[str]:
        """Runs a server meanwhile; gives what it says when it is ready."""
        server = subprocess.Popen(shlex.split(command), cwd=self.folder, env=self.env, text=True, encoding="utf-8",
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  executable=str(self.folder / ".bin" / "newsgraph"))
        assert server.stdout is not None
        said: list[str] = []
        try:
            for line in server.stdout:
                said.append(line)
                if "http://" in line:
                    break
            else:
                raise click.ClickException(f"{command} ended\n{''.join(said)}")
            yield "".join(said)
        finally:
            server.terminate()
            server.communicate(timeout=30)

    def session(self, text: str) -> list[tuple[str, str]]:
        """(source, output) of each example of a Python session, run anew."""
        from newsgraph import extraction

        load, known = extraction.load, {"__name__": "__main__"}
        found = []
        with contextlib.chdir(self.folder):
            if self.model != "default":
                extraction.load = lambda model="default": load(self.model if model == "default" else model)
            try:
                for example in doctest.DocTestParser().get_examples(text):
                    said = io.StringIO()
                    with contextlib.redirect_stdout(said):
                        exec(compile(example.source, "<README>", "single"), known)
                    found.append((example.source, said.getvalue()))
            finally:
                extraction.load = load
                vars(builtins).pop("_", None)
        return found


def picture(page: Path, part: str, target: Path) -> None:
    """What a reader sees of a page at ``#part``, in Debian's Chromium.

    Raises
    ------
    click.ClickException
        If no Chromium is found.
    """
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        raise click.ClickException("no chromium found; install Debian's chromium package.")
    target.parent.mkdir(exist_ok=True)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1320, "height": 820}, device_scale_factor=1.5)
        tab.goto(f"{page.resolve().as_uri()}#{part}")
        tab.wait_for_selector("canvas")
        tab.wait_for_timeout(3000)
        tab.screenshot(path=target)
        browser.close()
