"""Reading the file of records: CSV in UTF-8 or Parquet, in the layout of a labelled set, every cell a text."""

import csv
from pathlib import Path

import duckdb

from creditgraph.bulk.database import one, quoted
from creditgraph.matching.record import LONGEST_TEXT
from creditgraph.model.errors import BadInput

FIELDS = (
    "kind",
    "name",
    "alt_names",
    "identifiers",
    "address",
    "date",
    "given_name",
    "family_name",
    "gender",
    "city",
    "postcode",
    "phone",
    "email",
    "org",
)
"""The columns that comparisons read."""


def read_records(sql: duckdb.DuckDBPyConnection, file: Path) -> tuple[str, ...]:
    """Read a file into the table `record`; the fields that any record has are returned. BadInput `bulk_file` says what
    is wrong with it."""
    fields = _read(sql, file, "record", ("record_id", "name"), FIELDS)
    _check(sql, file)
    filled = [field for field in FIELDS if field in fields and one(sql, f"SELECT max(length({field})) FROM record")]
    return tuple(field for field in FIELDS if field == "name" or field in filled)


def read_truth(sql: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Read a file of clusters into the table `truth`. BadInput as of records."""
    _read(sql, file, "truth", ("record_id", "cluster_id"), ())


def _read(
    sql: duckdb.DuckDBPyConnection, file: Path, table: str, needed: tuple[str, ...], further: tuple[str, ...]
) -> list[str]:
    """Read columns of a file into a table, as texts without blanks around them; tell which columns it has."""
    try:
        columns, source = _source(sql, file)
        missing = [column for column in needed if column not in columns]
        if missing:
            raise _wrong(file, f"no column {', '.join(missing)}")
        wanted = [column for column in dict.fromkeys((*needed, *further)) if column in columns]
        cells = ", ".join(
            f"substr(trim(coalesce(CAST({column} AS VARCHAR), '')), 1, {LONGEST_TEXT}) AS {column}" for column in wanted
        )
        sql.execute(f"CREATE TABLE {table} AS SELECT {cells} FROM {source}")
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong(file, str(error)) from None
    except OSError as error:
        raise _wrong(file, error.strerror or str(error)) from None
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error):
            raise
        raise _wrong(file, _said(error)) from None
    return wanted


def _said(error: duckdb.Error) -> str:
    """Where a file is wrong and why, without the row itself, which may hold what must not be shown."""
    lines = str(error).partition("\n\nPossible")[0].splitlines()
    return ": ".join(dict.fromkeys((lines[0], lines[-1]))) if "Original Line" in str(error) else lines[0]


def _source(sql: duckdb.DuckDBPyConnection, file: Path) -> tuple[list[str], str]:
    """The columns of a file and the expression that reads it."""
    if file.suffix.lower() == ".parquet":
        source = f"read_parquet({quoted(file)})"
        return [row[0] for row in sql.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()], source
    with file.open(encoding="utf-8-sig", newline="") as stream:
        columns = next(csv.reader(stream), [])
    if not columns:
        raise _wrong(file, "the file is empty")
    if len(set(columns)) < len(columns):
        raise _wrong(file, "a column name stands twice in the first row")
    types = ", ".join(f"'{column.replace(chr(39), chr(39) * 2)}': 'VARCHAR'" for column in columns)
    return columns, (
        f"read_csv({quoted(file)}, columns={{{types}}}, header=true, auto_detect=false, delim=',', quote='\"', "
        "escape='\"')"
    )


def _check(sql: duckdb.DuckDBPyConnection, file: Path) -> None:
    if one(sql, "SELECT count(*) FROM record WHERE record_id = ''"):
        raise _wrong(file, "a row has no record_id")
    twice = one(sql, "SELECT min(record_id) FROM (SELECT record_id FROM record GROUP BY record_id HAVING count(*) > 1)")
    if twice is not None:
        raise _wrong(file, f"two rows have the record_id {twice}")


def _wrong(file: Path, problem: str) -> BadInput:
    return BadInput("bulk_file", f"{file}: {problem}", "see docs/matching.md for the layout of a file of records")
