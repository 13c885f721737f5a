"""A steward works through the queue: on the terminal, and in a spreadsheet."""

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from creditgraph.ingest import template

from .conftest import Run, answer, problem

NAME = "海东市甲乙有限公司"
AMBIGUOUS = ("--kind", "ambiguous key")


@pytest.fixture
def queue(run_alone: Run, tmp_path: Path) -> Run:
    """An archive with one review: a penalised company bears the name of two registered ones."""
    import creditgraph.identifiers as ids

    def code(number: int) -> str:
        body = f"MA{number:06d}"
        plain = f"91379900{body}{ids.org_code_check(body)}"
        return plain + ids.credit_code_check(plain)

    rows = {
        "registration": [[NAME, code(1), "", "张三"], [NAME, code(2), "", "张三"]],
        "list": [["失信名单", NAME, "", "", "张三", "2019-01-01", "第1号", "海东市某局"]],
    }
    for kind, listed in rows.items():
        with (tmp_path / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(template(kind))
            table.writerows([*row, *[""] * (len(template(kind)) - len(row))] for row in listed)
        assert run_alone("import", str(tmp_path / f"{kind}.csv")).exit_code in (0, 3)
    return run_alone


def first(run: Run) -> Any:
    (case,) = answer(run("reviews", "list", *AMBIGUOUS, "--json"))["results"]
    return case


def test_a_review_is_listed_shown_and_decided(queue: Run) -> None:
    case = first(queue)
    assert "同一依据对应多个主体" in queue("reviews", "list").stdout
    assert "ambiguous key" in queue("reviews", "list", "--lang", "en").stdout
    shown = queue("reviews", "show", str(case["id"])).stdout
    assert "判定为同一主体" in shown
    assert "list.csv 第2行" in shown
    plain, a, b = sorted(case["subjects"], key=lambda one: len(one["identifiers"]))
    number = str(case["id"])
    needed = queue("reviews", "decide", number, "same", "--reason", "同一处所", "--json")
    assert (needed.exit_code, problem(needed)["code"]) == (1, "pair_needed")
    for other, verdict in ((a, "different"), (b, "same")):
        pair = ("--pair", plain["source"], other["source"])
        done = queue("reviews", "decide", number, verdict, *pair, "--reason", "同一处所")
        assert done.exit_code == 0, done.output
        assert "撤销：creditgraph reverse judgement:" in done.stdout
    assert queue("reviews", "list").stdout == "没有待办。\n"
    again = queue("reviews", "decide", number, "same", *pair, "--reason", "同一处所")
    assert again.exit_code == 1
    assert "judgement:2" in again.stderr


def test_wrong_usage(queue: Run) -> None:
    assert queue("reviews", "decide", "1").exit_code == 2
    assert queue("reviews", "decide", "1", "perhaps").exit_code == 2
    assert queue("reviews", "list", "--xlsx", "a.xlsx", "--csv", "a.csv").exit_code == 2
    assert problem(queue("reviews", "decide", "1", "same", "--json"))["code"] == "no_reason"


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_cases_go_out_as_a_spreadsheet_and_decisions_come_in(queue: Run, tmp_path: Path, kind: str) -> None:
    case = first(queue)
    plain, a, b = sorted(case["subjects"], key=lambda one: len(one["identifiers"]))
    file = tmp_path / f"reviews.{kind}"
    assert "1 件待办" in queue("reviews", "list", *AMBIGUOUS, f"--{kind}", str(file)).stdout
    assert queue("reviews", "list", *AMBIGUOUS, f"--{kind}", str(file)).exit_code == 1  # nothing is overwritten
    headings, row = rows_of(file)
    at = headings.index
    assert (row[at("待办编号")], row[at("种类")]) == (str(case["id"]), "同一依据对应多个主体")
    filled = [
        {"甲编号": plain["source"], "乙编号": a["source"], "判断": "不同", "理由": "住所不同"},
        {"甲编号": plain["source"], "乙编号": b["source"], "判断": "同一", "理由": "住所相同"},
        {"判断": "也许", "理由": "不明"},
        {"判断": "", "理由": ""},
        {"甲编号": plain["source"], "乙编号": a["source"], "判断": "不同", "理由": "住所不同"},
        {"甲编号": plain["source"], "乙编号": a["source"], "判断": "同一", "理由": "又改主意"},
        {"待办编号": "99", "判断": "同一", "理由": "无此待办"},
    ]
    write_rows(
        file,
        [headings, *([{**dict(zip(headings, row, strict=True)), **one}[name] for name in headings] for one in filled)],
    )
    result = queue("reviews", "decide", "--file", str(file), "--json")
    told = answer(result)
    assert result.exit_code == 3
    assert [one["state"] for one in told["rows"]] == [
        "done", "done", "refused", "unchanged", "unchanged", "refused", "refused",
    ]  # fmt: skip
    assert [one["code"] for one in told["rows"] if one["state"] == "refused"] == ["verdict", "superseded", "no_review"]
    assert (told["done"], told["unchanged"], told["refused"]) == (2, 2, 3)
    again = queue("reviews", "decide", "--file", str(file))
    assert "已判定 0 件，未变 4 件，未受理 3 件" in again.stdout


def test_a_stale_row_is_refused_and_a_foreign_file_too(queue: Run, tmp_path: Path) -> None:
    file = tmp_path / "reviews.csv"
    queue("reviews", "list", *AMBIGUOUS, "--csv", str(file), "--lang", "en")
    headings, row = rows_of(file)
    values = {**dict(zip(headings, row, strict=True)), "version": "1", "verdict": "unsure", "reason": "?"}
    write_rows(file, [headings, [values[name] for name in headings]])
    told = answer(queue("reviews", "decide", "--file", str(file), "--json"))
    assert told["rows"][0]["code"] == "version_moved"
    foreign = queue("reviews", "decide", "--file", str(tmp_path / "list.csv"), "--json")
    assert problem(foreign)["code"] == "reviews_file"


def rows_of(file: Path) -> list[list[str]]:
    if file.suffix == ".csv":
        with file.open(encoding="utf-8-sig", newline="") as stream:
            return list(csv.reader(stream))
    return [[cell or "" for cell in row] for row in openpyxl.load_workbook(file).active.iter_rows(values_only=True)]


def write_rows(file: Path, rows: list[list[str]]) -> None:
    if file.suffix == ".csv":
        with file.open("w", encoding="utf-8-sig", newline="") as stream:
            csv.writer(stream).writerows(rows)
        return
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(file)
