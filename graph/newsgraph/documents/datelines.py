"""The date that an article opens with: on a line of its own, in its byline, or before its first sentence."""

import re
from collections.abc import Iterator
from enum import IntEnum
from itertools import islice

from newsgraph.documents.dates import iso

_LINE = re.compile(r"\S[^\r\n\x0b\x0c\x85\u2028\u2029]*")
_MONTH = (r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
          r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?")
_WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
_YEAR = r"(?:1[89]|20)\d\d"
_TIME = r"\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?:\s*[ap]\.?m\b\.?)?(?:\s+\(?(?-i:[A-Z]{2,4})\b\)?)?"
_WHEN = re.compile(
    rf"(?<![\w.])(?:{_TIME},?\s+)?(?:{_WEEKDAY},?\s+)?"
    rf"(?:(?P<month>{_MONTH})\s+(?P<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?P<year>{_YEAR})"
    rf"|(?P<day_>\d\d?)(?:st|nd|rd|th)?(?:\s+of)?[\s-](?P<month_>{_MONTH}),?[\s-](?P<year_>{_YEAR})"
    rf"|(?P<iso>{_YEAR}(?P<mark>[-/])\d\d(?P=mark)\d\d)(?:T\d[\d:.]+(?:Z|[+-]\d[\d:]+)?)?)"
    rf"(?!\w)(?:,?\s+(?:at\s+)?{_TIME})?", re.I)
_MORE_DAYS = re.compile(rf"(?:{_WEEKDAY},?\s+)?(?:{_MONTH}\s+\d|\d\d?\s+{_MONTH}|{_YEAR}[-/]\d)", re.I)

_PUBLISHED = (r"(?:(?:first|originally)\s+)?(?:published|posted)(?:\s+on)?|dated|(?:publication\s+)?date"
              r"|date\s+(?:of\s+publication|published)|(?:press|news|media|for(?:\s+immediate)?)\s+release")
_UPDATED = r"(?:last\s+)?(?:updated|modified)(?:\s+on)?"
_BY = rf"by\s+(?!{_MONTH}|{_WEEKDAY})(?-i:[^\W\d_a-z])[^!?;:]*"
_AGENCY = r"(?:\([^()\d]{2,40}\)|/[^/\d]{2,40}/)"
_AGENCY_BEFORE = re.compile(rf"{_AGENCY}[\s,\u2013\u2014-]*\Z")
_SENTENCE_AFTER = re.compile(rf"\s*{_AGENCY}?\s*(?P<mark>[\u2013\u2014\u2015-]+|:)\s*(?P<rest>\S.*)")
_NOTHING_AFTER = re.compile(
    rf"\s*{_AGENCY}?[\s.]*|\s*[\u2013\u2014(,-]?\s*(?:{_BY}|(?:{_PUBLISHED}|{_UPDATED}|{_TIME})[^!?]*)", re.I)
_OPENS_SENTENCE = re.compile(r"[\"'\u201c\u2018(]?(?:[^\W_a-z]|[$\u20ac\u00a3\u00a5]|[a-z]{1,2}[A-Z])")
_BETWEEN = re.compile(r"\s*[|\u00b7\u2022]\s*")
_CALENDAR = re.compile(rf"(?:{_MONTH}|{_WEEKDAY})\Z", re.I)
_PREPOSITIONS = frozenset("after as at before by during for from in of on since till to until".split())
_PARTICLES = frozenset("and da das de del di do dos du el en la las le les los of on sur the upon y".split())

_MARKS = "*_([,\u2013\u2014- \t\u00a0"
"""What may stand between a date and what is before it."""

_OPENING, _LOOKED_AT = 6, 12
"""Lines in which the date must stand, and lines in which nothing may contradict it."""

_SHORT, _WORDS = 150, 8
"""Characters of a line that is no paragraph, and words of a place, at most."""


class _Form(IntEnum):
    """Where a date stands; the first of these is believed first."""

    PUBLISHED, DATELINE, ALONE, UPDATED = range(4)


def opening_date(text: str) -> str | None:
    """The full date, in ISO 8601, that an article opens with; None where it has none, or several to choose from.

    A date counts on a line of its own (with a weekday, a time, a place, ``Published:``), after the name in a byline,
    and in a dateline before the first sentence; never inside a sentence, and never without its year.

    >>> opening_date("Acme buys Beta\\n\\nSANTA CLARA, Calif., May 22, 2024 (Reuters) - Acme said on Wednesday ...")
    '2024-05-22'
    >>> opening_date("Acme buys Beta\\nBy Ann Lee | 3 May 2024\\n\\nAcme said ...")
    '2024-05-03'
    >>> opening_date("The merger of May 22, 2024 failed, as Acme said in June.") is None
    True
    """
    found = [(form, number, day) for number, line in enumerate(islice(_LINE.finditer(text), _LOOKED_AT))
             for form, day in _dates(line[0], headline=number == 0)]
    if not found:
        return None
    form, number, day = min(found)
    # Lines with different dates are a chronology, or several articles in one file.
    if number >= _OPENING or any(kind == form and other != day for kind, _, other in found):
        return None
    return day


def _dates(line: str, *, headline: bool) -> Iterator[tuple[_Form, str]]:
    short = len(line) <= _SHORT
    line = line[:2 * _SHORT].strip("*_#> \t\u00a0")
    parts = _BETWEEN.split(line) if short else [line]
    for number, part in enumerate(parts):
        match = _WHEN.search(part)
        if match is None or (day := _day(match)) is None:
            continue
        form = _form(part[:match.start()], part[match.end():], short=short, headline=headline)
        # A headline, or a row of a table, may have a date between bars that is not its own.
        if form == _Form.ALONE and number and not any(_signs(other, headline) for other in parts):
            continue
        if form is not None:
            yield form, day


def _signs(part: str, headline: bool) -> bool:
    """Whether a part of a line says who or where, as beside the date of an article."""
    return re.fullmatch(_BY, part, re.I) is not None or (not headline and _is_place(part))


def _day(match: re.Match[str]) -> str | None:
    if match["iso"]:
        return iso(match["iso"])
    day, month, year = (match[name] or match[name + "_"] for name in ("day", "month", "year"))
    return iso(f"{day} {month[:3]} {year}")


def _form(before: str, after: str, *, short: bool, headline: bool) -> _Form | None:
    """What a date is, from what stands before and after it on its line."""
    after = after.lstrip(")]") if before.endswith(("(", "[")) else after
    alone = short and _NOTHING_AFTER.fullmatch(after) is not None
    head = before.strip(_MARKS + ":")
    if head and alone:
        if re.fullmatch(rf"{_PUBLISHED}|{_BY}", head, re.I):
            return _Form.PUBLISHED
        if re.fullmatch(_UPDATED, head, re.I):
            return _Form.UPDATED
    follows = _SENTENCE_AFTER.match(after)
    if follows and _MORE_DAYS.match(follows["rest"]):
        return None
    sentence = follows is not None and _OPENS_SENTENCE.match(follows["rest"]) is not None
    if not head:
        return _Form.ALONE if alone or (sentence and follows and follows["mark"] != ":") else None
    agency = _AGENCY_BEFORE.search(before)
    place = before[:agency.start()].strip(_MARKS) if agency else head
    parted = agency or before.rstrip().endswith((",", "-", "\u2013", "\u2014", "(", "["))
    if not parted or not (_is_place(place) or (agency and not place)):
        return None
    # Some firms write their names small; and a headline may end in a date that is not its own.
    capitals = not place or place.split()[0].isupper()
    fits = sentence or (follows and capitals) or (alone and (place.isupper() or not headline))
    return _Form.DATELINE if fits else None


def _is_place(text: str) -> bool:
    """Whether words could be those of a place, an agency or a name: every one with a capital, none of a calendar.

    >>> _is_place("Rio de Janeiro"), _is_place("Washington, D.C."), _is_place("The merger"), _is_place("On Monday")
    (True, True, False, False)
    """
    words = re.split(r"[\s,/]+", text)
    return (len(words) <= _WORDS and all(word[:1].isupper() or word in _PARTICLES for word in words)
            and words[0].casefold() not in _PREPOSITIONS and words[-1][:1].isupper()
            and not any(_CALENDAR.match(word) for word in words) and re.search(r"[\d!?;:\"]", text) is None)
