"""The SPARQL 1.1 Protocol over HTTP (W3C Recommendation, 21 March 2013), for queries.

Three ways to ask: GET with the query in the address, POST of a form, POST of the query itself.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from newsgraph.graph.namespaces import ENTITIES_GRAPH, PREFIXES
from newsgraph.serve.answers import Refused
from newsgraph.serve.limits import Limits

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"


@dataclass(frozen=True, slots=True)
class Request:
    """A query and the dataset to run it on; no query asks for the description of the service."""

    query: str | None
    default_graphs: list[str] = field(default_factory=list)
    named_graphs: list[str] = field(default_factory=list)


def read(method: str, address: bytes, media: str, body: bytes) -> Request:
    """Read a request of the protocol.

    Parameters
    ----------
    method
        ``GET``, ``HEAD`` or ``POST``.
    address
        The query string, as it came.
    media
        The Content-Type, with its parameters.
    body
        The body, as it came.

    Raises
    ------
    Refused
        With the status 400 for a request that is not one of the protocol's, 403 for an update, 415 for another
        media type.

    Examples
    --------
    >>> read("GET", b"query=ASK%20%7B%7D&default-graph-uri=http://a/b", "", b"").default_graphs
    ['http://a/b']
    """
    pairs = _form(address)
    kind, charset = _media(media)
    if method == "POST":
        if kind == QUERY:
            if _values(pairs, "query"):
                raise Refused("the query stands twice, in the address and in the body; send it once")
            return _request([*pairs, ("query", _text(body, charset))])
        if kind == UPDATE:
            raise Refused("this endpoint only reads: updates are refused", 403)
        if kind != FORM:
            given = f"not {kind}" if kind else "and a Content-Type that says so"
            raise Refused(f"POST takes {FORM} or {QUERY}, {given}", 415)
        if charset != "utf-8":
            raise Refused(f"a form is in UTF-8, not {charset}", 415)
        pairs = [*pairs, *_form(body)]
        if not _values(pairs, "query") and not _values(pairs, "update"):
            raise Refused("the form has no field query")
    return _request(pairs)


def _request(pairs: list[tuple[str, str]]) -> Request:
    queries = _values(pairs, "query")
    if _values(pairs, "update"):
        raise Refused("this endpoint only reads: updates are refused", 403)
    if any(name in ("using-graph-uri", "using-named-graph-uri") for name, _ in pairs):
        raise Refused("using-graph-uri belongs to updates, which this endpoint refuses")
    if len(queries) > 1:
        raise Refused(f"there are {len(queries)} queries; send one at a time")
    return Request(queries[0] if queries else None, _values(pairs, "default-graph-uri"),
                   _values(pairs, "named-graph-uri"))


def _form(text: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(text.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=1000)
    except (UnicodeDecodeError, ValueError) as error:
        raise Refused("the parameters are not URL-encoded UTF-8") from error


def _values(pairs: list[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _media(header: str) -> tuple[str, str]:
    kind, *parameters = (part.strip() for part in header.split(";"))
    charset = next((value.strip().strip('"') for name, _, value in (p.partition("=") for p in parameters)
                    if name.strip().lower() == "charset"), "utf-8")
    return kind.lower(), charset.lower().replace("utf8", "utf-8")


def _text(body: bytes, charset: str) -> str:
    if charset != "utf-8":
        raise Refused(f"a query is sent in UTF-8, not {charset}", 415)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Refused("the query is not UTF-8") from error


def description(endpoint: str, limits: Limits, triples: int) -> str:
    """The service as the SPARQL 1.1 Service Description vocabulary has it, in Turtle.

    Parameters
    ----------
    endpoint
        The address of the endpoint.
    triples
        How many triples there are.
    """
    sd = "http://www.w3.org/ns/sparql-service-description#"
    formats = "http://www.w3.org/ns/formats/"
    results = ", ".join(f"<{formats}{name}>" for name in (
        "SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV", "Turtle",
        "N-Triples", "JSON-LD", "RDF_XML"))
    return f"""@prefix sd: <{sd}> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <{PREFIXES["rdfs"]}> .

<{endpoint}> a sd:Service ;
    rdfs:label "newsgraph" ;
    rdfs:comment "Read-only. A query may take {limits.seconds:g} s; an answer has at most {limits.rows} rows." ;
    sd:endpoint <{endpoint}> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:UnionDefaultGraph ;
    sd:resultFormat {results} ;
    sd:defaultDataset [
        a sd:Dataset ;
        sd:defaultGraph [ a sd:Graph ; void:triples {triples} ] ;
        sd:namedGraph [ a sd:NamedGraph ; sd:name <{ENTITIES_GRAPH}> ]
    ] .
"""
