"""What single sources state, also one that no row states any more."""

from typing import Any

from creditgraph.archive.read import evidence
from creditgraph.archive.stated import stated
from creditgraph.model.statement import Name
from creditgraph.model.vocabulary import DetailKind, EntityKind, IdentifierKind, NameKind


def told(box: Any, *labels: str) -> Any:
    with box.archive.read() as sql:
        found = stated(sql, [box.sid(label) for label in labels], box.tx)
        return [found[box.sid(label)] for label in labels]


def test_a_source_has_what_its_own_rows_state(box: Any) -> None:
    names = (Name("新名"), Name("旧名", NameKind.FORMER, None, 20190101))
    details = ((DetailKind.ADDRESS, "槐荫街15号"),)
    box.load("registry", box.row("r1", box.org("o1", code=box.code(1), names=names, details=details)))
    box.load("list", box.row("r2", box.org("o2", "新名", box.code(1))))
    first, second = told(box, "o1", "o2")
    assert (first.name, first.dataset, first.kind) == ("新名", "registry", EntityKind.ENTERPRISE)
    assert first.identifiers == ((IdentifierKind.CREDIT_CODE, box.code(1), box.code(1)),)
    assert (first.details, second.details) == (details, ())
    with box.archive.read() as sql:
        assert [evidence(sql, one.facts)[one.facts[0]].dataset for one in (first, second)] == ["registry", "list"]


def test_secret_numbers_have_a_mask_to_be_shown(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o"), box.man("p", "张三", "a" * 32)))
    (man,) = told(box, "p")
    assert man.identifiers == ((IdentifierKind.CITIZEN_ID, "a" * 32, "379900****"),)
    assert man.context == box.sid("o")


def test_a_source_that_is_gone_is_told_as_it_was_last(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲")))
    box.load("registry", box.row("r1", box.org("o2", "乙")))
    gone, here = told(box, "o1", "o2")
    assert (gone.name, here.name) == ("甲", "乙")
