"""Scripts and styles: our own, the view's, and vis-network out of pyvis's own folder."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import Response

from newsgraph.serve.answers import Refused

_TYPES = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_OWN = ("site.css", "site.js", "explorer.js", "editor.js", "codemirror.js")
_VIEW = ("theme.css", "base.js")


@cache
def _places() -> dict[str, Traversable]:
    own = files("newsgraph.serve") / "assets"
    view = files("newsgraph.view") / "assets"
    vis = files("pyvis") / "templates" / "lib" / "vis-9.1.2"
    return {**{name: own / name for name in _OWN}, **{name: view / name for name in _VIEW},
            "vis-network.js": vis / "vis-network.min.js", "vis-network.css": vis / "vis-network.css"}


@cache
def _asset(name: str) -> tuple[bytes, str]:
    body = _places()[name].read_bytes()
    return body, f'"{hashlib.sha256(body).hexdigest()[:16]}"'


async def static(request: Request) -> Response:
    """One file; a browser that has it already is told so."""
    name = request.path_params["name"]
    if name not in _places():
        raise Refused("there is no such file", 404)
    body, tag = _asset(name)
    headers = {"ETag": tag, "Cache-Control": "no-cache", "Content-Type": _TYPES[name.rpartition(".")[2]]}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers)
