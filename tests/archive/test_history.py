"""What a delivery changes in the belief about keys that were stated before: years, corrections, absences."""

from typing import Any

import pytest

from creditgraph.model.vocabulary import Absence, Delivery


def said(box: Any, name: str) -> Any:
    return box.row("r", box.org("o", name))


def test_versions_of_one_key_follow_one_another_in_valid_time(box: Any) -> None:
    box.load("registry", said(box, "甲"), on=20200101)
    box.load("registry", said(box, "乙"), on=20220101)
    assert box.names("o") == {("甲", None, 20220101), ("乙", None, None)}


def test_a_late_file_fills_in_its_years_and_replaces_nothing_newer(box: Any) -> None:
    box.load("registry", said(box, "甲"), on=20200101)
    box.load("registry", said(box, "丙"), on=20240101)
    box.load("registry", said(box, "乙"), on=20220101)
    assert box.names("o") == {("甲", None, 20220101), ("乙", None, 20240101), ("丙", None, None)}
    assert box.names("o", tx=2) == {("甲", None, 20240101), ("丙", None, None)}


def test_other_content_for_the_same_day_is_a_correction_and_closes_known_time(box: Any) -> None:
    box.load("registry", said(box, "甲"))
    box.load("registry", said(box, "乙"))
    assert box.names("o") == {("乙", None, None)}
    assert box.names("o", tx=1) == {("甲", None, None)}
    assert box.ask("SELECT tx_from, tx_to FROM belief ORDER BY vid, tx_from") == [(1, 2), (2, None)]


def test_a_correction_back_again_is_believed_again(box: Any) -> None:
    for name in ("甲", "乙", "甲"):
        box.load("registry", said(box, name))
    assert box.names("o") == {("甲", None, None)}
    assert box.names("o", tx=2) == {("乙", None, None)}


def test_a_confirmation_moves_no_interval(box: Any) -> None:
    box.load("registry", said(box, "甲"), on=20200101)
    before = box.export()
    applied = box.load("registry", said(box, "甲"), on=20210101)
    assert (applied.accepted, applied.unchanged) == (0, 1)
    assert box.export() == before
    assert box.ask("SELECT stated_on, content FROM version ORDER BY vid") == [(20200101, 2), (20210101, 2)]
    assert box.ask("SELECT COUNT(*) FROM name") == [(1,)]


def test_a_confirmation_counts_for_a_later_late_file(box: Any) -> None:
    box.load("registry", said(box, "甲"), on=20200101)
    box.load("registry", said(box, "甲"), on=20240101)
    box.load("registry", said(box, "乙"), on=20220101)
    assert box.names("o") == {("乙", None, 20240101), ("甲", None, None)}


def officers(box: Any, *names: str) -> list[Any]:
    return [box.row(name, box.org("o"), box.man(name, name), scope="甲") for name in names]


