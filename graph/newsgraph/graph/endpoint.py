"""HTTP to another store's endpoint: one connection that is kept, one sentence for what goes wrong."""

import http.client
import json
import os
import socket
import ssl
from base64 import b64encode
from urllib.parse import unquote, urlsplit

from newsgraph.errors import GraphError

TOKEN = "NEWSGRAPH_ENDPOINT_TOKEN"
"""The environment variable that holds the token to show to endpoints."""

TIMEOUT = 120.0
"""Seconds that an endpoint may take for one answer, unless one says otherwise."""


class Endpoint:
    """An address that requests are sent to.

    Parameters
    ----------
    url
        An ``http`` or ``https`` address; a user and password in it are sent as Basic authentication.
    token
        Sent as a bearer token; by default what `TOKEN` names.
    timeout
        Seconds to wait for an answer.

    Raises
    ------
    GraphError
        If the address is none.
    """

    def __init__(self, url: str, *, token: str | None = None, timeout: float = TIMEOUT) -> None:
        self._connection: http.client.HTTPConnection | None = None
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise GraphError(f"{url} is no address: {error}") from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise GraphError(f"{url} is no address of an endpoint; it begins with http:// or https://")
        self._host, self._port, self._secure = parts.hostname, port, parts.scheme == "https"
        shown = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self.url = f"{parts.scheme}://{shown}{f':{port}' if port else ''}{parts.path or '/'}"
        """The address without password and parameters: what messages show."""
        self._path, self._query = parts.path or "/", parts.query
        self._timeout = timeout
        self._headers = {"User-Agent": "newsgraph"}
        token = token or os.environ.get(TOKEN)
        if parts.username is not None:
            pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
            self._headers["Authorization"] = f"Basic {b64encode(pair).decode()}"
        elif token:
            self._headers["Authorization"] = f"Bearer {token}"

    def send(self, method: str, body: bytes | None = None, headers: dict[str, str] | None = None,
             parameters: str = "") -> tuple[int, http.client.HTTPMessage, bytes]:
        """Send a request; gives status, headers and body of the answer.

        Parameters
        ----------
        parameters
            URL-encoded; they follow those of the address.

        Raises
        ------
        GraphError
            If there is no answer, or one that asks for a password.
        """
        query = "&".join(part for part in (self._query, parameters) if part)
        path = f"{self._path}?{query}" if query else self._path
        try:
            status, received, data = self._exchange(method, path, body, {**self._headers, **(headers or {})})
        except TimeoutError as error:
            self.close()
            raise GraphError(f"{self.url} did not answer within {self._timeout:g} s") from error
        except ssl.SSLError as error:
            raise GraphError(f"{self.url} has no valid certificate: {error.reason or error}") from error
        except socket.gaierror as error:
            raise GraphError(f"{self.url} cannot be reached: there is no such host") from error
        except (OSError, http.client.HTTPException) as error:
            self.close()
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise GraphError(f"{self.url} cannot be reached: {reason}") from error
        if status in (401, 403):
            raise GraphError(f"{self.url} does not let us in ({status}); put a token into {TOKEN}, or "
                             "a user and password into the address")
        return status, received, data

    def _exchange(self, method: str, path: str, body: bytes | None,
                  headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
        fresh = self._connection is None
        try:
            return self._once(method, path, body, headers)
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.close()
            if fresh:
                raise
        # A server may end a connection that it kept for a while; what it did not answer is sent again.
        return self._once(method, path, body, headers)

    def _once(self, method: str, path: str, body: bytes | None,
              headers: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
        if self._connection is None:
            kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
            self._connection = kind(self._host, self._port, timeout=self._timeout)
            self._connection.connect()
            # Otherwise each request waits 40 ms for the acknowledgement of its head.
            self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        data = answer.read()
        if answer.will_close:
            self.close()
        return answer.status, answer.headers, data

    def __del__(self) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; the next request makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def said(data: bytes) -> str:
    """The first line of what a server says of an error, in printable characters.

    >>> said(b"Parse error:\\n line 1")
    'Parse error:'
    >>> said(b'{"error": "no such query"}')
    'no such query'
    """
    text = data[:4000].decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            found = json.loads(text)
            text = str(found.get("error") or found.get("message") or text)
        except ValueError:
            pass
    line = next((line for line in text.splitlines() if line.strip()), "").strip()
    return "".join(c for c in line if c.isprintable())[:300]
