"""What is asked of matching: an item of a batch, in the words of FollowTheMoney, read into a record.

A name may hold a code, as cells of spreadsheets do: a valid number in it counts as a number and is no part of the name.
What is not compared is named in `ignored`, never silently dropped.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from creditgraph.archive.candidate_records import with_org_code
from creditgraph.identifiers import (
    Sealer,
    clean,
    is_placeholder,
    looks_like_code,
    mask_number,
    parse_citizen_id,
    parse_credit_code,
    parse_org_code,
    parse_registration_number,
    parse_tax_number,
    redact_text,
)
from creditgraph.matching.record import LONGEST_TEXT, HeldName, Kind, Record
from creditgraph.model.vocabulary import IdentifierKind
from creditgraph.names.validity import MOST_CHARACTERS, name_problem
from creditgraph.usecases.intake import today
from creditgraph.usecases.match_words import DATES, KINDS_OF_SCHEMA, NAMES, NUMBERS, PROPERTIES

_SEXES = {"male": "男", "m": "男", "男": "男", "female": "女", "f": "女", "女": "女"}
MOST_VALUES = 50
_MOST_CHARACTERS = 200_000
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_BETWEEN = " \t/|,，;；:：()（）[]【】-"


class Unanswerable(Exception):
    """An item that is not answered: 400 where it has not the form of one, 422 where it is wrong in meaning."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass(frozen=True, slots=True)
class MatchQuery:
    """An item. `record` has no kind of its own: it is read as each of `kinds`. `ignored` names what is not compared."""

    kinds: tuple[Kind, ...]
    record: Record
    schema: str
    properties: dict[str, list[str]]
    ignored: list[dict[str, str]]
    settings: Mapping[str, Any]

    def readings(self) -> list[Record]:
        """The record as each kind that it may be of."""
        values = {name: getattr(self.record, name) for name in Record.__slots__}
        return [Record(**{**values, "kind": kind}) for kind in self.kinds]

    @property
    def about(self) -> str:
        """What it asks for, in one line."""
        return "、".join(value for values in self.properties.values() for value in values)


@dataclass(slots=True)
class _Reading:
    """What was found in the properties of an item."""

    sealer: Callable[[], Sealer]
    names: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, str], None] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    ignored: list[dict[str, str]] = field(default_factory=list)

    def ignore(self, name: str, code: str) -> None:
        one = {"property": redact_text(name, mask_number)[:100], "code": code}
        if one not in self.ignored:
            self.ignored.append(one)

    def name(self, text: str) -> None:
        """Take a name in, and the numbers that it holds."""
        text = text.strip()
        if not text:
            self.problems.append("empty")
            return
        problem = name_problem(text)
        if problem in ("control", "length"):
            raise Unanswerable(422, problem)
        if is_placeholder(text):
            self.problems.append("placeholder")
            return
        if looks_like_code(text) or (problem == "no_letter" and any(map(str.isalnum, text))):
            problem = self.number(text)
            if problem is not None:
                self.problems.append(problem)
            return
        rest = redact_text(unicodedata.normalize("NFKC", text), self._hidden)
        rest = _CODE.sub(lambda found: "" if self.number(found[0]) is None else found[0], rest)
        taken = rest.strip(_BETWEEN) if len(self.numbers) else text
        if any(map(str.isalnum, taken)):
            self.names.append(taken)
        elif not self.numbers:
            self.problems.append("no_letter")

    def _hidden(self, number: str) -> str:
        """A text that looks like an identity number is one or goes: it is no part of a name."""
        self.number(number)
        return ""

    def number(self, text: str) -> str | None:
        """Take a number in; what is wrong with it, if anything."""
        if is_placeholder(text):
            return "missing"
        credit_code = parse_credit_code(text)
        if credit_code.problem is None:
            self._add(IdentifierKind.CREDIT_CODE, credit_code.value)
            return None
        citizen = parse_citizen_id(text, today())
        if citizen.problem is None:
            secret = self.sealer().identifier(IdentifierKind.CITIZEN_ID, citizen.value)
            self.numbers[(IdentifierKind.CITIZEN_ID.value, secret.value)] = None
            return None
        for kind, parse in _OTHERS:
            parsed = parse(text)
            if parsed.problem is None:
                self._add(kind, parsed.value)
                return None
        if looks_like_code(text):
            return credit_code.problem
        if len(clean(text)) > 40:
            return "length"
        self._add(IdentifierKind.CERTIFICATE_NUMBER, clean(text))
        return None

    def _add(self, kind: IdentifierKind, value: str) -> None:
        self.numbers |= dict.fromkeys(with_org_code(kind, value))


