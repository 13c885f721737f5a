"""The pieces by which names are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.names import grams, person_key, query_grams, strict_key

texts = st.one_of(st.text(), st.text(st.sampled_from(list("三一重工ABab12 ()·_Σςσİ"))))


@pytest.mark.parametrize(
    ("folded", "pieces"),
    [
        ("", []),
        ("张", ["张"]),
        ("三一", ["三", "一", "三一"]),
        ("三三三", ["三", "三三"]),
        ("三一ABC", ["三", "一", "a", "b", "c", "三一", "一a", "ab", "bc", "abc"]),
        ("山东(鲁信)", ["山", "东", "鲁", "信", "山东", "东鲁", "鲁信"]),
        ("LI WEI", ["l", "i", "w", "e", "li", "iw", "we", "ei", "wei"]),
    ],
)
def test_grams(folded: str, pieces: list[str]) -> None:
    assert grams(folded) == pieces


@pytest.mark.parametrize(
    ("folded", "pieces"),
    [("", []), ("()", []), ("张", ["张"]), ("张三", ["张三"]), ("鲁信)科", ["鲁信", "信科"])],
)
def test_query_grams(folded: str, pieces: list[str]) -> None:
    assert query_grams(folded) == pieces


@given(texts, st.integers(0, 30), st.integers(0, 30))
def test_part_of_a_name_finds_it(name: str, start: int, length: int) -> None:
    assert set(query_grams(name[start : start + length])) <= set(grams(name))


@given(texts)
def test_keys_find_themselves(name: str) -> None:
    for key in (strict_key(name), person_key(name)):
        assert set(query_grams(key)) <= set(grams(key))


@given(texts)
def test_pieces_are_distinct_and_without_blanks(name: str) -> None:
    pieces = grams(name)
    assert len(pieces) == len(set(pieces))
    assert all(piece and not any(c.isspace() for c in piece) for piece in pieces)
