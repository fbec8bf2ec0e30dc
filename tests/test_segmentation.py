"""Blocks and sentences: where a text may be cut, and where it must not be."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgraph.extraction.segmentation import MAX_CHARACTERS, MAX_WORDS, blocks, sentences


def cut(text: str) -> list[str]:
    return [text[s:e] for s, e in sentences(text)]


def test_a_heading_never_runs_into_the_next_sentence() -> None:
    text = "Acme buys Bolt\nAcme Corp. said on Monday it had bought Bolt.\n\n" \
        "What comes next\n\nNothing is known."
    assert cut(text) == ["Acme buys Bolt", "Acme Corp. said on Monday it had bought Bolt.", "What comes next",
                         "Nothing is known."]


def test_a_list_item_is_a_block() -> None:
    assert cut("We saw:\n- one thing\n- another\n1. first\n2) second") == [
        "We saw:", "- one thing", "- another", "1. first", "2) second"]


def test_lines_wrapped_at_a_width_are_joined() -> None:
    text = ("The company, which makes small engines for boats and for\n"
            "Swiss watchmakers, said that it would open a second plant\n"
            "in Graz. It has 200 employees.\n"
            "\n"
            "Shares rose.")
    assert len(blocks(text)) == 2
    assert len(cut(text)) == 3


def test_lines_that_are_paragraphs_are_not_joined() -> None:
    text = "Heading Without Stop\nA first paragraph.\nA second one.\nAnother Heading\nThe end."
    assert len(blocks(text)) == 5


@pytest.mark.parametrize("text", [
    "Acme Inc. and Bolt Corp. said so.",
    "The U.S. Senate met J. P. Morgan and Mr. Lee in St. Louis.",
    "He is No. 1 of Bolt Ltd. in Europe.",
    "It cost 3.5 million and version 2.0 rose 4.5%.",
    "Yahoo! and Yahoo! Japan bought it from Zap! and Zap!'s owner.",
    "Well ... that was it.",
    "\"Is it?\" asked Ann.",
    "It came on Sept. 9 at 10 a.m. local time, Gen. Roe said (see p. 4).",
    "J.K. Rowling and R. A. Poe met.",
    "It carries max. Four people, and costs min. $90.",
    "The planes of Aviões do Sul, S. A. (Avisul) are small.",
])
def test_one_sentence(text: str) -> None:
    assert cut(text) == [text]


@pytest.mark.parametrize(("text", "count"), [
    ("It is based in the U.S. The firm is old.", 2),
    ("She left Bolt Inc. Shares fell.", 2),
    ("It renamed HBO Max. Comcast did not.", 2),
    ("\"It is good.\" He left. (She did not.) Bye!", 4),
    ("Is it? Yes. “Really?” No…  So what.", 5),
    ("He bought Yahoo! The firm is old.", 2),
    ("We ship it today. iPhone users wait.", 2),
    ("No. We looked.", 2),
])
def test_several_sentences(text: str, count: int) -> None:
    assert len(cut(text)) == count


def test_a_very_long_sentence_is_cut_at_bounded_lengths() -> None:
    text = "word, " * 10_000
    pieces = cut(text)
    assert max(len(p.split()) for p in pieces) <= MAX_WORDS
    assert sum(len(p.split()) for p in pieces) == 10_000


def test_five_megabytes_without_a_break_take_linear_time() -> None:
    began = time.monotonic()
    texts = ("a" * 5_000_000, "word " * 1_000_000, "word. Word, " * 400_000, "! " * 500_000, "\n" * 5_000_000)
    for text in texts:
        assert max((e - s for s, e in sentences(text)), default=0) <= MAX_CHARACTERS + 50
    assert time.monotonic() - began < 60


@given(st.text(st.characters() | st.sampled_from(" .!?\n\"Aa1"), max_size=400))
def test_spans_are_ordered_stripped_and_lose_only_white_space(text: str) -> None:
    last, kept = 0, []
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[last:start].strip()
        kept.append(text[start:end])
        last = end
    assert not text[last:].strip()
