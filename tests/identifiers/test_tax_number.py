"""税务登记号."""

import pytest

from creditgraph.identifiers import citizen_id_check, org_code_check, parse_tax_number


def test_old_number_holds_the_organisation_code() -> None:
    assert parse_tax_number("370102MA3C00011") == ("370102MA3C00011", None, ())


def test_new_number_is_the_credit_code() -> None:
    assert parse_tax_number("91370100MA3C00011J").value == "91370100MA3C00011J"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("0", "missing"),
        ("370102", "length"),
        ("370102MA3C00012", "checksum"),
        ("37010AMA3C00011", "division"),
        ("370102MA3C0001A", "charset"),
        ("91370100MA3C00011K", "checksum"),
        ("379900190001010018", "format"),
        ("379900190001010018L1", "format"),
        ("37990019000101001801", "format"),
        ("37990000010100101", "format"),
        ("379900000101001", "format"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    assert parse_tax_number(text) == ("", problem, ())


def test_no_citizen_number_passes() -> None:
    for sequence in range(1000):
        body = f"37990019000101{sequence:03}"
        assert parse_tax_number(body + citizen_id_check(body)).problem == "format"
        assert parse_tax_number(f"379900000101{sequence:03}").problem == "format"


def test_digits_that_are_no_date_pass() -> None:
    body = "70846113"
    assert parse_tax_number("379900" + body + org_code_check(body)).problem is None
