"""What is removed from a written number, and what stands for none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditgraph.identifiers import Parsed, clean, is_placeholder


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("91370100ma3c00011j", "91370100MA3C00011J"),
        (" MA3C0001-1 ", "MA3C00011"),
        ("ＭＡ３Ｃ０００１－１", "MA3C00011"),
        ("91370100\u3000MA3C\u200b00011J\ufeff", "91370100MA3C00011J"),
        ("MA3C0001—1", "MA3C00011"),
        ("", ""),
    ],
)
def test_clean(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned


def test_clean_never_corrects_letters() -> None:
    assert clean("OIZSV") == "OIZSV"


@given(st.text())
def test_clean_takes_any_text(text: str) -> None:
    assert clean(clean(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "无",
        "空",
        "/",
        "//",
        "-",
        "—",
        "null",
        "None",
        "N/A",
        "暂无",
        "0",
        "000000000",
        "0" * 18,
        "0" * 17 + "X",
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["91370100MA3C00011J", "无锡", "0001", "X", "000001"])
def test_numbers_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)


def test_parsed_defaults() -> None:
    assert Parsed("1") == ("1", None, ())
