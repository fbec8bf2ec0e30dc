"""What is one thing and what is not: companies, people, products, types, and no merging by chains."""

import re

import pytest
from test_decisions import said

from newsgraph.extraction.clustering import cluster_names
from newsgraph.names import fold, slug
from newsgraph.records import Document, Entity, Extraction, Mention
from newsgraph.resolution import resolve, resolve_with_reasons


def together(*things: tuple[str, ...]) -> bool:
    """Whether things, each in a document of its own, are one."""
    return len(resolve([said(f"d{i}", thing) for i, thing in enumerate(things)]).nodes) == 1


@pytest.mark.parametrize(
    "one, other",
    [
        ("Nestlé S.A.", "NESTLE"),
        ("Samsung Electronics Co., Ltd.", "Samsung Electronics"),
        ("AT&T", "AT and T"),
        ("Coca-Cola", "Coca Cola Company"),
        ("eBay Inc.", "EBay"),
        ("Amazon", "Amazon.com"),
        ("The Gap", "Gap Inc."),
        ("Ford", "Ford Motor Company"),
        ("IBM", "International Business Machines Corp."),
        ("L'Oréal", "L’Oreal"),
        ("Crystal Disc", "CrystalDisc"),
        ("Zoellick Systems", "Zoelick Systems"),
        ("Ping'an Insurance", "Pingan Insurance"),
    ],
)
def test_names_of_one_company(one, other):
    assert together(("Company", one), ("Company", other))


@pytest.mark.parametrize(
    "one, other",
    [
        ("Samsung", "Samsung SDI"),
        ("Alphabet", "Google"),
        ("Delta Electronics", "Delta Air Lines"),
        ("Bank of America", "Bank of Ireland"),
        ("Sony", "Sony Ericsson"),
        ("3M", "4M"),
        ("Raymond James Bank", "Raymond James Financial"),
    ],
)
def test_names_of_two_companies(one, other):
    assert not together(("Company", one), ("Company", other))


def test_an_owner_before_the_name():
    found = resolve([said("a", ("Company", "Alphabet's Google")), said("b", ("Company", "Google")),
                     said("c", ("Company", "Alphabet"))])
    assert sorted(node.key for node in found.nodes) == ["alphabet", "google"]


def test_former_names_and_tickers_are_joined_by_a_document_that_gives_both():
    former = [said("a", ("Company", "Meta Platforms", "Facebook")), said("b", ("Company", "Facebook"))]
    assert len(resolve(former).nodes) == 1
    text = "Microsoft (NASDAQ: MSFT) rose. "
    ticker = Extraction(
        Document("a", "a", "", text), (Entity("e", "Microsoft", "Company", (Mention(0, 9),)),)
    )
    assert len(resolve([ticker, said("b", ("Company", "MSFT"))]).nodes) == 1
    assert len(resolve([said("a", ("Company", "Microsoft")), said("b", ("Company", "MSFT"))]).nodes) == 2


def test_a_document_that_names_both_as_two_holds_them_apart():
    both = said("a", ("Company", "Ford"), ("Company", "Ford Motor"))
    assert (
        len(resolve([both, said("b", ("Company", "Ford")), said("c", ("Company", "Ford Motor"))]).nodes)
        == 2
    )


def test_no_merging_by_chains():
    found = [said("a", ("Company", "Delta")), said("b", ("Company", "Delta Air")),
             said("c", ("Company", "Delta Electronics"))]
    assert len(resolve(found).nodes) == 3, "the short name fits two"
    index = resolve([*found, said("d", ("Company", "Delta Air", "Delta"))]).index()
    assert index["a", "e0"] is index["b", "e0"] is not index["c", "e0"], "a document says which"


def test_a_chain_is_broken_where_documents_tell_its_ends_apart():
    found = [
        said("a", ("Company", "Acme", "Bolt")),
        said("b", ("Company", "Bolt", "Crank")),
        said("c", ("Company", "Acme"), ("Company", "Crank")),
        said("d", ("Company", "Acme"), ("Company", "Crank")),
    ]
    index = resolve(found).index()
    assert index["c", "e0"] is not index["c", "e1"]


@pytest.mark.parametrize("one, other, same", [
    ("Galaxy S24", "Galaxy S24 Ultra", False), ("GPT-4", "GPT-4o", False), ("iPhone 15", "iPhone 16", False),
    ("GPT-4", "GPT 4", True), ("PlayStation 2", "Playstation 2", True), ("Windows", "Windows 11", False),
    ("A380", "A380-800", False),
])
def test_products_by_version(one, other, same):
    assert together(("Product", one), ("Product", other)) is same


