"""The date that an article opens with: every usual form of it, and what only looks like one."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsgraph.documents import read
from newsgraph.documents.datelines import opening_date

DATELINES = """
SANTA CLARA, Calif., May 22, 2024 - Acme reported
WASHINGTON, May 22 2024 - Acme reported
July 22, 2024 - Acme, the parent of Beta
LONDON, 22 May 2024 (Reuters) - iPhone sales
HERZOGENAURACH, May 22, 2024 – adidas today
LONDON (Reuters), May 22, 2024 - Acme
WASHINGTON (AP) — May 22, 2024 — Acme
NEW YORK--(BUSINESS WIRE)--May 22, 2024-- Acme
NEW YORK, Sept. 22, 2024 /PRNewswire/ -- Acme
PARIS/LONDON, 22 May 2024 – Acme
MOUNTAIN VIEW, Calif.—May 22, 2024—Acme
Mumbai, May 22, 2024: Acme
Rio de Janeiro, May 22nd, 2024 - "Acme
BRUSSELS, Wednesday 22 May 2024 - The
(Reuters) - May 22, 2024 - Acme
Wednesday, May 22, 2024 - Acme
LONDON (May 22, 2024) — Acme
2024-05-22 - Acme said
""".strip().splitlines()
LINES = """
Published: 22 May 2024
**Published:** May 22, 2024
Published May 22, 2024 at 9:00 AM ET
Published 9:00 AM EDT, Wed May 22, 2024
Published: May 22, 2024 Updated: May 23, 2024
Last updated: May 22, 2024
Date: 2024-05-22
FOR IMMEDIATE RELEASE – May 22, 2024
By Jane Doe | 22 May 2024
By Jane Doe and John Roe, May 22, 2024
By JANE DOE May 22, 2024
By Jane Doe · May 22, 2024 · 5 min read
May 22, 2024 | By Jane Doe
May 22, 2024 by Jane Doe
May 22, 2024
MAY 22, 2024
*May 22, 2024*
(May 22, 2024)
Wednesday, 22nd of May 2024
22 May 2024, 10:30 GMT
May 22, 2024 at 4:05 p.m. ET
2024-05-22
2024-05-22T10:30:00Z
2024/05/22
LONDON, May 22, 2024
""".strip().splitlines()
BELOW_A_HEADLINE = ["Reuters | 22 May 2024", "Tokyo, May 22, 2024", "Ann Lee - May 22, 2024",
                    "The Wire | Updated: 2024-05-22 10:21"]
NONE = """
The merger of May 22, 2024 failed
On May 22, 2024, Acme said
On Wednesday, May 22, 2024 - a day to remember - Acme
In London, May 22, 2024 - The
By May 22, 2024, Acme had gone.
By May 22, 2024
By Friday, May 22, 2024
May 22, 2024, was a dark day.
May 22, 2024 was a dark day.
May 22, 2024 - the day the merger failed - was dark.
Ann Lee died on March 24, 2023, at her home in Hawaii.
Ann Lee, March 24, 1963 - present
Published May 22, 2024, the report said that Acme had failed.
Dated May 22, 2024, the letter asks
Updated figures of May 22, 2024
May 22 - Acme said
LONDON, May 22 (Reuters) - Acme said
October 2023
LONDON, Feb 30, 2024 - Acme said
February 29, 2023
2024-13-01
03/05/2024
January 3, 1929 - March 24, 2023
Ann Lee, January 3, 1929 - March 24, 2023
May 22, 2024 - May 24, 2024
May 22-24, 2024
22 - 24 May 2024
May – June 5, 2024
As of May 22, 2024
Three Months Ended March 31, 2024
THREE MONTHS ENDED MARCH 31, 2024
Born: May 22, 1950
Release date: May 22, 2024
Deadline: 22 May 2024
Closing date | May 22, 2024
""".strip().splitlines()
HEADLINES = ["The CES show, January 9, 2024", "IBM Earnings, June 5, 2023",
             "Remembering Pearl Harbor | December 7, 1941"]
SEVERAL = ["Timeline\n\nMay 3, 2022 - Acme offers.\n\nMay 22, 2024 - The merger fails.",
           "Timeline\nMay 3, 2022\nAcme offers.\nMay 22, 2024\nIt fails.",
           "PARIS, May 3, 2024 - Acme said so.\n\nLONDON, May 22, 2024 - Beta did not."]


def below(line: str) -> str:
    return f"Acme buys Beta\n\n{line}\n\nAcme said so."


@pytest.mark.parametrize("line", DATELINES + LINES)
def test_a_date_that_an_article_opens_with(line):
    found = opening_date(below(line))
    assert found is not None and found[:4] == "2024" and found[-2:] == "22"
    assert opening_date(f"{line}\n\nAcme said so.") == found


@pytest.mark.parametrize("line", BELOW_A_HEADLINE)
def test_a_date_below_the_headline(line):
    assert opening_date(below(line)) == "2024-05-22"


@pytest.mark.parametrize("line", NONE)
def test_what_only_looks_like_one(line):
    assert opening_date(below(line)) is None
    assert opening_date(line) is None


@pytest.mark.parametrize("text", [f"{line}\n\nAcme said so." for line in HEADLINES] + SEVERAL)
def test_headlines_chronologies_and_collections_have_none(text):
    assert opening_date(text) is None


def test_what_says_that_it_is_the_date_is_believed_before_the_rest():
    assert opening_date("Updated: May 24, 2024\nPublished: May 23, 2024\n\nROME, May 22, 2024 - Acme") == "2024-05-23"
    assert opening_date("May 24, 2024\n\nROME, May 22, 2024 - Acme said") == "2024-05-22"


def test_a_date_far_below_is_not_the_articles():
    assert opening_date("Acme said so.\n\n" * 7 + "ROME, May 22, 2024 - Acme said so.") is None


@given(st.dates(date(1800, 1, 1), date(2099, 12, 31)), st.sampled_from(["%B %d, %Y", "%d %b %Y", "%Y-%m-%d"]))
def test_every_day_of_the_calendar(day, form):
    assert opening_date(f"LONDON, {day.strftime(form)} - Acme said") == day.isoformat()


@given(st.text(alphabet=st.sampled_from("May22,024-–|:()/ \n.byABab1")) | st.text())
def test_any_text_has_a_date_or_none(text):
    found = opening_date(text)
    assert found is None or date.fromisoformat(found).isoformat() == found


@pytest.mark.parametrize(("name", "data", "expected"), [
    ("a.txt", "Acme buys Beta\n\nROME, May 22, 2024 - Acme said that it will buy Beta.", "2024-05-22"),
    ("a.md", "# Acme buys Beta\n\n*By Ann Lee | 22 May 2024*\n\nAcme said that it will buy Beta.", "2024-05-22"),
    ("a.md", "---\ndate: 2024-06-01\n---\n\nROME, May 22, 2024 - Acme said that it will buy Beta.", "2024-06-01"),
    ("a.html", "<h1>Acme buys Beta</h1><p>ROME, May 22, 2024 - Acme said that it will buy Beta.</p>", "2024-05-22"),
    ("a.jsonl", '{"text": "ROME, May 22, 2024 - Acme said that it will buy Beta."}', "2024-05-22"),
    ("a.jsonl", '{"text": "ROME, May 22, 2024 - Acme said so.", "date": "2024-06-01"}', "2024-06-01"),
])
def test_a_document_has_it_unless_its_source_gives_another(tmp_path, name, data, expected):
    (tmp_path / name).write_text(data, encoding="utf-8")
    (document,) = read([tmp_path / name])
    assert document.date == expected


def test_standard_input_has_it_too():
    (document,) = read(["-"], stdin=io.StringIO("ROME, May 22, 2024 - Acme said that it will buy Beta."))
    assert document.date == "2024-05-22"


BODY = "<p>Acme said that it would go on with the business of making rockets, as it always had.</p>" * 4


@pytest.mark.parametrize(("markup", "expected"), [
    ("<h1>Acme fails</h1><p>The merger of May 22, 2024 failed.</p>", None),
    ("<h1>Acme fails</h1><p>Founded on 2019-03-04 by Ann Lee, Acme failed.</p>", None),
    ("<h1>Acme fails in May 2019</h1><p>It ended in 2018.</p>", None),
    ("<h1>Acme fails</h1><p>2024-05-22</p><p>Founded on 2019-03-04, Acme failed.</p>", "2024-05-22"),
    ("<h1>Acme fails</h1><time datetime='2024-05-22'>today</time><p>Founded on 2019-03-04.</p>", "2024-05-22"),
    ("<h1>Acme fails</h1><p>ROME, May 21, 2024 - Acme failed.</p>"
     "<script type='application/ld+json'>{\"datePublished\": \"2024-05-22\"}</script>", "2024-05-22"),
    ("<meta property='article:published_time' content='2024-05-22T08:00:00Z'><p>On 2024-05-22 Acme failed.</p>",
     "2024-05-22"),
])
def test_a_page_has_the_date_of_its_markup_or_its_opening(tmp_path, markup, expected):
    page = tmp_path / "a.html"
    page.write_text(f"<html><head><title>Acme</title></head><body><article>{markup}{BODY}</article></body></html>")
    (document,) = read([page])
    assert document.date == expected


def test_a_year_in_a_footer_is_no_date(tmp_path):
    page = tmp_path / "a.html"
    page.write_text(f"<body><article><h1>Acme fails</h1>{BODY}</article><footer>Copyright 2017 Acme</footer></body>")
    (document,) = read([page])
    assert document.date is None
