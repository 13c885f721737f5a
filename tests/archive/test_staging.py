"""A staging file: positions for ids, checkpoints to go on from, and repeats told from news."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive import staged_facts, staging
from creditgraph.archive.staged_facts import loose_numbers
from creditgraph.archive.staging import Line, Stage, StagedProblem, body_of, row_digests
from creditgraph.model.statement import Name
from creditgraph.model.vocabulary import NameKind
from creditgraph.resolution.policy import EXACT


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "staging" / "one.sqlite"


def tables(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a staging file."""
    database = sqlite3.connect(path)
    try:
        return {
            table: sorted(database.execute(f"SELECT * FROM {table}"), key=repr)
            for table in staging._TABLES | staged_facts.FACT_TABLES
            if table not in ("s_raw", "s_state")
        }
    finally:
        database.close()


def rows(box: Any, count: int) -> list[Any]:
    return [
        box.row(f"r{n}", box.org(f"o{n % 7}", f"山东甲{n % 5}有限公司"), box.man(f"p{n}", "张三")) for n in range(count)
    ]


def test_a_fresh_file_is_not_resumed(path: Path) -> None:
    with Stage(path, EXACT) as stage:
        assert (stage.resumed, stage.finished, stage.last_row) == (False, False, 0)
        assert stage.counts == {"read": 0, "same": 0, "rejected": 0, "cells": 0}


