"""What annotated articles said before: counted in training, and weighed beside what a text says."""

import gzip

import numpy as np
import pytest

from newsgraph.errors import ExtractionError
from newsgraph.extraction import load
from newsgraph.extraction.neural.deciding import FEATURES
from newsgraph.extraction.neural.known import NAMES, PAIRS, Known, plain
from newsgraph.extraction.train.remembering import remember
from newsgraph.records import Document
from newsgraph.vocabulary import TYPES

TEXT = "Ardo makes Bolt. Ardo of Bergen may buy Tern's Shop, and Ardo competes with Tern."


def row(text: str = TEXT) -> dict:
    def at(name: str, kind: str, id: int, **more: object) -> dict:
        start = text.index(name)
        return {"start": start, "end": start + len(name), "type": kind, "id": id, **more}

    def fact(subject: int, predicate: str, object: int, modality: str = "asserted") -> dict:
        return {"subject_id": subject, "predicate": predicate, "object_id": object, "modality": modality}

    return {"text": text,
            "entities": [at("Ardo", "Company", 0), at("Bolt", "Product", 1, types=["Company", "Product"]),
                         at("Bergen", "Place", 2), at("Tern's Shop", "Company", 3), at("Tern.", "Company", 4)],
            "facts": [fact(0, "produces", 1), fact(0, "locatedIn", 2), fact(0, "acquired", 3, "hypothetical"),
                      fact(0, "competesWith", 4)]}


@pytest.fixture
def known(tmp_path):
    remember([row(), row(), row()], tmp_path)
    return Known.read(tmp_path)


def types(**given: float) -> np.ndarray:
    return np.array([given.get(name, 0.0) for name in TYPES], dtype=np.float32)


def before(known: Known, subject: set[str], predicate: str, object: set[str]):
    return known.before({plain(name) for name in subject}, predicate, {plain(name) for name in object})


def test_a_known_name_leans_to_its_type_and_a_text_can_overrule_it(known):
    doubtful = known.weigh("ARDO", types(Place=0.5, Company=0.3))
    assert TYPES[int(doubtful.argmax())] == "Company"
    assert doubtful.sum() == pytest.approx(0.8), "how sure it is that this is a name stays"
    plain = known.weigh("Ardo", types(Place=0.99))
    assert TYPES[int(plain.argmax())] == "Place"
    unknown = types(Place=0.5, Company=0.3)
    assert known.weigh("Vespero", unknown) is unknown


def test_a_name_of_two_types_is_half_of_each(tmp_path):
    remember([row(), row()], tmp_path)
    with gzip.open(tmp_path / NAMES, "rt") as file:
        lines = dict(line.rstrip("\n").split("\t") for line in file)
    assert lines["bolt"] == "0 1 0 1 0 0" and lines["ardo"] == "0 2 0 0 0 0"


def test_a_name_of_one_article_is_not_known(tmp_path):
    remember([row()], tmp_path)
    assert gzip.decompress((tmp_path / NAMES).read_bytes()) == b""
    assert b"ardo\tbolt\tproduces:1\n" in gzip.decompress((tmp_path / PAIRS).read_bytes())


def test_what_is_only_possible_is_not_remembered(known):
    assert before(known, {"Ardo"}, "acquired", {"Tern's Shop"}).this == 0


def test_the_end_of_a_name_is_known(known):
    assert known.ends_in_s("Tern") is False and Known({"mcdonald's": "0 9 0 0 0 0"}).ends_in_s("McDonald")
    assert not Known({"mcdonald's": "0 2 0 0 0 0", "mcdonald": "5 0 0 0 0 0"}).ends_in_s("McDonald")


def test_what_was_said_of_a_pair(known):
    assert before(known, {"Ardo", "Ardo Inc."}, "produces", {"Bolt"}) == (3, 0, 0, True)
    assert before(known, {"Tern."}, "competesWith", {"Ardo"}).this == 3, "rivalry holds both ways"
    assert before(known, {"Ardo"}, "customerOf", {"Bolt"}).otherwise == 3
    assert before(known, {"Vespero"}, "customerOf", {"Bolt"}) == (0, 0, 0, False)


def test_one_maker_and_one_seat_speak_against_others(known):
    assert before(known, {"Vespero"}, "produces", {"Bolt"}).elsewhere == 3
    assert before(known, {"Ardo"}, "locatedIn", {"Oslo"}).elsewhere == 3
    assert before(known, {"Ardo"}, "produces", {"Nut"}).elsewhere == 0, "a firm makes many things"
    assert before(known, {"Vespero"}, "locatedIn", {"Bergen"}).elsewhere == 0, "a city has many firms"


def test_the_same_articles_give_the_same_bytes(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        remember([row(), row()], tmp_path / folder)
    for name in (NAMES, PAIRS):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_a_file_that_cannot_be_read_is_an_error(tmp_path):
    (tmp_path / NAMES).write_bytes(b"no gzip")
    with pytest.raises(ExtractionError, match="cannot be read"):
        Known.read(tmp_path)


@pytest.fixture(scope="module")
def said():
    extractor = load("default")

    def facts(text: str) -> set[tuple[str, str, str]]:
        found = extractor.extract(Document("a", "a", "", text))
        names = {e.id: e.name for e in found.entities}
        return {(names[f.subject], f.predicate, names[f.object]) for f in found.facts}

    return facts


def test_a_text_is_believed_against_what_is_known(said):
    found = said("Satya Nadella, chief executive of Oracle, said the cloud business would double.")
    assert ("Satya Nadella", "executiveOf", "Oracle") in found


def test_two_that_are_known_make_no_fact_by_meeting(said):
    assert not said("Tim Cook had lunch with Satya Nadella near Redmond, where Apple and Microsoft have no shop.")


def test_the_text_alone_may_be_read():
    extractor = load("reading")
    assert extractor.version.startswith("reading-") and extractor.version != load("default").version
    assert extractor.model.known.before({"microsoft"}, "produces", {"xbox"}) == (0, 0, 0, False)
    assert extractor.settings["confidence"]["features"][FEATURES.index("known")] == 0, "calibrated without"
