"""Old workbooks. `data/old.xls` has a blank sheet, one with a table below a title, and one with a word."""

from pathlib import Path

import pytest

from creditgraph.ingest import open_table
from creditgraph.model.errors import BadInput

OLD = Path(__file__).parent / "data" / "old.xls"


def test_an_old_workbook_is_read() -> None:
    table = open_table(OLD)
    assert (table.sheet, table.other_sheets, table.chosen) == ("数据", ("说明",), False)
    header = table.find_header(lambda cells: "名称" in cells)
    assert (header.row, header.cells) == (3, ("名称", "代码", "日期", "比例", "备注"))
    rows = list(table.rows((1,), (3,)))
    assert [row.number for row in rows] == [4, 5, 7, 8, 9]
    assert rows[0].cells == ["甲", "0012", "2020-01-02", "33.33", "TRUE"]
    assert rows[2].cells == ["丙", "1", "", "50", "1.5"]


def test_number_cells_are_known() -> None:
    table = open_table(OLD)
    table.find_header(lambda cells: "名称" in cells)
    rows = list(table.rows((1,), (3,)))
    assert [row.numbers for row in rows] == [(), (1,), (), (), ()]
    problems = {row.number: (row.problem.column, row.problem.code) for row in rows if row.problem}
    assert problems == {5: ("比例", "percent_cell"), 9: ("备注", "number_cell")}


def test_a_sheet_is_chosen_by_its_name() -> None:
    assert open_table(OLD, sheet="说明").chosen
    with pytest.raises(BadInput, match="no sheet"):
        open_table(OLD, sheet="x")
