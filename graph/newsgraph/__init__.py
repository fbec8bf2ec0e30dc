"""newsgraph: business news in, a knowledge graph out.

>>> import newsgraph
>>> graph = newsgraph.KnowledgeGraph.from_extractions([])
>>> len(graph.query("SELECT ?person WHERE { ?person ng:executiveOf ?company }"))
0
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newsgraph.errors import (
        CorpusError,
        DecisionError,
        DocumentError,
        ExtractionError,
        GraphError,
        NewsgraphError,
        QueryError,
    )
    from newsgraph.graph.building import Summary
    from newsgraph.graph.knowledge_graph import KnowledgeGraph
    from newsgraph.graph.results import Result
    from newsgraph.records import (
        Document,
        Entity,
        Extraction,
        Fact,
        Mention,
        Node,
        Resolution,
        Skipped,
    )

_HOMES = {
    "newsgraph.errors": ("CorpusError", "DecisionError", "DocumentError", "ExtractionError", "GraphError",
                         "NewsgraphError", "QueryError"),
    "newsgraph.graph.building": ("Summary",),
    "newsgraph.graph.knowledge_graph": ("KnowledgeGraph",),
    "newsgraph.graph.results": ("Result",),
    "newsgraph.records": ("Document", "Entity", "Extraction", "Fact", "Mention", "Node", "Resolution",
                          "Skipped"),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "CorpusError",
    "DecisionError",
    "Document",
    "DocumentError",
    "Entity",
    "Extraction",
    "ExtractionError",
    "Fact",
    "GraphError",
    "KnowledgeGraph",
    "Mention",
    "NewsgraphError",
    "Node",
    "QueryError",
    "Resolution",
    "Result",
    "Skipped",
    "Summary",
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Load a public name when it is asked for: importing newsgraph costs next to nothing."""
    if name == "__version__":
        from importlib.metadata import version

        return version("newsgraph")
    if name in _HOME:
        from importlib import import_module

        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'newsgraph' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
