"""What happens to a row before anything else may see it: identity numbers are sealed, forbidden columns go.

After this step no plain identity number exists downstream: not in a key, a statement, the quarantine file or
the stored raw row. A number that is not valid leaves its problem and its mask (`bad:CODE:MASK`).
"""

import re
from collections.abc import Callable, Sequence
from itertools import repeat

from creditgraph import identifiers
from creditgraph.identifiers import Sealer, mask_number, redact_text
from creditgraph.ingest.columns import BAD, fold_text, is_masked
from creditgraph.ingest.mapping import NUMBER_TYPES, SECRET_TYPES, ColumnType
from creditgraph.ingest.values import picker
from creditgraph.model.dates import Day
from creditgraph.model.vocabulary import IdentifierKind

_FULL_AGE = 18
_SHORTEST, _LONGEST = 15, 18
"""Characters of a citizen number."""
_GAPS = re.compile(r"(?<=\d)(?:[\u00ad\u200b-\u200f\u2060\ufeff]|[ \u3000]*[\r\n\t][ \u3000]*)+(?=[\dXx])")
_CITIZEN_CARDS = {"身份证", "居民身份证", "公民身份证", "二代身份证", "公民身份", "居民二代身份证"}
"""Words for the document whose number is the citizen id. A foreigner's 永久居留身份证 is another document."""
_CITIZEN = re.compile(r"[0-9]{17}[0-9X]|[0-9]{15}")
_DOCUMENT = re.compile(r"[0-9A-Z()\u4e00-\u9fff]{5,40}")
_dated = re.compile(r"\d{8}(?:0\d|1[0-2])[0-3]\d{4}").fullmatch
"""Whether fifteen digits may hold a birth date."""
_JOINT = "|"
"""What cells are joined by to be looked at together: it neither parts digits that belong together nor joins any."""


