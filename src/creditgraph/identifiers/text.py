"""How a number is read before it is tested, and what a test says of it.

A written number comes in full width, with blanks, hyphens and invisible characters. `clean` removes those and
nothing else: a letter O is never taken for a nought here.
"""

import re
import unicodedata
from typing import NamedTuple

_NOISE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\-\u2010-\u2015\u2212]+")
_ASCII_NOISE = str.maketrans("", "", " -\t\r\n\f\v\x1c\x1d\x1e\x1f")
_PLACEHOLDER = re.compile(r"0+X?|[/\\*.#]+|无|空|暂无|不详|未知|NULL|NONE|NIL|NAN|N/A|NA")
_CODE = re.compile(r"[0-9A-Z]{15,}")
_FEWEST_DIGITS = 8
"""A run of letters and digits with fewer is a Latin name, no code."""


class Parsed(NamedTuple):
    """A number as it was understood: `value` is normalised, and empty where `problem` names what is wrong.

    Problems: `missing` (a placeholder), `length`, `charset`, `division`, `checksum`, `format`, `birthdate`.
    Warnings, which do not refuse the number: `class`, `org_code`.
    """

    value: str
    problem: str | None = None
    warnings: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Half width, upper case, without blanks, hyphens and invisible characters. Never raises.

    >>> clean("ma3c0001－1 ")
    'MA3C00011'
    """
    if text.isascii():
        if text.isalnum():
            return text.upper()
        return text.translate(_ASCII_NOISE).upper()
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).upper())


def is_placeholder(text: str) -> bool:
    """Whether a cell says that there is no number: empty, 无, `/`, noughts, or seventeen noughts and an X.

    The national form tells clerks to write `00000000000000000X` for a household without a code.
    """
    return stands_for_nothing(clean(text))


def stands_for_nothing(cleaned: str) -> bool:
    """The same for a text that has been through `clean`."""
    return not cleaned or (cleaned[0] not in "123456789" and _PLACEHOLDER.fullmatch(cleaned) is not None)


def looks_like_code(text: str) -> bool:
    """Whether a text is meant as a number of a subject: long, of letters and digits, and mostly digits.

    >>> looks_like_code("9137 0100 MA3C 0001 1J"), looks_like_code("GENERALELECTRICCOMPANY")
    (True, False)
    """
    cleaned = clean(text)
    return _CODE.fullmatch(cleaned) is not None and sum(map(str.isdigit, cleaned)) >= _FEWEST_DIGITS


def refused(problem: str) -> Parsed:
    """A number that is not accepted."""
    return Parsed("", problem)
