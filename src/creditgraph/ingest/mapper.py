"""From rows to statements, a block of rows at a time: row → redacted row → key → statement.

The three steps are apart because the archive needs the first two to see that a row is unchanged. `redact` is
the only one that sees the file's own cells; all others work from what it returns.
"""

from collections.abc import Sequence
from functools import cache, partial
from operator import add
from typing import NamedTuple

from creditgraph.identifiers import Sealer, is_placeholder, mask_number
from creditgraph.ingest.block import Block, Fault, first_known, picked
from creditgraph.ingest.checks import SPARING, CellReader, RowChecks
from creditgraph.ingest.columns import BAD
from creditgraph.ingest.facts import LinkBuilder, RecordBuilder
from creditgraph.ingest.library import Mapping
from creditgraph.ingest.mapping import ColumnType, MappingFile, SubjectScope
from creditgraph.ingest.quarantine import Problem
from creditgraph.ingest.redaction import Redactor
from creditgraph.ingest.refused import RefusedColumn
from creditgraph.ingest.sources import Context, Made, SourceBuilder
from creditgraph.ingest.tables import Row
from creditgraph.ingest.values import Layout, key_parts, key_texts
from creditgraph.model.dates import Day
from creditgraph.model.digest import JOINT, digest, digests
from creditgraph.model.statement import Described, StatedLink, StatedRecord, Statement

Redacted = tuple[str, ...]
"""The kept cells of a row, redacted."""


class Outcome(NamedTuple):
    """What became of a row: a statement, or None where a problem of scope `row` kept it out."""

    statement: Statement | None
    problems: tuple[Problem, ...]


