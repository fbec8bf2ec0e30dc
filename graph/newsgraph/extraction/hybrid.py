"""The default extractor: the trained model, with the relation rules over spaCy's parse beside it."""

from newsgraph.extraction.neural.extractor import NeuralExtractor
from newsgraph.extraction.neural.model import Model
from newsgraph.extraction.rules import DEFAULT, find_facts, load_pipeline, parse
from newsgraph.records import Entity, Fact


class HybridExtractor(NeuralExtractor):
    """The trained model finds names, references and relations; the rules speak for relations seen in the parse.

    Parameters
    ----------
    pipeline
        The spaCy pipeline whose parse the rules read.
    model
        The trained weights; by default those of the package.
    """

    def __init__(self, pipeline: str = DEFAULT, model: Model | None = None) -> None:
        self._nlp = load_pipeline(pipeline)
        super().__init__(model, self._facts)

    @property
    def version(self) -> str:
        """Name and version, the pipeline's included."""
        meta = self._nlp.meta
        return f"{super().version}/{meta['lang']}_{meta['name']}-{meta['version']}"

    def _facts(self, text: str, entities: list[Entity]) -> list[Fact]:
        # The model has named the entities: spaCy's own recogniser would only cost time.
        with self._nlp.select_pipes(disable=[name for name in self._nlp.pipe_names if name == "ner"]):
            return find_facts(parse(self._nlp, text), entities)
