"""Several sources: copies count once, roles end and begin, contradictions are found."""

from hypothesis import given, settings
from hypothesis import strategies as st
from resolution_data import extractions

from newsgraph.records import Document, Fact
from newsgraph.resolution import resolve
from newsgraph.resolution.agreement import Said, agreements, conflicts, said, tenures
from newsgraph.resolution.copies import copies

WIRE = " ".join(f"Acme {w} said on Monday that it had bought Bolt for {n} million euros after long talks."
                for n, w in enumerate("group unit board chief staff union press legal shop floor".split()))


def fact(subject, predicate, object, document="a", date=None, p=0.5, **more):
    return Said(
        (subject, predicate, object),
        Fact("s", predicate, "o", (0, 1), (0, 1), (0, 1), confidence=p, **more),
        document,
        date,
    )


def test_copies_are_found_and_others_are_not():
    changed = WIRE.replace("on Monday", "Monday", 2)
    other = " ".join(f"Globex {w} opened a plant number {n} in another town last year." for n, w in
                     enumerate("group unit board chief staff union press legal shop floor".split()))
    found = copies([Document("c", "", "", other), Document("b", "", "", changed), Document("a", "", "", WIRE),
                    Document("d", "", "", WIRE.upper())])
    assert found == {"a": "a", "b": "a", "c": "c", "d": "a"}


@settings(deadline=None, max_examples=15)
@given(st.permutations(range(6)))
def test_copies_do_not_depend_on_order(order):
    documents = [Document(str(i), "", "", WIRE[i * 40:] if i < 4 else f"{WIRE[:100]} {i}") for i in range(6)]
    assert copies([documents[i] for i in order]) == copies(documents)


def test_independent_assertions_add_up_and_copies_do_not():
    facts = [fact("acme", "acquired", "bolt", d) for d in "abc"]
    assert agreements(facts)[0].confidence == 1 - 0.5**3
    both = agreements(facts, {"b": "a"})[0]
    assert (both.confidence, both.sources) == (0.75, 2)
    denied = agreements([*facts, fact("acme", "acquired", "bolt", "d", modality="negated")])[0]
    assert denied.against == 1


def test_only_what_holds_now_counts():
    assert (
        agreements(
            [fact("a", "acquired", "b", modality="rumoured"), fact("a", "acquired", "b", time="past")]
        )
        == []
    )


@settings(deadline=None, max_examples=30)
@given(extractions())
def test_agreement_is_independent_of_order_and_never_less_than_one_source(found):
    one, other = (agreements(said(x, resolve(x).index())) for x in (found, found[::-1]))
    assert one == other
    assert all(0 <= a.confidence <= 1 and a.sources >= 1 for a in one)


def test_a_change_of_chief_executive_is_an_ended_and_a_new_role():
    facts = [fact("ann", "executiveOf", "acme", "a", "2023-01-05", role="CEO"),
             fact("ann", "executiveOf", "acme", "b", "2023-06-01", role="chief executive"),
             fact("bob", "executiveOf", "acme", "c", "2024-02-01", role="Chief Executive Officer"),
             fact("ann", "executiveOf", "acme", "c", "2024-02-01", role="chief executive", time="past"),
             fact("eve", "executiveOf", "acme", "d", "2024-03-01", role="CEO", time="future")]
    ann, bob, eve = tenures(facts)
    assert (ann.since, ann.last, ann.until) == ("2023-01-05", "2023-06-01", "2024-02-01")
    assert (bob.since, bob.until, bob.announced) == ("2024-02-01", None, False)
    assert eve.announced and eve.since is None
    assert conflicts(facts) == []


def test_contradictions():
    at_once = [fact("ann", "executiveOf", "acme", "a", "2023-01-05", role="CEO"),
               fact("ann", "executiveOf", "acme", "b", "2023-09-05", role="CEO"),
               fact("bob", "executiveOf", "acme", "c", "2023-05-05", role="CEO")]
    assert [c.kind for c in conflicts(at_once)] == ["role"]
    many = [
        fact("ann", "executiveOf", "acme", role="director"),
        fact("bob", "executiveOf", "acme", role="director"),
    ]
    assert conflicts(many) == []
    (denied,) = conflicts(
        [fact("a", "partnerOf", "b", "x"), fact("a", "partnerOf", "b", "y", modality="negated")]
    )
    assert (denied.kind, denied.documents, denied.others) == ("denied", ("x",), ("y",))
    owners = conflicts(
        [fact("x", "subsidiaryOf", "p"), fact("x", "subsidiaryOf", "q"), fact("y", "subsidiaryOf", "p")]
    )
    assert [(c.kind, c.one[2], c.other[2]) for c in owners] == [("owner", "p", "q")]
