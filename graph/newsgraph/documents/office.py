"""Office files and books: DOCX, EPUB, and what the old binary format says when it is met."""

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from newsgraph.documents import extras
from newsgraph.documents.archives import opened_zip
from newsgraph.documents.dates import iso
from newsgraph.documents.html import declared, fragment
from newsgraph.documents.streams import Piece
from newsgraph.documents.text import decode
from newsgraph.errors import DocumentError
from newsgraph.records import Document

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_CIPHER = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"


def read_ole(piece: Piece) -> Iterator[Document]:
    """The container of old and of encrypted office files, neither of which can be read."""
    if "EncryptedPackage".encode("utf-16-le") in piece.read():
        raise DocumentError("it is encrypted and needs a password")
    raise DocumentError("it is a binary office file of before 2007; save it as DOCX")
    yield


def read_docx(piece: Piece) -> Iterator[Document]:
    """The one document that a DOCX is; paragraphs and rows of tables in their order."""
    extras.need("docx", "DOCX", "docx")
    import docx
    from docx.table import Table

    with piece.seekable() as stream:
        with opened_zip(stream) as archive:
            unpacked(archive, piece)
        stream.seek(0)
        try:
            word = docx.Document(stream)
        except (KeyError, ValueError, zipfile.BadZipFile) as error:
            raise DocumentError(f"it is no whole DOCX: {str(error).strip(chr(34))}") from None
        done: list[str] = []
        for item in word.iter_inner_content():
            if isinstance(item, Table):
                done.extend(" | ".join(cell.text.strip() for cell in row.cells) for row in item.rows)
            else:
                done.append(item.text.strip())
        about = word.core_properties
        yield Document(piece.source, piece.source, about.title or "", "\n\n".join(filter(None, done)),
                       date=iso(about.created), url=piece.url, author=about.author or None,
                       language=about.language or None)


def unpacked(archive: zipfile.ZipFile, piece: Piece) -> None:
    """Raises `DocumentError` where an archive is encrypted, or unpacks to more than its source may cost."""
    infos = archive.infolist()
    if any(info.flag_bits & 0x1 for info in infos):
        raise DocumentError("it is encrypted and needs a password")
    # No member gives more than its header says, so the headers can be trusted for this.
    piece.budget.give(sum(info.file_size for info in infos))


def read_epub(piece: Piece) -> Iterator[Document]:
    """The one document that a book is: its chapters in the order of its spine."""
    with piece.seekable() as stream, opened_zip(stream) as archive:
        unpacked(archive, piece)
        container = _xml(archive, "META-INF/container.xml")
        root = container.find(f".//{_CONTAINER}rootfile")
        if root is None:
            raise DocumentError("it is no whole EPUB: it does not say what it holds")
        package_path = root.get("full-path", "")
        package = _xml(archive, package_path)
        places = {item.get("id"): posixpath.normpath(posixpath.join(posixpath.dirname(package_path),
                                                                    unquote(item.get("href", ""))))
                  for item in package.iter(f"{_OPF}item")}
        order = [item.get("idref") for item in package.iter(f"{_OPF}itemref")]
        spine = [places[key] for key in order if key in places]
        if "META-INF/encryption.xml" in archive.namelist():
            cipher = _xml(archive, "META-INF/encryption.xml")
            locked = {item.get("URI") for item in cipher.iter(_CIPHER)}
            if locked.intersection(spine):
                raise DocumentError("it is encrypted")
        done = []
        for place in spine:
            data = _member(archive, place)
            done.append(fragment(_undeclared(decode(data, declared(data)))))

        def about(name: str) -> str | None:
            found = package.find(f".//{_DC}{name}")
            return (found.text or "").strip() or None if found is not None else None

        text = "\n\n".join(filter(None, done))
        yield Document(piece.source, piece.source, about("title") or "", text,
                       date=iso(about("date")), url=piece.url, author=about("creator"),
                       language=about("language"))


def _undeclared(markup: str) -> str:
    return markup[markup.find("?>") + 2:] if markup.lstrip().startswith("<?xml") else markup


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)
    except KeyError:
        raise DocumentError(f"it is no whole EPUB: {name or 'its package'} is missing") from None


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Any = etree.fromstring(_member(archive, name), parser)
    except etree.XMLSyntaxError as error:
        raise DocumentError(f"it is no whole EPUB: {name} is broken: {error.msg}") from None
    found: Element = root
    return found
