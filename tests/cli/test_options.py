"""Shared options stand before or after the command, mean the same, and are never ignored."""

import pytest

from .conftest import Run, answer, problem

CLEAN = "91379911YX99000101"


@pytest.mark.parametrize(
    "arguments", [("--json", "search", CLEAN), ("search", CLEAN, "--json"), ("--json", "search", "--json", CLEAN)]
)
def test_before_or_after(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 0
    assert answer(result)["results"][0]["name"] == "云泽省清霖仪器有限公司"


def test_after_wins(run: Run) -> None:
    assert "found by" in run("--lang", "zh", "search", CLEAN, "--lang", "en").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--as-of", "2020", "status"),
        ("status", "--as-of", "2020"),
        ("--known-at", "tx:1", "merge", "a", "b"),
        ("search", "云", "--as-of", "2020-13-01"),
        ("search", "云", "--lang", "fr"),
        ("search", "云", "--limit", "0"),
        ("search",),
        ("check", "--purpose", "x"),
        ("export",),
        ("nothing",),
    ],
)
def test_wrong_usage_is_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("search", "云", "--known-at", "tx:99"), "unknown_tx"),
        (("search", "%"), "query"),
        (("show", "西山不存在有限公司"), "unknown_subject"),
        (("show", "91379911YX99000102"), "invalid_subject"),
        (("check", CLEAN), "no_purpose"),
        (("--archive", "mysql://x", "status"), "address"),
        (("--archive", "/nonexistent/a.sqlite", "status"), "no_archive"),
        (("reverse", "something"), "decision_id"),
        (("check", "--purpose", "x", "--file", "/nonexistent"), "no_such_file"),
    ],
)
def test_a_failure_is_1_with_code_message_and_remedy(run: Run, arguments: tuple[str, ...], code: str) -> None:
    result = run(*arguments, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert problem(result)["code"] == code
    assert {"code", "message", "remedy"} <= set(problem(result))
    said = run(*arguments, "--lang", "en")
    assert (said.exit_code, said.stdout) == (1, "")
    assert said.stderr.startswith("Error: ")


def test_several_that_fit_are_a_finding_that_lists_them(run: Run) -> None:
    result = run("show", "云泽锦程商贸有限公司", "--json")
    assert result.exit_code == 3
    assert problem(result)["code"] == "ambiguous"
    codes = {one["identifiers"][0]["value"] for one in problem(result)["candidates"]}
    assert codes == {"91379911YX9900053E", "91379931YX99000618"}
    assert all(code in run("show", "云泽锦程商贸有限公司").stderr for code in codes)
