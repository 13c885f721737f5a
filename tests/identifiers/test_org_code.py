"""组织机构代码, GB 11714."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import org_code_check, parse_org_code


@pytest.mark.parametrize(
    ("text", "value"),
    [("MA3C0001-1", "MA3C00011"), ("70846113-6", "708461136"), ("６０００３７３４１", "600037341")],
)
def test_valid(text: str, value: str) -> None:
    assert parse_org_code(text) == (value, None, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "missing"),
        ("000000000", "missing"),
        ("MA3C0001", "length"),
        ("MA3C0001-A", "charset"),
        ("MA3C000*-1", "charset"),
        ("MA3C0001-2", "checksum"),
    ],
)
def test_problems(text: str, problem: str) -> None:
    assert parse_org_code(text) == ("", problem, ())


@pytest.mark.parametrize("body", ["", "MA3C000", "ma3c0001", "MA3C000é"])
def test_check_of_a_wrong_body(body: str) -> None:
    with pytest.raises(ValueError, match="8 characters"):
        org_code_check(body)


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_built_codes_are_accepted(body: str) -> None:
    assert parse_org_code(body + org_code_check(body)).problem in (None, "missing")


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    parsed = parse_org_code(text)
    assert (parsed.value == "") == (parsed.problem is not None)
