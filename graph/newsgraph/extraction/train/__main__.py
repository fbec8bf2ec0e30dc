"""``python -m newsgraph.extraction.train``: train, export and calibrate the weights with one command.

``torchrun --nproc-per-node 2 -m newsgraph.extraction.train`` does it on two cores.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click
import torch
from tokenizers import Tokenizer

from newsgraph.extraction.hybrid import HybridExtractor
from newsgraph.extraction.neural.extractor import NeuralExtractor
from newsgraph.extraction.neural.known import NAMES, PAIRS
from newsgraph.extraction.neural.model import WEIGHTS, Model
from newsgraph.extraction.train.export import export
from newsgraph.extraction.train.fit import fit, processes
from newsgraph.extraction.train.network import Network, base_files, load_base, mean
from newsgraph.extraction.train.remembering import remember
from newsgraph.extraction.train.samples import Row, article, articles, others, rows
from newsgraph.extraction.train.tuning import tune

TUNING = ("wikinews/extra-03", "wikinews/extra-09", "wikinews/extra-15", "written/newsA-11", "written/newsA-12",
          "written/newsC-", "written/newsP-", "written/newsAD-09", "written/newsAE-16", "written/newsAE-17",
          "written/newsAF-11", "written/newsAF-12", "written/newsBK-03", "written/newsBN-02", "written/newsBN-05",
          "written/newsBN-07", "written/newsBO-02", "written/newsBQ-02", "written/newsBQ-04")
"""Our own annotated articles that are kept from training, for calibration: how their files begin."""

TEXTS = {"wikinews": "wikinews-economy", "knowledgenet": "knowledgenet-folds1-3"}
"""Folder of annotations -> the shared file that holds its texts; other texts lie beside their annotation."""

SEED = 7

STAGES = (1.7, 2.7)
"""Epochs of the first stage, and of each cycle of the second."""

CYCLES = 3
"""Cycles of the second stage. The mean of the weights at their ends reads unseen text better than the last of them."""


def own_articles(shared: Path, annotations: Path, folder: Path) -> tuple[list[Path], list[Row]]:
    """Convert our annotated articles by the shared tool: files to train on, and rows to calibrate on."""
    train, tuning = [], []
    titled = {}
    for kind, name in TEXTS.items():
        titled[kind] = folder / f"{kind}.texts.jsonl"
        titled[kind].write_text("".join(
            json.dumps({"title": "", **row}) + "\n" for row in rows(shared / "data" / f"{name}.jsonl.gz")))
    for path in sorted(annotations.glob("*/*.ann")):
        texts = titled.get(path.parent.name, path.with_suffix(".texts.jsonl"))
        out = folder / f"{path.stem}.jsonl"
        subprocess.run([sys.executable, shared / "tools" / "annotation.py", "jsonl", texts, out, path], check=True,
                       capture_output=True)
        if f"{path.parent.name}/{path.stem}".startswith(TUNING):
            tuning += rows(out)
        else:
            train.append(out)
    return train, tuning


@click.command()
@click.option("--shared", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path("../shared"),
              show_default=True, help="Folder with data/ and tools/.")
@click.option("--annotations", type=click.Path(exists=True, file_okay=False, path_type=Path),
              default=Path("annotations"), show_default=True, help="Our own annotated articles.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), default=WEIGHTS, help="Where the weights go.")
@click.option("--part", default=1.0, show_default=True, help="Part of the articles: for a learning curve.")
@click.option("--epochs", nargs=2, type=float, default=STAGES, show_default=True,
              help="Epochs over the articles: first among the other corpora, then, each cycle, with few of them.")
@click.option("--checkpoint", type=click.Path(dir_okay=False, path_type=Path), help="Keep the torch weights here.")
@click.option("--calibrate-only", is_flag=True, help="Only export and calibrate the checkpoint.")
def main(shared: Path, annotations: Path, out: Path, part: float, epochs: tuple[float, float],
         checkpoint: Path | None, calibrate_only: bool) -> None:
    """Train the extractor from the annotated corpora, export it, and calibrate its confidence.

    About five hours on two cores; the seed is fixed.
    """
    torch.set_num_threads(1)
    if "RANK" in os.environ:
        torch.distributed.init_process_group("gloo")
    base = base_files()
    torch.manual_seed(SEED)
    network = Network()
    with tempfile.TemporaryDirectory() as scratch:
        extra, held = own_articles(shared, annotations, Path(scratch))
        read = articles(shared / "data", extra, part)
        if calibrate_only and checkpoint:
            network.load_state_dict(torch.load(checkpoint))
        else:
            load_base(network.encoder, base["model.safetensors"])
            tokenizer = Tokenizer.from_file(str(base["tokenizer.json"]))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            whole = [article(row) for row in read]
            rest = list(others(shared / "data"))
            rest += [sample for sample in rest if sample.corpus != "core"]
            fit(network, whole, rest, tokenizer, epochs=epochs[0], share=2.8, last=0.3, seed=SEED)
            ends = []
            for cycle in range(CYCLES):
                fit(network, whole, rest, tokenizer, epochs=epochs[1], share=0.55, seed=SEED + 1 + cycle,
                    checkpoint=checkpoint)
                ends.append({name: weight.clone() for name, weight in network.state_dict().items()})
            network.load_state_dict(mean(ends))
    if processes()[0]:
        return
    if checkpoint and not calibrate_only:
        torch.save(network.state_dict(), checkpoint)
    export(network, base["tokenizer.json"], out)
    remember(read, out)
    calibrate(out, held)


def calibrate(out: Path, held: list[Row]) -> None:
    """Fit the confidence of the weights in a folder: of the model alone, with the rules, and with those but nothing
    known before."""
    path = out / "settings.json"
    files = ("encoder.onnx", "relations.onnx", "references.onnx", NAMES, PAIRS)
    content = b"".join((out / name).read_bytes() for name in files)
    settings: dict[str, Any] = {"version": hashlib.sha256(content).hexdigest()[:8],
                                "model": {}, "hybrid": {}, "reading": {}}
    path.write_text(json.dumps(settings))
    settings["model"] = tune(NeuralExtractor(Model(out)), held)
    settings["hybrid"] = tune(HybridExtractor(model=Model(out)), held)
    settings["reading"] = tune(HybridExtractor(model=Model(out, remembers=False)), held)
    path.write_text(json.dumps(settings, indent=1) + "\n")


if __name__ == "__main__":
    main()
