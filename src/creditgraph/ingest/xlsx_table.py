"""Reading .xlsx sheets as a stream, cell by cell, with what each cell is.

Why not through a library that hands out texts: a credit code that was typed as a number has lost digits, 33 % is stored
as 0.33, and neither can be told from the text; and those libraries hold a sheet as one block as large as its outermost
cell says. So the stored value and its format are read here (`cell_formats`), and tests compare the result with theirs.

Formulas count with the value that was last computed, hidden rows and columns like all others; of merged cells the
first has the value and the others are empty.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from creditgraph.ingest.cell_formats import Kind, kinds, number_text
from creditgraph.ingest.quarantine import Problem
from creditgraph.ingest.tables import (
    LONGEST_CELL,
    Header,
    Opener,
    Row,
    Table,
    bad_text,
    fit_width,
    likely_headers,
    lost_digits,
    without_tail,
)
from creditgraph.ingest.workbook import LARGEST_SHEET, LARGEST_STRINGS, SheetEntry, Workbook, open_workbook, unescaped
from creditgraph.model.errors import BadInput

_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384
_FAILED = "#VALUE!"
"""What a spreadsheet shows where a formula has no result."""
_TOO_LONG = "字" * (LONGEST_CELL + 1)
"""Stands for a text beyond all bounds: `bad_text` names its cell."""


class _Cells(NamedTuple):
    """A row of the sheet as texts; which of them were numbers, and which hold nothing that can be used, and why."""

    number: int
    cells: list[str]
    numbers: list[int]
    bad: list[tuple[int, str]]


class XlsxTable(Table):
    """One sheet of a workbook."""

    streamed = False

    def __init__(self, path: Path, opener: Opener, sheet: SheetEntry, others: tuple[str, ...], chosen: bool) -> None:
        super().__init__(path, opener)
        self._entry = sheet
        self.sheet, self.other_sheets, self.chosen = sheet.name, others, chosen

    def _candidates(self) -> Iterator[Header]:
        with open_workbook(self.path, self._open) as book:
            rows = ((row.number, row.cells) for row in _sheet_rows(book, self._entry))
            return iter([without_tail(header) for header in likely_headers(rows)])

    def grid(self) -> Iterator[tuple[int, list[str]]]:
        """All rows that have cells; a formula without a result shows as one that failed."""
        with open_workbook(self.path, self._open) as book:
            for row in _sheet_rows(book, self._entry):
                for at, _code in row.bad:
                    row.cells[at] = row.cells[at] or _FAILED
                yield row.number, row.cells

    def _rows(self, header: Header, codes: Collection[int], percentages: Collection[int]) -> Iterator[Row]:
        headings = header.cells
        width = len(headings)
        with open_workbook(self.path, self._open) as book:
            for number, cells, numbers, bad in _sheet_rows(book, self._entry):
                if number <= header.row or not (any(cells) or bad):
                    continue
                problem = fit_width(cells, width, number) if len(cells) != width else None
                if problem is None:
                    problem = _bad_cell(cells, bad, headings, number) or lost_digits(
                        cells, numbers, headings, codes, number
                    )
                if problem is not None:
                    yield Row(number, cells, problem)
                    continue
                text = "".join(cells)
                problem = bad_text(cells, text, headings, number)
                if problem is not None or text.strip():
                    yield Row(number, cells, problem, tuple(at for at in numbers if at in codes))


def open_xlsx(path: Path, opener: Opener, sheet: str | None) -> XlsxTable:
    """The sheet of that name, else the first that holds something: hidden sheets after the others."""
    with open_workbook(path, opener) as book:
        names = ", ".join(entry.name for entry in book.sheets)
        if not book.sheets:
            raise book.broken("it has no sheet")
        filled = [
            entry for entry in sorted(book.sheets, key=lambda entry: entry.hidden) if _holds_something(book, entry)
        ]
        usual = filled[0] if filled else book.sheets[0]
        wanted = usual if sheet is None else next((entry for entry in book.sheets if entry.name == sheet), None)
        if wanted is None:
            raise BadInput(
                "no_such_sheet",
                f"{path} has no sheet {sheet!r}",
                f"name one of {names}",
                message_zh=f"{path} 中没有工作表 {sheet!r}",
                remedy_zh=f"可选：{names}",
            )
    others = tuple(entry.name for entry in filled if entry != wanted)
    return XlsxTable(path, opener, wanted, others, wanted != usual)


def _holds_something(book: Workbook, entry: SheetEntry) -> bool:
    return any(any(row.cells) or row.bad for row in _sheet_rows(book, entry, texts=()))


def _bad_cell(
    cells: Sequence[str], bad: Sequence[tuple[int, str]], headings: Sequence[str], number: int
) -> Problem | None:
    for at, code in bad:
        if at < len(headings):
            return Problem(number, headings[at], "row", cells[at] if code == "error_cell" else "", code)
    return None


def _sheet_rows(book: Workbook, entry: SheetEntry, texts: Sequence[str] | None = None) -> Iterator[_Cells]:
    """The rows of a sheet that have cells, in order. Without `texts` the shared ones are read first."""
    sheet = _Sheet(book, _shared_texts(book) if texts is None else texts, _styles(book))
    for _ in book.walk(entry.part, sheet.start, sheet.end, sheet.text, LARGEST_SHEET):
        yield from sheet.done
        sheet.done.clear()


class _Sheet:
    """Gathers the rows of a sheet from the events of its XML."""

    def __init__(self, book: Workbook, texts: Sequence[str], styles: Sequence[Kind]) -> None:
        self._book = book
        self._texts = texts
        self._styles = styles
        self.done: list[_Cells] = []
        self._row = _Cells(0, [], [], [])
        self._column = -1
        self._type = ""
        self._kind: Kind = "number"
        self._formula = False
        self._reading = False
        self._aside = False
        self._parts: list[str] = []
        self._length = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "c":
            self._start_cell(attributes)
        elif name in ("v", "t"):
            self._reading = not self._aside
        elif name == "row":
            self._start_row(attributes.get("r"))
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._aside = True  # how a text is pronounced is no part of it

    def end(self, name: str) -> None:
        """An element ends."""
        if name in ("v", "t"):
            self._reading = False
        elif name == "c":
            self._end_cell()
        elif name == "row":
            self.done.append(self._row)
        elif name == "rPh":
            self._aside = False

    def text(self, text: str) -> None:
        """A piece of text."""
        if self._reading and self._length <= LONGEST_CELL:
            self._parts.append(text)
            self._length += len(text)

    def _start_row(self, stated: str | None) -> None:
        number = int(stated) if stated and stated.isdecimal() and len(stated) <= 7 else self._row.number + 1
        if not self._row.number < number <= _MOST_ROWS:
            raise self._book.broken(f"row {stated} does not follow row {self._row.number}")
        self._row = _Cells(number, [], [], [])
        self._column = -1

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        place = attributes.get("r")
        column = self._column + 1 if place is None else _column(place.rstrip("0123456789"))
        if not self._column < column < _MOST_COLUMNS:
            raise self._book.broken(f"the cells of row {self._row.number} are out of order")
        self._column = column
        self._type = attributes.get("t", "n")
        style = attributes.get("s")
        self._kind = "number" if style is None else self._style(style)
        self._formula = False
        self._parts.clear()
        self._length = 0

    def _style(self, style: str) -> Kind:
        if style.isdecimal() and len(style) < 10 and int(style) < len(self._styles):
            return self._styles[int(style)]
        return "number"

    def _end_cell(self) -> None:
        parts = self._parts
        stored = parts[0] if len(parts) == 1 else "".join(parts)
        if self._length > LONGEST_CELL:
            stored = _TOO_LONG
        row = self._row
        if not stored:
            if self._formula and self._type != "str":
                self._put("", "formula_without_value")
            return
        if self._type in ("n", ""):
            text = number_text(stored, self._kind, self._book.epoch_1904)
            if text is None:
                self._put(stored, "error_cell")
                return
            if self._kind == "number":
                row.numbers.append(self._column)
            self._put(text)
        elif self._type == "s":
            self._put(self._shared(stored))
        elif self._type == "b":
            self._put("TRUE" if stored.strip() in ("1", "true") else "FALSE")
        elif self._type == "e":
            self._put(stored, "error_cell")
        elif self._type == "d":
            self._put(stored.replace("T00:00:00", "").removesuffix("Z"))
        else:
            self._put(unescaped(stored))

    def _put(self, text: str, bad: str = "") -> None:
        cells = self._row.cells
        cells.extend([""] * (self._column - len(cells)))
        cells.append(text)
        if bad:
            self._row.bad.append((self._column, bad))

    def _shared(self, stored: str) -> str:
        if not self._texts:
            return stored  # only asked whether the sheet holds something
        place = int(stored) if stored.isdecimal() and len(stored) < 10 else len(self._texts)
        if place >= len(self._texts):
            raise self._book.broken(f"row {self._row.number} names a text that it does not hold")
        return self._texts[place]


@lru_cache(_MOST_COLUMNS)
def _column(letters: str) -> int:
    """The place of a column; none where the letters are no column."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - 64
    return number - 1 if letters.isalpha() and letters.isascii() and letters.isupper() else _MOST_COLUMNS


