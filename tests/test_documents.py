"""Sources of text: files, folders, JSON lines, pages, standard input, and what is wrong with some of them."""

import io
import json
import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsgraph.documents import Columns, Limits, Options, read
from newsgraph.documents.language import foreign
from newsgraph.records import Document, Skipped

ARTICLE = """Harbor Robotics names a new chief executive

Harbor Robotics, which makes machines for ports, said on Monday that Ana Silva would become
its chief executive.

"We will double our output," said Silva, 48, who has led the company’s plant in Porto since 2019.
"""


def only(found):
    [item] = found
    return item


def reason(*sources, **more):
    item = only(read(sources, **more))
    assert isinstance(item, Skipped), item
    assert "\n" not in item.reason and item.reason and not item.reason.endswith(".")
    return item.reason


@pytest.fixture
def place(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def test_text_is_kept_exactly(place):
    text = (
        "  A heading\r\n\r\nAcme said \t it would buy its rival for the price of one.\r\n\x0cEnd of "
        "the page\n\n"
    )
    path = place("a.txt", text)
    document = only(read([path]))
    assert document.text == text
    assert (document.id, document.source, document.title) == (path, path, "A heading")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]
)
def test_encodings(place, encoding):
    assert only(read([place("a.txt", ARTICLE.encode(encoding))])).text == ARTICLE


def test_other_encodings_are_detected(place):
    czech = "Škoda Auto, říká předseda představenstva, " * 3
    text = f"The company said that the chairman would speak of it in Prague. {czech}"
    found = only(read([place("a.txt", text.encode("cp1250"))]))
    assert isinstance(found, Document) and "Škoda" in found.text or "koda" in found.text


def test_invalid_utf8_stays_readable(place):
    data = ARTICLE.encode().replace(b"Silva,", b"Sil\xffva,")
    found = only(read([place("a.txt", data)])).text
    assert "Sil\ufffdva" in found and "company’s" in found


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
@settings(max_examples=60, deadline=None)
def test_any_text_is_kept_or_skipped(text):
    item = only(read(["-"], stdin=io.BytesIO(f"The company said it was so. {text}".encode())))
    assert isinstance(item, Skipped) or item.text == f"The company said it was so. {text}"


@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            "a.txt",
            "a.md",
            "a.html",
            "a.jsonl",
            "a.json",
            "a.csv",
            "a.pdf",
            "a.docx",
            "a.epub",
            "a.eml",
            "a.rss",
            "a.zip",
            "a.tar",
            "a.gz",
            "a.bz2",
            "a.zst",
            "a.xz",
            "a.parquet",
            "a.warc",
            "a",
        ]
    ),
)
@settings(max_examples=150, deadline=None)
def test_no_bytes_raise(tmp_path_factory, data, name):
    path = tmp_path_factory.mktemp("any") / name
    path.write_bytes(data)
    assert all(isinstance(item, Document | Skipped) for item in read([path]))


def test_titles(place):
    assert only(read([place("a.txt", "Acme grew.\n\nIt said so on Monday.")])).title == ""
    assert only(read([place("b.txt", "Acme grows\nIt said so on Monday.")])).title == ""
    assert only(read([place("c.txt", "Will Acme grow?\n\nIt said so on Monday.")])).title == "Will Acme grow?"


def test_markdown_is_plain_text_with_headings_apart(place):
    path = place(
        "a.md",
        '---\ntitle: "Ports"\ndate: 2024-03-02\nauthor: Jo Doe\n---\n# Harbor *Robotics*\n'
        "[Harbor](https://x.example) makes **machines**\nfor ports.\n\n- Ana `Silva`\n- Bo Li\n\n"
        "| Name | Role |\n|---|---|\n| Ana | chief |\n\n> Quoted <b>words</b>.\n\n![picture](x.png)\n",
    )
    document = only(read([path]))
    assert document.text == (
        "Harbor Robotics\n\nHarbor makes machines for ports.\n\nAna Silva\n\nBo Li\n\nName | Role\n\n"
        "Ana | chief\n\nQuoted words."
    )
    assert (document.title, document.date, document.author) == ("Ports", "2024-03-02", "Jo Doe")


PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="{0}">
<title>Harbor names a chief | The Port Paper</title>
<meta property="og:title" content="Harbor names a chief"><meta name="author" content="Jo Doe">
<meta property="article:published_time" content="2024-03-02T08:00:00Z"></head><body>
<nav><a href="/">Home</a><a href="/b">Business</a></nav><article><h1>Harbor names a chief</h1>
<p>Harbor Robotics, which makes machines for ports, said on Monday that
<b>Ana Silva</b> would become its chief.</p>
<h2>A café in Porto</h2><p>“We will double our output,” said Silva, who has led the plant in Porto
since 2019.</p>
<ul><li>Ana Silva leads the company from the spring of this year</li>
<li>Bo Li remains its head of finance</li></ul>
<script>var x = "no text";</script></article><footer>All rights reserved</footer></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_html(place, encoding):
    document = only(read([place("a.html", PAGE.format(encoding).encode(encoding))]))
    assert document.text.split("\n\n") == [
        "Harbor names a chief",
        "Harbor Robotics, which makes machines for ports, said on Monday that Ana Silva would become its "
        "chief.",
        "A café in Porto",
        "“We will double our output,” said Silva, who has led the plant in Porto since 2019.",
        "Ana Silva leads the company from the spring of this year",
        "Bo Li remains its head of finance",
    ]
    assert document.title == "Harbor names a chief"
    assert (document.date, document.author, document.language) == ("2024-03-02", "Jo Doe", "en-GB")


@pytest.mark.parametrize(
    "markup", ["<p>Acme bought Beta.</p>", "<div>Acme bought Beta.", "<html><p>Acme bought Beta."]
)
def test_small_html(place, markup):
    assert only(read([place("a.html", markup)])).text == "Acme bought Beta."


def test_deep_html_does_not_stop_the_rest(place):
    found = list(read([place("a.html", "<div>" * 50_000 + "Acme"), place("b.txt", ARTICLE)]))
    assert len(found) == 2 and isinstance(found[1], Document)


def test_json_lines(place):
    rows = [
        json.dumps(
            {
                "id": "x1",
                "text": ARTICLE,
                "title": "T",
                "date": "March 2, 2024",
                "url": "http://u",
                "author": ["Jo", "Bo"],
            }
        ),
        "",
        "{broken",
        json.dumps({"title": "no text"}),
        "[1]",
        json.dumps({"id": 7, "text": "Acme grew."}),
        json.dumps({"id": "x1", "text": "Acme grew."}),
        json.dumps({"text": "Lone \ud800 half"}),
        '{"text": ""}',
        "[" * 100_000,
    ]
    path = place("a.jsonl", "\n".join(rows))
    found = list(read([path]))
    first = found[0]
    assert (first.id, first.title, first.date, first.url, first.author, first.text) == (
        "x1",
        "T",
        "2024-03-02",
        "http://u",
        "Jo; Bo",
        ARTICLE,
    )
    assert [item.source for item in found] == [f"{path}#line {n}" for n in (1, 3, 4, 5, 6, 7, 8, 9, 10)]
    assert [type(item) for item in found] == [
        Document,
        Skipped,
        Skipped,
        Skipped,
        Document,
        Skipped,
        Document,
        Skipped,
        Skipped,
    ]
    assert found[1].reason.startswith("the line is no valid JSON")
    assert found[2].reason == 'its "text" is missing; it has title'
    assert found[4].id == "7" and "the same id, x1," in found[5].reason
    assert found[6].text == "Lone \ufffd half" and found[6].id == f"{path}#line 8"
    assert found[7].reason == "it is empty"


def test_json_files(place):
    assert only(read([place("a.json", json.dumps({"text": "Acme grew.", "id": "a"}, indent=1))])).id == "a"
    found = list(read([place("b.json", json.dumps([{"text": "Acme grew."}, {"text": 3}]))]))
    assert found[0].source.endswith("b.json#item 1") and found[1].reason == 'its "text" is no text'


def test_columns_have_names(place):
    options = Options(columns=Columns(text="body", title="head", id="key"))
    document = only(
        read([place("a.jsonl", '{"body": "Acme grew.", "head": "H", "key": "k"}')], options=options)
    )
    assert (document.id, document.title, document.text) == ("k", "H", "Acme grew.")


def test_folders(place, tmp_path):
    for name in ("in/b.txt", "in/a/z.txt", "in/.hidden.txt", "in/.git/x.txt"):
        place(name, f"{name} {ARTICLE}")
    os.symlink(tmp_path / "in", tmp_path / "in" / "a" / "loop")
    os.symlink(tmp_path / "in" / "b.txt", tmp_path / "in" / "twice.txt")
    folder = str(tmp_path / "in")
    assert [item.source for item in read([folder, folder + "/b.txt"])] == [
        f"{folder}/a/z.txt",
        f"{folder}/b.txt",
    ]


