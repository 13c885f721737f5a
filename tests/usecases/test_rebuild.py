"""Deriving again agrees with what is stored, finds damage, and mends it."""

from typing import Any

import pytest

from creditgraph.model.request import Request
from creditgraph.usecases.decide import merge
from creditgraph.usecases.rebuild import rebuild
from creditgraph.usecases.search import search


@pytest.fixture
def filled(office: Any) -> Any:
    office.imported("registration", ["海东市甲乙集团有限公司", office.code(1)], ["海东市丙丁有限公司"])
    office.imported("officers", ["海东市甲乙集团有限公司", office.code(1), "张三", office.citizen(1), "董事"])
    merge(office.context, Request(), "海东市甲乙集团有限公司", "海东市丙丁有限公司")
    return office


def test_a_sound_archive_has_no_differences(filled: Any) -> None:
    told = rebuild(filled.context, Request(), check=True)
    assert (told["checked"], told["differences"], told["tx"], told["rows"]) == (True, 0, 3, 3)
    assert told["tables"] == {"member": 0, "claim": 0, "belief": 0}
    assert told["names_moved"] is None


def test_a_check_finds_damage_and_leaves_it(filled: Any) -> None:
    before = filled.export()
    with filled.context.archive.maintenance() as sql:
        sql.run("UPDATE member SET eid = sid")
    damaged = filled.export()
    assert damaged != before
    for _ in range(2):
        assert rebuild(filled.context, Request(), check=True)["differences"]
    assert filled.export() == damaged
    assert rebuild(filled.context, Request())["differences"]
    assert filled.export() == before
    assert rebuild(filled.context, Request())["differences"] == 0


def test_a_rebuild_is_no_transaction(filled: Any) -> None:
    rebuild(filled.context, Request())
    rebuild(filled.context, Request(), keys=True)
    assert filled.ask("SELECT MAX(tx) FROM tx") == [(3,)]


def test_keys_are_recomputed_and_names_still_found(filled: Any) -> None:
    before = filled.export()
    assert rebuild(filled.context, Request(), keys=True)["names_moved"] == 0
    assert filled.export() == before
    assert len(search(filled.context, Request(), "甲乙集团")["results"]) == 1  # type: ignore[arg-type]


def test_after_a_change_of_the_keys_the_claims_of_the_old_are_no_damage(
    filled: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from creditgraph.archive import keys
    from creditgraph.resolution.views import fold

    filled.imported("registration", ["海东市戊己有限公司", filled.code(2)])
    monkeypatch.setattr(keys, "fold", lambda text, kind: fold(text, kind).replace("集团", ""))
    assert rebuild(filled.context, Request(), keys=True)["names_moved"] == 2
    told = rebuild(filled.context, Request(), check=True)
    assert (told["differences"], told["claims_not_compared"]) == (0, 3)
    other = "SELECT sid FROM name WHERE sid NOT IN (SELECT sid FROM rekeyed)"
    with filled.context.archive.maintenance() as sql:
        assert sql.run(f"DELETE FROM claim WHERE sid IN ({other})") > 0
    assert rebuild(filled.context, Request(), check=True)["tables"]["claim"] > 0
