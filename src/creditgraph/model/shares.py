"""Exact shares: integers in parts per 10^9, with an interval where the stated value is finer."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import NamedTuple

WHOLE = 10**9
_PERCENT_DIGITS = 7
_PERCENT = re.compile(r"([+-]?\d{1,40}(?:\.\d{0,200})?|\.\d{1,200})\s*[%％]?", re.ASCII)
_EXACT = Context(prec=300)


class Share(NamedTuple):
    """A share between `low` and `high` parts per 10^9 (equal unless the statement was finer)."""

    low: int
    high: int

    @property
    def percent(self) -> str:
        """The share in percent as a decimal string; `low-high` for an interval."""
        low = _percent(self.low)
        return low if self.low == self.high else f"{low}-{_percent(self.high)}"


def parse_percent(text: str) -> Share:
    """The share that a percentage states (`51`, `33.33%`); ValueError outside 0 to 100 or where it is no number.

    >>> parse_percent("33.33")
    Share(low=333300000, high=333300000)
    """
    number = _PERCENT.fullmatch(text.strip())
    if number is None:
        raise ValueError(f"not a percentage: {text!r}")
    value = Decimal(number[1])
    if not 0 <= value <= 100:
        raise ValueError(f"a share lies between 0 and 100 percent, not {text!r}")
    parts = value.scaleb(_PERCENT_DIGITS, _EXACT)
    low = int(parts.to_integral_value(ROUND_FLOOR))
    return Share(low, int(parts.to_integral_value(ROUND_CEILING)))


def _percent(parts: int) -> str:
    text = f"{Decimal(parts).scaleb(-_PERCENT_DIGITS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
