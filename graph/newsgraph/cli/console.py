"""What the commands share: tables, progress, exit statuses. Loads rich only where something is shown."""

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from newsgraph.graph.building import Summary
    from newsgraph.graph.results import Result
    from newsgraph.records import Skipped
    from newsgraph.spark.building import Summary as SparkSummary

SOME_SKIPPED = 3
"""Exit status of a command that did its work but had to skip some of its sources."""

STAGES = {"reading": "Reading and extracting", "resolving": "Resolving names", "mapping": "Writing facts",
          "writing": "Writing Turtle", "drawing": "Drawing the page", "sending": "Sending quads"}


def console(*, stderr: bool = False) -> "Console":
    """Where to print for people."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False)


_MANY = 50
_LONG = 10.0
"""The slowest documents are told where so many were extracted, or one took so many seconds."""

KEPT = "the graph is as it was; what was extracted is kept for the next time"
"""What an interrupted build leaves."""


@contextmanager
def interruptible(left: str = "nothing was changed") -> Iterator[None]:
    """Ctrl-C ends with one line, which says what is left, and with status 130, as shells expect."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(f"newsgraph: interrupted; {left}", err=True)
        sys.exit(130)


@contextmanager
def progress() -> Iterator[Callable[[str, int, int | None], None]]:
    """A progress line on standard error; silent where that is no terminal."""
    out = console(stderr=True)
    if not out.is_terminal:
        yield lambda stage, done, total: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        SpinnerColumn,
        Task,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:,.1f}/s" if speed else "", style="progress.data.speed")

    class Left(TimeRemainingColumn):
        def render(self, task: Task) -> Text:
            return Text.assemble(super().render(task), " left") if task.total else Text("")

    with Progress(SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(),
                  TimeElapsedColumn(), Left(), console=out, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                for task in tasks.values():
                    bar.update(task, visible=False)
                tasks[stage] = bar.add_task(STAGES.get(stage, stage), total=total)
            bar.update(tasks[stage], completed=done, total=total)

        yield tell


def plain(text: object) -> str:
    """Text as it may be shown in a terminal: control and direction characters become visible, or nothing.

    >>> plain("a\\x1b[31mb")
    'a\ufffd[31mb'
    """
    return "".join(" " if c in "\t\n\r" else c if c.isprintable() else "\ufffd" for c in str(text))


def print_result(result: "Result", out: "Console") -> None:
    """A result as a table; one that is too wide for the terminal as a list, row after row."""
    from rich.text import Text

    from newsgraph.graph.results import show

    if result.answer is not None:
        out.print("yes" if result.answer else "no")
        return
    table = result.as_table()
    if result.title:
        out.print(Text(plain(result.title), style="bold"))
    # A column that is empty all the way down only takes room from the others.
    columns = [at for at in range(len(table.variables))
               if not table.terms or any(row[at] is not None for row in table.terms)]
    names = [_words(table.variables[at]) for at in columns]
    rows = [[plain(show(row[at])) for at in columns] for row in table.terms]
    numeric = [bool(rows) and all(_is_number(row[at]) for row in table.terms) for at in columns]
    # Wide enough for its words: a column that breaks inside them is hard to read.
    least = [min(max((len(word) for text in cells for word in text.split()), default=1), 24)
             for cells in zip(names, *rows, strict=True)]
    if sum(least) + 2 * len(least) > out.width:
        _print_records(names, rows, out)
    else:
        _print_table(names, rows, numeric, least, out)
    count = len(rows)
    out.print(f"{count} row{'' if count == 1 else 's'}", style="dim")


def _print_table(names: list[str], rows: list[list[str]], numeric: list[bool], least: list[int],
                 out: "Console") -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, 1, 0, 0))
    for name, number, width in zip(names, numeric, least, strict=True):
        grid.add_column(name, justify="right" if number else "left", overflow="fold", no_wrap=number,
                        min_width=width)
    for row in rows:
        grid.add_row(*map(Text, row))
    out.print(grid)


def _print_records(names: list[str], rows: list[list[str]], out: "Console") -> None:
    from rich.table import Table
    from rich.text import Text

    for row in rows:
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="dim", min_width=max(map(len, names)))
        grid.add_column(overflow="fold")
        for name, text in zip(names, row, strict=True):
            if text:
                grid.add_row(name, Text(text))
        out.print(grid)
        out.print()


