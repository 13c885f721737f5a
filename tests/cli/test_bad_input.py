"""Bad input on the command line: a sentence and a remedy, never a traceback, and nothing comes of it."""

from pathlib import Path

import openpyxl
import pytest

from .conftest import Run, answer, problem

HEADINGS = ["企业名称", "统一社会信用代码", "主体类型", "法定代表人", "成立日期"]
CLEAN = "91379911YX99000101"


@pytest.mark.parametrize(
    "query", ["name:(", "海 AND", "<script>alert(1)</script>", "海'; DROP TABLE name", "NEAR(海 2)"]
)
def test_operators_and_markup_are_only_text(run: Run, query: str) -> None:
    result = run("search", query, "--json")
    assert result.exit_code == 0
    assert answer(result)["results"] == []


@pytest.mark.parametrize("query", ["%", '"', "海" * 5000, "", "海\x1b[31m", "……"])
def test_what_cannot_be_looked_for_is_told(run: Run, query: str) -> None:
    result = run("search", query, "--json")
    assert result.exit_code == 1
    assert problem(result)["code"] == "query"


@pytest.mark.parametrize("query", ["name:(", "%", '"', "海" * 5000, "<b>x</b>"])
def test_a_subject_that_is_none_is_told_by_each_question(run: Run, query: str) -> None:
    for question in (("show", query), ("paths", query, CLEAN), ("network", query)):
        result = run(*question, "--json")
        assert result.exit_code == 1
        assert problem(result)["code"] in ("unknown_subject", "invalid_subject")
    told = answer(run("check", query, CLEAN, "--purpose", "x", "--json"))
    assert [one["id"] is None for one in told["subjects"]] == [True, False]


@pytest.mark.parametrize("cursor", ["W1tbW1tb" * 200, "!", "", "bnVsbA"])
def test_a_cursor_that_is_none_is_told(run: Run, cursor: str) -> None:
    result = run("search", "有限公司", "--cursor", cursor, "--json")
    assert result.exit_code == 1
    assert problem(result)["code"] == "cursor"


def test_more_subjects_than_a_check_takes_are_counted(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("名称", *(f"海东第{n}号有限公司" for n in range(501))):
        book.active.append([name])
    book.save(tmp_path / "many.xlsx")
    result = run("check", "--file", str(tmp_path / "many.xlsx"), "--purpose", "x", "--lang", "en")
    assert result.exit_code == 1
    assert "501 subjects" in result.stderr
    assert not list(tmp_path.glob("*.checked.xlsx"))
    assert run("check", *["海"] * 501, "--purpose", "x").exit_code == 1


def test_a_broken_workbook_is_named_and_nothing_is_made_of_it(run_alone: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.save(tmp_path / "whole.xlsx")
    content = (tmp_path / "whole.xlsx").read_bytes()
    for name, damaged in (("cut.xlsx", content[: len(content) // 2]), ("junk.xlsx", b"PK\x03\x04" + bytes(2000))):
        (tmp_path / name).write_bytes(damaged)
        result = run_alone("import", str(tmp_path / name), "--lang", "en")
        assert result.exit_code == 1
        assert "damaged workbook" in result.stderr
        assert "save it again" in result.stderr
    assert run_alone("search", "海").stdout == "没有找到。\n"


def test_formulas_and_markup_of_a_workbook_are_text_and_come_back_harmless(run_alone: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    sheet.append(["<b>粗体</b>有限公司", "", "", "张三", "2020-01-01"])
    sheet.append(["=1+1", "", "", "李四", "2020-01-01"])
    sheet.append(["@SUM(1)有限公司", "91379911YX99000102", "", "王五", "2020-01-01"])
    book.save(tmp_path / "a.xlsx")
    result = run_alone("import", str(tmp_path / "a.xlsx"), "--json")
    assert result.exit_code == 3
    (batch,) = answer(result)["batches"]
    assert batch["rows"] == {"read": 3, "accepted": 2, "unchanged": 0, "quarantined": 1}
    assert answer(run_alone("search", "粗体", "--json"))["results"][0]["name"] == "<b>粗体</b>有限公司"
    back = openpyxl.load_workbook(tmp_path / "a.xlsx.returned.xlsx").active
    cells = [cell for row in back.iter_rows(min_row=2) for cell in row if cell.value]
    assert all(cell.data_type == "s" and not str(cell.value).startswith(tuple("=+-@")) for cell in cells)
    assert any(str(cell.value).startswith("'@SUM") for cell in cells)
