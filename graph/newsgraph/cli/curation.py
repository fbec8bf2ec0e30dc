"""``newsgraph explain``, ``review`` and the decisions: see why names are one thing, and say otherwise."""

from typing import TYPE_CHECKING, Any

import click

from newsgraph.cli import options
from newsgraph.cli.options import Decorator

if TYPE_CHECKING:
    from newsgraph.graph.upkeep import Upkeep
    from newsgraph.resolution.decisions import Decision
    from newsgraph.resolution.explaining import Reason

_type = click.option("--type", "type", metavar="TYPE",
                     help="Only a thing of this type is meant: Company, Event, Organization, Person, Place, Product, "
                          "or a type of your own vocabulary.")
_documents = click.option("--document", "documents", multiple=True, metavar="ID",
                          help="Only in this document; may be given several times.")
_reason = click.option("--reason", metavar="TEXT", help="Why, kept with the decision.")
_later = click.option("--later", is_flag=True,
                      help="Write the decision down, and leave the graph as it is for now.")


_no_view = click.option("--no-view", is_flag=True, help="Leave graph.html as it is.")


def _shared(special: Decorator) -> Decorator:
    """The options of every decision, and a special one."""
    return lambda f: options.graph(special(_reason(_later(_no_view(f)))))


@options.examples("""
newsgraph explain Meta
newsgraph explain "Jensen Huang" -g graphs/chips
""")
@click.command("explain")
@click.argument("name")
@options.graph
def explain_command(name: str, graph: str) -> None:
    """Why the things called NAME are what they are: their names, their documents, and what joined them."""
    from newsgraph.cli.console import plain
    from newsgraph.graph.curation import reading
    from newsgraph.resolution.explaining import explain

    with reading(graph) as index:
        found = explain(index, name)
    for number, item in enumerate(found):
        if number:
            click.echo()
        node = item.node
        click.echo(plain(f"{node.name} ({node.type}), id/{node.key}"))
        for part in item.parts:
            spellings = ", ".join(f"{spelling} ({uses})" for spelling, uses in part.spellings)
            count = len(part.documents)
            some = ", ".join(part.documents[:4]) + (" ..." if count > 4 else "")
            click.echo(plain(f"  {part.name}: {count} document{'' if count == 1 else 's'} ({some})"))
            if spellings:
                click.echo(plain(f"    written {spellings}"))
        for reason in item.reasons:
            click.echo(plain(f"  {reason.one} = {reason.other}, score {reason.score:.2f}"))
            for what, worth in reason.features:
                click.echo(plain(f"    {worth:+.2f} {what}"))
        for iri, score in node.links:
            click.echo(plain(f"  linked to {iri}, score {score:.2f}"))
        for decision in item.decisions:
            if decision.kind != "link" or decision.score is None:
                click.echo(plain(f"  decided: {decision.sentence()}"))


@options.examples("""
newsgraph review
newsgraph review --limit 50
""")
@click.command("review")
@options.graph
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many to list.")
def review_command(graph: str, limit: int) -> None:
    """List the closest calls: names that were just joined, or just not."""
    from rich.table import Table
    from rich.text import Text

    from newsgraph.cli.console import console, plain
    from newsgraph.graph.curation import reading
    from newsgraph.resolution.explaining import review

    with reading(graph) as index:
        calls = review(index, limit)
    if not calls:
        click.echo("no close calls")
        return
    table = Table()
    for column in ("name", "other name", "now", "score", "why"):
        table.add_column(column, overflow="fold", justify="right" if column == "score" else "left")
    for call in calls:
        names = (f"{name} ({type})" for name, type in zip((call.one, call.other), call.types, strict=True))
        table.add_row(*(Text(plain(name)) for name in names), "one" if call.joined else "two",
                      f"{call.score:.2f}", Text(plain(_why(call))))
    out = console()
    out.print(table)
    out.print("settle one with: newsgraph merge A B | split A B | confirm A B", style="dim")


def _why(call: "Reason") -> str:
    return "; ".join(f"{worth:+.2f} {what}" for what, worth in call.features)


