"""Fitting the network on a mixed stream of texts, with one thread and bfloat16 where the processor has it.

Started by ``torchrun``, each process reads its own share of the texts, and they take each step together.
"""

import itertools
import random
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, distributed, nn
from torch.nn import functional as F

from newsgraph.extraction.neural.labels import CORE, RELATIONS
from newsgraph.extraction.neural.naming import LEAN
from newsgraph.extraction.neural.pairs import link_features, pair_features, regions
from newsgraph.extraction.neural.words import MASK, Window, shares, windows
from newsgraph.extraction.train.network import Network
from newsgraph.extraction.train.order import plan
from newsgraph.extraction.train.samples import Sample
from newsgraph.extraction.train.swapping import Swapper
from newsgraph.extraction.train.targets import Targets, targets

BATCH = 1300
"""Pieces of one batch, padding included."""

MASKED = 0.1
"""Part of the pieces that are hidden from the encoder, so that it reads the others more closely."""

UNPARSED = 0.1
"""How often a text is read without its parse, so that the weights work without a parser too."""

KEPT = 200
"""Steps from one checkpoint to the next."""

Item = tuple[Sample, list[Window]]


def processes() -> tuple[int, int]:
    """This process's number, and how many train together."""
    if not distributed.is_initialized():
        return 0, 1
    return distributed.get_rank(), distributed.get_world_size()


def _together(parameters: Sequence[nn.Parameter]) -> None:
    """Give each parameter the mean of its gradients over all processes."""
    size = processes()[1]
    if size == 1:
        return
    flat = torch.cat([(torch.zeros_like(p) if p.grad is None else p.grad).flatten() for p in parameters]) / size
    distributed.all_reduce(flat)
    for p, mean in zip(parameters, flat.split([p.numel() for p in parameters]), strict=True):
        p.grad = mean.view_as(p)


def _slowest(done: int) -> int:
    """How far the process is that has read least; -1 as soon as one is through (and says so by a negative number)."""
    if processes()[1] == 1:
        return done
    least = torch.tensor(done)
    distributed.all_reduce(least, distributed.ReduceOp.MIN)
    return int(least)


def batches(stream: Sequence[Sample], tokenizer: Tokenizer, swapper: Swapper, rng: random.Random
            ) -> Iterator[tuple[int, list[Item]]]:
    """(samples done, batch) with texts of like length together."""
    for start in range(0, len(stream), 96):
        items: list[Item] = []
        for sample in stream[start:start + 96]:
            surfaces = swapper.surfaces(sample, rng) if sample.corpus == "article" else sample.words.surfaces
            items.append((sample, windows(tokenizer, surfaces, sample.words.sentence, sample.words.breaks)))
        items = [item for item in items if item[1]]
        items.sort(key=lambda item: max(len(w.ids) for w in item[1]))
        groups: list[list[Item]] = [[]]
        for item in items:
            longest = max(len(w.ids) for w in item[1])
            count = sum(len(ws) for _, ws in groups[-1]) + len(item[1])
            if groups[-1] and longest * count > BATCH:
                groups.append([])
            groups[-1].append(item)
        rng.shuffle(groups)
        for group in groups:
            yield start, group


def encode(network: Network, batch: list[Item]) -> list[tuple[Tensor, Tensor, Tensor, Tensor]]:
    """The encoder's outputs for the words of each text of a batch."""
    flat = [w for _, ws in batch for w in ws]

    def stack(parts: list[np.ndarray]) -> Tensor:
        out = np.zeros((len(parts), max(len(p) for p in parts)), dtype=np.int64)
        for i, p in enumerate(parts):
            out[i, :len(p)] = p
        return torch.from_numpy(out)

    ids = stack([w.ids for w in flat])
    if network.training:
        ids = torch.where((torch.rand(ids.shape) < MASKED) & (ids > MASK), MASK, ids)
    outputs = network.encoder(ids, stack([w.casing for w in flat]),
                              stack([w.first for w in flat]), stack([w.last for w in flat]))
    found, at = [], 0
    for _, ws in batch:
        cuts = shares(ws)
        found.append(tuple(
            torch.cat([out[at + i, a - w.start:b - w.start]
                       for i, (w, (a, b)) in enumerate(zip(ws, cuts, strict=True))]).float() for out in outputs))
        at += len(ws)
    return found  # type: ignore[return-value]


def loss(network: Network, sample: Sample, outputs: tuple[Tensor, Tensor, Tensor, Tensor],
         rng: np.random.Generator) -> dict[str, Tensor]:
    """The losses of one text, by head."""
    words, tags, roles, keys = outputs
    allowed = torch.from_numpy(sample.tags)
    scores = torch.log_softmax(tags, -1)
    marginal = torch.logsumexp(scores.masked_fill(~allowed, -1e4), -1)
    found = {"tags": -marginal.mean() * 4}
    if sample.roles is not None:
        gold = torch.zeros(len(words), dtype=torch.long)
        for s, e in sample.roles:
            gold[s:e] = 2
            gold[s] = 1
        found["roles"] = F.cross_entropy(roles, gold)
    parse = sample.words if rng.random() > UNPARSED else sample.words.without_parse()
    t = targets(sample, (tags.detach().numpy() + LEAN).argmax(-1), rng)
    index, mask = (torch.from_numpy(x) for x in t.mentions.pooled())
    if len(t.s):
        s, o = torch.from_numpy(t.s), torch.from_numpy(t.o)
        features, top = (torch.from_numpy(x) for x in pair_features(t.mentions, t.s, t.o, parse))
        relation, when, how, query = (x.float() for x in network.relations(
            words, index, mask, s, o, features,
            torch.from_numpy(regions(t.mentions, t.s, t.o, sample.words.sentence)), top))
        found |= _pair_losses(sample, t, relation, when, how, query, keys)
    if len(t.r):
        told = torch.from_numpy(link_features(t.mentions, t.r, t.a, parse))
        linked = network.references(words, index, mask, torch.from_numpy(t.r), torch.from_numpy(t.a), told).float()
        found["links"] = F.binary_cross_entropy_with_logits(linked, torch.from_numpy(t.linked)) * 0.5
    return found


