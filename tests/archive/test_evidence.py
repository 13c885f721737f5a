"""A delivery is applied whole or not at all; counts add up; snapshots say what they left out."""

from collections.abc import Callable
from typing import Any

import pytest

from creditgraph.model.errors import Refused
from creditgraph.model.vocabulary import Absence, Delivery
from support.archives import ON_SQLITE

JOURNAL = {"delivery": Delivery.APPEND}


def persons(box: Any, *names: str, scope: str = "甲") -> list[Any]:
    """Rows of a snapshot by subject: who is an officer there."""
    return [
        box.row(f"{scope}/{name}", box.org(f"o{scope}"), box.man(f"{scope}/{name}", name), scope=scope)
        for name in names
    ]


def test_what_is_read_is_accepted_unchanged_or_quarantined(box: Any) -> None:
    box.load("registry", *[box.row(f"r{n}", box.org(f"o{n}", f"甲{n}")) for n in range(5)])
    box.load(
        "registry",
        box.row("r0", box.org("o0", "甲0")),
        box.row("r1", box.org("o1", "另名")),
        box.row("r9", box.org("o9", "甲9")),
        unread=[None, None],
    )
    read, accepted, unchanged, quarantined = box.ask(
        "SELECT rows_read, rows_accepted, rows_unchanged, rows_quarantined FROM batch WHERE bid = 2"
    )[0]
    assert (read, accepted, unchanged, quarantined) == (5, 2, 1, 2)


def test_an_append_refuses_other_content_of_a_known_key(box: Any) -> None:
    box.load("journal", box.row("r1", box.org("o", "甲乙公司")), **JOURNAL)
    applied = box.load(
        "journal",
        box.row("r1", box.org("o", "丙丁公司")),
        box.row("r2", box.org("p", "戊己公司")),
        on=20210101,
        **JOURNAL,
    )
    assert applied.refused == [2]
    assert (applied.accepted, applied.unchanged) == (1, 0)
    assert box.names("o") == {("甲乙公司", None, None)}
    assert box.names("p") == {("戊己公司", None, None)}


def test_an_append_takes_the_same_content_again(box: Any) -> None:
    row = box.row("r1", box.org("o"))
    box.load("journal", row, **JOURNAL)
    before = box.export()
    applied = box.load("journal", row, **JOURNAL)
    assert (applied.accepted, applied.unchanged, applied.refused) == (0, 1, [])
    assert box.export() == before


