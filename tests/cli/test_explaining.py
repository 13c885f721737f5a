"""`why` and `how` on a terminal, in both languages."""

from .conftest import Run, answer

LEFT, RIGHT = "91379911YX990007X1", "91379911YX9900037Q"


def test_two_that_are_not_one(run: Run) -> None:
    told = run("why", LEFT, RIGHT)
    assert told.exit_code == 0
    assert f"两者不是同一主体：代码不同（{LEFT}, {RIGHT}）。" in told.stdout
    assert "-CODE" in told.stdout
    assert f"Not one entity: two codes ({LEFT}, {RIGHT})." in run("why", LEFT, RIGHT, "--lang", "en").stdout


def test_two_sources_of_one(run: Run) -> None:
    how = answer(run("how", LEFT, "--json"))
    step = how["steps"][0]
    why = run("why", step["left"]["source"], step["right"]["source"]).stdout
    assert f"两者是同一主体：代码相同（{LEFT}）。" in why
    assert "来源：" in why
    shown = run("how", LEFT).stdout
    assert shown.count("代码相同") == how["steps_count"]
    assert "（2 个来源）" in shown


def test_one_source_has_no_steps(run: Run) -> None:
    assert "只有一个来源，没有归并。" in run("how", "云泽墨韵图书有限公司").stdout
