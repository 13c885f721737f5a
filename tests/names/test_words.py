"""What the words of a name tell."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.model.vocabulary import EntityKind
from creditgraph.names import is_state_body_name, kind_of_name, strict_key

COMPANIES = Path(__file__).parents[3] / "shared" / "data" / "a_share" / "companies.csv"

KINDS = {
    EntityKind.ENTERPRISE: [
        "山东鲁信科技有限公司",
        "春兰(集团)公司",
        "海尔集团公司",
        "山东华联商厦集团",
        "湖北省汉川市钢丝绳厂",
        "章丘市明水葡萄专业合作社",
        "基金管理有限公司",
        "Holcim Ltd.",
        "SEB SA",
        "Diageo Plc",
        "Siemens Aktiengesellschaft AG",
        "TOTAL S.A.",
    ],
    EntityKind.BRANCH: [
        "华为技术有限公司济南分公司",
        "中国工商银行股份有限公司济南历下支行",
        "山东鲁信科技有限公司第二经营部",
        "山东鲁信科技有限公司研发中心",
        "济南张三商贸有限公司泉城路店",
        "某某公司驻济南代表处",
    ],
    EntityKind.UNINCORPORATED: [
        "山东人和会计师事务所（特殊普通合伙）",
        "山东人和律师事务所",
        "济南甲乙投资中心（有限合伙）",
        "济南甲乙合伙企业",
        "甲乙一号证券投资基金",
        "甲乙集合资金信托计划",
        "张三工作室",
        "某某公司员工持股会",
        "吴某某家族",
    ],
    EntityKind.INDIVIDUAL_BUSINESS: [
        "济南市历下区张三餐馆",
        "张三餐馆",
        "济南市历下区李四百货商店",
        "历下区王五烟酒经营部",
        "槐荫区赵六修理部",
    ],
    EntityKind.NON_ENTERPRISE_LEGAL_PERSON: [
        "济南市第十四中学",
        "山东省第一人民医院（山东省立医院）",
        "山东大学",
        "中国科学院",
        "国务院",
        "济南市历下区人民政府",
        "荣成市港西镇小落村村民委员会",
        "荣成市港西镇小落村股份经济合作社",
        "山东泰山集团有限公司工会委员会",
        "济南市个体劳动者协会",
        "嘉士伯基金会",
        "浙江省供销合作社联合社",
        "济南市历下区某某街道办事处",
        "新华通讯社",
    ],
    EntityKind.NATURAL_PERSON: [
        "张三",
        "欧阳娜娜",
        "李银会",
        "张学会",
        "吴明厅",
        "王行",
        "买买提·艾力",
        "扎西次仁",
        "LI WEI",
        "José E. Feliciano",
        "Chenhui Feng(冯晨晖)",
        "LO, CHI TAK LEWIS",
        "",
    ],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in KINDS.items() for text in texts])
def test_kind(kind: EntityKind, text: str) -> None:
    assert kind_of_name(text) is kind


@given(st.text())
def test_every_text_has_a_kind(text: str) -> None:
    assert kind_of_name(text) in EntityKind


@pytest.mark.parametrize(
    "text",
    [
        "国务院国有资产监督管理委员会",
        "济南市人民政府国有资产监督管理委员会",
        "寿光市地方金融监督管理局(寿光市国有资产监督管理局)",
        "常州国家高新区管委会(新北区人民政府)",
        "江苏省政府国有资产监督管理委员会",
        "珠海市香洲区国有资产管理办公室",
        "中华人民共和国财政部",
        "河南省财政厅",
        "上杭县财政局",
        "兴山县国资局",
        "国务院",
        "山东省国资委",
        "高密市国有资产运营中心",
    ],
)
def test_state_bodies(text: str) -> None:
    assert is_state_body_name(strict_key(text))


@pytest.mark.parametrize(
    "text",
    [
        "山西省国有资本运营有限公司",
        "北京市国有资产经营有限责任公司",
        "新疆生产建设兵团国有资产经营有限责任公司",
        "荣成市港西镇小落村村民委员会",
        "山东泰山集团有限公司工会委员会",
        "山东大学",
        "张三",
        "",
    ],
)
def test_no_state_bodies(text: str) -> None:
    assert not is_state_body_name(strict_key(text))


@pytest.mark.shared
@pytest.mark.skipif(not COMPANIES.exists(), reason="wants the reference data")
def test_controllers_of_listed_companies() -> None:
    """Long Han names are organisations, short ones persons but for a few universities."""
    with COMPANIES.open(encoding="utf-8-sig", newline="") as file:
        named = {row["actual_controller"] for row in csv.DictReader(file)} - {"无实际控制人"}
    persons = {name for name in named if kind_of_name(name) is EntityKind.NATURAL_PERSON}
    assert not {name for name in persons if len(strict_key(name)) > 4 and not any("A" <= c <= "z" for c in name)}
    short = {name for name in named - persons if len(name) <= 4}
    assert all(name.endswith("大学") for name in short)
