"""What may stand where a name is expected."""

import pytest

from creditgraph.names import is_valid_name, name_problem


@pytest.mark.parametrize("text", ["张三", "A", "三一重工", "𬭎", "买买提·艾力", "山东（鲁信）", "字" * 200])
def test_names(text: str) -> None:
    assert is_valid_name(text)
    assert name_problem(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no_letter"),
        ("  ", "no_letter"),
        ("123", "no_letter"),
        ("--", "no_letter"),
        ("_", "no_letter"),
        ("张\n三", "control"),
        ("张\x1f三", "control"),
        ("张\ud800", "control"),
        ("字" * 201, "length"),
    ],
)
def test_no_names(text: str, problem: str) -> None:
    assert not is_valid_name(text)
    assert name_problem(text) == problem
