"""Packaged tables are read line by line, comments left out."""

from creditgraph.model.tables import table_rows


def test_a_table_is_read_without_its_comments() -> None:
    rows = list(table_rows("creditgraph.matching", "tables/features.tsv"))
    assert ["BRAND", "字号", "brand"] in rows
    assert all(len(row) == 3 and not row[0].startswith("#") for row in rows)
