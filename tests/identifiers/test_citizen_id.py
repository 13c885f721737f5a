"""公民身份号码, GB 11643-1999. The numbers are nobody's: division 379900, early births, the standard's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import citizen_id_check, parse_citizen_id

TODAY = 20261124


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "11010519491231002x", "440524188001010014", "379900190001010018"]
)
def test_valid(number: str) -> None:
    assert parse_citizen_id(number, TODAY) == (number.upper(), None, ())


@pytest.mark.parametrize(
    "text",
    ["370102600101001", "370102196001010016", "３７０１０２１９６００１０１００１６", "370102 19600101 0016"],
)
def test_one_number_in_four_forms(text: str) -> None:
    assert parse_citizen_id(text, TODAY).value == "370102196001010016"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "missing"),
        ("37990019000101001", "length"),
        ("3799001900010100A8", "charset"),
        ("37990060010100X", "charset"),
        ("379900190001010017", "checksum"),
        ("379900190013010011", "checksum"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    assert parse_citizen_id(text, TODAY) == ("", problem, ())


@pytest.mark.parametrize("birth", ["19001301", "19000230", "19000100", "18791231", "20261125", "19000001"])
def test_births_that_cannot_be(birth: str) -> None:
    body = f"379900{birth}001"
    assert parse_citizen_id(body + citizen_id_check(body), TODAY).problem == "birthdate"


def test_born_today() -> None:
    body = "37990020261124001"
    assert parse_citizen_id(body + citizen_id_check(body), TODAY).problem is None


@pytest.mark.parametrize("division", ["810000", "379900", "999999"])
def test_no_division_is_refused(division: str) -> None:
    body = f"{division}19000101001"
    assert parse_citizen_id(body + citizen_id_check(body), TODAY).problem is None


def test_check_of_a_wrong_body() -> None:
    with pytest.raises(ValueError, match="17 digits"):
        citizen_id_check("1")


@given(st.integers(0, 999), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_every_substitution_is_detected(sequence: int, position: int, other: str) -> None:
    body = f"37990019000101{sequence:03}"
    number = body + citizen_id_check(body)
    assert parse_citizen_id(number, TODAY).value == number
    wrong = number[:position] + other + number[position + 1 :]
    assert wrong == number or parse_citizen_id(wrong, TODAY).problem is not None


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    parsed = parse_citizen_id(text, TODAY)
    assert (parsed.value == "") == (parsed.problem is not None)