def test_a_dead_link_is_one_line(tmp_path):
    os.symlink(tmp_path / "nothing", tmp_path / "a.txt")
    assert reason(tmp_path) == "there is no such file or folder"


@contextmanager
def as_nobody():
    """Root may read everything: give up its rights for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_no_permission():
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        inner = Path(folder, "in")
        inner.mkdir()
        path = inner / "a.txt"
        path.write_text(ARTICLE)
        os.chmod(path, 0)
        with as_nobody():
            assert reason(path) == "there is no permission to read it"
        os.chmod(inner, 0)
        with as_nobody():
            assert reason(inner) == "there is no permission to read it"
        os.chmod(inner, 0o700)


def test_permission_errors_are_one_line(place, monkeypatch):
    path = place("a.txt", ARTICLE)

    def refuse(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("newsgraph.documents.reading.os.listdir", refuse)
    assert reason(os.path.dirname(path)) == "there is no permission to read it"


@pytest.mark.parametrize(
    "stdin, text",
    [
        (io.BytesIO(ARTICLE.encode()), ARTICLE),
        (io.StringIO(ARTICLE), ARTICLE),
        (io.BytesIO(b'{"text": "Acme grew."}\n'), "Acme grew."),
        (io.BytesIO(b"<!doctype html><p>Acme grew."), "Acme grew."),
    ],
)
def test_standard_input(stdin, text):
    document = only(read(["-"], stdin=stdin))
    assert (document.text, document.source) == (
        text,
        "-" if document.text != "Acme grew." or document.id == "-" else "-#line 1",
    )


def test_a_pipe_that_gives_a_little_at_a_time():
    class Slow(io.RawIOBase):
        left = ARTICLE.encode() * 100

        def readable(self):
            return True

        def readinto(self, buffer):
            part, self.left = self.left[:7], self.left[7:]
            buffer[: len(part)] = part
            return len(part)

    assert only(read(["-"], stdin=Slow())).text == ARTICLE * 100


@pytest.mark.parametrize(
    "name, data, said",
    [
        ("a.txt", b"", "it is empty"),
        ("a.txt", b" \n\t\n", "it is empty"),
        ("a.html", b"<html></html>", "it is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "it is a PNG picture"),
        ("a.txt", b"Acme \0 grew and grew", "it is binary, not text"),
        ("a.txt", bytes(range(256)) * 20, "it is binary, not text"),
        ("a.xml", b"<?xml version='1.0'?><a/>", "it is XML, but neither a feed nor a web page"),
        (
            "a.txt",
            "Der Vorstand hat heute beschlossen, die Dividende zu erhöhen.".encode(),
            "it is in German; only English is read",
        ),
        (
            "a.txt",
            "شركة أرامكو السعودية تعلن نتائجها المالية للربع الأول من العام".encode(),
            "it is in Arabic; only English is read",
        ),
        (
            "a.txt",
            "חברת טבע הודיעה היום על מינוי מנכ״ל חדש לחברה".encode(),
            "it is in Hebrew; only English is read",
        ),
    ],
)
def test_what_is_skipped(place, name, data, said):
    assert reason(place(name, data)) == said


@pytest.mark.parametrize("path", ["no/such/file.txt", "", "nul\0byte", "x" * 5000])
def test_no_such_path(path):
    assert reason(path)


def test_too_large_a_document(place):
    options = Options(limits=Limits(document=1000))
    assert reason(place("a.txt", "word " * 1000), options=options).startswith(
        "it is larger than the 1000 bytes"
    )
    assert "longer than" in reason(place("a.jsonl", json.dumps({"text": "word " * 1000})), options=options)


def test_five_megabytes_without_a_line_break(place):
    text = "Acme bought Beta for the price of two. " * (5_000_000 // 39)
    path = place("a.txt", text)
    started = time.perf_counter()
    assert only(read([path])).text == text
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    "text",
    [
        "Acme",
        "Tesla, Nvidia and AMD",
        "L'Oréal SA, Société Générale SA, BNP Paribas SA, Deutsche Börse AG",
        "Qualcomm unveils laptop chips",
        "Boeing pushes back 737 replacement development",
        "12,5 / 33",
        "Volkswagen Aktiengesellschaft and Société Nationale des Chemins de fer Français sign deal",
        "…",
    ],
)
def test_short_english_is_not_refused(text):
    assert foreign(text) is None
