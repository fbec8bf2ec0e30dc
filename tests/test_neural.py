"""The trained extractor's parts: words and windows, tags, pairs; and what it makes of sentences never seen."""

import json
from dataclasses import replace
from pathlib import Path
from unicodedata import normalize

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgraph.errors import ExtractionError
from newsgraph.extraction import load
from newsgraph.extraction.neural.deciding import _role_spans
from newsgraph.extraction.neural.deciding import candidates as decided
from newsgraph.extraction.neural.extractor import _settled
from newsgraph.extraction.neural.known import Known
from newsgraph.extraction.neural.labels import PREDICATES, TAGS
from newsgraph.extraction.neural.model import WEIGHTS, Model
from newsgraph.extraction.neural.naming import best_tags, marked, spans, surface
from newsgraph.extraction.neural.pairs import REACH, Mentions, candidates, regions
from newsgraph.extraction.neural.syntax import LABELS, PATH_FEATURES, parsed, paths, roots
from newsgraph.extraction.neural.words import MAX_PIECES, shares, split, windows
from newsgraph.extraction.revision import revision
from newsgraph.extraction.rules import load_pipeline, parse
from newsgraph.graph.vocabulary import load as vocabulary
from newsgraph.records import Document, Fact
from newsgraph.vocabulary import ARGUMENTS, TYPES, allowed

TEXT = """Norlund buys Vespero

Norlund Systems said on Monday that it had bought Vespero, a maker of routing software, for $90m.

Ana Kovac, chief executive of Norlund Systems, said the deal would help the company take on its rival Bexley Labs.
Former chairman Tom Ilves left the company in March. Vespero's Pathline 3 competes with Bexley Labs' Roadmind."""


@pytest.fixture(scope="module")
def extraction():
    return load("model").extract(Document("n", "n.txt", "", TEXT))


def facts(found):
    names = {e.id: e.name for e in found.entities}
    return {(names[f.subject], f.predicate, names[f.object]): f for f in found.facts}


def test_unseen_names_are_found_and_typed(extraction):
    types = {e.name: e.type for e in extraction.entities}
    assert types["Norlund Systems"] == "Company" and types["Ana Kovac"] == "Person"
    assert types["Vespero"] == "Company" and types["Pathline 3"] == "Product"


def test_facts_of_unseen_names(extraction):
    found = facts(extraction)
    fact = found["Ana Kovac", "executiveOf", "Norlund Systems"]
    assert fact.role == "chief executive" and fact.time == "current" and fact.modality == "asserted"
    assert ("Norlund Systems", "acquired", "Vespero") in found
    assert any(p == "competesWith" and {a, b} & {"Bexley Labs", "Roadmind"} for a, p, b in found)


def test_weights_are_small_and_complete():
    assert sum(p.stat().st_size for p in WEIGHTS.iterdir()) <= 30e6
    with pytest.raises(ExtractionError, match="cannot be read"):
        Model(Path("nowhere"))


def test_the_labels_are_those_of_the_vocabulary():
    known = vocabulary()
    assert {p.name for p in known.predicates.values()} >= set(PREDICATES)
    assert set(ARGUMENTS) == set(PREDICATES)
    assert all(t in TYPES for domain, range_ in ARGUMENTS.values() for t in f"{domain} {range_}".split())


@pytest.fixture(scope="module")
def tokenizer():
    return Model()._tokenizer


@given(st.text(max_size=3000))
@settings(max_examples=60, deadline=None)
def test_windows_read_every_word_once(tokenizer, text):
    words = split(text)
    found = windows(tokenizer, words.surfaces, words.sentence, words.breaks)
    assert all(len(w.ids) == len(w.casing) <= MAX_PIECES + 2 for w in found)
    assert all(len(w.first) == len(w.last) == w.end - w.start for w in found)
    assert [i for a, b in shares(found) for i in range(a, b)] == list(range(len(words.surfaces)))
    assert all(w.start <= a and b <= w.end for w, (a, b) in zip(found, shares(found), strict=True))
    assert all(text[s:e] == w for w, (s, e) in zip(words.surfaces, words.spans, strict=True))


