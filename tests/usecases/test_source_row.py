"""A row as it is stored: under its own headings, and no identity number in it."""

from typing import Any

import pytest

from creditgraph.model.errors import NotFound
from creditgraph.model.request import Request
from creditgraph.relations.paths import Bounds
from creditgraph.usecases.find_paths import find_paths
from creditgraph.usecases.source_row import source_row


def test_a_row_is_told_cell_by_cell_with_its_file(office: Any) -> None:
    number = office.citizen(1)
    office.imported("officers", ["海东甲有限公司", office.code(1), "张三", number, "董事"], supplier="某局")
    told: Any = source_row(office.context, Request(), 1, 2)
    assert {
        key: told[key] for key in ("tx", "batch", "file", "row", "supplier", "dataset", "mapping", "stated_on")
    } == {
        "tx": 1,
        "batch": 1,
        "file": "officers-1.csv",
        "row": 2,
        "supplier": "某局",
        "dataset": "officers",
        "mapping": "officers",
        "stated_on": "2020-01-01",
    }
    assert told["imported_at"].startswith("20")
    cells = {one["heading"]: one["value"] for one in told["columns"]}
    assert list(cells)[:3] == ["企业名称", "统一社会信用代码", "姓名"]
    assert (cells["姓名"], cells["职务"]) == ("张三", "董事")
    assert number not in repr(told)
    assert cells["证件号码"] == f"379900********{number[14:]}"


def test_every_source_of_a_hop_leads_to_its_row(province: Any) -> None:
    ends = (["91379911YX990007X1"], ["91379931YX9900096T"])
    told: Any = find_paths(province.context, Request(), *ends, Bounds())
    sources = [source for path in told["paths"] for hop in path["hops"] for source in hop["sources"]]
    assert sources
    for source in sources:
        row: Any = source_row(province.context, Request(), source["batch"], source["row"])
        assert (row["file"], row["supplier"]) == (source["file"], source["supplier"])


def test_of_a_number_that_is_not_valid_only_the_mask_is_told(office: Any) -> None:
    wrong = office.citizen(1)[:-1] + ("0" if office.citizen(1)[-1] != "0" else "1")
    office.imported("officers", ["海东甲有限公司", office.code(1), "张三", wrong, "董事"])
    told: Any = source_row(office.context, Request(), 1, 2)
    cells = {one["heading"]: one["value"] for one in told["columns"]}
    assert wrong not in repr(told)
    assert cells["证件号码"].startswith("379900")
    assert ":" not in cells["证件号码"]


@pytest.mark.parametrize(
    ("batch", "row", "code"), [(9, 2, "unknown_batch"), (1, 9, "unknown_row"), (1, 1, "unknown_row")]
)
def test_what_is_not_there_is_said(office: Any, batch: int, row: int, code: str) -> None:
    office.imported("registration", ["海东甲有限公司", office.code(1)])
    with pytest.raises(NotFound) as raised:
        source_row(office.context, Request(), batch, row)
    assert raised.value.code == code


def test_before_it_was_imported_there_was_no_batch(office: Any) -> None:
    office.imported("registration", ["海东甲有限公司", office.code(1)])
    with pytest.raises(NotFound):
        source_row(office.context, Request(tx=0), 1, 2)
