"""What is wrong with the rows of a block: cells without a value, and what only a row as a whole shows."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from creditgraph.ingest.block import Block, Cells, Fault
from creditgraph.ingest.columns import Bad, Converter, Value, converter
from creditgraph.ingest.mapping import (
    NUMBER_TYPES,
    SECRET_TYPES,
    LinkRule,
    MappingFile,
    NameRule,
    RecordRule,
    When,
)
from creditgraph.ingest.quarantine import Scope
from creditgraph.ingest.values import Layout, Test, test_of
from creditgraph.model.dates import Day

SPARING = NUMBER_TYPES | SECRET_TYPES
"""Types of columns that may be missing: a bad cell there spares its row, unless the mapping requires it."""


class _Typed(NamedTuple):
    """A column whose cells are converted; a bad cell that may be missing (a number) spares its row."""

    position: int
    convert: Converter
    spares: bool


class CellReader:
    """Makes blocks of redacted rows: cells stripped and converted, faults of single cells found."""

    def __init__(self, file: MappingFile, found: Mapping[str, int], today: Day) -> None:
        self._typed = [
            _Typed(found[name], convert, column.type in SPARING and column.required is not True)
            for name, column in file.columns.items()
            if name in found and (convert := converter(column, today)) is not None
        ]

    def read(self, redacted: Sequence[tuple[str, ...]], width: int) -> Block:
        """The block of some rows of so many cells."""
        blank: Cells = ("",) * len(redacted)
        columns = zip(*redacted, strict=True) if redacted else [blank] * width
        cells = [_stripped(column) if any(column) else blank for column in columns]
        cells = [column if any(column) else blank for column in cells]
        cells.append(blank)
        block = Block(len(redacted), cells, list(cells), {})
        for typed in self._typed:
            if cells[typed.position] is not blank:
                _convert(block, typed)
        return block


class RowChecks:
    """Finds required cells that are empty, and intervals that end before they start."""

    def __init__(self, file: MappingFile, found: Mapping[str, int], layout: Layout) -> None:
        self._required: list[tuple[int, Test | None]] = [
            (found[name], test_of(column.required, layout) if isinstance(column.required, When) else None)
            for name, column in file.columns.items()
            if name in found and column.required is not False and column.required != "heading"
        ]
        self._intervals = _intervals(file, layout)

    def find(self, block: Block) -> None:
        """Add the faults of the block's rows to those of their cells."""
        said = {
            (row, fault.position) for row, faults in block.faults.items() for fault in faults if fault.scope == "row"
        }
        for position, wanted in self._required:
            if "" in block.cells[position]:
                holds = None if wanted is None else wanted(block)
                for row, cell in enumerate(block.cells[position]):
                    if not cell and (holds is None or holds[row]) and (row, position) not in said:
                        block.fault(row, Fault(position, "row", "", "missing"))
        for starts, ends in self._intervals:
            days = enumerate(zip(block.days(starts), block.days(ends), strict=True))
            for row, (start, end) in days:
                if start is not None and end is not None and end < start and not _within(start, end):
                    position = next(position for position in ends if block.values[position][row])
                    block.fault(row, Fault(position, "row", block.cells[position][row], "ends_before_start"))


def _stripped(column: Cells) -> Cells:
    text = "".join(column)
    # All that `strip` strips is a blank or not printable: most columns hold neither.
    return column if text.isprintable() and " " not in text else [cell.strip() for cell in column]


def _convert(block: Block, typed: _Typed) -> None:
    """Convert a column, each distinct cell once. A cell without a value is empty from here on."""
    position, convert, spares = typed
    cells = block.cells[position]
    made: dict[str, Value | Bad] = {cell: convert(cell) for cell in set(cells) if cell}
    bad = {cell: value for cell, value in made.items() if value is None or isinstance(value, Bad)}
    if bad:
        for row, cell in enumerate(cells):
            if isinstance(value := bad.get(cell), Bad):
                block.fault(row, _fault(position, cell, value, spares))
        block.cells[position] = ["" if cell in bad else cell for cell in cells]
    values = {**made, **dict.fromkeys(bad), "": ""}
    block.values[position] = list(map(values.__getitem__, cells))  # type: ignore[arg-type]
    if bad and not any(block.cells[position]):
        block.cells[position] = block.values[position] = block.blank


def _fault(position: int, cell: str, bad: Bad, spares: bool) -> Fault:
    scope: Scope = "cell" if spares and bad.code != "minor" else "row"
    return Fault(position, scope, cell if bad.value is None else bad.value, bad.code)


def _intervals(file: MappingFile, layout: Layout) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """Where the distinct pairs of start and end stand of which the mapping speaks."""
    names = [name for source in file.sources.values() for name in source.names]
    rules: list[NameRule | LinkRule | RecordRule] = [*names, *file.links, *file.records]
    pairs = dict.fromkeys((rule.valid_from, rule.valid_to) for rule in rules)
    return [
        (layout.first(start), layout.first(end))
        for start, end in pairs
        if start is not None and end is not None and start != end
    ]


def _within(start: Day, end: Day) -> bool:
    """Whether an end (May 2018) is before a start (3 May 2018) only because it is less precise."""
    unit = 1 if end % 100 else 100 if end % 10000 else 10000
    return end // unit == start // unit
