"""From cells by short heading to the columns of a file, and the file's bytes.

Our own templates come from the package; the layout of 2015 stands here, with the numbers of codes 2 and 3
the other way round than today.
"""

import csv
import io
import unicodedata
from collections.abc import Sequence

from world import Row

from creditgraph.ingest import template

OLD_CODES = tuple(
    f"行政相对人代码_{number}({name})"
    for number, name in enumerate(
        ("统一社会信用代码", "组织机构代码", "工商登记码", "税务登记号", "居民身份证号"), start=1
    )
)
OLD_LICENCE = (
    "行政许可决定书文号",
    "项目名称",
    "审批类别",
    "许可内容",
    "行政相对人名称",
    *OLD_CODES,
    "法定代表人姓名",
    "许可决定日期",
    "许可截止期",
    "许可机关",
    "当前状态",
    "地方编码",
    "数据更新时间戳",
    "备注",
)
OLD_PENALTY = (
    "行政处罚决定书文号",
    "处罚名称",
    "处罚类别1",
    "处罚类别2",
    "处罚事由",
    "处罚依据",
    "行政相对人名称",
    *OLD_CODES,
    "法定代表人姓名",
    "处罚结果",
    "处罚决定日期",
    "处罚机关",
    "当前状态",
    "地方编码",
    "数据更新时间戳",
    "备注",
)


def headings(kind: str) -> tuple[str, ...]:
    """The headings of a kind of file: a template of the package or a layout of 2015."""
    return {"licence_2015": OLD_LICENCE, "penalty_2015": OLD_PENALTY}.get(kind) or tuple(template(kind))


def column(columns: Sequence[str], short: str) -> str:
    """The one heading that a short heading means: equal to it, or with it in its brackets."""
    wanted = _fold(short)
    found = [c for c in columns if _fold(c) == wanted] or [c for c in columns if _bracketed(c) == wanted]
    if len(found) != 1:
        raise ValueError(f"{short}: {len(found)} of the columns {', '.join(columns)}")
    return found[0]


def fit(columns: Sequence[str], row: Row) -> list[str]:
    """The cells of a row in the order of the columns."""
    cells = {column(columns, short): text for short, text in row.cells.items() if text}
    return [cells.get(heading, "") for heading in columns]


def encode(lines: Sequence[Sequence[str]], encoding: str) -> bytes:
    """The bytes of a CSV file."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue().encode(encoding)


def _fold(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFKC", text) if char.isalnum())


def _bracketed(heading: str) -> str:
    _, _, inner = unicodedata.normalize("NFKC", heading).partition("(")
    return _fold(inner)
