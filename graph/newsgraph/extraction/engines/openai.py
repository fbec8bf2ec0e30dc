"""A chat model behind an OpenAI-compatible endpoint, held to the vocabulary and to the words of the text."""

import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator

from newsgraph.errors import ExtractionError
from newsgraph.extraction.engines.answers import Answer, read
from newsgraph.extraction.engines.endpoint import Endpoint
from newsgraph.extraction.engines.grounding import grounded
from newsgraph.extraction.engines.pieces import pieces
from newsgraph.extraction.engines.prompt import again, messages
from newsgraph.records import Document, Entity, Extraction, Fact

REVISION = "1"
"""Changes with every change of the instructions, or of what is kept of an answer."""

KEY = "OPENAI_API_KEY"
"""The environment variable that holds the key, where the endpoint wants one."""

_CHARACTERS = 6000  # in one question: about 1500 tokens, which with the instructions fits a context of 4096
_KEPT = 64  # documents

Found = tuple[tuple[Entity, ...], tuple[Fact, ...]]


class OpenAIExtractor:
    """Asks a chat model for entities and facts, and keeps what stands in the text.

    A fact is dropped if its predicate, types, time or modality are not in the vocabulary, or if its quote, one of its
    names or its role is not found in the text. Its confidence is a fixed guess, not a calibrated probability. How
    far equal versions give equal extractions is up to the endpoint; it is asked for it (temperature 0, a fixed seed).

    Parameters
    ----------
    endpoint
        The model, and where it is.

    Examples
    --------
    >>> OpenAIExtractor.named("http://localhost:8000/v1#Qwen/Qwen3-8B").version
    'openai-1/Qwen/Qwen3-8B@http://localhost:8000/v1'
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self.version = f"openai-{REVISION}/{endpoint.model}@{endpoint.url}"
        self._known: OrderedDict[str, Found] = OrderedDict()

    @classmethod
    def named(cls, name: str) -> "OpenAIExtractor":
        """The extractor for ``URL#MODEL``, with the key of the environment.

        Raises
        ------
        ExtractionError
            If that is no address, or the model is missing.
        """
        url, _, model = name.partition("#")
        return cls(Endpoint(url, model, os.environ.get(KEY, "").strip() or None))

    def extract(self, document: Document) -> Extraction:
        """What one document says.

        Raises
        ------
        ExtractionError
            If the endpoint cannot be reached, refuses, or answers with nonsense twice.
        """
        # Whoever loses a batch to one bad document asks for the others again: they need not be paid for twice.
        found = self._known.get(document.digest)
        if found is None:
            asked = pieces(document.text, _CHARACTERS)
            answers = [self._answer(document, document.text[start:end]) for start, end in asked]
            found = grounded(document.text, asked, answers, f"openai:{self.endpoint.model}")
            self._known[document.digest] = found
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return Extraction(document, *found, self.version)

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """What each document says, in order; each is asked for on its own, whatever the batch size."""
        return map(self.extract, documents)

    def _answer(self, document: Document, text: str) -> Answer:
        asked = messages(text)
        content = self.endpoint.ask(asked)
        answer = read(content)
        if answer is None:
            answer = read(self.endpoint.ask(again(asked, content)))
        if answer is None:
            raise ExtractionError(f"{self.endpoint.model} at {self.endpoint.url} gave no usable answer about "
                                  f"{document.id}, twice.")
        return answer
