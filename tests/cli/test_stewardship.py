"""A steward merges, keeps apart, and undoes."""

from .conftest import Run, answer, problem

ONE, OTHER = "云泽墨韵图书有限公司", "云泽省墨韵图书有限公司"
CLEAN = "91379911YX99000101"


def test_merge_and_reverse(run_copy: Run) -> None:
    before = [answer(run_copy("show", name, "--json"))["id"] for name in (ONE, OTHER)]
    told = answer(run_copy("merge", *before, "--reason", "同一家", "--json"))
    assert [told["id"], *told["away"]] == sorted(before, key=before.index)
    assert f"{told['away'][0]} 已并入本主体" in run_copy("show", told["away"][0]).stdout
    assert "同一家" in run_copy("show", told["id"]).stdout
    again = run_copy("merge", *before, "--json")
    assert (again.exit_code, problem(again)["code"]) == (1, "already_one")
    assert answer(run_copy("reverse", told["decision"], "--json"))["status"] == "reversed"
    assert "此前已撤销" in run_copy("reverse", told["decision"]).stdout
    assert [answer(run_copy("show", id_, "--json"))["id"] for id_ in before] == before


def test_a_refused_decision_fails_and_says_why(run_copy: Run) -> None:
    assert "撤销：creditgraph reverse judgement:" in run_copy("refuse", ONE, OTHER).stdout
    result = run_copy("merge", ONE, OTHER)
    assert result.exit_code == 1
    assert "已有“不同主体”的判定" in result.stderr
    two_codes = run_copy("merge", "91379911YX9900053E", "91379931YX99000618", "--json")
    assert (two_codes.exit_code, problem(two_codes)["code"]) == (1, "two_identifiers")


def test_an_automatic_join_can_be_undone(run_copy: Run) -> None:
    listed = answer(run_copy("show", CLEAN, "--json"))["decisions"]
    claim = next(one["id"] for one in listed if one["id"].startswith("claim:"))
    result = run_copy("reverse", claim)
    assert result.exit_code == 0
    assert "仍由以下自动判定归并" in result.stdout
    assert any(one["id"].startswith("withdrawal:") for one in answer(run_copy("show", CLEAN, "--json"))["decisions"])
