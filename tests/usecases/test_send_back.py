"""Rows come back with what is wrong with them, are mended in a spreadsheet, and load."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from creditgraph.ingest import template
from creditgraph.ingest.returned import free_path, untouched
from creditgraph.ingest.tables import RETURNED_HEADINGS
from creditgraph.model.errors import BadInput, Broken

Quarantine = Callable[[Any], list[dict[str, str]]]
OFFICERS = template("officers")


def sheet_of(report: Any) -> tuple[Any, Any]:
    assert report.returned is not None
    book = openpyxl.load_workbook(report.returned)
    return book, book.active


def texts(sheet: Any) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_rows_come_back_with_reasons_and_remedies(office: Any) -> None:
    good, bad = office.code(1), office.code(2)[:-1] + "O"
    report = office.imported(
        "registration",
        ["海东市甲乙有限公司", good],
        ["", good, "", "赵一", "2001-02-30"],
        ["海东市丙丁有限公司", bad],
    )
    assert report.returned == str(office.folder / "registration-1.csv.returned.xlsx")
    headings, *rows = texts(sheet_of(report)[1])
    assert headings == [*template("registration"), *RETURNED_HEADINGS]
    assert [row[:2] for row in rows] == [["", good], ["海东市丙丁有限公司", bad]]
    assert rows[0][4] == "2001-02-30"
    assert "第 3 行" in rows[0][-2]
    assert "企业名称：必填项为空 / A required cell is empty" in rows[0][-2]
    assert "成立日期：按 2018-05-03" in rows[0][-1]
    assert "本行已导入" in rows[1][-2]
    assert "本行已导入" not in rows[0][-2]


def test_mended_rows_load(office: Any) -> None:
    good, bad = ["海东市甲乙有限公司", office.code(1)], ["海东市丙丁有限公司", office.code(2), "", ""]
    first = office.imported("registration", good, [*bad, "昨天"])
    book, sheet = sheet_of(first)
    sheet["E2"] = "2001-02-03"
    book.save(first.returned)
    mended = office.load(Path(first.returned))
    assert mended.rows == {"read": 1, "accepted": 1, "unchanged": 0, "quarantined": 0}
    assert (mended.status, mended.returned, mended.quarantine) == ("imported", None, None)
    straight = office.another("straight")
    straight.imported(
        "registration",
        ["海东市甲乙有限公司", office.code(1)],
        ["海东市丙丁有限公司", office.code(2), "", "", "2001-02-03"],
    )
    assert facts(office) == facts(straight)


def facts(office: Any) -> list[tuple[Any, ...]]:
    """What is believed, wherever it stands."""
    names = "SELECT t.folded FROM name AS n JOIN text AS t ON t.tid = n.tid ORDER BY 1"
    return [*office.ask(names), *office.ask("SELECT kind, value FROM detail ORDER BY 1, 2")]


@pytest.mark.parametrize("cell", ["=1+1", "+86 10", "-5", "@a", "\t=1", "'=1", "'甲", "''+", '=HYPERLINK("x")'])
def test_what_a_spreadsheet_might_run_is_neutralised_and_comes_back_as_it_was(office: Any, cell: str) -> None:
    first = office.imported("registration", ["", office.code(1), "", "", "", cell])
    book, sheet = sheet_of(first)
    assert sheet["F2"].data_type != "f"
    assert not str(sheet["F2"].value).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert sheet["F2"].number_format == "@"
    sheet["A2"] = "海东市甲乙有限公司"
    book.save(first.returned)
    assert office.load(Path(first.returned)).rows["accepted"] == 1
    straight = office.another("straight")
    straight.imported("registration", ["海东市甲乙有限公司", office.code(1), "", "", "", cell])
    assert facts(office) == facts(straight)


def test_a_masked_number_must_be_entered_again(office: Any, quarantine: Quarantine) -> None:
    number = office.citizen(1)
    first = office.imported("officers", ["海东市甲乙有限公司", office.code(1), "张三", number, "董事", "昨天"])
    book, sheet = sheet_of(first)
    assert sheet["D2"].value == f"{number[:6]}********{number[14:]}"
    assert "须重新填写" in sheet["I2"].value
    sheet["F2"] = "2001-02-03"
    book.save(first.returned)
    again = office.load(Path(first.returned))
    assert again.rows == {"read": 1, "accepted": 0, "unchanged": 0, "quarantined": 1}
    assert [(one["column"], one["scope"], one["code"]) for one in quarantine(again)] == [("证件号码", "row", "masked")]
    assert "重新填写" in quarantine(again)[0]["remedy_zh"]
    sheet["D2"] = number
    book.save(first.returned)
    assert office.load(Path(first.returned)).rows["accepted"] == 1


def test_a_mask_in_any_other_file_costs_its_cell_only(office: Any, quarantine: Quarantine) -> None:
    report = office.imported("officers", ["海东市甲乙有限公司", office.code(1), "张三", "3799001904****0011", "董事"])
    assert report.rows["accepted"] == 1
    (line,) = quarantine(report)
    assert (line["scope"], line["code"], line["value"]) == ("cell", "masked", "3799001904****0011")


def test_some_officers_that_come_back_end_no_others(office: Any) -> None:
    def officer(name: str, day: str = "2001-02-03") -> list[str]:
        return ["海东市甲乙有限公司", office.code(1), name, "", "董事", day]

    first = office.imported("officers", officer("张三"), officer("李四", "昨天"))
    book, sheet = sheet_of(first)
    sheet["F2"] = "2001-02-03"
    book.save(first.returned)
    mended = office.load(Path(first.returned), stated_on=20200601)
    assert (mended.rows["accepted"], mended.closed) == (1, 0)
    with pytest.raises(BadInput) as caught:
        office.load(Path(first.returned), whole_dataset=True)
    assert caught.value.code == "returned_is_no_snapshot"
    # The next whole list ends them both.
    assert office.imported("officers", officer("王五"), stated_on=20210101).closed == 2


def test_control_characters_hide_no_number(office: Any) -> None:
    number = office.citizen(1)
    report = office.imported("registration", ["海东市甲乙有限公司", "", "", "", "", f"{number[:9]}\x07{number[9:]}"])
    book, sheet = sheet_of(report)
    assert sheet["F2"].value == f"{number[:6]}********{number[14:]}"
    assert number[6:14].encode() not in Path(report.returned).read_bytes()
    book.close()


def test_rows_of_a_dataset_that_only_grows_come_back_only_where_they_stayed_out(office: Any) -> None:
    mapping = office.text(
        "mine.yaml",
        """
