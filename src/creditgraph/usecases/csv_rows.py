"""Rows of a small CSV file by the names of its columns, for files that a person wrote for one command."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

from creditgraph.model.errors import BadInput

Wrong = Callable[[str, str], BadInput]
"""The error for a problem of the file, with what to do about it."""


def csv_rows(file: Path, needed: tuple[str, ...], wrong: Wrong) -> Iterator[dict[str, str]]:
    """The rows of a file in UTF-8 by its headings; cells that a row lacks are empty. An error names a column of
    `needed` that is not there, and what cannot be read."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        try:
            reader = csv.DictReader(stream)
            missing = set(needed) - set(reader.fieldnames or ())
            if missing:
                raise wrong(f"no column {', '.join(sorted(missing))}", "name it in the first row")
            for row in reader:
                yield {column: text or "" for column, text in row.items() if isinstance(column, str)}
        except (UnicodeDecodeError, csv.Error) as error:
            raise wrong(str(error), "save it as CSV in UTF-8") from None
