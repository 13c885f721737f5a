"""A rebuild agrees with the increments, finds damage in each derived table, and mends members."""

from typing import Any

import pytest

from creditgraph.archive.decisions import judge_pair
from creditgraph.archive.rebuild import Differences, compare, restore
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind, Verdict

NUMBER = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000011")


@pytest.fixture
def full(box: Any, ended: dict[str, Any]) -> Any:
    """An archive with joins, a decision, a correction and an absence."""
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1), NUMBER)), box.row("r2", box.org("o2", "乙")))
    box.load("roll", box.row("r3", box.org("o3", "丙", None, NUMBER)))
    with box.archive.transaction("merge", "tester") as (sql, tx):
        judge_pair(sql, tx, box.sid("o1"), box.sid("o2"), Verdict.SAME, box.archive.policy, "tester", "")
    officers = [
        box.row(name, box.org("o1", "甲", box.code(1)), box.man(name, name), scope="甲") for name in ("张三", "李四")
    ]
    box.load("officers", *officers, **ended)
    box.load("officers", officers[0], on=20210101, **ended)
    box.load("registry", box.row("r2", box.org("o2", "乙改")))
    return box


def differences(box: Any) -> Differences:
    with box.archive.read() as sql:
        return compare(sql, box.archive.policy, box.tx)


def damage(box: Any, statement: str) -> None:
    with box.archive.maintenance() as sql:
        assert sql.run(statement) > 0


def test_a_rebuild_agrees_with_the_increments(full: Any) -> None:
    assert differences(full) == Differences(0, 0, 0)


def test_an_empty_archive_has_no_differences(box: Any) -> None:
    assert differences(box).total == 0


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE member SET eid = sid WHERE eid <> sid AND tx_to IS NULL", "members"),
        ("DELETE FROM member WHERE sid = 1", "members"),
        ("UPDATE member SET certainty = 1 WHERE sid = 1", "members"),
        ("UPDATE member SET tx_to = 2 WHERE sid = 1 AND tx_to IS NULL", "members"),
        ("DELETE FROM claim WHERE sid = 1", "claims"),
        ("UPDATE claim SET kind = 5 WHERE sid = 1", "claims"),
        ("UPDATE belief SET until = 20300101 WHERE until IS NOT NULL AND tx_to IS NULL", "beliefs"),
        ("UPDATE belief SET tx_to = 4 WHERE vid = 2", "beliefs"),
    ],
)
def test_planted_damage_is_found(full: Any, statement: str, table: str) -> None:
    damage(full, statement)
    assert getattr(differences(full), table) > 0


def test_comparing_changes_nothing(full: Any) -> None:
    damage(full, "UPDATE member SET certainty = 1 WHERE sid = 1")
    before = full.ask("SELECT * FROM member ORDER BY sid, tx_from")
    assert differences(full).total > 0
    assert full.ask("SELECT * FROM member ORDER BY sid, tx_from") == before


def test_members_are_mended(full: Any) -> None:
    before, members = full.export(), full.ask("SELECT * FROM member ORDER BY sid, tx_from")
    damage(full, "UPDATE member SET eid = sid")
    assert full.export() != before
    with full.archive.maintenance() as sql:
        assert restore(sql).members > 0
    assert full.export() == before
    assert full.ask("SELECT * FROM member ORDER BY sid, tx_from") == members
    assert full.tx == 6
    with full.archive.maintenance() as sql:
        assert restore(sql).total == 0


def test_all_members_can_be_derived_from_nothing(full: Any) -> None:
    members = full.ask("SELECT * FROM member ORDER BY sid, tx_from")
    damage(full, "DELETE FROM member")
    with full.archive.maintenance() as sql:
        restore(sql)
    assert full.ask("SELECT * FROM member ORDER BY sid, tx_from") == members
