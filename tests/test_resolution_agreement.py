"""Several sources: copies count once, roles end and begin."""

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsgraph.corpus import Corpus
from newsgraph.records import Document, Extraction
from newsgraph.resolution.agreement import Said, agreements
from newsgraph.resolution.copies import SIMILAR, copies, jaccard, shingles
from newsgraph.resolution.index import Index
from newsgraph.resolution.roles import tenures

WORDS = "group unit board chief staff union press legal shop floor".split()
WIRE = " ".join(f"Acme {w} said on Monday that it had bought Bolt for {n} million euros after long talks."
                for n, w in enumerate(WORDS))
OTHER = " ".join(f"Globex {w} opened a plant number {n} in another town last year." for n, w in enumerate(WORDS))


def said(subject, predicate, object, document="a", date=None, p=0.5, source=None, **more):
    return Said(subject, predicate, object, document, source or document, date, confidence=p, **more)


def variant(text: str, seed: int) -> str:
    """The text with so many of its words changed: near it for small seeds, far from it for large ones."""
    words = text.split()
    for at in range(seed * 2):
        words[(at * 37 + seed * 11) % len(words)] = f"word{at}"
    return " ".join(words)


def test_copies_are_found_and_others_are_not():
    changed = WIRE.replace("on Monday", "Monday", 2)
    found = copies([Document("c", "", "", OTHER), Document("b", "", "", changed), Document("a", "", "", WIRE),
                    Document("d", "", "", WIRE.upper())])
    assert found == {"a": "a", "b": "a", "c": "c", "d": "a"}


def test_the_earliest_stands_for_its_copies():
    dated = [Document("a", "", "", WIRE), Document("b", "", "", WIRE, date="2024-05-02"),
             Document("c", "", "", WIRE, date="2024-05-01T10:00:00Z")]
    assert set(copies(dated).values()) == {"c"}


def test_short_texts_are_copies_only_if_they_are_the_same():
    short = [Document("a", "", "", "Acme bought Bolt."), Document("b", "", "", "ACME bought Bolt"),
             Document("c", "", "", "Acme bought Volt."), Document("d", "", "", "")]
    assert copies(short) == {"a": "a", "b": "a", "c": "c", "d": "d"}


texts = st.builds(variant, st.sampled_from([WIRE, OTHER, WIRE[:200], "Acme bought Bolt."]), st.integers(0, 9))
documents = st.lists(st.builds(lambda id, text, date: Document(id, "", "", text, date=date),
                               st.sampled_from("abcdefgh"), texts, st.sampled_from([None, "2024-01-01", "2024-02-01"])),
                     max_size=8, unique_by=lambda document: document.id)


@settings(deadline=None, max_examples=40)
@given(documents, st.randoms(use_true_random=False))
def test_copies_are_families_of_texts_that_are_alike_in_any_order(found, rng):
    shuffled = rng.sample(found, len(found))
    families = copies(found)
    assert copies(shuffled) == families
    alike = {d.id: {e.id for e in found if jaccard(shingles(d.text), shingles(e.text)) >= SIMILAR} for d in found}
    for d in found:
        # Who is not alike may be in one family by others in between, but somebody in it is alike.
        family = {id for id, source in families.items() if source == families[d.id]}
        assert family == {d.id} or (alike[d.id] & family) - {d.id}
        assert families[d.id] == min(family, key=lambda id: ({e.id: e.date for e in found}[id] or "~", id))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(documents, st.sets(st.sampled_from("abcdefgh"))), min_size=1, max_size=4))
def test_copies_kept_beside_a_corpus_are_those_found_at_once(steps):
    corpus = Corpus(":memory:")
    index = Index(corpus)
    there: dict[str, Document] = {}
    before: dict[str, tuple[str, str]] = {}
    for put, removed in steps:
        with corpus.write():
            for id in removed & there.keys():
                corpus.remove(id)
                del there[id]
            for document in put:
                corpus.put(Extraction(document))
                there[document.id] = document
            change = index.sync()
        sources = index.sources(there)
        assert {id: sources.get(id, (id, ""))[0] for id in there} == copies(there.values())
        assert all(digest == there[id].digest for id, digest in sources.values())
        assert all(sources.get(id) == before.get(id) for id in there.keys() - change.documents)
        before = sources


