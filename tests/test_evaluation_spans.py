"""Scoring by mention, calibration, and the splits that keep training and measuring apart."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgraph.evaluation import (
    MentionFact,
    every_fifth,
    expected_calibration_error,
    match_mentions,
    reliability_plot,
)
from newsgraph.evaluation.calibration import bins
from newsgraph.evaluation.counts import ALL, Counts
from newsgraph.evaluation.matching import Judgement
from newsgraph.evaluation.mentions import spread, stated
from newsgraph.evaluation.splits import develop, held_out
from newsgraph.records import Document, Entity, Extraction, Fact, Mention


def test_overlapping_spans_are_enough():
    gold = [MentionFact("CEO", (0, 10), (20, 30))]
    assert match_mentions(gold, [MentionFact("CEO", (5, 12), (29, 40))], {"CEO"})[ALL] == Counts(1, 1, 1, 1)


def test_both_spans_must_overlap():
    gold = [MentionFact("CEO", (0, 10), (20, 30))]
    assert match_mentions(gold, [MentionFact("CEO", (5, 12), (30, 40))], {"CEO"})[ALL] == Counts(0, 1, 0, 1)


def test_what_is_not_annotated_neither_counts_nor_costs():
    facts = [MentionFact("CEO", (0, 1), (2, 3)), MentionFact("HEADQUARTERS", (0, 1), (2, 3))]
    assert match_mentions([], facts, {"CEO"})[ALL] == Counts(0, 1, 0, 0)


def test_every_coreferent_pair_is_asked_for():
    gold = [MentionFact("CEO", (0, 4), (20, 24)), MentionFact("CEO", (10, 14), (20, 24))]
    assert match_mentions(gold, gold[:1], {"CEO"})[ALL] == Counts(1, 1, 1, 2)


def test_a_fact_spreads_over_the_mentions_of_its_entities():
    document = Document("a", "a", "", "Acme, the firm of Ann Lee")
    entities = (Entity("c", "Acme", "Company", (Mention(0, 4), Mention(6, 14, "nominal"))),
                Entity("p", "Ann Lee", "Person", (Mention(18, 25),)))
    fact = Fact("p", "executiveOf", "c", (0, 25), (18, 25), (0, 4))
    found = Extraction(document, entities, (fact, Fact("p", "founderOf", "c", (0, 25), (18, 25), (0, 4),
                                                       modality="negated")))
    assert [(s, o) for _, s, o in stated(found)] == [((18, 25), (0, 4))]
    assert [(s, o) for _, s, o in spread(found)] == [((18, 25), (0, 4)), ((18, 25), (6, 14))]


def test_a_calibrated_source_has_hardly_any_error():
    chance = random.Random(0)
    sure = [chance.random() for _ in range(20000)]
    judged = [Judgement("produces", p, chance.random() < p) for p in sure]
    assert expected_calibration_error(judged) < 0.02


def test_an_overconfident_source_is_found_out():
    judged = [Judgement("produces", 0.95, n % 2 == 0) for n in range(100)]
    assert expected_calibration_error(judged) == pytest.approx(0.45)


@given(st.lists(st.builds(Judgement, st.just("p"), st.floats(0, 1), st.booleans())))
def test_every_judgement_lies_in_one_bin(judged):
    assert sum(b.count for b in bins(judged)) == len(judged)
    assert 0 <= expected_calibration_error(judged) <= 1


@pytest.mark.parametrize("suffix", ["svg", "png"])
def test_the_plot_is_written_and_repeatable(tmp_path, suffix):
    judged = [Judgement(p, n / 20, n % 3 > 0) for p in ("produces", "acquired") for n in range(20)]
    for name in ("a", "b"):
        reliability_plot(judged, tmp_path / "figures" / f"{name}.{suffix}")
    first, second = (tmp_path / "figures" / f"{name}.{suffix}" for name in ("a", "b"))
    assert first.stat().st_size > 1000 and first.read_bytes() == second.read_bytes()


@given(st.sets(st.text(min_size=1, max_size=8), min_size=1, max_size=40))
def test_the_development_fifth_does_not_depend_on_order(ids):
    chosen = every_fifth(ids)
    assert chosen == every_fifth(sorted(ids, reverse=True))
    assert len(chosen) == -(-len(ids) // 5)
    train, development = develop(sorted(ids), sorted(ids))
    assert development == chosen and sorted(train + development) == sorted(ids)


def test_about_a_fifth_is_held_out():
    assert 0.15 < sum(held_out(f"knowledgenet/{n}") for n in range(3000)) / 3000 < 0.25
