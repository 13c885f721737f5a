"""Reading the tables of names."""

from collections.abc import Iterator

from creditgraph.model.tables import table_rows


def rows(table: str) -> Iterator[list[str]]:
    """The columns of each line of a table in `names/tables/`."""
    return table_rows("creditgraph.names", f"tables/{table}")


def character_pairs(table: str) -> dict[str, str]:
    """A table of characters: the first column's characters, each with its fellow in the second."""
    return {written: folded for left, right in rows(table) for written, folded in zip(left, right, strict=True)}


def words(table: str) -> list[str]:
    """The blank-separated words of a table's second column, longest first."""
    found = {word for _, listed in rows(table) for word in listed.split()}
    return sorted(found, key=lambda word: (-len(word), word))
