"""From two spreadsheets with headings of one's own to a linked answer, by the commands of the README alone."""

from pathlib import Path

import openpyxl

from creditgraph.identifiers import citizen_id_check, credit_code_check, org_code_check

from .conftest import Run, answer, problem

LEFT, MIDDLE, RIGHT = "云泽明远办公用品有限公司", "云泽恒昌印务有限公司", "霁州长风物流有限公司"
ONE, OTHER = "37990019040101001", "37990019040101002"
"""Identity numbers without their check digits."""


def code(number: int) -> str:
    """A valid credit code of division 379900."""
    body = f"YX{number:06d}"
    text = f"91379900{body}{org_code_check(body)}"
    return text + credit_code_check(text)


def person(number: str) -> str:
    return number + citizen_id_check(number)


def write(path: Path, *rows: list[str]) -> str:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return str(path)


def imported(run: Run, file: str) -> None:
    """Draft a mapping, as the refusal of the file says, and import with it."""
    refused = run("import", file, "--lang", "en")
    assert refused.exit_code == 1
    assert f"creditgraph mapping draft {file} --output {Path(file).stem}.yaml" in refused.stderr
    mapping = str(Path(file).with_suffix(".yaml"))
    assert run("mapping", "draft", file, "--output", mapping).exit_code == 0
    assert run("import", file, "--mapping", mapping).exit_code == 0


def suppliers(folder: Path) -> str:
    return write(
        folder / "供应商.xlsx",
        ["2026年度供应商登记表"],
        ["序号", "供应商全称", "信用代码", "法人代表", "注册时间", "联系方式"],
        ["1", LEFT, code(100), "张一", "2016-03-01", "0399-5550001"],
        ["2", MIDDLE, code(101), "张二", "2017.3.2", ""],
        ["3", RIGHT, code(105), "张五", "2020年3月5日", ""],
    )


def told(run: Run) -> list[tuple[str, str | None, list[tuple[str, int]]]]:
    """The one path: its types, since when, on which rows."""
    (path,) = answer(run("paths", LEFT, RIGHT, "--json"))["paths"]
    return [
        (hop["type"], hop["valid_from"], [(source["file"], source["row"]) for source in hop["sources"]])
        for hop in path["hops"]
    ]


POSTS = [
    ("OFFICER_OF", "2018-05", [("人员.xlsx", 2)]),
    ("OFFICER_OF", "2019-06-01", [("人员.xlsx", 3)]),
    ("OFFICER_OF", "2019-06-01", [("人员.xlsx", 4)]),
    ("OFFICER_OF", "2020-01-01", [("人员.xlsx", 5)]),
]


def test_with_codes_in_both_the_companies_are_linked_at_once(run_alone: Run, tmp_path: Path) -> None:
    imported(run_alone, suppliers(tmp_path))
    people = write(
        tmp_path / "人员.xlsx",
        ["公司", "信用代码", "姓名", "身份证号码", "职务", "上任日期", "卸任日期"],
        [LEFT, code(100), "李慧", person(ONE), "监事", "2018年5月", ""],
        [MIDDLE, code(101), "李慧", person(ONE), "经理", "2019.6.1", ""],
        [MIDDLE, code(101), "王强", person(OTHER), "执行董事", "2019/06/01", "2023-12-31"],
        [RIGHT, code(105), "王强", person(OTHER), "监事", "2020-1-1", ""],
    )
    imported(run_alone, people)
    assert told(run_alone) == POSTS


def test_without_codes_a_full_name_joins_and_what_two_bear_is_left_to_a_steward(run_alone: Run, tmp_path: Path) -> None:
    imported(run_alone, suppliers(tmp_path))
    people = write(
        tmp_path / "人员.xlsx",
        ["公司", "姓名", "身份证号码", "职务", "上任日期", "卸任日期"],
        [LEFT, "李慧", person(ONE), "监事", "2018年5月", ""],
        [MIDDLE, "李慧", person(ONE), "经理", "2019.6.1", ""],
        [MIDDLE, "王强", person(OTHER), "执行董事", "2019/06/01", "2023-12-31"],
        [RIGHT, "王强", person(OTHER), "监事", "2020-1-1", ""],
    )
    imported(run_alone, people)
    assert told(run_alone) == POSTS
    (joined,) = [one for one in answer(run_alone("show", LEFT, "--json"))["decisions"] if one["verdict"] == "same"]
    assert run_alone("reverse", joined["id"], "--reason", "同名不同户").exit_code == 0
    several = problem(run_alone("show", LEFT, "--json"))
    assert (several["code"], len(several["candidates"])) == ("ambiguous", 2)  # rows of one name in one file are one
    assert "creditgraph merge" in several["remedy"]
    ids = [one["id"] for one in several["candidates"]]
    refused = problem(run_alone("merge", *ids, "--reason", "同一企业", "--json"))
    assert refused["code"] == "judged_different"
    parting = next(word for word in refused["message"].split() if word.startswith("judgement:"))
    assert run_alone("reverse", parting, "--reason", "查实为同一企业").exit_code == 0
    assert told(run_alone) == POSTS
