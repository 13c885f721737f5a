"""Stewards judge, withdraw and reverse; a refusal names its cause; nothing is ever deleted."""

from typing import Any

import pytest

from creditgraph.archive import decisions
from creditgraph.archive.decisions import Reversal, judge_pair
from creditgraph.archive.joins import joining_facts
from creditgraph.model.errors import BadInput, NotFound, Refused
from creditgraph.model.statement import Identifier
from creditgraph.model.vocabulary import IdentifierKind, Verdict

NUMBER = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000011")


def judge(box: Any, a: str, b: str, verdict: Verdict = Verdict.SAME) -> str:
    with box.archive.transaction("judge", "tester") as (sql, tx):
        jid = judge_pair(sql, tx, box.sid(a), box.sid(b), verdict, box.archive.policy, "tester", "why")
    return f"judgement:{jid}"


def reverse(box: Any, decision: str) -> Reversal:
    with box.archive.transaction("reverse", "tester") as (sql, tx):
        return decisions.reverse(sql, tx, decision, box.archive.policy, "tester", "why")


def joined_by(box: Any, label: str) -> list[str]:
    with box.archive.read() as sql:
        cluster = [
            sid
            for (sid,) in sql.all(
                "SELECT o.sid FROM member AS m JOIN member AS o ON o.eid = m.eid AND o.tx_to IS NULL"
                " WHERE m.sid = :sid AND m.tx_to IS NULL",
                sid=box.sid(label),
            )
        ]
        return [decision for decision, _sids in joining_facts(sql, cluster, box.tx)]


@pytest.fixture
def two(box: Any) -> Any:
    """Two organisations without numbers, one of which has an officer."""
    box.load(
        "registry",
        box.row("r1", box.org("o1", "甲公司"), box.man("p1", "张三")),
        box.row("r2", box.org("o2", "乙公司")),
    )
    return box


@pytest.fixture
def automatic(box: Any) -> Any:
    """Two organisations joined by a registration number."""
    box.load("registry", box.row("r1", box.org("o1", "甲公司", None, NUMBER)))
    box.load("roll", box.row("r2", box.org("o2", "乙公司", None, NUMBER)))
    return box


def test_a_merge_joins_and_its_reversal_parts(two: Any) -> None:
    before = two.export()
    decision = judge(two, "o1", "o2")
    assert two.clusters() == [["o1", "o2"]]
    assert reverse(two, decision).status == "reversed"
    assert two.export() == before
    assert two.clusters(tx=2) == [["o1", "o2"]]


def test_reversing_twice_changes_nothing(two: Any) -> None:
    decision = judge(two, "o1", "o2")
    assert reverse(two, decision).status == "reversed"
    before = two.export()
    assert reverse(two, decision).status == "already_reversed"
    assert two.export() == before


def test_a_merge_of_two_codes_is_refused_and_names_both(box: Any) -> None:
    box.load(
        "registry", box.row("r1", box.org("o1", "甲", box.code(1))), box.row("r2", box.org("o2", "乙", box.code(2)))
    )
    with pytest.raises(Refused) as raised:
        judge(box, "o1", "o2")
    assert raised.value.code == "two_identifiers"
    assert {box.code(1), box.code(2)} == set(raised.value.details["identifiers"])
    assert box.code(1) in raised.value.message
    assert box.code(2) in raised.value.message
    assert box.tx == 1


def test_codes_of_whole_clusters_count(box: Any) -> None:
    box.load(
        "registry",
        box.row("r1", box.org("o1", "甲", box.code(1))),
        box.row("r2", box.org("o2", "乙")),
        box.row("r3", box.org("o3", "丙")),
        box.row("r4", box.org("o4", "丁", box.code(2))),
    )
    judge(box, "o1", "o2")
    judge(box, "o3", "o4")
    with pytest.raises(Refused) as raised:
        judge(box, "o2", "o3")
    assert raised.value.code == "two_identifiers"


