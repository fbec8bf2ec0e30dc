"""The page: pyvis builds the network, our template holds it, and everything it needs is inside the file."""

import base64
import hashlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import Store

from newsgraph.errors import GraphError
from newsgraph.view import measures, parts
from newsgraph.view.layout import layout
from newsgraph.view.notebook import View
from newsgraph.view.questions import questions
from newsgraph.view.reading import payload
from newsgraph.view.spacing import readable
from newsgraph.view.survey import survey

Json = dict[str, Any]

SHOW_ALL = 60
"""A graph of up to so many linked entities is shown whole."""

_CHUNK = 2000
"""Sentences are kept in blocks of so many; the browser parses a block when it shows one of them."""


class _HasStore(Protocol):
    @property
    def store(self) -> Store: ...


def render(kg: "_HasStore | Store", path: str | os.PathLike[str], *, min_confidence: float = 0.0,
           title: str = "Knowledge graph") -> View:
    """Write the graph as one HTML file that needs nothing else, not even a network.

    Parameters
    ----------
    kg
        A knowledge graph, or its store.
    path
        Where to write; a page that is there is replaced only when the new one is complete.
    min_confidence
        Facts below this probability are left out of the page.
    title
        The page's heading.

    Returns
    -------
    View
        The path, which shows the page where a notebook displays it.

    Raises
    ------
    GraphError
        If the file cannot be written.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     render(Store(), Path(folder) / "graph.html").name
    'graph.html'
    """
    target = Path(path)
    store = kg if isinstance(kg, Store) else kg.store
    text = page(payload(store, min_confidence=min_confidence), title=title)
    draft = None
    try:
        descriptor, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with open(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o666 & ~_umask())
        os.replace(draft, target)
    except BaseException as error:
        # A full disk shows itself as late as on closing; the page that was there stays whole.
        if draft is not None:
            Path(draft).unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise GraphError(f"the page {target} cannot be written: {error.strerror or error}") from error
        raise
    return View(target)


def page(data: Json, *, title: str = "Knowledge graph") -> str:
    """The HTML text of the page for what `payload` gave.

    The same data gives the same text, byte for byte.
    """
    import jinja2
    from markupsafe import Markup
    from pyvis.network import Network

    current = [f for f in data["facts"] if f["time"] == "current" and f["modality"] == "asserted"]
    graph = measures.network(len(data["nodes"]), current)
    shown = _shown(graph if graph.number_of_edges() else measures.network(len(data["nodes"]), data["facts"]))
    scripts = [parts.vis("js"), parts.script(parts.SAVED)]
    styles = [parts.vis("css"), parts.style()]
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined,
                                     loader=jinja2.PackageLoader("newsgraph.view", "assets"))
    environment.globals.update(
        title=title,
        policy=_policy(scripts, styles),
        scripts=[Markup(text) for text in scripts],
        styles=[Markup(text) for text in styles],
        data=Markup(_json({**_columns(data), "questions": questions()})),
        evidence=[Markup(_json(block)) for block in _evidence(data)],
        as_json=lambda value: Markup(_json(value)),
    )
    network = Network(directed=True, cdn_resources="in_line")
    network.templateEnv = environment
    network.path = "page.html"
    network.options = parts.OPTIONS
    _fill(network, data, shown)
    text: str = network.generate_html()
    return text


def _shown(graph: Any) -> list[int]:
    """The opening view, best linked first: a small screen shows only the first of them."""
    linked = [node for node in graph if graph.degree(node)]
    return measures.opening(graph, SHOW_ALL if len(linked) <= SHOW_ALL else measures.OPENING)


def _fill(network: Any, data: Json, shown: list[int]) -> None:
    """Give pyvis the opening view, placed for itself: places from the whole picture would scatter it."""
    from pyvis.edge import Edge
    from pyvis.node import Node

    at = {node: number for number, node in enumerate(shown)}
    pairs = sorted({(at[f["s"]], at[f["o"]]) for f in data["facts"] if f["s"] in at and f["o"] in at})
    # pyvis's own add_node and add_edge look each name up in a list, which takes minutes on large graphs.
    places = readable(layout(len(shown), pairs), [data["nodes"][node]["name"] for node in shown])
    for (x, y), node in zip(places, shown, strict=True):
        row = data["nodes"][node]
        kind = data["types"][row["type"]]
        network.nodes.append(Node(node, kind["shape"], row["name"][:60], group=kind["id"],
                                  x=round(float(x), 1), y=round(float(y), 1)).options)
    for source, target in pairs:
        network.edges.append(Edge(shown[source], shown[target], directed=True).options)


def _columns(data: Json) -> Json:
    """The payload in columns: a third of the size, and quick to parse."""
    nodes, facts = data["nodes"], data["facts"]
    base = os.path.commonprefix([row["iri"] for row in nodes]).rpartition("/")[0] + "/" if nodes else ""
    columns: Json = {
        "base": base,
        "iri": [row["iri"].removeprefix(base) for row in nodes],
        "key": {at: row["key"] for at, row in enumerate(nodes) if base + row["key"] != row["iri"]},
        "name": [row["name"] for row in nodes],
        "aliases": {at: row["aliases"] for at, row in enumerate(nodes) if row["aliases"]},
        "same": {at: row["same"] for at, row in enumerate(nodes) if row["same"]},
        "type": [row["type"] for row in nodes],
        **survey(len(nodes), facts),
    }
    words = {name: sorted({f[name] for f in facts}) for name in ("time", "modality", "method")}
    index = {name: {word: at for at, word in enumerate(values)} for name, values in words.items()}
    rows: Json = {name: [f[name] for f in facts] for name in ("s", "p", "o", "d", "confidence")}
    rows |= {name: [index[name][f[name]] for f in facts] for name in words}
    rows["role"] = {at: f["role"] for at, f in enumerate(facts) if f["role"]}
    return {"nodes": columns, "facts": rows, "words": words, "chunk": _CHUNK,
            **{name: data[name] for name in ("documents", "predicates", "types", "namespaces")}}


def _evidence(data: Json) -> list[Json]:
    facts = data["facts"]
    blocks = []
    for start in range(0, len(facts), _CHUNK):
        part = facts[start:start + _CHUNK]
        blocks.append({"iri": [f["iri"] for f in part], "quote": [f["quote"] for f in part],
                       "marks": [f["marks"] for f in part]})
    return blocks


def _json(value: Any) -> str:
    """JSON that is safe inside a script element, whatever the names and sentences hold."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _policy(scripts: list[str], styles: list[str]) -> str:
    """A Content-Security-Policy that runs these scripts and nothing else, and asks no server for anything."""
    run, draw = (" ".join(f"'sha256-{_digest(text)}'" for text in texts) for texts in (scripts, styles))
    return (f"default-src 'none'; script-src {run}; style-src {draw}; img-src data: blob:; "
            "base-uri 'none'; form-action 'none'")


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
