import pytest

from creditgraph.ingest.columns import NO_END
from creditgraph.ingest.mapping import Column, When
from creditgraph.ingest.values import Layout, day_of, key_parts, key_texts, picker, split_words
from creditgraph.ingest.values import test_of as condition

LAYOUT = Layout(
    {"a": 0, "b": 1, "from": 2, "until": 3},
    {
        "a": Column(heading="甲"),
        "b": Column(heading="乙", type="name"),
        "from": Column(heading="起", type="date"),
        "until": Column(heading="止", type="date_end"),
    },
)


@pytest.mark.parametrize(
    ("when", "filled", "other", "empty"),
    [
        (When(column="a", filled=True), True, True, False),
        (When(column="a", filled=False), False, False, True),
        (When(column="a", any_of=("罚 款", "x")), True, False, False),
        (When(column="a", none_of=("罚款",)), False, True, True),
        (When(column="a", contains="罚"), True, False, False),
    ],
)
def test_conditions(when: When, filled: bool, other: bool, empty: bool) -> None:
    holds = condition(when, LAYOUT)
    assert [holds([cell, "", "", ""]) for cell in ("罚款", "警告", "")] == [filled, other, empty]


def test_parts_take_the_first_filled_and_spare_the_optional() -> None:
    parts = key_parts(["a|b", "from?"], LAYOUT)
    assert key_texts(parts, ["", "山 海", "", ""]) == ["山海", ""]
    assert key_texts(parts, ["x ", "山海", 20200101, ""]) == ["X", "20200101"]
    assert key_texts(parts, ["", None, 20200101, ""]) is None


def test_days_fall_back_and_no_end_is_a_value() -> None:
    day = day_of("until|from", LAYOUT)
    assert day(["", "", 20200101, None]) == 20200101
    assert day(["", "", 20200101, 20210101]) == 20210101
    assert day(["", "", 20200101, NO_END]) is None
    assert day_of(None, LAYOUT)(["", "", 20200101, None]) is None


def test_words_are_parted_at_any_mark() -> None:
    assert split_words(" 董事长/董事、董事 / ", "/、") == ("董事长", "董事")
    assert split_words("", "/") == ()


@pytest.mark.parametrize("positions", [(), (1,), (2, 0)])
def test_elements_are_picked_by_position(positions: tuple[int, ...]) -> None:
    assert picker(positions)("abc") == tuple("abc"[position] for position in positions)
