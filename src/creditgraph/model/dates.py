"""Dates that carry their precision, as integers: 20180503, 20180500 (May 2018), 20180000 (the year 2018).

An interval is half-open `[start, end)`. None is an unknown start, or an end that is not known to have come.
Two days compare as integers: a year or a month stands for its first day. So an inclusive end must be turned
into the first day (month, year) after it by `after` before it is stored.
"""

import calendar
import datetime as dt
import re
from functools import lru_cache

Day = int

_NUMBERS = re.compile(
    r"(?P<y>\d{4})(?:[-/.年](?P<m>\d{1,2})(?:[-/.月](?P<d>\d{1,2})日?|月)?|年)?"
    r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})")
_NO_END = (20991231, 99991231)
"""The national forms write 2099-12-31 for "no end" (`domain.md` 3.1), databases the last day of their calendar."""


@lru_cache(maxsize=1 << 16)
def parse_day(text: str) -> Day:
    """The day, month or year that a text names; ValueError if it names none.

    >>> parse_day("2018年5月3日"), parse_day("2018-05"), parse_day("2018")
    (20180503, 20180500, 20180000)
    """
    stripped = text.strip()
    found = _COMPACT.fullmatch(stripped) or _NUMBERS.fullmatch(stripped)
    if found is None:
        raise ValueError(f"not a date: {text!r}")
    year, month, day = int(found["y"]), int(found["m"] or 0), int(found["d"] or 0)
    if year < 1000 or (found["m"] and not 1 <= month <= 12):
        raise ValueError(f"not a date: {text!r}")
    if found["d"] and not 1 <= day <= calendar.monthrange(year, month)[1]:
        raise ValueError(f"not a date: {text!r}")
    return year * 10000 + month * 100 + day


@lru_cache(maxsize=1 << 16)
def parse_end(text: str) -> Day | None:
    """The half-open end that an inclusive last day (有效期至) names; None where the text means "no end"."""
    last = parse_day(text)
    return None if last in _NO_END else after(last)


def after(day: Day) -> Day:
    """The first day, month or year after the given one, at its precision."""
    year, month, dom = day // 10000, day // 100 % 100, day % 100
    if dom:
        following = dt.date(year, month, dom) + dt.timedelta(days=1)
        return of_date(following)
    if month:
        return (year + 1) * 10000 + 100 if month == 12 else day + 100
    return (year + 1) * 10000


def of_date(date: dt.date) -> Day:
    """The day of a calendar date."""
    return date.year * 10000 + date.month * 100 + date.day


@lru_cache(maxsize=4096)  # days repeat, within an answer and among answers
def iso(day: Day | None) -> str | None:
    """ISO 8601 at the day's own precision: `2018-05-03`, `2018-05` or `2018`.

    >>> iso(20180500)
    '2018-05'
    """
    if day is None:
        return None
    year, month, dom = day // 10000, day // 100 % 100, day % 100
    if dom:
        return f"{year:04d}-{month:02d}-{dom:02d}"
    return f"{year:04d}-{month:02d}" if month else f"{year:04d}"


def holds_at(start: Day | None, end: Day | None, as_of: Day | None) -> bool:
    """Whether `[start, end)` holds at a day; an unknown bound holds, and no day asked for holds always."""
    return as_of is None or ((start is None or start <= as_of) and (end is None or as_of < end))


def begun(start: Day | None, end: Day | None) -> bool:
    """Whether an interval has a day in it: one that ended before it began never was."""
    return start is None or end is None or start < end


def earlier(first: Day | None, second: Day | None) -> Day | None:
    """The earlier of two ends, None being no end."""
    if first is None or second is None:
        return second if first is None else first
    return min(first, second)
