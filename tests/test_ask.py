"""Questions in plain English find the query that answers them, or are plainly not understood."""

import json
import re
from datetime import date

import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from newsroom import Article, articles, resolution

from newsgraph import KnowledgeGraph, QueryError, library
from newsgraph.ask import EXAMPLES, ask, shown, understand
from newsgraph.ask.answering import NotUnderstood
from newsgraph.ask.days import day
from newsgraph.ask.posts import post
from newsgraph.cli import cli
from newsgraph.graph.knowledge_graph import run
from newsgraph.graph.vocabulary import load

TODAY = date(2024, 6, 12)
EMPTY = KnowledgeGraph.from_extractions([])


def more_articles():
    five = Article("five", "Money", "2024-06-01")
    five.says("Alpha bought Beta.", "Alpha", "acquired", "Beta")
    five.says("Gamma invested in Alpha.", "Gamma", "investorIn", "Alpha")
    five.says("Bob Ray founded Gamma.", "Bob Ray", "founderOf", "Gamma")
    five.says("Alpha is based in Lima.", "Alpha", "locatedIn", "Lima")
    five.says("Beta buys from Gamma.", "Beta", "customerOf", "Gamma")
    return [*articles(), five.extraction()]


@pytest.fixture(scope="module")
def graph():
    found = more_articles()
    return KnowledgeGraph.from_extractions(found, resolution(found))


def reply_of(graph, question):
    return ask(question, graph.reader, lambda query, bound: run(graph.store, query.text, bound), today=TODAY)


@pytest.mark.parametrize(("question", "query", "column", "expected"), [
    ("who runs Alpha?", "executives", "name", ["Ann Lee"]),
    ("who's in charge of Alpha?", "executives", "name", ["Ann Lee"]),
    ("Could you tell me who is running Alpha these days?", "executives", "name", ["Ann Lee"]),
    ("Beta's competitors", "competitors", "name", ["Gamma", "Alpha"]),
    ("Gamma’s founder", "related", "otherName", ["Bob Ray"]),
    ("Who is the CEO of the ALPHA INC.?", "posts", "name", ["Ann Lee"]),
    ("who is Alpha's chief executive", "posts", "name", ["Ann Lee"]),
    ("who is the chief executive officer at Alpha", "posts", "name", ["Ann Lee"]),
    ("who is the boss of Alpha?", "executives", "name", ["Ann Lee"]),
    ("who was Alpha's CEO?", "posts", "name", ["Ann Lee"]),
    ("The Next chief executive of Alpha", "posts", "name", ["Bob Ray"]),
    ("Who used to run Alpha?", "changes", "name", ["Bob Ray", "Ann Lee"]),
    ("who was the head of Alpha", "changes", "name", ["Bob Ray", "Ann Lee"]),
    ("Who led Alpha?", "changes", "name", ["Bob Ray", "Ann Lee"]),
    ("what companies does Bob Ray run?", "companies", "name", ["Guild", "Gamma", "Alpha"]),
    ("what does Beta make?", "products", "name", ["Comet"]),
    ("which products does Alpha sell", "products", "name", ["Rocket"]),
    ("who makes the Rocket?", "related", "otherName", ["Alpha"]),
    ("which company developed “Comet”?", "related", "otherName", ["Beta"]),
    ("who competes with Beta?", "competitors", "name", ["Gamma", "Alpha"]),
    ("what are Rocket's rivals?", "product-competitors", "name", ["Comet"]),
    ("what links Ann Lee and Rocket?", "path", "steps", [2]),
    ("how are the Fair and Lima connected?", "path", "steps", [1, 2]),
    ("who owns Beta?", "owners", "subject", ["Alpha", "Beta", "Beta"]),
    ("who acquired Beta?", "related", "otherName", ["Alpha"]),
    ("what did Alpha buy?", "related", "otherName", ["Beta"]),
    ("who invested in Alpha?", "related", "otherName", ["Gamma"]),
    ("what has Gamma invested in?", "related", "otherName", ["Alpha"]),
    ("where is Alpha based?", "related", "otherName", ["Lima"]),
    ("where does the Fair take place", "related", "otherName", ["Lima"]),
    ("who is based in Lima?", "related", "otherName", ["Alpha", "Fair"]),
    ("who founded Gamma?", "related", "otherName", ["Bob Ray"]),
    ("who buys from Gamma?", "related", "otherName", ["Beta"]),
    ("who is customer of Gamma?", "related", "otherName", ["Beta"]),
    ("what is new since 15 May 2024?", "new-since", "subject",
     ["Alpha", "Alpha", "Beta", "Bob Ray", "Gamma"]),
    ("what's new since last month?", "new-since", "subject", ["Alpha", "Alpha", "Beta", "Bob Ray", "Gamma"]),
    ("what does news/two.txt say?", "document", "object", ["Comet", "Alpha", "Gamma"]),
    ("what does the article Beta answers say?", "document", "object", ["Comet", "Alpha", "Gamma"]),
    ("which articles mention the Guild?", "documents", "source", ["news/four.txt"]),
    ("who speaks at the Fair?", "participants", "name", ["Alpha"]),
    ("tell me about Lima", "everything", "other", ["Alpha", "Fair"]),
    ("Who is Ann Lee?", "everything", "other", ["Alpha", "Alpha"]),
    ("most connected companies", "most-connected", "name", ["Alpha", "Gamma", "Beta"]),
    ("who is Bob Ray member of?", "related", "otherName", ["Guild"]),
])
def test_a_question_finds_its_answer(graph, question, query, column, expected):
    reply = reply_of(graph, question)
    assert reply.query.name == query
    assert sorted(row[column] for row in reply.result) == sorted(expected)


