"""Runs an extractor over annotated articles."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from newsgraph.evaluation.gold import GoldArticle
from newsgraph.evaluation.predictions import Prediction
from newsgraph.records import Document, Extraction


class Extractor(Protocol):
    """What is measured: anything that turns documents into extractions."""

    @property
    def version(self) -> str:
        """Its name and version."""
        ...

    def pipe(self, documents: Iterable[Document], batch_size: int = ...) -> Iterator[Extraction]:
        """Extract from each document, in order."""
        ...


def documents_of(articles: Iterable[GoldArticle]) -> list[Document]:
    """The articles that come with their text, as documents.

    >>> documents_of([GoldArticle("a", text="Acme."), GoldArticle("b")])[0].id
    'a'
    """
    return [Document(a.id, a.id, a.title, a.text, date=a.date) for a in articles if a.text]


def predict(documents: Iterable[Document], model: str | Extractor = "default") -> Iterator[Prediction]:
    """What an extractor, given itself or by its name, says of each document.

    Raises
    ------
    ExtractionError
        If the model cannot be loaded.
    """
    if isinstance(model, str):
        from newsgraph import extraction
        model = extraction.load(model)
    for found in model.pipe(documents):
        yield Prediction.of(found)
