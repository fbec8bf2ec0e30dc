"""Names by a GLiNER model from a local folder, references and relations by the rules.

GLiNER: Zaratiana et al., "GLiNER: Generalist Model for Named Entity Recognition using Bidirectional
Transformer", NAACL 2024. Its package is the extra ``newsgraph[gliner]``.
"""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from newsgraph.errors import ExtractionError
from newsgraph.extraction.clustering import cluster_names
from newsgraph.extraction.engines.pieces import pieces
from newsgraph.extraction.revision import revision
from newsgraph.extraction.rules import DEFAULT, find_facts, load_pipeline, parse, resolve_references
from newsgraph.lexicon import TITLES
from newsgraph.records import Document, Entity, Extraction, Mention, Span

LABELS = {
    "person": "Person",
    "company": "Company",
    "organization": "Organization",
    "product": "Product",
    "event": "Event",
    "location": "Place",
}
"""What the model is asked for, and the type that it stands for."""

THRESHOLD = 0.5
"""The probability from which a name counts."""

_WORDS = 256  # in a piece; the models truncate at 384 words or 512 word pieces
_WORD = re.compile(r"\w+(?:[-_]\w+)*|\S")  # as GLiNER counts them
_CHARACTERS = 6  # a word on average; text with longer ones has more word pieces a word
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONFIG = "gliner_config.json"
_MANY = 1500  # distinct names in one document; beyond that only equal ones are one
_BEFORE = re.compile(r"[\s\"'“”‘’(\[{,;:]+|the\s+")
_AFTER = re.compile(r"[\s\"'“”‘’(\[{,;:]+$")


class Recogniser(Protocol):
    """The part of ``gliner.GLiNER`` that is used here."""

    def predict_entities(self, text: str, labels: list[str], *, threshold: float) -> list[dict[str, Any]]:
        """The names in a text: dictionaries with ``start``, ``end``, ``label`` and ``score``."""
        ...


class GlinerExtractor:
    """Names by GLiNER; pronouns, nominals and relations by the rules over spaCy's parse.

    Parameters
    ----------
    folder
        A folder with a GLiNER model: ``gliner_config.json``, the weights and the tokenizer.
    pipeline
        The spaCy pipeline whose parse the rules read.

    Raises
    ------
    ExtractionError
        If the folder holds no such model, or the package is not installed.
    """

    def __init__(self, folder: str | os.PathLike[str], pipeline: str = DEFAULT) -> None:
        path = Path(folder).expanduser()
        if not (path / _CONFIG).is_file():
            raise ExtractionError(f"There is no GLiNER model in {str(folder)!r}: it has no {_CONFIG}.")
        self._model = _load(path)
        self._nlp = load_pipeline(pipeline)
        self._limit = _limit(self._model)
        meta = self._nlp.meta
        self.version = (f"gliner-{revision()}/{path.resolve().name}-{_fingerprint(path)}"
                        f"/{meta['lang']}_{meta['name']}-{meta['version']}")

    def extract(self, document: Document) -> Extraction:
        """What one document says.

        Raises
        ------
        ExtractionError
            If the model fails on it.
        """
        doc = parse(self._nlp, document.text)
        entities = resolve_references(doc, self._named(document.text))
        return Extraction(document, tuple(entities), tuple(find_facts(doc, entities)), self.version)

    def pipe(self, documents: Iterable[Document], batch_size: int = 16) -> Iterator[Extraction]:
        """What each document says, in order; each is read on its own, whatever the batch size."""
        return map(self.extract, documents)

    def _named(self, text: str) -> list[Entity]:
        """The named entities of a text, in the order of their first mention."""
        found = self._names(text)
        votes: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for (start, end), type_, score in found:
            votes[text[start:end]][type_] += score
        types = {surface: max(sorted(of), key=lambda t, of=of: of[t])  # type: ignore[misc]
                 for surface, of in votes.items()}
        spans = [span for span, _, _ in found]
        surfaces = [text[start:end] for start, end in spans]
        members: defaultdict[int, list[int]] = defaultdict(list)
        for i, group in enumerate(_groups(surfaces, types, text, spans)):
            members[group].append(i)
        entities: list[Entity] = []
        for group in sorted(members, key=lambda g: spans[members[g][0]]):
            total: defaultdict[str, float] = defaultdict(float)
            for i in members[group]:
                total[types[surfaces[i]]] += found[i][2]
            name = max((surfaces[i] for i in members[group]), key=lambda s: (len(s.split()), len(s)))
            entities.append(Entity(f"e{len(entities)}", name, max(sorted(total), key=lambda t: total[t]),
                                   tuple(Mention(*spans[i]) for i in members[group])))
        return entities

    def _names(self, text: str) -> list[tuple[Span, str, float]]:
        """(span, type, score) of each name, in order, without overlap: the surer one counts."""
        read = _SURROGATE.sub("\ufffd", text)
        found = []
        for start, end in pieces(read, self._limit, _cost):
            try:
                predicted = self._model.predict_entities(read[start:end], list(LABELS), threshold=THRESHOLD)
            except Exception as error:
                raise ExtractionError(f"The GLiNER model failed: {_sentence(error)}") from error
            for one in predicted:
                type_ = LABELS.get(str(one["label"]).lower())
                span = int(one["start"]) + start, int(one["end"]) + start
                if type_ is None or not start <= span[0] < span[1] <= end:
                    continue
                span = _trimmed(text, span, type_)
                if any(c.isalnum() for c in text[slice(*span)]):
                    found.append((span, type_, float(one["score"])))
        kept: list[tuple[Span, str, float]] = []
        taken: set[int] = set()
        for one_ in sorted(found, key=lambda f: (-f[2], f[0][0] - f[0][1], f[0])):
            inside = range(*one_[0])
            if taken.isdisjoint(inside):
                taken.update(inside)
                kept.append(one_)
        return sorted(kept)


