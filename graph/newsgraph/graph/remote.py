"""A store behind a SPARQL 1.1 endpoint, with the methods of `pyoxigraph.Store` that newsgraph reads with."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any
from urllib.parse import urlencode

import pyoxigraph as ox

from newsgraph.errors import GraphError, QueryError
from newsgraph.graph.endpoint import TIMEOUT, Endpoint, said
from newsgraph.graph.namespaces import PREFIXES

_ACCEPT = ("application/sparql-results+json, application/sparql-results+xml;q=0.9, application/n-triples;q=0.8, "
           "text/turtle;q=0.7")
_UNIONS: tuple[dict[str, str], ...] = (
    {}, {"union-default-graph": "true"}, {"default-graph-uri": "urn:x-arq:UnionGraph"})
"""How to have the union of all named graphs as the default graph: as many stores have it by themselves, as
Oxigraph's server takes it, and as Jena names it."""

_BOTH = "ASK { ?document a schema:NewsArticle . ?thing rdfs:label ?name }"
"""True of the union of a graph's named graphs: a document's has the one, that of the nodes the other."""

_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n\r]*|<[^<>"{}|^`\x00-\x20]*>|\"\"\"(?:[^"\\]|\\.|"(?!\"\"))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
      |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|[?$]\w+|[\w-]*:[\w%-]*)|(?P<word>[A-Za-z]\w*)|(?P<open>\{)|.""",
    re.VERBOSE | re.DOTALL)
_KEPT = 50_000
"""How many answers to patterns are remembered, each of `_SMALL` quads at most."""
_SMALL = 200

Node = ox.NamedNode | ox.BlankNode | ox.Triple
Answer = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


def with_values(text: str, bound: Mapping[str, Any]) -> str:
    """A query's text with the values of some variables put in, so that it can be run anywhere.

    >>> with_values("SELECT ?x ?o\\nWHERE {\\n  ?x ?p ?o\\n}", {"x": ox.NamedNode("urn:x")})
    'SELECT ?x ?o\\nWHERE {\\n  VALUES ?x { <urn:x> }\\n  ?x ?p ?o\\n}'
    >>> with_values("ASK { ?x a ?y }", {"y": ox.NamedNode("urn:y")})
    'ASK {\\n  VALUES ?y { <urn:y> } ?x a ?y }'
    """
    values = "".join(f"\n  VALUES ?{name} {{ {term} }}" for name, term in bound.items())
    # The template of a CONSTRUCT stands in braces too.
    template = where = False
    for match in _TOKEN.finditer(text):
        word = (match["word"] or "").upper()
        template = template or word == "CONSTRUCT"
        where = where or word == "WHERE"
        if match["open"] and (where or not template):
            return text[:match.end()] + values + text[match.end():]
    return text


class RemoteStore:
    """The store behind an endpoint. It only reads.

    Parameters
    ----------
    url
        The address of a SPARQL 1.1 endpoint.
    token, timeout
        As for `newsgraph.graph.endpoint.Endpoint`.

    Notes
    -----
    Queries see the union of all named graphs, as they do in the embedded store. Many stores have that as their
    default graph; Oxigraph's and Jena's servers are asked for it. Small answers to patterns are remembered.
    """

    def __init__(self, url: str, *, token: str | None = None, timeout: float = TIMEOUT) -> None:
        self.endpoint = Endpoint(url, token=token, timeout=timeout)
        self._union: dict[str, str] | None = None
        self._known: OrderedDict[tuple[Any, ...], list[ox.Quad]] = OrderedDict()

    def query(self, text: str, *, prefixes: Mapping[str, str] | None = None,
              substitutions: Mapping[ox.Variable, Any] | None = None, use_default_graph_as_union: bool = False,
              default_graph: Sequence[ox.NamedNode] | None = None,
              named_graphs: Sequence[ox.NamedNode] | None = None) -> Answer:
        """The answer to a query, as `pyoxigraph.Store.query` gives it.

        Raises
        ------
        GraphError
            If the endpoint cannot be reached.
        QueryError
            If it refuses the query.
        """
        bound = {variable.value: term for variable, term in (substitutions or {}).items()}
        fields = list((self._as_union() if use_default_graph_as_union else {}).items())
        fields += [("default-graph-uri", graph.value) for graph in default_graph or ()]
        fields += [("named-graph-uri", graph.value) for graph in named_graphs or ()]
        return self._ask(with_values(text, bound), prefixes or {}, fields)

    def _as_union(self) -> dict[str, str]:
        if self._union is None:
            if not self._ask("ASK { GRAPH ?g { ?s a schema:NewsArticle } }", PREFIXES, []):
                raise QueryError(f"{self.endpoint.url} holds no graph of newsgraph; newsgraph load puts one there")
            for fields in _UNIONS:
                try:
                    if self._ask(_BOTH, PREFIXES, list(fields.items())):
                        self._union = fields
                        return fields
                except QueryError:
                    continue
            raise QueryError(f"{self.endpoint.url} does not show its named graphs as one: have its default graph be "
                             "the union of all")
        return self._union

    def _ask(self, text: str, prefixes: Mapping[str, str], fields: list[tuple[str, str]]) -> Answer:
        head = "".join(f"PREFIX {name}: <{iri}> " for name, iri in prefixes.items())
        body = urlencode([("query", head + text), *fields], errors="replace").encode()
        status, headers, data = self.endpoint.send("POST", body, {
            "Content-Type": "application/x-www-form-urlencoded", "Accept": _ACCEPT})
        if status >= 500:
            raise GraphError(f"{self.endpoint.url} failed ({status}): {said(data)}")
        if status != 200:
            raise QueryError(f"{self.endpoint.url} does not take the query ({status}): {said(data)}")
        if headers.get("X-SPARQL-MaxRows"):
            raise QueryError(f"{self.endpoint.url} cuts answers off after {headers['X-SPARQL-MaxRows']} rows; ask for "
                             "fewer, or let it give more")
        return self._read(data, headers.get_content_type())

    def _read(self, data: bytes, media: str) -> Answer:
        try:
            results = ox.QueryResultsFormat.from_media_type(media)
            if results is not None and not media.startswith("application/ld"):
                return ox.parse_query_results(data, format=results)
            triples = ox.RdfFormat.from_media_type(media)
            if triples is None:
                raise QueryError(f"{self.endpoint.url} is no SPARQL endpoint: it answers with {media}")
            store = ox.Store()
            store.load(data, format=triples, to_graph=ox.DefaultGraph())
            found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
            assert isinstance(found, ox.QueryTriples)
            return found
        except (SyntaxError, ValueError) as error:
            raise QueryError(f"{self.endpoint.url} gives an answer that cannot be read: {error}") from error

    def quads_for_pattern(self, subject: Node | None, predicate: ox.NamedNode | None,
                          object: Node | ox.Literal | None,
                          graph_name: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
                          ) -> Iterator[ox.Quad]:
        """The quads of named graphs that fit a pattern; None fits anything."""
        pattern = (subject, predicate, object, graph_name)
        # Blank nodes have no names across the wire, and everything of a graph lies in named graphs.
        if any(isinstance(part, ox.BlankNode | ox.DefaultGraph) for part in pattern):
            return iter(())
        found = self._known.get(pattern)
        if found is None:
            found = list(self._matching(pattern))
            if len(found) <= _SMALL:
                self._remember(pattern, found)
        return iter(found)

    def _matching(self, pattern: tuple[Any, ...]) -> Iterator[ox.Quad]:
        names = "spog"
        terms = [f"?{name}" if part is None else str(part) for name, part in zip(names, pattern, strict=True)]
        free = [name for name, part in zip(names, pattern, strict=True) if part is None]
        text = f"{{ GRAPH {terms[3]} {{ {' '.join(terms[:3])} }} }}"
        if not free:
            if self._ask(f"ASK {text}", {}, []):
                yield ox.Quad(*pattern)
            return
        rows = self._ask(f"SELECT {' '.join('?' + name for name in free)} {text}", {}, [])
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            parts = [row[name] if part is None else part for name, part in zip(names, pattern, strict=True)]
            yield ox.Quad(*parts)

    def _remember(self, pattern: tuple[Any, ...], found: list[ox.Quad]) -> None:
        self._known[pattern] = found
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)

    def fetch(self, subjects: Iterable[ox.NamedNode], predicates: Sequence[ox.NamedNode],
              graph_name: ox.NamedNode) -> None:
        """Ask for what many things have in one graph at once, to be remembered."""
        wanted: dict[tuple[Any, Any], list[ox.Quad]] = {
            (s, p): [] for s in subjects for p in predicates if (s, p, None, graph_name) not in self._known}
        if not wanted:
            return
        nodes = " ".join(dict.fromkeys(str(s) for s, _ in wanted))
        rows = self._ask(f"SELECT ?s ?p ?o {{ VALUES ?s {{ {nodes} }} VALUES ?p {{ {' '.join(map(str, predicates))} }} "
                         f"GRAPH {graph_name} {{ ?s ?p ?o }} }}", {}, [])
        assert isinstance(rows, ox.QuerySolutions)
        for row in rows:
            pair = row["s"], row["p"]
            if pair in wanted:
                wanted[pair].append(ox.Quad(*pair, row["o"], graph_name))
        for (s, p), found in wanted.items():
            self._remember((s, p, None, graph_name), found)

    def fetch_between(self, ones: Sequence[ox.NamedNode], others: Sequence[ox.NamedNode]) -> None:
        """Ask at once for every quad between one of some things and one of some others, either way, to be
        remembered."""
        for subjects, objects in ((ones, others), (others, ones)):
            pairs: dict[tuple[Any, Any], list[ox.Quad]] = {(s, o): [] for s in subjects for o in objects}
            if not pairs:
                return
            rows = self._ask(f"SELECT ?s ?p ?o ?g {{ VALUES ?s {{ {' '.join(map(str, subjects))} }} "
                             f"VALUES ?o {{ {' '.join(map(str, objects))} }} GRAPH ?g {{ ?s ?p ?o }} }}", {}, [])
            assert isinstance(rows, ox.QuerySolutions)
            for row in rows:
                pairs[row["s"], row["o"]].append(ox.Quad(*(row[name] for name in "spog")))
            for (s, o), found in pairs.items():
                self._remember((s, None, o, None), found)

    def named_graphs(self) -> Iterator[ox.NamedNode]:
        """The names of all graphs."""
        rows = self._ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", {}, [])
        assert isinstance(rows, ox.QuerySolutions)
        return iter([row["g"] for row in rows])

    def __iter__(self) -> Iterator[ox.Quad]:
        return self._matching((None, None, None, None))

    def __len__(self) -> int:
        rows = self._ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", {}, [])
        assert isinstance(rows, ox.QuerySolutions)
        return int(next(iter(rows))["n"].value)

    def dump(self, output: IO[bytes] | None = None, *, format: ox.RdfFormat,
             from_graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None,
             prefixes: dict[str, str] | None = None) -> bytes | None:
        """Everything, or one graph, as text: into a file, or to be had as bytes."""
        if from_graph is None:
            return ox.serialize(iter(self), output, format=format, prefixes=prefixes)
        quads = self.quads_for_pattern(None, None, None, from_graph)
        return ox.serialize((quad.triple for quad in quads), output, format=format, prefixes=prefixes)
