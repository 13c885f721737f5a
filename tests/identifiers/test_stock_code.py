"""证券代码."""

import pytest

from creditgraph.identifiers import parse_stock_code


@pytest.mark.parametrize("text", ["600000", "600000.SH", "sh600000", "６０００００", "SH.600000"])
def test_valid(text: str) -> None:
    assert parse_stock_code(text) == ("600000", None, ())


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "missing"), ("1", "length"), ("6000000", "length"), ("60000A", "charset"), ("浦发", "charset")],
)
def test_problems(text: str, problem: str) -> None:
    assert parse_stock_code(text) == ("", problem, ())