@pytest.mark.parametrize("question", ["who runs Alpha?", "what links Fair and Rocket?", "what is new since 2024?",
                                      "where is Alpha based?", "what does news/two.txt say?",
                                      "who competes with Beta?", "tell me about Alpha"])
def test_the_sparql_that_is_shown_gives_the_same_answer(graph, question):
    reply = reply_of(graph, question)
    again = graph.query(reply.sparql)
    at = [again.variables.index(name) for name in reply.result.variables]
    assert [tuple(row[i] for i in at) for row in again.terms] == list(reply.result.terms) != []


@pytest.mark.parametrize(("question", "query", "note"), [
    ("who is the CFO of Alpha?", "executives", "no chief financial officer of Alpha; instead, its executives:"),
    ("who was Alpha's chairwoman?", "changes",
     "no former chair of Alpha; instead, its former and announced executives:"),
    ("who are the directors of Beta?", "executives", "no director of Beta; instead, its executives:"),
    ("who is the CEO of Alpha?", "posts", ""),
])
def test_what_is_shown_instead_of_a_post_that_nobody_holds_is_said(graph, question, query, note):
    reply = reply_of(graph, question)
    assert (reply.query.name, reply.note) == (query, note and f"The graph has {note}")


@pytest.mark.parametrize(("asked", "name", "meant", "others"), [
    ("CFO", "chief financial officer", ["CFO", "finance chief", "group finance director", "head of finance"], ["CEO"]),
    ("ceos", "chief executive", ["CEO", "co-chief executive", "Chairman and Chief Executive Officer", "acting CEO"],
     ["deputy chief executive", "chief financial officer"]),
    ("president", "president", ["president", "co-presidents", "chairman, president"], ["Executive Vice President"]),
    ("chairwoman", "chair", ["chair", "non-executive chairman", "chairperson of the board"], ["vice chairman"]),
    ("chief people officer", "chief people officer", ["CPO", "people chief"], ["chief product officer"]),
    ("technology chief", "chief technology officer", ["CTO", "president and chief technical officer"], ["coach"]),
    ("CIO", "CIO", ["chief information officer", "chief investment officer"], ["chief operating officer"]),
    ("directors", "director", ["managing director", "member of the board"], ["chairman of the board"]),
])
def test_a_post_is_found_under_all_its_names(asked, name, meant, others):
    found, pattern = post(asked)
    assert found == name
    assert [role for role in (*meant, *others) if re.search(pattern, role, re.IGNORECASE)] == meant


