"""Worker processes and who may use them: short queries never wait long for long ones.

A query that runs for a while as others wait is set aside: it goes on in its process, and another process takes
its place. Only so many are set aside at once; then the next long one is ended. One that computes all the while gets
a lower priority; one that is slow because the machine is busy is not to blame, and has twice the time.
"""

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from newsgraph.serve.answers import Answer, Refused
from newsgraph.serve.limits import Limits
from newsgraph.serve.wire import LENGTH, READY

_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100

_START = 30.0
"""How many seconds a process has to start, where a query has fewer."""

Opened = Callable[[], str]
"""Gives the path of the store's present generation."""


class Worker:
    """One process, with one job at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    @classmethod
    async def start(cls, limits: Limits, path: str) -> "Worker":
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "newsgraph.serve.worker", json.dumps(asdict(limits)), path,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"})
        worker = cls(process)
        assert process.stdout is not None
        ready = False
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(max(limits.seconds, _START)):
                    ready = await process.stdout.readline() == READY
        finally:
            # Nobody else knows of the process yet, to end it later.
            if not ready:
                worker.kill()
        if not ready:
            raise Refused("no worker could be started; try again later", 503)
        return worker

    async def do(self, job: bytes) -> Answer:
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(LENGTH.pack(len(job)) + job)
            await self.process.stdin.drain()
            meta = json.loads(await self._part())
            return Answer(await self._part(), meta["type"], meta["status"], meta["headers"])
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise Refused("the query needed more memory than it may have, and was ended", 503) from error

    async def _part(self) -> bytes:
        assert self.process.stdout is not None
        length = LENGTH.unpack(await self.process.stdout.readexactly(LENGTH.size))[0]
        return await self.process.stdout.readexactly(length)

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    def computed(self) -> float:
        """How many seconds the process has computed so far; all that pass, where the system does not tell."""
        try:
            with open(f"/proc/{self.process.pid}/stat", "rb") as file:
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            return time.monotonic()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def yield_to_others(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.setpriority(os.PRIO_PROCESS, self.process.pid, 10)


class Pool:
    """Runs jobs in worker processes, within limits.

    Parameters
    ----------
    opened
        Where the store is now: it is asked before each job, so that a new build is seen at once.
    """

    def __init__(self, opened: Opened, limits: Limits) -> None:
        self.limits = limits
        self._opened = opened
        self._idle: list[Worker] = []
        self._all: set[Worker] = set()
        self._free = asyncio.Semaphore(limits.workers)
        self._waiting = 0
        self._aside = 0
        self._closed = False
        self._replacing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes; they are ready when the first job comes."""
        await asyncio.gather(*(self._spawn() for _ in range(2 * self.limits.workers)))

    def stop(self) -> None:
        """End all processes; whoever waits for an answer is told."""
        self._closed = True
        for worker in self._all:
            worker.kill()

    async def close(self) -> None:
        """End all processes and wait until they are gone."""
        self.stop()
        for task in self._replacing:
            task.cancel()
        await asyncio.gather(*self._replacing, *(worker.process.wait() for worker in self._all),
                             return_exceptions=True)

    async def run(self, kind: str, *, seconds: float | None = None, **arguments: Any) -> Answer:
        """Do a job of `newsgraph.serve.jobs`.

        Raises
        ------
        Refused
            With the status 503 if too many wait or the process died, 504 if the time is over.
        """
        limit = seconds or self.limits.seconds
        if self._closed:
            raise Refused("the server is stopping", 503)
        if self._waiting >= self.limits.waiting:
            raise Refused("too many queries wait already; try again later", 503)
        self._waiting += 1
        try:
            async with asyncio.timeout(limit):
                await self._free.acquire()
        except TimeoutError as error:
            raise Refused(f"the query waited {limit:g} s for its turn; try again later", 503) from error
        finally:
            self._waiting -= 1
        seat = _Seat(self._free)
        try:
            return await self._within(seat, kind, arguments, limit)
        finally:
            seat.leave()

    async def _within(self, seat: "_Seat", kind: str, arguments: dict[str, Any], limit: float) -> Answer:
        loop = asyncio.get_running_loop()
        worker = await self._take()
        started = loop.time()
        # Looked at only once a job is slow: asking the system costs as much as a short query's way here and back.
        computed: float | None = None
        deadline = started + limit
        job = json.dumps({"kind": kind, "path": self._opened(), "arguments": arguments,
                          "seconds": limit}).encode("utf-8", "surrogatepass")
        task = asyncio.ensure_future(worker.do(job))
        aside = heavy = False
        patience = self.limits.patience
        try:
            while not (await asyncio.wait({task}, timeout=max(0.0, min(patience / 2, deadline - loop.time()))))[0]:
                now = loop.time()
                if now >= deadline:
                    raise Refused(f"the query took longer than {limit:g} s and was ended", 504)
                if computed is None:
                    computed = worker.computed()
                if now - started < patience or not self._waiting:
                    continue
                if not heavy and worker.computed() - computed >= patience / 4:
                    heavy = True
                    worker.yield_to_others()
                if not aside and self._aside < self.limits.workers:
                    aside = True
                    self._aside += 1
                    seat.leave()
                elif not aside and (heavy or now - started >= 2 * patience):
                    raise Refused("too many long queries run already; try again later", 503)
            answer = task.result()
        except BaseException as error:
            task.cancel()
            await self._discard(worker)
            if self._closed and isinstance(error, Refused):
                raise Refused("the server is stopping", 503) from error
            raise
        finally:
            self._aside -= aside
        if heavy:
            # Its priority cannot be raised again.
            await self._discard(worker)
        else:
            self._idle.append(worker)
        return answer

    async def _take(self) -> Worker:
        while self._idle:
            worker = self._idle.pop()
            if worker.process.returncode is None:
                return worker
            self._all.discard(worker)
        await self._spawn()
        return self._idle.pop()

    async def _spawn(self) -> None:
        worker = await Worker.start(self.limits, self._opened())
        self._all.add(worker)
        if self._closed:
            worker.kill()
        self._idle.append(worker)

    async def _discard(self, worker: Worker) -> None:
        worker.kill()
        self._all.discard(worker)
        replacing = asyncio.ensure_future(self._replace(worker))
        self._replacing.add(replacing)
        replacing.add_done_callback(self._replacing.discard)

    async def _replace(self, worker: Worker) -> None:
        """Start the next process before it is needed."""
        await worker.process.wait()
        if not self._closed and len(self._all) < 2 * self.limits.workers:
            with contextlib.suppress(Refused):
                await self._spawn()


class _Seat:
    """The right to run, given back once."""

    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free: asyncio.Semaphore | None = free

    def leave(self) -> None:
        if self._free is not None:
            self._free.release()
            self._free = None
