"""One short digest whose parts cannot run together."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditgraph.model.digest import DIGEST_BYTES, digest, digest_bytes

PART = st.text(st.characters(exclude_characters="\x1f"), max_size=4)
PARTS = st.lists(PART, min_size=1, max_size=4)


@settings(deadline=None)
@given(PARTS, PARTS)
def test_two_sequences_of_parts_have_two_digests(first: list[str], second: list[str]) -> None:
    assume(first != second)
    assert digest(*first) != digest(*second)


@settings(deadline=None)
@given(PART, PART)
def test_parts_cannot_run_together(left: str, right: str) -> None:
    assert digest(left, right) != digest(left + right)


@pytest.mark.parametrize("parts", [("",), ("a", ""), ("\ud800",), ("山东", "鲁信"), ("a" * 10_000,)])
def test_a_digest_is_twelve_bytes_whatever_the_parts(parts: tuple[str, ...]) -> None:
    assert len(digest(*parts)) == DIGEST_BYTES == 12


def test_a_digest_of_bytes_is_twelve_bytes_and_its_own() -> None:
    assert len(digest_bytes(b"row")) == DIGEST_BYTES
    assert digest_bytes(b"row") != digest_bytes(b"rows")


def test_digests_are_the_same_in_every_run_and_release() -> None:
    """They are on disk: another value here is a new schema."""
    assert digest("identifier", "credit_code", "91370100MA3C00011J").hex() == "7dd0d6f8c309523e2debb719"
    assert digest_bytes(b"row").hex() == "2b8967cdaa5b646a60a9e129"