def test_a_snapshot_by_subject_leaves_absent_subjects_alone(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", *persons(box, "张三", "李四"), *persons(box, "王五", scope="乙"), **ended)
    applied = box.load("officers", *persons(box, "张三"), on=20210101, **ended)
    assert applied.closed == 1
    assert box.names("甲/李四") == {("李四", None, 20210101)}
    assert box.names("甲/张三") == {("张三", None, None)}
    assert box.names("乙/王五") == {("王五", None, None)}


def test_a_snapshot_with_an_unreadable_row_closes_nothing_of_its_subject(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", *persons(box, "张三", "李四"), *persons(box, "王五", "赵六", scope="乙"), **ended)
    applied = box.load(
        "officers", *persons(box, "张三"), *persons(box, "王五", scope="乙"), on=20210101, unread=["甲"], **ended
    )
    assert applied.closed == 1
    assert box.names("甲/李四") == {("李四", None, None)}
    assert box.names("乙/赵六") == {("赵六", None, 20210101)}


def test_a_snapshot_with_a_row_of_no_known_subject_closes_nothing(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", *persons(box, "张三", "李四"), **ended)
    assert box.load("officers", *persons(box, "张三"), on=20210101, unread=[None], **ended).closed == 0
    assert box.ask("SELECT COUNT(*) FROM absence WHERE stated_on = 20210101") == [(0,)]


def test_a_snapshot_of_the_dataset_with_an_unreadable_row_closes_nothing(box: Any) -> None:
    whole = {"absence": Absence.WITHDRAWN, "whole": True}
    box.load("roll", box.row("r1", box.org("o1")), box.row("r2", box.org("o2")), **whole)
    assert box.load("roll", box.row("r1", box.org("o1")), on=20210101, unread=["甲"], **whole).closed == 0
    assert box.alive() == {"o1", "o2"}


def test_a_snapshot_of_the_dataset_closes_what_it_lacks(box: Any) -> None:
    whole = {"absence": Absence.WITHDRAWN, "whole": True}
    box.load("roll", box.row("r1", box.org("o1")), box.row("r2", box.org("o2")), **whole)
    assert box.load("roll", box.row("r1", box.org("o1")), on=20210101, **whole).closed == 1
    assert box.alive() == {"o1"}


def many(box: Any, count: int) -> list[Any]:
    return [box.row(f"r{n}", box.org(f"o{n}", f"甲{n}公司")) for n in range(count)]


@pytest.mark.parametrize(
    ("rows", "closed", "refused"),
    [(100, 20, False), (100, 21, True), (600, 30, False), (600, 31, True), (30, 30, True), (10, 10, False)],
    ids=["20 rows", "21 rows and 21 %", "30 rows and 5 %", "31 rows and over 5 %", "all of 30", "all of 10"],
)
def test_a_snapshot_that_would_close_much_loads_nothing(box: Any, rows: int, closed: int, refused: bool) -> None:
    whole = {"absence": Absence.ENDED, "whole": True}
    box.load("roll", *many(box, rows), **whole)
    before = box.export()
    left = many(box, rows)[closed:]
    if not refused:
        assert box.load("roll", *left, on=20210101, **whole).closed == closed
        return
    with pytest.raises(Refused) as raised:
        box.load("roll", *left, on=20210101, **whole)
    assert raised.value.code == "would_shrink"
    assert f"close {closed} of {rows}" in raised.value.message
    assert raised.value.details["closed"] == closed
    assert (box.export(), box.tx) == (before, 1)
    assert box.load("roll", *left, on=20210101, accept_shrink=True, **whole).closed == closed


@pytest.mark.parametrize("where", ["settle", "judge_names", "state_claims", "next_moment"])
def test_a_failing_apply_leaves_the_archive_as_it_was(box: Any, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    box.load("registry", box.row("r1", box.org("o1", code=box.code(1))))
    before = box.export()
    counts = dict(box.ask("SELECT name, seq FROM (SELECT 'x' AS name, COUNT(*) AS seq FROM text) AS t"))

    def die(*_arguments: object) -> None:
        raise ZeroDivisionError

    staged = box.staged("registry", box.row("r1", box.org("o1", "新名", box.code(1))), box.row("r2", box.org("o2")))
    with monkeypatch.context() as patch:
        patch.setattr(f"creditgraph.archive.archive.{where}", die)
        with pytest.raises(ZeroDivisionError):
            box.apply(staged, "registry", on=20210101)
    assert (box.tx, box.export()) == (1, before)
    assert dict(box.ask("SELECT name, seq FROM (SELECT 'x' AS name, COUNT(*) AS seq FROM text) AS t")) == counts
    assert box.ask("SELECT COUNT(*) FROM batch") == [(1,)]
    assert box.apply(staged, "registry", on=20210101).accepted == 2


@ON_SQLITE
def test_a_full_disk_while_applying_leaves_the_archive_as_it_was(
    new_box: Callable[[str], Any], request: pytest.FixtureRequest
) -> None:
    from sqlalchemy import event

    from creditgraph.model.errors import Broken

    box = new_box("full")
    box.load("registry", box.row("r1", box.org("o1")))
    before = box.export()
    pages = box.ask("PRAGMA page_count")[0][0]

    def bounded(connection: Any, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages + 3}")

    engine = box.archive._database._engine
    box.archive.close()  # connections that are open already are not bounded
    event.listen(engine, "connect", bounded)
    staged = box.staged("registry", *many(box, 3000))
    with pytest.raises(Broken):
        box.apply(staged, "registry", on=20210101)
    event.remove(engine, "connect", bounded)
    box.archive.close()
    assert (box.tx, box.export()) == (1, before)
    assert box.apply(staged, "registry", on=20210101).accepted == 3000


def test_an_empty_delivery_is_a_batch_too(box: Any) -> None:
    applied = box.load("registry")
    assert (applied.accepted, applied.unchanged, box.tx) == (0, 0, 1)


def test_times_of_transactions_strictly_increase(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    from creditgraph.archive import archive

    class Stopped(dt.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> "Stopped":
            return cls(2026, 1, 1, tzinfo=tz)

    monkeypatch.setattr(archive.dt, "datetime", Stopped)
    for number in range(3):
        box.load("registry", box.row(f"r{number}", box.org(f"o{number}")))
    times = [at for (at,) in box.ask("SELECT at FROM tx ORDER BY tx")]
    assert times == sorted(set(times))
    assert len(times) == 3
