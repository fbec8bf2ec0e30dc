"""Addresses of the web: fetched politely (robots.txt), within limits, and never from the local network."""

import http.client
import io
import ipaddress
import socket
import ssl
import time
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from newsgraph.documents.kinds import kind_of
from newsgraph.documents.options import Options
from newsgraph.documents.streams import Budget, Counted, Piece, buffered, size
from newsgraph.errors import DocumentError

AGENT = "newsgraph"
"""The name that robots.txt may address."""

_ROBOTS = 512 * 1024
"""Bytes of a robots.txt that are read, as RFC 9309 asks for at least."""


def fetch(url: str, options: Options) -> Piece:
    """What lies at an address. Raises `DocumentError` where it may not or cannot be fetched.

    Every address on the way is resolved once and checked before the connection goes to just that address, so
    that neither a redirect nor a second answer of a name server leads into the local network.
    """
    here, deadline = url, time.monotonic() + options.limits.download_time
    for _ in range(options.limits.redirects + 1):
        if not _allowed(here, options, deadline):
            raise DocumentError("its robots.txt does not allow to read it")
        status, headers, body = _get(here, options, options.limits.download, deadline)
        if status in (301, 302, 303, 307, 308) and headers.get("location"):
            here = urljoin(here, headers["location"])
            continue
        if status != 200:
            meaning = http.client.responses.get(status, "")
            raise DocumentError(f"the server answered {status} {meaning}".rstrip())
        name = urlsplit(here).path.rpartition("/")[2] or "index"
        message = http.client.HTTPMessage()
        message["content-type"] = headers.get("content-type", "")
        media = message.get_content_type() if headers.get("content-type") else None
        budget = Budget(options.limits)
        stream = buffered(Counted(io.BytesIO(body), budget, unpacked=False))
        budget.taken = len(body)
        piece = Piece(url, name, stream, options, budget, url=here, charset=message.get_content_charset())
        piece.kind = kind_of(name, body[:1 << 16], media) if body else None
        return piece
    raise DocumentError(f"it redirects more than {options.limits.redirects} times")


def _allowed(url: str, options: Options, deadline: float) -> bool:
    """What robots.txt says (RFC 9309): none there allows all, one that cannot be read forbids all."""
    place = urljoin(url, "/robots.txt")
    for _ in range(options.limits.redirects + 1):
        status, headers, body = _get(place, options, _ROBOTS, deadline, cut=True)
        if status in (301, 302, 303, 307, 308) and headers.get("location"):
            place = urljoin(place, headers["location"])
            continue
        break
    if 400 <= status < 500:
        return True
    if status != 200:
        return False
    rules = RobotFileParser()
    rules.parse(body.decode("utf-8", "replace").splitlines())
    return rules.can_fetch(AGENT, url)


def _get(url: str, options: Options, limit: int, deadline: float, *,
         cut: bool = False) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise DocumentError("its address is not valid") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DocumentError(f"{parts.scheme or 'this'} is no kind of address that is fetched")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection = _Connection(parts.hostname, port, _address(parts.hostname, port, options),
                                 options.limits.timeout, secure=parts.scheme == "https")
        try:
            connection.request("GET", _quoted(path), headers={
                "User-Agent": AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"})
            response = connection.getresponse()
            headers = {key.lower(): value for key, value in response.getheaders()}
            return response.status, headers, _body(response, limit, deadline, cut)
        finally:
            connection.close()
    except TimeoutError:
        raise DocumentError(f"the server did not answer within {options.limits.timeout:g} seconds") from None
    except ssl.SSLError as error:
        raise DocumentError(f"its certificate or encryption is not valid: {error.reason or error}") from None
    except socket.gaierror:
        raise DocumentError("there is no such host") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise DocumentError(f"it cannot be fetched: {str(error) or type(error).__name__}") from None


def _body(response: http.client.HTTPResponse, limit: int, deadline: float, cut: bool) -> bytes:
    parts, count = [], 0
    while data := response.read1(1 << 16):
        parts.append(data)
        count += len(data)
        if count > limit:
            if cut:
                break
            raise DocumentError(f"it is larger than the {size(limit)} that one address may give")
        if time.monotonic() > deadline:
            raise DocumentError("the server takes too long")
    if response.length and not cut:
        raise DocumentError("the server broke off before the end")
    return b"".join(parts)


def _quoted(path: str) -> str:
    from urllib.parse import quote

    return quote(path, safe="/?&=%:;@!$'()*+,~#[]-._")


def _address(host: str, port: int, options: Options) -> str:
    """The address to connect to; every one that the host's name stands for must be public."""
    found = [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not options.private_addresses and not all(public(address) for address in found):
        raise DocumentError("it lies in the local network, which is not fetched from")
    return found[0]


def public(address: str) -> bool:
    """Whether an IP address is one of the public internet.

    >>> public("93.184.215.14"), public("127.0.0.1"), public("::ffff:10.0.0.1"), public("169.254.169.254")
    (True, False, False, False)
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        if inner := found.ipv4_mapped or found.sixtofour:
            return public(str(inner))
        if found in ipaddress.ip_network("64:ff9b::/96"):
            return public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
    return found.is_global and not found.is_multicast


class _Connection(http.client.HTTPConnection):
    """A connection to an address already checked, whatever the host's name resolves to by now."""

    def __init__(self, host: str, port: int, address: str, timeout: float, *, secure: bool) -> None:
        super().__init__(host, port, timeout=timeout)
        self._address, self._secure = address, secure
        self.default_port = 443 if secure else 80

    def connect(self) -> None:
        sock: Any = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = sock
