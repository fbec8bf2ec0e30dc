"""Does a graph conform to its shapes?

The shapes are SHACL: `shapes.ttl`, and one shape for each type and predicate, made from the vocabulary. Every
build is checked by SPARQL queries compiled from them, which takes Oxigraph seconds on a million triples where
a general SHACL engine takes hours; the tests hold both against each other (`check` and `check_with_pyshacl`).

The compiler knows the part of SHACL Core that these shapes use: targets by class, by subjects and by objects
of a property; property shapes with one predicate as path; minCount, maxCount, datatype, nodeKind sh:IRI,
class, in, minLength, minInclusive and maxInclusive; sh:or over classes on a node. It refuses anything else.
"""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from newsgraph.errors import GraphError
from newsgraph.graph import vocabulary as vocabularies
from newsgraph.graph.namespaces import PREFIXES, RDF, SH
from newsgraph.graph.vocabulary import Vocabulary

_SHAPES = "https://newsgraph.example/shapes#"
_Node = ox.NamedNode | ox.BlankNode
_Term = ox.NamedNode | ox.BlankNode | ox.Literal
_NIL = ox.NamedNode(RDF + "nil")
_KNOWN = {"path", "minCount", "maxCount", "datatype", "nodeKind", "class", "in", "minLength", "minInclusive",
          "maxInclusive", "property", "or", "targetClass", "targetSubjectsOf", "targetObjectsOf"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that breaks one constraint of one shape."""

    focus: str
    shape: str
    constraint: str

    def __str__(self) -> str:
        return f"{self.focus} breaks {self.constraint} of {self.shape}"


@dataclass(frozen=True, slots=True)
class _Check:
    shape: str
    constraint: str
    where: str
    having: str = ""


def shapes(vocabulary: Vocabulary) -> str:
    """All shapes as Turtle: those that ship, and those made from the vocabulary's domains and ranges."""
    lines = [vocabularies.turtle("shapes.ttl")]
    for name, known in sorted(vocabulary.types.items()):
        lines.append(f"shapes:type-{name} a sh:NodeShape ; sh:targetClass <{known.iri}> ;\n"
                     "    sh:property shapes:oneLabel, shapes:otherNames, shapes:sameAs .")
    for name, predicate in sorted(vocabulary.predicates.items()):
        for end, target, types in (("subject", "targetSubjectsOf", predicate.domains),
                                   ("object", "targetObjectsOf", predicate.ranges)):
            if types:
                classes = " ".join(f"[ sh:class <{vocabulary.types[t].iri}> ]" for t in sorted(types))
                lines.append(f"shapes:{end}-of-{name} a sh:NodeShape ; sh:{target} <{predicate.iri}> ;\n"
                             f"    sh:or ( {classes} ) .")
    return "\n".join(lines) + "\n"


def check(store: ox.Store, vocabulary: Vocabulary, *, limit: int = 10) -> list[Violation]:
    """What breaks the shapes, at most `limit` of each constraint; empty where the graph conforms.

    Raises
    ------
    GraphError
        If a shape uses a part of SHACL that cannot be compiled.
    """
    found = []
    for item in _compile(shapes(vocabulary), vocabulary):
        query = f"SELECT DISTINCT ?focus WHERE {{ {item.where} }} {item.having} LIMIT {limit}"
        rows = store.query(query, prefixes=dict(PREFIXES), use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)
        found += [Violation(str(row["focus"]), item.shape, item.constraint) for row in rows]
    return found


def check_with_pyshacl(store: ox.Store, vocabulary: Vocabulary) -> tuple[bool, str]:
    """Whether the graph conforms, and the report, by pySHACL: for small graphs and for tests."""
    import pyshacl
    import rdflib

    data = rdflib.Graph()
    data.parse(data=b"\n".join(f"{q.triple} .".encode() for q in store), format="nt")
    with warnings.catch_warnings():
        # pySHACL still calls what rdflib 7 has deprecated.
        warnings.simplefilter("ignore", DeprecationWarning)
        conforms, _, report = pyshacl.validate(data, shacl_graph=shapes(vocabulary),
                                               shacl_graph_format="turtle",
                                               inference="none", advanced=False)
    return bool(conforms), str(report)


class _Shapes:
    """The shapes graph, read for compiling."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.below: dict[str, list[str]] = {}
        for known in vocabulary.types.values():
            for parent in known.parents:
                self.below.setdefault(f"<{vocabulary.types[parent].iri}>", []).append(f"<{known.iri}>")
        self.store = ox.Store()
        self.store.load(text.encode(), format=ox.RdfFormat.TURTLE)

    def values(self, subject: _Node, iri: str) -> list[_Term]:
        found = [q.object for q in self.store.quads_for_pattern(subject, ox.NamedNode(iri), None)]
        return sorted((o for o in found if not isinstance(o, ox.Triple)), key=str)

    def members(self, head: _Term) -> Iterator[_Term]:
        while isinstance(head, ox.NamedNode | ox.BlankNode) and head != _NIL:
            yield from self.values(head, RDF + "first")
            head = self.values(head, RDF + "rest")[0]

    def is_a(self, variable: str, cls: str) -> str:
        """The pattern for an instance of a class or of one below it: spelled out, much faster than a path."""
        classes = [cls, *(iri for iri in self.below.get(cls, ()))]
        if len(classes) == 1:
            return f"{variable} a {cls} ."
        return f"VALUES ?class {{ {' '.join(classes)} }} {variable} a ?class ."

    def constraints(self, subject: _Node) -> Iterator[tuple[str, _Term]]:
        for quad in sorted(self.store.quads_for_pattern(subject, None, None), key=str):
            name = quad.predicate.value.removeprefix(SH)
            if name == quad.predicate.value or isinstance(quad.object, ox.Triple):
                continue
            if name not in _KNOWN:
                raise GraphError(f"the shapes use sh:{name}, which the fast check does not know")
            yield name, quad.object


def _compile(text: str, vocabulary: Vocabulary) -> list[_Check]:
    graph = _Shapes(text, vocabulary)
    node_shape = ox.NamedNode(SH + "NodeShape")
    found: list[_Check] = []
    for quad in sorted(graph.store.quads_for_pattern(None, ox.NamedNode(RDF + "type"), node_shape), key=str):
        shape = quad.subject
        assert isinstance(shape, ox.NamedNode)
        for target in _targets(graph, shape):
            found += _node_checks(graph, shape, target)
    return found


def _targets(graph: _Shapes, shape: ox.NamedNode) -> Iterator[str]:
    for name, value in graph.constraints(shape):
        if name == "targetClass":
            yield _once(graph.is_a("?focus", str(value)))
        elif name == "targetSubjectsOf":
            yield _once(f"?focus {value} ?any .")
        elif name == "targetObjectsOf":
            yield _once(f"?any {value} ?focus .")


def _once(pattern: str) -> str:
    """The same type in a thousand documents is a thousand rows of the union; joined, it is a million."""
    return f"{{ SELECT DISTINCT ?focus WHERE {{ {pattern} }} }}"


def _node_checks(graph: _Shapes, shape: ox.NamedNode, target: str) -> Iterator[_Check]:
    name = shape.value.removeprefix(_SHAPES)
    for constraint, value in graph.constraints(shape):
        if constraint == "property" and isinstance(value, ox.NamedNode | ox.BlankNode):
            yield from _property_checks(graph, name, value, target)
        elif constraint == "or":
            yield _Check(name, "or", target + _none_of(graph, value))


def _none_of(graph: _Shapes, head: _Term) -> str:
    classes = [str(cls) for option in graph.members(head) if isinstance(option, ox.NamedNode | ox.BlankNode)
               for cls in graph.values(option, SH + "class")]
    return " ".join(f"FILTER NOT EXISTS {{ {graph.is_a('?focus', cls)} }}" for cls in classes)


def _property_checks(graph: _Shapes, shape: str, node: _Node, target: str) -> Iterator[_Check]:
    path = str(graph.values(node, SH + "path")[0])
    each = f"{target} ?focus {path} ?value ."
    for constraint, value in graph.constraints(node):
        where = _broken(graph, constraint, value, target, path, each)
        if where:
            having = "GROUP BY ?focus HAVING (COUNT(DISTINCT ?value) > 1)" if constraint == "maxCount" else ""
            yield _Check(shape, f"sh:{constraint} of {path}", where, having)


def _broken(graph: _Shapes, constraint: str, value: _Term,
            target: str, path: str, each: str) -> str:
    """The pattern of what breaks one constraint."""
    match constraint:
        case "minCount":
            if not isinstance(value, ox.Literal) or value.value != "1":
                raise GraphError("the fast check knows no sh:minCount other than 1")
            return f"{target} FILTER NOT EXISTS {{ ?focus {path} ?value }}"
        case "maxCount":
            if not isinstance(value, ox.Literal) or value.value != "1":
                raise GraphError("the fast check knows no sh:maxCount other than 1")
            return each
        case "datatype":
            return f"{each} FILTER(!isLiteral(?value) || datatype(?value) != {value})"
        case "nodeKind":
            return f"{each} FILTER(!isIRI(?value))"
        case "class":
            return f"{each} FILTER NOT EXISTS {{ {graph.is_a('?value', str(value))} }}"
        case "in":
            return f"{each} FILTER(?value NOT IN ({', '.join(map(str, graph.members(value)))}))"
        case "minLength":
            assert isinstance(value, ox.Literal)
            return f"{each} FILTER(STRLEN(STR(?value)) < {int(value.value)})"
        case "minInclusive":
            return f"{each} FILTER(?value < {value})"
        case "maxInclusive":
            return f"{each} FILTER(?value > {value})"
    return ""


def require(violations: Iterable[Violation]) -> None:
    """Raise `GraphError` for the first violation, if there is one."""
    for violation in violations:
        raise GraphError(f"the graph does not conform to its shapes: {violation}")
