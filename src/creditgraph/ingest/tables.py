"""What every reader of tables promises: rows as wide as the header, numbered as a spreadsheet shows them.

The columns that a returned file adds (`returned.py`) are left out here, so no mapping ever sees them, and the
apostrophe that it puts before formulas is taken off again.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from creditgraph.identifiers import mask_number
from creditgraph.ingest.headings import fold_heading
from creditgraph.ingest.quarantine import Problem
from creditgraph.model.errors import BadInput

Opener = Callable[[], BinaryIO]
"""Opens a file from its start, as often as it is asked to. Of a file that lies sealed the path is only its name."""

TITLE_ROWS = 20
"""How far down a header may stand below title rows."""
LONGEST_CELL = 131_072
"""Characters. A longer cell keeps its row out."""
EXACT_NUMBER = 10**15
"""From here on a spreadsheet has lost digits of a whole number."""
RETURNED_HEADINGS = ("退回原因 reason", "修改办法 remedy")
"""The two columns that a returned file has more than the file it came from."""

_RETURNED = frozenset(map(fold_heading, RETURNED_HEADINGS))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but tab and line breaks; U+001F would make two keys run into each other."""
_FORMULA = re.compile(r"'*[=+\-@\t\r]")


class Row(NamedTuple):
    """One record of the table: as many cells as the header has. With a `problem` they must not be used.

    `numbers` are the positions, among those asked for, of cells that held a number where a text belongs.
    """

    number: int
    cells: list[str]
    problem: Problem | None
    numbers: tuple[int, ...] = ()


class Header(NamedTuple):
    """The row of headings: its number in the file, the delimiter it speaks for, and its cells."""

    row: int
    delimiter: str
    cells: tuple[str, ...]


class Table(ABC):
    """A file that holds one table. `header` is set by `find_header`, which must come before `rows`."""

    def __init__(self, path: Path, opener: Opener) -> None:
        self.path = path
        self._open = opener
        self.header: Header | None = None
        self._full: Header | None = None

    sheet: str | None = None
    """The name of the sheet that is read, where the file has sheets."""
    other_sheets: tuple[str, ...] = ()
    """The sheets that hold something and are not read."""
    streamed: bool = True
    """Whether the file is read row by row, so that several can read it for little more than its rows."""
    chosen: bool = False
    """Whether the sheet was named and is not the one that would be read without."""

    @abstractmethod
    def _candidates(self) -> Iterator[Header]:
        """Rows that may be headings, as they stand in the file."""

    @abstractmethod
    def _rows(self, header: Header, codes: Collection[int], percentages: Collection[int]) -> Iterator[Row]:
        """The records below a header, as wide as it; blank ones left out. The rest is as in `rows`."""

    @abstractmethod
    def grid(self) -> Iterator[tuple[int, list[str]]]:
        """All rows as they stand in the file, with their numbers; blank ones may be left out."""

    def header_candidates(self) -> list[Header]:
        """Rows among the first twenty that may be headings."""
        return [_without_returned(header) for header in self._candidates()]

    def find_header(self, accept: Callable[[Sequence[str]], bool]) -> Header:
        """The first row that `accept` takes for the headings; BadInput if none of the first twenty is."""
        for candidate in self._candidates():
            header = _without_returned(candidate)
            if accept(header.cells):
                self._full, self.header = candidate, header
                return header
        raise BadInput(
            "no_header",
            f"{self.path}: none of the first {TITLE_ROWS} rows has the headings that the mapping wants",
            "put the headings into one row near the top, or name another mapping",
            message_zh=f"{self.path}：前 {TITLE_ROWS} 行中没有映射所要求的表头",
            remedy_zh="将表头放在靠前的一行，或用 --mapping 指定其他映射",
        )

    @property
    def returned(self) -> bool:
        """Whether this is a file of rows that came back: it holds some rows of a delivery, never all."""
        return self.header != self._full

    def rows(self, codes: Collection[int] = (), percentages: Collection[int] = ()) -> Iterator[Row]:
        """The records below the header, blank ones left out.

        `codes` are the positions of columns that hold numbers of subjects: a number cell there is named in the row's
        `numbers`; a number of sixteen digits or more anywhere else is a problem, for its last digits are lost. In
        columns of `percentages` a format that does not say what 0.33 means has a problem with it.
        """
        if self._full is None or self.header is None:
            raise RuntimeError("find_header comes before rows")
        if not self.returned:
            return self._rows(self._full, codes, percentages)
        kept = [at for at, heading in enumerate(self._full.cells) if fold_heading(heading) not in _RETURNED]
        codes, percentages = (frozenset(kept[at] for at in places) for places in (codes, percentages))
        rows = self._rows(self._full, codes, percentages)
        return map(partial(_sent_back, kept), rows)


