"""How cases stand: what settles them, their version, the pair they ask about, and a judgement in another's place."""

from typing import Any

import pytest

from creditgraph.archive.decisions import judge_again, judge_pair
from creditgraph.archive.reviews import BEGINNING, Wanted, ends_of, find_case, open_cases
from creditgraph.archive.standings import pair_of, standings
from creditgraph.model.errors import NotFound, Refused
from creditgraph.model.vocabulary import Verdict


def queue(box: Any, tx: int | None = None) -> list[Any]:
    with box.archive.read() as sql:
        return open_cases(sql, tx or box.tx, Wanted(), BEGINNING, 10)[0]


def judged(box: Any, a: str, b: str, verdict: Verdict) -> int:
    with box.archive.transaction("judge", "tester") as (sql, tx):
        return judge_pair(sql, tx, box.sid(a), box.sid(b), verdict, box.archive.policy, "tester", "why")


def again(box: Any, before: int, a: str, b: str, verdict: Verdict) -> int:
    with box.archive.transaction("judge", "tester") as (sql, tx):
        pair = box.sid(a), box.sid(b)
        return judge_again(sql, tx, before, pair, verdict, box.archive.policy, "tester", "again")


@pytest.fixture
def parted(box: Any) -> Any:
    """Two that a steward joined and a code parted since."""
    box.load("registry", box.row("r1", box.org("o1", "甲", box.code(1))), box.row("r2", box.org("o2", "乙")))
    judged(box, "o1", "o2", Verdict.SAME)
    box.load("registry", box.row("r2", box.org("o2", "乙", box.code(2))))
    return box


def test_a_code_that_parts_a_judgement_asks_about_it(parted: Any) -> None:
    found = {case.kind: (case, standing) for case, standing in queue(parted)}
    assert found.keys() == {"evidence changed", "values"}
    case, standing = found["values"]
    assert (case.decision, case.of_decision, standing.version) == (1, False, 3)
    with parted.archive.read() as sql:
        assert pair_of(case, standing, ends_of(sql, [case])[1]) == (parted.sid("o1"), parted.sid("o2"))


def test_a_judgement_in_anothers_place_settles_what_was_asked_of_it(parted: Any) -> None:
    with pytest.raises(Refused):
        again(parted, 1, "o1", "o2", Verdict.SAME)
    assert len(queue(parted)) == 2
    assert again(parted, 1, "o1", "o2", Verdict.DIFFERENT) == 2
    assert queue(parted) == []
    assert len(queue(parted, 3)) == 2  # as it was believed before
    assert parted.ask("SELECT jid, verdict FROM judgement WHERE tx_to IS NULL") == [(2, 1)]
    with pytest.raises(NotFound):
        again(parted, 1, "o1", "o2", Verdict.DIFFERENT)


def test_a_confirmed_join_never_comes_apart_in_between(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲")), box.row("r2", box.org("o2", "乙")))
    judged(box, "o1", "o2", Verdict.SAME)
    before = box.ask("SELECT sid, tx_from, tx_to, eid FROM member ORDER BY sid, tx_from")
    again(box, 1, "o1", "o2", Verdict.SAME)
    assert box.ask("SELECT sid, tx_from, tx_to, eid FROM member ORDER BY sid, tx_from") == before


def test_a_closed_case_is_found_and_no_number_is_guessed(parted: Any) -> None:
    again(parted, 1, "o1", "o2", Verdict.DIFFERENT)
    with parted.archive.read() as sql:
        case = find_case(sql, 1)
        assert case is not None
        assert case.tx_to == 4
        assert standings(sql, [case], parted.tx)[1].version == 4
        assert find_case(sql, 99) is None
