"""Dates as people say them."""

import re
from datetime import date, timedelta

_MONTHS = {name: at for at, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
     "september sept sep", "october oct", "november nov", "december dec"), 1) for name in names.split()}
_WEEKDAYS = {name: at for at, name in enumerate(
    ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
_AGO = {"day": 1, "week": 7, "month": 30, "year": 365}


def day(text: str, today: date) -> date | None:
    """The day that a text means; of a month or a year, its first. None where it is no date.

    >>> today = date(2024, 6, 12)
    >>> [str(day(text, today)) for text in ("1 March 2024", "last week", "May", "Monday", "2023")]
    ['2024-03-01', '2024-06-05', '2024-05-01', '2024-06-10', '2023-01-01']
    """
    words = re.sub(r"(?<=\d)(st|nd|rd|th)\b|[,.]|\b(the|of|on)\b", " ", text.strip().lower())
    words = " ".join(words.split())
    try:
        return date.fromisoformat(words[:10]) if re.match(r"\d{4}-\d\d-\d\d", words) else _said(words, today)
    except ValueError:
        return None


def _said(words: str, today: date) -> date | None:
    near = {"today": 0, "yesterday": 1}.get(words)
    if near is not None:
        return today - timedelta(days=near)
    if words in _WEEKDAYS or words.removeprefix("last ") in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS[words.removeprefix("last ")]) % 7 or 7
        return today - timedelta(days=back)
    if found := re.fullmatch(r"(?:last|past|this) (day|week|month|year)", words):
        return today - timedelta(days=_AGO[found[1]])
    if found := re.fullmatch(r"(?:last |past )?(\d{1,3}) (day|week|month|year)s?(?: ago)?", words):
        return today - timedelta(days=int(found[1]) * _AGO[found[2]])
    if re.fullmatch(r"\d{4}", words):
        return date(int(words), 1, 1)
    if found := re.fullmatch(r"(\d{4})-(\d\d)", words):
        return date(int(found[1]), int(found[2]), 1)
    parts = words.split()
    months = [part for part in parts if part in _MONTHS]
    numbers = [int(part) for part in parts if part.isdigit()]
    if len(months) != 1 or len(months) + len(numbers) != len(parts) or len(numbers) > 2:
        return None
    years = [number for number in numbers if number > 31]
    days = [number for number in numbers if number <= 31]
    if len(years) > 1 or len(days) > 1:
        return None
    found_day = date(years[0] if years else today.year, _MONTHS[months[0]], days[0] if days else 1)
    # "Since November", said in June, is last year's.
    return found_day.replace(year=today.year - 1) if not years and found_day > today else found_day