def test_products_by_maker():
    made = ((0, "produces", 1),)
    phone = said("a", ("Company", "Samsung Electronics"), ("Product", "Galaxy"), facts=made)
    again = said("b", ("Company", "Samsung"), ("Product", "Galaxy"), facts=made)
    bar = said("c", ("Company", "Mars"), ("Product", "Galaxy"), facts=made)
    index = resolve([phone, again, bar]).index()
    assert index["a", "e1"] is index["b", "e1"] is not index["c", "e1"]
    assert {index["a", "e1"].key, index["c", "e1"].key} == {
        "galaxy--samsung-electronics",
        "galaxy--mars",
    } or {index["a", "e1"].key, index["c", "e1"].key} == {"galaxy--samsung", "galaxy--mars"}
    owned = said("d", ("Company", "Mars"), ("Company", "Samsung"), facts=((0, "subsidiaryOf", 1),))
    index = resolve([phone, again, bar, owned]).index()
    assert index["a", "e1"] is index["c", "e1"], "the makers belong together"
    outlook = [said("a", ("Company", "Microsoft"), ("Product", "Microsoft Outlook"), facts=made),
               said("b", ("Product", "Outlook"))]
    assert len({node.key for node in resolve(outlook).nodes if node.type == "Product"}) == 1


def test_people_by_full_name_and_company():
    boss = ((1, "executiveOf", 0),)
    a = said("a", ("Company", "Acme"), ("Person", "John Smith"), facts=boss)
    b = said("b", ("Company", "Acme"), ("Person", "John Smith"), facts=boss)
    c = said("c", ("Company", "Bolt"), ("Person", "John Smith"), facts=boss)
    index = resolve([a, b, c]).index()
    assert index["a", "e1"] is index["b", "e1"] is not index["c", "e1"]
    d = said("d", ("Company", "Acme"), ("Company", "Bolt"), ("Person", "John Smith"),
             facts=((2, "executiveOf", 0), (2, "employedBy", 1)))
    index = resolve([a, b, c, d]).index()
    assert index["a", "e1"] is index["c", "e1"], "somebody moved from one to the other"
    rare = [said(x, ("Company", firm), ("Person", "Obinna Fairweather"), facts=boss)
            for x, firm in (("a", "Acme"), ("b", "Bolt"))]
    assert len([n for n in resolve(rare).nodes if n.type == "Person"]) == 1


def test_a_surname_alone_means_nobody_in_particular():
    boss = ((1, "executiveOf", 0),)
    assert not together(("Person", "Cook"), ("Person", "Cook"))
    index = resolve([said("a", ("Company", "Apple"), ("Person", "Tim Cook"), facts=boss),
                     said("b", ("Company", "Apple"), ("Person", "Cook"), facts=boss),
                     said("c", ("Company", "Bolt"), ("Person", "Cook"), facts=boss)]).index()
    assert index["a", "e1"] is index["b", "e1"] is not index["c", "e1"]


@pytest.mark.parametrize("one, other, same", [
    ("Vincent K. McMahon", "Vincent McMahon", True), ("Miyamoto Shigeru", "Shigeru Miyamoto", True),
    ("Roy E. Disney", "Roy O. Disney", False), ("Viktor Yanukovych", "Viktor Yanukovich", True),
    ("Dr. Zoë Lindqvist", "Zoe Lindqvist", True), ("Ann Kowalczyk", "Jan Kowalczyk", False),
])
def test_spellings_of_people(one, other, same):
    assert together(("Person", one), ("Person", other)) is same


def test_types():
    assert together(("Company", "Acme"), ("Organization", "Acme"))
    assert not together(("Company", "Jaguar"), ("Product", "Jaguar"))
    assert not together(("Person", "Ford"), ("Company", "Ford"))
    rival = ((0, "competesWith", 1),)
    evidence = [said("a", ("Company", "Instagram"), ("Company", "Snapchat"), facts=rival),
                said("b", ("Product", "Instagram"), ("Company", "Snapchat"), facts=rival)]
    assert len([n for n in resolve(evidence).nodes if n.name == "Instagram"]) == 1


def test_names_that_every_country_has():
    british, kiwi = (said(x, ("Organization", "Labour Party"), ("Place", place))
                     for x, place in (("a", "Britain"), ("b", "New Zealand")))
    again = said("c", ("Organization", "Labour Party"), ("Place", "British"))
    index = resolve([british, kiwi, again]).index()
    assert index["a", "e0"] is index["c", "e0"] is not index["b", "e0"]
    assert index["a", "e1"] is index["c", "e1"]


