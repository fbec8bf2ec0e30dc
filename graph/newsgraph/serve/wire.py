"""How jobs and answers go between the server and its workers: each part with its length before it."""

import struct

LENGTH = struct.Struct(">Q")
"""The length of what follows, in bytes."""

READY = b"ready\n"
"""What a worker says once it can take a job."""
