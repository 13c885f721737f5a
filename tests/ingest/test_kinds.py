from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.ingest.block import Block
from creditgraph.ingest.kinds import kind_rule
from creditgraph.ingest.mapping import Column, KindByColumn, KindWord
from creditgraph.ingest.values import Layout
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import EntityKind, IdentifierKind
from creditgraph.names import kind_of_name

LAYOUT = Layout({"type": 0}, {"type": Column(heading="类别")})
PERSON = Identifier(IdentifierKind.CITIZEN_ID, "hash", "mask", b"")


def block(*cells: str) -> Block:
    return Block(len(cells), [cells, ("",) * len(cells)], [cells, ("",) * len(cells)], {})


def kind(word: KindWord, name: str, *numbers: Identifier) -> EntityKind:
    return kind_rule(word, LAYOUT)(block("人"), [name], [numbers])[0]


@pytest.fixture
def coded(credit_code: Callable[..., str]) -> Callable[[str], Identifier]:
    return lambda authority: Identifier(IdentifierKind.CREDIT_CODE, credit_code(1, authority))


@pytest.mark.parametrize(
    ("authority", "name", "expected"),
    [
        ("91", "虚构市山海商贸有限公司", EntityKind.ENTERPRISE),
        ("91", "虚构市山海商贸有限公司玄黄分公司", EntityKind.BRANCH),
        ("91", "张三", EntityKind.ENTERPRISE),
        ("92", "张三", EntityKind.INDIVIDUAL_BUSINESS),
        ("11", "虚构市财政局", EntityKind.NON_ENTERPRISE_LEGAL_PERSON),
    ],
)
def test_the_class_of_the_code_goes_before_the_name(
    coded: Callable[[str], Identifier], authority: str, name: str, expected: EntityKind
) -> None:
    assert kind("auto", name, coded(authority)) is expected
    assert kind("organisation", name, coded(authority)) is expected


def test_an_identity_number_makes_a_person(coded: Callable[[str], Identifier]) -> None:
    assert kind("auto", "虚构市山海商贸有限公司", coded("91"), PERSON) is EntityKind.NATURAL_PERSON


def test_without_numbers_the_name_decides_and_what_is_left_is_a_person() -> None:
    assert kind("auto", "虚构市山海商贸有限公司") is EntityKind.ENTERPRISE
    assert kind("auto", "张三") is EntityKind.NATURAL_PERSON
    assert kind("organisation", "张三") is EntityKind.ENTERPRISE
    assert kind(EntityKind.BRANCH, "张三") is EntityKind.BRANCH


@given(
    st.text("山海虚构市(（）)合伙个人独资集团公司分店有限公司", max_size=12),
    st.sampled_from(["有限公司", "有限公司）", ""]),
)
def test_the_short_cut_for_companies_agrees_with_the_tables(text: str, ending: str) -> None:
    assert kind("auto", text + ending) is kind_of_name(text + ending)


def test_a_word_in_a_column_goes_before_all_else(coded: Callable[[str], Identifier]) -> None:
    table = KindByColumn.model_validate(
        {"column": "type", "values": {"个体工商户": "individual_business", "法人": "organisation"}}
    )
    names, numbers = ["山海公司", "张三", "张三"], [(coded("91"),), (), ()]
    assert kind_rule(table, LAYOUT)(block(" 个体工商户", "法人", "其他"), names, numbers) == [
        EntityKind.INDIVIDUAL_BUSINESS,
        EntityKind.ENTERPRISE,
        EntityKind.NATURAL_PERSON,
    ]
