"""The same table, whatever wrote it, makes the same archive; a killed import goes on in every format."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditgraph.ingest import template
from creditgraph.model.errors import BadInput
from support.tables import FORMATS, write_table

Quarantine = Callable[[Any], list[dict[str, str]]]


def companies(office: Any, count: int) -> list[list[str]]:
    rest = ["有限责任公司", "赵一", "2001-02-03", "虚构路", "", "", ""]
    return [[f"海东市第{n}号商贸有限公司", office.code(n), *rest] for n in range(1, count + 1)]


CELLS = st.one_of(
    st.sampled_from(
        ["", " ", "海东市甲乙有限公司", "=1+1", "2001-02-03", "2001", "无", "赵一", "a\nb", "'x", "0012", "㐀𠀀"]
    ),
    st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8),
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_table_imports_the_same_from_every_format(make_office: Any, data: st.DataObject) -> None:
    office = make_office()
    headings = template("registration")
    names = st.sampled_from(["海东市甲乙有限公司", "海东市丙丁有限公司", "海东市戊己有限公司"])
    codes = st.sampled_from(["", office.code(1), office.code(2), "91379900MA0000018X"])
    row = st.tuples(names, codes, *[CELLS] * (len(headings) - 2)).map(list)
    rows = data.draw(st.lists(row, min_size=1, max_size=6))
    found = []
    for suffix in FORMATS:
        other = office.another(suffix)
        report = other.load(write_table(other.folder / f"table.{suffix}", headings, rows))
        found.append((report.rows["accepted"], report.cells_quarantined, other.export()))
    assert found[1:] == found[:1] * (len(FORMATS) - 1)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_file_again_is_recognised(office: Any, suffix: str) -> None:
    path = write_table(office.folder / f"a.{suffix}", template("registration"), companies(office, 5))
    assert office.load(path).status == "imported"
    assert office.load(path).status == "unchanged"
    report = office.load(write_table(office.folder / "b.csv", template("registration"), companies(office, 6)))
    assert report.rows == {"read": 6, "accepted": 1, "unchanged": 5, "quarantined": 0}


@pytest.mark.slow
def test_a_sheet_of_a_million_cells_is_read_whole(office: Any) -> None:
    path = office.folder / "million.xlsx"
    headings = [*template("registration"), *(f"备注{n}" for n in range(16))]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, heading in enumerate(headings):
            sheet.write_string(0, at, heading)
        for number in range(1, 40_001):
            cells = [f"海东市第{number}号商贸有限公司", "", "", f"赵{number % 89}", "2001-02-03", "=1+1"]
            for at, cell in enumerate([*cells, *["字"] * (len(headings) - len(cells))]):
                if at not in (7, 8):
                    sheet.write_string(number, at, cell)
    report = office.load(path)
    assert report.rows == {"read": 40_000, "accepted": 40_000, "unchanged": 0, "quarantined": 0}


def test_number_cells_for_codes_are_quarantined_and_the_row_loads(office: Any, quarantine: Quarantine) -> None:
    path = office.folder / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["企业名称", "统一社会信用代码", "姓名", "证件号码", "职务", "任职日期", "离任日期"])
        sheet.write_row(1, 0, ["海东市甲乙有限公司", office.code(1), "张三", int(office.citizen(1)[:17] + "0"), "董事"])
        sheet.write_row(2, 0, ["海东市丙丁有限公司", 91379900, "李四", 0, "董事", 43221])
    report = office.load(path)
    assert report.rows == {"read": 2, "accepted": 1, "unchanged": 0, "quarantined": 1}
    assert [(one["row"], one["column"], one["scope"], one["code"]) for one in quarantine(report)] == [
        ("2", "证件号码", "cell", "number_cell"),
        ("3", "统一社会信用代码", "cell", "number_cell"),
        ("3", "任职日期", "row", "not_a_date"),
    ]
    assert "文本" in quarantine(report)[0]["remedy_zh"]
    text = Path(report.quarantine).read_text("utf-8-sig")
    assert office.citizen(1)[6:14] not in text


def test_a_percentage_is_what_the_sheet_shows(office: Any) -> None:
    path = office.folder / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, template("shareholders"))
        sheet.write_row(1, 0, ["海东市甲乙有限公司", office.code(1), "张三", ""])
        sheet.write_number(1, 4, 0.3333, book.add_format({"num_format": "0.00%"}))
    assert office.load(path).rows["accepted"] == 1
    ((attributes,),) = office.ask("SELECT attributes FROM link")
    assert "33.33%" in attributes
    assert "333300000" in attributes


def test_two_sheets_of_one_workbook_are_two_deliveries(office: Any) -> None:
    path = office.folder / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for number, name in enumerate(("一月", "二月"), 1):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, template("registration"))
            sheet.write_row(1, 0, companies(office, number)[-1])
    first, second = office.load(path), office.load(path, sheet="二月")
    assert (first.sheet, first.other_sheets, first.status) == ("一月", ["二月"], "imported")
    assert (second.sheet, second.status, second.rows["accepted"]) == ("二月", "imported", 1)
    assert first.sha256 == second.sha256
    assert office.load(path, sheet="二月").status == "unchanged"
    with pytest.raises(BadInput, match="no sheet"):
        office.load(path, sheet="三月")
