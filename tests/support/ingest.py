"""A short way from the cells of rows to what a mapper makes of them."""

from collections.abc import Sequence

from creditgraph.ingest import Outcome, RowMapper
from creditgraph.ingest.mapper import Redacted
from creditgraph.ingest.tables import Row


def redact(mapper: RowMapper, *rows: Sequence[str]) -> list[Redacted]:
    """The redacted cells of rows."""
    return mapper.redact([Row(number, list(cells), None) for number, cells in enumerate(rows, 2)])


def keys_of(mapper: RowMapper, redacted: Sequence[Redacted]) -> list[bytes]:
    """The keys of redacted rows, in one block."""
    return mapper.keys(redacted, mapper.read(redacted))


def state(mapper: RowMapper, redacted: Sequence[Redacted], first: int = 2) -> list[Outcome]:
    """What redacted rows state, in one block."""
    block = mapper.read(redacted)
    return mapper.state(range(first, first + len(redacted)), redacted, block, mapper.keys(redacted, block))
