"""What all readers share: returned columns go, neutralised cells come back as they were."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.ingest import open_table
from creditgraph.ingest.tables import RETURNED_HEADINGS, neutral, plain


@given(st.text(alphabet="'=+-@\t\r甲a ", max_size=6))
def test_an_apostrophe_goes_as_it_came(cell: str) -> None:
    assert plain(neutral(cell)) == cell
    assert not neutral(cell).startswith(("=", "+", "-", "@", "\t", "\r"))


def written(folder: Path, *lines: str) -> Path:
    path = folder / "a.csv"
    path.write_text("\n".join(lines), "utf-8")
    return path


def test_the_columns_of_a_returned_file_are_no_columns(tmp_path: Path) -> None:
    reason, remedy = RETURNED_HEADINGS
    table = open_table(written(tmp_path, f"{reason},名称,{remedy},号", "x,甲,y,'=1", "x,'乙,y,", "\x00,丙,,"))
    assert table.header_candidates()[0].cells == ("名称", "号")
    table.find_header(lambda cells: "名称" in cells)
    assert table.returned
    rows = list(table.rows())
    assert [row.cells for row in rows[:2]] == [["甲", "=1"], ["'乙", ""]]
    assert [row.problem and row.problem.code for row in rows] == [None, None, "control_character"]


@pytest.mark.parametrize("headings", [f"名称,{RETURNED_HEADINGS[0]}", "名称,号"])
def test_any_other_file_keeps_its_columns_and_apostrophes(tmp_path: Path, headings: str) -> None:
    table = open_table(written(tmp_path, headings, "甲,'=1"))
    table.find_header(lambda cells: "名称" in cells)
    assert not table.returned
    assert next(table.rows()).cells == ["甲", "'=1"]
