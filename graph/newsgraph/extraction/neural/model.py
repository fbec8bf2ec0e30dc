"""The trained weights, run by onnxruntime: texts in, vectors and scores out."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from newsgraph.errors import ExtractionError
from newsgraph.extraction.neural.known import Known
from newsgraph.extraction.neural.pairs import IntArray, Mentions, link_features, pair_features, regions, seen
from newsgraph.extraction.neural.words import Words, shares, windows

FloatArray = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).parent / "weights"
"""The weights that ship with the package."""

PAIRS_AT_ONCE = 512


@dataclass(frozen=True, slots=True)
class Encoded:
    """What the encoder says of each word: a vector, tag log-probabilities, role scores and a role key."""

    vectors: FloatArray
    tags: FloatArray
    roles: FloatArray
    keys: FloatArray


@dataclass(frozen=True, slots=True)
class PairScores:
    """Of each pair: logits of relations, times and modalities, and a query for the words of the role."""

    relation: FloatArray
    time: FloatArray
    modality: FloatArray
    role: FloatArray


class Model:
    """Loads the weights of a folder once; safe to call from one thread at a time.

    Parameters
    ----------
    folder
        Where they are.
    remembers
        Whether what annotated articles said before of the same names counts.

    Raises
    ------
    ExtractionError
        If the folder does not hold the weights.
    """

    def __init__(self, folder: Path = WEIGHTS, *, remembers: bool = True) -> None:
        self.folder = folder
        self.remembers = remembers
        try:
            told = (folder / "settings.json").read_bytes()
            self.settings: Mapping[str, Any] = json.loads(told)
        except (OSError, ValueError) as error:
            raise ExtractionError(f"the trained weights cannot be read from {folder}: {error}") from error
        # The settings name the weights by a digest of their own.
        self.version = hashlib.sha256(told).hexdigest()[:8]

    def _session(self, name: str) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        try:
            return onnxruntime.InferenceSession(str(self.folder / name), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ExtractionError(f"the trained weights in {self.folder / name} cannot be loaded: {error}") from error

    @cached_property
    def _encoder(self) -> Any:
        return self._session("encoder.onnx")

    @cached_property
    def _relations(self) -> Any:
        return self._session("relations.onnx")

    @cached_property
    def _references(self) -> Any:
        return self._session("references.onnx")

    @cached_property
    def known(self) -> Known:
        """What annotated articles said before."""
        return Known.read(self.folder) if self.remembers else Known()

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def encode(self, words: Words) -> Encoded:
        """Read a text, in windows where it is long."""
        found = windows(self._tokenizer, words.surfaces, words.sentence, words.breaks)
        parts: list[list[FloatArray]] = [[], [], [], []]
        for window, (start, end) in zip(found, shares(found), strict=True):
            outputs = self._encoder.run(None, {name: getattr(window, name)[None] for name in
                                               ("ids", "casing", "first", "last")})
            for part, output in zip(parts, outputs, strict=True):
                part.append(output[0, start - window.start:end - window.start])
        vectors, tags, roles, keys = (np.concatenate(p) for p in parts)
        return Encoded(vectors, log_softmax(tags), log_softmax(roles), keys)

    def pairs(self, encoded: Encoded, mentions: Mentions, s: IntArray, o: IntArray, words: Words) -> PairScores:
        """Score ordered pairs of mentions."""
        index, mask = mentions.pooled()
        features, top = pair_features(mentions, s, o, words)
        # Pairs of like place look at the same few sentences.
        order = np.argsort(np.maximum(mentions.sentence[s], mentions.sentence[o]), kind="stable")
        outputs: list[list[FloatArray]] = []
        for at in range(0, len(s), PAIRS_AT_ONCE):
            part = order[at:at + PAIRS_AT_ONCE]
            used, ends = np.unique(np.concatenate([s[part], o[part]]), return_inverse=True)
            columns = np.union1d(seen(mentions, s[part], o[part], words.sentence), top[part][top[part] >= 0])
            outputs.append(self._relations.run(None, {
                "words": encoded.vectors[columns], "mask": mask[used],
                "index": np.searchsorted(columns, index[used]).clip(max=len(columns) - 1),
                "s": ends[:len(part)], "o": ends[len(part):], "features": features[part],
                "region": regions(mentions, s[part], o[part], words.sentence, columns),
                "top": np.where(top[part] < 0, -1, np.searchsorted(columns, top[part]))}))
        back = np.argsort(order)
        return PairScores(*(np.concatenate(x)[back] for x in zip(*outputs, strict=True)))

    def references(self, encoded: Encoded, mentions: Mentions, r: IntArray, a: IntArray, words: Words) -> FloatArray:
        """The probability that each reference stands for each name."""
        index, mask = mentions.pooled()
        logits: FloatArray = self._references.run(None, {
            "words": encoded.vectors, "index": index, "mask": mask, "r": r, "a": a,
            "features": link_features(mentions, r, a, words)})[0]
        return sigmoid(logits)


def log_softmax(x: FloatArray) -> FloatArray:
    """Log-probabilities over the last axis."""
    x = x - x.max(-1, keepdims=True)
    out: FloatArray = x - np.log(np.exp(x).sum(-1, keepdims=True))
    return out


def sigmoid(x: FloatArray) -> FloatArray:
    """The logistic function."""
    return (1 / (1 + np.exp(-np.clip(x, -30, 30)))).astype(np.float32)