def test_long_texts_are_read_in_several_windows(tokenizer):
    words = split("Acme bought Bolt in 2004 . " * 400)
    found = windows(tokenizer, words.surfaces, words.sentence, words.breaks)
    assert len(found) > 3 and found[-1].end == len(words.surfaces)


@given(st.integers(0, 2**32 - 1), st.integers(0, 30))
def test_best_tags_are_well_formed(seed, n):
    tags = best_tags(np.random.default_rng(seed).normal(size=(n, len(TAGS))).astype(np.float32))
    for before, tag in zip([0, *tags], tags, strict=False):
        if TAGS[tag].startswith("I-"):
            assert TAGS[before][2:] == TAGS[tag][2:]
    assert all(a < b for a, b, _ in spans(tags))


def test_pairs_are_near_and_joinable():
    sentence = np.repeat(np.arange(6), 10)
    at = [(1, 2), (5, 6), (12, 13), (41, 42), (43, 44)]
    types = [TYPES.index(t) for t in ("Person", "Company", "Place", "Company", "Person")]
    mentions = Mentions.of(at, sentence, types, [False, False, False, False, True])
    s, o = candidates(mentions)
    pairs = set(zip(s.tolist(), o.tolist(), strict=True))
    assert (0, 1) in pairs and (1, 2) in pairs and (4, 3) in pairs
    assert (0, 2) not in pairs, "no predicate joins a person and a place"
    assert (0, 3) not in pairs, f"more than {REACH} sentences apart"
    where = regions(mentions, s, o, sentence)
    assert where.shape == (len(s), 60) and (where[0] >= 0).sum() == 10


def test_what_a_text_is_about_is_read_with_names_far_below():
    sentence = np.repeat(np.arange(9), 10)
    at = [(1, 2), (31, 32), (81, 82), (83, 84)]
    types = [TYPES.index(t) for t in ("Company", "Company", "Person", "Company")]
    mentions = Mentions.of(at, sentence, types, [False] * 4, [0, 1, 2, 3])
    s, o = candidates(mentions)
    pairs = set(zip(s.tolist(), o.tolist(), strict=True))
    assert {(2, 0), (0, 3), (3, 0)} <= pairs, "the first sentence names it"
    assert (2, 1) not in pairs, "named once, in the middle"
    where = regions(mentions, s, o, sentence)
    k = list(zip(s, o, strict=True)).index((2, 0))
    assert set(sentence[where[k] >= 0]) == {0, 8}, "what stands between is not looked at"
    again = Mentions.of(at, sentence, types, [False] * 4, [0, 1, 2, 1])
    pairs = set(zip(*(x.tolist() for x in candidates(again)), strict=True))
    assert (2, 1) not in pairs and (2, 3) in pairs, "the last name before it stands for the entity"
    assert again.uses.tolist() == [1, 2, 1, 2]


def test_pairs_grow_with_the_text_and_not_with_its_square():
    def pairs(sentences):
        names = 3 * sentences
        sentence = np.repeat(np.arange(sentences), 3)
        words = np.repeat(sentence, 2)
        spans = [(2 * i, 2 * i + 1) for i in range(names)]
        m = Mentions.of(spans, words, [0, 1, 3] * sentences, [False] * names, [i % 40 for i in range(names)])
        return len(candidates(m)[0])

    assert pairs(400) < 2.2 * pairs(200)


def test_a_pair_is_scored_alike_with_many_others_and_alone():
    from newsgraph.extraction.neural.reading import read

    model = Model()
    reading = read(model, split("\n\n".join([TEXT] * 12)))
    assert len(reading.s) > 1024
    some = np.arange(0, len(reading.s), 97)
    alone = model.pairs(reading.encoded, reading.mentions, reading.s[some], reading.o[some], reading.words)
    assert np.abs(alone.relation - reading.scores.relation[some]).max() < 1.0


@pytest.mark.parametrize("form", ["NFD", "NFC"])
def test_names_are_found_however_their_accents_are_written(form):
    text = "Nestlé named Chloé Müller chief executive. L'Oréal bought Decléor."
    found = load("model").extract(Document("a", "a.txt", "", normalize(form, text)))
    assert {"Nestlé", "Chloé Müller", "L'Oréal", "Decléor"} <= {normalize("NFC", e.name) for e in found.entities}
    assert split("Micro\u00adsoft grew.").surfaces == ("Micro\u00adsoft", "grew", ".")


