"""A block of rows, column by column: what the compiled pieces of a mapping work on.

For every position a block holds a column of `cells` (redacted, stripped texts; empty where nothing usable stands) and
one of `values` (what the column's type made of them). A column that is empty in the whole block, like one that the
file lacks, is the object `blank` itself, so that it costs nothing. What depends on a cell alone is made once for each
distinct cell (`each`). A block of one row is a block: there is no other way to map a row.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple, TypeVar

from creditgraph.ingest.columns import NO_END, Value
from creditgraph.ingest.quarantine import Scope
from creditgraph.model.dates import Day

T = TypeVar("T")
Cells = Sequence[str]
Values = Sequence[Value]


class Fault(NamedTuple):
    """What is wrong with a row: where (-1 for no column), how much of it stays out, what may be shown, the code."""

    position: int
    scope: Scope
    value: str
    code: str


class Block:
    """Rows as columns, with what is wrong with them by row."""

    def __init__(self, rows: int, cells: list[Cells], values: list[Values], faults: dict[int, list[Fault]]) -> None:
        self.rows = rows
        self.cells = cells
        self.values = values
        self.faults = faults
        self.blank = cells[-1]
        """The column in which every cell is empty."""
        self.nothing: Sequence[None] = (None,) * rows
        """The column of what is made of `blank`."""
        self._made: dict[Hashable, Any] = {}

    def take(self, rows: Sequence[int]) -> "Block":
        """The block of some of the rows, in this order; a row may be taken more than once."""
        blank: Cells = ("",) * len(rows)

        cells = [blank if column is self.blank else picked(column, rows) for column in self.cells]
        values: list[Values] = [
            taken if value is cell else picked(value, rows)
            for cell, value, taken in zip(self.cells, self.values, cells, strict=True)
        ]
        faults = (
            {at: list(self.faults[row]) for at, row in enumerate(rows) if row in self.faults} if self.faults else {}
        )
        return Block(len(rows), cells, values, faults)

    def fault(self, row: int, fault: Fault) -> None:
        """Say that something is wrong with a row."""
        self.faults.setdefault(row, []).append(fault)

    def refused(self) -> set[int]:
        """The rows that stay out."""
        return {row for row, faults in self.faults.items() if any(fault.scope == "row" for fault in faults)}

    # columns made of columns -----------------------------------------------------------------------------------------

    def once(self, what: Hashable, make: Callable[[], T]) -> T:
        """What is made of this block, made once."""
        if what not in self._made:
            self._made[what] = make()
        made: T = self._made[what]
        return made

    def each(self, position: int, make: Callable[[str, Value], T]) -> list[T]:
        """The column of `make(cell, value)`, called once for each distinct cell, empty ones too."""
        return self.once((position, make), lambda: self._each(position, make))

    def _each(self, position: int, make: Callable[[str, Value], T]) -> list[T]:
        cells = self.cells[position]
        distinct = dict(zip(cells, self.values[position], strict=True))
        made = {cell: make(cell, value) for cell, value in distinct.items()}
        return list(map(made.__getitem__, cells))

    def spelled(self, position: int, spell: Callable[[Sequence[Any]], Sequence[str]]) -> list[str | None]:
        """The column of the texts of its values, None where there is none; distinct cells are spelled together."""
        return self.once((position, spell), lambda: self._spelled(position, spell))

    def _spelled(self, position: int, spell: Callable[[Sequence[Any]], Sequence[str]]) -> list[str | None]:
        cells = self.cells[position]
        distinct = {cell: value for cell, value in zip(cells, self.values[position], strict=True) if value}
        spelled = dict(zip(distinct, spell(list(distinct.values())), strict=True))
        return list(map(spelled.get, cells))

    def texts(self, position: int) -> Cells:
        """The names or words of a column; empty where its value is no text."""
        column = self.values[position]
        if column is self.cells[position]:
            return self.cells[position]
        return [value if isinstance(value, str) else "" for value in column]

    def days(self, positions: Sequence[int]) -> Sequence[Day | None]:
        """The day in the first filled of some date columns; None for unknown and for "no end"."""
        filled = [position for position in positions if self.values[position] is not self.blank]
        if not filled:
            return self.nothing
        if len(filled) == 1:
            return self.each(filled[0], _day)
        columns = zip(*[self.values[position] for position in filled], strict=True)
        return [_day("", next(filter(None, values), None)) for values in columns]


def picked(column: Sequence[T], rows: Sequence[int]) -> list[T]:
    """Some rows of a column."""
    return [column[row] for row in rows]


def first_known(columns: Sequence[Sequence[T | None]]) -> Sequence[T | None]:
    """The column of the first value, row by row, that is not None."""
    found, *others = columns
    for other in others:
        if None not in found:
            break
        found = [later if one is None else one for one, later in zip(found, other, strict=True)]
    return found


def _day(_cell: str, value: Value) -> Day | None:
    return value if isinstance(value, int) and value != NO_END else None
