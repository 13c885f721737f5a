"""Connected sources are clustered as a whole, what is refused opens a case, and only differences are written."""

from typing import Any

from creditgraph.archive.decisions import judge_pair
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind, Verdict

SHARED = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000011")


def cases(box: Any) -> list[tuple[str, str]]:
    return box.ask("SELECT kind, about FROM review_case WHERE tx_to IS NULL ORDER BY cid")


def test_a_chain_of_bridges_is_one_entity(box: Any) -> None:
    second = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000022")
    box.load(
        "registry",
        box.row("r1", box.org("o1", "甲", None, SHARED)),
        box.row("r2", box.org("o2", "乙", None, SHARED, second)),
        box.row("r3", box.org("o3", "丙", None, second)),
    )
    assert box.clusters() == [["o1", "o2", "o3"]]


def test_a_late_link_joins_two_clusters(box: Any) -> None:
    second = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000022")
    for number, numbers in enumerate(((SHARED,), (SHARED,), (second,), (second,)), 1):
        box.load("registry", box.row(f"r{number}", box.org(f"o{number}", f"甲{number}", None, *numbers)))
    assert box.clusters() == [["o1", "o2"], ["o3", "o4"]]
    box.load("registry", box.row("r5", box.org("o5", "戊", None, SHARED, second)))
    assert box.clusters() == [["o1", "o2", "o3", "o4", "o5"]]


def test_a_weak_key_between_two_codes_joins_nothing_and_is_one_case(box: Any) -> None:
    box.load(
        "registry",
        box.row("r1", box.org("o1", "甲", box.code(1), SHARED)),
        box.row("r2", box.org("o2", "乙", box.code(2), SHARED)),
        box.row("r3", box.org("o3", "丙", None, SHARED)),
    )
    assert box.clusters() == []
    assert [kind for kind, _about in cases(box)] == ["ambiguous key"]


def test_a_case_that_is_resolved_is_closed_and_not_deleted(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1), SHARED)))
    box.load("registry", box.row("r2", box.org("o2", "乙", box.code(2), SHARED)))
    assert len(cases(box)) == 1
    box.load("registry", box.row("r2", box.org("o2", "乙", box.code(1), SHARED)))
    assert cases(box) == []
    assert box.ask("SELECT tx_from, tx_to FROM review_case") == [(2, 3)]
    assert box.clusters() == [["o1", "o2"]]


def test_a_case_that_stands_is_not_opened_again(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1), SHARED)))
    box.load("registry", box.row("r2", box.org("o2", "乙", box.code(2), SHARED)))
    box.load("registry", box.row("r1", box.org("o1", "甲另", box.code(1), SHARED)))
    assert box.ask("SELECT COUNT(*) FROM review_case") == [(1,)]


def test_an_identifier_that_parts_what_a_steward_joined_opens_a_case(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1))), box.row("r2", box.org("o2", "乙")))
    with box.archive.transaction("merge", "tester") as (sql, tx):
        judge_pair(sql, tx, box.sid("o1"), box.sid("o2"), Verdict.SAME, box.archive.policy, "tester", "")
    assert box.clusters() == [["o1", "o2"]]
    box.load("registry", box.row("r2", box.org("o2", "乙", box.code(2))))
    assert box.clusters() == []
    assert sorted(kind for kind, _about in cases(box)) == ["evidence changed", "values"]


def test_members_that_do_not_change_are_not_written(box: Any) -> None:
    box.load(
        "registry", box.row("r1", box.org("o1", "甲", None, SHARED)), box.row("r2", box.org("o2", "乙", None, SHARED))
    )
    box.load("registry", box.row("r3", box.org("o3", "丙", None, SHARED)))
    assert box.ask("SELECT sid, tx_from, tx_to FROM member ORDER BY sid") == [(1, 1, None), (2, 1, None), (3, 2, None)]


def test_an_entity_goes_by_its_earliest_living_source(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲", None, SHARED)))
    box.load("registry", box.row("r2", box.org("o2", "乙", None, SHARED)))
    assert {eid for (eid,) in box.ask("SELECT eid FROM member WHERE tx_to IS NULL")} == {box.sid("o1")}
    box.load("registry", box.row("r1", box.org("o9", "丁")))
    assert box.ask("SELECT eid FROM member WHERE tx_to IS NULL AND sid = 2") == [(box.sid("o2"),)]