def test_what_has_no_name_has_the_type_that_its_facts_and_words_allow():
    for text, kind in (("The chipmaker holds a stake in Arm Holdings.", "Company"),
                       ("She runs Acme Robotics and founded Bolt Labs.", "Person")):
        found = load("model").extract(Document("a", "a.txt", "", text))
        assert [e.type for e in found.entities if not e.named] == [kind]


def test_one_passage_does_not_say_a_thing_in_two_ways():
    def fact(modality, confidence, sentence):
        return Fact("e0", "acquired", "e1", sentence, (0, 1), (2, 3), modality=modality, confidence=confidence)

    talks, doubtful, later = (fact("hypothetical", 0.9, (0, 50)), fact("asserted", 0.5, (0, 20)),
                              fact("asserted", 0.8, (60, 90)))
    assert _settled([doubtful, talks, later]) == [talks, later]


def test_the_version_tells_the_calibration_and_the_code(tmp_path):
    for name in ("settings.json", "names.tsv.gz"):
        (tmp_path / name).write_bytes((WEIGHTS / name).read_bytes())
    same = Model(tmp_path).version
    told = json.loads((tmp_path / "settings.json").read_text("utf-8"))
    told["hybrid"]["confidence"]["bias"] += 0.1
    (tmp_path / "settings.json").write_text(json.dumps(told))
    assert same == Model().version != Model(tmp_path).version
    assert load("model").version == f"model-{same}-{revision()}"


def test_a_doubtful_reference_is_looked_at():
    words = split("It bought Bolt")
    scores = np.full((len(words.surfaces), len(TAGS)), -9.0, dtype=np.float32)
    scores[:, 0] = [-0.2, 0, -9]
    scores[0, TAGS.index("B-Ref")] = -1.7
    scores[2, TAGS.index("B-Company")] = 0
    assert [m.kind for m in marked(words, scores)] == ["Ref", "Company"]


def test_a_rule_speaks_for_the_names_where_the_model_marked_nothing():
    text = "The Nordic Motor Fair opened in Oslo. Those present included Norlund Systems."
    reading = load("model").read(text)
    entity = {surface(reading.words, m): m.entity for m in reading.found if m.kind != "Ref"}
    ids = {"e1": entity["Norlund Systems"], "e2": entity["Nordic Motor Fair"]}
    said = text.index("present"), text.index("present") + len("present")
    name = text.index("Norlund"), len(text) - 1
    fact = Fact("e1", "participatesIn", "e2", (text.index("Those"), len(text)), name, said, method="rule:test")
    (found,) = (c for c in decided(reading, Known(), [fact], ids) if c.rule is fact)
    assert (found.subject, found.object) == (ids["e1"], ids["e2"])
    assert surface(reading.words, reading.found[found.o]) == "Nordic Motor Fair"
    assert not any(c.rule for c in decided(reading, Known(), [replace(fact, object="e9")], ids))


def test_the_sentences_before_tell_who_leads():
    heading = "Chipmakers met in Lyon on Tuesday.\n\n"
    said = "Ana Kovac from Norlund's memory unit said that prices would rise.\n\nThe fair ends on Friday."
    for before, predicate in (("Executives at the fair were calm. ", "executiveOf"),
                              ("Engineers at the fair were calm. ", "employedBy")):
        found = facts(load("default").extract(Document("n", "n.txt", "", heading + before + said)))
        assert {p for s, p, o in found if (s, o) == ("Ana Kovac", "Norlund")} == {predicate}


def test_a_role_ends_with_no_loose_word_and_two_joined_ones_are_one():
    words = "The chairman and chief executive of Acme named its head of".split()
    scores = np.zeros((len(words), 3), dtype=np.float32)
    for at, tag in ((1, 1), (3, 1), (4, 2), (9, 1), (10, 2)):
        scores[at, tag] = 1
    assert _role_spans(words, scores, 0.0) == [(1, 5), (9, 10)]
    scores[:, 0] = 3
    assert _role_spans(words, scores, 0.0) == [] and _role_spans(words, scores, 2.5) == [(1, 5), (9, 10)]


