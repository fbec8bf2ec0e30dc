"""Starts ``newsgraph serve`` as a process of its own, for the tests that talk to it."""

import os
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from newsroom import articles, resolution

from newsgraph.graph.mapping import document_graph, node_quads, vocabulary_quads
from newsgraph.graph.store import Generation, writing
from newsgraph.graph.summary import Summary
from newsgraph.graph.vocabulary import load


def store(folder, extractions, resolution) -> Path:
    """An output folder with nothing but its store."""
    words = load()
    members = resolution.index()
    with writing(folder) as output, Generation(output) as generation:
        generation.load(vocabulary_quads(words))
        generation.load(node_quads(resolution.nodes, words))
        summary = Summary()
        for extraction in extractions:
            quads = document_graph(extraction, members, words).quads
            summary.note(quads)
            generation.load(quads)
        generation.load([quad for thing in summary.descriptions(generation.store) for quad in thing])
        generation.publish()
    return Path(folder)


def sample(folder) -> Path:
    """The store of the articles that most of these tests ask."""
    found = articles()
    return store(folder, found, resolution(found))


@dataclass
class Reply:
    status: int
    text: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *given):
        return None


@dataclass
class Client:
    """A plain HTTP client for one server."""

    address: str
    process: subprocess.Popen

    def ask(self, path="/sparql", data=None, *, method=None, timeout=60, **headers):
        """Send a request; a dict as data becomes a form. Underscores in header names are dashes."""
        if isinstance(data, dict | list):
            data = urlencode(data).encode()
        elif isinstance(data, str):
            data = data.encode()
        request = urllib.request.Request(self.address + path, data, method=method,
                                         headers={k.replace("_", "-"): v for k, v in headers.items()})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _Stay)
        try:
            answer = opener.open(request, timeout=timeout)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            return Reply(answer.status, answer.read().decode("utf-8"),
                         {k.lower(): v for k, v in answer.headers.items()})

    def get(self, query=None, accept="application/sparql-results+json", **more):
        pairs = [("query", query)] if query is not None else []
        for name, values in more.items():
            pairs += [(name.replace("_", "-"), value) for value in values]
        return self.ask("/sparql?" + urlencode(pairs), Accept=accept)


@contextmanager
def serving(folder, *options) -> Iterator[Client]:
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "newsgraph", "serve", "-g", str(folder), "-p", "0", *map(str, options)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"})
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+?(?=/ )", line)
        assert found, line + process.stderr.read()
        yield Client(found[0], process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()
        process.stderr.close()
