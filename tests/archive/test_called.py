"""What an entity is called: told at a look where one name fits, by comparison where none or several do."""

from typing import Any

import pytest

from creditgraph.archive import read
from creditgraph.archive.called import Called, called
from creditgraph.model.statement import Name
from creditgraph.model.vocabulary import EntityKind, NameKind


def told(box: Any, tx: int | None = None) -> dict[int, Called]:
    """What all entities are called, the same as all their names say when they are compared."""
    at = box.tx if tx is None else tx
    with box.archive.read() as sql:
        eids = [eid for (eid,) in sql.all("SELECT DISTINCT eid FROM member")]
        found = called(sql, eids, at)
        rows = read.names(sql, eids, at)
    best = read.best_names(rows)
    assert found.keys() == {row.eid for row in rows if row.entity_kind is not None}
    assert {eid: one.name for eid, one in found.items()} == {
        eid: best[eid].text if eid in best else "" for eid in found
    }
    return found


def name_of(box: Any, label: str, tx: int | None = None) -> str:
    return told(box, tx)[box.sid(label)].name


def test_a_registered_name_without_an_end_is_told_at_a_look(box: Any) -> None:
    names = (Name("甲公司"), Name("旧公司", NameKind.FORMER, valid_to=20150101), Name("简称", NameKind.SHORT))
    box.load("registry", box.row("r", box.org("o", names=names)))
    assert told(box)[box.sid("o")] == Called(EntityKind.ENTERPRISE, "甲公司")


def test_of_several_the_latest_stated_is_told_at_each_transaction(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o", "旧报名公司")), on=20200101)
    box.load("registry", box.row("r2", box.org("o", "新报名公司")), on=20220101)
    assert name_of(box, "o") == "新报名公司"
    assert name_of(box, "o", 1) == "旧报名公司"


@pytest.mark.parametrize(
    "names",
    [
        (Name("甲公司", valid_to=20200101),),
        (Name("甲公司", NameKind.SHORT),),
        (Name("甲公司", valid_to=20200101), Name("Jia Ltd", NameKind.ENGLISH)),
    ],
)
def test_where_no_registered_name_lasts_the_others_are_compared(box: Any, names: tuple[Name, ...]) -> None:
    box.load("registry", box.row("r", box.org("o", names=names)))
    assert name_of(box, "o") == "甲公司"


def test_a_name_that_ended_is_better_than_none(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", box.row("r1", box.org("o"), box.man("p", "张三"), scope="甲"), **ended)
    box.load("officers", box.row("r2", box.org("o"), scope="甲"), on=20210101, **ended)
    assert told(box)[box.sid("p")] == Called(EntityKind.NATURAL_PERSON, "张三")


def test_without_a_name_an_entity_has_a_kind(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o", names=())))
    assert told(box)[box.sid("o")] == Called(EntityKind.ENTERPRISE, "")


def test_what_is_no_entity_yet_is_left_out(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o", "甲公司")))
    box.load("registry", box.row("r2", box.org("q", "乙公司")))
    assert told(box, 1).keys() == {box.sid("o")}
