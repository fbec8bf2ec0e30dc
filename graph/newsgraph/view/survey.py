"""The whole graph at a glance: where each entity stands on the map, its community, and how central it is."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from newsgraph.view import measures
from newsgraph.view.layout import layout

Json = dict[str, Any]


def survey(count: int, facts: Sequence[Json]) -> Json:
    """Survey `count` entities, numbered from 0, and the facts between them.

    Parameters
    ----------
    count
        How many entities.
    facts
        Each with the numbers of its subject, ``s``, and its object, ``o``.

    Returns
    -------
    dict
        A list for each of ``x`` and ``y`` (pixels at a zoom of 1), ``community`` (-1 for none), ``degree``,
        ``pagerank`` and ``betweenness`` (the highest is 1).

    Examples
    --------
    >>> found = survey(3, [{"s": 0, "o": 1}])
    >>> found["community"], found["degree"]
    ([0, 0, -1], [1.0, 1.0, 0.0])
    """
    graph = measures.network(count, facts)
    groups = measures.communities(graph)
    # What no fact names has no place in the picture, and would leave a hole in it.
    linked = [node for node in graph if graph.degree(node)]
    at = {node: number for number, node in enumerate(linked)}
    places = np.zeros((count, 2))
    places[linked] = layout(len(linked), [(at[a], at[b]) for a, b in graph.edges],
                            groups=[groups[node] for node in linked])
    return {"x": [round(x) for x in places[:, 0].tolist()], "y": [round(y) for y in places[:, 1].tolist()],
            "community": groups, **measures.centrality(graph)}
