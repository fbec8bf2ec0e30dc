"""``newsgraph agreement``: how many independent sources stand behind a fact, who held a role when, what conflicts."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from newsgraph.cli import options

if TYPE_CHECKING:
    from newsgraph.graph.weighing import Weighed


@options.examples("""
newsgraph agreement Baidu
newsgraph agreement --what conflicts
newsgraph agreement Baidu --what roles --format json
""")
@click.command("agreement")
@click.argument("name", required=False)
@options.graph
@click.option("--what", type=click.Choice(["facts", "roles", "conflicts"]), default="facts", show_default=True)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
def agreement_command(name: str | None, graph: str, what: str, form: str) -> None:
    """Weigh what documents say together about NAME, or about everything.

    facts: how sure each fact is over its independent sources, where copies of one text count once. roles: who held
    which role when, as far as documents have dates. conflicts: statements that cannot both hold.
    """
    from newsgraph.graph.weighing import weigh

    found = weigh(graph, name)
    if form == "json":
        by_kind: dict[str, Sequence[Any]] = {
            "facts": found.agreements, "roles": found.tenures, "conflicts": found.conflicts}
        click.echo(json.dumps([asdict(row) for row in by_kind[what]], ensure_ascii=False, indent=1))
        return
    from rich.table import Table
    from rich.text import Text

    from newsgraph.cli.console import console, plain

    head, lines = _table(found, what)
    table = Table()
    for column in head:
        table.add_column(column, overflow="fold")
    for line in lines:
        table.add_row(*(Text(plain(cell)) for cell in line))
    out = console()
    out.print(table)
    out.print(f"{len(lines)} {what}", style="dim")


def _table(found: "Weighed", what: str) -> tuple[list[str], list[list[str]]]:
    names = found.names
    if what == "facts":
        rows = sorted(found.agreements, key=lambda a: (-a.confidence, a.subject, a.predicate, a.object))
        return ["subject", "predicate", "object", "confidence", "sources", "documents", "denied by"], [
            [names[a.subject], a.predicate, names[a.object], f"{a.confidence:.3f}", str(a.sources),
             str(len(a.documents)), str(a.against or "")] for a in rows]
    if what == "roles":
        return ["person", "role", "organisation", "since", "last seen", "until"], [
            [names[t.person], t.role, names[t.organization], "announced" if t.announced else t.since or "",
             t.last or "", t.until or ""] for t in found.tenures]
    return ["kind", "one says", "another says"], [
        [c.kind, *(f"{names[t[0]]} {t[1]} {names[t[2]]} ({', '.join(documents)})"
                   for t, documents in ((c.one, c.documents), (c.other, c.others)))] for c in found.conflicts]