def test_every_query_of_the_library_can_be_shown_with_its_values():
    for query in library.library().values():
        bound = {parameter.name: ox.Literal("x") for parameter in query.parameters}
        assert shown(query, bound).count("VALUES ?") >= len(bound)


def test_every_example_is_understood():
    for example in EXAMPLES:
        assert next(understand(example, load(), TODAY), None) is not None, example


@pytest.fixture(scope="module")
def sampled(tmp_path_factory):
    path = tmp_path_factory.mktemp("sampled")
    assert CliRunner().invoke(cli, ["demo", "-o", str(path)]).exit_code == 0
    return KnowledgeGraph.open(path)


def test_the_sample_articles_answer_every_example(sampled):
    from newsgraph.cli.ask import ask_command

    given = re.findall(r'newsgraph ask "(.+?)"', ask_command.epilog)
    assert given
    for example in (*EXAMPLES, *given):
        assert reply_of(sampled, example).result, example


@pytest.mark.parametrize("question", ["", "?", "sing me a song", "why did Alpha's share fall?",
                                      "is Alpha a good investment?", "DROP ALL", "what is new since the flood?"])
def test_what_is_not_understood_is_said_plainly(graph, question):
    with pytest.raises(QueryError, match="I do not understand|nothing in the graph is called"):
        reply_of(graph, question)


def test_an_unknown_name_is_told_from_an_unknown_question(graph):
    with pytest.raises(QueryError, match="nothing in the graph is called “Alfa”; did you mean Alpha"):
        reply_of(graph, "who runs Alfa?")
    with pytest.raises(NotUnderstood, match="I understand, say: who runs"):
        reply_of(graph, "will Alpha win?")


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused_in_one_sentence(text):
    try:
        reply_of(EMPTY, text)
    except QueryError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(("text", "expected"), [
    ("2024-03-01", "2024-03-01"), ("1 March 2024", "2024-03-01"), ("March 1st, 2024", "2024-03-01"),
    ("the 5th of May", "2024-05-05"), ("November", "2023-11-01"), ("yesterday", "2024-06-11"),
    ("Wednesday", "2024-06-05"), ("last monday", "2024-06-10"), ("last year", "2023-06-13"),
    ("3 weeks ago", "2024-05-22"), ("2024-05", "2024-05-01"), ("2019", "2019-01-01"),
])
def test_dates_as_people_say_them(text, expected):
    assert str(day(text, TODAY)) == expected


@pytest.mark.parametrize("text", ["", "32 March 2024", "March April", "soon", "2024-13-01", "1 2 3", "99999"])
def test_what_is_no_date(text):
    assert day(text, TODAY) is None


@pytest.fixture(scope="module")
def output(tmp_path_factory):
    from newsroom import Scripted

    from newsgraph.graph import building

    path = tmp_path_factory.mktemp("asked")
    building.build([], path, extractor=Scripted(), documents=[e.document for e in articles()], view=False)
    return str(path)


def test_the_command_answers_shows_its_query_and_says_what_it_does_not_understand(output):
    run = CliRunner().invoke
    answered = run(cli, ["ask", "who", "runs", "Alpha?", "-g", output, "--sparql"])
    assert answered.exit_code == 0 and "Ann Lee" in answered.stdout
    assert "VALUES ?company { <https://newsgraph.example/id/alpha> }" in answered.stdout
    rows = json.loads(run(cli, ["ask", "who runs Alpha?", "-g", output, "-f", "json", "--sparql"]).stdout)
    assert rows["results"]["bindings"][0]["name"]["value"] == "Ann Lee"
    other = run(cli, ["ask", "who is the CFO of Alpha?", "-g", output])
    assert other.stdout.startswith("The graph has no chief financial officer of Alpha; instead, its executives:\n")
    lost = run(cli, ["ask", "sing me a song", "-g", output])
    assert lost.exit_code == 1 and lost.stdout == ""
    assert "do not understand “sing me a song”. I understand" in lost.stderr and EXAMPLES[0] in lost.stderr
