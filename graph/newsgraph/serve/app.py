"""The server as an ASGI application: the endpoint, the pages, and what they load."""

import contextlib
import os
import tempfile
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from newsgraph.serve import protocol
from newsgraph.serve.answers import CUT, FORMATS, Refused
from newsgraph.serve.desk import Desk, refusal, respond
from newsgraph.serve.limits import Limits
from newsgraph.serve.negotiation import GRAPHS, HTML, TYPES, choose
from newsgraph.serve.pages import Pages
from newsgraph.serve.security import Security
from newsgraph.serve.static import static

DOWNLOADS = {
    "turtle": ("graph.ttl", "text/turtle; charset=utf-8"), "trig": ("graph.trig", "application/trig"),
    "nquads": ("graph.nq", "application/n-quads"), "jsonld": ("graph.jsonld", "application/ld+json"),
    "graphml": ("graph.graphml", "application/xml"), "gexf": ("graph.gexf", "application/xml"),
    "nodes.csv": ("nodes.csv", "text/csv; charset=utf-8"), "edges.csv": ("edges.csv", "text/csv; charset=utf-8"),
}
"""What ``/export`` gives: format -> name of the file and media type."""


def create_site(opened: Callable[[], str], limits: Limits | None = None) -> "Site":
    """What `create_app` serves: the store on disk, behind its workers.

    Parameters
    ----------
    opened
        Gives the path of the store's present generation; it is asked again and again, so that a new build is
        seen at once.
    limits
        What a query may cost.
    """
    return Site(opened, limits or Limits())


