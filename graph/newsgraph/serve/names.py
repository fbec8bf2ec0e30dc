"""Completion of names as one types: an index over names and other names, made once for each build."""

from bisect import bisect_left
from functools import cached_property

import pyoxigraph as ox

from newsgraph.graph.namespaces import ENTITIES_GRAPH, RDF, RDFS, SKOS
from newsgraph.graph.vocabulary import Vocabulary
from newsgraph.names import fold

_ENTITIES = ox.NamedNode(ENTITIES_GRAPH)
_LABEL = ox.NamedNode(RDFS + "label")
_OTHER = ox.NamedNode(SKOS + "altLabel")
_A = ox.NamedNode(RDF + "type")
MOST = 400


class Names:
    """What things are called, and what is called so."""

    def __init__(self, store: ox.Store, vocabulary: Vocabulary) -> None:
        self._store = store
        self._types = {known.iri: name for name, known in vocabulary.types.items()}

    def label(self, iri: str) -> str:
        """The name of a thing; the end of its IRI where it has none."""
        found = sorted(q.object.value for q in self._of(iri, _LABEL) if isinstance(q.object, ox.Literal))
        return found[0] if found else iri.replace("#", "/").rpartition("/")[2]

    def type(self, iri: str) -> str:
        """The name of its type in the vocabulary, or ``Thing``."""
        found = {self._types.get(kind, "Thing") for kind in self.types(iri)}
        return min(found - {"Thing"}, default="Thing")

    def types(self, iri: str) -> list[str]:
        """The IRIs of all its types."""
        return sorted(q.object.value for q in self._of(iri, _A) if isinstance(q.object, ox.NamedNode))

    def known(self, iri: str) -> bool:
        """Whether the graph describes it."""
        return bool(self._of(iri, _A))

    def _of(self, iri: str, predicate: ox.NamedNode) -> list[ox.Quad]:
        return list(self._store.quads_for_pattern(ox.NamedNode(iri), predicate, None, _ENTITIES))

    @cached_property
    def _index(self) -> list[tuple[str, str, str]]:
        """(folded name from one of its words on, name as written, IRI), sorted."""
        found: set[tuple[str, str, str]] = set()
        for predicate in (_LABEL, _OTHER):
            for quad in self._store.quads_for_pattern(None, predicate, None, _ENTITIES):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                    words = fold(quad.object.value[:200]).split()
                    found.update((" ".join(words[at:]), quad.object.value, quad.subject.value)
                                 for at in range(min(len(words), 6)))
        return sorted(found)

    def complete(self, text: str, limit: int = 12) -> list[dict[str, str]]:
        """The things whose name has a word that begins like this, the shortest names first.

        Each is ``iri``, ``name``, ``type`` and ``match``, the name that fits.
        """
        start = fold(text[:200])
        if not start:
            return []
        at = bisect_left(self._index, (start,))
        near = []
        for folded, name, iri in self._index[at:at + MOST]:
            if not folded.startswith(start):
                break
            near.append((not fold(name).startswith(start), len(name), name, iri))
        chosen: dict[str, str] = {}
        for _, _, name, iri in sorted(near):
            if len(chosen) < limit:
                chosen.setdefault(iri, name)
        return [{"iri": iri, "name": self.label(iri), "type": self.type(iri), "match": name}
                for iri, name in chosen.items()]
