"""``python -m newsgraph.extraction.train``: train, export and calibrate the weights with one command."""

import hashlib
import json
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
from newsgraph.extraction.neural.model import WEIGHTS, Model
from newsgraph.extraction.train.export import export
from newsgraph.extraction.train.fit import fit
from newsgraph.extraction.train.network import Network, base_files, load_base
from newsgraph.extraction.train.samples import Row, articles, others, rows
from newsgraph.extraction.train.tuning import tune

TUNING = ("wikinews/extra-03", "wikinews/extra-09", "wikinews/extra-15", "written/newsA-11", "written/newsA-12",
          "written/newsC-")
"""Our own annotated articles that are kept from training, for calibration: how their files begin."""

SEED = 7


def own_articles(shared: Path, annotations: Path, folder: Path) -> tuple[list[Path], list[Row]]:
    """Convert our annotated articles by the shared tool: files to train on, and rows to calibrate on."""
    train, tuning = [], []
    for path in sorted(annotations.glob("*/*.ann")):
        texts = path.with_suffix(".texts.jsonl")
        if not texts.exists():
            texts = shared / "data" / "wikinews-economy.jsonl.gz"
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
@click.option("--epochs", nargs=3, type=float, default=(2.0, 4.7, 3.3), show_default=True,
              help="Epochs over the shared articles among the other corpora, then over all articles, then over all "
                   "with the lowest layers frozen.")
@click.option("--checkpoint", type=click.Path(dir_okay=False, path_type=Path), help="Keep the torch weights here.")
@click.option("--calibrate-only", is_flag=True, help="Only export and calibrate the checkpoint.")
def main(shared: Path, annotations: Path, out: Path, part: float, epochs: tuple[float, float, float],
         checkpoint: Path | None, calibrate_only: bool) -> None:
    """Train the extractor from the annotated corpora, export it, and calibrate its confidence.

    About an hour and a half on one core; the seed is fixed.
    """
    torch.set_num_threads(1)
    base = base_files()
    network = Network()
    with tempfile.TemporaryDirectory() as scratch:
        extra, held = own_articles(shared, annotations, Path(scratch))
        if calibrate_only and checkpoint:
            network.load_state_dict(torch.load(checkpoint))
        else:
            torch.manual_seed(SEED)
            network = Network()
            load_base(network.encoder, base["model.safetensors"])
            tokenizer = Tokenizer.from_file(str(base["tokenizer.json"]))
            tokenizer.no_truncation()
            tokenizer.no_padding()
            rest = list(others(shared / "data"))
            fit(network, articles(shared / "data", part=part), rest, tokenizer, epochs=epochs[0], share=2.6, seed=SEED)
            everything = articles(shared / "data", extra, part)
            fit(network, everything, rest, tokenizer, epochs=epochs[1], share=0.5, seed=SEED + 1)
            fit(network, everything, rest, tokenizer, epochs=epochs[2], share=0.1, rate=2e-4, seed=SEED + 2, frozen=2)
        if checkpoint and not calibrate_only:
            torch.save(network.state_dict(), checkpoint)
    export(network, base["tokenizer.json"], out)
    calibrate(out, held)


def calibrate(out: Path, held: list[Row]) -> None:
    """Fit the confidence of the weights in a folder, for the model alone and for the model with rules."""
    path = out / "settings.json"
    content = b"".join((out / f"{name}.onnx").read_bytes() for name in ("encoder", "relations", "references"))
    settings: dict[str, Any] = {"version": hashlib.sha256(content).hexdigest()[:8], "model": {}, "hybrid": {}}
    path.write_text(json.dumps(settings))
    settings["model"] = tune(NeuralExtractor(Model(out)), held)
    settings["hybrid"] = tune(HybridExtractor(model=Model(out)), held)
    path.write_text(json.dumps(settings, indent=1) + "\n")


if __name__ == "__main__":
    main()