def create_app(site: "Site", *, token: str | None = None, cors: bool = False, local: bool = True) -> ASGIApp:
    """The ASGI application.

    Parameters
    ----------
    token
        What a client has to show; nothing by default.
    cors
        Whether pages of other origins may ask.
    local
        Whether to answer only to requests for localhost.
    """
    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await site.desk.pool.start()
        try:
            yield
        finally:
            await site.desk.pool.close()

    async def refused(request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        if site.pages.wanted(request):
            return site.pages.message(request, str(error), error.status)
        return respond(refusal(error))

    async def left(request: Request, error: Exception) -> Response:
        return Response(status_code=499)

    async def failed(request: Request, error: Exception) -> Response:
        status = getattr(error, "status_code", 500)
        text = {404: "there is no such page", 405: "this method is not known here"}.get(
            status, "something went wrong")
        if site.pages.wanted(request):
            return site.pages.message(request, text, status)
        return JSONResponse({"error": text}, status, getattr(error, "headers", None))

    middleware = [Middleware(Security, token=token, local=local)]
    if cors:
        middleware.insert(0, Middleware(CORSMiddleware, allow_origins=["*"], allow_methods=["GET", "POST"],
                                        allow_headers=["Accept", "Authorization", "Content-Type"],
                                        expose_headers=[CUT]))
    return Starlette(routes=site.routes(), lifespan=lifespan, middleware=middleware,
                     exception_handlers={Refused: refused, ClientDisconnect: left, 404: failed, 405: failed,
                                         500: failed})


class Site:
    """The routes, and the desk that they take their requests to."""

    def __init__(self, opened: Callable[[], str], limits: Limits) -> None:
        self.desk = Desk(opened, limits)
        self.pages = Pages(self.desk)

    def routes(self) -> list[Route]:
        read = ["GET", "HEAD"]
        found = [Route(path, self.sparql, methods=[*read, "POST"]) for path in ("/sparql", "/sparql/")]
        found += [Route(f"/{kind}/{{rest:path}}", self.linked, methods=read)
                  for kind in ("id", "doc", "assertion", "membership", "role", "graph")]
        return [
            *found,
            Route("/ns", self.vocabulary, methods=read),
            Route("/export", self.export, methods=read),
            Route("/ask", self.ask, methods=read),
            Route("/queries/{name}", self.question, methods=read),
            Route("/api/around", self.around, methods=["POST"]),
            Route("/api/label", self.label, methods=["POST"]),
            Route("/api/{name}", self.api, methods=read),
            Route("/static/{name}", static, methods=read),
            *self.pages.routes(),
        ]

    async def sparql(self, request: Request) -> Response:
        body = await self.desk.body(request) if request.method == "POST" else b""
        asked = protocol.read(request.method, request.scope["query_string"],
                              request.headers.get("content-type", ""), body)
        accept = request.headers.get("accept")
        if asked.query is not None:
            return respond(await self.desk.do(request, "sparql", text=asked.query, accept=accept,
                                              default_graphs=asked.default_graphs,
                                              named_graphs=asked.named_graphs))
        if choose(accept, [*GRAPHS, HTML]) == HTML:
            return RedirectResponse("/query", 303, {"Vary": "Accept"})
        counts = await self.desk.data(request, "counts")
        endpoint = str(request.url.replace(query="", path="/sparql"))
        return self._triples(protocol.description(endpoint, self.desk.limits, counts["triples"]), accept)

    @staticmethod
    def _triples(turtle: str, accept: str | None) -> Response:
        import pyoxigraph as ox

        media = choose(accept, list(GRAPHS))
        if media is None:
            raise Refused(f"there is no such format here; choose one of {', '.join(GRAPHS)}", 406)
        name = GRAPHS[media]
        body = turtle.encode() if name == "turtle" else ox.serialize(
            (quad.triple for quad in ox.parse(turtle.encode(), format=ox.RdfFormat.TURTLE)), format=FORMATS[name])
        return Response(body, headers={"Content-Type": TYPES[name], "Vary": "Accept"})

    async def linked(self, request: Request) -> Response:
        iri = self.pages.iri(request)
        accept = self._accept(request)
        if choose(accept, [*GRAPHS, HTML]) == HTML:
            return await self.pages.thing(request, iri)
        return respond(await self.desk.do(request, "describe", iri=iri, accept=accept))

    async def vocabulary(self, request: Request) -> Response:
        accept = self._accept(request)
        if choose(accept, [*GRAPHS, HTML]) == HTML:
            return await self.pages.words(request)
        return respond(await self.desk.do(request, "vocabulary", accept=accept))

    @staticmethod
    def _accept(request: Request) -> str | None:
        """What is wanted; a link may say it by ``?format=``."""
        format = request.query_params.get("format")
        if format is None:
            return request.headers.get("accept") or "text/turtle"
        if format not in FORMATS and format not in TYPES:
            raise Refused(f"{format} is not a format; choose one of {', '.join(TYPES)}")
        return TYPES[format].partition(";")[0]

    async def question(self, request: Request) -> Response:
        name = request.path_params["name"]
        values = {key: value for key, value in request.query_params.items() if key != "format" and value}
        accept = self._accept(request) if "format" in request.query_params else request.headers.get("accept")
        if choose(accept, [*[t.partition(";")[0] for t in TYPES.values()], HTML]) == HTML:
            return await self.pages.question(request, name, values)
        return respond(await self.desk.do(request, "question", name=name, values=values, accept=accept))

    async def ask(self, request: Request) -> Response:
        text = request.query_params.get("q", "")
        if choose(request.headers.get("accept"), ["application/json", HTML]) == HTML:
            return await self.pages.ask(request, text)
        return respond(await self.desk.do(request, "ask", text=text[:1000], today=date.today().isoformat()))

    async def api(self, request: Request) -> Response:
        given = request.query_params
        match request.path_params["name"]:
            case "complete":
                answer = await self.desk.do(request, "complete", text=given.get("q", "")[:200])
            case "opening" | "words" | "counts" as name:
                answer = await self.desk.do(request, name)
            case "overview":
                answer = await self.desk.do(request, "overview", seconds=4 * self.desk.limits.seconds)
            case "between":
                answer = await self.desk.do(request, "between", one=given.get("one", ""),
                                            other=given.get("other", ""))
            case "path":
                answer = await self.desk.do(request, "path", one=given.get("one", ""), other=given.get("other", ""),
                                            everything=given.get("everything") == "true")
            case _:
                raise Refused("there is no such data", 404)
        return respond(answer)

    async def around(self, request: Request) -> Response:
        data = await self._json(request)
        return respond(await self.desk.do(request, "around", iri=str(data.get("iri", "")),
                                          depth=_number(data.get("depth"), 1), limit=_number(data.get("limit"), 24),
                                          known=[str(iri) for iri in data.get("known", [])][:5000]))

    async def label(self, request: Request) -> Response:
        data = await self._json(request)
        return respond(await self.desk.do(request, "label", iris=[str(i) for i in data.get("iris", [])][:500]))

    async def _json(self, request: Request) -> dict[str, Any]:
        import json

        try:
            data = json.loads(await self.desk.body(request))
        except ValueError as error:
            raise Refused("the body is not JSON") from error
        if not isinstance(data, dict) or not all(isinstance(data.get(k, []), list) for k in ("iris", "known")):
            raise Refused("the body is not such an object as this takes")
        return data

    async def export(self, request: Request) -> Response:
        format = request.query_params.get("format")
        if format is None:
            return self.pages.export(request, DOWNLOADS)
        if format not in DOWNLOADS:
            raise Refused(f"{format} is not a format; choose one of {', '.join(DOWNLOADS)}")
        name, media = DOWNLOADS[format]
        handle, draft = tempfile.mkstemp(prefix="newsgraph-")
        os.close(handle)
        path = Path(draft)
        try:
            answer = await self.desk.pool.run("save", seconds=10 * self.desk.limits.seconds, format=format,
                                              path=draft)
            if answer.status != 200:
                path.unlink()
                return respond(answer)
            return _Draft(path, media_type=media, filename=name)
        except BaseException:
            path.unlink(missing_ok=True)
            raise


class _Draft(FileResponse):
    """A file that is gone once it was sent, or could not be."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            # A background task would not run where the request asks for a part that there is not.
            Path(self.path).unlink(missing_ok=True)


def _number(value: Any, default: int) -> int:
    return value if isinstance(value, int) else default
