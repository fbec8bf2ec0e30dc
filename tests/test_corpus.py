"""The corpus file: what goes in comes out, all or nothing, and damage is told in one sentence."""

import os
import sqlite3
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from resolution_data import extraction

from newsgraph.corpus import FORMAT, Corpus
from newsgraph.errors import CorpusError
from newsgraph.records import Document, Entity, Extraction, Fact, Mention

TEXT = st.text(st.characters(codec=None), max_size=30)


@st.composite
def anything(draw):
    """An extraction of any text, with lone surrogates, zero characters and the like."""
    optional = st.none() | TEXT
    document = Document(
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        draw(TEXT),
        draw(optional),
        draw(optional),
        draw(optional),
        draw(optional),
    )
    entities = (Entity("e1", draw(TEXT), "Company", (Mention(0, 1, "nominal"),), draw(st.booleans())),)
    fact = Fact("e1", "partnerOf", "e1", (0, 1), (0, 1), (0, 1), draw(optional), "past", "negated",
                draw(st.floats(0, 1)), draw(TEXT))
    return Extraction(document, entities, (fact,), draw(st.text(max_size=5)))


@settings(deadline=None)
@given(anything())
def test_what_goes_in_comes_out(found):
    with Corpus(":memory:") as corpus:
        corpus.put(found)
        back = corpus.extraction(found.document.id)
        assert (back, back.extractor) == (found, found.extractor)
        assert corpus.holds(found.document, found.extractor) and corpus.holds(found.document)
        assert not corpus.holds(found.document, found.extractor + "x")
        assert corpus.ids() == [found.document.id] and found.document.id in corpus and len(corpus) == 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 3) | st.none()), max_size=12), st.randoms())
def test_the_stamp_depends_on_what_is_there_alone(steps, rng):
    there = {}
    with Corpus(":memory:") as corpus, Corpus(":memory:") as other:
        for id, seed in steps:
            if seed is None:
                assert corpus.remove(id) == (there.pop(id, None) is not None)
            else:
                there[id] = extraction(id, seed)
                corpus.put(there[id])
        for id in rng.sample(sorted(there), len(there)):
            other.put(there[id])
        assert corpus.stamp == other.stamp
        assert list(corpus.extractions()) == [there[id] for id in sorted(there)]
        counts = [corpus.connection.execute(f"SELECT count(*) FROM {t}").fetchone()[0]
                  for t in ("contents", "extractions")]
        assert max(counts) <= len(there), "nothing is kept of what was removed"


def test_equal_texts_share_one_extraction():
    one = extraction("a", 1)
    with Corpus(":memory:") as corpus:
        corpus.put(one)
        copy = Document("b", "elsewhere", one.document.title, one.document.text)
        known = corpus.cached(copy, "test 1")
        assert known is not None and known.document == copy and known.facts == one.facts
        assert corpus.cached(copy, "test 2") is None
        corpus.put(known)
        assert corpus.remove("a")
        assert corpus.extraction("b") == known


def test_an_error_takes_everything_back(tmp_path):
    with Corpus(tmp_path / "c.sqlite") as corpus:
        corpus.put(extraction("a", 1))
        stamp = corpus.stamp
        with pytest.raises(RuntimeError):
            with corpus.write():
                corpus.remove("a")
                corpus.put(extraction("b", 2))
                raise RuntimeError
        assert corpus.ids() == ["a"] and corpus.stamp == stamp


def test_readers_see_the_old_state_while_another_writes(tmp_path):
    with Corpus(tmp_path / "c.sqlite") as corpus:
        corpus.put(extraction("a", 1))
        with corpus.write():
            corpus.put(extraction("b", 2))
            with Corpus(tmp_path / "c.sqlite", read_only=True) as reader:
                assert reader.ids() == ["a"]
                with pytest.raises(CorpusError, match="may not be written"):
                    reader.put(extraction("c", 3))
            with Corpus(tmp_path / "c.sqlite", timeout=0.05) as writer:
                with pytest.raises(CorpusError, match=r"another newsgraph is writing to .*; waited 0.05 s"):
                    writer.put(extraction("c", 3))


@pytest.mark.parametrize(
    "data", [b"not a database at all, but long enough to have a header" * 20, b"SQLite format 3\0"]
)
def test_a_file_that_is_none(tmp_path, data):
    path = tmp_path / "c.sqlite"
    path.write_bytes(data)
    with pytest.raises(CorpusError):
        Corpus(path)
    assert path.read_bytes() == data


def test_another_database_and_another_version(tmp_path):
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(CorpusError, match="is not a newsgraph corpus"):
        Corpus(path)
    path = tmp_path / "c.sqlite"
    with Corpus(path) as corpus:
        corpus.connection.execute(f"PRAGMA user_version = {FORMAT + 1}")
    with pytest.raises(CorpusError, match=f"version {FORMAT + 1}; this newsgraph reads version {FORMAT}"):
        Corpus(path)


def test_there_is_nothing_to_read(tmp_path):
    with pytest.raises(CorpusError, match="there is no corpus at"):
        Corpus(tmp_path / "none.sqlite", read_only=True)
    (tmp_path / "file").write_text("x")
    with pytest.raises(CorpusError, match="cannot be made"):
        Corpus(tmp_path / "file" / "c.sqlite")
    with pytest.raises(CorpusError, match="cannot be opened"):
        Corpus(tmp_path)


@pytest.mark.parametrize("damage", [
    "UPDATE contents SET text = zeroblob(9)",
    "UPDATE extractions SET body = x'00'",
    "DELETE FROM extractions",
    "UPDATE documents SET head = '[]'",
])
def test_damaged_rows_are_told(tmp_path, damage):
    with Corpus(tmp_path / "c.sqlite") as corpus:
        corpus.put(extraction("a", 1))
        corpus.connection.execute(damage)
        with pytest.raises(CorpusError, match="is damaged"):
            corpus.check()


def test_another_text_under_the_old_hash_is_told(tmp_path):
    with Corpus(tmp_path / "c.sqlite") as corpus:
        corpus.put(extraction("a", 1))
        corpus.connection.execute("UPDATE contents SET text = ?", (zlib.compress(b"something else"),))
        with pytest.raises(CorpusError, match="the text of 'a' has changed"):
            corpus.extraction("a")


def test_a_file_with_bytes_turned_is_told_or_read_rightly(tmp_path):
    path = tmp_path / "c.sqlite"
    with Corpus(path) as corpus:
        for number in range(40):
            corpus.put(extraction(f"d{number}", number))
    good = path.read_bytes()
    expected = [extraction(f"d{n}", n) for n in range(40)]
    told = 0
    for at in range(120, len(good), max(1, len(good) // 60)):
        path.write_bytes(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1:])
        try:
            with Corpus(path) as corpus:
                found = {e.document.id: e for e in corpus.extractions()}
                corpus.check()
            assert all(found[e.document.id] == e for e in expected if e.document.id in found)
        except CorpusError:
            told += 1
        for beside in tmp_path.glob("c.sqlite-*"):
            beside.unlink()
    assert told > 20


def test_a_full_disk_leaves_the_old_state(tmp_path):
    with Corpus(tmp_path / "c.sqlite") as corpus:
        corpus.put(extraction("a", 1))
        pages = corpus.connection.execute("PRAGMA page_count").fetchone()[0]
        corpus.connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(CorpusError, match="the disk is full; .* stays as it was"):
            with corpus.write():
                for number in range(300):
                    noise = os.urandom(2000).hex()
                    corpus.put(Extraction(Document(f"n{number}", "", "", noise)))
        assert corpus.ids() == ["a"]
        corpus.check()
