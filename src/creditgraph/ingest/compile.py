"""A mapping and a header, compiled once a file into a `RowMapper`: row → redacted row → key → statement.

The three steps are apart because the archive needs the first two to see that a row is unchanged. `redact` is
the only one that sees the file's own cells; `key` and `state` work from what it returns.
"""

from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from creditgraph.identifiers import Sealer, is_placeholder, mask_number
from creditgraph.ingest.columns import BAD, Bad, Converter, Value, converter
from creditgraph.ingest.facts import LinkBuilder, RecordBuilder
from creditgraph.ingest.headings import fold_heading
from creditgraph.ingest.library import Mapping
from creditgraph.ingest.mapping import (
    NUMBER_TYPES,
    SECRET_TYPES,
    Column,
    ColumnType,
    LinkRule,
    MappingFile,
    NameRule,
    RecordRule,
    SubjectScope,
    When,
)
from creditgraph.ingest.quarantine import Problem, Scope
from creditgraph.ingest.redaction import Redactor
from creditgraph.ingest.refused import RefusedColumn, refusal
from creditgraph.ingest.sources import SourceBuilder
from creditgraph.ingest.values import (
    DayOf,
    Layout,
    Reading,
    Test,
    Values,
    day_of,
    key_parts,
    key_texts,
    picker,
    test_of,
)
from creditgraph.model.dates import Day
from creditgraph.model.digest import digest
from creditgraph.model.errors import BadInput
from creditgraph.model.statement import Described, StatedLink, StatedRecord, Statement


class Outcome(NamedTuple):
    """What became of a row: a statement, or None where a problem of scope `row` kept it out."""

    statement: Statement | None
    problems: tuple[Problem, ...]


class _Typed(NamedTuple):
    """A column whose cells are converted; a bad cell that may be missing (a number) spares its row."""

    position: int
    convert: Converter
    spares: bool


class _Fault(NamedTuple):
    position: int
    scope: Scope
    value: str
    code: str


class _Read(NamedTuple):
    cells: list[str]
    values: list[Value]
    faults: list[_Fault]
    key: bytes | None


_SPARING = NUMBER_TYPES | SECRET_TYPES


def compile_mapping(mapping: Mapping, header: Sequence[str], sealer: Sealer, today: Day) -> "RowMapper":
    """The mapper for a file with this header.

    BadInput where a required heading is missing or a heading that the mapping wants stands there twice.
    """
    refused = tuple(RefusedColumn(h, code) for h in header if (code := refusal(h)) is not None)
    kept = [position for position, heading in enumerate(header) if refusal(heading) is None]
    found = _find(mapping.file, [header[position] for position in kept])
    missing = [
        column.heading
        for name, column in mapping.file.columns.items()
        if column.required is not False and name not in found
    ]
    if missing:
        raise BadInput(
            "missing_headings",
            f"the file lacks headings that the mapping {mapping.name} wants: {', '.join(missing)}",
            "add the columns, or name another mapping",
            missing=missing,
        )
    return RowMapper(mapping, tuple(header), kept, found, sealer, today, refused)


def _find(file: MappingFile, headings: Sequence[str]) -> dict[str, int]:
    """Column ids → positions among the kept headings. The heading itself goes before its aliases."""
    folded = [fold_heading(heading) for heading in headings]
    found = {}
    for name, column in file.columns.items():
        own = fold_heading(column.heading)
        places = [i for i, heading in enumerate(folded) if heading == own]
        places = places or [i for i, heading in enumerate(folded) if heading in column.headings()]
        if len(places) > 1:
            repeated = ", ".join(headings[i] for i in places)
            raise BadInput(
                "repeated_heading",
                f"several columns could be {column.heading}: {repeated}",
                "keep one of them, or rename the others",
            )
        if places:
            found[name] = places[0]
    return found