class Redactor:
    """Redacts the rows of one file. `columns` gives, for each kept cell, its type and, for a
    `person_document`, the position of the cell that says which document it is."""

    def __init__(
        self,
        kept: Sequence[int],
        columns: Sequence[tuple[ColumnType, int | None]],
        sealer: Sealer,
        today: Day,
    ) -> None:
        self._pick: Callable[[Sequence[str]], tuple[str, ...]] = picker(kept)
        seals = _Seals(sealer, today)
        self._secrets: list[tuple[int, int | None, Callable[[str, str], str]]] = []
        self._numbers: list[int] = []
        self._texts: list[int] = []
        for position, (kind, document) in enumerate(columns):
            if kind in SECRET_TYPES:
                self._secrets.append((position, document, seals.by_type[kind]))
            elif kind in NUMBER_TYPES:
                self._numbers.append(position)
            else:
                self._texts.append(position)

    def __call__(self, rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
        """The kept cells of some rows, redacted."""
        kept = [self._pick(cells) for cells in rows]
        columns = list(zip(*kept, strict=True))
        changed: dict[tuple[int, int], str] = {}
        for position, document, seal in self._secrets:
            if any(columns[position]):
                kinds = columns[document] if document is not None else repeat("")
                for row, (cell, kind) in enumerate(zip(columns[position], kinds, strict=False)):
                    if cell:
                        changed[row, position] = seal(cell, kind)
        for position in self._numbers:
            for row, cell in enumerate(columns[position]):
                if len(cell) >= _SHORTEST and not _harmless(cell):
                    hidden = _misplaced(cell)
                    if hidden is not None:
                        changed[row, position] = hidden
        long = [cell for position in self._texts for cell in columns[position] if len(cell) >= _SHORTEST]
        if long and _hide(joined := _JOINT.join(long)) != joined:
            for position in self._texts:
                for row, cell in enumerate(columns[position]):
                    hidden = _hide(cell)
                    if hidden != cell:
                        changed[row, position] = hidden
        return _with(kept, changed) if changed else kept


def _misplaced(cell: str) -> str | None:
    """What replaces a citizen number in a column of numbers; None for what is none."""
    number = identifiers.clean(cell)
    if identifiers.parse_registration_number(number).problem is None:
        return None  # in a column for numbers it is what it says it is
    hidden = redact_text(number, mask_number)
    return None if hidden == number else f"{BAD}citizen_id_misplaced:{hidden}"


def _with(rows: list[tuple[str, ...]], changed: dict[tuple[int, int], str]) -> list[tuple[str, ...]]:
    """The rows with some cells replaced."""
    replaced = {row: list(rows[row]) for row, _position in changed}
    for (row, position), cell in changed.items():
        replaced[row][position] = cell
    for row, cells in replaced.items():
        rows[row] = tuple(cells)
    return rows


class _Seals:
    """Cells that replace those of secret columns. Nothing is cached: a number may not outlive its row."""

    def __init__(self, sealer: Sealer, today: Day) -> None:
        self._sealer = sealer
        self._today = today
        self.by_type: dict[str, Callable[[str, str], str]] = {
            "citizen_id": self._citizen,
            "person_document": self._document,
            "code_or_citizen_id": self._code_or_citizen,
        }

    def _citizen(self, cell: str, _: str = "") -> str:
        parsed = identifiers.parse_citizen_id(cell, self._today)
        if parsed.problem is None:
            return self._person(parsed.value)
        return "" if parsed.problem == "missing" else _bad(parsed.problem, cell)

    def _person(self, number: str) -> str:
        # `domain.md` 4.3: no records of minors. The age is lost with the plain number, so it is judged here.
        if self._today - int(number[6:14]) < _FULL_AGE * 10000:
            return _bad("minor", number)
        return self._sealer.cell(self._sealer.identifier(IdentifierKind.CITIZEN_ID, number))

    def _document(self, cell: str, kind_cell: str) -> str:
        if identifiers.is_placeholder(cell):
            return ""
        kind = fold_text(kind_cell).removesuffix("码").removesuffix("号")
        number = identifiers.clean(cell)
        if kind in _CITIZEN_CARDS or (not kind and _CITIZEN.fullmatch(number)):
            return self._citizen(cell)
        if _DOCUMENT.fullmatch(number) is None:
            return _bad("format", cell)
        return self._sealer.cell(self._sealer.identifier(IdentifierKind.PERSON_DOCUMENT, f"{kind}:{number}"))

    def _code_or_citizen(self, cell: str, _: str) -> str:
        code = identifiers.parse_credit_code(cell)
        # A doubtful code that may be a mistyped citizen number is treated as one: that discloses nothing.
        if code.problem is None and redact_text(code.value, mask_number) == code.value:
            return code.value
        if code.problem == "missing":
            return ""
        person = self._citizen(cell)
        looks_personal = _CITIZEN.fullmatch(identifiers.clean(cell)) is not None
        return person if looks_personal or not person.startswith(BAD) else _bad(code.problem or "format", cell)


def _harmless(cell: str) -> bool:
    """Whether a code is clearly no citizen number: a letter among its digits, or no birth date."""
    if not cell.isalnum() or len(cell) > _LONGEST:
        return False
    # Fifteen digits among eighteen characters cover the middle twelve.
    return not cell[3:15].isdigit() or (len(cell) == _SHORTEST and not _dated(cell))


def _hide(text: str) -> str:
    """The text with citizen numbers masked, also where invisible characters or line breaks part them."""
    if not text.isprintable():
        visible = _GAPS.sub("", text)
        hidden = redact_text(visible, mask_number)
        return text if hidden == visible else hidden
    return redact_text(text, mask_number)


def _bad(code: str, number: str) -> str:
    cleaned = identifiers.clean(number)
    # A mask is shown as it came: masking it again would hide which number is asked for.
    return f"{BAD}masked:{cleaned}" if is_masked(cleaned) else f"{BAD}{code}:{mask_number(number)}"
