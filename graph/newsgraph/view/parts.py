"""The explorer's scripts and styles, for the saved page and for the served one, which differ only in their source.

vis-network comes out of pyvis's own folder.
"""

from functools import cache
from importlib.resources import files
from typing import Any

SAVED, SERVED = "saved", "served"
"""Where the explorer reads the graph: out of its own page, or from the server as one walks."""

_SCRIPTS = ("base", "combobox", "{source}", "model", "arrange", "look", "picture", "walk", "map", "evidence", "details",
            "entity", "relation", "search", "filters", "legend", "table", "turtle", "drawing", "links", "keyboard",
            "main")
_STYLES = ("theme", "page", "panels", "small")

OPTIONS: dict[str, Any] = {
    "autoResize": True,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 3, "labelHighlightBold": False,
              "scaling": {"label": {"drawThreshold": 5}}},
    "edges": {"smooth": False, "selectionWidth": 1.5, "hoverWidth": 1, "labelHighlightBold": False,
              "arrowStrikethrough": False,
              "scaling": {"label": {"drawThreshold": 9}}},
    "interaction": {"hover": True, "keyboard": False, "navigationButtons": False, "multiselect": False,
                    "hideEdgesOnDrag": False, "hoverConnectedEdges": True, "selectConnectedEdges": False,
                    "zoomSpeed": 0.7},
}
"""vis-network's options: places are given, so it simulates nothing and draws straight lines."""


@cache
def script(source: str) -> str:
    """The explorer's code, with `SAVED` or `SERVED` as its source.

    >>> "fetch(" in script(SAVED), "fetch(" in script(SERVED)
    (False, True)
    """
    names = [name.format(source=source) for name in _SCRIPTS]
    if source == SAVED:
        # The server answers questions on a page of its own.
        names.insert(names.index("links"), "answers")
    else:
        names.insert(names.index(source), "http")
    parts = "\n".join(asset(f"{name}.js") for name in names)
    return f'(() => {{\n"use strict";\n{parts}\n}})();\n'


@cache
def style() -> str:
    """The explorer's look."""
    return "\n".join(asset(f"{name}.css") for name in _STYLES)


@cache
def vis(kind: str) -> str:
    """vis-network's code (``js``) or style (``css``)."""
    name = {"js": "vis-network.min.js", "css": "vis-network.css"}[kind]
    return _read(files("pyvis") / "templates" / "lib" / "vis-9.1.2" / name)


def asset(name: str) -> str:
    """One of the view's own files."""
    return _read(files("newsgraph.view") / "assets" / name)


def _read(file: Any) -> str:
    # A browser hashes a script with its line ends normalised, so the policy has to as well.
    text: str = file.read_text(encoding="utf-8").replace("\r\n", "\n").replace("\r", "\n")
    return text
