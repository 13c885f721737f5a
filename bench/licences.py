"""Seeded licence files in the second-generation national layout, some 210 bytes a row, for the import benchmarks."""

import csv
import random
from pathlib import Path

from creditgraph.identifiers import credit_code_check, org_code_check
from creditgraph.ingest import template

_PLACES = (
    "济南",
    "青岛",
    "淄博",
    "枣庄",
    "东营",
    "烟台",
    "潍坊",
    "济宁",
    "泰安",
    "威海",
    "日照",
    "临沂",
    "德州",
)
_TRADES = ("科技", "贸易", "建材", "食品", "物流", "机械", "化工", "餐饮", "服饰", "环保", "电子", "医药")
_BRAND = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文辉力"
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def code(number: int) -> str:
    """A valid credit code of the unassigned division 379900."""
    body = ""
    for _ in range(6):
        number, digit = divmod(number, 31)
        body = _DIGITS[digit] + body
    body = "MA" + body
    first = f"91379900{body}{org_code_check(body)}"
    return first + credit_code_check(first)


def company(number: int) -> tuple[str, str | None, str]:
    """Name, code (none for one in ten) and legal representative of the company of a number."""
    rng = random.Random(number)
    brand = "".join(rng.choices(_BRAND, k=3))
    name = f"{rng.choice(_PLACES)}{brand}{rng.choice(_TRADES)}有限公司"
    person = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=2))
    return name, None if number % 10 == 0 else code(number), person


def write(path: Path, rows: int, first: int = 0) -> None:
    """Write a file: three rows in ten repeat an earlier company. `first` is the number of the first decision."""
    headings = template("licence")
    place = {heading: number for number, heading in enumerate(headings)}
    rng = random.Random(first + rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(headings)
        for number in range(first, first + rows):
            chosen = number if number == 0 or rng.random() > 0.3 else rng.randrange(number)
            name, credit_code, person = company(chosen)
            cells = [""] * len(headings)
            values = {
                "行政相对人名称": name,
                "行政相对人类别": "法人及非法人组织",
                "行政相对人代码_1(统一社会信用代码)": credit_code or "",
                "法定代表人": person,
                "行政许可决定文书名称": "准予许可决定书",
                "行政许可决定文书号": f"济审〔2024〕{number}号",
                "许可类别": "普通",
                "许可内容": "食品经营许可",
                "许可决定日期": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                "有效期自": f"2024-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
                "有效期至": "2099-12-31",
                "许可机关": "海东市行政审批局",
                "当前状态": "1",
                "数据来源单位": "海东市行政审批局",
            }
            for heading, value in values.items():
                cells[place[heading]] = value
            table.writerow(cells)
