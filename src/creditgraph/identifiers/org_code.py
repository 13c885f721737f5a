"""组织机构代码, the nine characters of GB 11714: eight of body and a check, printed `XXXXXXXX-X`."""

import re
from functools import lru_cache
from operator import mul

from creditgraph.identifiers.text import Parsed, clean, refused, stands_for_nothing

_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_VALUES = bytes(max(_ALPHABET.find(chr(i)), 0) for i in range(256))
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "0X987654321"
"""The check character by the remainder: 11 less the remainder, where ten is X and eleven is 0."""


def org_code_check(body8: str) -> str:
    """The check character of GB 11714 for eight characters of `0-9A-Z`; ValueError for any other body.

    >>> org_code_check("MA3C0001")
    '1'
    """
    if len(body8) != 8 or not set(body8) <= set(_ALPHABET):
        raise ValueError("the body of an organisation code has 8 characters of 0-9 and A-Z")
    return _check(body8)


@lru_cache(1 << 13)
def valid_org_code(code: str) -> bool:
    """Whether nine cleaned characters are an organisation code with the right check character (GB 11714)."""
    if _FORM.fullmatch(code) is None:
        return False
    return _check(code[:8]) == code[8]


def parse_org_code(text: str) -> Parsed:
    """The organisation code in a text, nine characters without hyphen (GB 11714).

    Problems: `missing`, `length`, `charset`, `checksum`.
    """
    code = clean(text)
    if stands_for_nothing(code):
        return refused("missing")
    if len(code) != 9:
        return refused("length")
    if _FORM.fullmatch(code) is None:
        return refused("charset")
    return Parsed(code) if valid_org_code(code) else refused("checksum")


def _check(body8: str) -> str:
    total: int = sum(map(mul, body8.encode("ascii").translate(_VALUES), _WEIGHTS))
    return _CHECKS[total % 11]
