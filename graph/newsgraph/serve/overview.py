"""What the explorer's map shows: the best linked things of the whole graph, their places, communities and measures.

It is made once for each build, when somebody first looks at the map, and kept with the server's other answers.
"""

from collections import Counter
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.serve.nearby import degrees, rows, terms

if TYPE_CHECKING:
    from newsgraph.serve.context import Context

Json = dict[str, Any]

MOST = 3000
"""The most things on the map: what a browser paints at once, and a worker surveys within its time."""

_PAIRS = """
SELECT ?s ?o (COUNT(?a) AS ?sentences) WHERE { ?a rdf:subject ?s ; rdf:object ?o } GROUP BY ?s ?o"""


def overview(context: "Context", most: int = MOST) -> Json:
    """The `most` best linked things and the lines among them.

    Returns
    -------
    dict
        ``types``, ``nodes`` as the explorer takes them, with ``x``, ``y``, ``community``, ``pagerank`` and
        ``betweenness``; ``pairs`` of positions in ``nodes``; ``things``, how many there are beside those.
    """
    # What draws brings numpy, scipy and networkx with it, which other jobs do not need.
    from newsgraph.view.survey import survey

    said, far = degrees(context), Counter[str]()
    found = []
    for row in rows(context, _PAIRS):
        s, o = row["s"], row["o"]
        if isinstance(s, ox.NamedNode) and isinstance(o, ox.NamedNode) and s != o:
            found.append((s.value, o.value, int(row["sentences"].value)))
    for one, other in {(min(s, o), max(s, o)) for s, o, _ in found}:
        far.update((one, other))
    chosen = sorted(far, key=lambda iri: (-far[iri], -said[iri], iri))[:most]
    at = {iri: place for place, iri in enumerate(chosen)}
    inside = sorted((at[s], at[o], count) for s, o, count in found if s in at and o in at)
    measured = survey(len(chosen), [{"s": s, "o": o} for s, o, count in inside for _ in range(count)])
    looks, types = terms(context), dict[str, int]()
    top = max(said.values(), default=1)
    nodes = []
    for place, iri in enumerate(chosen):
        kind = looks.most_specific(context.names.types(iri))
        nodes.append({"iri": iri, "name": context.names.label(iri), "type": types.setdefault(kind, len(types)),
                      "neighbours": far[iri], **{name: values[place] for name, values in measured.items()},
                      "degree": round(said[iri] / top, 4)})
    return {"types": [looks.type(kind) for kind in types], "nodes": nodes, "things": len(far),
            "pairs": sorted({(min(s, o), max(s, o)) for s, o, _ in inside})}
