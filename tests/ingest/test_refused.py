from collections.abc import Callable

import pytest
from tests.support.ingest import redact, state

from creditgraph.identifiers import Sealer
from creditgraph.ingest import RefusedColumn, compile_mapping, list_mappings, load_mapping
from creditgraph.ingest.refused import refusal


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("宗教信仰", "religion"), ("基因", "genes"), ("指 纹", "fingerprint"),
        ("血型", "blood_group"),
        ("疾病", "disease"), ("既往病史", "disease"),
        ("家庭年收入（万元）", "income"), ("银行存款", "deposit"),
        ("有价证券", "securities"), ("商业保险", "commercial_insurance"), ("不动产", "real_estate"),
        ("纳税数额", "tax_paid"), ("民族", "ethnicity"), ("个人收入日期及收入", "income"),
    ],
)  # fmt: skip
def test_forbidden_headings(heading: str, code: str) -> None:
    assert refusal(heading) == code


@pytest.mark.parametrize(
    "heading",
    [
        "证券代码", "证券简称", "收入日期", "列入日期", "营业收入", "没收违法收入", "纳税人识别号",
        "民族宗教事务局",
        "疾病预防控制中心意见", "宗教活动场所登记证号", "房产管理局", "社会保险登记证号", "",
    ],
)  # fmt: skip
def test_harmless_headings(heading: str) -> None:
    assert refusal(heading) is None


def test_no_shipped_mapping_wants_a_forbidden_column() -> None:
    for name in list_mappings():
        for column in load_mapping(name).file.columns.values():
            assert not any(map(refusal, (column.heading, *column.aliases)))


def test_forbidden_columns_are_dropped_before_anything_sees_them(
    sealer: Sealer, citizen_id: Callable[..., str]
) -> None:
    header = ["宗教信仰", "企业名称", "姓名", "血型", "职务", "备注"]
    mapper = compile_mapping(load_mapping("officers"), header, sealer, 20261124)
    assert mapper.refused_columns == (
        RefusedColumn("宗教信仰", "religion"),
        RefusedColumn("血型", "blood_group"),
    )
    assert mapper.columns == ("企业名称", "姓名", "职务", "备注")
    redacted = redact(mapper, ["佛教", "山海公司", "张三", "AB", "经理", ""])
    assert redacted == [("山海公司", "张三", "经理", "")]
    (outcome,) = state(mapper, redacted)
    assert outcome.statement is not None
    assert outcome.statement.cells == redacted[0]
    assert outcome.statement.links[0].attributes == (("post", "经理"),)
