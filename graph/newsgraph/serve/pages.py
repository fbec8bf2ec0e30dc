"""The HTML pages. All text of the graph goes through Jinja's escaping, and through `visible`."""

import re
import secrets
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from newsgraph import library
from newsgraph.ask import EXAMPLES
from newsgraph.graph.namespaces import BASE, ENTITY, NG, PREFIXES, segment
from newsgraph.serve.answers import Refused
from newsgraph.serve.desk import Desk
from newsgraph.serve.negotiation import GRAPHS, HTML, choose
from newsgraph.serve.security import POLICY
from newsgraph.view import parts
from newsgraph.view.terms import Terms

if TYPE_CHECKING:
    import jinja2

_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PAGES = ("id", "doc", "assertion", "membership", "role", "graph")
_SEGMENTS = re.compile(r"/+")


def visible(text: object, length: int = 400) -> str:
    """Text without the characters that could make it read as another one; the start of a very long one.

    >>> visible("a\\u202eb")
    'a‹U+202E›b'
    """
    shown = _HIDDEN.sub(lambda found: f"‹U+{ord(found[0]):04X}›", str(text))
    return shown if len(shown) <= length else shown[:length - 1].rstrip() + "…"


def local(iri: str) -> str:
    """Where an IRI has its page here; of another's, the address itself if a browser may follow it.

    >>> local("https://newsgraph.example/id/baidu"), local("javascript:alert(1)")
    ('/id/baidu', '')
    """
    if iri.startswith(NG):
        return "/ns#" + iri.removeprefix(NG)
    if iri.startswith(BASE) and iri.removeprefix(BASE).partition("/")[0] in _PAGES:
        return "/" + iri.removeprefix(BASE)
    return iri if iri.startswith(("https://", "http://")) else ""


@cache
def _environment() -> "jinja2.Environment":
    import jinja2

    found = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True,
                               lstrip_blocks=True,
                               loader=jinja2.ChoiceLoader([jinja2.PackageLoader("newsgraph.serve", "templates"),
                                                           jinja2.PackageLoader("newsgraph.view", "assets")]))
    found.filters.update(visible=visible, local=local, words=_words, key=lambda iri: iri.removeprefix(ENTITY))
    found.globals["base_iri"] = BASE
    found.globals["editor_link"] = lambda text: "/query?" + urlencode({"query": text})
    return found


def _words(name: str) -> str:
    """The name of a variable as a heading."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()


class Pages:
    """Makes pages out of what the workers know."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def routes(self) -> list[Route]:
        """The routes of the pages that have no other representation."""
        return [Route("/", self.home, methods=["GET", "HEAD"]),
                Route("/query", self.editor, methods=["GET", "HEAD"]),
                Route("/queries", self.library, methods=["GET", "HEAD"])]

    @staticmethod
    def wanted(request: Request) -> bool:
        """Whether a client would rather have a page than data."""
        return choose(request.headers.get("accept") or "application/json",
                      ["application/json", *GRAPHS, HTML]) == HTML

    @staticmethod
    def iri(request: Request) -> str:
        """The IRI that an address here stands for, spelled as the graph spells it."""
        raw = request.scope.get("raw_path") or request.scope["path"].encode()
        kind, _, rest = raw.decode("ascii", "replace").partition("?")[0].lstrip("/").partition("/")
        return f"{BASE}{kind}/" + "/".join(segment(unquote(part)) for part in rest.split("/"))

    def render(self, template: str, *, status: int = 200, headers: Mapping[str, str] | None = None,
               nonce: str = "", **values: Any) -> Response:
        """A template as a response."""
        text = _environment().get_template(template).render(nonce=nonce, **values)
        policy = POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "")
        return HTMLResponse(text.encode("utf-8", "replace"), status,
                            {"Content-Security-Policy": policy, **(headers or {})})

    def message(self, request: Request, text: str, status: int) -> Response:
        """A page with one sentence about what went wrong."""
        return self.render("message.html", status=status, text=text, code=status, asked="")

    async def home(self, request: Request) -> Response:
        """The explorer."""
        return self.render("explorer.html", title="newsgraph", entity=ENTITY, namespaces=Terms.namespaces,
                           options=parts.OPTIONS)

    async def editor(self, request: Request) -> Response:
        """The SPARQL editor; CodeMirror puts its styles into the page, which needs a nonce."""
        query = request.query_params.get("query", "")
        examples = [q for q in library.library().values() if not q.parameters]
        return self.render("editor.html", nonce=secrets.token_urlsafe(16), query=query, prefixes=PREFIXES,
                           examples=examples, limits=self.desk.limits, asked="")

    async def library(self, request: Request) -> Response:
        """All queries of the library."""
        return self.render("queries.html", queries=list(library.library().values()), asked="")

    async def question(self, request: Request, name: str, values: Mapping[str, str]) -> Response:
        """One query of the library: its form and, once it has its values, its answer."""
        query = library.library().get(name)
        if query is None:
            raise Refused(f"there is no query {name} in the library", 404)
        table, trouble, status = None, "", 200
        missing = [p for p in query.parameters if p.default is None and not values.get(p.name)]
        if not missing:
            try:
                table = await self.desk.data(request, "question", name=name, values=dict(values), page=True)
            except Refused as error:
                trouble, status = str(error), error.status
        downloads = [(format, f"/queries/{name}?" + urlencode({**values, "format": format}))
                     for format in ("csv", "tsv", "json", "xml")]
        return self.render("query.html", status=status, query=query, values=values, table=table,
                           trouble=trouble, downloads=downloads, headers={"Vary": "Accept"}, asked="")

    async def ask(self, request: Request, text: str) -> Response:
        """The answer to a question in plain English."""
        reply: Any = {"understood": False, "message": "", "examples": list(EXAMPLES)}
        if text.strip():
            try:
                reply = await self.desk.data(request, "ask", text=text[:1000], today=date.today().isoformat())
            except Refused as error:
                reply["message"] = str(error)
        return self.render("ask.html", reply=reply, headers={"Vary": "Accept"}, asked=text[:1000])

    async def thing(self, request: Request, iri: str) -> Response:
        """The page of a thing."""
        try:
            data = await self.desk.data(request, "page", iri=iri)
        except Refused as error:
            return self.message(request, str(error), error.status)
        path = local(iri)
        others = [(name, f"{path}?format={name}") for name in ("turtle", "ntriples", "jsonld", "rdfxml")]
        return self.render("thing.html", thing=data, others=others, headers={"Vary": "Accept"}, asked="")

    async def words(self, request: Request) -> Response:
        """The vocabulary."""
        data = await self.desk.data(request, "words")
        return self.render("words.html", words=data, headers={"Vary": "Accept"}, asked="")

    def export(self, request: Request, downloads: Mapping[str, tuple[str, str]]) -> Response:
        """What can be taken away."""
        return self.render("export.html", downloads=downloads, asked="")
