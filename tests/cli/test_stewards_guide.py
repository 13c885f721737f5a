"""What the guide for stewards shows is what the program prints, in both languages."""

import csv
import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from creditgraph.cli.main import app
from creditgraph.ingest import template

from .conftest import environment

DOCS = Path(__file__).parents[2] / "docs"
CODE = "91379900MA00000156"
CHANGING = re.compile(r"cg-[0-9a-z]{13}|\d{4}-\d\d-\d\d \d\d:\d\d")
"""Ids are drawn at random, and the time goes on."""
VERDICT = {"zh": ("判断", "理由", "同一"), "en": ("verdict", "reason", "same")}


def blocks(page: str) -> list[tuple[str, str]]:
    """The commands that a page shows, with what it says they print."""
    return re.findall(r"```console\n\$ (.*?)\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


def plain(text: str) -> str:
    return CHANGING.sub("…", text)


def run(folder: Path, lang: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--lang", lang], env=environment(folder))


def deliver(folder: Path, lang: str, name: str, day: str, *rows: list[str]) -> None:
    headings = template("registration")
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headings, *([*row, *[""] * (len(headings) - len(row))] for row in rows)])
    assert run(folder, lang, "import", name, "--stated-on", day).exit_code == 0


def fill_in(path: Path, lang: str) -> None:
    """What the guide says is filled in."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    verdict, reason, same = VERDICT[lang]
    sheet.cell(2, columns[verdict]).value = same
    sheet.cell(2, columns[reason]).value = "变更登记通知书"
    book.save(path)


@pytest.mark.parametrize(("page", "lang"), [("guide-stewards.zh-CN.md", "zh"), ("guide-stewards.md", "en")])
def test_the_guide_is_true(page: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    tea, shop = ["海东市清和茶业有限公司", CODE, "", "张三"], ["海东清和茶行", "", "", "李四"]
    deliver(tmp_path, lang, "2020.csv", "2020-01-01", tea, shop)
    assert run(tmp_path, lang, "merge", CODE, shop[0], "--reason", "同一处所").exit_code == 0
    deliver(tmp_path, lang, "2021.csv", "2021-01-01", [*tea[:3], "王五"])
    shown = blocks(page)
    assert len(shown) == 7
    for command, said in shown:
        program, *arguments = shlex.split(command)
        assert program == "creditgraph"
        if "--file" in arguments:
            fill_in(tmp_path / arguments[-1], lang)
        printed = run(tmp_path, lang, *arguments).stdout
        assert plain(printed) == plain(said), command


def test_both_pages_show_the_same_commands() -> None:
    first, second = ([command for command, _said in blocks(f"guide-stewards{end}.md")] for end in ("", ".zh-CN"))
    assert first == second
