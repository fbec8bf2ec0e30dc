"""The table of patterns: what each construction says, between given names."""

import re

import pytest

from newsgraph.extraction.rules import find_facts, load_pipeline, parse
from newsgraph.extraction.rules.lexicon import table, word_class
from newsgraph.extraction.rules.patterns import patterns
from newsgraph.records import Entity, Fact, Mention
from newsgraph.vocabulary import ARGUMENTS, TYPES

NAMES = {
    "Ann Lee": "Person",
    "Bob Roe": "Person",
    "Acme": "Company",
    "Bolt": "Company",
    "Tarn": "Company",
    "Zip": "Product",
    "Dash": "Product",
    "Graz": "Place",
    "World Expo": "Event",
    "Trade Union": "Organization",
}


def facts(text: str) -> list[Fact]:
    entities = [
        Entity(name, name, type_, tuple(Mention(*m.span()) for m in re.finditer(name, text)))
        for name, type_ in NAMES.items()
        if name in text
    ]
    return find_facts(parse(load_pipeline(), text), entities)


@pytest.mark.parametrize(
    ("text", "subject", "predicate", "object_"),
    [
        ("Ann Lee, chief executive of Acme, said so.", "Ann Lee", "executiveOf", "Acme"),
        ("Acme's chairman, Ann Lee, said so.", "Ann Lee", "executiveOf", "Acme"),
        ("Acme CEO Ann Lee said so.", "Ann Lee", "executiveOf", "Acme"),
        ('"It is good," said Ann Lee, head of Acme.', "Ann Lee", "executiveOf", "Acme"),
        ("Ann Lee was named president of Acme.", "Ann Lee", "executiveOf", "Acme"),
        ("Ann Lee, who runs Acme, said so.", "Ann Lee", "executiveOf", "Acme"),
        ("Acme, whose president is Ann Lee, said so.", "Ann Lee", "executiveOf", "Acme"),
        ("Ann Lee, an analyst at Acme, said so.", "Ann Lee", "employedBy", "Acme"),
        ("Ann Lee works for Acme.", "Ann Lee", "employedBy", "Acme"),
        ("Ann Lee founded Acme in 1990.", "Ann Lee", "founderOf", "Acme"),
        ("Acme was founded by Ann Lee and Bob Roe.", "Bob Roe", "founderOf", "Acme"),
        ("Acme founder Ann Lee said so.", "Ann Lee", "founderOf", "Acme"),
        ("Acme launched the Zip on Monday.", "Acme", "produces", "Zip"),
        ("The Zip was developed by Acme.", "Acme", "produces", "Zip"),
        ("Acme, the maker of the Zip and the Dash, said so.", "Acme", "produces", "Dash"),
        ("The launch of the Zip by Acme was late.", "Acme", "produces", "Zip"),
        ("Acme's Zip is late.", "Acme", "produces", "Zip"),
        ("Acme's new phone, the Zip, is late.", "Acme", "produces", "Zip"),
        ("Acme competes with Bolt.", "Acme", "competesWith", "Bolt"),
        ("Bolt, a rival of Acme, said so.", "Bolt", "competesWith", "Acme"),
        ("Acme faces rivals such as Bolt and Tarn.", "Tarn", "competesWith", "Acme"),
        ("Acme's competitors include Bolt and Tarn.", "Tarn", "competesWith", "Acme"),
        ("Bolt, a subsidiary of Acme, said so.", "Bolt", "subsidiaryOf", "Acme"),
        ("Bolt is owned by Acme.", "Bolt", "subsidiaryOf", "Acme"),
        ("Acme acquired Bolt in 2005.", "Acme", "acquired", "Bolt"),
        ("Bolt, acquired by Acme in 2005, said so.", "Acme", "acquired", "Bolt"),
        ("Acme completed its acquisition of Bolt.", "Acme", "acquired", "Bolt"),
        ("Tarn sold Bolt to Acme.", "Acme", "acquired", "Bolt"),
        ("Acme announced a partnership with Bolt.", "Acme", "partnerOf", "Bolt"),
        ("Acme teamed up with Bolt.", "Acme", "partnerOf", "Bolt"),
        ("An alliance between Acme and Bolt is old.", "Acme", "partnerOf", "Bolt"),
        ("Acme invested in Bolt.", "Acme", "investorIn", "Bolt"),
        ("Acme holds a stake in Bolt.", "Acme", "investorIn", "Bolt"),
        ("Acme buys engines from Bolt.", "Acme", "customerOf", "Bolt"),
        ("Bolt's customers include Acme and Tarn.", "Tarn", "customerOf", "Bolt"),
        ("Ann Lee is a member of the Trade Union.", "Ann Lee", "memberOf", "Trade Union"),
        ("Acme exhibited at the World Expo.", "Acme", "participatesIn", "World Expo"),
        ("Ann Lee spoke at the World Expo.", "Ann Lee", "participatesIn", "World Expo"),
        ("Acme, based in Graz, said so.", "Acme", "locatedIn", "Graz"),
        ("Graz-based Acme said so.", "Acme", "locatedIn", "Graz"),
        ("The World Expo was held in Graz.", "World Expo", "locatedIn", "Graz"),
    ],
)
def test_what_a_construction_says(text: str, subject: str, predicate: str, object_: str) -> None:
    found = {(f.subject, f.predicate, f.object) for f in facts(text) if f.modality == "asserted"}
    ways = {(subject, predicate, object_)}
    if predicate in ("competesWith", "partnerOf"):
        ways.add((object_, predicate, subject))
    assert ways & found


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee met Bob Roe in Graz.",
        "Acme and Bolt reported their results.",
        "Ann Lee, chief executive of Acme, spoke with Bolt.",
    ],
)
def test_what_it_does_not_say(text: str) -> None:
    assert not [f for f in facts(text) if f.predicate in ("acquired", "partnerOf", "competesWith", "subsidiaryOf")]
    assert not [f for f in facts(text) if (f.subject, f.object) == ("Ann Lee", "Bolt")]