_OTHERS = (
    (IdentifierKind.ORG_CODE, parse_org_code),
    (IdentifierKind.REGISTRATION_NUMBER, parse_registration_number),
    (IdentifierKind.TAX_NUMBER, parse_tax_number),
)


def read_query(item: Any, sealer: Callable[[], Sealer]) -> MatchQuery:
    """An item of a batch. Unanswerable where it cannot be asked."""
    if not isinstance(item, Mapping):
        raise Unanswerable(400, "malformed")
    properties = _properties(item.get("properties"))
    schema = item.get("schema")
    kinds = KINDS_OF_SCHEMA.get(schema) if isinstance(schema, str) else None
    if kinds is None:
        raise Unanswerable(422, "schema")
    found = _Reading(sealer)
    _read_names(found, properties, kinds)
    for name in NUMBERS:
        for text in properties.get(name, ()):
            problem = found.number(text)
            if problem is not None:
                found.ignore(name, problem)
                found.problems.append(problem)
    for name in properties.keys() - set(PROPERTIES):
        found.ignore(name, "unknown")
    if not (found.names or found.numbers):
        raise Unanswerable(422, found.problems[0] if found.problems else "empty")
    name, *others = found.names or [""]
    record = Record(
        id="",
        kind=kinds[0],
        name=name,
        other_names=tuple(map(HeldName, others)),
        identifiers=tuple(found.numbers),
        date=next(iter(_dates(properties, kinds)), ""),
        sex=next((_SEXES.get(text.lower(), "") for text in properties.get("gender", ())), ""),
        address=_first(properties, "address"),
        phone=_first(properties, "phone"),
        email=_first(properties, "email"),
    )
    return MatchQuery(kinds, record, str(schema), _masked(properties), sorted(found.ignored, key=str), item)


def masked_query(item: Any) -> dict[str, Any]:
    """What an item asked, as it may be shown, whatever form it has."""
    if not isinstance(item, Mapping):
        return {"schema": None, "properties": {}}
    schema = item.get("schema")
    try:
        properties = _masked(_properties(item.get("properties")))
    except Unanswerable:
        properties = {}
    return {"schema": schema[:40] if isinstance(schema, str) else None, "properties": properties}


def _read_names(found: _Reading, properties: Mapping[str, list[str]], kinds: tuple[Kind, ...]) -> None:
    for name in NAMES:
        for text in properties.get(name, ()):
            found.name(text)
    first, last = (" ".join(properties.get(name, ())).strip() for name in ("firstName", "lastName"))
    if first or last:
        if "person" not in kinds:
            for name in {"firstName", "lastName"} & properties.keys():
                found.ignore(name, "unknown")
        elif not found.names:
            found.name(f"{first} {last}" if (first + last).isascii() else last + first)


def _properties(given: Any) -> dict[str, list[str]]:
    """The properties as lists of texts. Unanswerable where they are none."""
    if not isinstance(given, Mapping):
        raise Unanswerable(400, "malformed")
    found: dict[str, list[str]] = {}
    for name, value in given.items():
        values = value if isinstance(value, list) else [value]
        if len(values) > MOST_VALUES or not all(isinstance(one, str | int | float | None) for one in values):
            raise Unanswerable(400, "malformed")
        texts = [one if isinstance(one, str) else str(one) for one in values if one is not None]
        found[str(name)] = texts
    if sum(len(text) for texts in found.values() for text in texts) > _MOST_CHARACTERS:
        raise Unanswerable(422, "length")
    return found


def _first(properties: Mapping[str, list[str]], name: str) -> str:
    return next(iter(properties.get(name, ())), "")[:LONGEST_TEXT]


def _dates(properties: Mapping[str, list[str]], kinds: tuple[Kind, ...]) -> Iterator[str]:
    for name, kind in DATES.items():
        if kind in kinds:
            yield from (text[:40] for text in properties.get(name, ()))


def _masked(properties: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Properties as they may be shown: identity numbers masked, control characters marked, nothing without end."""
    return {
        shown(name)[:100]: [shown(text)[:MOST_CHARACTERS] for text in texts]
        for name, texts in list(properties.items())[:MOST_VALUES]
    }


def shown(text: str) -> str:
    """A text of the caller's as it may be shown again."""
    masked = redact_text(text, mask_number)
    return "".join(character if character.isprintable() else "\ufffd" for character in masked)