class RowMapper:
    """Maps the rows of one file. Not for several threads: it counts repeated rows."""

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
        self.codes = frozenset(position for position, kind in of_type.items() if kind in SPARING)
        """The positions in the file of columns of numbers that name a subject."""
        self.percentages = frozenset(position for position, kind in of_type.items() if kind == "percent")
        self._reader = CellReader(file, found, today)
        self._checks = RowChecks(file, found, layout)
        self._keys = None if file.key == "content" else [key_parts(parts, layout) for parts in file.key]
        self._seen: dict[bytes, int] = {}
        self._scope = key_parts(file.scope.subject, layout) if isinstance(file.scope, SubjectScope) else None
        self._sources = [(name, rule.mention_in, SourceBuilder(rule, layout)) for name, rule in file.sources.items()]
        self._links = [LinkBuilder(rule, layout) for rule in file.links]
        self._records = [RecordBuilder(rule, layout) for rule in file.records]

    @property
    def counts(self) -> bool:
        """Whether keys count how often a row came before, so that one reader must see all rows, from the first on."""
        return self._keys is None

    def redact(self, rows: Sequence[Row]) -> list[Redacted]:
        """The kept cells of rows with every identity number sealed or masked; nothing else may be given the rows.

        Numbers that came as number cells (`tables.Row.numbers`) are not believed.
        """
        redacted = self._redactor([row.cells for row in rows])
        for at, row in enumerate(rows):
            if row.numbers:
                redacted[at] = self._not_believed(row, redacted[at])
        return redacted

    def _not_believed(self, row: Row, redacted: Redacted) -> Redacted:
        cells = list(redacted)
        for position in row.numbers:
            if not is_placeholder(row.cells[position]):
                cells[self._places[position]] = f"{BAD}number_cell:{mask_number(row.cells[position])}"
        return tuple(cells)

    def read(self, redacted: Sequence[Redacted]) -> Block:
        """Cells and values of rows, and what is wrong with single cells."""
        return self._reader.read(redacted, len(self.columns))

    def keys(self, redacted: Sequence[Redacted], block: Block) -> list[bytes]:
        """The keys of rows in their dataset. To be asked once a row, in the order of the file: a `content` key
        counts how often the same row came before. Where no declared key is complete (`state` reports that)
        it is the digest of the whole row."""
        if self._keys is not None:
            return [
                digest("content", *redacted[row]) if text is None else digest("key", text)
                for row, text in enumerate(self._key_texts(block))
            ]
        keys = []
        for content in digests(JOINT.join(("content", *cells)) for cells in redacted):
            self._seen[content] = occurrence = self._seen.get(content, 0) + 1
            keys.append(digest("content", content.hex(), str(occurrence)))
        return keys

    def state(
        self, numbers: Sequence[int], redacted: Sequence[Redacted], block: Block, keys: Sequence[bytes]
    ) -> list[Outcome]:
        """What rows state, and all that is wrong with them. `numbers` are those of the rows in the file."""
        self._checks.find(block)
        self._find_keyless(block)
        refused = block.refused()
        if not refused:
            statements: Sequence[Statement | None] = self._statements(numbers, redacted, block, keys)
        else:
            stating = [row for row in range(block.rows) if row not in refused]
            told = block.take(stating)
            own = picked(numbers, stating), picked(redacted, stating), told, picked(keys, stating)
            made = dict(zip(stating, self._statements(*own), strict=True))
            for at, faults in told.faults.items():
                block.faults[stating[at]] = faults
            statements = [made.get(row) for row in range(block.rows)]
        problems = self.bad_cells(numbers, block)
        return [Outcome(one, problems.get(number, ())) for number, one in zip(numbers, statements, strict=True)]

    def scopes(self, block: Block) -> Sequence[bytes | None]:
        """The subjects whose snapshots the rows belong to; None without such a scope or a readable subject."""
        if self._scope is None:
            return block.nothing
        texts = first_known([key_texts((part,), block) for part in self._scope])
        return [None if text is None else digest("scope", text) for text in texts]

    def bad_cells(self, numbers: Sequence[int], block: Block) -> dict[int, tuple[Problem, ...]]:
        """What is wrong with rows as far as it is known, by their numbers: of rows not stated, single cells."""
        return {
            numbers[at]: tuple(
                Problem(numbers[at], self.columns[position] if position >= 0 else "", scope, value, code)
                for position, scope, value, code in faults
            )
            for at, faults in block.faults.items()
        }

    def _key_texts(self, block: Block) -> Sequence[str | None]:
        """The first complete key of each row."""
        return block.once("key", lambda: first_known([key_texts(parts, block) for parts in self._keys or ()]))

    def _find_keyless(self, block: Block) -> None:
        if self._keys is not None and None in self._key_texts(block):
            refused = block.refused()
            for row, text in enumerate(self._key_texts(block)):
                if text is None and row not in refused:
                    block.fault(row, Fault(-1, "row", "", "no_key"))

    def _statements(
        self, numbers: Sequence[int], redacted: Sequence[Redacted], block: Block, keys: Sequence[bytes]
    ) -> list[Statement]:
        none: Sequence[tuple[()]] = ((),) * block.rows
        sources: Sequence[tuple[Described, ...]] = none
        made: dict[str, Made] = {}
        places: dict[str, Sequence[tuple[int, ...]]] = {}
        counts: Sequence[int] = (0,) * block.rows
        for name, within, builder in self._sources:
            contexts = block.nothing if within is None else _contexts(places[within], made[within])
            made[name] = builder.build(block, keys, contexts)
            places[name] = list(map(_span, counts, map(len, made[name])))
            sources = list(map(add, sources, made[name]))
            counts = list(map(len, sources))
        links: Sequence[tuple[StatedLink, ...]] = none
        for link in self._links:
            links = list(map(add, links, link.build(block, made, places)))
        records: Sequence[tuple[StatedRecord, ...]] = none
        for record in self._records:
            records = list(map(add, records, record.build(block, places)))
        rows = zip(numbers, keys, self.scopes(block), sources, links, records, redacted, strict=True)
        return list(map(_statement, rows))


# From their fields at half the constructor's price: there are millions.
_statement = partial(tuple.__new__, Statement)
_context = partial(tuple.__new__, Context)


@cache
def _span(first: int, count: int) -> tuple[int, ...]:
    return tuple(range(first, first + count))


def _contexts(places: Sequence[tuple[int, ...]], made: Made) -> list[Context | None]:
    """The first source of a rule in each row, with its position."""
    return [_context((here[0], sources[0])) if here else None for here, sources in zip(places, made, strict=True)]


def _redactor(file: MappingFile, kept: Sequence[int], found: dict[str, int], sealer: Sealer, today: Day) -> Redactor:
    columns: list[tuple[ColumnType, int | None]] = [("text", None)] * len(kept)
    for name, position in found.items():
        column = file.columns[name]
        document = found.get(column.document_kind) if column.document_kind is not None else None
        columns[position] = (column.type, document)
    return Redactor(kept, columns, sealer, today)
