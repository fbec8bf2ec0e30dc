"""Dates as sources write them, to ISO 8601."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ISO = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[T ]\d\d:\d\d.*)?\Z")
_FORMATS = ("%B %d, %Y", "%b %d, %Y", "%b. %d, %Y", "%d %B %Y", "%d %b %Y", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")


def iso(value: object) -> str | None:
    """A date in ISO 8601, or None where it cannot be told for certain.

    >>> iso("2024-03-02"), iso("Sat, 02 Mar 2024 10:00:00 GMT"), iso("March 2, 2024"), iso("03/02/24")
    ('2024-03-02', '2024-03-02T10:00:00+00:00', '2024-03-02', None)
    """
    if isinstance(value, datetime):
        return value.isoformat()
    text = str(value).strip() if value is not None else ""
    if _ISO.match(text):
        try:
            datetime.fromisoformat(text if len(text) > 7 else text + "-01")
            return text.replace(" ", "T", 1)
        except ValueError:
            return None
    for form in _FORMATS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).date().isoformat()
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        return None
