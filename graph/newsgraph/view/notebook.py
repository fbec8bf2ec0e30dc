"""A written page that shows itself in a notebook."""

import html
import sys

if sys.platform == "win32":
    from pathlib import WindowsPath as _Path
else:
    from pathlib import PosixPath as _Path

MOST = 24 << 20
"""A page of more bytes is linked instead: a notebook keeps what it shows inside its own file."""


class View(_Path):
    """The path of a page; Jupyter shows the page in its place, offline, as light or dark as the reader likes.

    The page runs in a frame of its own that can reach neither the notebook nor any network.

    Examples
    --------
    >>> View("graph.html").name
    'graph.html'
    """

    def _repr_html_(self) -> str:
        shown = html.escape(str(self))
        try:
            if self.stat().st_size > MOST:
                return f'<p>The page is too large to show here; open <a href="{shown}"><bdi>{shown}</bdi></a>.</p>'
            text = self.read_text(encoding="utf-8")
        except OSError as error:
            return f"<p>The page <bdi>{shown}</bdi> cannot be shown: {html.escape(error.strerror or str(error))}.</p>"
        return ('<iframe sandbox="allow-scripts allow-downloads allow-popups" referrerpolicy="no-referrer" '
                'title="Explorer of the knowledge graph" width="100%" height="640" '
                'style="border: 1px solid #8886; border-radius: 8px; color-scheme: light dark" '
                f'srcdoc="{html.escape(text)}"></iframe>')