def test_an_ended_absence_ends_valid_time_and_keeps_known_time(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", *officers(box, "张三", "李四"), on=20200101, **ended)
    box.load("officers", *officers(box, "张三"), on=20220101, **ended)
    assert box.names("李四") == {("李四", None, 20220101)}
    assert box.names("李四", tx=1) == {("李四", None, None)}


def test_a_withdrawn_absence_takes_belief_away(box: Any) -> None:
    withdrawn = {"delivery": Delivery.SNAPSHOT, "absence": Absence.WITHDRAWN}
    box.load("officers", *officers(box, "张三", "李四"), on=20200101, **withdrawn)
    box.load("officers", *officers(box, "张三"), on=20220101, **withdrawn)
    assert "李四" not in box.alive()
    assert box.names("李四", tx=1) == {("李四", None, None)}


@pytest.mark.parametrize("absence", list(Absence))
def test_an_absence_acts_on_a_statement_that_arrives_after_it(box: Any, absence: Absence) -> None:
    how = {"delivery": Delivery.SNAPSHOT, "absence": absence}
    box.load("officers", *officers(box, "张三"), on=20220101, **how)
    box.load("officers", *officers(box, "张三", "李四"), on=20200101, **how)
    if absence is Absence.ENDED:
        assert box.names("李四") == {("李四", None, 20220101)}
    else:
        assert "李四" not in box.alive()
    assert box.names("张三") == {("张三", None, None)}


@pytest.mark.parametrize("absence", list(Absence))
def test_the_order_in_which_snapshots_arrive_does_not_matter(new_box: Any, absence: Absence) -> None:
    how = {"delivery": Delivery.SNAPSHOT, "absence": absence}
    days = {20200101: ("张三", "李四"), 20210101: ("李四",), 20220101: ("张三",)}
    exports = []
    for number, order in enumerate((days, reversed(days), (20210101, 20220101, 20200101))):
        box = new_box(f"order {number}")
        for day in order:
            box.load("officers", *officers(box, *days[day]), on=day, **how)
        exports.append(box.export())
    assert exports[0] == exports[1] == exports[2]


def test_what_returns_after_an_absence_is_believed_again(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", *officers(box, "张三", "李四"), on=20200101, **ended)
    box.load("officers", *officers(box, "张三"), on=20210101, **ended)
    box.load("officers", *officers(box, "张三", "李四"), on=20220101, **ended)
    assert box.names("李四") == {("李四", None, None)}
    assert box.names("李四", tx=2) == {("李四", None, 20210101)}


def test_a_fact_not_begun_by_the_end_is_not_told(box: Any, ended: dict[str, Any]) -> None:
    from creditgraph.model.statement import StatedLink
    from creditgraph.model.vocabulary import LinkType

    future = StatedLink(LinkType.OFFICER_OF, 1, 0, (), 20250101, None)
    later = box.row("r", box.org("o"), box.man("p", "张三"), scope="甲", links=(future,))
    box.load("officers", later, *officers(box, "李四"), on=20200101, **ended)
    assert sum(line.startswith("link") for line in box.export()) == 2
    box.load("officers", *officers(box, "李四"), on=20220101, **ended)
    assert sum(line.startswith("link") for line in box.export()) == 1


def test_a_row_that_moves_to_another_subject_is_not_closed_by_its_old_one(box: Any, ended: dict[str, Any]) -> None:
    row = officers(box, "张三")[0]
    box.load("officers", row, on=20200101, **ended)
    moved = row._replace(scope=box.key("乙"))
    box.load("officers", moved, *officers(box, "李四"), on=20220101, **ended)
    assert box.names("张三") >= {("张三", None, None)}


def test_an_absence_of_an_earlier_day_takes_nothing_from_a_later_statement(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", *officers(box, "张三", "李四"), on=20220101, **ended)
    box.load("officers", *officers(box, "张三"), on=20200101, **ended)
    assert box.names("李四") == {("李四", None, None)}


@pytest.mark.parametrize("absence", list(Absence))
@pytest.mark.parametrize("whole", [False, True], ids=["by subject", "of the dataset"])
def test_a_snapshot_repeated_for_the_same_day_takes_nothing_away(box: Any, absence: Absence, whole: bool) -> None:
    how = {"delivery": Delivery.SNAPSHOT, "absence": absence, "whole": whole}
    box.load("officers", *officers(box, "张三", "李四"), **how)
    before = box.export()
    for _ in range(2):
        applied = box.load("officers", *officers(box, "张三", "李四"), **how)
        assert (applied.accepted, applied.unchanged, applied.closed) == (0, 2, 0)
        assert box.export() == before


def test_a_row_that_a_later_file_of_the_day_left_out_is_believed_when_said_again(
    box: Any, ended: dict[str, Any]
) -> None:
    for names in (("张三", "李四"), ("张三",), ("张三", "李四")):
        box.load("officers", *officers(box, *names), **ended)
    assert box.names("李四") == {("李四", None, None)}
