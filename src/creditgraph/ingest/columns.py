"""The types of columns: a cell's text → its value, or what is wrong with it.

Cells repeat, so conversions are cached. Values are plain: a text, a `Day`, a `Share`, an `Identifier`. A cell
that says "nothing here" (`无`, `/`, zeros where a number belongs: `domain.md` 2.1) is None like an empty one.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, NamedTuple

from creditgraph import identifiers, names
from creditgraph.ingest.mapping import NUMBER_TYPES, SECRET_TYPES, Column
from creditgraph.model.dates import Day, after, iso, parse_day, parse_end
from creditgraph.model.shares import Share, parse_percent
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind
from creditgraph.names.together import joined, may_be_joined, parted

NO_END: Day = 99991231
"""The value of a `date_end` cell that says "no end"; a value, so that the cell counts as filled."""

BAD = "bad:"
"""A redacted cell that had no valid number: `bad:CODE:MASK`."""

_CACHE = 1 << 14
_NO_VALUE = {"", "无", "空", "NULL", "NONE", "N/A", "/", "-", "—", "--"}


REDACTION_CODES = frozenset(
    {"length", "charset", "division", "checksum", "format", "birthdate", "minor", "citizen_id_misplaced", "number_cell"}
    | {"masked"}
)

is_masked = re.compile(r"[0-9A-Z\u4e00-\u9fff]{0,10}\*{2,}[0-9A-Z]{0,4}").fullmatch
"""Whether a cleaned number has its middle hidden: it says nothing, and its check character cannot be right."""


class Bad(NamedTuple):
    """Why a cell has no value; `value` is what may be shown of it, None for the cell itself."""

    code: str
    value: str | None = None


Value = str | Day | Share | Identifier | None
Converter = Callable[[str], Value | Bad]


def converter(column: Column, today: Day) -> Converter | None:
    """The conversion of a column's cells (stripped, redacted, not empty); None for text, which needs none."""
    if column.type == "enum":
        return _enum(dict(column.values))
    if column.not_after_today:
        return _past(today)
    return _CONVERTERS[column.type]


def key_texts(column: Column) -> Callable[[Sequence[Any]], Sequence[str]]:
    """How values of the column enter a key: spellings of the same thing give the same text."""
    return _number_texts if column.type in NUMBER_TYPES | SECRET_TYPES else _KEY_TEXTS.get(column.type, _plain)


def field_text(column: Column) -> Callable[[str, Value], str] | None:
    """How a cell and its value are printed in a record's field; None for the cell as it stands."""
    if column.type in ("date", "date_end"):
        return _date_text
    return None if column.type in ("text", "name", "person_name", "percent") else _value_text


@lru_cache(_CACHE)
def fold_text(text: str) -> str:
    """Text for equality: NFKC, upper case, no blanks, one kind of bracket (`domain.md` 2.5, 文号 and 案号).

    >>> fold_text("济市监处罚〔2026〕 123号") == fold_text("济市监处罚[2026]123号")
    True
    """
    return fold_texts([text])[0]


def fold_texts(texts: Sequence[str]) -> list[str]:
    """Many texts for equality."""
    if not may_be_joined(texts):
        return [fold_text(text) for text in texts]
    together = unicodedata.normalize("NFKC", joined(texts)).upper()
    for bracket, plain in _BRACKETS.items():
        together = together.replace(bracket, plain)
    return parted(_BLANKS.sub("", together), texts)


_BRACKETS = {**dict.fromkeys("〔[【{［〈《", "("), **dict.fromkeys("〕]】}］〉》", ")")}
_BLANKS = re.compile(r"\s+")


def _name(cell: str) -> Value | Bad:
    if cell.upper() in _NO_VALUE:
        return None
    return cell if names.is_valid_name(cell) else Bad("not_a_name")


@lru_cache(_CACHE)
def _date(cell: str) -> Value | Bad:
    return _parsed_date(cell, parse_day)


@lru_cache(_CACHE)
def _date_end(cell: str) -> Value | Bad:
    def end(text: str) -> Day:
        day = parse_end(text)
        return NO_END if day is None else day

    return _parsed_date(cell, end)


def _parsed_date(cell: str, parse: Callable[[str], Day]) -> Value | Bad:
    text = unicodedata.normalize("NFKC", cell)
    if text.upper() in _NO_VALUE or not text.strip("0"):
        return None
    try:
        return parse(text)
    except (ValueError, OverflowError):
        return Bad("not_a_date")


def _past(today: Day) -> Converter:
    tomorrow = after(today)

    @lru_cache(_CACHE)
    def convert(cell: str) -> Value | Bad:
        day = _date(cell)
        return Bad("in_the_future") if isinstance(day, int) and day >= tomorrow else day

    return convert


