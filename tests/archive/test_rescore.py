"""Another model: what it would join or part is told, and nothing changes until it is brought in."""

from dataclasses import replace
from typing import Any

import pytest

from creditgraph.archive.likeness import matcher_of
from creditgraph.archive.rebuild import compare
from creditgraph.archive.rescore import Rescored, bring_in, rescored
from creditgraph.archive.transfer import copy_archive
from creditgraph.matching.model import Model, shipped_model
from support.archives import Archives

FULL, SHORT = "山东清霖环保科技股份有限公司", "清霖环保"


@pytest.fixture
def stricter() -> Model:
    """A model that joins no short name."""
    shipped = shipped_model()
    return replace(shipped, version="own-2", record=(*shipped.record[:-1], shipped.record[-1] - 3))


@pytest.fixture
def filled(box: Any) -> Any:
    box.load("registry", box.row("full", box.org("full", FULL, box.code(1))), box.row("short", box.org("short", SHORT)))
    assert box.clusters() == [["full", "short"]]
    return box


def compared(box: Any, model: Model) -> Rescored:
    with box.archive.read() as sql:
        return rescored(sql, box.tx, model)


def brought_in(box: Any, model: Model) -> None:
    with box.archive.transaction("rescore", "tester") as (sql, tx):
        bring_in(sql, tx, model)


def test_the_same_model_changes_nothing(filled: Any) -> None:
    found = compared(filled, shipped_model())
    assert (found.joined, found.parted, found.names) == ((), (), 1)


def test_what_a_stricter_model_would_part_is_told_and_stays(filled: Any, stricter: Model) -> None:
    found = compared(filled, stricter)
    ((a, b, score, why),) = found.parted
    assert {a, b} == {filled.sid("full"), filled.sid("short")}
    assert score > 0.9
    assert "+BRAND" in why
    assert (found.shown_before, found.shown_after) == (0, 1)
    assert filled.clusters() == [["full", "short"]]


def test_a_model_that_is_brought_in_judges_from_then_on(filled: Any, stricter: Model) -> None:
    before = filled.tx
    brought_in(filled, stricter)
    assert (filled.clusters(), filled.clusters(before)) == ([], [["full", "short"]])
    assert filled.ask("SELECT COUNT(*) FROM review_case WHERE kind = 'similar' AND tx_to IS NULL") == [(1,)]
    filled.load("more", filled.row("again", filled.org("again", SHORT)))
    assert filled.clusters() == []
    with filled.archive.read() as sql:
        assert matcher_of(sql).policy.model == replace(stricter, record=matcher_of(sql).policy.model.record)
        assert compare(sql, filled.archive.policy, filled.tx).total == 0
    brought_in(filled, shipped_model())
    assert filled.clusters() == [["again", "full", "short"]]


def test_joins_carry_the_policy_that_made_them(filled: Any) -> None:
    brought_in(filled, replace(shipped_model(), version="own-3"))
    assert {policy.split("/")[0] for (policy,) in filled.ask("SELECT policy FROM judgement WHERE tx_to IS NULL")} == {
        "own-3"
    }


def test_the_model_moves_with_the_archive(filled: Any, stricter: Model, new_archive: Archives) -> None:
    brought_in(filled, stricter)
    target = new_archive.nowhere()
    copy_archive(filled.archive, target)
    with target.read() as sql:
        assert matcher_of(sql).policy.model.version == "own-2"
