"""Plain text: from bytes to characters, and what its first line says."""

import re

from newsgraph.errors import DocumentError

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
         (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x1a\x7f]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_HEADING = re.compile(r"\s*([^\r\n]{1,200}?)[ \t]*(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)\s*\S")
_SAMPLE = 1 << 17


def decode(data: bytes, charset: str | None = None) -> str:
    """The characters of a text in whatever encoding; a byte order mark is dropped, nothing else changes.

    `charset` is what the source says of itself; UTF-8 comes before it, because a text that happens to be
    valid UTF-8 and is something else hardly occurs. Raises `DocumentError` for what is no text.

    >>> decode("Nestlé said".encode("cp1252")), decode("Nestlé said".encode("utf-16"))
    ('Nestlé said', 'Nestlé said')
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = data[len(mark):].decode(encoding, "replace")
            return _checked(text)
    encoding = encoding_of(data[:_SAMPLE], charset, whole=len(data) <= _SAMPLE)
    try:
        return _checked(data.decode(encoding))
    except (UnicodeDecodeError, LookupError):
        return _checked(data.decode("utf-8" if encoding == "utf-8" else "cp1252", "replace"))


def _checked(text: str) -> str:
    sample = text[:_SAMPLE]
    if "\0" in text or len(_CONTROL.findall(sample)) > 0.01 * len(sample):
        raise DocumentError("it is binary, not text")
    return text


def encoding_of(sample: bytes, charset: str | None = None, *, whole: bool = True) -> str:
    """Which encoding the beginning of a text is in. Raises `DocumentError` where it looks like no text.

    >>> encoding_of(b"plain"), encoding_of("naïve".encode("latin-1"))
    ('utf-8', 'cp1252')
    """
    for mark, encoding in _BOMS:
        if sample.startswith(mark):
            return "utf-8-sig" if encoding == "utf-8" else encoding.rpartition("-")[0]
    if b"\0" in sample:
        # UTF-16 without a mark: of English text, every second byte is zero.
        half = len(sample) // 2
        for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
            if zeros.count(0) > 0.7 * half and sample.count(0) - zeros.count(0) <= 0.01 * half:
                return encoding
    if len(_BINARY.findall(sample)) > 0.002 * len(sample):
        raise DocumentError("it is binary, not text")
    try:
        (sample if whole else sample[:-4] + sample[-4:].decode("utf-8", "ignore").encode()).decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        pass
    shown = sample.decode("utf-8", "replace")
    broken = shown.count("\ufffd")
    valid = sum(c >= "\x80" for c in shown) - broken
    if valid >= broken:
        return "utf-8"
    if charset:
        try:
            sample.decode(charset, "ignore")
            return charset
        except LookupError:
            pass
    high = sum(byte >= 0x80 for byte in sample)
    unused = any(byte in sample for byte in b"\x81\x8d\x8f\x90\x9d")
    if high <= max(2, 0.1 * len(sample)) and not unused:
        # A Latin text with few accents: what nearly all of these are, and what statistics cannot tell apart.
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is None:
        raise DocumentError("it is binary, or text in an unknown encoding")
    return best.encoding


def first_heading(text: str) -> str:
    """The first line where it looks like a heading: alone before an empty line, and no sentence.

    >>> first_heading("Acme buys Beta\\n\\nAcme said on Monday ...")
    'Acme buys Beta'
    >>> first_heading("Acme said it had bought Beta.\\n\\nThe price was not told.")
    ''
    """
    match = _HEADING.match(text)
    if match is None or match[1].rstrip("\"'”’)").endswith((".", ",", ";", ":")):
        return ""
    return match[1]
