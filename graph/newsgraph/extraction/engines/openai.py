"""A chat model behind an OpenAI-compatible endpoint, held to the vocabulary and to the words of the text."""

import logging
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from newsgraph.errors import ExtractionError
from newsgraph.extraction.engines.answers import Answer, read
from newsgraph.extraction.engines.endpoint import Endpoint, Reply
from newsgraph.extraction.engines.grounding import grounded
from newsgraph.extraction.engines.pieces import pieces
from newsgraph.extraction.engines.prompt import again, messages
from newsgraph.records import Document, Entity, Extraction, Fact, Span

REVISION = "1"
"""Changes with every change of the instructions, or of what is kept of an answer."""

KEY = "OPENAI_API_KEY"
"""The environment variable that holds the key, where the endpoint wants one."""

_CHARACTERS = 6000  # in one question: about 1500 tokens, which with the instructions fits a context of 4096
_LEAST = 750  # in one question; if there is no room for an answer about so few, fewer do not help
_KEPT = 64  # documents
_LOG = logging.getLogger(__name__)

Found = tuple[tuple[Entity, ...], tuple[Fact, ...]]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is answered about a piece of a text; `cut` says that there was no room for more."""

    piece: Span
    answer: Answer
    cut: bool


class OpenAIExtractor:
    """Asks a chat model for entities and facts, and keeps what stands in the text.

    A fact is dropped if its predicate, types, time or modality are not in the vocabulary, or if its quote, one of its
    names or its role is not found in the text. Its confidence is a fixed guess, not a calibrated probability. How
    far equal versions give equal extractions is up to the endpoint; it is asked for it (temperature 0, a fixed seed).

    Where the endpoint has no room for a whole answer, the text is asked about in smaller pieces. If that does not
    help either, what is complete of the answer counts, and a warning is logged.

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
            If the endpoint cannot be reached, refuses, answers with nonsense twice, or has no room for any answer.
        """
        # Whoever loses a batch to one bad document asks for the others again: they need not be paid for twice.
        found = self._known.get(document.digest)
        if found is None:
            told = [one for piece in pieces(document.text, _CHARACTERS) for one in self._told(document, piece)]
            found = grounded(document.text, [one.piece for one in told], [one.answer for one in told],
                             f"openai:{self.endpoint.model}")
            if any(one.cut for one in told):
                _LOG.warning("%s has no room for its whole answer about %r; facts may be missing.",
                             self._who, document.id)
            self._known[document.digest] = found
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return Extraction(document, *found, self.version)

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """What each document says, in order; each is asked for on its own, whatever the batch size."""
        return map(self.extract, documents)

    @property
    def _who(self) -> str:
        return f"{self.endpoint.model} at {self.endpoint.url}"

    def _told(self, document: Document, piece: Span) -> Iterator[_Told]:
        """What is answered about a piece; about its halves, if there is no room for the whole answer."""
        start, end = piece
        text = document.text[start:end]
        reply, answer = self._reply(text)
        if reply.cut and len(text) > _LEAST:
            # A little more than half: sentences seldom end in the middle, and three questions cost more than two.
            for first, last in pieces(text, len(text) * 3 // 5):
                yield from self._told(document, (start + first, start + last))
            return
        if answer is None and reply.cut:
            raise ExtractionError(f"{self._who} has no room for an answer about {document.id}; allow it more tokens.")
        if answer is None:
            raise ExtractionError(f"{self._who} gave no usable answer about {document.id}, twice.")
        yield _Told(piece, answer, reply.cut)

    def _reply(self, text: str) -> tuple[Reply, Answer | None]:
        """The answer about a text, as it came and as it reads; the second one, if the first is whole but cannot be
        read."""
        asked = messages(text)
        reply = self.endpoint.ask(asked)
        answer = read(reply.content)
        if answer is None and not reply.cut:
            reply = self.endpoint.ask(again(asked, reply.content))
            answer = read(reply.content)
        return reply, answer
