import pytest

from creditgraph.ingest.headings import fold_heading


@pytest.mark.parametrize(
    "written",
    [
        "行政相对人代码_3(组织机构代码)",
        "行政相对人代码-2（组织机构代码）",
        "行政相对人代码＿3\n(组织机构代码)",
        " 行政相对人代码 3 【组织机构代码】",
    ],
)
def test_numbered_headings_are_known_by_their_bracket_text(written: str) -> None:
    assert fold_heading(written) == fold_heading("行政相对人代码(组织机构代码)")


def test_a_bare_number_says_nothing() -> None:
    assert fold_heading("行政相对人代码_2") != fold_heading("行政相对人代码_2(工商注册号)")


def test_case_width_blanks_and_punctuation_do_not_matter() -> None:
    assert fold_heading("ＸＫ＿ＷＳＨ ") == fold_heading("xk_wsh")
    assert fold_heading("持股比例（％）") == fold_heading("持股比例")
    assert fold_heading("…—") == ""
