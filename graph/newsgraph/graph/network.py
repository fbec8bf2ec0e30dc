"""The graph as a networkx multigraph: a node for a thing, an edge for what is said between two."""

from typing import TYPE_CHECKING

from newsgraph.graph.reading import Reader, Statement
from newsgraph.resolution.agreement import combined

if TYPE_CHECKING:
    import networkx


def network(reader: Reader, *, all: bool = False,
            min_confidence: float = 0.0) -> "networkx.MultiDiGraph[str]":
    """Nodes and edges with plain attributes, in a fixed order.

    Parameters
    ----------
    all
        Also what is past, future, denied, hypothetical or rumoured; otherwise only what holds now.
    min_confidence
        Edges below this probability are left out.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes by IRI, with ``label``, ``type``, ``aliases`` (joined by ``"; "``). Edges keyed by predicate,
        time and modality, with ``predicate``, ``label``, ``time``, ``modality``, ``roles``, ``confidence``
        (of all its independent sources together), ``sentences``, ``documents`` (their numbers) and ``quote`` (of the
        surest).
    """
    import networkx

    graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
    for thing in reader.things():
        graph.add_node(thing.iri, label=thing.name, type=thing.type, aliases="; ".join(thing.aliases))
    edges: dict[tuple[str, str, str, str, str], list[Statement]] = {}
    for statement in reader.statements():
        if (all or statement.direct) and statement.subject in graph and statement.object in graph:
            key = (statement.subject, statement.object, statement.predicate, statement.time,
                   statement.modality)
            edges.setdefault(key, []).append(statement)
    known = reader.vocabulary.predicates
    for (subject, object_, predicate, time, modality), evidence in sorted(edges.items()):
        confidence = round(combined((s.source, s.confidence) for s in evidence)[0], 4)
        if confidence < min_confidence:
            continue
        best = min(evidence, key=lambda s: (-s.confidence, s.iri))
        graph.add_edge(
            subject, object_, key=f"{predicate} {time} {modality}", predicate=predicate,
            label=known[predicate].label if predicate in known else predicate, time=time, modality=modality,
            roles="; ".join(sorted({s.role for s in evidence if s.role})), confidence=confidence,
            sentences=len(evidence), documents=len({s.document for s in evidence}), quote=best.quote)
    return graph
