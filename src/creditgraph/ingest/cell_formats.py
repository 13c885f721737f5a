"""How a number cell of a spreadsheet is read: a day, a percentage or a plain number, by the cell's format.

A spreadsheet stores 2020-01-02 as 43832 and 33 % as 0.33; only the format tells them from numbers. What is read is
what the cell means: the day (or the month or year alone, where the format shows no more), the percentage, and a number
with at most the fifteen digits that a spreadsheet has.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Literal

Kind = Literal["number", "percent", "day", "month", "year", "time"]

_NO_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
"""Parts of a format that are no code: quoted text, escaped and padding characters, colours and locales."""
_BUILT_IN: dict[int, Kind] = {
    9: "percent",
    10: "percent",
    17: "month",
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "time"),
    **dict.fromkeys((14, 15, 16, 22, *range(27, 37), *range(50, 59)), "day"),
}
"""Formats known by number alone; 27 to 36 and 50 to 58 are the dates of East Asian spreadsheets."""
_LAST_DAY = 2_958_465
_FALSE_LEAP_DAY = 60
"""29 February 1900, which spreadsheets count and the calendar does not have."""


def kind_of_format(number: int, codes: Mapping[int, str]) -> Kind:
    """What cells of a format are; `codes` are the formats that the workbook itself declares.

    >>> kind_of_format(164, {164: 'yyyy"年"m"月"'}), kind_of_format(10, {}), kind_of_format(164, {164: "[Red]0.0"})
    ('month', 'percent', 'number')
    """
    code = codes.get(number)
    if code is None:
        return _BUILT_IN.get(number, "number")
    letters = _NO_CODE.sub("", code.partition(";")[0]).lower()
    if "general" in letters or "通用" in letters:
        return "number"
    if "%" in letters:
        return "percent"
    if "y" in letters or "e" in letters.replace("e+", "").replace("e-", ""):
        return "day" if "d" in letters else "month" if "m" in letters else "year"
    if "d" in letters:
        return "day"
    return "time" if "h" in letters or "s" in letters else "month" if "mmm" in letters else "number"


def kinds(formats: Iterable[int], codes: Mapping[int, str]) -> tuple[Kind, ...]:
    """What cells of each of the workbook's styles are."""
    return tuple(kind_of_format(number, codes) for number in formats)


@lru_cache(1 << 14)
def number_text(stored: str, kind: Kind, epoch_1904: bool) -> str | None:
    """The text of a number cell; None where what is stored is no number.

    >>> number_text("43832", "day", False), number_text("0.333", "percent", False), number_text("1E3", "number", False)
    ('2020-01-02', '33.3%', '1000')
    """
    try:
        number = float(stored)
    except ValueError:
        return None
    if number - number != 0:
        return None
    if kind == "percent":
        return plain_number(number, 2) + "%"
    if kind in ("number", "time") and not (kind == "time" and 0 <= number < 1):
        return plain_number(number)
    if not 0 <= number < _LAST_DAY + 1:
        return plain_number(number)
    return _moment(number, kind, epoch_1904)


def plain_number(number: float, shift: int = 0) -> str:
    """A number with at most fifteen significant digits and no exponent, times 10 to the `shift`."""
    if number.is_integer() and not shift:
        return str(int(number))
    text = f"{Decimal(f'{number:.15g}').scaleb(shift):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _moment(number: float, kind: Kind, epoch_1904: bool) -> str:
    seconds = round(number * 86400)
    days, seconds = divmod(seconds, 86400)
    time = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if kind == "time":
        return time
    if not epoch_1904 and days == _FALSE_LEAP_DAY:
        return "1900-02-29"
    first = dt.date(1904, 1, 1) if epoch_1904 else dt.date(1899, 12, 30 if days > _FALSE_LEAP_DAY else 31)
    try:
        day = first + dt.timedelta(days=days)
    except OverflowError:
        return plain_number(number)
    if kind == "day":
        return f"{day.isoformat()} {time}" if seconds else day.isoformat()
    return day.isoformat()[: 7 if kind == "month" else 4]
