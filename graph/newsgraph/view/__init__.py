"""The graph as one HTML page that works with the network unplugged.

`render` writes the page; `payload` is what it knows, read from the RDF store. The picture is drawn by
vis-network, through pyvis, with a template of ours: pyvis's own leaves links to CDNs in the page and does
not escape what it shows.
"""

from newsgraph.view.page import page, render
from newsgraph.view.payload import payload

__all__ = ["page", "payload", "render"]
