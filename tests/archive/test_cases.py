"""A steward's decision whose evidence changes stands, and a case says so until the decision is closed."""

from typing import Any

from creditgraph.archive.decisions import judge_pair, reverse
from creditgraph.model.vocabulary import Verdict


def merged(box: Any) -> str:
    box.load("registry", box.row("r1", box.org("o1", "甲")), box.row("r2", box.org("o2", "乙")))
    with box.archive.transaction("merge", "tester") as (sql, tx):
        jid = judge_pair(sql, tx, box.sid("o1"), box.sid("o2"), Verdict.SAME, box.archive.policy, "tester", "")
    return f"judgement:{jid}"


def open_cases(box: Any) -> list[tuple[Any, ...]]:
    return box.ask("SELECT kind, about, sids FROM review_case WHERE tx_to IS NULL ORDER BY cid")


def test_changed_evidence_opens_one_case_and_leaves_the_decision(box: Any) -> None:
    decision = merged(box)
    for name in ("乙改", "乙再改"):
        box.load("registry", box.row("r2", box.org("o2", name)))
    assert open_cases(box) == [("evidence changed", decision, f"[{box.sid('o2')}]")]
    assert box.clusters() == [["o1", "o2"]]


def test_a_source_that_is_gone_opens_a_case_that_names_its_replacement(box: Any) -> None:
    decision = merged(box)
    box.load("registry", box.row("r2", box.org("o9", "丁")))
    assert open_cases(box) == [("source gone", decision, f"[{box.sid('o2')}, {box.sid('o9')}]")]


def test_a_reversed_decision_closes_its_cases(box: Any) -> None:
    decision = merged(box)
    box.load("registry", box.row("r2", box.org("o2", "乙改")))
    with box.archive.transaction("reverse", "tester") as (sql, tx):
        reverse(sql, tx, decision, box.archive.policy, "tester", "")
    assert open_cases(box) == []


def test_a_confirmation_opens_no_case(box: Any) -> None:
    merged(box)
    box.load("registry", box.row("r2", box.org("o2", "乙")), on=20210101)
    assert open_cases(box) == []
