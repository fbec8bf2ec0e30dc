"""The query library: SPARQL files with a title, a question and typed parameters in their header.

::

    # title: Executives of a company
    # question: Who runs a company, and in which role?
    # param company: entity
    # param least: number = 0.0

A parameter is a variable of the query's SELECT. Its value is bound as an RDF term, never pasted into the
text. The types: ``entity`` (a name or another name, in any case, or an IRI), ``document`` (an id, a source, a
title or an IRI), ``relation`` (the label of a predicate read either way, or its name), ``text``, ``number``,
``date`` (ISO 8601), ``iri``. An IRI may be written as tables show it, such as ``id/robin-li``.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pyoxigraph as ox

from newsgraph.errors import QueryError
from newsgraph.graph import terms
from newsgraph.graph.complaints import UPDATES
from newsgraph.graph.namespaces import BASE, DOCUMENT, ENTITY, RDF, XSD
from newsgraph.graph.reading import Reader

Value = str | int | float | date | ox.NamedNode | ox.Literal
TYPES = ("entity", "document", "relation", "text", "number", "date", "iri")
_HEADER = re.compile(r"^\s*#\s*(title|question|param)\b\s*:?\s*(.*?)\s*$")
_SPARQL = re.compile(rf"\s*(select|ask|construct|describe|prefix|base|{'|'.join(UPDATES)})(\s+\S|[<?$*(])",
                     re.IGNORECASE)
"""How a query begins, or an update, which is told from the name of a query so that it can be refused as what it is."""
_PARAM = re.compile(r"(?P<name>\w+)\s*:\s*(?P<type>\w+)(?:\s+of\s+(?P<of>[\w ]+?))?"
                    r"(?:\s*=\s*(?P<default>.*))?$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query. `of` names the types of node that an entity is looked for among first."""

    name: str
    type: str
    default: str | None = None
    of: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What its value is: the types of an entity where they are known, otherwise the parameter's type."""
        return " or ".join(self.of) or self.type


@dataclass(frozen=True, slots=True)
class Query:
    """One query: its SPARQL text, and what its header says."""

    text: str
    name: str = ""
    title: str = ""
    question: str = ""
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """How names become nodes, documents and labels of relations: what a graph gives to `bind`.

    `relation` also takes the IRI of the node that the relation is asked of.
    """

    entity: Callable[[str, tuple[str, ...]], str]
    document: Callable[[str], str]
    relation: Callable[[str, str], str]

    @classmethod
    def of(cls, reader: Reader) -> "Lookup":
        """By what a graph holds, and its vocabulary."""
        return cls(reader.find_entity, reader.find_document, partial(_relation, reader))


def parse(text: str, name: str = "") -> Query:
    """Read a query and its header.

    >>> query = parse("# title: One\\n# param who: entity of Person\\nSELECT ?who ?p WHERE { ?who ?p ?o }")
    >>> query.title, query.parameters[0].name, query.parameters[0].of
    ('One', 'who', ('Person',))

    Raises
    ------
    QueryError
        If a parameter's line cannot be read.
    """
    words = {"title": "", "question": ""}
    parameters = []
    for line in text.splitlines():
        if not line.lstrip().startswith("#"):
            if line.strip():
                break
            continue
        found = _HEADER.match(line)
        if found and found[1] == "param":
            parameters.append(_parameter(found[2], name))
        elif found:
            words[found[1]] = found[2]
    return Query(text, name, words["title"], words["question"], tuple(parameters))


def _parameter(line: str, name: str) -> Parameter:
    found = _PARAM.match(line)
    if found is None or found["type"] not in TYPES:
        where = f" of {name}" if name else ""
        raise QueryError(f"the parameter{where} “{line}” cannot be read; write, say: # param company: entity")
    return Parameter(found["name"], found["type"], found["default"], tuple((found["of"] or "").split()))


def folder() -> Traversable:
    """Where the library is: inside an installed package, or at the top of a checkout."""
    packaged = files("newsgraph") / "queries"
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[2] / "queries"


@cache
def library() -> Mapping[str, Query]:
    """Every query of the library by name, in order of the names."""
    place = folder()
    if not place.is_dir():
        raise QueryError("the query library is missing from this installation")
    found = {file.name.removesuffix(".rq"): file for file in place.iterdir() if file.name.endswith(".rq")}
    return {name: parse(found[name].read_text(encoding="utf-8"), name) for name in sorted(found)}


def find(text: str) -> Query:
    """A query by its name in the library, by the path of its file, or as the text of it.

    Raises
    ------
    QueryError
        If it is none of the three.
    """
    if not text.strip():
        raise QueryError("the query is empty; newsgraph queries lists those of the library")
    known = library()
    if text in known:
        return known[text]
    if "{" in text or "\n" in text or _SPARQL.match(text):
        return parse(text)
    path = Path(text)
    try:
        if path.suffix in (".rq", ".sparql") or path.is_file():
            return parse(path.read_text(encoding="utf-8"), path.stem)
    except OSError as error:
        raise QueryError(f"the query {text} cannot be read: {error.strerror or error}") from error
    except ValueError as error:
        raise QueryError(f"the query {text} cannot be read: it is not text in UTF-8") from error
    raise QueryError(f"there is no query {text}{_near(text, known)}; newsgraph queries lists them")


