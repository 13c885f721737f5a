"""证券代码: the six digits under which Shanghai, Shenzhen and Beijing list a security."""

import re

from creditgraph.identifiers.text import Parsed, clean, refused, stands_for_nothing

_FORM = re.compile(r"(?:S[HZ]|BJ)?\.?([0-9]{6})(?:\.(?:S[HZS]|BJ))?")


def parse_stock_code(text: str) -> Parsed:
    """The six digits of a stock code, with or without the exchange (`600000.SH`, `SH600000`).

    Problems: `missing`, `length` (digits, but not six), `charset`.
    """
    code = clean(text)
    if stands_for_nothing(code):
        return refused("missing")
    found = _FORM.fullmatch(code)
    if found is not None:
        return Parsed(found[1])
    return refused("length" if code.isascii() and code.isdigit() else "charset")
