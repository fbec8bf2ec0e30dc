"""`KnowledgeGraph`: what a person at a Python prompt works with."""

import html
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyoxigraph as ox

from newsgraph.errors import QueryError
from newsgraph.graph.complaints import complaint
from newsgraph.graph.mapping import document_graph, node_quads, vocabulary_quads
from newsgraph.graph.namespaces import PREFIXES, document_iri
from newsgraph.graph.reading import Reader, Statement, Thing
from newsgraph.graph.results import Result
from newsgraph.graph.store import open_store
from newsgraph.graph.summary import Summary
from newsgraph.graph.vocabulary import Vocabulary, load
from newsgraph.records import Extraction, Resolution

if TYPE_CHECKING:
    import networkx
    import rdflib

    from newsgraph.documents import Options


class KnowledgeGraph:
    """A graph that can be queried, looked at and taken away. It only reads.

    Make one with `build`, `open` or `from_extractions`.

    Examples
    --------
    >>> from newsgraph.records import Document, Entity, Extraction, Fact, Node, Resolution
    >>> text = "Acme makes the Rocket."
    >>> entities = (Entity("e1", "Acme", "Company"), Entity("e2", "Rocket", "Product"))
    >>> fact = Fact("e1", "produces", "e2", (0, 22), (0, 4), (15, 21))
    >>> nodes = (Node("acme", "Acme", "Company", (), (("a", "e1"),)),
    ...          Node("rocket", "Rocket", "Product", (), (("a", "e2"),)))
    >>> graph = KnowledgeGraph.from_extractions(
    ...     [Extraction(Document("a", "a.txt", "", text), entities, (fact,))], Resolution(nodes))
    >>> graph.query("SELECT ?made WHERE { ?maker rdfs:label 'Acme' ; ng:produces/rdfs:label ?made }").rows
    [{'made': 'Rocket'}]
    """

    def __init__(self, store: ox.Store, path: Path | None = None) -> None:
        self.store = store
        self.path = path
        self.reader = Reader(store)

    @classmethod
    def open(cls, path: str | os.PathLike[str] = "output") -> "KnowledgeGraph":
        """The graph in an output folder, as it is now; later builds do not change it.

        Raises
        ------
        GraphError
            If there is no graph, or it is damaged.
        """
        return cls(open_store(path), Path(path))

    @classmethod
    def at(cls, url: str) -> "KnowledgeGraph":
        """The graph behind a SPARQL 1.1 endpoint, such as one that ``newsgraph load`` filled.

        Raises
        ------
        GraphError
            If `url` is no address; whether it can be reached shows with the first question.
        """
        from newsgraph.graph.remote import RemoteStore

        # It has every method of a store that this package reads with.
        return cls(cast(ox.Store, RemoteStore(url)))

    @classmethod
    def build(cls, sources: Iterable[str | os.PathLike[str]], output: str | os.PathLike[str] = "output", *,
              model: str = "default", min_confidence: float = 0.0,
              vocabulary: Iterable[str | os.PathLike[str]] = (), jobs: int | None = None,
              timeout: float | None = None, options: "Options | None" = None) -> "KnowledgeGraph":
        """Read documents, find what they say, and write the graph of it into a folder.

        Parameters
        ----------
        sources
            Files, folders, or whatever else ``newsgraph build`` takes.
        output
            The folder; a graph that is there is replaced when the new one is complete.
        model
            ``default``, ``rules``, the name of a spaCy pipeline, ``gliner:PATH`` or ``openai:URL#MODEL``.
        min_confidence
            Facts below this probability are left out.
        vocabulary
            Turtle files that add types or predicates.
        jobs, timeout
            In how many processes to extract, and how many seconds a document may take: see
            `newsgraph.graph.extracting.Effort`.
        options
            How to read sources.

        Raises
        ------
        NewsgraphError
            If the model cannot be loaded, no source can be read, or the folder cannot be written.
        """
        from newsgraph.graph.building import Effort, build

        sources = [sources] if isinstance(sources, str | os.PathLike) else list(sources)
        build(sources, output, model=model, min_confidence=min_confidence, vocabulary=list(vocabulary),
              effort=Effort(jobs, timeout), options=options)
        return cls.open(output)

    @classmethod
    def from_extractions(cls, extractions: Iterable[Extraction], resolution: Resolution | None = None, *,
                         vocabulary: Vocabulary | None = None,
                         min_confidence: float = 0.0) -> "KnowledgeGraph":
        """A graph in memory, from extractions that one has; without a resolution they are resolved first."""
        from newsgraph.resolution.copies import copies

        found = list(extractions)
        if resolution is None:
            from newsgraph.resolution import resolve

            resolution = resolve(found)
        words = vocabulary or load()
        members = resolution.index()
        store = ox.Store()
        store.extend(vocabulary_quads(words))
        store.extend(node_quads(resolution.nodes, words))
        documents = {extraction.document.id: extraction.document for extraction in found}
        sources = {id: document_iri(documents[source]) for id, source in copies(documents.values()).items()
                   if source != id}
        summary = Summary()
        for extraction in found:
            quads = document_graph(extraction, members, words, min_confidence=min_confidence,
                                   copy_of=sources.get(extraction.document.id)).quads
            summary.note(quads)
            store.extend(quads)
        for thing in list(summary.descriptions(store)):
            store.extend(thing)
        return cls(store)

    @property
    def vocabulary(self) -> Vocabulary:
        """The types and predicates that the graph was built with."""
        return self.reader.vocabulary

    def __len__(self) -> int:
        """The number of triples, each counted in every document that has it."""
        return len(self.store)

    def __repr__(self) -> str:
        counts = self.counts()
        entities, facts = (sum(counts[kind].values()) for kind in ("type", "predicate"))
        return f"<KnowledgeGraph: {entities} entities, {facts} facts, {counts['documents']['']} documents>"

    def counts(self) -> dict[str, dict[str, int]]:
        """How many nodes by ``type``, sentences by ``predicate``, and ``documents``, the largest first."""
        return self.reader.counts()

    def entities(self) -> Iterator[Thing]:
        """Every node, in order of IRIs."""
        return self.reader.things()

    def statements(self) -> Iterator[Statement]:
        """Every assertion with its evidence, in order of IRIs."""
        return self.reader.statements()

    def entity(self, name: str) -> str:
        """The IRI of the node that a name or another name stands for.

        Raises
        ------
        QueryError
            If nothing, or more than one thing, has it.
        """
        return self.reader.find_entity(name)

    def query(self, query: str | os.PathLike[str], **parameters: Any) -> Result:
        """Ask a question: by its name in the library, the path of a file, or as SPARQL text.

        The union of all documents, nodes and the vocabulary is the default graph; the usual prefixes are
        known. Each parameter is bound as an RDF term to the variable of its name.

        Raises
        ------
        QueryError
            If there is no such query, it is not SPARQL, or a parameter is missing or wrong.
        """
        from newsgraph import library

        found = library.find(os.fspath(query))
        bound = library.bind(found, parameters, library.Lookup.of(self.reader))
        return run(self.store, found.text, bound, title=found.title)

    def to_rdflib(self) -> "rdflib.Dataset":
        """The same store through rdflib: a live `rdflib.Dataset` whose default graph is the union of all."""
        from newsgraph.graph.live import dataset

        return dataset(self.store)

    def to_networkx(self, *, all: bool = False, min_confidence: float = 0.0) -> "networkx.MultiDiGraph[str]":
        """The graph as a `networkx.MultiDiGraph`, with the attributes of `newsgraph.graph.network`."""
        from newsgraph.graph.network import network

        return network(self.reader, all=all, min_confidence=min_confidence)

    def view(self, path: str | os.PathLike[str] = "graph.html", *, min_confidence: float = 0.0) -> Path:
        """Write the explorer: one HTML file that works without a network."""
        from newsgraph import view

        return view.render(self, path, min_confidence=min_confidence)

    def export(self, path: str | os.PathLike[str], format: str | None = None) -> list[Path]:
        """Write the graph in another format, by the file's ending unless `format` says it.

        ``turtle``, ``trig``, ``nquads``, ``jsonld``, ``graphml``, ``gexf``; ``csv`` takes a folder for two
        files. Gives the files written.
        """
        from newsgraph.export import export

        return export(self.reader, path, format)

    def _repr_html_(self) -> str:
        counts = self.counts()
        rows = "".join(
            f"<tr><td>{html.escape(title)}</td><td>{html.escape(name)}</td><td>{count}</td></tr>"
            for title, kind in (("entities", "type"), ("facts", "predicate"))
            for name, count in counts[kind].items())
        return (f"<p>{html.escape(repr(self).strip('<>'))}</p>"
                f"<table><thead><tr><th></th><th></th><th>count</th></tr></thead><tbody>{rows}</tbody></table>")


