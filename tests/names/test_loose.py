"""The key that proposes candidates."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.names import loose_key, strict_key
from creditgraph.names._tables import character_pairs


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("山东鲁信科技有限公司", "山东鲁新科技有限公司"),
        ("山东省鲁信投资控股集团有限公司", "山东鲁信投资控股集团有限公司"),
        ("中国人民财产保险股份有限公司济南市分公司", "中国人民财产保险股份有限公司济南分公司"),
        ("胶南市大众商场有限公司", "青岛市黄岛区大众商场有限公司"),
        ("章丘市明水酒业有限公司", "济南市章丘区明水酒业有限公司"),
        ("山东华联集团有限公司", "山东华联（集团）有限公司"),
        ("山东末来科技有限公司", "山东未来科技有限公司"),
        ("济南己达贸易有限公司", "济南已达贸易有限公司"),
        ("张三餐馆", "济南市历下区张三餐馆"),
        ("闫军", "阎军"),
        ("傅强", "付强"),
        ("买买提艾力", "买买提·艾力"),
        ("李伟", "LI WEI"),
        ("乾坤", "干坤"),
        ("徐𬭎", "徐鋐"),
        ("莱芜市钢城机械厂", "济南市莱芜区钢城机械厂"),
    ],
)
def test_candidates(first: str, second: str) -> None:
    assert loose_key(first) == loose_key(second)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("山东鲁信科技有限公司", "luxinkeji"),
        ("菏泽市牡丹区张三餐馆", "zhangsancanguan"),
        ("牡丹集团有限公司", "mudanjituan"),
        ("济南市", "jinanshi"),
        ("山东有限公司", "shandongyouxiangongsi"),
        ("绿源", "lvyuan"),
        ("()", "()"),
        ("", ""),
    ],
)
def test_loose_key(text: str, key: str) -> None:
    assert loose_key(text) == key


def test_variants_are_settled() -> None:
    pairs = character_pairs("variants.tsv")
    assert not set(pairs) & set(pairs.values())


@given(st.text())
def test_never_empty_for_a_name(text: str) -> None:
    assert bool(loose_key(text)) == bool(strict_key(text))