class RowMapper:
    """Maps the rows of one file. Not for several threads: it counts repeated rows and keeps the last read."""

    def __init__(
        self,
        mapping: Mapping,
        header: tuple[str, ...],
        kept: Sequence[int],
        found: dict[str, int],
        sealer: Sealer,
        today: Day,
        refused: tuple[RefusedColumn, ...],
    ) -> None:
        file = mapping.file
        self.mapping = mapping
        self.refused_columns = refused
        """Columns that may not be collected: they are dropped before anything is stored."""
        self.width = len(header)
        """How many cells a row of the file has."""
        self.columns = tuple(header[position] for position in kept)
        """The headings of the redacted cells."""
        width = len(kept)
        # Columns that the file lacks share one more position, which is always empty.
        positions = {name: found.get(name, width) for name in file.columns}
        layout = Layout(positions, file.columns)
        self._redactor = _redactor(file, kept, found, sealer, today)
        self._places = {position: place for place, position in enumerate(kept)}
        of_type = {kept[place]: file.columns[name].type for name, place in found.items()}
        self.codes = frozenset(position for position, kind in of_type.items() if kind in _SPARING)
        """The positions in the file of columns of numbers that name a subject."""
        self.percentages = frozenset(position for position, kind in of_type.items() if kind == "percent")
        self._typed = [
            _Typed(found[name], convert, column.type in _SPARING and column.required is not True)
            for name, column in file.columns.items()
            if name in found and (convert := converter(column, today)) is not None
        ]
        self._pick_typed = picker([typed.position for typed in self._typed])
        self._required = [
            (found[name], _requirement(column, layout))
            for name, column in file.columns.items()
            if name in found and column.required is not False and column.required != "heading"
        ]
        self._pick_required = picker([position for position, _wanted in self._required])
        self._keys = None if file.key == "content" else [key_parts(parts, layout) for parts in file.key]
        self._seen: dict[bytes, int] = {}
        self._scope = key_parts(file.scope.subject, layout) if isinstance(file.scope, SubjectScope) else None
        self._sources = [(name, rule.mention_in, SourceBuilder(rule, layout)) for name, rule in file.sources.items()]
        self._links = [LinkBuilder(rule, layout) for rule in file.links]
        self._records = [RecordBuilder(rule, layout) for rule in file.records]
        self._intervals = _intervals(file, layout)
        self._last: tuple[Sequence[str], _Read] | None = None

    def redact(self, cells: Sequence[str], numbers: Sequence[int] = ()) -> tuple[str, ...]:
        """The kept cells with every identity number sealed or masked; nothing else may be given the row.

        `numbers` are the `codes` that came as number cells (`tables.Row`): what is left of them is not believed.
        """
        return self._redactor(cells) if not numbers else self._not_believed(cells, numbers)

    def _not_believed(self, cells: Sequence[str], numbers: Sequence[int]) -> tuple[str, ...]:
        redacted = list(self._redactor(cells))
        for position in numbers:
            if not is_placeholder(cells[position]):
                redacted[self._places[position]] = f"{BAD}number_cell:{mask_number(cells[position])}"
        return tuple(redacted)

    def bad_cells(self, row: int, redacted: tuple[str, ...]) -> tuple[Problem, ...]:
        """What `state` finds in the cells, one by one, of a row that need not be stated again."""
        faults = self._read(redacted).faults
        return self._problems(row, faults) if faults else ()

    def key(self, row: int, redacted: tuple[str, ...]) -> bytes:
        """The key of a row in its dataset. To be asked once a row, in the order of the file: a `content` key
        counts how often the same row came before. Where no declared key is complete (`state` reports that)
        it is the digest of the whole row."""
        if self._keys is None:
            content = digest("content", *redacted)
            self._seen[content] = occurrence = self._seen.get(content, 0) + 1
            return digest("content", content.hex(), str(occurrence))
        return self._read(redacted).key or digest("content", *redacted)

    def state(self, row: int, key: bytes, redacted: tuple[str, ...]) -> Outcome:
        """What a row states, and all that is wrong with it."""
        read = self._read(redacted)
        cells, values = read.cells, read.values
        faults = read.faults + self._row_faults(read)
        if faults and any(fault.scope == "row" for fault in faults):
            return Outcome(None, self._problems(row, faults))
        reading = Reading(cells, values, key, [])
        sources, places = self._describe(reading)
        links: list[StatedLink] = []
        for link in self._links:
            links += link.build(reading, sources, places)
        records: list[StatedRecord] = []
        for record in self._records:
            records += record.build(reading, places)
        for position in reading.misplaced:
            faults.append(_Fault(position, "cell", cells[position], "number_of_organisation"))
        statement = Statement(row, key, self.scope(redacted), tuple(sources), tuple(links), tuple(records), redacted)
        return Outcome(statement, self._problems(row, faults) if faults else ())

    def scope(self, redacted: tuple[str, ...]) -> bytes | None:
        """The subject whose snapshot the row belongs to; None without such a scope or a readable subject."""
        if self._scope is None:
            return None
        values = self._read(redacted).values
        return next((digest("scope", *t) for p in self._scope if (t := key_texts((p,), values))), None)

    def _read(self, redacted: tuple[str, ...]) -> _Read:
        """Cells and values of a row; the last one is kept, for `key` and `state` ask for the same."""
        if self._last is not None and self._last[0] is redacted:
            return self._last[1]
        text = "".join(redacted)
        # All that `strip` strips is a blank or not printable: most rows hold neither.
        bare = text.isprintable() and " " not in text
        cells = list(redacted) if bare else [cell.strip() for cell in redacted]
        cells.append("")
        values: list[Value] = list(cells)
        faults = []
        for position, convert, spares in compress(self._typed, self._pick_typed(cells)):
            value = convert(cells[position])
            if value is None or isinstance(value, Bad):
                if value is not None:
                    faults.append(_fault(position, cells[position], value, spares))
                cells[position] = ""
                value = None
            values[position] = value
        key = None if self._keys is None else self._declared_key(values)
        read = _Read(cells, values, faults, key)
        self._last = (redacted, read)
        return read

    def _declared_key(self, values: Values) -> bytes | None:
        for parts in self._keys or ():
            texts = key_texts(parts, values)
            if texts is not None:
                return digest("key", *texts)
        return None

    def _row_faults(self, read: _Read) -> list[_Fault]:
        """What only the row as a whole shows: required cells, reversed intervals, no complete key."""
        cells, values = read.cells, read.values
        faults = self._missing(read) if "" in self._pick_required(cells) else []
        for starts, ends, places in self._intervals:
            start, end = starts(values), ends(values)
            if start is not None and end is not None and end < start and not _within(start, end):
                position = next(position for position in places if values[position])
                faults.append(_Fault(position, "row", cells[position], "ends_before_start"))
        if read.key is None and self._keys is not None and not any(f.scope == "row" for f in read.faults + faults):
            faults.append(_Fault(-1, "row", "", "no_key"))
        return faults

    def _missing(self, read: _Read) -> list[_Fault]:
        said = {fault.position for fault in read.faults if fault.scope == "row"}
        return [
            _Fault(position, "row", "", "missing")
            for position, wanted in self._required
            if not read.cells[position] and (wanted is None or wanted(read.cells)) and position not in said
        ]

    def _describe(self, row: Reading) -> tuple[list[Described], dict[str, list[int]]]:
        sources: list[Described] = []
        places: dict[str, list[int]] = {}
        for name, mentioned_in, builder in self._sources:
            context = None
            if mentioned_in is not None and places[mentioned_in]:
                at = places[mentioned_in][0]
                context = (at, sources[at])
            made = builder.build(row, context)
            places[name] = list(range(len(sources), len(sources) + len(made)))
            sources += made
        return sources, places

    def _problems(self, row: int, faults: Sequence[_Fault]) -> tuple[Problem, ...]:
        return tuple(
            Problem(row, self.columns[position] if position >= 0 else "", scope, value, code)
            for position, scope, value, code in faults
        )


