"""Resolution: which entities of which documents are one thing, and why."""

from newsgraph.resolution.decisions import Decision, Decisions
from newsgraph.resolution.resolve import Resolved, resolve, resolve_with_reasons

__all__ = ["Decision", "Decisions", "Resolved", "resolve", "resolve_with_reasons"]