@pytest.mark.parametrize(
    ("text", "modality"),
    [
        ("Acme acquired Bolt.", "asserted"),
        ("Acme may acquire Bolt.", "hypothetical"),
        ("Acme plans to acquire Bolt.", "hypothetical"),
        ("Acme is in talks to buy Bolt.", "hypothetical"),
        ("Acme did not acquire Bolt.", "negated"),
        ("Acme failed to acquire Bolt.", "negated"),
        ("Acme denied that it bought Bolt.", "negated"),
        ("Acme has reportedly acquired Bolt.", "rumoured"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    assert {f.modality for f in facts(text) if f.predicate == "acquired"} == {modality}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("Ann Lee is chief executive of Acme.", "current"),
        ("Ann Lee, former chief executive of Acme, said so.", "past"),
        ("Ann Lee was chief executive of Acme until May.", "past"),
        ("Ann Lee will become chief executive of Acme.", "future"),
    ],
)
def test_time(text: str, time: str) -> None:
    assert {f.time for f in facts(text) if f.predicate == "executiveOf"} == {time}


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Ann Lee, chief executive of Acme, said so.", "chief executive"),
        ("Ann Lee, vice president of marketing at Acme, said so.", "vice president of marketing"),
        ("Acme's former chairman, Ann Lee, said so.", "chairman"),
        ("Ann Lee, chairman of software company Acme, said so.", "chairman"),
    ],
)
def test_roles(text: str, role: str) -> None:
    assert {f.role for f in facts(text) if f.predicate == "executiveOf"} == {role}


def test_the_table_covers_the_vocabulary_and_its_names_are_unique() -> None:
    assert {p.predicate for p in patterns()} == set(ARGUMENTS)
    keys = [(p.predicate, p.name) for p in patterns()]
    assert len(keys) == len(set(keys))
    assert all(p.lemmas and (p.pair or p.subject and p.object) for p in patterns())


def test_the_measured_tables_only_speak_of_what_exists() -> None:
    known = {(p.predicate, p.name + suffix) for p in patterns() for suffix in ("", "-implied", "-topic")}
    measured = {(predicate, name) for predicate, row in table("precision").items() for name in row}
    assert measured <= known
    assert {type_ for row in table("weights").values() for type_ in row} <= {*TYPES, "none"}
    assert "chairman" in word_class("executive")
