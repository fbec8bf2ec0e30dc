"""Libraries that not everybody needs."""

from importlib.util import find_spec

from newsgraph.errors import DocumentError


def need(module: str, what: str, extra: str) -> None:
    """Raises `DocumentError`, naming the extra to install, where a library is missing.

    >>> need("json", "JSON", "json")
    """
    if find_spec(module) is None:
        raise DocumentError(f"reading {what} needs {module}: pip install 'newsgraph[{extra}]'")
