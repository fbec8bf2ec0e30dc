"""Every format: a good example gives a known article back; a bad one (cut, locked, bombed), a line."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib

import docx
import pyarrow as pa
import pypdf
import pytest
import zstandard
from pyarrow import parquet

from newsgraph.documents import Limits, Options, read
from newsgraph.records import Document, Skipped

PARAGRAPHS = (
    "Harbor Robotics names a new chief executive",
    "Harbor Robotics, which makes machines for ports, said on Monday that Ana Silva would become its "
    "chief executive.",
    "“We will double our output,” said Silva, who has led the plant of the company in Porto since the "
    "year 2019.",
    "Its rival Quay Systems, of Rotterdam, makes the Quay One, and is held by the investors of Bo Li "
    "Capital.",
)
TEXT = "\n\n".join(PARAGRAPHS)
BODY = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
SMALL = Options(limits=Limits(expansion_floor=1 << 16))


def pdf(password=None):
    """A PDF by hand: a page whose lines are wrapped as a word processor wraps them."""
    import textwrap

    lines, y = [], 780
    for each in PARAGRAPHS:
        for line in textwrap.wrap(each, 72):
            data = line.encode("cp1252").replace(b"(", rb"\(").replace(b")", rb"\)")
            lines.append(b"1 0 0 1 50 %d Tm (%s) Tj" % (y, data))
            y -= 14
    stream = b"BT /F1 11 Tf " + b" ".join(lines) + b" ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        b"<</Title(Harbor)/Author(Jo Doe)/CreationDate(D:20240302080000Z)>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    out += (
        b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (table, len(out))
    )
    if password is None:
        return out
    writer, done = pypdf.PdfWriter(io.BytesIO(out)), io.BytesIO()
    writer.encrypt(password, algorithm="RC4-128")
    writer.write(done)
    return done.getvalue()


def word(text=PARAGRAPHS):
    made, done = docx.Document(), io.BytesIO()
    for each in text:
        made.add_paragraph(each)
    made.core_properties.title, made.core_properties.author = "Harbor", "Jo Doe"
    made.save(done)
    return done.getvalue()


def packed(members, method=zipfile.ZIP_DEFLATED):
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return done.getvalue()


def tarred(members):
    done = io.BytesIO()
    with tarfile.open(fileobj=done, mode="w") as archive:
        for name, data in members.items():
            data = data.encode() if isinstance(data, str) else data
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return done.getvalue()


def book(body=BODY, more=None):
    return packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": "<container "
            'xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<metadata><dc:title>Harbor</dc:title><dc:creator>Jo Doe</dc:creator><dc:date>2024-03-02"
            '</dc:date><dc:language>en</dc:language></metadata><manifest><item id="a" href="a%20b.xhtml"/>'
            '</manifest><spine><itemref idref="a"/></spine></package>',
            "OPS/a b.xhtml": f'<?xml version="1.0" encoding="utf-8"?><html><body>{body}</body></html>',
            **(more or {}),
        }
    )


LOCK = (
    '<encryption><e:EncryptedData xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:CipherData>'
    '<e:CipherReference URI="OPS/a b.xhtml"/></e:CipherData></e:EncryptedData></encryption>'
)
MAIL = (
    "From: Jo Doe <jo@port.example>\r\nSubject: Harbor\r\nDate: Sat, 02 Mar 2024 08:00:00 "
    "+0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html; '
    "charset=utf-8\r\n\r\n"
    f"{BODY}\r\n--x--\r\n"
)
RSS = (
    '<?xml version="1.0" encoding="utf-8"?><rss '
    'version="2.0"><channel><title>Ports</title><language>en</language><item>'
    "<title>Harbor</title><author>Jo Doe</author><link>https://port.example/1</link>"
    f"<pubDate>Sat, 02 Mar 2024 08:00:00 GMT</pubDate><description><![CDATA[{BODY}]]></description></item>"
    "</channel></rss>"
)
ATOM = (
    "<feed "
    'xmlns="http://www.w3.org/2005/Atom"><title>Ports</title><entry>'
    '<title>Harbor</title><author><name>Jo Doe</name>'
    '</author><link href="https://port.example/1"/><published>2024-03-02T08:00:00Z</published>'
    f'<content type="html"><![CDATA[{BODY}]]></content></entry></feed>'
)


def record(kind, content, headers):
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://port.example/1\r\n"
        f"WARC-Date: 2024-03-02T08:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n{headers}"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content + b"\r\n\r\n"


WET = record("conversion", TEXT.encode(), "Content-Type: text/plain\r\n")
WARC = record(
    "response",
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><article>"
    + BODY.encode()
    + b"</article></body></html>",
    "Content-Type: application/http; msgtype=response\r\n",
)


def table(rows):
    done = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), done)
    return done.getvalue()


ROW = {"id": "h1", "title": "Harbor", "author": "Jo Doe", "date": "2024-03-02", "text": TEXT}
CSV = 'id,title,author,date,text\nh1,Harbor,Jo Doe,2024-03-02,"' + TEXT + '"\n'
ZSTD = zstandard.ZstdCompressor().compress(TEXT.encode())
GOOD = {
    "a.pdf": pdf(),
    "b.pdf": pdf(""),
    "a.docx": word(),
    "a.epub": book(),
    "a.eml": MAIL.encode(),
    "a.rss": RSS.encode(),
    "a.atom": ATOM.encode(),
    "a.xml": RSS.encode(),
    "a.warc": WARC,
    "a.wet": WET,
    "a.warc.gz": gzip.compress(WARC),
    "a.csv": CSV.encode(),
    "a.tsv": CSV.replace(",", "\t", 4)
    .replace("h1,Harbor,Jo Doe,2024-03-02,", "h1\tHarbor\tJo Doe\t2024-03-02\t")
    .encode(),
    "a.parquet": table([ROW]),
    "a.jsonl": json.dumps(ROW).encode(),
    "a.zip": packed({"x/a.txt": TEXT}),
    "a.tar": tarred({"x/a.txt": TEXT}),
    "a.tar.gz": gzip.compress(tarred({"a.txt": TEXT})),
    "a.tgz": gzip.compress(tarred({"a.txt": TEXT})),
    "a.txt.gz": gzip.compress(TEXT.encode()),
    "a.txt.bz2": bz2.compress(TEXT.encode()),
    "a.txt.xz": lzma.compress(TEXT.encode()),
    "a.txt.zst": ZSTD,
    "two.zst": zstandard.ZstdCompressor().compress(TEXT[:99].encode())
    + zstandard.ZstdCompressor().compress(TEXT[99:].encode()),
    "b.zip": packed({"in.zip": packed({"a.docx": word()}), ".hidden": b"x", "__MACOSX/a": b"y"}),
}


def given(tmp_path, name, data):
    (tmp_path / name).write_bytes(data)
    return str(tmp_path / name)


@pytest.mark.parametrize("name", GOOD)
def test_a_known_article_comes_back(tmp_path, name):
    path = given(tmp_path, name, GOOD[name])
    [document] = read([path])
    assert isinstance(document, Document), document
    assert document.text.split() == TEXT.split()
    assert [" ".join(block.split()) for block in document.text.split("\n\n")] == list(PARAGRAPHS)
    assert document.source.startswith(path)
    [piped] = (
        read(["-"], stdin=io.BytesIO(GOOD[name]))
        if not name.endswith((".docx", ".epub", "sv"))
        else [document]
    )
    assert isinstance(piped, Document) and piped.text == document.text


@pytest.mark.parametrize(
    "name", ["a.pdf", "a.docx", "a.epub", "a.eml", "a.rss", "a.atom", "a.csv", "a.parquet", "a.jsonl"]
)
def test_what_it_says_of_itself_is_kept(tmp_path, name):
    [document] = read([given(tmp_path, name, GOOD[name])])
    assert (document.title, document.author) == ("Harbor", "Jo Doe")
    if name != "a.docx":
        assert document.date.startswith("2024-03-02")
    if name in ("a.rss", "a.atom"):
        assert document.url == "https://port.example/1" and document.source.endswith("#entry 1")


def pdf_bomb():
    """A page that is small only until it is unpacked."""
    stream = zlib.compress(b"BT /F1 11 Tf (" + b"a " * 60_000_000 + b") Tj ET", 9)
    plain = pdf()
    start, end = plain.index(b"<</Length"), plain.index(b"\nendstream")
    return plain[:start] + b"<</Length %d/Filter/FlateDecode>>stream\n" % len(stream) + stream + plain[end:]


def nested_mail(levels):
    inner = b"Content-Type: text/plain\r\n\r\n" + TEXT.encode()
    for level in range(levels):
        inner = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n%s\r\n--b%d--\r\n' % (
            level, level, inner, level)
    return b"From: a@b.example\r\nMIME-Version: 1.0\r\n" + inner


def nested(levels):
    data = TEXT.encode()
    for _ in range(levels):
        data = packed({"a": data})
    return data


def locked_zip():
    data = bytearray(packed({"a.txt": TEXT}))
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


def locked_parts(data):
    data = bytearray(data)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


CUT_TAR = tarred({"a.txt": TEXT})[:700]
ZEROS = b" " * 30_000_000
CUT = {
    name: data[: int(len(data) * 0.6)]
    for name, data in GOOD.items()
    if name not in ("a.tsv", "b.pdf", "a.atom", "a.xml", "two.zst", "a.jsonl", "a.tar")
}
CUT["a.tar"] = CUT_TAR
BROKEN = {
    name: data[:8] + bytes(reversed(data[8:]))
    for name, data in GOOD.items()
    if name.endswith((".pdf", ".docx", ".epub", ".zip", ".gz", ".bz2", ".zst", ".xz", ".parquet"))
} | {
    "a.csv": b"\x00\x01\xff,\"\n\"\"\"",
    "a.jsonl": b'{"text": "no end\n',
    "a.json": b'{"text": ]',
    "a.eml": b"From: \xff\xfe\r\nContent-Type: multipart/mixed\r\n\r\nxx",
    "a.rss": b"<rss><channel><item><title>x",
    "a.warc": b"WARC/1.0\r\nContent-Length: none\r\n\r\nxx",
    "a.txt": b"\x7fELF\x00\x01\x02" * 99,
}
LOCKED = {
    "a.pdf": pdf("secret"),
    "a.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
    "b.docx": locked_parts(word()),
    "a.epub": book(more={"META-INF/encryption.xml": LOCK}),
    "a.zip": locked_zip(),
    "a.eml": b"From: a@b.example\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\n--x--\n",
    "a.parquet": b"PARE" + b"\0" * 50 + b"PARE",
}
BOMBS = {
    "a.zip": packed({"a.txt": ZEROS}),
    "b.zip": nested(9),
    "a.txt.gz": gzip.compress(ZEROS),
    "a.txt.bz2": bz2.compress(ZEROS),
    "a.txt.xz": lzma.compress(ZEROS),
    "a.txt.zst": zstandard.ZstdCompressor().compress(ZEROS),
    "a.tar.gz": gzip.compress(tarred({"a.txt": ZEROS})),
    "a.docx": packed({"word/document.xml": ZEROS}),
    "a.epub": book(more={"x": ZEROS}),
    "gz.gz": gzip.compress(gzip.compress(ZEROS)),
    "a.pdf": pdf_bomb(),
    "a.parquet": table([{"text": "a " * 1_000_000}] * 40),
    "a.warc.gz": gzip.compress(record("conversion", ZEROS, "Content-Type: text/plain\r\n")),
    "a.csv.gz": gzip.compress(b'id,text\n1,"' + ZEROS + b'"\n'),
    "a.json": b"[" * 200_000 + b"]" * 200_000,
    "a.jsonl": b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}\n",
    "a.eml": nested_mail(1200),
    "a.rss": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a '
    b'"b">]><rss><channel><item><title>&a;</title></item></channel></rss>',
}
EMPTY = {
    "a.pdf": b"",
    "a.docx": word(()),
    "a.epub": book(""),
    "a.eml": b"From: a@b.example\nSubject: x\n\n\n",
    "a.rss": b"<rss version='2.0'><channel><title>x</title></channel></rss>",
    "a.csv": b"id,text\n",
    "a.zip": packed({}),
    "a.tar": tarred({}),
    "a.txt.gz": gzip.compress(b""),
    "a.txt.bz2": bz2.compress(b""),
    "a.txt.xz": lzma.compress(b""),
    "a.txt.zst": zstandard.ZstdCompressor().compress(b""),
    "a.parquet": table([ROW]) and table([{**ROW, "text": ""}]),
    "a.warc": record("warcinfo", b"x", ""),
    "a.json": b"[]",
    "a.jsonl": b"\n\n",
    "a.html": b"<html></html>",
    "a.md": b"\n",
    "a.wet": b"WARC/1.0\r\n",
}
BAD = [
    (kind, name, data)
    for kind, all_of in (
        ("cut", CUT),
        ("broken", BROKEN),
        ("locked", LOCKED),
        ("bomb", BOMBS),
        ("empty", EMPTY),
    )
    for name, data in all_of.items()
]


@pytest.mark.parametrize("kind, name, data", BAD, ids=[f"{kind}-{name}" for kind, name, _ in BAD])
def test_a_bad_one_is_one_line(tmp_path, kind, name, data):
    found = list(
        read([given(tmp_path, name, data), given(tmp_path, "good.txt", TEXT.encode())], options=SMALL)
    )
    [skipped, good] = found
    assert isinstance(skipped, Skipped) and isinstance(good, Document), found
    assert skipped.source.startswith(str(tmp_path / name)) and "\n" not in skipped.reason
    bounds = ("times its size", "inside one another", "without bound", "nested too deeply")
    expected = {"locked": ("encrypted",), "bomb": bounds}.get(kind, ("",))
    assert any(word in skipped.reason for word in expected), skipped


def test_a_missing_library_names_its_extra(tmp_path, monkeypatch):
    monkeypatch.setattr("newsgraph.documents.extras.find_spec", lambda name: None)
    for name, extra in (
        ("a.pdf", "pdf"),
        ("a.docx", "docx"),
        ("a.rss", "feeds"),
        ("a.parquet", "parquet"),
        ("a.warc", "warc"),
        ("a.txt.zst", "zstd"),
    ):
        [skipped] = read([given(tmp_path, name, GOOD[name])])
        assert f"pip install 'newsgraph[{extra}]'" in skipped.reason


def test_a_table_without_the_column_says_what_it_has(tmp_path):
    for name, data in (("a.csv", b"id,body\n1,x\n"), ("a.parquet", table([{"id": "1", "body": "x"}]))):
        [skipped] = read([given(tmp_path, name, data)])
        assert skipped.reason == 'it has no column "text"; it has id, body'
