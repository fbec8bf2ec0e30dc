"""A process that answers one job after another, so that a query that costs too much can be killed.

Oxigraph cannot cancel a query; a process can always be ended. Jobs come as JSON on standard input, answers
leave on standard output, each with its length before it. Start with ``python -m newsgraph.serve.worker``.
"""

import contextlib
import json
import os
import resource
import signal
import sys
import traceback
from typing import IO, Any

from newsgraph.errors import NewsgraphError
from newsgraph.serve.answers import Answer, Refused
from newsgraph.serve.context import Context
from newsgraph.serve.jobs import JOBS
from newsgraph.serve.limits import Limits
from newsgraph.serve.wire import LENGTH, READY


def fault(message: str, status: int = 400) -> Answer:
    """One sentence of what went wrong, for programs and people alike."""
    return Answer(json.dumps({"error": message}, ensure_ascii=False).encode("utf-8", "replace"), status=status)


def perform(context: Context, kind: str, arguments: dict[str, Any]) -> Answer:
    """Do one job; what goes wrong becomes an answer as well."""
    try:
        job = JOBS[kind]
        return job(context, **arguments)
    except Refused as error:
        return fault(str(error), error.status)
    except NewsgraphError as error:
        return fault(str(error))
    except MemoryError:
        return fault("the query needs more memory than it may have", 503)
    except RecursionError:
        return fault("the query is nested too deeply")
    except Exception:
        # A mistake of ours: whoever runs the server sees it, whoever asked is told no details.
        traceback.print_exc()
        return fault("something went wrong here", 500)


def work(source: IO[bytes], target: IO[bytes], limits: Limits, path: str) -> None:
    """Answer jobs until there are no more; the store is open before the first, so that nobody waits for that."""
    context: Context | None = None
    with contextlib.suppress(NewsgraphError):
        context = Context(path, limits)
    target.write(READY)
    target.flush()
    while head := source.read(LENGTH.size):
        job = json.loads(source.read(LENGTH.unpack(head)[0]))
        # The kernel ends this process even if whoever started it is gone and can no longer do so.
        signal.setitimer(signal.ITIMER_REAL, job["seconds"] + 2)
        try:
            if context is None or context.path != job["path"]:
                context = Context(job["path"], limits)
            answer = perform(context, job["kind"], job["arguments"])
        except NewsgraphError as error:
            answer = fault(str(error), 503)
        signal.setitimer(signal.ITIMER_REAL, 0)
        meta = json.dumps({"status": answer.status, "type": answer.type, "headers": answer.headers}).encode()
        for part in (meta, answer.body):
            target.write(LENGTH.pack(len(part)))
            target.write(part)
        target.flush()


def main() -> None:
    """Run as a worker; its arguments are the limits, as JSON, and where the store is now."""
    limits = Limits(**json.loads(sys.argv[1]))
    # Ctrl-C in a terminal reaches every process of the group; it is the server that ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_DATA, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    target = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    # Nobody is there any more to take the answer.
    with contextlib.suppress(BrokenPipeError):
        work(sys.stdin.buffer, target, limits, sys.argv[2])


if __name__ == "__main__":
    main()
