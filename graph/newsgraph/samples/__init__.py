"""Sample articles that ship with the package: original texts about real companies, true and dated."""

from importlib.resources import files
from pathlib import Path

__all__ = ["articles"]


def articles() -> Path:
    """The folder of the sample articles: text, Markdown, HTML and JSON Lines, sixteen articles in all.

    Examples
    --------
    >>> sorted({path.suffix for path in articles().iterdir()})
    ['.html', '.jsonl', '.md', '.txt']
    """
    return Path(str(files(__name__))) / "articles"