def neutral(cell: str) -> str:
    """A cell of a returned file: an apostrophe more before what a spreadsheet might run. `plain` takes it off."""
    return "'" + cell if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """What `neutral` was given.

    >>> [plain(neutral(cell)) for cell in ("=1+1", "'=1", "'a", "a")]
    ['=1+1', "'=1", "'a", 'a']
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def likely_headers(records: Iterator[tuple[int, Sequence[str]]], delimiter: str = "") -> Iterator[Header]:
    """Of the first twenty records those with at least two distinct cells."""
    for number, cells in islice(records, TITLE_ROWS):
        if len({c.strip() for c in cells} - {""}) >= 2:
            yield Header(number, delimiter, tuple(cells))


def fit_width(cells: list[str], width: int, number: int) -> Problem | None:
    """Pads a short row and cuts empty cells beyond the header; the problem of a row with more to say."""
    if any(cell.strip() for cell in cells[width:]):
        return Problem(number, "", "row", "", "too_many_cells")
    del cells[width:]
    cells.extend([""] * (width - len(cells)))
    return None


def bad_text(cells: Sequence[str], text: str, headings: Sequence[str], number: int) -> Problem | None:
    """What is wrong with the texts of a row, of which `text` is all: a control character or a cell without end.

    The cell is not repeated: it has not been redacted yet.
    """
    if not text.isprintable() and _CONTROL.search(text):
        column = next(h for h, cell in zip(headings, cells, strict=True) if _CONTROL.search(cell))
        return Problem(number, column, "row", "", "control_character")
    if len(text) > LONGEST_CELL:
        for heading, cell in zip(headings, cells, strict=True):
            if len(cell) > LONGEST_CELL:
                return Problem(number, heading, "row", "", "cell_too_long")
    return None


def lost_digits(
    cells: Sequence[str], numbers: Collection[int], headings: Sequence[str], codes: Collection[int], number: int
) -> Problem | None:
    """The problem of a row with a number outside `codes` that has more digits than a spreadsheet keeps."""
    for at in numbers:
        if at < len(headings) and at not in codes and len(cells[at]) > 15 and abs(float(cells[at])) >= EXACT_NUMBER:
            return Problem(number, headings[at], "row", mask_number(cells[at]), "number_cell")
    return None


def without_tail(header: Header) -> Header:
    """A header without the blank cells at its end, which a spreadsheet has only formatted."""
    cells = list(header.cells)
    while not cells[-1].strip():
        cells.pop()
    return header._replace(cells=tuple(cells))


def printable(cell: str) -> str:
    """A cell without control characters."""
    return cell if cell.isprintable() else _CONTROL.sub("", cell)


def _without_returned(header: Header) -> Header:
    cells = tuple(cell for cell in header.cells if fold_heading(cell) not in _RETURNED)
    # One of the two alone may be a column of the sender's own.
    return header._replace(cells=cells) if len(header.cells) - len(cells) == len(_RETURNED) else header


def _sent_back(kept: Sequence[int], row: Row) -> Row:
    if row.problem is not None:
        return row
    places = {position: place for place, position in enumerate(kept)}
    return Row(row.number, [plain(row.cells[at]) for at in kept], None, tuple(places[at] for at in row.numbers))