@lru_cache(_CACHE)
def _percent(cell: str) -> Value | Bad:
    text = unicodedata.normalize("NFKC", cell)
    if text.upper() in _NO_VALUE:
        return None
    try:
        return parse_percent(text)
    except ValueError:
        return Bad("not_a_percentage")


@lru_cache(_CACHE)
def _decimal(cell: str) -> Value | Bad:
    text = unicodedata.normalize("NFKC", cell).replace(",", "")
    if text.upper() in _NO_VALUE:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Bad("not_a_number")
    if not number.is_finite() or abs(number.adjusted()) > 30:
        return Bad("not_a_number")
    plain = f"{number:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _enum(values: dict[str, str]) -> Converter:
    folded = {fold_text(cell): value for cell, value in values.items()}

    def convert(cell: str) -> Value | Bad:
        value = folded.get(fold_text(cell))
        if value is not None:
            return value or None
        return None if cell.upper() in _NO_VALUE else Bad("unknown_word")

    return convert


def _number(kind: IdentifierKind, parse: Callable[[str], identifiers.Parsed]) -> Converter:
    @lru_cache(_CACHE)
    def convert(cell: str) -> Value | Bad:
        if cell.startswith(BAD):
            return _sealed(cell)
        parsed = parse(cell)
        if parsed.problem is None:
            return Identifier(kind, parsed.value)
        if parsed.problem == "missing":
            return None
        return Bad("masked" if is_masked(identifiers.clean(cell)) else parsed.problem)

    return convert


@lru_cache(_CACHE)
def _certificate(cell: str) -> Value | Bad:
    if cell.startswith(BAD):
        return _sealed(cell)
    if identifiers.is_placeholder(cell):
        return None
    # 事证第1370001号 and 事证1370001 are one number (`domain.md` 2.5).
    number = fold_text(cell).replace("第", "").removesuffix("号")
    return Identifier(IdentifierKind.CERTIFICATE_NUMBER, number) if number else Bad("format")


def _sealed(cell: str) -> Value | Bad:
    """A cell that redaction has rewritten."""
    if cell.startswith(BAD):
        code, _, mask = cell.removeprefix(BAD).partition(":")
        # Anyone can type `bad:` into a cell: only our own codes are taken at their word.
        return Bad(code if code in REDACTION_CODES else "format", mask)
    return identifiers.parse_cell(cell) or Bad("format", "")


@lru_cache(_CACHE)
def _code_or_sealed(cell: str) -> Value | Bad:
    if cell.startswith((BAD, "id:")):
        return _sealed(cell)
    return Identifier(IdentifierKind.CREDIT_CODE, cell)


_CONVERTERS: dict[str, Converter | None] = {
    "text": None,
    "name": _name,
    "person_name": _name,
    "date": _date,
    "date_end": _date_end,
    "percent": _percent,
    "decimal": _decimal,
    "credit_code": _number(IdentifierKind.CREDIT_CODE, identifiers.parse_credit_code),
    "org_code": _number(IdentifierKind.ORG_CODE, identifiers.parse_org_code),
    "registration_number": _number(IdentifierKind.REGISTRATION_NUMBER, identifiers.parse_registration_number),
    "tax_number": _number(IdentifierKind.TAX_NUMBER, identifiers.parse_tax_number),
    "stock_code": _number(IdentifierKind.STOCK_CODE, identifiers.parse_stock_code),
    "certificate_number": _certificate,
    "citizen_id": lru_cache(_CACHE)(_sealed),
    "person_document": lru_cache(_CACHE)(_sealed),
    "code_or_citizen_id": _code_or_sealed,
}


def _number_texts(values: Sequence[Value]) -> list[str]:
    return [value.value if isinstance(value, Identifier) else "" for value in values]


def _plain(values: Sequence[Value]) -> list[str]:
    return fold_texts([str(value) for value in values])


_KEY_TEXTS: dict[str, Callable[[Sequence[Any]], Sequence[str]]] = {
    "text": fold_texts,
    "name": names.strict_keys,
    "person_name": names.person_keys,
    "percent": lambda values: [value.percent if isinstance(value, Share) else "" for value in values],
}


@lru_cache(_CACHE)
def _date_text(cell: str, value: Value) -> str:
    # The stated last day, not the half-open end that it means.
    return iso(parse_day(unicodedata.normalize("NFKC", cell))) or ""


def _value_text(cell: str, value: Value) -> str:
    return value.value if isinstance(value, Identifier) else str(value)
