"""The texts of annotated articles, for an extractor to read."""

from collections.abc import Iterable

from newsgraph.evaluation.gold import GoldArticle
from newsgraph.records import Document


def documents_of(articles: Iterable[GoldArticle]) -> list[Document]:
    """The articles that come with their text, as documents.

    >>> documents_of([GoldArticle("a", text="Acme."), GoldArticle("b")])[0].id
    'a'
    """
    return [Document(a.id, a.id, a.title, a.text, date=a.date) for a in articles if a.text]
