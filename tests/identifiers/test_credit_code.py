"""统一社会信用代码, GB 32100-2015."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import (
    citizen_id_check,
    credit_code_check,
    org_code_check,
    parse_credit_code,
    suggest_credit_code,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EXAMPLE = "91370100MA3C00011J"

bodies = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["11", "12", "51", "91", "92", "93", "A1", "N2", "Y1"]),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=8, max_size=8),
    st.sampled_from("0123456789X"),
)


@pytest.mark.parametrize(
    "code", [EXAMPLE, "91110000600037341L", "91440300708461136T", "91330100799655058B", "91370100ma3c0001-1j"]
)
def test_published_codes(code: str) -> None:
    parsed = parse_credit_code(code)
    assert parsed.value == code.upper().replace("-", "")
    assert parsed.problem is None
    assert parsed.warnings == ()


def test_worked_example() -> None:
    assert credit_code_check("91370100MA3C00011") == "J"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "missing"),
        ("0" * 18, "missing"),
        ("0" * 17 + "X", "missing"),
        (EXAMPLE[:-1], "length"),
        ("91370100MA3C0OO11J", "charset"),
        ("9137010AMA3C00011J", "division"),
        ("91370100MA3C00011K", "checksum"),
        ("９１３７０１００ＭＡ３Ｃ０００１１Ｋ", "checksum"),
        ("统一社会信用代码统一社会信用代码统一", "charset"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    assert parse_credit_code(text) == ("", problem, ())


def test_letters_in_the_class_are_valid() -> None:
    body = "N2370100MA3C00011"
    assert parse_credit_code(body + credit_code_check(body)).warnings == ()


def test_unknown_class_and_wrong_organisation_code_warn() -> None:
    body = "99370100MA3C00012"
    assert parse_credit_code(body + credit_code_check(body)) == (
        body + credit_code_check(body),
        None,
        ("class", "org_code"),
    )


def test_citizen_number_that_passes_the_check_is_refused() -> None:
    bodies17 = (f"37990019000101{sequence:03}" for sequence in range(1000))
    numbers = [body + citizen_id_check(body) for body in bodies17]
    passing = [number for number in numbers if credit_code_check(number[:17]) == number[17]]
    assert passing
    assert {parse_credit_code(number).problem for number in passing} == {"format"}


@given(bodies)
def test_built_codes_are_accepted(body: str) -> None:
    assert parse_credit_code(body + credit_code_check(body)).problem in (None, "format")


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_every_substitution_is_detected(body: str, position: int, other: str) -> None:
    code = body + credit_code_check(body)
    wrong = code[:position] + other + code[position + 1 :]
    assert wrong == code or parse_credit_code(wrong).problem is not None


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    parsed = parse_credit_code(text)
    assert (parsed.value == "") == (parsed.problem is not None)


@pytest.mark.parametrize("body", ["", "91370100MA3C0001I", "91370100MA3C000111"])
def test_check_of_a_wrong_body(body: str) -> None:
    with pytest.raises(ValueError, match="17 characters"):
        credit_code_check(body)


@pytest.mark.parametrize(
    "text", ["9137O100MA3C00011J", "9I370100MA3C00011J", "9137010OMA3COOO11J", "91370100MA3C000IIJ"]
)
def test_suggestion(text: str) -> None:
    assert suggest_credit_code(text) == EXAMPLE


@pytest.mark.parametrize(
    "text", [EXAMPLE, "91370100MA3C00011K", "9137O100MA3C00011K", "OOOOO100MA3C00011J", "O", "", "无"]
)
def test_no_suggestion(text: str) -> None:
    assert suggest_credit_code(text) is None


def test_two_candidates_are_no_suggestion() -> None:
    # The weight of a place is three times that of the place before, so Y before U weighs as U before W.
    one, other = "9137990000YU00001", "9137990000UW00001"
    assert credit_code_check(one) == credit_code_check(other)
    assert suggest_credit_code("9137990000VV00001" + credit_code_check(one)) is None
    assert suggest_credit_code("9137990000YV00001" + credit_code_check(one)) == one + credit_code_check(one)


def test_built_from_an_organisation_code() -> None:
    body = "91379900" + "MA3C0001" + org_code_check("MA3C0001")
    assert parse_credit_code(body + credit_code_check(body)).warnings == ()
