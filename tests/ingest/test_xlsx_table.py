"""Spreadsheets as people make them, and as people make them who mean harm."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import fastexcel
import openpyxl
import pytest
import xlsxwriter

from creditgraph.ingest import Row, Table, open_table
from creditgraph.ingest.workbook import LARGEST_STRINGS
from creditgraph.model.errors import BadInput

Write = Callable[..., Path]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes rows to a workbook; keywords are further sheets."""

    def made(rows: Sequence[Sequence[object]], **sheets: Sequence[Sequence[object]]) -> Path:
        path = tmp_path / "a.xlsx"
        with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
            for title, content in {"Sheet": rows, **sheets}.items():
                sheet = book.add_worksheet(title)
                for at, row in enumerate(content):
                    sheet.write_row(at, 0, row)
        return path

    return made


def read(path: Path, sheet: str | None = None, codes: tuple[int, ...] = ()) -> tuple[Table, list[Row]]:
    table = open_table(path, sheet=sheet)
    table.find_header(lambda cells: "名称" in cells)
    return table, list(table.rows(codes))


def changed(path: Path, part: str, change: Callable[[str], str]) -> Path:
    """The workbook with one part written anew."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(rows: str) -> Callable[[str], str]:
    return lambda _old: f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def test_rows_have_the_numbers_that_the_spreadsheet_shows(write: Write) -> None:
    path = write([["某市公示表"], [], ["名称", "号"], ["甲", "1"], [], [None, " "], ["乙", "0012"]])
    table, rows = read(path)
    assert table.header is not None
    assert (table.header.row, table.header.cells) == (3, ("名称", "号"))
    assert [(row.number, row.cells) for row in rows] == [(4, ["甲", "1"]), (7, ["乙", "0012"])]


def test_cells_say_what_they_mean(write: Write) -> None:
    moment = dt.datetime(2020, 1, 2, 3, 4, 5)
    path = write(
        [["名称", "值"], ["日", dt.date(2020, 1, 2)], ["时", moment], ["真", True], ["和", 0.1 + 0.2], ["整", 12.0]]
    )
    assert [row.cells[1] for row in read(path)[1]] == ["2020-01-02", "2020-01-02 03:04:05", "TRUE", "0.3", "12"]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (0.3333, "0.00%", "33.33%"),
        (1, "0%", "100%"),
        (43221, 'yyyy"年"m"月"d"日"', "2018-05-01"),
        (43221, 'yyyy"年"m"月"', "2018-05"),
        (43221, "yyyy", "2018"),
        (43221, "[$-804]yyyy/m/d;@", "2018-05-01"),
        (43221, "[Red]0.00", "43221"),
        (43221, "General", "43221"),
        (0.5, "h:mm", "12:00:00"),
        (1, "yyyy-mm-dd", "1900-01-01"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (60, "yyyy-mm-dd", "1900-02-29"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-1, "yyyy-mm-dd", "-1"),
        (1.5e-7, "General", "0.00000015"),
        (123456789012345, "0", "123456789012345"),
    ],
)
def test_a_number_is_read_by_its_format(tmp_path: Path, value: float, code: str, text: str) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "值"])
    sheet.write_string(1, 0, "甲")
    sheet.write_number(1, 1, value, book.add_format({"num_format": code}))
    book.close()
    assert read(tmp_path / "a.xlsx")[1][0].cells == ["甲", text]


@pytest.mark.parametrize("number", [14, 22, 31, 57, 17, 10])
def test_formats_known_by_number_alone(tmp_path: Path, number: int) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "值"])
    sheet.write_number(1, 1, 43221, book.add_format({"num_format": number}))
    book.close()
    expected = {17: "2018-05", 10: "4322100%"}.get(number, "2018-05-01")
    assert read(tmp_path / "a.xlsx")[1][0].cells[1] == expected


def test_the_epoch_of_1904(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "值"])
    sheet.write_datetime(1, 1, dt.datetime(2020, 1, 2), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    assert read(tmp_path / "a.xlsx")[1][0].cells[1] == "2020-01-02"


def test_numbers_where_codes_belong_are_named_and_other_long_ones_are_problems(write: Write) -> None:
    path = write(
        [["名称", "代码", "备注"], ["甲", 91379900, 5], ["乙", "91379900", "5"], ["丙", "1", 12345678901234567890]]
    )
    found = read(path, codes=(1,))[1]
    assert [row.numbers for row in found[:2]] == [(1,), ()]
    problem = found[2].problem
    assert problem is not None
    assert (problem.row, problem.column, problem.code) == (4, "备注", "number_cell")
    assert "34567" not in problem.value


def test_errors_and_formulas_without_a_result_keep_their_row_out(write: Write) -> None:
    path = write([["名称", "值"], ["甲", "=1+1"], ["乙", "x"]])
    changed(path, SHEET, lambda xml: xml.replace('<v>0</v></c></row><row r="3"', '</c></row><row r="3"'))
    assert [row.problem and row.problem.code for row in read(path)[1]] == ["formula_without_value", None]
    head = '<row r="1"><c r="A1" t="str"><v>名称</v></c><c r="B1" t="str"><v>值</v></c></row>'
    bad = '<row r="2"><c r="A2" t="str"><v>甲</v></c><c r="B2" t="e"><f>X</f><v>#REF!</v></c></row>'
    good = '<row r="3"><c r="A3" t="str"><v>乙</v></c><c r="B3"><f>6*7</f><v>42</v></c></row>'
    changed(path, SHEET, sheet_xml(head + bad + good))
    first, second = read(path)[1]
    assert first.problem is not None
    assert (first.problem.column, first.problem.code, first.problem.value) == ("值", "error_cell", "#REF!")
    assert second.cells == ["乙", "42"]


def test_a_row_of_nothing_but_a_formula_without_its_result_is_not_lost(write: Write) -> None:
    path = write([["名称", "备注"], ["", "=1+1"], ["乙", "x"]])
    changed(path, SHEET, lambda xml: xml.replace('<v>0</v></c></row><row r="3"', '</c></row><row r="3"'))
    table, (first, second) = read(path)
    assert first.problem is not None
    assert (first.problem.row, first.problem.column, first.problem.code) == (2, "备注", "formula_without_value")
    assert second.cells == ["乙", "x"]
    assert list(table.grid())[1] == (2, ["", "#VALUE!"])


def test_of_merged_cells_the_first_has_the_value(write: Write) -> None:
    path = write([["名称", "值"], ["甲", "1"], ["", "2"]])
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.active.row_dimensions[2].hidden = True
    book.save(path)
    assert [row.cells for row in read(path)[1]] == [["甲", "1"], ["", "2"]]


def test_texts_keep_their_blanks_runs_and_control_characters(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["名称", "值"])
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(1, 0, "甲", bold, "乙")
    for row, text in enumerate((" a ", "a\rb", "_x000D_", "a\x07b", "𠀀\n㐀"), 1):
        sheet.write_string(row, 1, text)
    book.close()
    rows = read(tmp_path / "a.xlsx")[1]
    assert [row.cells for row in rows if row.problem is None] == [
        ["甲乙", " a "], ["", "a\rb"], ["", "_x000D_"], ["", "𠀀\n㐀"],
    ]  # fmt: skip
    assert [row.problem.code for row in rows if row.problem] == ["control_character"]


def test_pronunciation_is_no_text(write: Write) -> None:
    path = write([["名称", "值"], ["甲", "1"]])
    run = "<r><t>東</t></r><rPh sb='0' eb='1'><t>ヒガシ</t></rPh>"
    changed(path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>甲</t>", run))
    assert read(path)[1][0].cells[0] == "東"


def test_too_many_cells_and_blank_headings_at_the_end(write: Write) -> None:
    path = write([["名称", "值", None, " "], ["甲"], ["乙", "1", None, "x"], ["丙", "1", None]])
    table, rows = read(path)
    assert table.header is not None
    assert table.header.cells == ("名称", "值")
    assert [row.problem and row.problem.code for row in rows] == [None, "too_many_cells", None]


def test_a_cell_too_long_keeps_its_row_out(write: Write) -> None:
    path = write([["名称", "值"], ["甲", "1"]])
    changed(path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>甲</t>", f"<t>{'字' * 140_000}</t>"))
    problem = read(path)[1][0].problem
    assert problem is not None
    assert (problem.row, problem.column, problem.code) == (2, "名称", "cell_too_long")


# sheets --------------------------------------------------------------------------------------------------------------


def test_the_first_sheet_that_holds_something_is_read_and_the_others_named(write: Write) -> None:
    path = write([], 空=[[None]], 数据=[["名称", "号"], ["甲", "1"]], 说明=[["x"]])
    table, rows = read(path)
    assert (table.sheet, table.other_sheets, table.chosen) == ("数据", ("说明",), False)
    assert rows[0].cells == ["甲", "1"]


def test_a_named_sheet_is_read(write: Write) -> None:
    path = write([["名称", "x"], ["甲", "1"]], 二=[["名称", "y"], ["乙", "2"]])
    table, rows = read(path, "二")
    assert (table.sheet, table.chosen, rows[0].cells) == ("二", True, ["乙", "2"])
    with pytest.raises(BadInput) as caught:
        open_table(path, sheet="三")
    assert (caught.value.code, caught.value.remedy) == ("no_such_sheet", "name one of Sheet, 二")


def test_hidden_sheets_come_last(write: Write) -> None:
    path = write([["名称", "x"], ["甲", "1"]], 二=[["名称", "y"], ["乙", "2"]])
    book = openpyxl.load_workbook(path)
    book["Sheet"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    assert read(path)[0].sheet == "二"


# against the library that others read with ---------------------------------------------------------------------------


def test_another_reader_finds_the_same_texts(write: Write) -> None:
    rows = [["名称", "值", "数"], *[[f"甲{n}", "" if n % 7 else f"  {n}\n", n * 1.25] for n in range(200)]]
    path = write(rows)
    theirs = fastexcel.read_excel(path).load_sheet(0, header_row=0, dtypes="string").to_arrow().to_pydict()
    ours = [row.cells for row in read(path)[1]]
    assert [cells[0] for cells in ours] == theirs["名称"]
    assert [cells[1] for cells in ours] == [text or "" for text in theirs["值"]]
    assert [cells[2] for cells in ours] == theirs["数"]


# damaged and hostile -------------------------------------------------------------------------------------------------


def refused(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        read(path)
    assert caught.value.details["message_zh"]
    assert caught.value.details["remedy_zh"]
    return caught.value.code


def test_a_truncated_workbook_is_named(write: Write) -> None:
    path = write([["名称", "号"], ["甲", "1"]])
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(path) == "workbook"


def test_a_damaged_part_is_named(write: Write) -> None:
    path = write([["名称", "号"], *[["甲", str(n)] for n in range(500)]])
    content = bytearray(path.read_bytes())
    at = content.index(SHEET.encode()) + len(SHEET) + 40
    content[at : at + 20] = bytes(20)
    path.write_bytes(content)
    assert refused(path) == "workbook"


def test_other_zips_are_named(tmp_path: Path) -> None:
    for name, part, code in (("a.zip", "x.csv", "not_text"), ("a.xlsx", "xl/workbook.bin", "workbook_format")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(part, "名称,号\n")
        assert refused(tmp_path / name) == code


def test_entities_are_refused(write: Write) -> None:
    path = write([["名称", "号"], ["甲", "1"]])
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    changed(path, SHEET, lambda xml: bomb + xml.partition("?>")[2] if "?>" in xml else bomb + xml)
    assert refused(path) == "workbook"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1048577"/>',
        '<row r="5"/><row r="5"/>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>99</v></c><c r="B1" t="s"><v>0</v></c></row>',
        "<a>" * 100 + "</a>" * 100,
        f'<row r="1"><c r="A1" x="{"y" * (5 << 20)}"/></row>',
    ],
)  # fmt: skip
def test_sheets_that_make_no_sense_are_refused(write: Write, rows: str) -> None:
    path = changed(write([["名称", "号"], ["甲", "1"]]), SHEET, sheet_xml(rows))
    assert refused(path) == "workbook"


def test_a_cell_far_out_costs_no_memory(write: Write) -> None:
    head = '<row r="1"><c r="A1" t="str"><v>名称</v></c><c r="B1" t="str"><v>号</v></c></row>'
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    path = changed(write([["名称", "号"], ["甲", "1"]]), SHEET, sheet_xml(head + far))
    assert [row.problem and row.problem.code for row in read(path)[1]] == ["too_many_cells"]


def test_a_bomb_of_texts_is_refused_where_its_bound_is(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write([["名称", "号"], ["甲", "1"]])
    changed(path, "xl/sharedStrings.xml", lambda xml: xml.replace("<t>甲</t>", f"<t>{'a' * (8 << 20)}</t>"))
    assert path.stat().st_size < 20_000
    assert LARGEST_STRINGS > 8 << 20
    monkeypatch.setattr("creditgraph.ingest.xlsx_table.LARGEST_STRINGS", 1 << 20)
    assert refused(path) == "workbook_too_large"


def test_a_workbook_with_a_password_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path) == "encrypted"


def test_a_stream_that_cannot_be_searched_is_read_too(write: Write) -> None:
    path = write([["名称", "号"], ["甲", "1"]])

    class Stream(io.BytesIO):
        def seekable(self) -> bool:
            return False

    def opener() -> Any:
        return Stream(path.read_bytes())

    table = open_table(Path("elsewhere.xlsx"), opener=opener)
    table.find_header(lambda cells: True)
    assert next(table.rows()).cells == ["甲", "1"]
