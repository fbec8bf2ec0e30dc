"""What a query may cost, and what a request may weigh."""

import os
from dataclasses import dataclass, field

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server.

    Parameters
    ----------
    seconds
        How long one query may take, and how long it may wait for its turn before.
    rows
        How many rows, or triples, an answer holds at most; what is more is cut off, and the answer says so.
    answer
        How many bytes an answer has at most.
    request
        How many bytes the body of a request has at most.
    memory
        How many bytes of memory one worker may use.
    workers
        How many queries run at the same time, by default one a core and at least two; as many again may be slow
        ones that were set aside. Twice as many processes stand ready.
    patience
        Seconds after which a query is set aside where others wait.
    waiting
        How many queries wait at most; more are turned away.
    """

    seconds: float = 30.0
    rows: int = 10_000
    answer: int = 32 * MIB
    request: int = MIB
    memory: int = 2048 * MIB
    workers: int = field(default_factory=lambda: max(2, os.cpu_count() or 1))
    patience: float = 1.0
    waiting: int = 256
