"""What the explorer loads as one walks: an opening view, the surroundings of a thing, the way between two.

Everything is bounded, so that a graph of millions of triples stays light in the browser. Each answer is a part
of the graph in the form of `newsgraph.view.payload`, so the explorer reads what the saved page reads.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from newsgraph.graph.namespaces import ENTITIES_GRAPH, PREFIXES, PROV, SCHEMA
from newsgraph.graph.remote import RemoteStore
from newsgraph.serve.answers import Refused
from newsgraph.view.reading import payload
from newsgraph.view.terms import Terms

if TYPE_CHECKING:
    from newsgraph.serve.context import Context

Json = dict[str, Any]
Links = dict[str, dict[str, list[str]]]
"""Thing -> thing that it is linked to -> the assertions that say so, those that hold now first."""

MOST = 150
"""The most things that are given at once."""
EACH = 6
"""How many sentences of a line are given with it; the others come when the line is looked at."""
SENTENCES = 200
"""How many sentences of a line are given when it is looked at."""
_FACTS = 3000
_REACH = 30_000
_REMEMBERED = 3000

_LINKED = """
SELECT ?node ?other ?a ?now WHERE {{
  VALUES ?node {{ {nodes} }}
  {{ ?a rdf:subject ?node ; rdf:object ?other }} UNION {{ ?a rdf:object ?node ; rdf:subject ?other }}
  ?a a ng:Assertion ; ng:time ?time ; ng:modality ?modality .
  BIND(?time = "current" && ?modality = "asserted" AS ?now)
}}"""
_DEGREES = """
SELECT ?node (COUNT(?a) AS ?sentences) WHERE {
  { ?a rdf:subject ?node } UNION { ?a rdf:object ?node }
} GROUP BY ?node"""
_TOGETHER = "CONSTRUCT {{ ?x ?p ?o }} WHERE {{ VALUES ?x {{ {nodes} }} GRAPH ?g {{ ?x ?p ?o }} {filter} }}"
_NODES = ox.NamedNode(ENTITIES_GRAPH)
_DERIVED = ox.NamedNode(PROV + "wasDerivedFrom")
_MENTIONS = ox.NamedNode(SCHEMA + "mentions")


def node(iri: str) -> ox.NamedNode:
    """An IRI that came with a request, as a term.

    Raises
    ------
    Refused
        If it is not an IRI.
    """
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise Refused(f"“{iri[:200]}” is not an IRI") from error


def rows(context: "Context", text: str, **bound: ox.NamedNode) -> Iterable[ox.QuerySolution]:
    """The rows of one of the server's own queries over the union of all graphs."""
    found = context.store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True,
                                substitutions={ox.Variable(name): term for name, term in bound.items()})
    assert isinstance(found, ox.QuerySolutions)
    return found


def opening(context: "Context", most: int = 45, each: int = 8) -> Json:
    """What to show first: a small graph whole, of a larger one the best linked things and their neighbours."""
    counted = degrees(context)
    order = sorted(counted, key=lambda iri: (-counted[iri], iri))
    chosen = dict.fromkeys(order if len(order) <= 60 else ())
    walked: set[str] = set()
    while len(chosen) < min(most, len(order)):
        best = min((iri for iri in chosen if iri not in walked), key=lambda iri: (-counted[iri], iri), default=None)
        best = best or next(iri for iri in order if iri not in chosen)
        walked.add(best)
        near = sorted(linked(context, [best], direct=True)[best], key=lambda iri: (-counted[iri], iri))
        chosen.update(dict.fromkeys([best, *near[:each]]))
    return {**part(context, list(chosen)), "things": len(counted)}


def around(context: "Context", iri: str, depth: int = 1, limit: int = 24, known: Collection[str] = ()) -> Json:
    """A thing, more of what is around it, and all lines between that and what is known already.

    Parameters
    ----------
    depth
        How many steps to go.
    limit
        How many things to give beside those that are known.

    Raises
    ------
    Refused
        If the graph does not know the thing.
    """
    if not context.names.known(node(iri).value):
        raise Refused(f"the graph says nothing of {iri}", 404)
    counted, seen = degrees(context), {iri}
    found: dict[str, None] = {iri: None}
    ring = [iri]
    for _ in range(max(1, min(depth, 3))):
        links = linked(context, ring)
        following: dict[str, tuple[int, int]] = {}
        for one in ring:
            for other, said in links[one].items():
                if other not in seen:
                    following[other] = max(following.get(other, (0, 0)), (len(said), counted[other]))
        ring = sorted(following, key=lambda other: (-following[other][0], -following[other][1], other))
        fresh = [other for other in ring if other not in known][:max(0, min(limit, MOST) + 1 - len(found))]
        found.update(dict.fromkeys(fresh))
        # Only what is shown can be walked on from.
        ring = [other for other in ring if other in found or other in known][:MOST]
        seen.update(ring)
    return part(context, list(found), known)


def between(context: "Context", one: str, other: str) -> Json:
    """All that is said of two things together, up to `SENTENCES`."""
    return part(context, [node(one).value], [node(other).value], each=SENTENCES)


