"""Tables and indexes: all there after any load, all documented, evidence apart from what is derived."""

from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive import schema

DOCS = Path(__file__).parents[2] / "docs"


_INDEXES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
    "postgres": "SELECT relname FROM pg_class JOIN pg_index ON indexrelid = pg_class.oid WHERE relnamespace ="
    " 'public'::regnamespace AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)",
}
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
    "postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
}


def indexes(box: Any, database: str) -> set[str]:
    return {name for (name,) in box.ask(_INDEXES[database])} - {"gram_index_grams"}


def test_every_index_is_there_before_and_after_each_load(box: Any, database: str) -> None:
    wanted = {index.name for index in schema.INDEXES}
    assert indexes(box, database) == wanted
    for number in (1, 2):
        box.load("registry", box.row(f"r{number}", box.org(f"o{number}")))
        assert indexes(box, database) == wanted


def test_a_first_load_that_fails_leaves_the_indexes(box: Any, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("creditgraph.archive.archive.judge_names", die)
    with pytest.raises(ZeroDivisionError):
        box.load("registry", box.row("r", box.org("o")))
    assert indexes(box, database) == {index.name for index in schema.INDEXES}


def test_every_index_belongs_to_a_table_of_the_schema_and_has_a_name_of_its_own() -> None:
    names = [index.name for index in schema.INDEXES]
    assert len(set(names)) == len(names)
    assert all(index.table is not None and index.table.metadata is schema.metadata for index in schema.INDEXES)


def test_the_archive_has_the_tables_of_the_schema_and_no_others(box: Any, database: str) -> None:
    found = {name for (name,) in box.ask(_TABLES[database]) if not name.startswith("gram_index")}
    assert found == set(schema.metadata.tables)


def test_every_table_is_documented() -> None:
    text = "\n".join(path.read_text("utf-8") for path in sorted(DOCS.rglob("*.md")))
    assert {table for table in [*schema.metadata.tables, "gram_index"] if f"`{table}`" not in text} == set()


def test_a_row_may_state_as_many_facts_as_its_bits_say() -> None:
    assert schema.FACTS == 1 << schema.FACT_BITS == 1024
