"""The queue as a file: nothing in it is run by a spreadsheet, and what it says can be read back."""

import csv
from typing import Any

import pytest

from creditgraph.cli.words import words
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.usecases.review_sheet import Wanted, decide_file, write_sheet
from support.reviews import open_similar

NAME, FORMULA = "海东市青禾茶业有限公司", "=海东市松涛木器(有限公司)"
WORDS = {group: words(group, "zh") for group in ("review", "reason")}


def written(office: Any, name: str, limit: int = 100) -> list[dict[str, str]]:
    path = office.folder / name
    told = write_sheet(office.context, Request(), path, Wanted(None, None, None, limit), WORDS, workbook=False)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert told == {"output": str(path), "reviews": len(rows)}
    return rows


@pytest.fixture
def pairs(office: Any) -> Any:
    """One company under a name, and three others that are like it, one of them under a formula."""
    others = ["海东市白石砖瓦有限公司", "海东市远帆船务有限公司", FORMULA]
    office.imported("registration", [NAME, "", "", "张三"], *([other, "", "", "李四"] for other in others))
    for score, other in enumerate(others, 1):
        open_similar(office.context.archive, NAME, other, score / 10)
    return office


def test_nothing_is_a_formula(pairs: Any) -> None:
    (row, *_others) = written(pairs, "a.csv")
    assert (row["乙名称"], row["依据"], row["可能性"]) == ("'" + FORMULA, "'+BRAND ~DIVISION", "0.30")
    assert row["种类"] == "疑似同一主体"


def test_as_many_as_asked_for_are_written_the_likeliest_first(pairs: Any) -> None:
    assert [row["可能性"] for row in written(pairs, "a.csv")] == ["0.30", "0.20", "0.10"]
    assert [row["可能性"] for row in written(pairs, "b.csv", 2)] == ["0.30", "0.20"]


def test_each_row_is_decided_by_itself(pairs: Any) -> None:
    rows = written(pairs, "a.csv")
    filled = [{**rows[0], "判断": "同一", "理由": "同一处所"}, {**rows[1], "判断": "不同", "理由": ""}]
    with (pairs.folder / "b.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(filled)
    told = decide_file(pairs.context, Request(), pairs.folder / "b.csv")
    assert [(row["state"], row.get("code")) for row in told["rows"]] == [("done", None), ("refused", "no_reason")]
    again = decide_file(pairs.context, Request(reason="同批"), pairs.folder / "b.csv")
    assert again["rows"][0]["state"] == "unchanged"


def test_a_file_without_the_columns_is_refused(pairs: Any) -> None:
    path = pairs.text("c.csv", "名称,备注\r\n甲,乙\r\n")
    with pytest.raises(BadInput) as raised:
        decide_file(pairs.context, Request(), path)
    assert raised.value.code == "reviews_file"