@options.examples("""
newsgraph merge "Meta Platforms" Facebook --reason "renamed in 2021"
""")
@click.command("merge")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_type
@_shared(_documents)
def merge_command(names: tuple[str, ...], **given: Any) -> None:
    """These names are one thing. A single NAME: all that bear it are."""
    _decide("merge", names, **given)


@options.examples("""
newsgraph split "Delta Air Lines" "Delta Electronics"
newsgraph split "John Smith" --document court.txt
""")
@click.command("split")
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@_type
@_shared(_documents)
def split_command(names: tuple[str, ...], **given: Any) -> None:
    """These names are different things; or, with --document, the name is another thing there."""
    _decide("split", names, **given)


@options.examples("""
newsgraph rename "Intl Business Machines" IBM
""")
@click.command("rename")
@click.argument("name")
@click.argument("to")
@_shared(_type)
def rename_command(name: str, **given: Any) -> None:
    """Call the thing that is called NAME something else."""
    _decide("rename", (name,), **given)


@options.examples("""
newsgraph retype Claude Product
""")
@click.command("retype")
@click.argument("name")
@click.argument("to", metavar="TYPE")
@_type
@_shared(_documents)
def retype_command(name: str, **given: Any) -> None:
    """The thing that is called NAME is of another type.

    TYPE is Company, Event, Organization, Person, Place, Product, or a type of your own vocabulary.
    """
    _decide("retype", (name,), **given)


@options.examples("""
newsgraph reject "Chief Executive" --reason "no name"
newsgraph reject "Dario Amodei" founderOf Anthropic
newsgraph reject Anthropic "founded by" "Dario Amodei"
""")
@click.command("reject")
@click.argument("names", nargs=-1, required=True, metavar="NAME | SUBJECT PREDICATE OBJECT")
@_type
@_shared(_documents)
def reject_command(names: tuple[str, ...], **given: Any) -> None:
    """NAME is no thing, or the fact is wrong: it leaves the graph.

    PREDICATE is the name of a predicate or how queries show it: founderOf, "founder of", "founded by".
    """
    if len(names) not in {1, 3}:
        raise click.UsageError("give one name, or subject, predicate and object")
    _decide("reject", names, **given)


@options.examples("""
newsgraph confirm Ford "Ford Motor Company"
newsgraph confirm "Jensen Huang" executiveOf Nvidia
""")
@click.command("confirm")
@click.argument("names", nargs=-1, required=True, metavar="NAME NAME... | SUBJECT PREDICATE OBJECT")
@_type
@_shared(_documents)
def confirm_command(names: tuple[str, ...], **given: Any) -> None:
    """The names are rightly one thing, or the fact is right: it is then certain, and not reviewed again.

    PREDICATE is the name of a predicate or how queries show it: executiveOf, "executive of", "run by".
    """
    _decide("confirm", names, **given)


def _decide(kind: str, names: tuple[str, ...], graph: str, *, later: bool, no_view: bool,
            type: str | None = None, documents: tuple[str, ...] = (), to: str | None = None,
            reason: str | None = None) -> None:
    from newsgraph.cli import console
    from newsgraph.cli.upkeep import report_idle
    from newsgraph.graph import curation

    with console.interruptible(), console.progress() as tell:
        if len(names) == 3 and (kind == "reject" or (
                kind == "confirm" and curation.is_predicate(names[1], graph))):
            if type:
                raise click.UsageError("--type goes with names, not with a fact")
            decision, done = curation.judge(kind, *names, output=graph, documents=documents, reason=reason,
                                            apply=not later, view=not no_view, progress=tell)
        else:
            decision, done = curation.decide(kind, names, graph, type=type, documents=documents, to=to,
                                             reason=reason, apply=not later, view=not no_view,
                                             progress=tell)
    _tell(decision, done)
    report_idle(graph)


def _tell(decision: "Decision", done: "Upkeep | None") -> None:
    from newsgraph.cli.console import plain
    from newsgraph.cli.upkeep import touched

    what = "written down" if done is None else touched(done)
    click.echo(plain(f"{decision.sentence()}; {what}"))
