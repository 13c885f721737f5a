"""The parts of organisations' names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.names.divisions import Agreement, agreement, is_division, leading_divisions, present
from creditgraph.names.organisations import organisation_name

organisation_name("山东鲁信科技有限公司")  # reads the tables, which no single example has the time for


@pytest.mark.parametrize(
    ("text", "places", "brand", "trade", "form"),
    [
        ("山东鲁信科技有限公司", "山东", "鲁信", "科技", "limited"),
        ("科大讯飞（山东）信息技术有限公司", "", "科大讯飞", "信息技术", "limited"),
        ("济南市历下区张三餐馆", "济南市历下区", "张三", "", "shop"),
        ("青岛啤酒股份有限公司", "青岛", "啤酒", "", "joint_stock"),
        ("青岛股份有限公司", "", "青岛", "", "joint_stock"),
        ("中国工商银行股份有限公司", "中国", "工商", "银行", "joint_stock"),
        ("湖南泰嘉新材料科技股份有限公司", "湖南", "泰嘉", "新材料科技", "joint_stock"),
        ("山东人和会计师事务所（特殊普通合伙）", "山东", "人和会计师事务所", "", "special_partnership"),
        ("章丘市明水酒业有限公司", "章丘市", "明水", "酒业", "limited"),
        ("济南高新区鲁信置业有限公司", "济南高新区", "鲁信", "置业", "limited"),
    ],
)
def test_a_name_is_taken_apart(text: str, places: str, brand: str, trade: str, form: str) -> None:
    name = organisation_name(text)
    assert ("".join(name.places), name.brand, name.trade, name.form) == (places, brand, trade, form)


@pytest.mark.parametrize(
    ("text", "brand", "branch", "body"),
    [
        ("华为技术有限公司济南分公司", "华为", "济南分公司", ""),
        ("中国工商银行股份有限公司济南历下支行", "工商", "济南历下支行", ""),
        ("人保财险济南市分公司", "人保", "济南市分公司", ""),
        ("山东泰山集团有限公司工会委员会", "泰山", "", "工会委员会"),
        ("中共山东泰山集团有限公司委员会", "泰山", "", "党组织"),
    ],
)
def test_a_part_of_an_organisation_keeps_its_parents_parts(text: str, brand: str, branch: str, body: str) -> None:
    name = organisation_name(text)
    assert (name.brand, name.branch + name.branch_word, name.body) == (brand, branch, body)


def test_brackets_around_group_and_division_are_told_apart() -> None:
    assert organisation_name("山东华联（集团）有限公司").group == "(集团)"
    assert organisation_name("山东华联集团有限公司").group == "集团"
    assert organisation_name("科大讯飞（山东）信息技术有限公司").inner == ("山东",)
    assert organisation_name("山东（鲁信）科技有限公司").brand == "鲁信"


@pytest.mark.parametrize(
    ("text", "brand", "marks"), [("*ST恒宇", "恒宇", "ST"), ("思特威-W", "思特威", "-W"), ("黔轮胎Ａ", "黔轮胎", "A")]
)
def test_the_exchanges_marks_are_set_aside(text: str, brand: str, marks: str) -> None:
    name = organisation_name(text)
    assert (name.brand, name.marks) == (brand, marks)


def test_marks_are_no_part_of_a_full_name() -> None:
    assert organisation_name("ST恒宇科技有限公司").marks == ""


def test_a_number_in_the_names_place_is_told() -> None:
    assert organisation_name("91370100MA3C00011J").code == "91370100MA3C00011J"


@given(
    st.one_of(
        st.text(max_size=40), st.text(alphabet="山东济南市区鲁信科技集团股份有限公司分(（·工会中共委员", max_size=25)
    )
)
def test_no_text_is_too_odd(text: str) -> None:
    name = organisation_name(text)
    assert organisation_name(name.strict).strict == name.strict
    assert name.stem == name.brand + name.trade


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (("山东",), ("山东",), Agreement.EQUAL),
        (("山东省",), ("山东",), Agreement.CLASS_WORD),
        (("章丘市",), ("济南市", "章丘区"), Agreement.HISTORY),
        (("章丘市",), ("章丘区",), Agreement.HISTORY),
        (("胶南市",), ("青岛市", "黄岛区"), Agreement.HISTORY),
        (("济南市",), ("济南市", "历下区"), Agreement.NESTED),
        ((), ("山东",), Agreement.ABSENT),
        (("济南市",), ("青岛市",), Agreement.DIFFERENT),
        (("济南市", "历下区"), ("济南市", "历城区"), Agreement.DIFFERENT),
    ],
)
def test_divisions_agree_as_places_do(ours: tuple[str, ...], theirs: tuple[str, ...], expected: Agreement) -> None:
    assert agreement(ours, theirs) is expected
    assert agreement(theirs, ours) is expected


def test_every_change_leads_to_a_known_division() -> None:
    from creditgraph.names._tables import rows

    for year, before, since in rows("division_changes.tsv"):
        assert 1980 < int(year) < 2027
        assert is_division(since), since
        assert present((before,)) == present(present_as_written(since)), before


def present_as_written(since: str) -> tuple[str, ...]:
    return leading_divisions(f"{since}某某")[0]
