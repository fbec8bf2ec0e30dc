"""Weights out of torch: three int8 ONNX graphs and the tokenizer."""

import shutil
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer

from newsgraph.extraction.neural.pairs import LINK_FEATURES, MAX_LENGTH, PAIR_FEATURES
from newsgraph.extraction.train.network import SIZE, Network

BLOCK = 128
"""Weights of the encoder that share one scale."""


def export(network: Network, tokenizer: Path, folder: Path) -> None:
    """Write ``encoder.onnx``, ``relations.onnx``, ``references.onnx`` and ``tokenizer.json`` into a folder."""
    network.eval()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(tokenizer, folder / "tokenizer.json")
    ids = torch.randint(5, 900, (2, 12))
    at = torch.arange(6)[None].expand(2, -1) + 1
    words, index = torch.randn(9, SIZE), torch.zeros(5, MAX_LENGTH, dtype=torch.long)
    mask, ends = torch.ones(5, MAX_LENGTH, dtype=torch.bool), torch.tensor([0, 1, 2])
    pieces, pairs = {0: "windows", 1: "pieces"}, {0: "p"}
    spans = {"words": {0: "n"}, "index": {0: "m"}, "mask": {0: "m"}, "features": pairs}
    lines = torch.zeros(3, len(PAIR_FEATURES), dtype=torch.long)
    each = [(network.encoder, (ids, torch.zeros_like(ids), at, at), ["ids", "casing", "first", "last"],
             ["words", "tags", "roles", "keys"],
             {"ids": pieces, "casing": pieces, "first": {0: "windows", 1: "n"}, "last": {0: "windows", 1: "n"}}),
            (network.relations, (words, index, mask, ends, ends + 1, lines,
                                 torch.zeros(3, 9, dtype=torch.long), ends - 1),
             ["words", "index", "mask", "s", "o", "features", "region", "top"],
             ["relation", "time", "modality", "role"],
             {**spans, "s": pairs, "o": pairs, "top": pairs, "region": {0: "p", 1: "n"}}),
            (network.references, (words, index, mask, ends, ends + 1, lines[:, :len(LINK_FEATURES)]),
             ["words", "index", "mask", "r", "a", "features"], ["link"],
             {**spans, "r": pairs, "a": pairs})]
    with tempfile.TemporaryDirectory() as scratch:
        for module, inputs, names, outputs, axes in each:
            name = type(module).__name__.lower()
            raw = Path(scratch) / f"{name}.onnx"
            torch.onnx.export(module, inputs, str(raw), input_names=names, output_names=outputs, dynamic_axes=axes,
                              opset_version=17, dynamo=False)
            out = folder / f"{name}.onnx"
            quantize_dynamic(raw, out, per_channel=True, weight_type=QuantType.QInt8,
                             op_types_to_quantize=["Gather"] if name == "encoder" else ["MatMul"])
            if name == "encoder":
                _in_blocks(out)


def _in_blocks(path: Path) -> None:
    """Make the products of an encoder int8, with a scale for each block of a row.

    Vectors are rounded in blocks too as it runs. With one scale for all the vectors of a window, as dynamic
    quantisation has it, a single large value makes all others coarse.
    """
    config = DefaultWeightOnlyQuantConfig(block_size=BLOCK, is_symmetric=True, accuracy_level=4, bits=8)
    quantizer = MatMulNBitsQuantizer(onnx.load(path), algo_config=config)
    quantizer.process()
    onnx.save(quantizer.model.model, path)
