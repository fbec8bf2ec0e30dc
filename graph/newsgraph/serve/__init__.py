"""The graph over HTTP: a SPARQL 1.1 endpoint, an explorer, pages for every IRI. It only reads.

`newsgraph.serve.server.serve` runs it, `newsgraph.serve.app.create_app` gives the ASGI application. Needs the
extra ``serve`` (Starlette and uvicorn).
"""
