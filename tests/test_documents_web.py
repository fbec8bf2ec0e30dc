"""Addresses: fetched from a server of the test's own, with its robots.txt, redirects, sizes and delays."""

import contextlib
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from newsgraph.documents import Limits, Options, read
from newsgraph.documents.web import public
from newsgraph.records import Document, Skipped

TEXT = (
    "Harbor Robotics, which makes machines for ports, said on Monday that Ana Silva would become its chief."
)
PAGE = (
    f"<!DOCTYPE html><html "
    f"lang='en'><head><title>Harbor</title></head><body><article><p>{TEXT}</p></article></body></html>"
)
ITEM = f"<item><title>One</title><description>{TEXT}</description></item>"
FEED = f"<rss version='2.0'><channel>{ITEM}</channel></rss>"
ROBOTS = "User-agent: *\nDisallow: /private\n"


class Handler(BaseHTTPRequestHandler):
    robots = (200, ROBOTS)

    def do_GET(self):
        body, status, headers = PAGE.encode(), 200, {"Content-Type": "text/html; charset=utf-8"}
        if self.path == "/robots.txt":
            status, body = self.robots[0], self.robots[1].encode()
        elif self.path == "/moved":
            status, headers = 302, {"Location": "/page"}
        elif self.path == "/round":
            status, headers = 302, {"Location": "/round"}
        elif self.path == "/file":
            status, headers = 302, {"Location": "file:///etc/passwd"}
        elif self.path == "/secret":
            status, headers = 302, {"Location": "/private"}
        elif self.path == "/feed":
            body, headers = FEED.encode(), {"Content-Type": "application/rss+xml"}
        elif self.path == "/latin":
            body, headers = (
                "Naïve café talk, said Acme of the plan".encode("latin-1"),
                {"Content-Type": "text/plain; charset=latin-1"},
            )
        elif self.path == "/large":
            body = b"x" * 200_000
        elif self.path == "/gone":
            status = 404
        elif self.path == "/empty":
            body = b""
        elif self.path == "/slow":
            time.sleep(1.5)
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body) + (99 if self.path == "/short" else 0)))
        self.end_headers()
        with contextlib.suppress(OSError):  # who has given up waiting
            self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()
    running.server_close()


OPTIONS = Options(limits=Limits(download=100_000, timeout=0.5, redirects=3), private_addresses=True)


def test_a_page(server):
    for path in ("/page", "/moved"):
        [document] = read([server + path], options=OPTIONS)
        assert (document.text, document.title, document.source) == (TEXT, "Harbor", server + path)
        assert document.url == server + "/page"


def test_a_feed(server):
    [document] = read([server + "/feed"], options=OPTIONS)
    assert (document.title, document.text, document.source) == ("One", TEXT, server + "/feed#entry 1")


def test_what_the_server_says_of_the_encoding(server):
    [document] = read([server + "/latin"], options=OPTIONS)
    assert document.text.startswith("Naïve café")


@pytest.mark.parametrize(
    "path, said",
    [
        ("/private/x", "its robots.txt does not allow to read it"),
        ("/secret", "its robots.txt does not allow to read it"),
        ("/round", "it redirects more than 3 times"),
        ("/file", "file is no kind of address that is fetched"),
        ("/large", "it is larger than the 97 KiB that one address may give"),
        ("/gone", "the server answered 404 Not Found"),
        ("/slow", "the server did not answer within 0.5 seconds"),
        ("/short", "the server broke off before the end"),
        ("/empty", "it is empty"),
    ],
)
def test_what_is_not_fetched(server, path, said):
    [skipped, good] = read([server + path, server + "/page"], options=OPTIONS)
    assert isinstance(good, Document) and skipped.reason == said


@pytest.mark.parametrize(
    "robots, allowed",
    [
        ((404, ""), True),
        ((500, ""), False),
        ((200, "User-agent: *\nDisallow: /"), False),
        ((200, "User-agent: newsgraph\nAllow: /\n\nUser-agent: *\nDisallow: /"), True),
    ],
)
def test_robots(server, monkeypatch, robots, allowed):
    monkeypatch.setattr(Handler, "robots", robots)
    [item] = read([server + "/page"], options=OPTIONS)
    assert isinstance(item, Document) is allowed


def test_the_local_network_is_not_fetched_from(server):
    port = server.rpartition(":")[2]
    for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"):
        [skipped] = read([f"http://{host}:{port}/page"])
        assert isinstance(skipped, Skipped) and "local network" in skipped.reason, (host, skipped)


def test_no_host_and_no_address():
    for url in (
        "http://",
        "http://:x/",
        "http://[::1",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:1/x",
        "http://a..b/",
    ):
        [skipped] = read([url], options=OPTIONS)
        assert isinstance(skipped, Skipped) and "\n" not in skipped.reason


@pytest.mark.parametrize(
    "address",
    [
        "10.1.2.3",
        "192.168.0.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "224.0.0.1",
        "0.0.0.0",
    ],
)
def test_private_addresses(address):
    assert not public(address)
