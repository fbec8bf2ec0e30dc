"""Training samples: what a corpus says, what it leaves open, and names swapped consistently."""

import random
from collections import Counter

import numpy as np

from newsgraph.extraction.neural.labels import RELATIONS, TAGS
from newsgraph.extraction.neural.naming import spans
from newsgraph.extraction.train.order import plan
from newsgraph.extraction.train.samples import article, core, knowledgenet, product_corpus, tag_index
from newsgraph.extraction.train.swapping import Swapper
from newsgraph.extraction.train.targets import targets

TEXT = "Ann Lee runs Acme. The firm makes Bolt, unlike Zed."
ROW = {
    "id": "a", "text": TEXT, "ignored": [[47, 50]],
    "names": [{"id": 0, "name": "Ann Lee", "type": "Person"}, {"id": 1, "name": "Acme", "type": "Company"},
              {"id": 2, "name": "Bolt", "type": "Product", "alt_types": ["Company"]}],
    "entities": [{"start": 0, "end": 7, "type": "Person", "id": 0},
                 {"start": 13, "end": 17, "type": "Company", "id": 1},
                 {"start": 34, "end": 38, "type": "Product", "id": 2}],
    "facts": [
        {"predicate": "executiveOf", "subject": [0, 7], "object": [13, 17], "subject_id": 0, "object_id": 1,
         "role": "runs", "time": "current", "modality": "asserted", "sentence": [0, 18]},
        {"predicate": "produces", "subject": [19, 27], "object": [34, 38], "subject_id": 1, "object_id": 2,
         "time": "current", "modality": "asserted", "sentence": [19, 51]}],
    "debatable": [], "wrong": [],
}


def label(t, predicate):
    column = t.labels[:, RELATIONS.index(predicate)]
    return [(int(t.s[k]), int(t.o[k])) for k in np.flatnonzero(column)]


def test_an_article_becomes_tags_and_slots():
    sample = article(ROW)
    words = sample.words.surfaces
    assert [words[s.start:s.end] for s in sample.slots] == [("Ann", "Lee"), ("Acme",), ("Bolt",), ("The", "firm")]
    assert sample.tags[0, tag_index("B", "Person")] and not sample.tags[0, 0]
    bolt = words.index("Bolt")
    assert {TAGS[i] for i in np.flatnonzero(sample.tags[bolt])} == {"B-Product", "B-Company"}
    assert sample.tags[words.index("Zed")].all(), "an ignored name may be anything"
    assert sample.roles == [(2, 3)]


def test_targets_mark_facts_where_they_are_stated():
    sample = article(ROW)
    quiet = np.zeros(len(sample.words.surfaces), dtype=np.int64)
    t = targets(sample, quiet, np.random.default_rng(0))
    assert label(t, "executiveOf") == [(0, 1)] and label(t, "produces") == [(3, 2)]
    repeated = [k for k in range(len(t.s)) if (t.s[k], t.o[k]) == (1, 2)]
    produces = RELATIONS.index("produces")
    assert repeated and all(t.weights[k, produces] == 0 for k in repeated), "the same fact elsewhere is unknown"
    assert t.linked.sum() == 1


def test_the_networks_own_mistakes_become_negatives():
    sample = article(ROW)
    predicted = np.zeros(len(sample.words.surfaces), dtype=np.int64)
    predicted[sample.words.surfaces.index("unlike")] = tag_index("B", "Company")
    t = targets(sample, predicted, np.random.default_rng(0))
    assert len(t.mentions.start) == len(sample.slots) + 1


def test_other_corpora_leave_open_what_they_do_not_annotate():
    kn = knowledgenet({"text": "He founded Acme in old Bergen.", "annotated": ["FOUNDED_BY", "CEO"], "facts": [
        {"predicate": "FOUNDED_BY", "subject": [11, 15], "object": [0, 2]}]})
    assert kn.relations == ("founderOf",) and kn.slots[1].ref
    assert kn.tags[5].all() and [np.flatnonzero(kn.tags[i]).tolist() for i in (1, 3, 6)] == [[0]] * 3, "a name, if any"
    t = targets(kn, np.zeros(7, dtype=np.int64), np.random.default_rng(0))
    assert [(t.mentions.start[a], t.mentions.start[b]) for a, b in label(t, "founderOf")] == [(0, 2)], "it reads back"
    wide = knowledgenet({"text": "He joined Acme.", "annotated": ["EMPLOYEE_OR_MEMBER_OF"], "facts": [
        {"predicate": "EMPLOYEE_OR_MEMBER_OF", "subject": [0, 2], "object": [10, 14]}]})
    t = targets(wide, np.zeros(4, dtype=np.int64), np.random.default_rng(0))
    ((pair, columns),) = t.either
    assert {RELATIONS[c] for c in columns} == {"executiveOf", "employedBy", "memberOf"}, "one of them holds"
    assert not t.weights[pair, columns].any() and not t.labels.any()
    one = core({"text": "Acme rivals Bolt.", "facts": [
        {"predicate": "competitor_of", "subject": [0, 4], "object": [12, 16]}]})
    t = targets(one, np.zeros(4, dtype=np.int64), np.random.default_rng(0))
    assert label(t, "core:competitor_of") == [(0, 1)] and label(t, "competesWith") == [(0, 1), (1, 0)]
    pc = product_corpus({"text": "Acme sells gate valves.", "entities": [
        {"start": 0, "end": 4, "type": "organization"}, {"start": 11, "end": 22, "type": "product"}], "facts": [
        {"predicate": "CompanyProvidesProduct", "subject": [0, 4], "object": [11, 22]}]})
    assert {TAGS[i] for i in np.flatnonzero(pc.tags[2])} == {"B-Good"}


def test_swapping_is_consistent_and_leaves_the_rest():
    row = {**ROW, "text": TEXT.replace("unlike Zed", "says Lee "), "ignored": [], "entities": [
        *ROW["entities"], {"start": 45, "end": 48, "type": "Person", "id": 0}]}
    sample = article(row)
    other = article({**ROW, "id": "b", "text": TEXT.replace("Ann Lee", "Bob Ray").replace("Acme", "Nova")})
    swapper = Swapper([sample, other])
    seen = {tuple(swapper.surfaces(sample, random.Random(i))) for i in range(30)}
    assert len(seen) > 1
    for words in seen:
        assert len(words) == len(sample.words.surfaces) and words[2] == "runs" and words[5:7] == ("The", "firm")
        assert words[1] == words[sample.slots[3].start], "the same word is always swapped alike"


def test_decode_splits_spans():
    tags = [tag_index("B", "Company"), tag_index("I", "Company"), 0, tag_index("I", "Person")]
    assert spans(tags) == [(0, 2, "Company"), (3, 4, "Person")]


def test_processes_share_the_plan_of_one_and_each_reads_both_kinds_of_text():
    articles, others = [f"a{n}" for n in range(20)], [f"o{n}" for n in range(30)]

    def order(share, *process):
        return plan(articles, others, 2.0, share, random.Random(3), *process)

    for share in (0.0, 0.4, 1.0, 2.8):
        parts = [order(share, rank, 2) for rank in (0, 1)]
        assert Counter(parts[0] + parts[1]) == Counter(order(share))
        for part in parts:
            kinds = Counter(name[0] for name in part)
            assert kinds["a"] == 20
            assert abs(kinds["o"] - 20 * share) <= 10 * (share % 1 > 0)
