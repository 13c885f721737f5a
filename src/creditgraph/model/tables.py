"""Reading the packaged tables: lines of tab-separated columns; lines with `#` in front are comments."""

from collections.abc import Iterator
from importlib.resources import files


def table_rows(package: str, path: str) -> Iterator[list[str]]:
    """The columns of each line of a table in a package, by its path there."""
    text = files(package).joinpath(path).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
