"""The graph as one HTML page that works with the network unplugged.

`render` writes the page, `View` shows it in a notebook; `payload` is what it knows, read from the RDF store. The
picture is drawn by vis-network, through pyvis, with a template of ours: pyvis's own leaves links to CDNs in the
page and does not escape what it shows.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsgraph.view.notebook import View
    from newsgraph.view.reading import payload
    from newsgraph.view.rendering import page, render

__all__ = ["View", "page", "payload", "render"]

# What draws brings numpy, scipy and networkx with it, which the server does not need.
_WHERE = {"View": "notebook", "page": "rendering", "payload": "reading", "render": "rendering"}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