def _words(name: str) -> str:
    """The name of a variable as a heading.

    >>> _words("otherSource")
    'other source'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


def _is_number(term: object) -> bool:
    datatype = getattr(getattr(term, "datatype", None), "value", "")
    return datatype.rpartition("#")[2] in ("integer", "double", "decimal", "float")


def print_summary(summary: "Summary", out: "Console", output: str) -> None:
    """What a build did: counts, the companies at the centre, what was skipped and written, what next."""
    import pyoxigraph as ox
    from rich.columns import Columns
    from rich.table import Table
    from rich.text import Text

    from newsgraph.graph.knowledge_graph import KnowledgeGraph
    from newsgraph.graph.namespaces import NG

    graph = KnowledgeGraph.open(output)
    documents = summary.counts["documents"][""]
    entities, facts = (sum(summary.counts[kind].values()) for kind in ("type", "predicate"))
    out.print(Text.assemble((f"{facts} facts", "bold"), " about ", (f"{entities} entities", "bold"), " from ",
                            (f"{documents} document{'' if documents == 1 else 's'}", "bold"),
                            f" in {summary.seconds:.1f} s"))
    if summary.reused:
        out.print(f"{summary.reused} of them known from before, not extracted again",
                  style="dim")
    copies = sum(1 for _ in graph.store.quads_for_pattern(None, ox.NamedNode(NG + "copyOf"), None, None))
    if copies:
        out.print(f"{copies} of them nearly the text of an earlier one: copies count as one source", style="dim")
    grids = []
    labels = {name: known.label for name, known in graph.vocabulary.predicates.items()}
    for title, kind in (("Entities", "type"), ("Facts", "predicate")):
        grid = Table(title=title, show_header=False, title_justify="left")
        grid.add_column()
        grid.add_column(justify="right")
        for name, count in summary.counts[kind].items():
            grid.add_row(plain(labels.get(name, name)), str(count))
        grids.append(grid)
    top = graph.query("most-connected").terms[:8]
    if top:
        grid = Table(title="Most connected companies", title_justify="left")
        grid.add_column("company")
        grid.add_column("neighbours", justify="right")
        for row in top:
            grid.add_row(*(Text(plain(getattr(row[at], "value", ""))) for at in (1, 2)))
        grids.append(grid)
    out.print(Columns(grids, padding=(0, 2)))
    if summary.slowest and (summary.extracted > _MANY or summary.slowest[0][0] > _LONG):
        slowest = ", ".join(f"{plain(source)} {seconds:.1f} s" for seconds, source in summary.slowest[:3])
        out.print(f"Slowest: {slowest}",
                  style="dim", markup=False, soft_wrap=True)
    left = [f"{count} {what}" for count, what in (
        (summary.unnamed, "whose subject or object no name stands for"),
        (summary.unfit, "between things that the vocabulary does not let it relate")) if count]
    if left:
        out.print(f"Left out: facts, {' and '.join(left)}", style="dim")
    _print_skipped(summary.skipped, len(summary.skipped), out)
    out.print("\nWritten:")
    for path in summary.files:
        out.print(Text(f"  {path}", style="cyan"), soft_wrap=True)
    out.print("\nNext:")
    for command in _next_steps(plain(getattr(top[0][1], "value", "")) if top else "", output):
        out.print(Text(f"  {command}"), soft_wrap=True)


def print_spark_summary(summary: "SparkSummary", out: "Console", output: str) -> None:
    """What a build on Spark did: counts, what was skipped, where the graph is and how to use it."""
    from rich.text import Text

    out.print(f"{summary.assertions} assertions about {summary.nodes} entities from {summary.documents} "
              f"document{'' if summary.documents == 1 else 's'} in {summary.seconds:.1f} s")
    _print_skipped(summary.skipped, summary.skipped_in_all, out)
    out.print("\nWritten:")
    for name in ("nquads", "nodes", "edges", "assertions"):
        out.print(Text(f"  {output.rstrip('/')}/{name}", style="cyan"), soft_wrap=True)
    out.print("\nNext:")
    out.print(Text(f"  newsgraph load FOLDER {output.rstrip('/')}/nquads"), soft_wrap=True)


def _print_skipped(skipped: "Sequence[Skipped]", count: int, out: "Console") -> None:
    from rich.text import Text

    if not skipped:
        return
    out.print(f"\nSkipped {count} source{'' if count == 1 else 's'}:", style="yellow")
    for item in skipped[:10]:
        out.print(Text(f"  {plain(item.source)}: {plain(item.reason)}"), soft_wrap=True)
    if count > 10:
        out.print(f"  and {count - 10} more")


def tell_skipped(skipped: "Sequence[Skipped]", count: int) -> None:
    """Say on standard error what was skipped, where no summary does."""
    for item in skipped[:10]:
        click.echo(f"skipped {plain(item.source)}: {plain(item.reason)}", err=True)
    if count > 10:
        click.echo(f"and {count - 10} more", err=True)


def tell_each_skipped(skipped: "Sequence[Skipped]") -> None:
    """Say on standard error, in a line each, what was skipped: where standard output is for a machine."""
    for item in skipped:
        click.echo(f"newsgraph: {plain(item.source)} was skipped: {plain(item.reason)}", err=True)


def _next_steps(company: str, output: str) -> list[str]:
    where = "" if output == "output" else f" -g {output}"
    about = [f'newsgraph query everything --param name="{company}"{where}',
             f'newsgraph query competitors --param company="{company}"{where}']
    return [*(about if company else []), f"newsgraph query facts{where}",
            "newsgraph queries                       every question of the library"]
