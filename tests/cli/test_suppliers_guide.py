"""What the guide for suppliers shows is what the program prints, in both languages."""

import re
import shlex
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from creditgraph.cli.main import app
from creditgraph.identifiers import credit_code_check, org_code_check

from .conftest import PROVINCE, environment

DOCS = Path(__file__).parents[2] / "docs"
SPEED = re.compile(r"[\d.]+ s, [\d,]+ (行/秒|rows/s)")
CODE = "行政相对人代码_1(统一社会信用代码)"


def blocks(page: str) -> list[tuple[str, str]]:
    """The commands that a page shows, with what it says they print."""
    found = re.findall(r"```console\n\$ (.*?)\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)
    return [(command, said) for command, said in found]


def code(number: int) -> str:
    body = f"MA{number:06d}"
    known = f"92379900{body}{org_code_check(body)}"
    return known + credit_code_check(known)


def mend(path: Path) -> None:
    """What the guide says was mended: three rows of four."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    columns = {cell.value: cell.column for cell in sheet[1]}
    sheet.cell(2, columns["处罚决定日期"]).value = "2024-10-12"
    sheet.cell(3, columns[CODE]).value = "91379932YX9902059W"
    sheet.cell(5, columns["行政相对人名称"]).value = "霁州市漏雨防水有限公司"
    book.save(path)


@pytest.mark.parametrize(("page", "lang"), [("guide-suppliers.zh-CN.md", "zh"), ("guide-suppliers.md", "en")])
def test_the_guide_is_true(page: str, lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(PROVINCE / "penalty.csv", tmp_path)
    numbers = [n for n in range(1, 60) if not set(code(n)) & set("IOSVZ")][:6]
    rows = [f"海东市第{n}号餐馆,{code(n)},A,2020-01-02" for n in numbers]
    (tmp_path / "shops.csv").write_text("\n".join(["商户名称,证照,血型,检查时间", *rows]), "utf-8")
    shown = blocks(page)
    assert len(shown) == 6
    for command, said in shown:
        program, *arguments = shlex.split(command)
        assert program == "creditgraph"
        if arguments[1].endswith(".returned.xlsx"):
            mend(tmp_path / arguments[1])
        printed = CliRunner().invoke(app, [*arguments, "--lang", lang], env=environment(tmp_path)).stdout
        assert SPEED.sub("", printed) == SPEED.sub("", said), command
