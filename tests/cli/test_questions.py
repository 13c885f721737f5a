"""The questions on the example province, as JSON and as an investigator reads them."""

from pathlib import Path

import openpyxl
import pytest

from .conftest import Run, answer, problem

CLEAN = "91379911YX99000101"
RELATED = "91379911YX9900037Q"
LISTED = "墨川市沉舟物流有限公司"


def test_search_tells_what_found_it(run: Run) -> None:
    told = answer(run("search", "清霖 仪器", "--json"))
    assert (told["tx"], told["truncated"], told["next"]) == (8, False, None)
    assert [one["name"] for one in told["results"]] == ["云泽省清霖仪器有限公司"]
    said = run("search", CLEAN).stdout
    assert f"统一社会信用代码 {CLEAN}" in said


def test_search_says_where_it_was_cut(run: Run) -> None:
    result = run("search", "云", "--limit", "2", "--lang", "en")
    assert result.exit_code == 0
    assert "There are more" in result.stderr
    assert answer(run("search", "云", "--limit", "2", "--json"))["truncated"] is True


def test_nothing_found_is_done(run: Run) -> None:
    result = run("search", "西山不存在")
    assert (result.exit_code, result.stdout) == (0, "没有找到。\n")


def test_search_at_an_earlier_time(run: Run) -> None:
    assert answer(run("search", "苏禾", "--known-at", "tx:1", "--json"))["results"] == []
    assert answer(run("search", "苏禾", "--json"))["results"]


def test_show_reads_as_a_page(run: Run) -> None:
    said = run("show", CLEAN).stdout
    for words in (
        "云泽省清霖仪器有限公司  企业  cg-",
        f"统一社会信用代码  {CLEAN}",
        "住所  墨川市望湖区流云路1号",
        "持股 [70%]",
        "2016-04-02 起  来源：shareholders.csv 第2行",
        "任职 [监事]",
        "行政许可  云许〔2019〕1号",
        "代码相同",
    ):
        assert words in said
    assert "credit code" in run("show", CLEAN, "--lang", "en").stdout


def test_show_of_a_day(run: Run) -> None:
    then = answer(run("show", "霁州市旧雨建材有限公司", "--as-of", "2015-06", "--json"))
    assert {one["name"] for one in then["links"] if one["type"] == "OFFICER_OF"} == {"苏禾"}
    assert then["as_of"] == "2015-06"


def test_check_keeps_own_and_related_records_apart(run: Run) -> None:
    result = run("check", RELATED, "--purpose", "招标审查")
    assert result.exit_code == 0
    own, related = result.stdout.split("关联方记录（不属于本主体）")
    assert LISTED not in own
    assert "名单信息  0 条" in own
    assert "未归集：监督检查" in own
    assert LISTED in related
    assert "拖欠农民工工资失信联合惩戒对象名单" in related
    assert "list.csv 第2行" in related


def test_check_of_many_tells_each_and_that_some_are_open(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "bidders.txt"
    file.write_text("云泽锦程商贸有限公司\n\n91379911YX9900993M\n91379911YX99000102\n", "utf-8-sig")
    result = run("check", CLEAN, "--file", str(file), "--purpose", "招标审查", "--json")
    assert result.exit_code == 3
    statuses = [one["status"] for one in answer(result)["subjects"]]
    assert statuses == ["confirmed", "ambiguous", "unknown", "invalid"]
    said = run("check", "云泽锦程商贸有限公司", "--purpose", "招标审查").stdout
    assert "对应多个主体" in said
    assert "91379911YX9900053E" in said


def test_a_checked_copy_is_written(run: Run, tmp_path: Path) -> None:
    file, out = tmp_path / "bidders.csv", tmp_path / "answers.xlsx"
    file.write_text(f"投标人名称,信用代码\n,{CLEAN}\n", "utf-8")
    said = run("check", "--file", str(file), "--out", str(out), "--purpose", "招标审查")
    assert said.exit_code == 0, said.stderr
    assert f"核查结果已写入 {out}" in said.stdout
    row = [cell.value for cell in openpyxl.load_workbook(out).active[2]]
    assert row[1:3] == [CLEAN, "身份已确认"]
    again = run("check", "--file", str(file), "--out", str(out), "--purpose", "招标审查", "--json")
    assert problem(again)["code"] == "file_exists"
    assert run("check", CLEAN, "--out", str(out), "--purpose", "招标审查").exit_code == 2


def test_a_path_reads_as_a_chain(run: Run) -> None:
    said = run("paths", "墨川市青筠文化传播有限公司", "霁州市松烟笔墨有限公司").stdout
    lines = [line.strip() for line in said.splitlines() if line]
    names = [line.split()[0] for line in lines if not line.startswith(("↑", "↓"))]
    assert names[-5:] == [
        "墨川市青筠文化传播有限公司",
        "顾念慈",
        "鹤陵市白砚纸业有限公司",
        "沈听澜",
        "霁州市松烟笔墨有限公司",
    ]
    assert "↑ 任职 [监事]  2018-05-01 起  来源：officers.csv 第9行" in lines
    assert "↓ 持股 [25%]  2019-09-09 起  来源：shareholders.csv 第8行" in lines


def test_no_path_is_no_proof_and_names_what_was_not_walked(run: Run) -> None:
    result = run("paths", "91379911YX9900109H", "91379931YX9900117B")
    assert result.exit_code == 0
    assert "不等于无关联" in result.stdout
    assert "云泽省国有资产监督管理委员会" in result.stdout
    assert "连接两端" in result.stdout


@pytest.mark.parametrize("certainty", ["certain", "probable", "suspected"])
def test_the_bounds_reach_the_search(run: Run, certainty: str) -> None:
    told = answer(
        run(
            *("paths", "91379911YX990007X1", "91379921YX9900088G", "--json", "--min-certainty", certainty),
            *("--max-hops", "3", "--limit", "1", "--hub-degree", "50"),
        )
    )
    bounds = told["bounds"]
    assert (bounds["max_hops"], bounds["limit"], bounds["hub_degree"]) == (3, 1, 50)
    assert bounds["min_certainty"] == certainty
    assert told["status"] == "found"
