"""The strict key of organisations and the key of persons: worked examples and the pairs that keys decide."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.names import KEY_VERSION, loose_key, loose_keys, person_key, person_keys, strict_key, strict_keys
from creditgraph.names._tables import character_pairs

name_like = st.text(
    st.sampled_from(
        list(
            "第一二十百零〇中学小医院建筑公司有限责任股份長城汽車"
            "⼭⻘东()（）〔]{·.•・ \u3000\u200bＡaß-。，'乾昇·ﬁé\u0301"
        )
    )
)

SAME = [
    ("N01", "山东鲁信科技有限公司", "山东鲁信科技有限责任公司"),
    ("N05", "山东（鲁信）科技有限公司", "山东(鲁信)科技有限公司"),
    ("N07", "ＡＢＣ（山东）贸易有限公司", "abc(山东)贸易有限公司"),
    ("N23", "济南市第十四中学", "济南市第14中学"),
    ("N26", "山东省第一人民医院（山东省立医院）", "山东省第一人民医院(山东省立医院)"),
    ("N41", "長城汽車股份有限公司", "长城汽车股份有限公司"),
    ("N47", "齐鲁制药有限公司。", "齐鲁制药有限公司"),
    ("N52", "山东人和会计师事务所（特殊普通合伙）", "山东人和会计师事务所(特殊普通合伙)"),
    ("N56", "山东朗潮信息科技有限公司", "⼭东朗潮信息科技有限公司"),
    ("P16", "张 三", "张三"),
]
DIFFERENT = [
    ("N02", "山东鲁信科技有限公司", "山东鲁新科技有限公司"),
    ("N04", "山东鲁信科技有限公司", "山东鲁信科技股份有限公司"),
    ("N08", "科大讯飞（山东）信息技术有限公司", "科大讯飞信息技术有限公司"),
    ("N11", "山东高速集团有限公司", "山东高速股份有限公司"),
    ("N13", "华为技术有限公司", "华为技术有限公司济南分公司"),
    ("N14", "中国工商银行股份有限公司济南历下支行", "中国工商银行股份有限公司济南历城支行"),
    ("N19", "济南市历下区张三餐馆", "济南市历城区张三餐馆"),
    ("N22", "山东三建建设有限公司", "山东四建建设有限公司"),
    ("N25", "济南一建集团有限公司", "济南壹建集团有限公司"),
    ("N28", "山东大学", "山东大学齐鲁医院"),
    ("N29", "山东大学第二医院", "山东大学齐鲁医院"),
    ("N37", "济南钢铁集团总公司", "济南钢铁股份有限公司"),
    ("N40", "歌尔股份有限公司", "歌尔集团有限公司"),
    ("N43", "山东华联商厦有限公司", "山东华联商厦集团有限公司"),
    ("N46", "山东齐鲁制药有限公司", "齐鲁制药有限公司"),
    ("N49", "山东泰山集团有限公司工会委员会", "山东泰山集团有限公司"),
    ("N50", "中共山东泰山集团有限公司委员会", "山东泰山集团有限公司"),
    ("N55", "荣成市港西镇小落村村民委员会", "荣成市港西镇小落村股份经济合作社"),
    ("N58", "山东末来科技有限公司", "山东未来科技有限公司"),
    ("N59", "济南己达贸易有限公司", "济南已达贸易有限公司"),
    ("P01", "王伟", "王炜"),
    ("P10", "欧阳娜", "欧阳娜娜"),
    ("P11", "欧阳锋", "欧锋"),
]
FOR_REVIEW = [
    ("N10", "山东省鲁信投资控股集团有限公司", "山东鲁信投资控股集团有限公司"),
    ("N16", "中国人民财产保险股份有限公司济南市分公司", "中国人民财产保险股份有限公司济南分公司"),
    ("N31", "胶南市大众商场有限公司", "青岛市黄岛区大众商场有限公司"),
    ("N44", "山东华联集团有限公司", "山东华联（集团）有限公司"),
    ("P04", "闫军", "阎军"),
    ("P05", "傅强", "付强"),
    ("P07", "买买提艾力", "买买提·艾力"),
    ("P13", "乾坤", "干坤"),
    ("P14", "徐𬭎", "徐鋐"),
]


def ids(pairs: list[tuple[str, str, str]]) -> list[str]:
    return [pair[0] for pair in pairs]


@pytest.mark.parametrize(("_", "first", "second"), SAME, ids=ids(SAME))
def test_same(_: str, first: str, second: str) -> None:
    assert strict_key(first) == strict_key(second)


@pytest.mark.parametrize(("_", "first", "second"), DIFFERENT + FOR_REVIEW, ids=ids(DIFFERENT + FOR_REVIEW))
def test_different(_: str, first: str, second: str) -> None:
    assert strict_key(first) != strict_key(second)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("長城汽車（山東）有限责任公司。", "长城汽车(山东)有限公司"),
        ("三一重工股份有限公司", "三一重工股份有限公司"),
        ("宜宾五粮液股份有限公司", "宜宾五粮液股份有限公司"),
        ("十八里铺第三小学", "十八里铺第3小学"),
        ("第一创业证券股份有限公司", "第一创业证券股份有限公司"),
        ("山东省第一人民医院", "山东省第1人民医院"),
        ("中建第一百零二建筑公司", "中建第102建筑公司"),
        ("第一〇二医院", "第102医院"),
        ("第二十中学", "第20中学"),
        ("第一百二十三中学", "第123中学"),
        ("第十十中学", "第十十中学"),
        ("第一百五中学", "第一百五中学"),
        ("第百中学", "第百中学"),
        ("某某有限公司第二分公司", "某某有限公司第2分公司"),
        ("⻘岛⼭东", "青岛山东"),
        ("⻑城", "长城"),
        ("  “鲁信”  ", "鲁信"),
        ("鲁〔信〕[科]【技】", "鲁(信)(科)(技)"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("Holcim Ltd.", "HOLCIMLTD"),
        ("A.B公司", "A.B公司"),
        ("山\u200b东\ufeff鲁\u00a0信\u3000", "山东鲁信"),
        ("", ""),
        ("。。", ""),
    ],
)
def test_strict_key(text: str, key: str) -> None:
    assert strict_key(text) == key


@pytest.mark.parametrize("character", "乾昇徵於範餘後鍾鐘雲甯豐黨種")
def test_ambiguous_characters_stay(character: str) -> None:
    assert strict_key(character) == character


def test_traditional_table_is_sound() -> None:
    pairs = character_pairs("traditional.tsv")
    assert len(pairs) > 500
    assert not set(pairs) & set(pairs.values())
    assert all(strict_key(written) == folded for written, folded in pairs.items())


def test_every_radical_folds() -> None:
    for code in range(0x2E80, 0x2FD6):
        character = chr(code)
        if character.isprintable() and code != 0x2E80:
            assert strict_key(character) != character


@given(st.one_of(st.text(), name_like))
def test_strict_key_is_its_own(text: str) -> None:
    assert strict_key(strict_key(text)) == strict_key(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("张　三", "张三"),
        (" 欧阳 娜娜 ", "欧阳娜娜"),
        ("Li  Wei", "LI WEI"),
        ("ＬＩ　ＷＥＩ", "LI WEI"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("J. Smith", "J. SMITH"),
        ("Chenhui Feng（冯晨晖）", "CHENHUI FENG(冯晨晖)"),
        ("乾坤", "乾坤"),
        ("張三", "張三"),
        ("⼭田", "山田"),
        ("", ""),
    ],
)
def test_person_key(text: str, key: str) -> None:
    assert person_key(text) == key


def test_dot_is_never_dropped() -> None:
    assert person_key("买买提·艾力") != person_key("买买提艾力")


@given(st.one_of(st.text(), name_like))
def test_person_key_is_its_own(text: str) -> None:
    assert person_key(person_key(text)) == person_key(text)


def test_version() -> None:
    assert KEY_VERSION == 1


@given(st.lists(st.one_of(name_like, st.text(max_size=6)), max_size=6))
def test_names_folded_together_are_what_each_is_alone(texts: list[str]) -> None:
    assert strict_keys(texts) == [strict_key(text) for text in texts]
    assert person_keys(texts) == [person_key(text) for text in texts]
    assert loose_keys(texts) == [loose_key(text) for text in texts]
