"""What the picture can show of each entity beside its facts: community, centrality, and the opening view."""

import heapq
from collections.abc import Iterable
from typing import Any

import networkx as nx

Json = dict[str, Any]

OPENING = 45
"""How many entities the page opens with: as many as a person can read at once."""

_SAMPLE = 60
"""Betweenness is estimated from so many starting points (Brandes and Pich, 2007) beyond 500 nodes."""


def network(count: int, facts: Iterable[Json]) -> "nx.Graph[int]":
    """The entities as an undirected graph, one edge a pair, its ``weight`` the number of sentences."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(count))
    for fact in facts:
        source, target = fact["s"], fact["o"]
        if source != target:
            weight = graph.get_edge_data(source, target, {"weight": 0})["weight"]
            graph.add_edge(source, target, weight=weight + 1)
    return graph


def communities(graph: "nx.Graph[int]") -> list[int]:
    """Each node's community (Louvain), numbered from the largest; -1 for nodes without a link.

    >>> communities(nx.Graph([(0, 1), (2, 3), (3, 4)]))
    [1, 1, 0, 0, 0]
    """
    found = [-1] * graph.number_of_nodes()
    linked = graph.subgraph([node for node in graph if graph.degree(node)])
    if linked.number_of_edges() == 0:
        return found
    groups = nx.community.louvain_communities(linked, weight="weight", seed=1)
    for number, group in enumerate(sorted(groups, key=lambda group: (-len(group), min(group)))):
        for node in group:
            found[node] = number
    return found


def centrality(graph: "nx.Graph[int]") -> dict[str, list[float]]:
    """``degree``, ``pagerank`` and ``betweenness`` of each node, each scaled so that the highest is 1."""
    count = graph.number_of_nodes()
    if count == 0:
        return {"degree": [], "pagerank": [], "betweenness": []}
    sample = _SAMPLE if count > 500 else None
    measures = {
        "degree": dict(graph.degree()),
        "pagerank": nx.pagerank(graph),
        "betweenness": nx.betweenness_centrality(graph, k=sample, seed=1),
    }
    scaled = {}
    for name, values in measures.items():
        top = max(values.values()) or 1
        scaled[name] = [round(values[node] / top, 4) for node in range(count)]
    return scaled


def opening(graph: "nx.Graph[int]", limit: int = OPENING) -> list[int]:
    """The most connected part: grown from the best linked node, always by the neighbour with most links.

    Links into the part count before links elsewhere, so it stays dense and in one piece. Where the largest
    connected piece of the graph is smaller than the limit, the next ones follow, largest first.

    >>> opening(nx.star_graph(5), 3)
    [0, 1, 2]
    """
    chosen: dict[int, None] = {}
    for piece in sorted(nx.connected_components(graph), key=lambda piece: (-len(piece), min(piece))):
        if len(chosen) >= limit or len(piece) == 1:
            break
        first = max(piece, key=lambda node: (graph.degree(node), -node))
        inside = dict.fromkeys(piece, 0)
        queue = [(0, 0, first)]
        while queue and len(chosen) < limit:
            links, _, node = heapq.heappop(queue)
            if node in chosen or -links != inside[node]:
                continue
            chosen[node] = None
            for other in graph[node]:
                if other not in chosen:
                    inside[other] += 1
                    heapq.heappush(queue, (-inside[other], -graph.degree(other), other))
    return list(chosen)
