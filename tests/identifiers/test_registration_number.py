"""工商注册号, GS 15-2006."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import parse_registration_number, registration_number_check


@pytest.mark.parametrize("number", ["370102200000129", "440301103097413", "3701022000001"])
def test_valid(number: str) -> None:
    assert parse_registration_number(number) == (number, None, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("无", "missing"),
        ("37010220000012", "length"),
        ("企独鲁济总字第000123号", "charset"),
        ("37010220000012X", "charset"),
        ("37010220000012٣", "charset"),
        ("370102200000128", "checksum"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    assert parse_registration_number(text) == ("", problem, ())


def test_worked_example() -> None:
    assert registration_number_check("37010220000012") == "9"


def test_check_of_a_wrong_body() -> None:
    with pytest.raises(ValueError, match="14 digits"):
        registration_number_check("1")


@given(st.text("0123456789", min_size=14, max_size=14), st.integers(0, 13), st.sampled_from("0123456789"))
def test_built_numbers_and_substitutions(body: str, position: int, other: str) -> None:
    number = body + registration_number_check(body)
    assert parse_registration_number(number).problem in (None, "missing")
    wrong = number[:position] + other + number[position + 1 :]
    assert wrong == number or parse_registration_number(wrong).problem is not None
