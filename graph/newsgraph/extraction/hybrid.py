"""The default extractor: the trained model, with the relation rules over spaCy's parse beside it."""

from typing import Any

from newsgraph.extraction.neural.extractor import NeuralExtractor
from newsgraph.extraction.neural.model import Model
from newsgraph.extraction.neural.syntax import parsed
from newsgraph.extraction.neural.words import Words, split
from newsgraph.extraction.rules import DEFAULT, find_facts, load_pipeline, parse, resolve_references
from newsgraph.extraction.rules.lexicon import naming
from newsgraph.records import Entity, Fact


class HybridExtractor(NeuralExtractor):
    """The trained model finds names, references and relations; the rules speak for what they see in the parse.

    Parameters
    ----------
    pipeline
        The spaCy pipeline whose parse the rules read.
    model
        The trained weights; by default those of the package.
    """

    def __init__(self, pipeline: str = DEFAULT, model: Model | None = None) -> None:
        self._rules = _Rules(pipeline)
        super().__init__(model, self._rules)

    @property
    def version(self) -> str:
        """Name and version, the pipeline's included."""
        meta = self._rules.nlp.meta
        return f"{super().version}/{meta['lang']}_{meta['name']}-{meta['version']}"


class _Rules:
    """The rules' word on one text at a time: it is parsed once for words and facts."""

    def __init__(self, pipeline: str) -> None:
        self.nlp = load_pipeline(pipeline)
        self.stop = frozenset(naming("stop"))
        self._last: tuple[str, Any] | None = None

    def _parse(self, text: str) -> Any:
        if self._last is None or self._last[0] != text:
            self._last = text, parse(self.nlp, text, names=False)
        return self._last[1]

    def words(self, text: str) -> Words:
        return parsed(split(text), self._parse(text))

    def facts(self, text: str, entities: list[Entity]) -> list[Fact]:
        return find_facts(self._parse(text), entities)

    def references(self, text: str, entities: list[Entity]) -> list[Entity]:
        return resolve_references(self._parse(text), entities)