def test_domains_and_ranges():
    assert allowed("produces", "Company", "Product") and not allowed("produces", "Product", "Company")


def test_empty_and_strange_texts():
    extractor = load("model")
    for text in ("", " \n ", "\x00\x01", "שלום", "?" * 5000, "word " * 3000):
        assert extractor.extract(Document("x", "x", "", text)).document.text == text


def test_the_rest_of_a_number_is_no_part_of_a_name():
    found = load("model").extract(Document("x", "x", "", "Kestrel Motors recalls 7,810 Harrier vans after a fire."))
    assert not any(e.name.startswith("810") for e in found.entities)


def test_a_parse_gives_the_path_between_two_mentions():
    text = "Acme Corp., which Ann Lee runs, quietly bought Bolt."
    words = parsed(split(text), parse(load_pipeline(), text))
    at = [words.cover(text.index(name), text.index(name) + len(name)) for name in ("Acme Corp", "Ann Lee", "Bolt")]
    root = roots(words, *zip(*at, strict=True))
    assert [words.surfaces[i] for i in root] == ["Corp", "Lee", "Bolt"]
    features, top = paths(words, root, np.array([0, 2, 1]), np.array([2, 0, 0]))
    names = [[LABELS[i - 1] for i in row[:2]] for row in features]
    assert names[0] == ["nsubj", "dobj"] and names[1] == ["dobj", "nsubj"]
    assert words.surfaces[top[0]] == "bought" and words.surfaces[top[2]] == "Corp"
    assert features[0, 4:].tolist() == [1, 1] and features[2, 5] == 0
    assert (features < np.array(PATH_FEATURES)).all()
    unparsed, none = paths(words.without_parse(), root, np.array([0]), np.array([2]))
    assert none.tolist() == [-1] and not unparsed[:, :4].any()


def test_loose_words_are_trimmed_unless_they_are_part_of_a_word():
    words = split("Zhang Ping'an of Ardo and")
    scores = np.full((len(words.surfaces), len(TAGS)), -9.0, dtype=np.float32)
    for start, end, kind in ((0, 4, "Person"), (4, 7, "Company")):
        scores[start, TAGS.index(f"B-{kind}")] = 0
        scores[start + 1:end, TAGS.index(f"I-{kind}")] = 0
    assert [surface(words, m) for m in marked(words, scores)] == ["Zhang Ping'an", "Ardo"]
    scores[2:4] = -9
    scores[2:4, 0] = 0
    assert [surface(words, m) for m in marked(words, scores)][0] == "Zhang Ping'an", "both sides of an apostrophe"
    scores[2, TAGS.index("I-Person")] = 1
    assert [surface(words, m) for m in marked(words, scores)][0] == "Zhang Ping'an", "and where it is marked itself"


def test_names_end_with_their_sentence_and_are_cut_between_two_known_ones():
    words = split("Shares of Adabra and Tern Group and rose. Max. Adabra fell.")
    scores = np.full((len(words.surfaces), len(TAGS)), -9.0, dtype=np.float32)
    scores[:, 0] = 0
    for start, end in (("Adabra", "rose"), ("Max", "fell")):
        at, to = words.surfaces.index(start), words.surfaces.index(end)
        if start == "Max":
            words = replace(words, sentence=np.where(np.arange(len(words.surfaces)) > at + 1, 2, words.sentence))
        scores[at:to, 0] = -9
        scores[at, TAGS.index("B-Company")] = 0
        scores[at + 1:to, TAGS.index("I-Company")] = 0
    found = [surface(words, m) for m in marked(words, scores)]
    assert found == ["Adabra and Tern Group", "Max.", "Adabra"]
    known = words.surfaces.index("fell") - 1
    scores[known] = -9
    scores[known, TAGS.index("B-Company")] = 0
    assert [surface(words, m) for m in marked(words, scores)] == ["Adabra", "Tern Group", "Max.", "Adabra"]
