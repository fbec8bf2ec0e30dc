"""The command line: thin shells over typed functions, each loaded only when it is called."""

import importlib
import os
import sys
from typing import Any

import click

from newsgraph.errors import NewsgraphError

COMMANDS: dict[str, str] = {
    "build": "newsgraph.cli.build:build_command",
    "extract": "newsgraph.cli.extract:extract_command",
    "add": "newsgraph.cli.upkeep:add_command",
    "remove": "newsgraph.cli.upkeep:remove_command",
    "list": "newsgraph.cli.upkeep:list_command",
    "status": "newsgraph.cli.upkeep:status_command",
    "explain": "newsgraph.cli.curation:explain_command",
    "review": "newsgraph.cli.curation:review_command",
    "merge": "newsgraph.cli.curation:merge_command",
    "split": "newsgraph.cli.curation:split_command",
    "rename": "newsgraph.cli.curation:rename_command",
    "retype": "newsgraph.cli.curation:retype_command",
    "reject": "newsgraph.cli.curation:reject_command",
    "confirm": "newsgraph.cli.curation:confirm_command",
    "link": "newsgraph.cli.link:link_command",
    "query": "newsgraph.cli.query:query_command",
    "queries": "newsgraph.cli.query:queries_command",
    "ask": "newsgraph.cli.ask:ask_command",
    "view": "newsgraph.cli.view:view_command",
    "export": "newsgraph.cli.export:export_command",
    "load": "newsgraph.cli.load:load_command",
    "serve": "newsgraph.cli.serve:serve_command",
    "evaluate": "newsgraph.cli.evaluate:evaluate_command",
    "demo": "newsgraph.cli.demo:demo_command",
}
"""Command name -> ``module:function``, in the order that ``--help`` shows. Modules named here import nothing
heavy at their top."""


class LazyGroup(click.Group):
    """Loads a command's module when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="newsgraph")
def cli() -> None:
    """Business news in, a knowledge graph out."""


def main(argv: list[str] | None = None) -> Any:
    """Run the command line; an expected error is one sentence on standard error and exit status 1."""
    try:
        try:
            return cli.main(args=argv, prog_name="newsgraph")
        finally:
            sys.stdout.flush()
    except NewsgraphError as error:
        click.echo(f"newsgraph: {error}", err=True)
    except BrokenPipeError:
        # Whoever read our output has enough of it; Python would complain once more when it closes the stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        click.echo(f"newsgraph: the output cannot be written: {error.strerror or error}", err=True)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(1)
