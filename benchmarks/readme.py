"""``python -m benchmarks.readme``: runs what README.md shows, and keeps the real outputs in it.

The commands run from top to bottom in one scratch folder, which holds the sample articles as ``articles``, the
tests as ``tests``, and the demo graph as ``output`` once the page has built it. A block of the page is a comment
and the fenced block after it, which is written anew::

    <!-- run: newsgraph list -->              one command a line; a quote may go on over several lines
    <!-- run lines=8 tail=1: ... -->          of each output the first 8 lines and the last one
    <!-- run layout=yes: ... -->              JSON broken into lines that can be read
    <!-- run hide=yes lang=turtle: ... -->    the outputs alone, in that language
    <!-- run: newsgraph serve & ... -->       a server runs until the end of its block
    <!-- python -->                           a session: its `>>>` lines stand in the fenced block itself
    <!-- commands --> ... <!-- end -->        every command with its short help
    <!-- accuracy --> ... <!-- end -->        the first table of benchmarks/ACCURACY.md

Outputs are as wide as 100 columns, without colour. Seconds differ from run to run: ``--check`` overlooks them.
"""

import contextlib
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from benchmarks.data import CHECKOUT
from benchmarks.scratch import WIDTH, Scratch, commands
from benchmarks.scratch import picture as take

README = CHECKOUT / "README.md"
TABLE = CHECKOUT / "benchmarks" / "ACCURACY.md"
PICTURE = CHECKOUT / "docs" / "view.png"

FOCUS = "focus=microsoft&depth=2&edge=microsoft&with=activision-blizzard"
"""What the picture shows: a company with its neighbours, and the sentences behind one line."""

LINES = 24
"""Lines of an output that are shown unless a block says otherwise."""

SHOWN = ("on", "figure", "value", "beside", "P", "R", "95% interval", "count", "goal")
"""Columns of the accuracy table that the page has room for."""

RUN = re.compile(r"<!-- run(?P<options>(?: \w+=\w+)*): (?P<commands>.*?) -->\n(?:```\w*\n.*?^```\n)?", re.S | re.M)
PYTHON = re.compile(r"<!-- python -->\n```pycon\n(?P<session>.*?)^```\n", re.S | re.M)
MADE = re.compile(r"<!-- (?P<what>commands|accuracy) -->\n.*?<!-- end -->\n", re.S)

def shorten(text: str, lines: int = LINES, tail: int = 0, width: int | None = WIDTH) -> str:
    """An output as the page shows it: what is left out is said.

    >>> print(shorten("a\\nb\\nc\\nd\\ne", lines=2, tail=1))
    a
    b
    … (2 more lines)
    e
    """
    rows = [row.rstrip() for row in text.splitlines()]
    if width is not None:
        rows = [row if len(row) <= width else row[:width - 1] + "…" for row in rows]
    while rows and not rows[-1]:
        rows.pop()
    left = len(rows) - lines - tail
    if left > 1:
        rows[lines:len(rows) - tail] = [f"… ({left} more lines)"]
    return "\n".join(rows)


def layout(value: Any, indent: int = 0) -> str:
    """JSON in which whatever fits into a line has one.

    >>> print(layout({"id": "-", "entities": [{"name": "x" * 50}, {"name": "y" * 50}]}))
    {"id": "-",
     "entities": [{"name": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"},
                  {"name": "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"}]}
    """
    short = json.dumps(value, ensure_ascii=False)
    if len(short) + indent < WIDTH or not isinstance(value, dict | list) or not value:
        return short
    if isinstance(value, list):
        return "[" + (",\n" + " " * (indent + 1)).join(layout(item, indent + 1) for item in value) + "]"
    parts = [(f"{json.dumps(key)}: ", item) for key, item in value.items()]
    return "{" + _fill([head + layout(item, indent + 1 + len(head)) for head, item in parts], indent + 1) + "}"


def _fill(parts: list[str], indent: int) -> str:
    """Parts after one another while a line has room; one of several lines stands on its own."""
    rows: list[str] = []
    for part in parts:
        fits = rows and "\n" not in rows[-1] + part and indent + len(rows[-1]) + len(part) + 3 < WIDTH
        if fits:
            rows[-1] += ", " + part
        else:
            rows.append(part)
    return (",\n" + " " * indent).join(rows)