def run(store: ox.Store, text: str, bound: dict[str, ox.NamedNode | ox.Literal], *,
        title: str = "") -> Result:
    """Run SPARQL text over the union of a store's graphs, with some variables bound to terms.

    Bound variables are not repeated in the rows.

    Raises
    ------
    QueryError
        If the text is not SPARQL, or a bound variable is not one that it selects.
    """
    try:
        answer = store.query(text, prefixes=dict(PREFIXES), use_default_graph_as_union=True,
                             substitutions={ox.Variable(name): term for name, term in bound.items()})
        if isinstance(answer, ox.QueryBoolean):
            return Result(answer=bool(answer), title=title)
        if isinstance(answer, ox.QueryTriples):
            return Result(triples=tuple(dict.fromkeys(answer)), title=title)
        names = [variable.value for variable in answer.variables]
        shown = [at for at, name in enumerate(names) if name not in bound]
        rows = tuple(tuple(row[at] for at in shown) for row in answer)
        return Result(tuple(names[at] for at in shown), rows, title=title)
    except SyntaxError as error:
        raise QueryError(complaint(text, error)) from error
    except RuntimeError as error:
        if "SELECT projection" in str(error):
            raise QueryError(f"a parameter must be among the selected variables: {error}") from error
        raise QueryError(f"the query cannot be answered: {error}") from error
    except (OSError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
