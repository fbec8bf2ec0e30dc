"""GLiNER as an extractor, with a stand-in of its package: the names are the model's, the relations the rules'."""

import json
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from newsgraph.errors import ExtractionError
from newsgraph.extraction import engines, load
from newsgraph.extraction.engines.gliner import LABELS, GlinerExtractor
from newsgraph.extraction.revision import revision
from newsgraph.records import Document, Extraction

TEXT = """Quill unveils the Dash

The Quill Group, a carmaker based in Graz, launched the Dash on Monday. "We are ready," said Dr. Ann Lee, chief \
executive of Quill. It acquired Tarn in 2019.
"""
NAMES = {"The Quill Group": "company", "Quill": "company", "Dash": "product", "the Dash": "product", "Graz": "location",
         "Dr. Ann Lee": "person", "Tarn": "company", "Monday": "date"}


class StandIn:
    """What `gliner.GLiNER` offers to us: names from a list in the folder, with GLiNER's own truncation."""

    loaded: list[tuple[str, dict[str, Any]]] = []

    def __init__(self, names: dict[str, str], longest: int) -> None:
        self.names = names
        self.config = SimpleNamespace(max_len=longest)
        self.asked: list[str] = []

    @classmethod
    def from_pretrained(cls, path: str, local_files_only: bool = False) -> "StandIn":
        cls.loaded.append((path, {"local_files_only": local_files_only}))
        config = json.loads((Path(path) / "gliner_config.json").read_text("utf-8"))
        return cls(config["names"], config["max_len"])

    def predict_entities(self, text: str, labels: list[str], flat_ner: bool = True,
                         threshold: float = 0.5) -> list[dict[str, Any]]:
        self.asked.append(text)
        words = list(re.finditer(r"\w+(?:[-_]\w+)*|\S", text))
        assert words and len(words) <= self.config.max_len, "it would truncate"
        text.encode("utf-8")
        return [{"start": m.start(), "end": m.end(), "text": m.group(), "label": label, "score": 0.6 + len(name) / 100}
                for name, label in self.names.items() for m in re.finditer(rf"\b{re.escape(name)}\b", text)]


@pytest.fixture
def package(monkeypatch: pytest.MonkeyPatch) -> type[StandIn]:
    module = ModuleType("gliner")
    module.GLiNER = StandIn  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gliner", module)
    monkeypatch.setattr(StandIn, "loaded", [])
    return StandIn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "small"
    path.mkdir()
    (path / "gliner_config.json").write_text(json.dumps({"names": NAMES, "max_len": 384}), "utf-8")
    (path / "model.safetensors").write_bytes(b"weights")
    return path


def document(text: str = TEXT) -> Document:
    return Document("d", "d.txt", "", text)


def triples(extraction: Extraction) -> set[tuple[str, str, str]]:
    names = {e.id: e.name for e in extraction.entities}
    return {(names[f.subject], f.predicate, names[f.object]) for f in extraction.facts}


def test_its_names_feed_the_rules(package: type[StandIn], folder: Path) -> None:
    extractor = load(f"gliner:{folder}")
    assert package.loaded == [(str(folder), {"local_files_only": True})]
    (extraction,) = extractor.pipe([document()])
    types = {e.name: e.type for e in extraction.entities if e.named}
    assert types == {"The Quill Group": "Company", "Dash": "Product", "Graz": "Place", "Ann Lee": "Person",
                     "Tarn": "Company"}
    assert {("Ann Lee", "executiveOf", "The Quill Group"), ("The Quill Group", "produces", "Dash"),
            ("The Quill Group", "locatedIn", "Graz")} <= triples(extraction)
    quill = next(e for e in extraction.entities if e.name == "The Quill Group")
    assert {TEXT[m.start:m.end] for m in quill.mentions if m.kind == "name"} == {"The Quill Group", "Quill"}
    assert any(m.kind == "pronoun" for e in extraction.entities for m in e.mentions)
    assert extraction.extractor == extractor.version
    assert extractor.extract(document()) == extraction


def test_a_long_text_is_never_truncated(package: type[StandIn], folder: Path) -> None:
    (folder / "gliner_config.json").write_text(json.dumps({"names": NAMES, "max_len": 40}), "utf-8")
    extractor = GlinerExtractor(folder)
    text = "word " * 500 + "x" * 5000 + " " + "-" * 900 + "\n\n" + TEXT
    extraction = extractor.extract(document(text))
    assert all(len(asked) <= 40 * 6 + 6 for asked in extractor._model.asked)  # type: ignore[attr-defined]
    assert {e.name for e in extraction.entities if e.named} >= {"The Quill Group", "Dash", "Graz", "Ann Lee", "Tarn"}
    assert all(text[m.start:m.end] for e in extraction.entities for m in e.mentions)


def test_odd_predictions_are_left_out(package: type[StandIn], folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def predict(self: StandIn, text: str, labels: list[str], *, threshold: float) -> list[dict[str, Any]]:
        assert labels == list(LABELS) and threshold == 0.5
        return [{"start": s, "end": e, "label": label, "score": score} for s, e, label, score in (
            (0, 4, "COMPANY", 0.9), (0, 9, "product", 0.6), (2, 2, "person", 1.0), (-3, 2, "person", 1.0),
            (5, 99, "person", 1.0), (5, 8, "color", 1.0), (9, 10, "person", 0.8))]

    monkeypatch.setattr(StandIn, "predict_entities", predict)
    extraction = GlinerExtractor(folder).extract(document("Acme and \u2026 Bo"))
    assert [(e.name, e.type) for e in extraction.entities if e.named] == [("Acme", "Company")]


@pytest.mark.parametrize("text", ["", " \n", "\ud800", "\x00\x01", "((((", "株式会社"])
def test_odd_text(package: type[StandIn], folder: Path, text: str) -> None:
    assert GlinerExtractor(folder).extract(document(text)).document.text == text


def test_other_weights_are_another_version(package: type[StandIn], folder: Path) -> None:
    first = GlinerExtractor(folder).version
    assert first == GlinerExtractor(folder).version and first.startswith(f"gliner-{revision()}/small-")
    (folder / ".cache").mkdir()
    (folder / ".cache" / "note").write_text("x")
    assert GlinerExtractor(folder).version == first
    (folder / "model.safetensors").write_bytes(b"others!")
    assert GlinerExtractor(folder).version != first


def test_without_the_package_the_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gliner", None)
    with pytest.raises(ExtractionError, match=r"newsgraph\[gliner\]"):
        engines.load(f"gliner:{folder}")


@pytest.mark.parametrize("name", ["gliner:", "gliner:nowhere", "gliner:urchade/gliner_small"])
def test_without_a_folder_nothing_is_looked_for_elsewhere(package: type[StandIn], name: str, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ExtractionError, match="There is no GLiNER model in"):
        engines.load(name)
    assert package.loaded == []


def test_a_damaged_model_is_one_sentence(package: type[StandIn], folder: Path) -> None:
    (folder / "gliner_config.json").write_text("{}")
    with pytest.raises(ExtractionError, match="cannot be loaded: KeyError") as caught:
        GlinerExtractor(folder)
    assert "\n" not in str(caught.value)


def test_a_failure_while_reading_is_one_sentence(package: type[StandIn], folder: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        raise RuntimeError("out of memory\nwith a trace")

    extractor = GlinerExtractor(folder)
    monkeypatch.setattr(StandIn, "predict_entities", fail)
    with pytest.raises(ExtractionError, match="The GLiNER model failed: RuntimeError: out of memory$"):
        extractor.extract(document())
