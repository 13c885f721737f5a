"""A name in its dated history: pairs are judged, stored with why, and closed when the evidence changes."""

from typing import Any

from creditgraph.model.statement import Name
from creditgraph.model.vocabulary import NameKind

OLD, NEW = "海东旧名有限公司", "海东新名有限公司"


def renamed(box: Any, day: int = 20150101) -> Any:
    names = (Name(NEW, valid_from=day), Name(OLD, NameKind.FORMER, valid_to=day))
    return box.row("renamed", box.org("renamed", code=box.code(1), names=names))


def used(box: Any, day: int | None, label: str = "user", code: str | None = None) -> Any:
    return box.row(label, box.org(label, code=code, names=(Name(OLD, seen_on=day),)))


def judged(box: Any) -> list[tuple[Any, ...]]:
    return box.ask("SELECT origin, why, tx_from, tx_to FROM judgement ORDER BY jid")


def test_a_former_name_used_in_its_time_joins(box: Any) -> None:
    box.load("registry", renamed(box))
    box.load("fines", used(box, 20140601))
    assert box.clusters() == [["renamed", "user"]]
    assert judged(box) == [("policy", "+NAME_HISTORY", 2, None)]


def test_either_may_come_first(box: Any) -> None:
    box.load("fines", used(box, 20140601))
    box.load("registry", renamed(box))
    assert box.clusters() == [["renamed", "user"]]


def test_a_former_name_used_after_it_was_given_up_does_not(box: Any) -> None:
    box.load("registry", renamed(box))
    box.load("fines", used(box, 20160601))
    assert box.clusters() == []
    assert judged(box) == []


def test_a_judgement_closes_when_the_dates_are_corrected(box: Any) -> None:
    box.load("registry", renamed(box))
    box.load("fines", used(box, 20140601))
    box.load("registry", renamed(box, 20130101))
    assert box.clusters() == []
    assert box.clusters(tx=2) == [["renamed", "user"]]
    assert judged(box) == [("policy", "+NAME_HISTORY", 2, 3)]


def test_a_judgement_closes_when_a_rival_with_another_code_appears(box: Any) -> None:
    box.load("registry", renamed(box))
    box.load("fines", used(box, 20140601))
    box.load("roll", used(box, 20140701, "rival", box.code(2)))
    assert "user" not in {label for cluster in box.clusters() for label in cluster}
    assert [tx_to for _origin, _why, _tx_from, tx_to in judged(box)] == [3]


def test_what_stands_is_not_judged_again(box: Any) -> None:
    box.load("registry", renamed(box))
    box.load("fines", used(box, 20140601))
    box.load("registry", box.row("other", box.org("other", "海东他名有限公司")), renamed(box))
    assert len(judged(box)) == 1


def test_undated_names_have_no_history(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", OLD, box.code(1))), box.row("r2", box.org("o2", OLD, box.code(2))))
    assert judged(box) == []
