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
        "行政许可  文号：云许〔2019〕1号",
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


def test_an_entity_and_itself_are_said_to_be_one(run: Run) -> None:
    assert "路径 1：两端是同一主体" in run("paths", CLEAN, CLEAN).stdout
    said = run("paths", CLEAN, "云泽省清霖仪器有限公司", "--lang", "en").stdout
    assert "path 1: both ends are the same entity" in said


def test_one_hop_is_no_hops(run: Run) -> None:
    said = run("paths", CLEAN, "苏禾", "--max-hops", "1", "--lang", "en").stdout
    assert "(at most 1 hop, tx 8)" in said
    assert "path 1: 1 hop, certain" in said


def test_paths_between_sets_with_wishes(run: Run) -> None:
    ends = ("91379911YX990007X1", "91379921YX9900088G", "--from", CLEAN, "--to", "苏禾")
    told = answer(run("paths", *ends, "--type", "OFFICER_OF", "--type", "HOLDS", "--max-hops", "2", "--json"))
    assert (len(told["from"]), len(told["to"])) == (2, 2)
    assert told["bounds"]["types"] == ["HOLDS", "OFFICER_OF"]
    assert len(told["paths"]) == 2
    person = next(path for path in told["paths"] if len(path["hops"]) == 2)["entities"][1]
    around = answer(run("paths", *ends[:2], "--avoid", person, "--forbid-avoided", "--max-hops", "2", "--json"))
    assert (around["paths"], around["skipped"][0]["reason"]) == ([], "avoided")
    assert "要求避开" in run("paths", *ends[:2], "--avoid", person, "--forbid-avoided", "--max-hops", "2").stdout
    stated = answer(run("paths", *ends[:2], "--require-source", "licence", "--max-hops", "2", "--json"))
    assert stated["status"] == "none_within_bounds"


def test_a_type_that_is_none_is_wrong_usage(run: Run) -> None:
    result = run("paths", CLEAN, RELATED, "--type", "OWNS")
    assert result.exit_code == 2
    assert "HOLDS" in result.stderr


def test_a_network_reads_as_lists_of_entities_and_links(run: Run) -> None:
    result = run("network", "墨川市青筠文化传播有限公司", "--max-hops", "2")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines()]
    assert "所查范围内完整（最多 2 步、150 个主体，事务 8）" in lines
    assert any(line.startswith("顾念慈  自然人  cg-") and line.endswith("1 步，2 个关联方") for line in lines)
    link = "顾念慈 —持股 [25%]→ 鹤陵市白砚纸业有限公司  2019-09-09 起  来源：shareholders.csv 第8行"
    assert link in lines
    assert "legal representative of" in run("network", "墨川市青筠文化传播有限公司", "--lang", "en").stdout


def test_a_network_says_where_there_is_more(run: Run) -> None:
    said = run("network", "91379911YX9900109H", "--max-hops", "2", "--lang", "en").stdout
    assert "where there is more" in said
    assert "state body" in said
    small = run("network", "91379911YX9900109H", "--max-entities", "1")
    assert "超出展示数量" in small.stdout
    assert answer(run("network", "91379911YX9900109H", "--max-entities", "1", "--json"))["status"] == "truncated"


@pytest.mark.parametrize(("lang", "said"), [("zh", "校验位不符"), ("en", "its check character does not fit")])
def test_what_is_wrong_with_a_code_is_a_sentence(run: Run, lang: str, said: str) -> None:
    result = run("check", "91379911YX99000102", "--purpose", "招标审查", "--lang", lang)
    assert said in result.stdout
    assert "checksum" not in result.stdout
    assert said in run("paths", "91379911YX99000102", CLEAN, "--lang", lang).stderr


def test_the_claims_of_one_rule_are_one_line(run: Run) -> None:
    said = run("show", CLEAN).stdout
    told = answer(run("show", CLEAN, "--json"))
    claims = [one for one in told["decisions"] if one["reason"] == "identifier"]
    assert len(claims) > 1
    lines = [line for line in said.splitlines() if "代码相同" in line]
    assert len(lines) == 1
    assert lines[0].endswith(f"{claims[0]['id']} 等 {len(claims)} 项，见 --json")


def test_a_record_line_labels_what_it_holds(run: Run) -> None:
    said = run("show", CLEAN).stdout
    assert "文号：云许〔2019〕1号  内容：叉车使用登记  机关：墨川市市场监督管理局" in said
    assert "document: 云许〔2019〕1号  content: 叉车使用登记" in run("show", CLEAN, "--lang", "en").stdout


def test_search_goes_on_from_a_cursor(run: Run) -> None:
    first = answer(run("search", "云", "--limit", "2", "--json"))
    second = answer(run("search", "云", "--limit", "2", "--cursor", first["next"], "--json"))
    assert len({one["id"] for one in (*first["results"], *second["results"])}) == 4