def path(context: "Context", one: str, other: str, everything: bool = False) -> Json:
    """The things on a shortest way between two, searched from both ends; both ends alone where none was found.

    ``gave_up`` says that the search ended at so many things that there may be a way all the same.

    Parameters
    ----------
    everything
        Whether to go by what does not hold now, too.
    """
    ends = (node(one).value, node(other).value)
    before: list[dict[str, str | None]] = [{ends[0]: None}, {ends[1]: None}]
    rings = [[ends[0]], [ends[1]]]
    meeting = ends[0] if ends[0] == ends[1] else None
    while meeting is None and all(rings) and sum(map(len, before)) < _REACH:
        side = 0 if len(rings[0]) <= len(rings[1]) else 1
        links = linked(context, rings[side], direct=not everything)
        following = []
        for here in rings[side]:
            for near in sorted(links[here]):
                if near not in before[side]:
                    before[side][near] = here
                    following.append(near)
                    if meeting is None and near in before[1 - side]:
                        meeting = near
        rings[side] = following
    found = dict.fromkeys(ends)
    for trail in before if meeting is not None else ():
        step = meeting
        while step is not None:
            found[step] = None
            step = trail[step]
    return {**part(context, list(found)), "gave_up": meeting is None and all(rings)}


def linked(context: "Context", iris: Sequence[str], *, direct: bool = False) -> Links:
    """What some things are linked to.

    Parameters
    ----------
    direct
        Whether only what holds now counts.
    """
    remembered: dict[tuple[str, bool], dict[str, list[str]]] = context.memory.setdefault("linked", {})
    missing = [iri for iri in dict.fromkeys(iris) if (iri, direct) not in remembered]
    if len(remembered) + len(missing) > _REMEMBERED:
        remembered.clear()
        missing = list(dict.fromkeys(iris))
    found: dict[str, dict[str, list[tuple[bool, str]]]] = {iri: defaultdict(list) for iri in missing}
    for at in range(0, len(missing), 500):
        for row in rows(context, _LINKED.format(nodes=_terms(missing[at:at + 500]))):
            now = row["now"].value == "true"
            if isinstance(row["other"], ox.NamedNode) and isinstance(row["a"], ox.NamedNode) and (now or not direct):
                found[row["node"].value][row["other"].value].append((not now, row["a"].value))
    links = {iri: {other: [a for _, a in sorted(set(said))] for other, said in others.items()}
             for iri, others in found.items()}
    result = {iri: links[iri] if iri in links else remembered[iri, direct] for iri in iris}
    remembered.update({(iri, direct): links[iri] for iri in list(links)[:_REMEMBERED]})
    return result


def terms(context: "Context") -> Terms:
    """What types and predicates are called and how they look."""
    found: Terms | None = context.memory.get("terms")
    if found is None:
        found = context.memory["terms"] = Terms(context.store)
    return found


def part(context: "Context", new: Sequence[str], known: Collection[str] = (), *, each: int = EACH) -> Json:
    """Some things, and the lines among them and to what is known already, as the page takes them.

    Beside what `newsgraph.view.payload` gives, a node has its ``degree`` (1 for the best linked of all) and
    ``neighbours``, how many there are; ``more`` holds pairs of nodes of which more is said.
    """
    links, inside = linked(context, new), {*new, *known}
    chosen: dict[str, None] = {}
    ends: dict[str, None] = dict.fromkeys(new)
    more: set[tuple[str, str]] = set()
    for iri in new:
        for other, said in links[iri].items():
            if other in inside and len(chosen) < _FACTS:
                ends[other] = None
                chosen.update(dict.fromkeys(said[:each]))
                if len(said) > each:
                    more.add((min(iri, other), max(iri, other)))
    small = ox.Store()
    _copy(context, small, list(ends), _NODES)
    _copy(context, small, list(chosen))
    _copy(context, small, sorted({quad.object.value for quad in small.quads_for_pattern(None, _DERIVED, None)
                                  if isinstance(quad.object, ox.NamedNode)}))
    data = payload(small, terms=terms(context))
    counted = degrees(context)
    top = max(counted.values(), default=1)
    at = {row["iri"]: place for place, row in enumerate(data["nodes"])}
    for row in data["nodes"]:
        row["degree"] = round(counted[row["iri"]] / top, 4)
        row["neighbours"] = len(links[row["iri"]].keys() - {row["iri"]}) if row["iri"] in links else None
    return {**data, "more": [[at[a], at[b]] for a, b in sorted(more) if a in at and b in at]}


def _terms(iris: Iterable[str]) -> str:
    return " ".join(str(node(iri)) for iri in iris)


def _copy(context: "Context", target: ox.Store, iris: Sequence[str], graph: ox.NamedNode | None = None) -> None:
    """What a graph, or any, says of some things; only not what a document mentions, which may be a lot."""
    store: object = context.store
    if not isinstance(store, RemoteStore):
        target.extend(quad for iri in iris for quad in context.store.quads_for_pattern(node(iri), None, None, graph)
                      if quad.predicate != _MENTIONS)
        return
    # Across a network one question for all; a store that is here would go through all it has for that.
    within = f"FILTER(?g = {graph})" if graph else f"FILTER(?p != {_MENTIONS})"
    for at in range(0, len(iris), 500):
        found = store.query(_TOGETHER.format(nodes=_terms(iris[at:at + 500]), filter=within), prefixes=dict(PREFIXES))
        assert isinstance(found, ox.QueryTriples)
        target.extend(ox.Quad(t.subject, t.predicate, t.object, graph or ox.DefaultGraph()) for t in found)


def degrees(context: "Context") -> Counter[str]:
    """Thing -> how many sentences speak of it; counted once for each build."""
    found: Counter[str] | None = context.memory.get("degrees")
    if found is None:
        found = context.memory["degrees"] = Counter(
            {row["node"].value: int(row["sentences"].value) for row in rows(context, _DEGREES)
             if isinstance(row["node"], ox.NamedNode)})
    return found
