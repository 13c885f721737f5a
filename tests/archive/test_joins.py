"""What holds an entity together is told as clustering has it: by context, without ambiguous keys, strongest first."""

from typing import Any

from creditgraph.archive.decisions import judge_pair
from creditgraph.archive.joins import claimed_by, in_order, joining_facts, joins, turned
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import Certainty, IdentifierKind, Verdict
from creditgraph.resolution.claims import Reason

SHARED = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000001")
A = "a" * 32


def cluster(box: Any, label: str) -> list[int]:
    rows = box.ask(
        "SELECT o.sid FROM member AS m JOIN member AS o ON o.eid = m.eid AND o.tx_to IS NULL"
        " WHERE m.sid = :sid AND m.tx_to IS NULL ORDER BY o.sid",
        sid=box.sid(label),
    )
    return [sid for (sid,) in rows]


def test_facts_come_in_the_order_in_which_clustering_tries_them(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1), SHARED)))
    box.load("list", box.row("r2", box.org("o2", "乙", box.code(1), SHARED)), box.row("r3", box.org("o3", "丙")))
    with box.archive.transaction("merge", "tester") as (sql, tx):
        judge_pair(sql, tx, box.sid("o1"), box.sid("o3"), Verdict.SAME, box.archive.policy, "tester", "why")
    with box.archive.read() as sql:
        sids = cluster(box, "o1")
        found = in_order(sql, sids, joins(sql, sids, box.tx))
        assert [fact.reason for fact in found[:2]] == [Reason.STEWARD, Reason.IDENTIFIER]
        steward, number = found[:2]
        assert (steward.by, steward.why, steward.since, steward.key) == ("tester", "why", 3, None)
        assert (number.a, number.b, number.since) == (box.sid("o2"), box.sid("o1"), 2)  # list before registry
        assert turned(number).decisions == number.decisions[::-1]
        claims = claimed_by(sql, [number.a], box.tx, box.archive.policy)
        assert claims[number.a, number.key].parts == ("identifier", "credit_code", box.code(1))


def test_an_ambiguous_key_is_no_reason(box: Any) -> None:
    box.load(
        "registry",
        box.row("r1", box.org("o1", "甲", box.code(1), SHARED)),
        box.row("r2", box.org("o2", "乙", box.code(2), SHARED)),
        box.row("r3", box.org("o3", "丙", box.code(1), SHARED)),
    )
    with box.archive.read() as sql:
        found = joins(sql, cluster(box, "o1"), box.tx)
        assert Reason.IDENTIFIER in {group.reason for group in found.groups}
        numbers = claimed_by(sql, [box.sid("o1")], box.tx, box.archive.policy)
        texts = {numbers[box.sid("o1"), group.key].parts for group in found.groups}
        assert ("identifier", "registration_number", SHARED.value) not in texts


def test_a_persons_name_is_a_reason_in_one_organisation_only(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("a"), box.man("p1", "张三", A)))
    box.load("registry", box.row("r2", box.org("b", "别家"), box.man("p2", "张三", A)))
    with box.archive.read() as sql:
        sids = cluster(box, "p1")
        assert len(sids) == 2
        assert {group.reason for group in joins(sql, sids, box.tx).groups} == {Reason.IDENTIFIER}
        assert [sids_ for _decision, sids_ in joining_facts(sql, sids, box.tx)] == [(sids[0],), (sids[1],)]
        (fact,) = in_order(sql, sids, joins(sql, sids, box.tx))
        assert fact.certainty is Certainty.CERTAIN
