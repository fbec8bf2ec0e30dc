"""What newsgraph raises.

::

    NewsgraphError
    ├── DocumentError      a source cannot be read, or holds nothing to read
    ├── ExtractionError    a model or an engine cannot be loaded or run
    ├── CorpusError        the corpus file is damaged, locked or of another version
    ├── DecisionError      a curated decision cannot be read or applied
    ├── GraphError         the store cannot be opened, or the graph breaks its shapes
    └── QueryError         a query or one of its parameters is wrong

Each carries one sentence for the person at the terminal; the command line prints it and exits with 1.
"""


class NewsgraphError(Exception):
    """Base of every expected error."""


class DocumentError(NewsgraphError):
    """A source cannot be read, or holds nothing to read."""


class ExtractionError(NewsgraphError):
    """A model or an engine cannot be loaded or run."""


class CorpusError(NewsgraphError):
    """The corpus file is damaged, locked or of another version."""


class DecisionError(NewsgraphError):
    """A curated decision cannot be read or applied."""


class GraphError(NewsgraphError):
    """The store cannot be opened, or the graph breaks its shapes."""


class QueryError(NewsgraphError):
    """A query or one of its parameters is wrong."""
