"""A record of what a person types to compare two names: `NAME`, `NUMBER/NAME`, and either with `@YEAR` behind."""

import re

from creditgraph.identifiers import looks_like_code, parse_citizen_id, parse_credit_code
from creditgraph.matching.record import HeldName, Kind, Record
from creditgraph.model.dates import Day

_YEAR = re.compile(r"@([12]\d{3})$")
_MASKED = re.compile(r"[0-9Xx*]{15,18}")
MOST_CHARACTERS = 10_000


def record_of_text(text: str, kind: Kind, today: Day, held: tuple[HeldName, ...] = ()) -> Record:
    """A record of a typed name. A number that is not valid counts as no number; a valid one alone is one too.

    `held` are names that the bearer once or also had. A text beyond 10,000 characters is cut.
    """
    text = text[:MOST_CHARACTERS].strip()
    year = None
    if (found := _YEAR.search(text)) is not None:
        year, text = int(found[1]), text[: found.start()].strip()
    before, mark, after = text.partition("/")
    if mark and (number := _number(before, kind, today)):
        return Record("", kind, after.strip(), held, year, (number,))
    alone = _number(text, kind, today) if looks_like_code(text) else None
    return Record("", kind, text, held, year, (alone,) if alone else ())


def _number(text: str, kind: Kind, today: Day) -> tuple[str, str] | None:
    if kind != "person":
        parsed = parse_credit_code(text)
        return ("credit_code", parsed.value) if parsed.problem is None else None
    if "*" in text and _MASKED.fullmatch(text.strip()):
        return ("citizen_id", text.strip().upper())
    parsed = parse_citizen_id(text, today)
    return ("citizen_id", parsed.value) if parsed.problem is None else None
