from collections.abc import Sequence

import pytest

from creditgraph.ingest.block import Block
from creditgraph.ingest.columns import NO_END, Value
from creditgraph.ingest.mapping import Column, When
from creditgraph.ingest.values import Layout, key_parts, key_texts, picker, split_words
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


def block(*rows: Sequence[Value]) -> Block:
    """A block of rows of values, whose cells are their texts."""
    blank = ("",) * len(rows)
    values = [blank if not any(column) else list(column) for column in zip(*rows, strict=True)]
    cells = [column if column is blank else ["" if one is None else str(one) for one in column] for column in values]
    return Block(len(rows), [*cells, blank], [*values, blank], {})


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
    assert holds(block(*[(cell, "", "", "") for cell in ("罚款", "警告", "")])) == [filled, other, empty]


def test_parts_take_the_first_filled_and_spare_the_optional() -> None:
    parts = key_parts(["a|b", "from?"], LAYOUT)
    rows = ("", "山 海", "", ""), ("x ", "山海", 20200101, ""), ("", None, 20200101, "")
    expected = ["山海\x1f", "X\x1f20200101", None]
    assert key_texts(parts, block(*rows)) == expected
    assert [key_texts(parts, block(row))[0] for row in rows] == expected


def test_days_fall_back_and_no_end_is_a_value() -> None:
    rows = ("", "", 20200101, None), ("", "", 20200101, 20210101), ("", "", 20200101, NO_END)
    expected = [20200101, 20210101, None]
    positions = LAYOUT.first("until|from")
    assert list(block(*rows).days(positions)) == expected
    assert [block(row).days(positions)[0] for row in rows] == expected
    assert list(block(*rows).days(LAYOUT.first(None))) == [None] * 3


def test_a_block_of_some_rows_may_take_one_twice() -> None:
    taken = block(("a", "", 20200101, ""), ("b", "", None, "")).take([1, 0, 1])
    assert taken.rows == 3
    assert list(taken.cells[0]) == ["b", "a", "b"]
    assert list(taken.values[2]) == [None, 20200101, None]
    assert taken.cells[1] is taken.values[3] is taken.blank


def test_words_are_parted_at_any_mark() -> None:
    assert split_words(" 董事长/董事、董事 / ", "/、") == ("董事长", "董事")
    assert split_words("", "/") == ()


@pytest.mark.parametrize("positions", [(), (1,), (2, 0)])
def test_elements_are_picked_by_position(positions: tuple[int, ...]) -> None:
    assert picker(positions)("abc") == tuple("abc"[position] for position in positions)
