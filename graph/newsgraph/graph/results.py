"""What a query gives: rows, a yes or no, or triples, and how they are written down."""

import csv
import html
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pyoxigraph as ox

from newsgraph.errors import QueryError
from newsgraph.graph.namespaces import BASE, XSD
from newsgraph.graph.turtle import write_triples

if TYPE_CHECKING:
    import pandas

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Value = str | int | float | bool | date | None
_STRING = XSD + "string"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_READERS: dict[str, Callable[[str], Value]] = {
    XSD + "integer": int, XSD + "decimal": float, XSD + "double": float, XSD + "float": float,
    XSD + "boolean": lambda text: text in ("true", "1"),
    XSD + "date": lambda text: date.fromisoformat(text[:10]), XSD + "dateTime": datetime.fromisoformat,
}


def value_of(term: Term | None) -> Value:
    """A term as a plain Python value: an IRI as text, a number as a number, a date as a date.

    >>> value_of(ox.Literal(3)), value_of(ox.NamedNode("https://example.org/a")), value_of(None)
    (3, 'https://example.org/a', None)
    """
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        try:
            return _READERS.get(term.datatype.value, str)(term.value)
        except ValueError:
            return term.value
    return str(term) if isinstance(term, ox.Triple | ox.BlankNode) else term.value


@dataclass(frozen=True)
class Result:
    """The answer to one query.

    A SELECT gives `variables` and `terms` (one tuple a row; `rows` has them as Python values), an ASK gives
    `answer`, a CONSTRUCT or DESCRIBE gives `triples`. Iterating gives the rows.
    """

    variables: tuple[str, ...] = ()
    terms: tuple[tuple[Term | None, ...], ...] = ()
    answer: bool | None = None
    triples: tuple[ox.Triple, ...] | None = None
    title: str = field(default="", compare=False)

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows, as Python values by name of the variable."""
        return [dict(zip(self.variables, map(value_of, row), strict=True)) for row in self.terms]

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.triples) if self.triples is not None else len(self.terms)

    def __bool__(self) -> bool:
        return self.answer if self.answer is not None else len(self) > 0

    def to_pandas(self) -> "pandas.DataFrame":
        """The rows as a data frame.

        Raises
        ------
        QueryError
            If pandas is not installed.
        """
        try:
            import pandas
        except ImportError as error:
            raise QueryError("pandas is missing; get it with: pip install 'newsgraph[pandas]'") from error
        table = self.as_table()
        return pandas.DataFrame([list(map(value_of, row)) for row in table.terms],
                                columns=list(table.variables))

    def as_table(self) -> "Result":
        """The same answer as rows: triples become subject, predicate and object, a yes or no one cell."""
        if self.answer is not None:
            return Result(("answer",), ((ox.Literal(self.answer),),), title=self.title)
        if self.triples is not None:
            rows = tuple((t.subject, t.predicate, t.object) for t in self.triples)
            return Result(("subject", "predicate", "object"), rows, title=self.title)
        return self

    def serialize(self, format: str) -> str:
        """The answer as text.

        Parameters
        ----------
        format
            ``json``, ``xml`` (both as SPARQL 1.1 defines them), ``csv``, ``tsv``; ``turtle`` for triples.

        Raises
        ------
        QueryError
            If the format is unknown, or does not suit what the query gives.
        """
        if format == "turtle":
            if self.triples is None:
                raise QueryError("only CONSTRUCT and DESCRIBE give Turtle; choose json, xml, csv or tsv")
            buffer = io.BytesIO()
            write_triples(self.triples, buffer)
            return buffer.getvalue().decode()
        writer = {"json": _json, "xml": _xml, "csv": _csv, "tsv": _tsv}.get(format)
        if writer is None:
            raise QueryError(f"{format} is not a result format; choose json, xml, csv, tsv or turtle")
        if self.triples is not None:
            return writer(self.as_table())
        return writer(self)

    def _repr_html_(self) -> str:
        table = self.as_table()
        head = "".join(f"<th>{html.escape(name)}</th>" for name in table.variables)
        shown = table.terms[:100]
        body = "".join("<tr>" + "".join(f"<td>{_cell(term)}</td>" for term in row) + "</tr>" for row in shown)
        more = len(table.terms) - len(shown)
        note = f"<p>and {more} more rows</p>" if more else ""
        title = f"<caption>{html.escape(self.title)}</caption>" if self.title else ""
        return f"<table>{title}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{note}"


def show(term: Term | None) -> str:
    """A term for people: a node by the end of its IRI, anything else by its text."""
    if term is None:
        return ""
    if isinstance(term, ox.NamedNode):
        return term.value.removeprefix(BASE)
    return term.value if isinstance(term, ox.Literal) else str(term)


def _cell(term: Term | None) -> str:
    # Bidirectional overrides in a name would turn the markup after it around; <bdi> keeps them inside.
    return f"<bdi>{html.escape(show(term))}</bdi>"


def _binding(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        extra = {}
        if term.language:
            extra = {"xml:lang": term.language}
        elif term.datatype.value != _STRING:
            extra = {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **extra}
    return {"type": "bnode", "value": str(term).removeprefix("_:")}


def _json(result: Result) -> str:
    if result.answer is not None:
        return json.dumps({"head": {}, "boolean": result.answer}) + "\n"
    bindings = [{name: _binding(term) for name, term in zip(result.variables, row, strict=True)
                 if term is not None}
                for row in result.terms]
    # One row a line; json's own indentation would take the encoder that is written in Python, ten times slower.
    head = json.dumps({"vars": list(result.variables)}, ensure_ascii=False)
    rows = ",\n".join(json.dumps(binding, ensure_ascii=False) for binding in bindings)
    return f'{{"head": {head}, "results": {{"bindings": [\n{rows}\n]}}}}\n'


def _xml(result: Result) -> str:
    def text(value: str) -> str:
        return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})

    def binding(term: Term) -> str:
        data = _binding(term)
        if data["type"] != "literal":
            return f"<{data['type']}>{text(data['value'])}</{data['type']}>"
        extra = "".join(f" {key}={quoteattr(data[key])}" for key in ("xml:lang", "datatype") if key in data)
        return f"<literal{extra}>{text(data['value'])}</literal>"

    head = "".join(f"<variable name={quoteattr(name)}/>" for name in result.variables)
    lines = ['<?xml version="1.0"?>', '<sparql xmlns="http://www.w3.org/2005/sparql-results#">',
             f"<head>{head}</head>"]
    if result.answer is not None:
        lines.append(f"<boolean>{str(result.answer).lower()}</boolean>")
    else:
        lines.append("<results>")
        for row in result.terms:
            cells = (f"<binding name={quoteattr(name)}>{binding(term)}</binding>"
                     for name, term in zip(result.variables, row, strict=True) if term is not None)
            lines.append("<result>" + "".join(cells) + "</result>")
        lines.append("</results>")
    return "\n".join([*lines, "</sparql>"]) + "\n"


def _csv(result: Result) -> str:
    table = result.as_table()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(table.variables)
    for row in table.terms:
        writer.writerow(["" if t is None else str(t) if isinstance(t, ox.BlankNode | ox.Triple) else t.value
                         for t in row])
    return buffer.getvalue()


def _tsv(result: Result) -> str:
    table = result.as_table()
    lines = ["\t".join("?" + name for name in table.variables)]
    lines += ["\t".join("" if t is None else str(t).replace("\t", "\\t") for t in row) for row in table.terms]
    return "\n".join(lines) + "\n"
