"""Options that several commands share."""

import functools
from collections.abc import Callable
from typing import Any

import click

Decorator = Callable[[Any], Any]

graph: Decorator = click.option("-g", "--graph", "graph", default="output", show_default=True,
                                metavar="FOLDER",
                     help="The folder that holds the graph.")
"""Where a command finds the graph that it reads or changes."""

endpoint: Decorator = click.option(
    "--endpoint", metavar="URL",
    help="Ask the SPARQL 1.1 endpoint of another store instead; a token for it is read from NEWSGRAPH_ENDPOINT_TOKEN.")
"""Another store to read from."""

output: Decorator = click.option("-o", "--output", "output", default="output", show_default=True,
                                 metavar="FOLDER",
                      help="The folder to write the graph into.")
model: Decorator = click.option("--model", default="default", show_default=True, metavar="MODEL",
                     help="What extracts: default, reading, model, rules, a spaCy pipeline, gliner:PATH or "
                          "openai:URL#MODEL.")
min_confidence: Decorator = click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0,
                                         show_default=True,
                              metavar="P", help="Leave out facts that are less probable than this.")

SOURCES = """A SOURCE is a file, a folder (read with all below it), an http(s) address, or - for standard input. What is
    read: plain text, Markdown, HTML, PDF, Word (docx), EPUB, e-mail (eml), RSS and Atom feeds, JSON Lines, JSON, CSV,
    TSV and Parquet tables, WARC and WET web archives, and any of these in zip or tar archives or compressed by gzip,
    bzip2, xz or Zstandard."""
"""What can be read, for the help of the commands that do."""

_COLUMNS = ("text", "id", "title", "date", "url", "author")
_MEBIBYTE = 1 << 20


def sources(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds the arguments ``SOURCE...`` and how to read them; the command gets ``sources`` and ``reading``, the
    `newsgraph.documents.Options`."""
    @functools.wraps(command)
    def run(*args: Any, allow_private_addresses: bool, max_size: float | None, **kwargs: Any) -> Any:
        from newsgraph.documents import Columns, Limits, Options

        named = {name: kwargs.pop(f"{name}_column") for name in _COLUMNS}
        limits = Limits() if max_size is None else Limits(document=int(max_size * _MEBIBYTE))
        reading = Options(limits, Columns(**named), allow_private_addresses)
        return command(*args, reading=reading, **kwargs)

    if run.__doc__:
        run.__doc__ = run.__doc__.replace("@SOURCES", SOURCES)
    run = click.option("--max-size", type=click.FloatRange(0, min_open=True), metavar="MIB",
                       help="Skip documents that are larger than this; by default 64.")(run)
    run = click.option("--allow-private-addresses", is_flag=True,
                       help="Fetch addresses of the local network too.")(run)
    for name in reversed(_COLUMNS):
        run = click.option(f"--{name}-column", default=name, show_default=True, metavar="NAME",
                           help=f"Where a table, or a JSON line, has the {name}.")(run)
    return click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")(run)


def effort(command: Callable[..., Any]) -> Callable[..., Any]:
    """Adds ``--jobs``, ``--timeout``, ``--memory`` and ``--retry``; the command gets ``effort``, a
    `newsgraph.graph.extracting.Effort`."""
    @functools.wraps(command)
    def run(*args: Any, jobs: int | None, timeout: float | None, memory: int | None, retry: bool,
            **kwargs: Any) -> Any:
        from newsgraph.graph.extracting import Effort

        return command(*args, effort=Effort(jobs, timeout, memory, retry), **kwargs)

    run = click.option("--retry", is_flag=True, help="Try documents again that were given up in an earlier run.")(run)
    run = click.option("--memory", type=click.IntRange(64), metavar="MIB",
                       help="Give a document up whose process needs more memory than this; by default 2048, and no "
                            "limit where one process does all.")(run)
    run = click.option("--timeout", type=click.FloatRange(0, min_open=True), metavar="SECONDS",
                       help="Give a document up that takes longer to extract; by default 300, and no limit where one "
                            "process does all.")(run)
    return click.option("-j", "--jobs", type=click.IntRange(1), metavar="N",
                        help="Extract in so many processes; by default one a core if there are more than 50 "
                             "documents, otherwise one.")(run)


def examples(text: str) -> Decorator:
    """Shows examples at the end of a command's help, line by line as they stand."""
    def add(command: click.Command) -> click.Command:
        command.epilog = "\b\nExamples:\n" + "\n".join("  " + line for line in text.strip().splitlines())
        return command

    return add
