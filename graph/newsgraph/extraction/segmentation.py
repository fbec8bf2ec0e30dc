"""Where blocks and sentences begin and end, without any model.

A *block* is a paragraph, a heading or a list item: sentences never run from one into the next. Lines that
were only wrapped at a fixed width are one block. All offsets are characters of the given text, every function
takes time linear in its length, and no returned span begins or ends with white space.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from newsgraph.records import Span

MAX_WORDS = 200
"""The longest sentence given to a parser, in words; longer ones are cut, at a comma where there is one."""

MAX_CHARACTERS = 4000
"""The same in characters, for text without spaces."""

WRAP_WIDTH = 120
"""No tool wraps lines wider than this, so a longer line is a paragraph of its own."""

# Followed by a name or a number, never by a new sentence.
_TITLES = frozenset(
    "mr mrs ms mx dr prof rev fr sr st gen sen rep gov lt col capt cmdr sgt adm maj hon pres supt det "
    "insp messrs mme no nos vs v fig figs vol ed eds pp art sec ch para eq approx est ca cf al e.g i.e "
    "viz incl excl".split())
# May also end a sentence: they do if a word follows that begins sentences.
_OPEN = frozenset(
    "inc corp co cos ltd llc plc bros jr sr ph.d m.d b.sc m.sc esq dept univ assn intl mfg etc a.m p.m am "
    "pm u.s u.k u.n e.u u.s.a d.c n.y l.a n.v s.a s.p.a a.g b.v s.r.l jan feb mar apr jun jul aug sept "
    "sep oct nov dec mon tue tues wed thu thur thurs fri sat sun ave blvd rd mt ft mass calif "
    "conn ariz colo fla ill ind kan ky la md mich minn miss mo mont neb nev okla ore pa tenn tex va vt "
    "wash wis wyo ont que".split())
# The same where they are written small: Max is a name.
_SMALL = frozenset({"min", "max"})
_STARTERS = frozenset(
    "the a an this that these those it its he she they we you i his her their our my there here in on at "
    "by for from with after before since until when while as if but and or so yet however although though "
    "because despite meanwhile moreover also both all some many most other others another each no not "
    "last next earlier later now then today yesterday according under over during what which who how why "
    "where still instead once analysts shares investors critics officials".split())
# Names that carry the mark inside the sentence; the text itself may show others ("Zap! said").
_EXCLAMATIONS = frozenset({"yahoo", "yum", "jeopardy", "oklahoma"})

_CLOSERS = "\"')\\]}”’»"
_OPENERS = "\"'(\\[{“‘«"
_STOP = re.compile(
    rf"(?:[.!?]+|…)[{_CLOSERS}]{{0,4}}(?=(\s+)[{_OPENERS}]{{0,4}}(\S))"
    r"|[。！？]+[」』”]?|[؟۔।]\s*")
_LAST_WORD = re.compile(r"[\w.&'’-]*$")
_FIRST_WORD = re.compile(r"\s*[\"'(\[{“‘«]*([\w’'-]+)(?!\.[A-Za-z]|\.\s[A-Z]\w)")
_SHOWN = re.compile(r"\b(\w{2,30})!(?=['’]s\b|,? [a-z]|,)")
_BULLET = re.compile(
    r"[ \t]*(?:[-*+•‣◦▪●–—·][ \t]+|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,4})[.)][ \t]+|#{1,6}[ \t]+|>[ \t]+|\|)")
_MIXED = re.compile(r"\s*[\"'(\[{“‘«]*[a-z]{1,2}[A-Z]")
_WORD = re.compile(r"\S{1,200}")
_ENDS = re.compile(rf"[.!?…:;。！？][{_CLOSERS}]*$")
_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+|\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def blocks(text: str) -> list[Span]:
    """The paragraphs, headings and list items of a text, in order.

    >>> text = "Acme grows\\nThe firm makes\\nwidgets.\\n\\n- one\\n- two"
    >>> [text[s:e] for s, e in blocks(text)]
    ['Acme grows', 'The firm makes\\nwidgets.', '- one', '- two']
    """
    found: list[Span] = []
    for run in _runs(text):
        width = max(e - s for s, e in run)
        start = run[0][0]
        for (s, e), (next_start, next_end) in pairwise(run):
            if not _wrapped(text, s, e, next_start, next_end, width):
                found.append((start, e))
                start = next_start
        found.append((start, run[-1][1]))
    return found


def sentences(text: str) -> list[Span]:
    """The sentences of a text, in order: blocks split at their full stops.

    A sentence longer than `MAX_WORDS` or `MAX_CHARACTERS` comes in several pieces.

    >>> text = "Yahoo! Inc. hired Mr. J. Poe of the U.S. team. He is No. 1, at 3.5 million."
    >>> [text[s:e] for s, e in sentences(text)]
    ['Yahoo! Inc. hired Mr. J. Poe of the U.S. team.', 'He is No. 1, at 3.5 million.']
    """
    shown = {m.group(1).lower() for m in _SHOWN.finditer(text)} | _EXCLAMATIONS
    split = (span for block in blocks(text) for span in _split(text, block, shown))
    return [piece for span in split for piece in _bounded(text, span)]


def _runs(text: str) -> Iterator[list[Span]]:
    """Neighbouring lines without a blank one between them, each stripped."""
    run: list[Span] = []
    for line in _LINE.finditer(text):
        content = line.group()
        if content.isspace():
            # A carriage return and a line feed in a row are one break; two breaks in a row are a blank line.
            if run and text.count("\n", run[-1][1], line.end()) > 1 or "\u2029" in content or "\f" in content:
                if run:
                    yield run
                run = []
            continue
        lead = len(content) - len(content.lstrip())
        run.append((line.start() + lead, line.start() + len(content.rstrip())))
    if run:
        yield run


def _wrapped(text: str, start: int, end: int, next_start: int, next_end: int, width: int) -> bool:
    """Whether the line break between two lines only comes from a fixed width."""
    if _BULLET.match(text, next_start) or text[start] == "#":
        return False
    length = end - start
    if length > WRAP_WIDTH or next_end - next_start > WRAP_WIDTH:
        return False
    following = _WORD.match(text, next_start)
    if text[next_start].islower():
        return True
    fits = length + 1 + len(following.group() if following else "") <= width
    # A short line that ends like a sentence ends its paragraph; one that does not is a heading.
    ended = _ENDS.search(text, max(start, end - 4), end) and length < 0.75 * width
    return length >= 45 and not fits and not ended


def _split(text: str, block: Span, shown: set[str]) -> Iterator[Span]:
    start, end = block
    for stop in _STOP.finditer(text, start, end):
        if stop.group(2) is not None and not _ends_sentence(text, start, stop, shown):
            continue
        yield start, start + len(text[start:stop.end()].rstrip())
        start = stop.end()
        start += len(text[start:start + 64]) - len(text[start:start + 64].lstrip())
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end


def _ends_sentence(text: str, start: int, stop: re.Match[str], shown: set[str]) -> bool:
    mark = text[stop.start()]
    following = stop.group(2)
    if not (following.isupper() or following.istitle() or following.isdigit() or not following.isalpha()):
        # A lower-case word goes on, unless it is a name such as iPhone after a mark that only ends sentences.
        if following.isascii() or following.islower():
            return mark != "…" and _MIXED.match(text, stop.end()) is not None
    if following in "-–—,;:)&/%" or stop.group().startswith("...") and following.islower():
        return False
    last = _LAST_WORD.search(text, max(start, stop.start() - 24), stop.start())
    word = (last.group() if last else "").lower().lstrip(".'’-&")
    after = _FIRST_WORD.match(text, stop.end())
    begins = bool(after and after.group(1).lower() in _STARTERS and after.group(1)[0].isupper()
                  and not (len(after.group(1)) == 1 and text[after.end():after.end() + 1] == "."))
    if mark == "!" and stop.group() == "!" and word in shown:
        return begins
    if mark != "." or stop.end() > stop.start() + 1 and text[stop.start():stop.end()] != ".":
        return True
    if word in ("no", "nos"):
        return not following.isdigit()
    if word in _TITLES:
        return False
    initial = len(word) == 1 and word.isalpha() or re.fullmatch(r"(?:[a-z]\.){1,4}[a-z]", word) is not None
    if initial or word in _OPEN or word in _SMALL and last and last.group().islower():
        return begins
    return True


def _bounded(text: str, span: Span) -> Iterator[Span]:
    """The span in pieces that no parser chokes on."""
    start, end = span
    if end - start <= MAX_WORDS:  # at most one word a character
        yield span
        return
    words, comma = 0, -1
    for word in re.compile(rf"\S{{1,{MAX_CHARACTERS}}}").finditer(text, start, end):
        words += 1
        if words > MAX_WORDS or word.end() - start > MAX_CHARACTERS and word.start() > start:
            cut = comma if comma - start > (word.start() - start) // 2 else word.start()
            yield start, start + len(text[start:cut].rstrip())
            start = cut + len(text[cut:word.end()]) - len(text[cut:word.end()].lstrip())
            words, comma = len(text[start:word.end()].split()), -1
        if word.group()[-1] in ",;:،；，、":
            comma = word.end()
    yield start, end