def test_identity_numbers_are_named_by_their_masks(box: Any) -> None:
    box.load(
        "registry",
        box.row("r1", box.org("o1", "甲"), box.man("p1", "张三", "a" * 32)),
        box.row("r2", box.org("o2", "乙"), box.man("p2", "张三", "b" * 32)),
    )
    with pytest.raises(Refused) as raised:
        judge(box, "p1", "p2")
    assert raised.value.code == "two_identifiers"
    assert "379900****" in raised.value.message
    assert "a" * 32 not in raised.value.message


def test_a_merge_against_a_live_different_is_refused_and_names_it(two: Any) -> None:
    decision = judge(two, "o1", "o2", Verdict.DIFFERENT)
    with pytest.raises(Refused) as raised:
        judge(two, "o1", "o2")
    assert raised.value.code == "judged_different"
    assert decision in raised.value.message
    reverse(two, decision)
    judge(two, "o1", "o2")
    assert two.clusters() == [["o1", "o2"]]


def test_different_is_refused_where_a_steward_joined(two: Any) -> None:
    decision = judge(two, "o1", "o2")
    with pytest.raises(Refused) as raised:
        judge(two, "o2", "o1", Verdict.DIFFERENT)
    assert raised.value.code == "judged_same"
    assert decision in raised.value.message


def test_different_parts_an_automatic_join(automatic: Any) -> None:
    judge(automatic, "o1", "o2", Verdict.DIFFERENT)
    assert automatic.clusters() == []


def test_unsure_joins_and_parts_nothing(two: Any) -> None:
    before = two.export()
    judge(two, "o1", "o2", Verdict.UNSURE)
    assert two.export() == before


def test_a_person_and_an_organisation_cannot_be_one(two: Any) -> None:
    with pytest.raises(Refused) as raised:
        judge(two, "o2", "p1")
    assert raised.value.code == "different_strata"


def test_an_entity_is_not_merged_with_itself(two: Any) -> None:
    judge(two, "o1", "o2")
    for a, b in (("o1", "o1"), ("o1", "o2")):
        with pytest.raises(Refused) as raised:
            judge(two, a, b)
        assert raised.value.code == "already_one"


def test_what_no_row_states_any_more_is_not_merged(two: Any) -> None:
    two.load("registry", two.row("r2", two.org("o9", "丁公司")))
    with pytest.raises(Refused) as raised:
        judge(two, "o1", "o2")
    assert raised.value.code == "withdrawn"


def test_an_automatic_join_that_was_reversed_is_not_made_again(automatic: Any) -> None:
    decision = next(one for one in joined_by(automatic, "o1") if one.startswith(f"claim:{automatic.sid('o2')}:"))
    assert reverse(automatic, decision).status == "reversed"
    assert automatic.clusters() == []
    automatic.load("roll", automatic.row("r2", automatic.org("o2", "乙公司", None, NUMBER)), on=20210101)
    automatic.load("roll", automatic.row("r2", automatic.org("o2", "乙公司改", None, NUMBER)), on=20220101)
    assert automatic.clusters() == []
    automatic.load("other", automatic.row("r3", automatic.org("o3", "丙公司", None, NUMBER)))
    assert automatic.clusters() == [["o1", "o3"]]


def test_a_withdrawal_is_reversed_like_any_decision(automatic: Any) -> None:
    before = automatic.export()
    decision = joined_by(automatic, "o1")[0]
    assert reverse(automatic, decision).status == "reversed"
    assert reverse(automatic, decision).status == "already_reversed"
    assert reverse(automatic, "withdrawal:1").status == "reversed"
    assert reverse(automatic, "withdrawal:1").status == "already_reversed"
    assert automatic.export() == before


def test_a_claim_that_is_not_stated_any_more_is_superseded(automatic: Any) -> None:
    decision = next(one for one in joined_by(automatic, "o1") if one.startswith(f"claim:{automatic.sid('o2')}:"))
    automatic.load("roll", automatic.row("r2", automatic.org("o2", "乙公司")))
    assert reverse(automatic, decision).status == "superseded"
    assert automatic.ask("SELECT COUNT(*) FROM withdrawal") == [(0,)]


