"""The rows of a file that need mending, written to its returned file. The file is read again for them."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from creditgraph.ingest.mapper import RowMapper
from creditgraph.ingest.quarantine import Problem
from creditgraph.ingest.returned import ReturnedWriter
from creditgraph.ingest.tables import Row, Table, printable


def send_back(
    table: Table, mapper: RowMapper, problems: Sequence[Problem], path: Path, loaded_too: bool
) -> tuple[Path | None, int]:
    """Write the rows that have problems to `path`; the file, if there were any, and how many rows found no room.

    `problems` come in order of rows. Rows that went in without a bad cell are among them only where `loaded_too`: a
    dataset that only grows would refuse them, or have them twice.
    """
    kept_out = {problem.row for problem in problems if problem.scope == "row"}
    wanted = [problem for problem in problems if loaded_too or problem.row in kept_out]
    with ReturnedWriter(path, mapper.columns) as writer:
        for row, found in _with_rows(table, mapper, wanted):
            # Without control characters, for they would hide a number from redaction.
            visible = row._replace(cells=[printable(cell) for cell in row.cells])
            redacted = mapper.redact([visible])[0] if len(row.cells) == mapper.width else ()
            writer.write(redacted, found, loaded=row.number not in kept_out)
        return writer.written, writer.left_out


def _with_rows(table: Table, mapper: RowMapper, problems: Sequence[Problem]) -> Iterator[tuple[Row, list[Problem]]]:
    """Each row that has problems, with them; reading stops after the last."""
    rows = table.rows(mapper.codes, mapper.percentages)
    for number, found in groupby(problems, key=lambda problem: problem.row):
        row = next((row for row in rows if row.number >= number), None)
        if row is None or row.number != number:
            raise RuntimeError(f"row {number} is no longer there")
        yield row, list(found)
