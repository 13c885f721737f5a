"""DuckDB for one stage: memory bounded, what does not fit on disk beside the files, its errors as ours.

The SQL of the stages keeps to what Spark understands too, but for reading and writing files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from creditgraph.model.errors import Broken

ROW_GROUP = 20_000
"""Rows of a group in the files: what is held of a file while it is read."""


@contextmanager
def database(spill: Path, memory_mb: int, threads: int = 2) -> Iterator[duckdb.DuckDBPyConnection]:
    """An empty database in memory. Broken `bulk_memory` where the memory does not do, `disk_full` where the disk is."""
    settings: dict[str, Any] = {
        "memory_limit": f"{memory_mb}MB",
        "threads": threads,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        with duckdb.connect(":memory:", config=settings) as sql:
            sql.execute("SET enable_progress_bar = false")  # standard output is the answer's
            yield sql
    except duckdb.OutOfMemoryException as error:
        message = f"{memory_mb} MB do not do for this stage: {str(error).splitlines()[0]}"
        raise Broken("bulk_memory", message, "repeat with a larger --memory-mb") from error
    except duckdb.IOException as error:
        if "No space left" not in str(error):
            raise
        message = f"the disk of {spill} is full; finished stages stay"
        raise Broken("disk_full", message, "free space, then repeat") from error


def quoted(path: Path) -> str:
    """A path as a text in SQL."""
    return "'" + str(path).replace("'", "''") + "'"


def table(*files: Path) -> str:
    """Parquet files as a table in SQL."""
    return f"read_parquet([{', '.join(map(quoted, files))}])"


def write(sql: duckdb.DuckDBPyConnection, query: str, file: Path) -> None:
    """Write what a query gives as a Parquet file."""
    sql.execute(f"COPY ({query}) TO {quoted(file)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROW_GROUP})")


def one(sql: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The first value of the first row."""
    row = sql.execute(query).fetchone()
    return None if row is None else row[0]


def batches(sql: duckdb.DuckDBPyConnection, query: str, rows: int = ROW_GROUP) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, some thousands at a time."""
    found = sql.execute(query)
    while chunk := found.fetchmany(rows):
        yield chunk
