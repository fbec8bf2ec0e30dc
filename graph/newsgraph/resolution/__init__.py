"""Resolution: which entities of which documents are one thing, and why."""

from newsgraph.resolution.resolve import Resolved, resolve, resolve_with_reasons

__all__ = ["Resolved", "resolve", "resolve_with_reasons"]