def test_a_killed_file_goes_on_at_its_last_checkpoint(
    box: Any, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHECKPOINT_ROWS", 10)
    said = rows(box, 35)
    with Stage(path, EXACT) as stage:
        box.fill(stage, said[:27])
        stage.add_problems([StagedProblem(28, "列", "cell", "x", "format")])
    with Stage(path, EXACT) as stage:
        assert (stage.resumed, stage.finished) == (True, False)
        assert (stage.last_row, stage.counts["read"], stage.counts["cells"]) == (21, 20, 0)
        box.fill(stage, said[20:], first=22)
        stage.finish()
    with Stage(tmp_path / "whole.sqlite", EXACT) as stage:
        box.fill(stage, said)
        stage.finish()
    killed, whole = tables(path), tables(tmp_path / "whole.sqlite")
    assert [row[:5] for row in killed["s_row"]] == [row[:5] for row in whole["s_row"]]
    assert len(killed["s_name"]) == len(whole["s_name"]) == 70


def test_a_killed_delivery_loads_as_if_it_had_not_been(
    new_box: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(staging, "CHECKPOINT_ROWS", 10)
    killed, whole = new_box("killed"), new_box("whole")
    said = rows(killed, 35)
    with killed.archive.stage("1") as stage:
        killed.fill(stage, said[:27])
    with killed.archive.stage("1") as stage:
        killed.fill(stage, said[stage.counts["read"] :], first=stage.last_row + 1)
        stage.finish()
        counts = dict(stage.counts)
    killed.apply(("1", counts), "registry")
    whole.load("registry", *said)
    assert killed.export() == whole.export()


def test_a_finished_file_stays_finished(box: Any, path: Path) -> None:
    with Stage(path, EXACT) as stage:
        box.fill(stage, rows(box, 3))
        stage.finish()
    with Stage(path, EXACT) as stage:
        assert (stage.resumed, stage.finished, stage.counts["read"]) == (True, True, 3)


def test_an_overflowing_window_gives_the_same_archive(
    new_box: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    wide, narrow = new_box("wide"), new_box("narrow")
    said = rows(wide, 40)
    wide.load("registry", *said)
    for window in ("SOURCES", "TEXTS", "SEEN"):
        monkeypatch.setattr(staged_facts, window, 3)
    monkeypatch.setattr(staging, "CHECKPOINT_ROWS", 10)
    narrow.load("registry", *said)
    assert narrow.export() == wide.export()
    assert narrow.ask("SELECT COUNT(*) FROM source") == wide.ask("SELECT COUNT(*) FROM source")
    assert narrow.ask("SELECT COUNT(*) FROM text") == wide.ask("SELECT COUNT(*) FROM text")


@pytest.mark.parametrize("window", [3, 1000])
@pytest.mark.parametrize("killed", [False, True])
def test_parts_that_are_absorbed_give_the_archive_of_the_whole(
    new_box: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch, window: int, killed: bool
) -> None:
    monkeypatch.setattr(staging, "CHECKPOINT_ROWS", 10)
    whole, cut = new_box("whole"), new_box("cut")
    said = rows(whole, 65)
    said[40] = whole.row("r3", whole.org("o3", "山东丁有限公司"))  # of a key that another part has, and another content
    said[50] = said[4]
    whole.load("registry", *said)
    for one in ("SOURCES", "TEXTS", "SEEN"):
        monkeypatch.setattr(staged_facts, one, window)
    for part in (0, 1, 2):
        with cut.archive.stage(f"1-{part}") as stage:
            for first in range(part * 10, len(said), 30):
                cut.fill(stage, said[first : first + 10], first=first + 2)
            stage.add_problems([StagedProblem(part + 2, "列", "cell", "x", "format")])
            stage.finish_part()
    with cut.archive.stage("1-0") as stage:
        stage.absorb(cut.archive.staging_file("1-1"))
        if not killed:
            stage.absorb(cut.archive.staging_file("1-2"))
            stage.finish()
        counts = dict(stage.counts)
    if killed:
        with cut.archive.stage("1-0") as stage:
            assert stage.absorbed == 1
            stage.absorb(cut.archive.staging_file("1-2"))
            stage.finish()
            counts = dict(stage.counts)
    assert counts == {"read": 65, "same": 1, "rejected": 1, "cells": 3}
    cut.apply(("1-0", counts), "registry")
    assert cut.export() == whole.export()
    for table in ("source", "text", "layout"):
        assert cut.ask(f"SELECT COUNT(*) FROM {table}") == whole.ask(f"SELECT COUNT(*) FROM {table}")


def test_of_a_repeated_key_the_last_row_wins_and_the_others_are_reported(box: Any) -> None:
    first, other, last = (box.row("r", box.org("o", name)) for name in ("甲乙公司", "丙丁公司", "戊己公司"))
    with box.archive.stage("1") as stage:
        box.fill(stage, [first, other, last])
        stage.finish()
        assert stage.counts == {"read": 3, "same": 0, "rejected": 2, "cells": 0}
        assert [(one.row, one.scope, one.code) for one in stage.problems()] == [
            (2, "row", "repeated_key"),
            (3, "row", "repeated_key"),
        ]
        counts = dict(stage.counts)
    applied = box.apply(("1", counts), "registry")
    assert box.names("o") == {("戊己公司", None, None)}
    assert (applied.accepted, applied.unchanged) == (1, 0)


def test_an_identical_repeat_counts_as_unchanged(box: Any) -> None:
    row = box.row("r", box.org("o"))
    applied = box.load("registry", row, row, row)
    assert (applied.accepted, applied.unchanged) == (1, 2)
    assert box.ask("SELECT rows_read, rows_quarantined FROM batch") == [(3, 0)]


def test_finishing_twice_reports_a_repeat_once(box: Any, path: Path) -> None:
    with Stage(path, EXACT) as stage:
        box.fill(stage, [box.row("r", box.org("o", name)) for name in ("甲乙公司", "丙丁公司")])
        stage.finish()
    with Stage(path, EXACT) as stage:
        assert (len(stage.problems()), stage.counts["rejected"]) == (1, 1)


def test_a_row_may_state_1024_facts_of_a_kind_and_no_more(box: Any, path: Path) -> None:
    def row(names: int) -> Any:
        return box.row("r", box.org("o", names=tuple(Name(f"甲{n}", NameKind.FORMER) for n in range(names))))

    with Stage(path, EXACT) as stage:
        box.fill(stage, [row(1024), row(1025)])
        assert [(problem.scope, problem.code) for problem in stage.problems()] == [("row", "row_too_wide")]
        assert stage.counts["rejected"] == 1


def test_rejected_rows_keep_their_cells(box: Any) -> None:
    with box.archive.stage("1") as stage:
        box.fill(stage, [box.row("r", box.org("o"))])
        stage.add([Line(3, "坏")])
        stage.finish()
        counts = dict(stage.counts)
    box.apply(("1", counts), "registry")
    assert box.ask("SELECT COUNT(*) FROM raw") == [(1,)]
    assert counts["rejected"] == 1


def test_digests_tell_what_differs(box: Any) -> None:
    row = box.row("r", box.org("o"))
    assert body_of(row) == body_of(row._replace(row=99, cells=("other",)))
    assert body_of(row) != body_of(row._replace(scope=b"s"))
    assert len({*row_digests("m", ["a\x1fb", "ab\x1f", "a"]), *row_digests("n", ["a"])}) == 4


def test_the_loose_number_fits_an_integer_column() -> None:
    assert len(set(loose_numbers(["山东甲乙有限公司"] * 2))) == 1
    assert all(-(2**63) <= number < 2**63 for number in loose_numbers(["甲", "乙", "a" * 200]))