def _load(folder: Path) -> Recogniser:
    try:
        from gliner import GLiNER
    except ImportError as error:
        raise ExtractionError(
            "GLiNER models need the package gliner: install it with pip install 'newsgraph[gliner]'.") from error
    try:
        # Without this it would look for missing parts on the network.
        model: Recogniser = GLiNER.from_pretrained(str(folder), local_files_only=True)
    except Exception as error:
        raise ExtractionError(f"The GLiNER model in {str(folder)!r} cannot be loaded: {_sentence(error)}") from error
    return model


def _sentence(error: Exception) -> str:
    """The first line of what an error says, which may run over many."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0][:200]}" if lines else type(error).__name__


def _limit(model: Recogniser) -> int:
    """The words of a piece: fewer where the model says that it truncates earlier."""
    longest = getattr(getattr(model, "config", None), "max_len", None)
    return min(_WORDS, longest) if isinstance(longest, int) and longest > 0 else _WORDS


def _cost(piece: str) -> int:
    return max(sum(1 for _ in _WORD.finditer(piece)), len(piece) // _CHARACTERS)


def _fingerprint(folder: Path) -> str:
    """The first letters of a hash over the model's files, so that other weights make another version."""
    total = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder)
        if any(part.startswith(".") for part in name.parts):
            continue
        with path.open("rb") as file:
            total.update(f"{name.as_posix()}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()[:12]


def _groups(surfaces: list[str], types: dict[str, str], text: str, spans: list[Span]) -> list[int]:
    if len(types) > _MANY:
        numbers: dict[str, int] = {}
        return [numbers.setdefault(s, len(numbers)) for s in surfaces]
    return cluster_names([(s, types[s]) for s in surfaces], text, spans)


def _trimmed(text: str, span: Span, type_: str) -> Span:
    """The span without the quotation marks and the article around it, and without a person's titles."""
    start, end = span
    while (before := _BEFORE.match(text, start, end)) and before.end() < end:
        start = before.end()
    after = _AFTER.search(text[start:end])
    if after and after.start():
        end = start + after.start()
    if type_ == "Person":
        words = list(re.finditer(r"\S+", text[start:end]))
        while len(words) > 1 and words[0].group().lower().rstrip(".") in TITLES:
            del words[0]
        if words:
            start += words[0].start()
    return start, end
