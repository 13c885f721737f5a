"""Reading the packaged tables: lines of tab-separated columns below a header of `#` lines."""

from collections.abc import Iterator
from importlib.resources import files


def rows(table: str) -> Iterator[list[str]]:
    """The columns of each line of a table in `names/tables/`."""
    text = (files("creditgraph.names") / "tables" / table).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))


def character_pairs(table: str) -> dict[str, str]:
    """A table of characters: the first column's characters, each with its fellow in the second."""
    return {written: folded for left, right in rows(table) for written, folded in zip(left, right, strict=True)}


def words(table: str) -> list[str]:
    """The blank-separated words of a table's second column, longest first."""
    found = {word for _, listed in rows(table) for word in listed.split()}
    return sorted(found, key=lambda word: (-len(word), word))
