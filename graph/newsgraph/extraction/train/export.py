"""Weights out of torch: three int8 ONNX graphs and the tokenizer."""

import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from newsgraph.extraction.neural.pairs import LINK_FEATURES, MAX_LENGTH, PAIR_FEATURES
from newsgraph.extraction.train.network import SIZE, Network


def export(network: Network, tokenizer: Path, folder: Path) -> None:
    """Write ``encoder.onnx``, ``relations.onnx``, ``references.onnx`` and ``tokenizer.json`` into a folder."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(tokenizer, folder / "tokenizer.json")
    ids = torch.randint(5, 900, (2, 12))
    at = torch.arange(6)[None].expand(2, -1) + 1
    words, index = torch.randn(9, SIZE), torch.zeros(5, MAX_LENGTH, dtype=torch.long)
    mask, ends = torch.ones(5, MAX_LENGTH, dtype=torch.bool), torch.tensor([0, 1, 2])
    each = [(network.encoder, (ids, torch.zeros_like(ids), at, at), ["ids", "casing", "first", "last"],
             ["words", "tags", "roles", "keys"],
             {n: {0: "windows", 1: a} for n, a in (("ids", "pieces"), ("casing", "pieces"), ("first", "n"), ("last", "n"))}),
            (network.relations, (words, index, mask, ends, ends + 1, torch.zeros(3, len(PAIR_FEATURES), dtype=torch.long),
                                 torch.zeros(3, 9, dtype=torch.long)),
             ["words", "index", "mask", "s", "o", "features", "region"], ["relation", "time", "modality", "role"],
             {"words": {0: "n"}, "index": {0: "m"}, "mask": {0: "m"}, "s": {0: "p"}, "o": {0: "p"},
              "features": {0: "p"}, "region": {0: "p", 1: "n"}}),
            (network.references, (words, index, mask, ends, ends + 1, torch.zeros(3, len(LINK_FEATURES), dtype=torch.long)),
             ["words", "index", "mask", "r", "a", "features"], ["link"],
             {"words": {0: "n"}, "index": {0: "m"}, "mask": {0: "m"}, "r": {0: "p"}, "a": {0: "p"}, "features": {0: "p"}})]
    with tempfile.TemporaryDirectory() as scratch:
        for module, inputs, names, outputs, axes in each:
            name = type(module).__name__.lower()
            raw = Path(scratch) / f"{name}.onnx"
            torch.onnx.export(module, inputs, str(raw), input_names=names, output_names=outputs, dynamic_axes=axes,
                              opset_version=17, dynamo=False)
            quantize_dynamic(raw, folder / f"{name}.onnx", per_channel=True, weight_type=QuantType.QInt8,
                             op_types_to_quantize=["MatMul", "Gather"] if name == "encoder" else ["MatMul"])