def _near(text: str, known: Mapping[str, object]) -> str:
    from rapidfuzz import process

    near = process.extractOne(text, list(known), score_cutoff=60)
    return f" (did you mean {near[0]}?)" if near else ""


def bind(query: Query, values: Mapping[str, Value], lookup: Lookup) -> dict[str, ox.NamedNode | ox.Literal]:
    """The values of a query's parameters as RDF terms.

    A value for a variable that the header does not declare is taken for what it looks like: an IRI, a number,
    a date of Python's, otherwise text.

    Raises
    ------
    QueryError
        If a value is missing, cannot be read as its type, or names nothing in the graph.
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    unknown = [name for name in values if query.parameters and name not in declared]
    if unknown:
        known = ", ".join(declared)
        near = _near(unknown[0], declared)
        raise QueryError(f"the query {query.name} has no parameter {unknown[0]}{near}; it has {known}")
    bound = {name: _guess(value) for name, value in values.items() if name not in declared}
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            what = query.name or "the query"
            raise QueryError(f"{what} needs a value for {parameter.name}: --param {parameter.name}=…")
        if parameter.type == "relation" and isinstance(value, str):
            about = next((term.value for term in bound.values() if isinstance(term, ox.NamedNode)), "")
            value = terms.text(lookup.relation(value, about))
        bound[parameter.name] = _term(parameter, value, lookup)
    return bound


def _relation(reader: Reader, text: str, about: str) -> str:
    """The label of a relation that some text means, read from the node that it is asked of.

    A predicate's name tells no direction: it is read from object to subject where the node can only be an object.

    Raises
    ------
    QueryError
        If it means none, with the labels that there are.
    """
    predicates = reader.vocabulary.predicates
    labels = dict.fromkeys(label for known in predicates.values() for label in (known.label, known.inverse_label))
    for label in labels:
        if label.casefold() == text.strip().casefold():
            return label
    name = re.split(r"[:/#]", text.strip().strip("<>"))[-1].casefold()
    for known in predicates.values():
        if known.name.casefold() == name:
            types = types_of(reader, about)
            subject, object = (_is_a(reader, types, wanted) for wanted in (known.domains, known.ranges))
            return known.inverse_label if object and not subject else known.label
    raise QueryError(f"no relation here is called “{text}”; there are {', '.join(labels)}")


def types_of(reader: Reader, iri: str) -> tuple[str, ...]:
    """The types of a node, by the names of the vocabulary."""
    names = {known.iri: name for name, known in reader.vocabulary.types.items()}
    quads = reader.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(RDF + "type"), None, None) if iri else ()
    return tuple(sorted({names[quad.object.value] for quad in quads
                         if isinstance(quad.object, ox.NamedNode) and quad.object.value in names}))


def _is_a(reader: Reader, types: tuple[str, ...], wanted: Iterable[str]) -> bool:
    return any(reader.vocabulary.is_a(name, wanted) for name in types)


def misfits(query: Query, values: Mapping[str, Value], bound: Mapping[str, ox.NamedNode | ox.Literal],
            reader: Reader) -> list[str]:
    """A sentence for each value that names something of another type than its parameter is about."""
    found = []
    for parameter in query.parameters:
        term = bound.get(parameter.name)
        types = types_of(reader, term.value) if parameter.of and isinstance(term, ox.NamedNode) else ()
        if types and not _is_a(reader, types, parameter.of):
            found.append(f"{values[parameter.name]} is {_a(types[0])}; {query.name or 'the query'} asks for "
                         f"{' or '.join(map(_a, parameter.of))}")
    return found


def _a(word: str) -> str:
    return f"{'an' if word[0] in 'AEIOU' else 'a'} {word}"


def _guess(value: Value) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    if isinstance(value, str):
        found = terms.iri(value) if re.match(r"https?://|urn:", value) else None
        if found is not None:
            return found
        number = _number(value)
        return number if number is not None else terms.text(value)
    if isinstance(value, date):
        return _date(value.isoformat(), isinstance(value, datetime))
    return ox.Literal(value)


def _term(parameter: Parameter, value: Value, lookup: Lookup) -> ox.NamedNode | ox.Literal:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    text = str(value)
    if text.startswith((ENTITY.removeprefix(BASE), DOCUMENT.removeprefix(BASE))):
        # As tables show it.
        text = BASE + text
    match parameter.type:
        case "entity":
            return ox.NamedNode(lookup.entity(text, parameter.of))
        case "document":
            return ox.NamedNode(lookup.document(text))
        case "text" | "relation":
            return terms.text(text)
        case "number":
            number = _number(text)
            if number is None:
                raise QueryError(f"{parameter.name} is a number, which “{text}” is not")
            return number
        case "date":
            found = terms.day(value.isoformat() if isinstance(value, date) else text)
            if found is None:
                raise QueryError(f"{parameter.name} is a date such as 2024-05-31, which “{text}” is not")
            return found
        case _:
            iri = terms.iri(text.removeprefix("<").removesuffix(">"))
            if iri is None:
                raise QueryError(f"{parameter.name} is an IRI, which “{text}” is not")
            return iri


def _number(text: str) -> ox.Literal | None:
    kind = "integer" if re.fullmatch(r"[+-]?\d+", text) else "double"
    try:
        float(text)
    except ValueError:
        return None
    return ox.Literal(text, datatype=ox.NamedNode(XSD + kind))


def _date(text: str, timed: bool) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(XSD + ("dateTime" if timed else "date")))
