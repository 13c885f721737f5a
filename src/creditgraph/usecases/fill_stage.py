"""Reading a file into its staging file, a block of rows at a time: redact, compare with what is known, map, stage."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import dropwhile, islice
from typing import NamedTuple

from creditgraph.archive.batches import KnownRows
from creditgraph.archive.staging import CHECKPOINT_ROWS, Line, Stage, StagedProblem, row_digests, row_text
from creditgraph.ingest import Outcome, RowMapper, Table
from creditgraph.ingest.block import Block, picked
from creditgraph.ingest.mapper import Redacted
from creditgraph.ingest.quarantine import Problem
from creditgraph.ingest.tables import Row

_line = partial(tuple.__new__, Line)
"""A line from its fields at half the constructor's price: there are millions."""
_BLOCK_ROWS = 1000
"""Rows that are mapped together: enough that a column's repeats are seen, few enough for the processor's cache."""


class Part(NamedTuple):
    """One of some equal parts of a file: its readers take stretches of rows in turn."""

    number: int
    of: int


def fill_stage(
    stage: Stage, table: Table, mapper: RowMapper, known: KnownRows, told: Callable[[int], None], part: Part
) -> None:
    """Stage the rows of a part behind the last that is staged. `told` hears the number of the row that was reached."""
    skip_to = stage.last_row
    filler = _Filler(stage, mapper, known, table.returned)
    rows = _of_part(table.rows(mapper.codes, mapper.percentages), part)
    for block in _blocks(dropwhile(lambda row: row.number <= skip_to, rows)):
        filler.add(block)
        told(block[-1].number)


def _of_part(rows: Iterator[Row], part: Part) -> Iterator[Row]:
    if part.of == 1:
        return rows
    # Raw rows are kept in blocks that end with a stretch, so a block holds neighbours.
    return (row for at, row in enumerate(rows) if at // CHECKPOINT_ROWS % part.of == part.number)


class _Filler:
    def __init__(self, stage: Stage, mapper: RowMapper, known: KnownRows, returned: bool) -> None:
        self._stage, self._mapper, self._known = stage, mapper, known
        self._sha = mapper.mapping.sha256
        self._returned = returned

    def add(self, rows: Sequence[Row]) -> None:
        """Stage some rows with all that is wrong with them."""
        readable = [row for row in rows if row.problem is None]
        lines, problems = self._lines(readable) if readable else ([], {})
        if len(readable) < len(rows):
            unread = [row for row in rows if row.problem is not None]
            problems |= {row.number: (row.problem,) for row in unread if row.problem is not None}
            lines = sorted([*lines, *[Line(row.number, None) for row in unread]], key=lambda line: line.row)
        for number in sorted(problems):
            self._stage.add_problems([StagedProblem(*problem) for problem in problems[number]])
        self._stage.add(lines)

    def _lines(self, rows: Sequence[Row]) -> tuple[list[Line], dict[int, tuple[Problem, ...]]]:
        """The lines of rows that can be read, and what is wrong with them by their numbers."""
        mapper = self._mapper
        numbers = [row.number for row in rows]
        redacted = mapper.redact(rows)
        texts = list(map(row_text, redacted))
        digests = row_digests(self._sha, texts)
        block = mapper.read(redacted)
        scopes = mapper.scopes(block)
        keys, contents = self._compare(redacted, block, digests)
        new = [at for at, content in enumerate(contents) if content is None]
        problems = mapper.bad_cells(numbers, block)
        outcomes = dict(zip(new, self._state(numbers, redacted, block, keys, new), strict=True))
        problems |= {numbers[at]: outcome.problems for at, outcome in outcomes.items() if outcome.problems}
        statements = [outcomes[at].statement if at in outcomes else None for at in range(block.rows)]
        lines = [
            Line(number, text, scope)
            if content is None and statement is None
            else _line((number, text if content is None else None, scope, key, digest, content, statement))
            for number, text, scope, key, digest, content, statement in zip(
                numbers, texts, scopes, keys, digests, contents, statements, strict=True
            )
        ]
        return lines, problems

    def _compare(
        self, redacted: Sequence[Redacted], block: Block, digests: Sequence[bytes]
    ) -> tuple[list[bytes], list[int | None]]:
        """The keys of rows, and the versions whose content they repeat."""
        if not self._mapper.counts:
            neighbours = self._known.neighbours(digests)
            if None not in neighbours:
                found = [one for one in neighbours if one is not None]
                return [key for key, _content in found], [content for _key, content in found]
        keys = self._mapper.keys(redacted, block)
        return keys, list(map(self._known.content, keys, digests))

    def _state(
        self,
        numbers: Sequence[int],
        redacted: Sequence[Redacted],
        block: Block,
        keys: Sequence[bytes],
        new: Sequence[int],
    ) -> list[Outcome]:
        """What the rows at some places state."""
        if len(new) < block.rows:
            block = block.take(new)
            numbers, redacted, keys = picked(numbers, new), picked(redacted, new), picked(keys, new)
        outcomes = self._mapper.state(numbers, redacted, block, keys)
        return list(map(_without_masks, outcomes)) if self._returned else outcomes


def _blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while block := list(islice(rows, _BLOCK_ROWS)):
        yield block


def _without_masks(outcome: Outcome) -> Outcome:
    """Keeps out a row that came back with a mask for a number: loaded without it, the row would lose the number."""
    if not any(problem.code == "masked" for problem in outcome.problems):
        return outcome
    problems = [one._replace(scope="row") if one.code == "masked" else one for one in outcome.problems]
    return Outcome(None, tuple(problems))
