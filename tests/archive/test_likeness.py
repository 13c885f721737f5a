"""Organisations without a code in the archive: joined by name whatever comes first, shown where it is not sure."""

import json
from typing import Any

import pytest

from creditgraph.archive import likeness
from creditgraph.archive.decisions import judge_pair, reverse
from creditgraph.archive.rebuild import compare
from creditgraph.graph.port import Frame
from creditgraph.graph.suspected import suspected
from creditgraph.model.statement import Name
from creditgraph.model.vocabulary import Certainty, NameKind, Verdict

FULL, RIVAL, SHORT = "山东清霖环保科技股份有限公司", "青岛清霖环保科技股份有限公司", "清霖环保"


def full(box: Any, label: str = "full", name: str = FULL, number: int = 1, **more: Any) -> Any:
    return box.row(label, box.org(label, name, box.code(number), **more))


def short(box: Any, label: str = "short", name: str = SHORT) -> Any:
    return box.row(label, box.org(label, name))


def cases(box: Any) -> list[tuple[list[str], str]]:
    """The open cases of likeness: labels of their sources, and the line of reasons."""
    labels = {box.sid(label): label for label in box.labels.values() if label in box.alive()}
    return sorted(
        (sorted(labels[sid] for sid in json.loads(sids)), why)
        for sids, why in box.ask("SELECT sids, why FROM review_case WHERE kind = 'similar' AND tx_to IS NULL")
    )


def judge(box: Any, a: str, b: str, verdict: Verdict) -> str:
    with box.archive.transaction("judge", "tester") as (sql, tx):
        jid = judge_pair(sql, tx, box.sid(a), box.sid(b), verdict, box.archive.policy, "tester", "")
    return f"judgement:{jid}"


def undo(box: Any, decision: str) -> None:
    with box.archive.transaction("reverse", "tester") as (sql, tx):
        reverse(sql, tx, decision, box.archive.policy, "tester", "")


def agrees(box: Any) -> bool:
    with box.archive.read() as sql:
        return compare(sql, box.archive.policy, box.tx).total == 0


@pytest.mark.parametrize("first", ["full", "short"])
def test_a_short_name_finds_its_organisation_whichever_comes_first(box: Any, first: str) -> None:
    rows = {"full": full(box), "short": short(box)}
    box.load("registry" if first == "full" else "roll", rows.pop(first))
    box.load("later", *rows.values())
    assert box.clusters() == [["full", "short"]]
    assert box.ask("SELECT certainty FROM member WHERE sid = :sid AND tx_to IS NULL", sid=box.sid("short")) == [
        (int(Certainty.PROBABLE),)
    ]
    assert agrees(box)


def test_a_join_by_score_says_by_which_policy_and_why(box: Any) -> None:
    box.load("registry", full(box), short(box))
    ((origin, policy, score, why),) = box.ask("SELECT origin, policy, score, why FROM judgement")
    with box.archive.read() as sql:
        expected = likeness.matcher_of(sql).policy
    assert (origin, policy) == ("matching", expected.name)
    assert score >= expected.joined_at
    assert "+BRAND" in why


def test_a_rival_that_comes_later_parts_what_was_joined(box: Any) -> None:
    box.load("registry", full(box), short(box))
    box.load("more", full(box, "rival", RIVAL, 2))
    assert box.clusters() == []
    assert [pair for pair, _why in cases(box)] == [["full", "short"], ["rival", "short"]]
    assert agrees(box)


def test_a_rival_that_goes_leaves_one(box: Any) -> None:
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    box.load("registry", full(box, "rival", "青岛海川贸易有限公司", 2))
    assert (box.clusters(), cases(box)) == ([["full", "short"]], [])


def test_a_full_name_joins_until_a_second_code_bears_it(box: Any) -> None:
    box.load("registry", full(box), short(box, "bare", FULL))
    assert box.clusters() == [["bare", "full"]]
    box.load("more", full(box, "other", FULL, 2))
    assert (box.clusters(), [pair for pair, _why in cases(box)]) == ([], [["bare", "full"], ["bare", "other"]])


def test_one_that_states_its_code_later_is_no_longer_asked_for(box: Any) -> None:
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    assert len(cases(box)) == 2
    box.load("registry", full(box, "short", SHORT, 3))
    assert (box.clusters(), cases(box)) == ([], [])


def test_an_alias_that_comes_later_settles_it(box: Any) -> None:
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    box.load("registry", full(box, names=(Name(FULL), Name(SHORT, NameKind.SHORT))))
    assert (box.clusters(), cases(box)) == ([["full", "short"]], [])


def test_a_steward_closes_the_case_and_it_does_not_come_back(box: Any) -> None:
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    judge(box, "rival", "short", Verdict.DIFFERENT)
    assert [pair for pair, _why in cases(box)] == [["full", "short"]]
    decision = judge(box, "full", "short", Verdict.SAME)
    assert (cases(box), box.clusters()) == ([], [["full", "short"]])
    box.load("more", full(box, "third", "烟台清霖环保科技股份有限公司", 3))
    assert [pair for pair, _why in cases(box)] == [["short", "third"]]
    undo(box, decision)
    assert [pair for pair, _why in cases(box)] == [["full", "short"], ["short", "third"]]


def test_a_steward_who_is_not_sure_is_asked_again_when_something_is_new(box: Any) -> None:
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    judge(box, "full", "short", Verdict.UNSURE)
    judge(box, "rival", "short", Verdict.UNSURE)
    box.load("more", full(box, "stranger", "烟台海川贸易有限公司", 3))
    assert cases(box) == []
    box.load("registry", full(box, names=(Name(FULL), Name("清霖", NameKind.SHORT))))
    assert [pair for pair, _why in cases(box)] == [["full", "short"]]


def test_different_holds_against_the_score_also_through_a_third(box: Any) -> None:
    box.load("registry", full(box), short(box))
    judge(box, "full", "short", Verdict.DIFFERENT)
    assert (box.clusters(), cases(box)) == ([], [])
    box.load("more", full(box, "second"))  # another source of the same code
    assert (box.clusters(), cases(box)) == ([["full", "second"]], [])
    assert agrees(box)


def test_a_short_name_that_fits_too_many_texts_says_nothing(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(likeness, "_MOST_TEXTS", 1)
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    assert (box.clusters(), cases(box)) == ([], [])


def test_an_archive_of_codes_alone_keeps_no_open_name(box: Any) -> None:
    box.load("registry", full(box), full(box, "rival", RIVAL, 2))
    assert box.ask("SELECT * FROM open_name") == []


def test_a_thousand_mentions_of_one_name_are_one_organisation(box: Any) -> None:
    box.load("roll", *[short(box, f"m{number}", FULL) for number in range(1000)])
    box.load("registry", full(box))
    assert [len(labels) for labels in box.clusters()] == [1001]


def test_the_sources_of_an_open_case_are_suspected_to_be_one(box: Any) -> None:
    box.load("registry", full(box), short(box), full(box, "rival", RIVAL, 2))
    with box.archive.read() as sql:
        edges = suspected(sql, [box.sid("short")], Frame(box.tx, None, Certainty.SUSPECTED, None))[box.sid("short")]
    assert {edge.other(box.sid("short")) for edge in edges} == {box.sid("full"), box.sid("rival")}
    judge(box, "rival", "short", Verdict.DIFFERENT)
    judge(box, "full", "short", Verdict.SAME)
    with box.archive.read() as sql:
        assert suspected(sql, [box.sid("short")], Frame(box.tx, None, Certainty.SUSPECTED, None)) == {}
    assert agrees(box)
