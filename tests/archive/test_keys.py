"""When a rule of names changes, all names are folded again and found by what they fold to now."""

from typing import Any

import pytest

from creditgraph.archive import keys
from creditgraph.archive.search import search_names
from creditgraph.model.vocabulary import EntityKind
from creditgraph.resolution.views import fold


@pytest.fixture
def named(box: Any) -> Any:
    box.load(
        "registry",
        box.row("r1", box.org("o1", "海东甲集团有限公司"), box.man("p1", "张三")),
        box.row("r2", box.org("o2", "海东乙有限公司")),
    )
    return box


def short(text: str, kind: EntityKind) -> str:
    """A new rule: 集团 says nothing."""
    return fold(text, kind).replace("集团", "")


def recompute(box: Any) -> int:
    with box.archive.maintenance() as sql:
        return keys.recompute_keys(sql)


def found(box: Any, query: str) -> set[int]:
    with box.archive.read() as sql:
        return {hit.eid for hit in search_names(sql, query, box.tx, 10).hits}


def test_under_the_same_rules_nothing_moves(named: Any) -> None:
    before = named.export()
    texts = named.ask("SELECT tid, folded, loose FROM text ORDER BY tid")
    assert recompute(named) == 0
    assert (named.export(), named.tx) == (before, 1)
    assert named.ask("SELECT tid, folded, loose FROM text ORDER BY tid") == texts
    assert found(named, "甲集团") == {named.sid("o1")}


def test_under_a_new_rule_names_have_new_texts_and_are_found_by_them(
    named: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = named.export()
    assert found(named, "海东甲有限公司") == set()
    monkeypatch.setattr(keys, "fold", short)
    assert recompute(named) == 1
    assert found(named, "海东甲有限公司") == {named.sid("o1")}
    assert named.ask("SELECT t.folded, n.shown FROM name AS n JOIN text AS t ON t.tid = n.tid WHERE n.sid = 1") == [
        ("海东甲有限公司", "海东甲集团有限公司")
    ]
    assert named.names("o1") == {("海东甲集团有限公司", None, None)}
    assert named.export() == before


def test_names_that_fold_to_one_text_now_share_it(named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    named.load("registry", named.row("r3", named.org("o3", "海东甲有限公司")))
    monkeypatch.setattr(keys, "fold", short)
    recompute(named)
    tids = named.ask(
        "SELECT DISTINCT n.tid FROM name AS n WHERE n.sid IN EACH(:sids)", sids=[named.sid("o1"), named.sid("o3")]
    )
    assert len(tids) == 1


def test_new_grams_are_indexed(named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "grams", lambda text: ["别样"])
    recompute(named)
    assert len(named.with_gram("别样")) == 3


def test_every_text_says_under_which_rules_it_was_made(named: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "KEY_VERSION", 2)
    recompute(named)
    assert named.ask("SELECT DISTINCT key_version FROM text") == [(2,)]