def run_block(scratch: Scratch, match: re.Match[str]) -> str:
    """A block of commands with what they print now."""
    options = dict(option.split("=") for option in match["options"].split())
    limits = {key: int(options[key]) for key in ("lines", "tail") if key in options}
    shown: list[str] = []
    with contextlib.ExitStack() as stack:
        for command in commands(match["commands"]):
            click.echo(f"$ {command}", err=True)
            if command.endswith("&"):
                text = stack.enter_context(scratch.served(command.rstrip("& ")))
            else:
                text = scratch.output(command)
            if options.get("layout"):
                text = "\n".join(layout(json.loads(part)) for part in _documents(text))
            text = shorten(text, **limits, width=None if options.get("hide") else WIDTH)
            shown += [f"{text}\n"] if options.get("hide") else [f"$ {command}", *([text] if text else [])]
    body = "\n".join(shown).rstrip("\n")
    return f"<!-- run{match['options']}: {match['commands']} -->\n```{options.get('lang', 'console')}\n{body}\n```\n"


def session_block(scratch: Scratch, match: re.Match[str]) -> str:
    """A Python session with what it prints now."""
    rows: list[str] = []
    for source, said in scratch.session(match["session"]):
        first, *more = source.rstrip("\n").split("\n")
        rows += [f">>> {first}", *(f"... {line}".rstrip() for line in more), *shorten(said).splitlines()]
    return "<!-- python -->\n```pycon\n" + "\n".join(rows) + "\n```\n"


def _documents(text: str) -> Iterator[str]:
    """One JSON document over all lines, or one in each."""
    try:
        json.loads(text)
    except ValueError:
        yield from text.splitlines()
    else:
        yield text


def command_table() -> str:
    """Every command with its short help."""
    from newsgraph.cli import COMMANDS, cli

    context = click.Context(cli)
    rows = []
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        rows.append(f"| `{name}` | {command.get_short_help_str(200)} |")
    return "\n".join(("| command | |", "|---|---|", *rows)) + "\n"


def accuracy_table(page: Path = TABLE) -> str:
    """The figures that have a goal, in the columns that there is room for."""
    if not page.exists():
        return "Not measured yet: `python -m benchmarks.accuracy --write` writes the table.\n"
    rows = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
            for line in page.read_text(encoding="utf-8").partition("\n## ")[0].splitlines() if line.startswith("|")]
    kept = [at for at, name in enumerate(rows[0]) if name in SHOWN and any(row[at] for row in rows[2:])]
    table = "".join("| " + " | ".join(row[at] for at in kept) + " |\n" for row in rows)
    return (f"{table}\nHow it was measured, and every predicate: [benchmarks/ACCURACY.md](benchmarks/ACCURACY.md). "
            "How it grew with the annotated\narticles: [benchmarks/CURVE.md](benchmarks/CURVE.md).\n")


def refresh(page: str, scratch: Scratch) -> str:
    """The page with every block written anew."""
    made = {"commands": command_table, "accuracy": accuracy_table}
    kinds = re.compile(f"{RUN.pattern}|{PYTHON.pattern}|{MADE.pattern}", re.S | re.M)

    def block(match: re.Match[str]) -> str:
        if match["commands"]:
            return run_block(scratch, match)
        if match["session"]:
            return session_block(scratch, match)
        return f"<!-- {match['what']} -->\n{made[match['what']]()}<!-- end -->\n"

    page = kinds.sub(block, page)
    return re.sub(r"<!-- outputs: .*? -->", f"<!-- outputs: --model {scratch.model} -->", page)


def lasting(page: str) -> str:
    """The page without what differs from run to run.

    >>> lasting("12 facts in 3.4 s")
    '12 facts in … s'
    """
    return re.sub(r"\b\d+\.\d+ s\b", "… s", page)


@click.command()
@click.option("--model", default="default", show_default=True, help="What extracts where a command does not say.")
@click.option("--check", is_flag=True, help="Write nothing; fail if the page differs from what comes out now.")
@click.option("--picture", is_flag=True, help="Take docs/view.png anew, too (needs chromium and playwright).")
def main(model: str, check: bool, picture: bool) -> None:
    """Run what README.md shows, and write the outputs into it."""
    before = README.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="newsgraph-readme-") as folder:
        after = refresh(before, Scratch(Path(folder), model))
        if picture:
            take(Path(folder) / "output" / "graph.html", FOCUS, PICTURE)
    if not check:
        README.write_text(after, encoding="utf-8")
    elif lasting(before) != lasting(after):
        import difflib

        click.echo("\n".join(difflib.unified_diff(lasting(before).splitlines(), lasting(after).splitlines(),
                                                  "README.md", "as it comes out now", lineterm="")))
        raise click.ClickException("README.md is out of date: run python -m benchmarks.readme")


if __name__ == "__main__":
    main()