dataset: mine
title: {zh: 我的, en: mine}
delivery: append
key: [number]
columns:
  number: {heading: 编号, required: true}
  name: {heading: 名称, type: name, required: true}
  code: {heading: 代码, type: credit_code}
sources:
  subject: {kind: organisation, names: [{column: name}], identifiers: [code], key: [number]}
""",
    )
    path = office.text("a.csv", "编号,名称,代码\n1,海东市甲乙有限公司,123\n2,,\n")
    report = office.load(path, mapping=str(mapping))
    assert (report.cells_quarantined, report.rows["quarantined"]) == (1, 1)
    assert [row[0] for row in texts(sheet_of(report)[1])[1:]] == ["2"]


def test_mended_work_is_never_replaced(office: Any) -> None:
    path = office.file("a.csv", "registration", ["", office.code(1)])
    first = office.load(path, dataset="one")
    assert office.load(path, dataset="two").returned is not None
    assert untouched(Path(first.returned))
    book, sheet = sheet_of(first)
    sheet["A2"] = "海东市甲乙有限公司"
    book.save(first.returned)
    assert not untouched(Path(first.returned))
    assert office.load(path, dataset="three").returned == str(office.folder / "a.csv.returned-2.xlsx")
    assert openpyxl.load_workbook(first.returned).active["A2"].value == "海东市甲乙有限公司"
    assert free_path(office.folder / "x.returned.xlsx").name == "x.returned.xlsx"


def test_nothing_to_mend_leaves_no_file(office: Any) -> None:
    path = office.file("a.csv", "registration", ["", office.code(1)])
    first = office.load(path)
    office.file("a.csv", "registration", ["海东市甲乙有限公司", office.code(1)])
    assert office.load(path).returned is None
    assert not Path(first.returned).exists()


def test_a_file_recognised_says_what_stayed_out(office: Any) -> None:
    path = office.file("a.csv", "registration", ["海东市甲乙有限公司", office.code(1)], ["", office.code(2)])
    first = office.load(path)
    again = office.load(path)
    assert (again.status, again.rows["unchanged"], again.quarantined_before) == ("unchanged", 2, 1)
    assert (again.quarantine, again.returned) == (first.quarantine, first.returned)
    Path(first.returned).unlink()
    assert office.load(path).returned is None


def test_a_bad_cell_of_an_unchanged_row_is_reported_again(office: Any, quarantine: Quarantine) -> None:
    bad = ["海东市甲乙有限公司", "123"]
    office.imported("registration", bad, ["", office.code(2)])
    report = office.imported("registration", bad, ["海东市丙丁有限公司", office.code(2)])
    assert report.rows == {"read": 2, "accepted": 1, "unchanged": 1, "quarantined": 0}
    assert [(one["row"], one["code"]) for one in quarantine(report)] == [("2", "length")]
    assert report.cells_quarantined == 1


def test_rows_for_which_there_is_no_room_are_counted(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditgraph.ingest.returned.MOST_ROWS", 2)
    report = office.imported("registration", *[["", office.code(n)] for n in range(5)])
    assert report.returned_left_out == 3
    assert len(texts(sheet_of(report)[1])) == 3


def test_a_returned_file_that_cannot_be_written_stores_nothing(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.file("a.csv", "registration", ["海东市甲乙有限公司"], ["", office.code(2)])

    def refuse(*_arguments: object, **_more: object) -> None:
        raise OSError(30, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr("creditgraph.ingest.text_workbook.tempfile.mkstemp", refuse)
        with pytest.raises(Broken) as caught:
            office.load(path)
    assert caught.value.code in ("returned_not_writable", "quarantine_not_writable")
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]


def test_rows_of_every_format_come_back(office: Any) -> None:
    path = office.text("a.jsonl", '{"企业名称": "海东市甲乙有限公司"}\n{"企业名称": "", "住所": "路"}\n{"企业名称"\n')
    # The template wants all of its headings.
    headings = ", ".join(f'"{heading}": ""' for heading in template("registration")[1:])
    path.write_text(path.read_text("utf-8") + f'{{"企业名称": "海东市丙丁有限公司", {headings}}}\n', "utf-8")
    report = office.load(path)
    assert report.rows == {"read": 4, "accepted": 2, "unchanged": 0, "quarantined": 2}
    rows = texts(sheet_of(report)[1])[1:]
    assert "路" in rows[0]
    assert "JSON" in rows[1][-2]
