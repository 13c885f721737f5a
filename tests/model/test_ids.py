"""The public form of an entity id."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.ids import PREFIX, encode_id, parse_id

HOME_IDS = st.integers(0, 2**63 - 1)


@settings(deadline=None)
@given(HOME_IDS)
def test_an_id_is_read_back(home_id: int) -> None:
    assert parse_id(encode_id(home_id)) == home_id


@settings(deadline=None)
@given(HOME_IDS, HOME_IDS)
def test_ids_sort_as_their_numbers(first: int, second: int) -> None:
    assert (encode_id(first) < encode_id(second)) is (first < second)


@settings(deadline=None)
@given(HOME_IDS)
def test_no_letter_can_be_misread(home_id: int) -> None:
    assert not set(encode_id(home_id).removeprefix(PREFIX)) & set("ilou")


@pytest.mark.parametrize("text", ["cg-0000000000001", "CG-0000000000001", "  cg-0000000000001\n"])
def test_case_and_blanks_around_do_not_matter(text: str) -> None:
    assert parse_id(text) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "cg-",
        "cg-1",
        "0000000000001",
        "cg-00000000000001",
        "cg-000000000000i",
        "cg-000000000000l",
        "cg-000000000000o",
        "cg-000000000000u",
        "cg-00000 0000001",
        "cg_0000000000001",
        "cg-cg-0000000000",
        "cg-zzzzzzzzzzzzz",
        "91370100MA3C00011J",
        "cg-000000000000٣",
    ],
)
def test_what_has_not_the_form_of_an_id_is_none(text: str) -> None:
    assert parse_id(text) is None


def test_the_largest_id_has_the_form_of_one_and_the_next_has_not() -> None:
    assert encode_id(2**63 - 1) == "cg-7zzzzzzzzzzzz"
    assert parse_id("cg-8000000000000") is None
