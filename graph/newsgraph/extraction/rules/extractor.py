"""The rules as an extractor: document in, entities and facts out."""

from collections.abc import Iterable, Iterator

from newsgraph.extraction.revision import revision
from newsgraph.extraction.rules.entities import find_entities
from newsgraph.extraction.rules.pipeline import DEFAULT, load_pipeline, parse
from newsgraph.extraction.rules.relations import find_facts
from newsgraph.records import Document, Extraction


class RulesExtractor:
    """Finds entities and facts by rules over a spaCy parse. A pure function of the text.

    Parameters
    ----------
    pipeline
        Name or path of a spaCy pipeline with a parser.

    Raises
    ------
    newsgraph.errors.ExtractionError
        If there is no such pipeline.
    """

    def __init__(self, pipeline: str = DEFAULT) -> None:
        self._nlp = load_pipeline(pipeline)
        meta = self._nlp.meta
        self.version = f"rules-{revision()}/{meta['lang']}_{meta['name']}-{meta['version']}"

    def extract(self, document: Document) -> Extraction:
        """What one document says."""
        doc = parse(self._nlp, document.text)
        entities = find_entities(doc)
        facts = find_facts(doc, entities)
        return Extraction(document, tuple(entities), tuple(facts), self.version)

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """What each document says, in order. The rules have no use for `batch_size`; other extractors do."""
        for document in documents:
            yield self.extract(document)
