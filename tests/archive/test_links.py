"""The stated links behind an edge, one a row, bounded and in order."""

from typing import Any

from creditgraph.archive.links import stated_links, statements_of
from creditgraph.model.statement import StatedLink
from creditgraph.model.vocabulary import Certainty, LinkType


def held(start: int | None, end: int | None = None) -> StatedLink:
    return StatedLink(LinkType.OFFICER_OF, 1, 0, (("post", "董事"),), start, end)


def links(box: Any, as_of: int | None = None, limit: int = 10, tx: int | None = None) -> list[Any]:
    with box.archive.read() as sql:
        return stated_links(sql, LinkType.OFFICER_OF, box.sid("p"), box.sid("o"), tx or box.tx, as_of, limit)


def loaded(box: Any, *stated: StatedLink) -> Any:
    rows = [box.row(f"r{n}", box.org("o"), box.man("p", "张三"), links=(one,)) for n, one in enumerate(stated)]
    box.load("officers", *rows)
    return box


def test_each_row_that_states_the_link_is_named(box: Any) -> None:
    found = links(loaded(box, held(20180101), held(20190101, 20200101)))
    assert [(one.valid_from, one.valid_to, one.certainty) for one in found] == [
        (20180101, None, Certainty.CERTAIN),
        (20190101, 20200101, Certainty.CERTAIN),
    ]
    assert [one.lid for one in found] == sorted(one.lid for one in found)


def test_only_links_that_hold_at_the_day(box: Any) -> None:
    loaded(box, held(20180101, 20190101), held(None, 20200101))
    assert len(links(box, as_of=20181231)) == 2
    assert len(links(box, as_of=20190101)) == 1
    assert links(box, as_of=20200101) == []


def test_no_more_than_asked_for(box: Any) -> None:
    assert len(links(loaded(box, *[held(20180101 + n) for n in range(5)]), limit=3)) == 3


def test_only_what_was_believed(box: Any) -> None:
    loaded(box, held(20180101))
    box.load("officers", box.row("r0", box.org("o"), box.man("p", "张三"), links=(held(20170101),)))
    assert [one.valid_from for one in links(box, tx=1)] == [20180101]
    assert [one.valid_from for one in links(box)] == [20170101]


def test_the_latest_believed_name_is_the_evidence_of_a_source(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o")))
    box.load("registry", box.row("r2", box.org("o")), box.row("r3", box.org("q")))
    with box.archive.read() as sql:
        assert statements_of(sql, (box.sid("o"), box.sid("q"), 99), box.tx) == [2 << 10, 3 << 10]
        assert statements_of(sql, (box.sid("o"), box.sid("q")), 1) == [1 << 10]