def _fault(position: int, cell: str, bad: Bad, spares: bool) -> _Fault:
    scope: Scope = "cell" if spares and bad.code != "minor" else "row"
    return _Fault(position, scope, cell if bad.value is None else bad.value, bad.code)


def _redactor(file: MappingFile, kept: Sequence[int], found: dict[str, int], sealer: Sealer, today: Day) -> Redactor:
    columns: list[tuple[ColumnType, int | None]] = [("text", None)] * len(kept)
    for name, position in found.items():
        column = file.columns[name]
        document = found.get(column.document_kind) if column.document_kind is not None else None
        columns[position] = (column.type, document)
    return Redactor(kept, columns, sealer, today)


def _requirement(column: Column, layout: Layout) -> Test | None:
    return test_of(column.required, layout) if isinstance(column.required, When) else None


def _intervals(file: MappingFile, layout: Layout) -> list[tuple[DayOf, DayOf, tuple[int, ...]]]:
    """The distinct pairs of start and end that the mapping speaks of, and where the ends stand."""
    names = [name for source in file.sources.values() for name in source.names]
    rules: list[NameRule | LinkRule | RecordRule] = [*names, *file.links, *file.records]
    pairs = dict.fromkeys((rule.valid_from, rule.valid_to) for rule in rules)
    return [
        (day_of(start, layout), day_of(end, layout), layout.first(end))
        for start, end in pairs
        if start is not None and end is not None and start != end
    ]


def _within(start: Day, end: Day) -> bool:
    """Whether an end (May 2018) is before a start (3 May 2018) only because it is less precise."""
    unit = 1 if end % 100 else 100 if end % 10000 else 10000
    return end // unit == start // unit