def test_a_reversal_names_what_still_joins(automatic: Any) -> None:
    automatic.load("registry", automatic.row("r1", automatic.org("o1", "甲公司", automatic.code(1), NUMBER)))
    automatic.load("roll", automatic.row("r2", automatic.org("o2", "乙公司", automatic.code(1), NUMBER)))
    number = next(
        one
        for one in joined_by(automatic, "o1")
        if automatic.ask("SELECT kind FROM claim WHERE key = :key", key=bytes.fromhex(one.split(":")[2]))[0] == (2,)
    )
    done = reverse(automatic, number)
    assert done.status == "reversed"
    assert automatic.clusters() == [["o1", "o2"]]
    assert len(done.still_joined) >= 2
    assert number not in done.still_joined


def test_a_reversed_merge_that_evidence_joins_by_now_names_the_evidence(two: Any) -> None:
    decision = judge(two, "o1", "o2")
    two.load(
        "registry",
        two.row("r1", two.org("o1", "甲公司", two.code(1))),
        two.row("r2", two.org("o2", "乙公司", two.code(1))),
    )
    done = reverse(two, decision)
    assert two.clusters() == [["o1", "o2"]]
    assert {one.split(":")[0] for one in done.still_joined} == {"claim"}


@pytest.mark.parametrize("decision", ["judgement:99", "withdrawal:99", "claim:99:00ff", "claim:1:00ff"])
def test_a_decision_that_never_was_is_not_found(two: Any, decision: str) -> None:
    with pytest.raises(NotFound) as raised:
        reverse(two, decision)
    assert raised.value.code == "no_decision"
    assert two.tx == 1


@pytest.mark.parametrize(
    "decision",
    [
        "",
        "judgement",
        "judgement:",
        "judgement:x",
        "judgement:-1",
        "judgement:１",
        "claim:",
        "claim:1",
        "claim:x:00",
        "claim:1:zz",
        "other:1",
    ],
)
def test_what_is_no_decision_id_is_bad_input(two: Any, decision: str) -> None:
    with pytest.raises(BadInput) as raised:
        reverse(two, decision)
    assert raised.value.code == "decision_id"


@pytest.mark.parametrize(
    "decision", [f"judgement:{10**20}", f"withdrawal:{10**20}", f"claim:{10**20}:00ff", "judgement:" + "9" * 5000]
)
def test_an_impossibly_large_decision_is_not_found_or_bad(two: Any, decision: str) -> None:
    with pytest.raises((NotFound, BadInput)):
        reverse(two, decision)


def test_a_decision_id_with_a_tail_is_bad_input(automatic: Any) -> None:
    with pytest.raises(BadInput):
        reverse(automatic, joined_by(automatic, "o1")[0] + ":rubbish")


def test_a_source_is_not_different_from_itself(two: Any) -> None:
    with pytest.raises(Refused):
        judge(two, "o1", "o1", Verdict.DIFFERENT)


def test_a_withdrawn_code_does_not_forbid_a_merge(box: Any) -> None:
    box.load(
        "registry", box.row("r1", box.org("o1", "甲", box.code(1))), box.row("r2", box.org("o2", "乙", box.code(2)))
    )
    for (key,) in box.ask("SELECT key FROM claim WHERE sid = :sid AND kind IN (1, 2)", sid=box.sid("o2")):
        reverse(box, f"claim:{box.sid('o2')}:{key.hex()}")
    judge(box, "o1", "o2")
    assert box.clusters() == [["o1", "o2"]]


def test_reversing_a_policys_judgement_keeps_the_two_apart(box: Any) -> None:
    from creditgraph.model.statement import Name
    from creditgraph.model.vocabulary import NameKind

    names = (Name("海东新名公司", valid_from=20150101), Name("海东旧名公司", NameKind.FORMER, valid_to=20150101))
    box.load("registry", box.row("r1", box.org("o1", names=names)))
    user = box.row("r2", box.org("o2", names=(Name("海东旧名公司", seen_on=20140101),)))
    box.load("fines", user)
    assert box.clusters() == [["o1", "o2"]]
    assert reverse(box, "judgement:1").status == "reversed"
    box.load("fines", user, on=20210101)
    assert box.clusters() == []
    assert reverse(box, "judgement:1").status == "already_reversed"
    assert box.ask("SELECT verdict, origin FROM judgement ORDER BY jid") == [(0, "policy"), (1, "steward")]
