"""Questions without SPARQL: rules from the words of a question to a query of the library. No model guesses.

`ask` answers one; `EXAMPLES` shows what is understood.
"""

from newsgraph.ask.answering import Reply, ask, shown
from newsgraph.ask.rules import EXAMPLES, Reading, understand

__all__ = ["EXAMPLES", "Reading", "Reply", "ask", "shown", "understand"]
