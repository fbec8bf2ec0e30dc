"""The graph as one HTML page that works with the network unplugged.

`render` writes the page; `payload` is what it knows, read from the RDF store. The picture is drawn by
vis-network, through pyvis, with a template of ours: pyvis's own leaves links to CDNs in the page and does
not escape what it shows.
"""

from newsgraph.view.reading import payload
from newsgraph.view.rendering import page, render

__all__ = ["page", "payload", "render"]
