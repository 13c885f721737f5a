"""The stated links behind an edge, one a row, as they were believed."""

from typing import Any

from creditgraph.archive.links import stated_links, statements_of
from creditgraph.model.statement import StatedLink
from creditgraph.model.vocabulary import Certainty, LinkType


def held(start: int | None, end: int | None = None) -> StatedLink:
    return StatedLink(LinkType.OFFICER_OF, 1, 0, (("post", "董事"),), start, end)


def links(box: Any, tx: int | None = None) -> list[Any]:
    with box.archive.read() as sql:
        lids = [lid for (lid,) in sql.all("SELECT lid FROM link ORDER BY lid")]
        return list(stated_links(sql, lids, tx or box.tx).values())


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


def test_only_what_was_believed(box: Any) -> None:
    loaded(box, held(20180101))
    box.load("officers", box.row("r0", box.org("o"), box.man("p", "张三"), links=(held(20170101),)))
    assert [one.valid_from for one in links(box, tx=1)] == [20180101]
    assert [one.valid_from for one in links(box)] == [20170101]


def test_the_latest_believed_name_is_the_evidence_of_a_source(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o")))
    box.load("registry", box.row("r2", box.org("o")), box.row("r3", box.org("q")))
    with box.archive.read() as sql:
        first, second = box.sid("o"), box.sid("q")
        assert statements_of(sql, (first, second, 99), box.tx) == {first: 4 << 10, second: 5 << 10}
        assert statements_of(sql, (first, second), 1) == {first: 2 << 10}