def _shared_texts(book: Workbook) -> list[str]:
    """The texts that cells share; `("",)` where the workbook has none, so that it differs from none read."""
    if not book.has("xl/sharedStrings.xml"):
        return [""]
    texts: list[str] = []
    parts: list[str] = []
    reading = aside = False

    def start(name: str, _attributes: Mapping[str, str]) -> None:
        nonlocal reading, aside
        if name == "si":
            parts.clear()
        elif name == "rPh":
            aside = True
        elif name == "t":
            reading = not aside

    def end(name: str) -> None:
        nonlocal reading, aside
        if name == "si":
            texts.append(unescaped("".join(parts)))
        elif name == "rPh":
            aside = False
        elif name == "t":
            reading = False

    def text(piece: str) -> None:
        if reading:
            parts.append(piece)

    for _ in book.walk("xl/sharedStrings.xml", start, end, text, LARGEST_STRINGS):
        pass
    return texts or [""]


def _styles(book: Workbook) -> tuple[Kind, ...]:
    """What number cells of each style are."""
    if not book.has("xl/styles.xml"):
        return ()
    codes: dict[int, str] = {}
    formats: list[int] = []
    within = False

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal within
        if name == "numFmt":
            codes[_int(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            within = True
        elif name == "xf" and within:
            formats.append(_int(attributes.get("numFmtId")))

    def end(name: str) -> None:
        nonlocal within
        if name == "cellXfs":
            within = False

    for _ in book.walk("xl/styles.xml", start, end, lambda _text: None):
        pass
    return kinds(formats, codes)


def _int(text: str | None) -> int:
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else 0
