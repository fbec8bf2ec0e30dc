"""README.md tells of what there is: its commands, their options, every link."""

import re
import shlex
from pathlib import Path

import click
import pytest
from benchmarks.data import CHECKOUT
from benchmarks.readme import PYTHON, README, RUN, accuracy_table, lasting, refresh, run_block, session_block, shorten
from benchmarks.scratch import Scratch, commands

from newsgraph.cli import COMMANDS, cli

PAGES = [README, CHECKOUT / "CHANGELOG.md", CHECKOUT / "annotations" / "README.md",
         CHECKOUT / "graph" / "newsgraph" / "extraction" / "neural" / "MODEL_CARD.md"]


def shown(page: str) -> list[list[str]]:
    """The words of every newsgraph command that a page shows, in fenced blocks or in the text."""
    texts = [command for match in RUN.finditer(page) for command in commands(match["commands"])]
    plain = RUN.sub("", page)
    texts += re.findall(r"^\$ (newsgraph .*)$", plain, re.M) + re.findall(r"`(newsgraph [^`]*)`", plain)
    found = []
    for text in texts:
        lexer = shlex.shlex(text, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, "|"]:
            if word.strip("|&;<>()"):
                words.append(word)
            else:
                if words[:1] == ["newsgraph"]:
                    found.append(words[1:])
                words = []
    return found


COMMAND_LINES = shown(README.read_text(encoding="utf-8"))


def test_it_shows_commands():
    assert ["query", "executives", "--param", "company=Nvidia"] in COMMAND_LINES
    assert len(COMMAND_LINES) > 20


@pytest.mark.parametrize("words", COMMAND_LINES, ids=" ".join)
def test_a_command_that_is_shown_exists_with_its_options(words):
    name, *arguments = words
    if name == "COMMAND":
        return
    assert name in COMMANDS
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    context = click.Context(command, info_name=name)
    values, _, _ = command.make_parser(context).parse_args(list(arguments))
    for param in command.get_params(context):
        value = values.get(param.name)
        if isinstance(param.type, click.Choice) and isinstance(value, str):
            param.type.convert(value, param, context)


def test_every_command_is_told_of():
    page = README.read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"| `{name}` |" not in page] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_inside_the_repository_lead_somewhere(page: Path):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    assert [target for target in targets if target and not (page.parent / target).exists()] == []


class Told(Scratch):
    """A scratch folder whose commands say what they are, without running."""

    def __init__(self):
        self.model = "told"

    def output(self, command):
        return f"output of {command}  \n" + "row\n" * 9

    def session(self, text):
        return [(line[4:] + "\n", "1\n") for line in text.splitlines() if line.startswith(">>> ")]


def test_blocks_are_written_anew_and_then_stay():
    page = ("a\n<!-- run lines=2 tail=1: newsgraph list -->\nb\n\n<!-- python -->\n```pycon\n>>> x\n2\n```\n"
            "<!-- commands -->\n<!-- end -->\n<!-- outputs: --model none -->\n")
    once = refresh(page, Told())
    assert "```console\n$ newsgraph list\noutput of newsgraph list\nrow\n… (7 more lines)\nrow\n```\nb" in once
    assert ">>> x\n1\n```" in once and "| `build` |" in once and "--model told" in once
    assert refresh(once, Told()) == once


def test_an_open_quote_goes_on_over_lines():
    page = "<!-- run: newsgraph query 'ASK\n{ ?s ?p ?o }' -->\n"
    match = RUN.match(page)
    assert match and run_block(Told(), match).count("$ newsgraph") == 1
    assert PYTHON.match("<!-- python -->\n```pycon\n>>> 1\n```\n")
    assert session_block(Told(), PYTHON.match("<!-- python -->\n```pycon\n>>> 1\n```\n")).endswith(">>> 1\n1\n```\n")
    with pytest.raises(click.ClickException):
        commands("newsgraph query 'ASK")


def test_what_is_left_out_is_said():
    assert shorten("x" * 200).endswith("…") and len(shorten("x" * 200)) == 100
    assert shorten("1\n2\n3", lines=2) == "1\n2\n3"  # a note would be as long as what it hides
    assert lasting("added, in 1.5 s") == lasting("added, in 20.3 s")


def test_the_accuracy_table_is_copied(tmp_path):
    assert "Not measured yet" in accuracy_table(tmp_path / "none.md")
    page = tmp_path / "ACCURACY.md"
    page.write_text("# Accuracy\n\n| on | figure | value | beside | P | note |\n| - | - | - | - | - | - |\n"
                    "| news | facts: F1 | 0.700 |  | 0.750 | a \\| b |\n\n## In detail\n\n| on |\n| - |\n| x |\n")
    table = accuracy_table(page)
    assert "| news | facts: F1 | 0.700 | 0.750 |\n" in table
    assert "note" not in table and "beside" not in table and "| x |" not in table
