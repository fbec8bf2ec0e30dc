"""Who may ask, how much they may send, and what a browser may do with the pages."""

import hmac
import re
from http.cookies import SimpleCookie
from ipaddress import ip_address
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "newsgraph-token"
POLICY = ("default-src 'none'; script-src 'self'; style-src 'self'{nonce}; img-src 'self' data: blob:; "
          "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
"""Own scripts from files alone: no inline script, no event handler in markup, no foreign origin."""

_HOST = re.compile(r"(?:\[([^\[\]]*)\]|([^:\[\]]*))(?::\d*)?")
"""The header Host: an IPv6 address in brackets or another host, and perhaps a port."""


def is_local(host: str) -> bool:
    """Whether only this machine can reach a server on this address.

    >>> is_local("127.0.0.1"), is_local("0.0.0.0"), is_local("127.0.0.1.example")
    (True, False, False)
    """
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Security:
    """Checks host and token before a request goes further, and adds the headers that every answer has."""

    def __init__(self, app: ASGIApp, *, token: str | None = None, local: bool = True) -> None:
        self.app = app
        self._token = token
        self._local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", POLICY.format(nonce=""))
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Frame-Options"] = "DENY"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
            await send(message)

        refusal = self._refusal(scope)
        await (refusal or self.app)(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if self._local and not is_local(_host(headers.get("host", ""))):
            # A page of another site could have its name point to 127.0.0.1 and read the graph.
            return JSONResponse({"error": "this server answers only to localhost"}, 421)
        if self._token is None:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = [value for name, value in query if name == "token"]
        if given and self._right(given[-1]):
            if scope["method"] != "GET" or "text/html" not in headers.get("accept", ""):
                return None
            # A browser gets a cookie instead, so that the token does not stay in the address.
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            # Only the path: two slashes at its start would lead to another host.
            path = "/" + scope["path"].lstrip("/\\")
            answer = RedirectResponse(path + ("?" + rest if rest else ""), 303)
            answer.set_cookie(COOKIE, given[-1], httponly=True, samesite="strict")
            return answer
        kind, _, value = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and self._right(value.strip()):
            return None
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        if cookie is not None and self._right(cookie.value):
            return None
        return JSONResponse({"error": "a token is needed: Authorization: Bearer …, or ?token=… once"}, 401,
                            {"WWW-Authenticate": "Bearer"})

    def _right(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), (self._token or "").encode())


def _host(header: str) -> str:
    found = _HOST.fullmatch(header)
    return (found[1] or found[2]).lower() if found else ""
