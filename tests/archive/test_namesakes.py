"""Officers of one rare name: a case where a co-officer is shared too, never a join, nothing for a bare name."""

import json
from typing import Any

import pytest

from creditgraph.archive import namesakes
from creditgraph.archive.decisions import judge_pair
from creditgraph.archive.rebuild import compare
from creditgraph.model.vocabulary import Verdict


def board(box: Any, number: int, *officers: Any) -> Any:
    """An organisation of its own code and its officers: names, or (name, identity number, traits)."""
    men = []
    for officer in officers:
        name, identity, traits = (officer, None, None) if isinstance(officer, str) else officer
        men.append(box.man(f"{name}@{number}", name, identity, traits))
    return box.row(
        f"b{number}", box.org(f"o{number}", f"{'甲乙丙丁戊己'[number]}川贸易有限公司", box.code(number)), *men
    )


def cases(box: Any) -> list[list[str]]:
    labels = {box.sid(label): label for label in box.labels.values() if label in box.alive()}
    rows = box.ask("SELECT sids FROM review_case WHERE about = 'officers' AND tx_to IS NULL")
    return sorted(sorted(labels[sid] for sid in json.loads(sids)) for (sids,) in rows)


def test_a_bare_name_is_no_case(box: Any) -> None:
    box.load("officers", board(box, 1, "张景明", "赵一"), board(box, 2, "张景明", "钱二"))
    assert cases(box) == []


@pytest.mark.parametrize("later", [1, 2])
def test_a_shared_co_officer_makes_a_case_of_each_whichever_comes_first(box: Any, later: int) -> None:
    boards = {number: board(box, number, "张景明", "李望舒") for number in (1, 2)}
    box.load("officers", boards.pop(3 - later))
    box.load("more", boards.pop(later))
    assert cases(box) == [["张景明@1", "张景明@2"], ["李望舒@1", "李望舒@2"]]
    assert box.clusters() == []
    ((score, why),) = set(box.ask("SELECT score, why FROM review_case WHERE about = 'officers'"))
    assert (why, 0.5 < score < 1) == ("+NAME +CO_OFFICER", True)
    with box.archive.read() as sql:
        assert compare(sql, box.archive.policy, box.tx).total == 0


def test_a_name_that_many_organisations_know_is_no_case(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(namesakes, "RARE", 2)
    box.load(
        "officers", board(box, 1, "张伟", "李望舒"), board(box, 2, "张伟", "李望舒"), board(box, 3, "张伟", "孙三")
    )
    assert cases(box) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("张景明", "a" * 32, None), ("张景明", "b" * 32, None)),
        (("张景明", None, ("男", "1960")), ("张景明", None, ("男", "1971"))),
    ],
)
def test_those_known_to_be_two_are_no_case(box: Any, ours: Any, theirs: Any) -> None:
    box.load("officers", board(box, 1, ours, "李望舒"), board(box, 2, theirs, "李望舒"))
    assert cases(box) == [["李望舒@1", "李望舒@2"]]


def test_a_case_goes_with_its_co_officer(box: Any) -> None:
    box.load("officers", board(box, 1, "张景明", "李望舒"), board(box, 2, "张景明", "李望舒"))
    box.load("officers", board(box, 2, "张景明", "周四"))
    assert cases(box) == []


def test_a_steward_closes_it(box: Any) -> None:
    box.load("officers", board(box, 1, "张景明", "李望舒"), board(box, 2, "张景明", "李望舒"))
    with box.archive.transaction("merge", "tester") as (sql, tx):
        judge_pair(sql, tx, box.sid("张景明@1"), box.sid("张景明@2"), Verdict.SAME, box.archive.policy, "tester", "")
    assert cases(box) == [["李望舒@1", "李望舒@2"]]
    with box.archive.transaction("refuse", "tester") as (sql, tx):
        judge_pair(
            sql, tx, box.sid("李望舒@1"), box.sid("李望舒@2"), Verdict.DIFFERENT, box.archive.policy, "tester", ""
        )
    box.load("more", board(box, 3, "张景明", "吴五"))
    assert cases(box) == []
