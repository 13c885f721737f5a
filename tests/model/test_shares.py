"""Exact shares, and an interval where the statement is finer than a billionth."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from creditgraph.model.shares import WHOLE, Share, parse_percent

FINE = 10**9
"""As many parts of a percent as the statements of the properties are made of; a share holds 10^7 of them."""


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("0", Share(0, 0)),
        ("100", Share(WHOLE, WHOLE)),
        ("100.00%", Share(WHOLE, WHOLE)),
        ("51", Share(510_000_000, 510_000_000)),
        (" 51 % ", Share(510_000_000, 510_000_000)),
        ("51％", Share(510_000_000, 510_000_000)),
        ("33.33", Share(333_300_000, 333_300_000)),
        ("0.0000001", Share(1, 1)),
        ("33.33333333", Share(333_333_333, 333_333_334)),
        ("0.00000001", Share(0, 1)),
        ("99.99999999", Share(WHOLE - 1, WHOLE)),
    ],
)
def test_a_percentage_is_parts_of_a_billion(text: str, share: Share) -> None:
    assert parse_percent(text) == share


@pytest.mark.parametrize(
    "text", ["", "%", "half", "-0.1", "100.0000001", "101", "NaN", "Infinity", "5 1", "1/3", "51,5", "1e999999999"]
)
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="percent"):
        parse_percent(text)


@settings(deadline=None)
@given(st.integers(0, 100 * FINE))
def test_the_interval_is_the_narrowest_that_holds_the_stated_value(fine: int) -> None:
    exact = Fraction(fine, FINE) * 10**7
    low, high = parse_percent(f"{Decimal(fine) / FINE:f}")
    assert low <= exact <= high
    assert high - low == (0 if exact.denominator == 1 else 1)


@settings(deadline=None)
@given(st.integers(0, WHOLE))
def test_an_exact_share_is_printed_so_that_it_is_read_back(parts: int) -> None:
    share = Share(parts, parts)
    assert parse_percent(share.percent) == share
    assert Decimal(share.percent) * 10**7 == parts


@settings(deadline=None)
@given(st.integers(0, 100 * FINE), st.integers(0, 100 * FINE))
def test_a_larger_statement_is_never_a_smaller_share(first: int, second: int) -> None:
    smaller, larger = (parse_percent(f"{Decimal(fine) / FINE:f}") for fine in sorted((first, second)))
    assert smaller.low <= larger.low
    assert smaller.high <= larger.high


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Share(0, 0), "0"),
        (Share(WHOLE, WHOLE), "100"),
        (Share(1, 1), "0.0000001"),
        (Share(510_000_000, 510_000_000), "51"),
        (Share(333_333_333, 333_333_334), "33.3333333-33.3333334"),
    ],
)
def test_a_share_is_printed_without_empty_decimals(share: Share, text: str) -> None:
    assert share.percent == text


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("33.33333339999999999999999999999999999", Share(333_333_333, 333_333_334)),
        ("99.99999999999999999999999999999999", Share(WHOLE - 1, WHOLE)),
    ],
)
def test_many_digits_are_not_rounded_away(text: str, share: Share) -> None:
    assert parse_percent(text) == share


@pytest.mark.parametrize("text", ["1_0", "51%%"])
def test_what_only_a_program_would_write_is_no_share(text: str) -> None:
    with pytest.raises(ValueError, match="percent"):
        parse_percent(text)
