"""Filling an archive from the command line."""

import shutil
from pathlib import Path

import xlsxwriter

from .conftest import PROVINCE, Run, answer, problem

HEADINGS = "企业名称,统一社会信用代码,姓名,证件号码,职务,任职日期,离任日期"


def test_init_makes_key_and_archive_once(run_alone: Run, tmp_path: Path) -> None:
    told = answer(run_alone("init", "--json"))
    assert told["made"] == [f"archive key {tmp_path / 'key'}", f"archive {tmp_path / 'archive.sqlite'}"]
    key = (tmp_path / "key").read_bytes()
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    again = run_alone("init")
    assert again.exit_code == 0
    assert "档案已存在" in again.stdout
    assert (tmp_path / "key").read_bytes() == key


def test_an_archive_is_never_given_a_new_key(run_alone: Run, tmp_path: Path) -> None:
    run_alone("init")
    (tmp_path / "key").unlink()
    result = run_alone("init", "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "key_missing")
    assert not (tmp_path / "key").exists()


def test_a_template_has_the_headings_and_overwrites_nothing(run_alone: Run, tmp_path: Path) -> None:
    path = tmp_path / "officers.csv"
    assert run_alone("template", "officers", str(path)).exit_code == 0
    assert path.read_text("utf-8-sig").strip() == HEADINGS
    result = run_alone("template", "officers", str(path), "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "file_exists")
    assert run_alone("template", "nothing").exit_code == 1


def test_an_import_reports_each_file(run_alone: Run, tmp_path: Path) -> None:
    for name in ("officers.csv", "penalty_2015.csv"):
        shutil.copy(PROVINCE / name, tmp_path)
    files = [str(tmp_path / "officers.csv"), str(tmp_path / "penalty_2015.csv")]
    result = run_alone("import", *files, "--json")
    assert result.exit_code == 3
    first, second = answer(result)["batches"]
    assert (first["status"], first["mapping"], first["rows"]) == (
        "imported",
        "officers",
        {"read": 392, "accepted": 390, "unchanged": 0, "quarantined": 2},
    )
    assert first["refused_columns"] == [{"column": "血型", "code": "blood_group"}]
    assert Path(first["quarantine"]).exists()
    assert second["rows"]["quarantined"] == 0
    assert f"已新建：archive {tmp_path / 'archive.sqlite'}" in result.stderr
    again = run_alone("import", files[1], "--json")
    assert again.exit_code == 0
    assert [one["status"] for one in answer(again)["batches"]] == ["unchanged"]


def test_an_import_is_told_in_words(run_alone: Run, tmp_path: Path) -> None:
    shutil.copy(PROVINCE / "officers.csv", tmp_path)
    said = run_alone("import", str(tmp_path / "officers.csv"), "--lang", "zh").stdout
    for words in ("映射 officers", "读取 392", "接受 390", "隔离 2 行", "血型", "officers.csv.quarantine.csv", "行/秒"):
        assert words in said


def test_options_reach_the_import(run_alone: Run, tmp_path: Path) -> None:
    file = tmp_path / "roll.csv"
    file.write_text(f"{HEADINGS}\n海东市甲乙科技有限公司,,赵一,,监事,,\n", "utf-8")
    options = (
        "--dataset",
        "roll",
        "--supplier",
        "11379900YX1100043H",
        "--stated-on",
        "2024-06-30",
        "--mapping",
        "officers",
    )
    (batch,) = answer(run_alone("import", str(file), *options, "--dry-run", "--json"))["batches"]
    assert (batch["status"], batch["dataset"], batch["stated_on"]) == ("dry_run", "roll", "2024-06-30")
    assert answer(run_alone("status", "--json"))["tx"] == 0
    (batch,) = answer(run_alone("import", str(file), *options, "--snapshot", "dataset", "--json"))["batches"]
    assert batch["tx"] == 1
    shown = answer(run_alone("show", "赵一", "--json"))
    assert shown["links"][0]["sources"][0]["supplier"] == "11379900YX1100043H"


def test_all_or_nothing_loads_nothing_of_a_bad_file(run_alone: Run, tmp_path: Path) -> None:
    shutil.copy(PROVINCE / "list.csv", tmp_path)
    result = run_alone("import", str(tmp_path / "list.csv"), "--all-or-nothing", "--json")
    assert result.exit_code == 3
    assert answer(result)["batches"][0]["status"] == "refused"
    assert answer(run_alone("status", "--json"))["tx"] == 0


def test_a_file_that_fails_spares_the_others(run_alone: Run, tmp_path: Path) -> None:
    shutil.copy(PROVINCE / "penalty_2015.csv", tmp_path)
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", "utf-8")
    files = [str(tmp_path / name) for name in ("missing.csv", "odd.csv", "penalty_2015.csv")]
    result = run_alone("import", *files, "--json")
    assert result.exit_code == 1
    batches = answer(result)["batches"]
    assert [one["status"] for one in batches] == ["failed", "failed", "imported"]
    assert "missing.csv" in batches[0]["error"]["message"]


def test_what_would_meet_every_file_stops_the_import(run_alone: Run, tmp_path: Path) -> None:
    run_alone("init")
    for name in ("penalty_2015.csv", "list.csv"):
        shutil.copy(PROVINCE / name, tmp_path)
    (tmp_path / "key").unlink()
    result = run_alone("import", str(tmp_path / "penalty_2015.csv"), str(tmp_path / "list.csv"), "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "key_missing")


def test_the_demonstration_ends_with_a_check_and_a_path(run_alone: Run, tmp_path: Path) -> None:
    result = run_alone("demo", "--no-serve", "--folder", str(tmp_path / "example"))
    assert result.exit_code == 0, result.output
    assert "墨川市沉舟物流有限公司" in result.stdout
    assert "顾念慈" in result.stdout
    assert "registration.csv" in result.stderr


def test_a_sheet_is_chosen_and_the_others_named(run_alone: Run, tmp_path: Path) -> None:
    path = tmp_path / "roll.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("一月", "二月"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, HEADINGS.split(","))
            sheet.write_row(1, 0, ["海东市甲乙科技有限公司", "", "赵一", "", name])
    (batch,) = answer(run_alone("import", str(path), "--sheet", "二月", "--json"))["batches"]
    assert (batch["sheet"], batch["other_sheets"], batch["rows"]["accepted"]) == ("二月", ["一月"], 1)
    said = run_alone("import", str(path), "--lang", "zh").stdout
    assert "只读取了工作表 一月，未读取 二月（--sheet）" in said


def test_an_error_of_reading_is_told_in_chinese(run_alone: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_text("名称,号\n", "utf-8")
    result = run_alone("import", str(path), "--lang", "zh")
    assert "错误：" in result.stderr
    assert "扩展名是 .xlsx，内容却是文本" in result.stderr
    assert "办法：改用正确的扩展名" in result.stderr
    assert "is called .xlsx but holds text" in run_alone("import", str(path), "--lang", "en").stderr


def test_a_draft_is_printed_written_and_never_overwritten(run_alone: Run, tmp_path: Path) -> None:
    file, output = tmp_path / "shops.csv", tmp_path / "shops.yaml"
    file.write_text("商户名称,血型\n海东市甲乙商贸有限公司,A\n", "utf-8")
    printed = run_alone("mapping", "draft", str(file))
    assert printed.exit_code == 0
    assert printed.stdout.startswith("# 草稿")
    told = answer(run_alone("mapping", "draft", str(file), "-o", str(output), "--json"))
    assert told["output"] == str(output)
    assert [column["use"] for column in told["columns"]] == ["mapped", "refused"]
    assert output.read_text("utf-8") == told["mapping"] == printed.stdout
    again = run_alone("mapping", "draft", str(file), "-o", str(output), "--json")
    assert (again.exit_code, problem(again)["code"]) == (1, "file_exists")
    output.write_text("old", "utf-8")
    assert run_alone("mapping", "draft", str(file), "-o", str(output), "--force").exit_code == 0
    assert output.read_text("utf-8") == printed.stdout
    assert (output.stat().st_mode & 0o777) == (file.stat().st_mode & 0o777)
    batch = answer(run_alone("import", str(file), "--mapping", str(output), "--json"))["batches"][0]
    assert batch["rows"]["accepted"] == 1


def test_a_draft_says_where_a_shipped_mapping_fits(run_alone: Run, tmp_path: Path) -> None:
    shutil.copy(PROVINCE / "officers.csv", tmp_path)
    assert "officers" in run_alone("mapping", "draft", str(tmp_path / "officers.csv")).stderr
