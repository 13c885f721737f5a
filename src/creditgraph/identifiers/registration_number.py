"""工商注册号, GS 15-2006: six digits of office, eight of sequence, one check; before 2007 thirteen in all."""

from creditgraph.identifiers.text import Parsed, clean, refused, stands_for_nothing

_LEGACY_LENGTH = 13


def registration_number_check(body14: str) -> str:
    """The check digit of ISO 7064 MOD 11,10 for fourteen digits; ValueError for any other body.

    >>> registration_number_check("37010220000012")
    '9'
    """
    if len(body14) != 14:
        raise ValueError(f"the body of a registration number has 14 digits, not {len(body14)}")
    product = 10
    for digit in body14:
        total = (product + int(digit)) % 10 or 10
        product = total * 2 % 11
    return str((11 - product) % 10)


def parse_registration_number(text: str) -> Parsed:
    """The registration number in a text (GS 15-2006); thirteen digits carry no check and pass.

    Problems: `missing`, `charset`, `length`, `checksum`.
    """
    number = clean(text)
    if stands_for_nothing(number):
        return refused("missing")
    if not (number.isascii() and number.isdigit()):
        return refused("charset")
    if len(number) == _LEGACY_LENGTH:
        return Parsed(number)
    if len(number) != 15:
        return refused("length")
    return Parsed(number) if valid_registration_number(number) else refused("checksum")


def valid_registration_number(digits15: str) -> bool:
    """Whether fifteen digits end in the right check digit."""
    return registration_number_check(digits15[:14]) == digits15[14]
