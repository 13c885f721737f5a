"""统一社会信用代码, GB 32100-2015: authority, class, division (6), organisation code (9), check character.

The invariants that make this correct:
- placeholders are tested first, for eighteen noughts satisfy the check character;
- a wrong organisation code or an unknown class warns only: such codes were issued;
- a citizen number passes the check of GB 32100 once in 31 times, so one that also passes its own is refused,
  unless all else says that it is a code. It would otherwise be stored in the open.
"""

import re
from itertools import product

from creditgraph.identifiers.citizen_id import certain_citizen_id
from creditgraph.identifiers.classes import class_table
from creditgraph.identifiers.org_code import valid_org_code
from creditgraph.identifiers.text import Parsed, clean, refused, stands_for_nothing

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_FORM = re.compile(rf"[{_ALPHABET}]{{18}}")
_DIGITS = str.maketrans(_ALPHABET, "0123456789ABCDEFGHIJKLMNOPQRSTU")
_BASE = 34
"""The weights are the powers of 3 from the left: a number read from the right in a base that is 3 modulo 31."""
_CHECKS = "".join(_ALPHABET[-total % 31] for total in range(31))
_MEANT = {"O": "0", "I": "1", "Z": "2", "S": "5", "V": "UWY"}
"""The characters that the alphabet leaves out, and what a clerk may have meant by them."""
_MOST_SLIPS = 6


def credit_code_check(body17: str) -> str:
    """The check character of GB 32100 for 17 characters of its alphabet; ValueError for any other body.

    >>> credit_code_check("91370100MA3C00011")
    'J'
    """
    if len(body17) != 17 or not set(body17) <= set(_ALPHABET):
        raise ValueError("the body of a credit code has 17 characters of 0-9 and A-Z without I, O, S, V, Z")
    return _check(body17)


def parse_credit_code(text: str) -> Parsed:
    """The credit code in a text (GB 32100). Not cached, for the column also holds citizen numbers.

    Problems: `missing`, `length`, `charset`, `division` (characters 3-8 are not digits), `checksum`, `format`
    (a citizen number). Warnings: `class` (not in the table), `org_code` (characters 9-17 fail GB 11714).
    """
    code = clean(text)
    if stands_for_nothing(code):
        return refused("missing")
    if len(code) != 18:
        return refused("length")
    if _FORM.fullmatch(code) is None:
        return refused("charset")
    if not code[2:8].isdigit():
        return refused("division")
    if _check(code[:17]) != code[17]:
        return refused("checksum")
    org_code = valid_org_code(code[8:17])
    if (not org_code or code[0] != "9") and certain_citizen_id(code):
        return refused("format")
    known = code[:2] in class_table()
    if known and org_code:
        return Parsed(code)
    return Parsed(code, None, (() if known else ("class",)) + (() if org_code else ("org_code",)))


def suggest_credit_code(text: str) -> str | None:
    """The one code that a text with I, O, S, V or Z may have meant; None where none or several fit.

    A suggestion for a person to confirm, never to be applied: one wrong guess in 31 passes the check.
    """
    code = clean(text)
    slips = sum(code.count(c) for c in _MEANT)
    if len(code) != 18 or not 0 < slips <= _MOST_SLIPS:
        return None
    options = [_MEANT.get(c, c) for c in code]
    candidates = (parse_credit_code("".join(chosen)) for chosen in product(*options))
    found = {parsed.value for parsed in candidates if parsed.problem is None}
    return found.pop() if len(found) == 1 else None


def _check(body17: str) -> str:
    return _CHECKS[int(body17.translate(_DIGITS)[::-1], _BASE) % 31]
