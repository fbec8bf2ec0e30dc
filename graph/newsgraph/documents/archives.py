"""Archives and compressions: each member is read as if it lay on disk, within what one source may cost."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any

from newsgraph.documents import extras
from newsgraph.documents.kinds import unpacked_name
from newsgraph.documents.streams import HEAD, Piece, TooLarge, reason
from newsgraph.errors import DocumentError
from newsgraph.records import Document, Skipped

Reader = Callable[[Piece], Iterator[Document | Skipped]]

_ZSTANDARD_WINDOW = 1 << 27
"""Bytes of memory that a zstandard file may ask for."""


def read_compressed(piece: Piece, reader: Reader) -> Iterator[Document | Skipped]:
    """The one file that a compression holds; its source is the compressed file's."""
    opened: dict[str, Callable[[IO[bytes]], Any]] = {
        "gzip": lambda stream: gzip.GzipFile(fileobj=stream), "bzip2": bz2.BZ2File, "xz": lzma.LZMAFile,
        "zstd": _Zstandard}
    with opened[piece.kind or ""](piece.stream) as stream:
        yield from reader(piece.inner(unpacked_name(piece.name), stream, source=piece.source))


class _Zstandard(io.RawIOBase):
    """A zstandard stream of any number of frames that, unlike the library's own, tells when it is cut
    short."""

    def __init__(self, stream: IO[bytes]) -> None:
        extras.need("zstandard", "zstandard", "zstd")
        import zstandard

        self._decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTANDARD_WINDOW)
        self._stream, self._error = stream, zstandard.ZstdError
        self._frame: Any = None
        self._input, self._output = b"", b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._output:
            # A few bytes at a time, because each may unpack to thousands.
            if not self._input and not (data := self._stream.read(1024)):
                if self._frame is not None:
                    raise EOFError
                return 0
            self._input = self._input or data
            self._frame = self._frame or self._decompressor.decompressobj()
            try:
                self._output = self._frame.decompress(self._input)
            except self._error as error:
                raise DocumentError(f"its zstandard data is broken: {error}") from None
            self._input = b""
            if self._frame.eof:
                self._input, self._frame = self._frame.unused_data, None
        part, self._output = self._output[:len(buffer)], self._output[len(buffer):]
        buffer[:len(part)] = part
        return len(part)


def read_zip(piece: Piece, reader: Reader) -> Iterator[Document | Skipped]:
    """The files of a zip archive, in the order of their names."""
    with piece.seekable() as stream, opened_zip(stream) as archive:
        for info in sorted(archive.infolist(), key=lambda each: each.filename):
            if info.is_dir() or hidden(info.filename):
                continue
            source = f"{piece.source}/{info.filename}"
            if info.flag_bits & 0x1:
                yield Skipped(source, "it is encrypted")
                continue
            try:
                member = archive.open(info)
            except (NotImplementedError, zipfile.BadZipFile) as error:
                yield Skipped(source, f"it cannot be unpacked: {error}")
                continue
            with member:
                yield from _member(piece, info.filename, member, reader)


def opened_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """A zip archive, or `DocumentError` where it is none."""
    try:
        return zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise DocumentError(f"it is broken or cut short: {str(error)[:1].lower()}{str(error)[1:]}") from None


def read_tar(piece: Piece, reader: Reader) -> Iterator[Document | Skipped]:
    """The files of a tar archive as they come, since it may be too large to keep."""
    if not piece.head()[:512].strip(b"\0"):
        return
    told = False
    try:
        with tarfile.open(fileobj=piece.stream, mode="r|", bufsize=HEAD) as archive:
            for info in archive:
                if info.isfile() and not hidden(info.name) and (member := archive.extractfile(info)):
                    for item in _member(piece, info.name, member, reader):
                        told = isinstance(item, Skipped)
                        yield item
    except tarfile.TarError as error:
        # Where the archive was cut inside a member, that member has told it.
        if told:
            return
        raise DocumentError(f"it is broken or cut short: {error}") from None


def _member(piece: Piece, name: str, stream: IO[bytes], reader: Reader) -> Iterator[Document | Skipped]:
    source = f"{piece.source}/{name}"
    try:
        inner = piece.inner(name, stream, source=source)
    except TooLarge:
        raise
    except Exception as error:
        yield Skipped(source, reason(error))
        return
    yield from reader(inner)


def hidden(name: str) -> bool:
    """Whether a file in an archive is one that listings pass over.

    >>> hidden("a/.git/config"), hidden("__MACOSX/a.txt"), hidden("./a/b.txt")
    (True, True, False)
    """
    parts = (part for part in name.split("/") if part not in (".", ".."))
    return any(part == "__MACOSX" or part.startswith(".") for part in parts)
