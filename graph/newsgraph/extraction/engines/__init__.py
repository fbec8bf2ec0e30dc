"""Extractors by choice, on models that the user brings: GLiNER for names, a chat endpoint for everything.

Nothing here is needed by the default extractor, and nothing is downloaded.
"""

from typing import TYPE_CHECKING

from newsgraph.errors import ExtractionError

if TYPE_CHECKING:
    from newsgraph.extraction import Extractor

__all__ = ["load"]


def load(model: str) -> "Extractor":
    """The extractor that ``gliner:FOLDER`` or ``openai:URL#MODEL`` names.

    Raises
    ------
    ExtractionError
        If it names neither, or the model cannot be loaded. An endpoint is first asked when a document is extracted.

    Examples
    --------
    >>> load("openai:http://localhost:11434/v1#llama3.1").version
    'openai-1/llama3.1@http://localhost:11434/v1'
    """
    kind, _, rest = model.partition(":")
    if kind == "gliner":
        from newsgraph.extraction.engines.gliner import GlinerExtractor

        return GlinerExtractor(rest)
    if kind == "openai":
        from newsgraph.extraction.engines.openai import OpenAIExtractor

        return OpenAIExtractor.named(rest)
    raise ExtractionError(f"There is no engine {model!r}; give gliner:FOLDER or openai:URL#MODEL.")
