"""Documents in, entities and facts out: the only package that imports spaCy."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from newsgraph.errors import ExtractionError
from newsgraph.records import Document, Extraction


class Extractor(Protocol):
    """What finds the entities and facts of documents: a pure function of their text and its version."""

    @property
    def version(self) -> str:
        """Name and version: equal versions give equal extractions."""
        ...

    def extract(self, document: Document) -> Extraction:
        """Find the entities and facts of one document."""
        ...

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """Extract from many documents, in their order."""
        ...


def load(model: str = "default") -> Extractor:
    """An extractor by name.

    Parameters
    ----------
    model
        ``default``: the trained model with the rules; ``reading``: the same, without what its training articles said
        of the same names; ``model``: the trained model alone; ``rules``: the rules alone, over spaCy's small pipeline;
        the name of an installed spaCy pipeline: as ``default``, with that pipeline's
        parse; ``gliner:FOLDER``: names by a GLiNER model, relations by the rules; ``openai:URL#MODEL``: an
        OpenAI-compatible endpoint.

    Raises
    ------
    ExtractionError
        If there is no such model, or it cannot be loaded.
    """
    if model.startswith(("gliner:", "openai:")):
        from newsgraph.extraction import engines

        return engines.load(model)
    if model == "rules":
        from newsgraph.extraction.rules import RulesExtractor

        return RulesExtractor()
    if model == "model":
        from newsgraph.extraction.neural.extractor import NeuralExtractor

        return NeuralExtractor()
    from newsgraph.extraction.hybrid import HybridExtractor

    if model == "reading":
        from newsgraph.extraction.neural.model import Model

        return HybridExtractor(model=Model(remembers=False))
    return HybridExtractor() if model == "default" else HybridExtractor(model)


__all__ = ["ExtractionError", "Extractor", "load"]