def test_keys():
    found = resolve([said("a", ("Company", "Apple"), ("Product", "Apple"), ("Place", "Apple")),
                     said("b", ("Company", "百度")), said("c", ("Company", "!!!"))])
    keys = {node.key: node.name for node in found.nodes}
    assert {"apple", "apple--product", "apple--place"} < keys.keys()
    assert len(keys) == 5 and sorted(map(len, keys))[0] >= 5


def test_unnamed_things_are_no_nodes():
    nameless = Extraction(
        Document("a", "a", "", "the firm"), (Entity("e", "the firm", "Company", (), False),)
    )
    assert resolve([nameless]).nodes == () and resolve([]).nodes == ()


def test_every_join_says_why():
    made = resolve_with_reasons([said("a", ("Company", "Ford")), said("b", ("Company", "Ford Motor"))])
    (join,) = made.joins
    assert join.score == pytest.approx(sum(worth for _, worth in join.features)) and made.close == (join,)


@pytest.mark.parametrize(
    "names, clusters",
    [
        (
            [("Steve Jobs", "Person"), ("Jobs", "Person"), ("Apple Inc.", "Company"), ("Apple", "Company")],
            [0, 0, 1, 1],
        ),
        ([("European Central Bank", "Organization"), ("ECB", "Organization")], [0, 0]),
        ([("Anna Berg", "Person"), ("Carl Berg", "Person"), ("Berg", "Person")], [0, 1, 1]),
        ([("Sony Pictures", "Company"), ("Sony Music", "Company")], [0, 1]),
        ([("US", "Place"), ("United States", "Place"), ("UK", "Place")], [0, 0, 1]),
        ([("Outlook", "Product"), ("Microsoft", "Company"), ("Microsoft Outlook", "Product")], [0, 1, 0]),
        ([("Henry II", "Person"), ("Henry III", "Person")], [0, 1]),
        ([("Harbour & Hill", "Company"), ("H&H", "Company")], [0, 0]),
        ([("US Bureau of Tides", "Organization"), ("BOT", "Organization")], [0, 0]),
        ([("Orvik", "Company"), ("Orvik Foundation", "Organization")], [0, 1]),
        ([("Orvik Foundation", "Organization"), ("Orvik", "Organization")], [0, 0]),
        ([("Skua T7", "Product"), ("T7s", "Product")], [0, 0]),
        ([], []),
    ],
)
def test_names_of_one_document(names, clusters):
    assert cluster_names(names) == clusters


@pytest.mark.parametrize(("text", "names", "type", "clusters"), [
    ("Escuela Latinoamericana de Medicina (ELAM) opened.", [(0, 35), (37, 41)], "Organization", [0, 0]),
    ("Port Review Office (Portrev) ruled.", [(0, 18), (20, 27)], "Organization", [0, 0]),
    ("ComTel (Commission for Telephones) ruled.", [(0, 6), (8, 33)], "Organization", [0, 0]),
    ("Orvik (Brandt, Hansen) and others", [(0, 5), (7, 13)], "Company", [0, 1]),
    ("It flew from Alta (Norway).", [(13, 17), (19, 25)], "Place", [0, 1]),
    ("It flew to Papua New Guinea (PNG).", [(11, 27), (29, 32)], "Place", [0, 0]),
])
def test_what_alone_stands_in_brackets_is_what_stands_before_it(text, names, type, clusters):
    assert cluster_names([(text[s:e], type) for s, e in names], text, names) == clusters


@pytest.mark.parametrize(("text", "type", "clusters"), [
    ("[Orvik Music] grew. Its parent [Orvik] did not. [Orvik Music] sells songs.", "Company", [0, 0, 0]),
    ("[Orvik Music] grew. [Orvik], the parent of [Orvik Music], did not.", "Company", [0, 1, 0]),
    ("[Orvik Music] said [Orvik] would not sell. [Orvik Music] sells songs.", "Company", [0, 0, 0]),
    ("The [Skua Two] is out. The [Skua] is fast.", "Product", [0, 0]),
    ("The [Skua Two] is faster than the [Skua].", "Product", [0, 1]),
])
def test_a_sentence_tells_apart_what_it_names_in_short_and_then_in_full(text, type, clusters):
    spans = [m.span(1) for m in re.finditer(r"\[(.*?)\]", text)]
    assert cluster_names([(text[s:e], type) for s, e in spans], text, spans) == clusters


def test_folding_and_slugs():
    assert fold("Škoda & Søn") == "skoda and son"
    assert slug("A" * 300) == "a" * 80 and slug("C++") == "c-plus-plus"