def test_independent_assertions_add_up_and_copies_do_not():
    (three,) = agreements([said("acme", "acquired", "bolt", d) for d in "abc"])
    assert (three.confidence, three.sources) == (1 - 0.5**3, 3)
    (both,) = agreements([said("acme", "acquired", "bolt", d, source=s) for d, s in ("aa", "ba", "cc")])
    assert (both.confidence, both.sources) == (0.75, 2)
    (denied,) = agreements([said("acme", "acquired", "bolt", "a"),
                            said("acme", "acquired", "bolt", "d", modality="negated"),
                            said("acme", "acquired", "bolt", "e", modality="negated", source="d")])
    assert (denied.confidence, denied.sources, denied.denials) == (0.5, 1, 1)


def test_only_what_holds_now_counts():
    (found,) = agreements([said("a", "acquired", "b", modality="rumoured"), said("a", "acquired", "b", time="past")])
    assert (found.confidence, found.sources, found.denials) == (0.0, 0, 0)


SAYINGS = st.lists(st.builds(
    lambda s, o, d, c, p, t, m, r, day: Said(s, "executiveOf", o, d, c, day, r, t, m, p),
    st.sampled_from("ab"), st.sampled_from("xy"), st.sampled_from("1234"), st.sampled_from("12"), st.floats(0, 1),
    st.sampled_from(["current", "past", "future"]), st.sampled_from(["asserted", "negated", "rumoured"]),
    st.sampled_from([None, "CEO", "chief executive", "director"]),
    st.sampled_from([None, "2024-01-01", "2024-02-01", "2024-03-01"])), max_size=12)


@given(SAYINGS, st.randoms(use_true_random=False))
def test_what_is_said_together_does_not_depend_on_order(found, rng):
    shuffled = rng.sample(found, len(found))
    assert agreements(shuffled) == agreements(found)
    assert tenures(shuffled) == tenures(found)
    for a in agreements(found):
        own = [f for f in found if f.triple == a.triple and (f.time, f.modality) == ("current", "asserted")]
        assert a.sources == len({f.source for f in own})
        assert max((f.confidence for f in own), default=0.0) <= a.confidence + 1e-12 <= 1 + 1e-9
    for t in tenures(found):
        assert (t.since is None) == (t.last is None) and (t.since or "") <= (t.last or "")
        assert t.until is None or (t.time == "past" and (t.last is None or t.until >= t.last))


def test_a_change_of_chief_executive_is_an_ended_and_a_new_role():
    facts = [said("ann", "executiveOf", "acme", "a", "2023-01-05", role="CEO"),
             said("ann", "executiveOf", "acme", "b", "2023-06-01", role="chief executive"),
             said("bob", "executiveOf", "acme", "c", "2024-02-01", role="Chief Executive Officer"),
             said("eve", "executiveOf", "acme", "d", "2024-03-01", role="CEO", time="future")]
    ann, bob, eve = tenures(facts)
    assert (ann.time, ann.since, ann.last, ann.until) == ("past", "2023-01-05", "2023-06-01", "2024-02-01")
    assert (bob.time, bob.since, bob.until) == ("current", "2024-02-01", None)
    assert (eve.time, eve.since, eve.until) == ("future", None, None)
    over = said("ann", "executiveOf", "acme", "e", "2023-07-01", role="chief executive", time="past")
    assert tenures([*facts, over])[0].until == "2023-07-01"


def test_a_role_that_many_hold_is_not_ended_by_another():
    both = [said(who, "executiveOf", "acme", who, date, role="director")
            for who, date in (("ann", "2023-01-05"), ("bob", "2024-01-05"))]
    assert [t.time for t in tenures(both)] == ["current", "current"]


def test_roles_are_one_by_any_of_their_names():
    names = ("CEO", "chief executive", "Chief Executive Officer", "Chief-Executive")
    (one,) = tenures([said("ann", "executiveOf", "acme", role=role) for role in names])
    assert re.fullmatch("chief executive", one.role)


def test_texts_from_one_template_are_not_all_compared_with_each_other(monkeypatch):
    compared = []

    def counted(one, other):
        compared.append(one)
        return jaccard(one, other)

    monkeypatch.setattr("newsgraph.resolution.copies.jaccard", counted)
    words = " ".join(f"word{n}" for n in range(60))
    found = [Document(f"d{n:03}", "", "", f"{words} " + " ".join(f"own{n}x{k}" for k in range(60))) for n in range(300)]
    twin = Document("twin", "", "", f"Reprinted. {found[7].text}")
    assert copies([*found, twin])["twin"] == "d007"
    assert len(compared) < 10 * len(found)
