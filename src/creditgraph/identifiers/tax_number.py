"""税务登记号: six of division and an organisation code before 2015-10, since then the credit code.

Self-employed persons bore their citizen number as tax number, with or without two more digits. Such a number
is refused, for it may not be stored in the open.
"""

import re

from creditgraph.identifiers.citizen_id import plausible_citizen_id
from creditgraph.identifiers.credit_code import parse_credit_code
from creditgraph.identifiers.org_code import valid_org_code
from creditgraph.identifiers.text import Parsed, clean, refused, stands_for_nothing

_OLD_FORM = re.compile(r"[0-9]{6}[0-9A-Z]{8}[0-9X]")


def parse_tax_number(text: str) -> Parsed:
    """The tax number in a text: 15 characters with an organisation code, or a credit code (GB 32100).

    Problems: `missing`, `length`, `charset`, `division`, `checksum`, `format` (contains a citizen number: 17
    or 20 characters, or 15 or 18 with a birth date where one stands in a citizen number).
    """
    number = clean(text)
    if stands_for_nothing(number):
        return refused("missing")
    if len(number) == 15:
        return _parse_old(number)
    if len(number) in (17, 20):
        return refused("format")
    parsed = parse_credit_code(number)
    if parsed.problem == "checksum" and plausible_citizen_id(number):
        return refused("format")
    return parsed


def _parse_old(number: str) -> Parsed:
    if not (number[:6].isascii() and number[:6].isdigit()):
        return refused("division")
    if _OLD_FORM.fullmatch(number) is None:
        return refused("charset")
    # One citizen number of 15 digits in 11 ends like an organisation code: when in doubt, a secret.
    if plausible_citizen_id(number):
        return refused("format")
    return Parsed(number) if valid_org_code(number[6:]) else refused("checksum")
