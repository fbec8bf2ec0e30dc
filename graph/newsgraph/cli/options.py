"""Options that several commands share."""

from collections.abc import Callable
from typing import Any

import click

Decorator = Callable[[Any], Any]

graph: Decorator = click.option("-g", "--graph", "graph", default="output", show_default=True,
                                metavar="FOLDER",
                     help="The folder that holds the graph.")
"""Where a command finds the graph that it reads or changes."""

output: Decorator = click.option("-o", "--output", "output", default="output", show_default=True,
                                 metavar="FOLDER",
                      help="The folder to write the graph into.")
model: Decorator = click.option("--model", default="default", show_default=True, metavar="MODEL",
                     help="What extracts: default, rules, a spaCy pipeline, gliner:PATH or openai:URL#MODEL.")
min_confidence: Decorator = click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0,
                                         show_default=True,
                              metavar="P", help="Leave out facts that are less probable than this.")


def examples(text: str) -> Decorator:
    """Shows examples at the end of a command's help, line by line as they stand."""
    def add(command: click.Command) -> click.Command:
        command.epilog = "\b\nExamples:\n" + "\n".join("  " + line for line in text.strip().splitlines())
        return command

    return add
