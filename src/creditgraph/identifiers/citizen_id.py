"""公民身份号码, GB 11643-1999: 6 division, 8 birth date, 3 sequence, 1 check; before 1999 fifteen digits.

The division is the place of first registration and many no longer exist, so it is never tested.
Nothing in this module is cached: a number may not outlive the row that holds it.
"""

import calendar
import re
from operator import mul

from creditgraph.identifiers.text import Parsed, clean, refused, stands_for_nothing
from creditgraph.model.dates import Day

_FORM = re.compile(r"[0-9]{17}[0-9X]")
_OLD_FORM = re.compile(r"[0-9]{15}")
_WEIGHTS = tuple(pow(2, 17 - i, 11) for i in range(17))
_CHECKS = "10X98765432"
_EARLIEST_YEAR = 1880
_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_PLAUSIBLE = re.compile(rf"[0-9]{{6}}(?:18[89]|19[0-9]|20[0-4])[0-9]{_MONTH_DAY}[0-9]{{3}}[0-9X]")
_PLAUSIBLE_OLD = re.compile(rf"[0-9]{{8}}{_MONTH_DAY}[0-9]{{3}}")


def citizen_id_check(body17: str) -> str:
    """The check character of GB 11643 (ISO 7064 MOD 11-2) for 17 digits; ValueError for any other body.

    >>> citizen_id_check("11010519491231002")
    'X'
    """
    if len(body17) != 17:
        raise ValueError(f"the body of a citizen number has 17 digits, not {len(body17)}")
    return _CHECKS[sum(map(mul, map(int, body17), _WEIGHTS)) % 11]


def parse_citizen_id(text: str, today: Day) -> Parsed:
    """The citizen number in a text; fifteen digits come back as eighteen (GB 11643).

    Problems: `missing`, `length`, `charset`, `checksum`, `birthdate` (no date, before 1880 or after `today`).
    """
    number = clean(text)
    if stands_for_nothing(number):
        return refused("missing")
    if len(number) == 15:
        if _OLD_FORM.fullmatch(number) is None:
            return refused("charset")
        body = f"{number[:6]}19{number[6:]}"
        number = body + citizen_id_check(body)
    if len(number) != 18:
        return refused("length")
    if _FORM.fullmatch(number) is None:
        return refused("charset")
    if citizen_id_check(number[:17]) != number[17]:
        return refused("checksum")
    return Parsed(number) if _born_by(number[6:14], today) else refused("birthdate")


def plausible_citizen_id(number: str) -> bool:
    """Whether a cleaned text has the form and a possible birth date of a citizen number, right or wrong."""
    return (_PLAUSIBLE if len(number) == 18 else _PLAUSIBLE_OLD).fullmatch(number) is not None


def certain_citizen_id(number: str) -> bool:
    """Whether eighteen cleaned characters have a possible birth date and the right check character."""
    return _PLAUSIBLE.fullmatch(number) is not None and citizen_id_check(number[:17]) == number[17]


def _born_by(digits: str, today: Day) -> bool:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    if year < _EARLIEST_YEAR or not 1 <= month <= 12:
        return False
    return 1 <= day <= calendar.monthrange(year, month)[1] and int(digits) <= today
