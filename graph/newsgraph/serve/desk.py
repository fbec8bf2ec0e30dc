"""Takes requests to the workers and answers back: cache, limits, clients that went away."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine, Hashable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from newsgraph.serve.answers import Answer, Refused
from newsgraph.serve.cache import Cache
from newsgraph.serve.limits import MIB, Limits
from newsgraph.serve.pool import Pool
from newsgraph.serve.screening import screen

_DRAINED = 4 * MIB
"""So much of what is too large is still read: most clients look at the answer only once all is sent."""


class Desk:
    """What the routes work with.

    Parameters
    ----------
    opened
        Gives the path of the store's present generation.
    """

    def __init__(self, opened: Callable[[], str], limits: Limits) -> None:
        self.limits = limits
        self.pool = Pool(opened, limits)
        self._opened = opened
        self._cache = Cache()
        self._flights: dict[Hashable, _Flight] = {}

    async def do(self, request: Request, kind: str, *, seconds: float | None = None, **arguments: Any) -> Answer:
        """The answer to a job of `newsgraph.serve.jobs`; a refusal is an answer, too.

        The job is ended when all who wait for it have gone away, or after so many seconds; by default those that a
        query has.
        """
        if kind == "sparql" and screen(arguments["text"]).volatile:
            return await self._waited(request, _Flight(self.pool.run(kind, seconds=seconds, **arguments)))
        asked = hashlib.sha256(json.dumps(arguments, sort_keys=True).encode()).digest()
        key = (self._opened(), kind, asked)
        found = self._cache.get(key)
        if found is not None:
            return found
        flight = self._flights.get(key)
        if flight is None:
            flight = self._flights[key] = _Flight(self.pool.run(kind, seconds=seconds, **arguments), key)
        answer = await self._waited(request, flight)
        if answer.status == 200:
            self._cache.put(key, answer)
        return answer

    async def _waited(self, request: Request, flight: "_Flight") -> Answer:
        gone = asyncio.ensure_future(_gone(request))
        flight.waiting += 1
        try:
            await asyncio.wait({flight.job, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not flight.job.done():
                raise ClientDisconnect
            return flight.job.result()
        except Refused as error:
            return refusal(error)
        finally:
            flight.waiting -= 1
            over = [gone] if flight.waiting else [gone, flight.job]
            if not flight.waiting and self._flights.get(flight.key) is flight:
                # From here on nobody may join: the job is about to be ended.
                del self._flights[flight.key]
            for task in over:
                task.cancel()
            await asyncio.gather(*over, return_exceptions=True)

    async def data(self, request: Request, kind: str, **arguments: Any) -> Any:
        """The JSON that a job gives.

        Raises
        ------
        Refused
            If it gives an error.
        """
        answer = await self.do(request, kind, **arguments)
        value = json.loads(answer.body)
        if answer.status != 200:
            raise Refused(value["error"], answer.status)
        return value

    async def body(self, request: Request) -> bytes:
        """The body of a request.

        Raises
        ------
        Refused
            With the status 413 if it is too large, 408 if it does not come.
        """
        most = self.limits.request
        found = bytearray()
        size = 0
        try:
            async with asyncio.timeout(30):
                async for part in request.stream():
                    size += len(part)
                    if size <= most:
                        found += part
                    elif size > most + _DRAINED:
                        break
        except TimeoutError as error:
            raise Refused("the request did not come to its end", 408) from error
        if size > most:
            raise Refused(f"the request is larger than {most} bytes", 413)
        return bytes(found)


class _Flight:
    """A job under way, and how many wait for its answer: whoever asks the same meanwhile waits with them."""

    def __init__(self, job: Coroutine[Any, Any, Answer], key: Hashable = None) -> None:
        self.job = asyncio.ensure_future(job)
        self.key = key
        self.waiting = 0


async def _gone(request: Request) -> None:
    """Returns when the client is gone."""
    while True:
        # Once the body is read, the only message left is that of the end.
        message = await request.receive()
        if message["type"] == "http.disconnect":
            return


def refusal(error: Refused) -> Answer:
    """A refusal as JSON."""
    headers = {"Retry-After": "5"} if error.status == 503 else {}
    return Answer(json.dumps({"error": str(error)}, ensure_ascii=False).encode("utf-8", "replace"),
                  status=error.status, headers=headers)


def respond(answer: Answer) -> Response:
    """An answer as an HTTP response."""
    return Response(answer.body, answer.status, {**answer.headers, "Content-Type": answer.type})
