"""Scripts and styles: our own, the view's, and vis-network out of pyvis's own folder."""

import hashlib
from collections.abc import Callable
from functools import cache, partial
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from newsgraph.serve.answers import Refused
from newsgraph.view import parts

_TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}


def _own(name: str) -> str:
    return (files("newsgraph.serve") / "assets" / name).read_text(encoding="utf-8")


FILES: dict[str, Callable[[], str]] = {
    **{name: partial(_own, name) for name in ("site.css", "site.js", "editor.js", "codemirror.js")},
    **{name: partial(parts.asset, name) for name in ("theme.css", "base.js", "http.js", "combobox.js")},
    "explorer.js": partial(parts.script, parts.SERVED), "explorer.css": parts.style,
    "vis-network.js": partial(parts.vis, "js"), "vis-network.css": partial(parts.vis, "css"),
}
"""What there is, by name."""


@cache
def _asset(name: str) -> tuple[bytes, str]:
    body = FILES[name]().encode()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'


async def static(request: Request) -> Response:
    """One file; a browser that has it already is told so."""
    name = request.path_params["name"]
    if name not in FILES:
        raise Refused("there is no such file", 404)
    body, tag = _asset(name)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": _TYPES[name.rpartition(".")[2]]}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)