def _pair_losses(sample: Sample, t: Targets, relation: Tensor, when: Tensor, how: Tensor, query: Tensor,
                 keys: Tensor) -> dict[str, Tensor]:
    labels, weights = torch.from_numpy(t.labels), torch.from_numpy(t.weights)
    found = {}
    if sample.corpus == "core":
        first = RELATIONS.index(f"core:{CORE[0]}")
        part = slice(first, first + len(CORE))
        rows = labels[:, part].sum(1) > 0
        if rows.any():
            found["core"] = F.cross_entropy(relation[rows][:, part], labels[rows][:, part].argmax(1)) * 0.5
        weights[:, part] = 0
    each = F.binary_cross_entropy_with_logits(relation, labels, weights, reduction="sum")
    for k, columns in t.either:
        each = each - torch.log((-torch.expm1(F.logsigmoid(-relation[k, columns]).sum())).clamp(min=1e-4))
    found["pairs" if sample.corpus == "article" else "others"] = each / (10 + 0.1 * len(t.s))
    for name, logits, gold in (("time", when, t.time), ("modality", how, t.modality)):
        if (gold >= 0).any():
            found[name] = F.cross_entropy(logits, torch.from_numpy(gold), ignore_index=-1) * 0.3
    spans = sample.roles or []
    sentence = sample.words.sentence
    picks = []
    for pair, gold_role in t.role:
        home = sentence[t.mentions.start[t.s[pair]]]
        near = [x for x in spans if sentence[x[0]] == home]
        if near and (gold_role is None or gold_role in near):
            logits = torch.stack([torch.zeros(())] + [query[pair] @ keys[a:b].mean(0) for a, b in near])
            picks.append(F.cross_entropy(logits[None], torch.tensor([near.index(gold_role) + 1 if gold_role else 0])))
    if picks:
        found["role"] = torch.stack(picks).mean() * 0.3
    return found


def fit(network: Network, articles: Sequence[Sample], others: Sequence[Sample], tokenizer: Tokenizer, *,
        epochs: float, share: float, rate: float = 3e-4, last: float = 0.0, seed: int = 7,
        checkpoint: Path | None = None) -> None:
    """Train in place, printing the mean losses as it goes.

    The learning rate rises to `rate` (three times that for the heads) and falls in a line to `last` of it. With a
    `checkpoint` the weights are kept there now and then.
    """
    rank, size = processes()
    rng = random.Random(seed)
    swapper = Swapper(articles)
    stream = plan(articles, others, epochs, share, rng, rank, size)
    rng, numbers = random.Random(seed + rank), np.random.default_rng(seed + rank)
    torch.manual_seed(seed + rank)
    encoder = [p for p in network.encoder.parameters() if p.requires_grad]
    heads = [*network.relations.parameters(), *network.references.parameters()]
    optimiser = torch.optim.AdamW([{"params": encoder, "lr": rate}, {"params": heads, "lr": 3 * rate}],
                                  weight_decay=0.01)
    base = [g["lr"] for g in optimiser.param_groups]
    network.train()
    sums: dict[str, list[float]] = {}
    began = time.monotonic()
    each_batch = batches(stream, tokenizer, swapper, rng)
    for step in itertools.count():
        done, batch = next(each_batch, (-1, []))
        done = _slowest(done)
        if done < 0:
            break
        part = done / len(stream)
        for group, lr in zip(optimiser.param_groups, base, strict=True):
            group["lr"] = lr * min(1.0, (part + 0.001) / 0.03) * max(last, 0.01, 1 - (1 - last) * part)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            encoded = encode(network, batch)
            losses = [loss(network, sample, out, numbers) for (sample, _), out in zip(batch, encoded, strict=True)]
        total = torch.stack([v for each in losses for v in each.values()]).sum() / len(batch)
        optimiser.zero_grad()
        total.backward()
        _together([*encoder, *heads])
        torch.nn.utils.clip_grad_norm_([*encoder, *heads], 1.0)
        optimiser.step()
        for each in losses:
            for name, value in each.items():
                sums.setdefault(name, []).append(value.item())
        if step % 50 == 49 and rank == 0:
            means = "  ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(sums.items()))
            print(f"{time.monotonic() - began:6.0f} s  {done}/{len(stream)} texts  {means}", flush=True)
            sums = {}
        if step % KEPT == KEPT - 1 and rank == 0 and checkpoint:
            torch.save(network.state_dict(), checkpoint)
    network.eval()
