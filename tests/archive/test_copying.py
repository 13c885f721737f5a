"""Positions become ids: new ones in order, known ones again, whatever batch or dataset they come by."""

from typing import Any

from creditgraph.archive.search import search_names
from creditgraph.names import grams


def test_sources_and_texts_are_stored_once(box: Any) -> None:
    for day in (20200101, 20210101, 20220101):
        box.load("registry", box.row(f"r{day}", box.org("o", "甲公司"), box.man("p", "张三")), on=day)
    assert box.ask("SELECT COUNT(*) FROM source") == [(2,)]
    assert box.ask("SELECT COUNT(*) FROM text") == [(2,)]
    assert box.ask("SELECT COUNT(*) FROM name") == [(6,)]


def test_a_text_is_shared_by_datasets_and_a_source_is_not(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o", "甲公司")))
    box.load("roll", box.row("r", box.org("o", "甲公司")))
    assert box.ask("SELECT COUNT(*) FROM text") == [(1,)]
    assert box.ask("SELECT COUNT(*), COUNT(DISTINCT home_id) FROM source") == [(2, 2)]


def test_home_ids_are_random_and_fit_an_id(box: Any) -> None:
    box.load("registry", *[box.row(f"r{n}", box.org(f"o{n}")) for n in range(50)])
    homes = [home for (home,) in box.ask("SELECT home_id FROM source")]
    assert len(set(homes)) == 50
    assert all(0 <= home < 2**63 for home in homes)
    assert max(homes) > 2**40


def test_only_a_spelling_that_differs_is_stored_beside_its_text(box: Any) -> None:
    rows = [
        box.row(f"r{n}", box.org(f"o{n}", f"甲乙{name}公司", box.code(n)))
        for n, name in ((1, "（山东）"), (2, "(山东)"))
    ]
    box.load("registry", *rows)
    assert box.ask("SELECT COUNT(*) FROM text") == [(1,)]
    assert {shown for (shown,) in box.ask("SELECT shown FROM name")} > {None}
    assert box.names("o1") != box.names("o2")


def test_every_new_text_is_in_the_index_of_grams_once(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1", "甲公司")))
    box.load("registry", box.row("r1", box.org("o1", "甲公司")), box.row("r2", box.org("o2", "乙公司")))
    with box.archive.read() as sql:
        assert len(search_names(sql, "公司", box.tx, 10).hits) == 2
    assert len(box.with_gram(grams("甲公司")[0])) == 1


def test_facts_of_a_row_that_repeats_itself_are_not_copied(box: Any) -> None:
    first, last = (box.row("r", box.org(f"o{n}", f"{n}公司"), records=(box.penalty(n),)) for n in "12")
    box.load("registry", first, last)
    assert box.ask("SELECT COUNT(*) FROM record") == [(1,)]
    assert box.ask("SELECT folded FROM text") == [("2公司",)]
    assert box.ask("SELECT COUNT(*) FROM source") == [(1,)]


def test_layouts_of_fields_are_shared_across_batches(box: Any) -> None:
    for number in "12":
        box.load("fines", box.row(f"r{number}", box.org("o"), records=(box.penalty(number),)))
    assert box.ask("SELECT COUNT(*) FROM layout") == [(1,)]
    assert box.ask("SELECT DISTINCT layout FROM record") == [(1,)]


def test_a_person_keeps_the_organisation_of_its_context(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1"), box.man("p1", "张三")))
    box.load("registry", box.row("r2", box.org("o1"), box.man("p2", "李四")))
    assert box.ask("SELECT context_sid FROM source WHERE stratum = 1") == [(box.sid("o1"),)] * 2
