"""The public form of an entity id: `cg-` and thirteen characters of Crockford's base 32, no letter to be misread."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_LENGTH = 13
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
_SHIFTS = range(50, -1, -10)
PREFIX = "cg-"


def encode_id(home_id: int) -> str:
    """The public form of a home id (0 ≤ id < 2^63).

    >>> encode_id(1)
    'cg-0000000000001'
    """
    pairs = [_PAIRS[home_id >> shift & 1023] for shift in _SHIFTS]
    return PREFIX + _ALPHABET[home_id >> 60] + "".join(pairs)


def parse_id(text: str) -> int | None:
    """The home id that a text names, None if it has not the form of one."""
    digits = text.strip().lower().removeprefix(PREFIX)
    if not text.strip().lower().startswith(PREFIX) or len(digits) != _LENGTH or not set(digits) <= _VALUE.keys():
        return None
    value = 0
    for digit in digits:
        value = value * 32 + _VALUE[digit]
    return value if value < 1 << 63 else None
