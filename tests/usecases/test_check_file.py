"""A spreadsheet of subjects comes back with the answers beside its rows."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from creditgraph.model.errors import BadInput
from creditgraph.model.request import Language, Request
from creditgraph.model.vocabulary import RecordType
from creditgraph.usecases.check_file import check_file

WORDS = {
    "subject": {"confirmed": "已确认", "probable": "推定", "ambiguous": "多个", "unknown": "没有", "invalid": "无效"},
    "record": {type_.value: f"{type_.value}数" for type_ in RecordType},
}
CLEAN = "91379911YX99000101"


def checked(province: Any, path: Path, lang: Language = "zh", **how: Any) -> tuple[Any, list[list[str]]]:
    request = Request(purpose="招标审查", lang=lang)
    told = check_file(province.context, request, path, WORDS, **how)
    sheet = openpyxl.load_workbook(told["output"]).active
    return told, [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def test_a_spreadsheet_comes_back_as_it_was_with_answers(province: Any, tmp_path: Path) -> None:
    path = tmp_path / "bidders.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        rows = [
            ["投标人一览"],
            [],
            ["序号", "投标人名称", "信用代码", "备注"],
            ["1", "云泽省清霖仪器有限公司", CLEAN, "=1+1"],
            [],
            ["2", "云泽省清霖仪器有限公司", "", "379900190401010011"],
            ["3", "换了名字的有限公司", CLEAN],
            ["4", "", "91379911YX9900010O"],
            ["5", "没有这家公司有限公司"],
        ]
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
    told, found = checked(province, path)
    assert told["output"] == str(tmp_path / "bidders.xlsx.checked.xlsx")
    assert len(told["subjects"]) == 5
    assert [row[0] for row in found] == ["投标人一览", "", "序号", "1", "", "2", "3", "4", "5"]
    headings = found[2]
    assert headings[:4] == ["序号", "投标人名称", "信用代码", "备注"]
    assert headings[4:7] == ["核查结果", "主体编号", "档案名称"]
    assert [row[4] for row in found[3:]] == ["已确认", "", "推定", "已确认", "无效", "没有"]
    assert found[3][3] == "'=1+1"
    assert found[5][3] == "379900********0011"
    assert not any(found[4])
    problems = [row[-1] for row in found[3:]]
    assert problems[0] == ""
    assert problems[3] == "所填名称与档案名称不同（按代码核查）"
    assert "号码含有不允许的字符" in problems[4]
    assert found[3][5].startswith("cg")
    assert found[3][headings.index("关联方")].isdigit()
    assert "未归集" in found[3]


def test_a_text_file_has_comments_and_blank_lines(province: Any, tmp_path: Path) -> None:
    path = tmp_path / "bidders.txt"
    path.write_text(f"# 第一批\n{CLEAN}\n\n  云泽省清霖仪器有限公司\n", "gb18030")
    told, found = checked(province, path, "en", before=[CLEAN])
    assert [one["query"] for one in told["subjects"]] == [CLEAN, CLEAN, "云泽省清霖仪器有限公司"]
    assert [row[0] for row in found] == ["", "# 第一批", CLEAN, "", "  云泽省清霖仪器有限公司"]
    assert [row[1] for row in found] == ["status", "", "已确认", "", "推定"]


def test_without_known_headings_the_first_column_counts(province: Any, tmp_path: Path) -> None:
    path = tmp_path / "bidders.csv"
    path.write_text(f"{CLEAN},x\n00000000000000000X,y\n,z\n", "utf-8")
    told, found = checked(province, path)
    assert [one["query"] for one in told["subjects"]] == [CLEAN, "00000000000000000X"]
    assert found[0][2] == "核查结果"


def test_too_many_none_and_a_taken_name_are_refused(province: Any, tmp_path: Path) -> None:
    path = tmp_path / "many.txt"
    path.write_text("\n".join(f"某{n}" for n in range(501)), "utf-8")
    with pytest.raises(BadInput, match="names 501 subjects; a check takes 500"):
        checked(province, path)
    path.write_text("# 没有\n\n", "utf-8")
    with pytest.raises(BadInput, match="names no subject"):
        checked(province, path)
    with pytest.raises(BadInput) as caught:
        checked(province, path, output=path)
    assert caught.value.code == "file_exists"
    assert path.read_text("utf-8").startswith("#")
    assert not list(tmp_path.glob("*.xlsx"))
