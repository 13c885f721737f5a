"""Reading an entity, its facts, and the row that states them."""

from typing import Any

import pytest

from creditgraph.archive import read
from creditgraph.model.statement import Identifier, Name
from creditgraph.model.vocabulary import (
    Certainty,
    DetailKind,
    EntityKind,
    IdentifierKind,
    NameKind,
    RecordType,
)


def best(box: Any, label: str) -> str:
    with box.archive.read() as sql:
        eid = sql.value("SELECT eid FROM member WHERE sid = :sid AND tx_to IS NULL", sid=box.sid(label))
        return read.best_names(read.names(sql, [eid], box.tx))[eid].text


def test_the_latest_stated_of_current_names_is_the_best(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o", "旧报名公司")), on=20200101)
    box.load("registry", box.row("r2", box.org("o", "新报名公司")), on=20220101)
    assert best(box, "o") == "新报名公司"


@pytest.mark.parametrize(
    "names",
    [
        (Name("甲公司"), Name("旧公司", NameKind.FORMER, valid_to=20150101)),
        (Name("甲公司"), Name("简称", NameKind.SHORT)),
        (Name("甲公司"), Name("Jia Ltd", NameKind.ENGLISH)),
    ],
)
def test_a_registered_current_name_is_better_than_others(box: Any, names: tuple[Name, ...]) -> None:
    box.load("registry", box.row("r", box.org("o", names=names)))
    assert best(box, "o") == "甲公司"


def test_a_name_that_ended_is_better_than_none(box: Any, ended: dict[str, Any]) -> None:
    box.load("officers", box.row("r1", box.org("o"), box.man("p", "张三"), scope="甲"), **ended)
    box.load("officers", box.row("r2", box.org("o"), scope="甲"), on=20210101, **ended)
    assert best(box, "p") == "张三"


def test_a_source_without_a_name_has_an_empty_one(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o", names=())))
    with box.archive.read() as sql:
        rows = read.names(sql, [1], 1)
    assert [(row.text, row.entity_kind) for row in rows] == [("", EntityKind.ENTERPRISE)]
    assert read.best_names(rows) == {}


def test_identifiers_show_their_mask_and_details_their_values(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o", "甲", box.code(1)), box.man("p", "张三", "a" * 32, ("女", "1900"))))
    with box.archive.read() as sql:
        numbers = read.identifiers(sql, [box.sid("o"), box.sid("p")], 1)
        details = read.details(sql, [box.sid("p")], 1)
    assert [(one.kind, one.shown) for one in numbers] == [
        (IdentifierKind.CREDIT_CODE, box.code(1)),
        (IdentifierKind.CITIZEN_ID, "379900****"),
    ]
    assert [(one.kind, one.value) for one in details] == [(DetailKind.SEX, "女"), (DetailKind.BIRTH_YEAR, "1900")]


def test_records_have_their_fields_and_dates(box: Any) -> None:
    box.load("fines", box.row("r", box.org("o"), records=(box.penalty("第1号", 20190101),)))
    with box.archive.read() as sql:
        record = read.records(sql, [1], 1)[0]
        assert read.records(sql, [1], 0) == []
    assert (record.type, record.item, record.fields) == (RecordType.PENALTY, "penalty", {"no": "第1号"})
    assert (record.valid_from, record.valid_to, record.stated_on) == (20190101, None, 20200101)


def test_evidence_names_batch_file_and_row(box: Any) -> None:
    box.load("fines", box.row("a", box.org("a", "甲")), box.row("r", box.org("o"), records=(box.penalty("1"),)))
    with box.archive.read() as sql:
        rid = read.records(sql, [box.sid("o")], 1)[0].rid
        found = read.evidence(sql, [rid, 10**9])
    assert found == {rid: read.Evidence(1, "fines", "1.csv", 3, None, 20200101)}


def test_a_raw_row_is_its_redacted_cells_by_heading(box: Any) -> None:
    box.load("registry", *[box.row(f"r{n}", box.org(f"o{n}"), cells=(f"cell {n}",)) for n in range(5)])
    with box.archive.read() as sql:
        assert read.raw_row(sql, 1, 4) == {"名称": "cell 2"}
        assert [read.raw_row(sql, 1, row) for row in (0, 1, 7)] == [None] * 3
        assert read.raw_row(sql, 99, 2) is None


def test_raw_rows_are_found_in_any_block(box: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("creditgraph.archive.staging.RAW_BLOCK_ROWS", 2)
    box.load("registry", *[box.row(f"r{n}", box.org(f"o{n}"), cells=(f"cell {n}",)) for n in range(5)])
    assert box.ask("SELECT first_row FROM raw ORDER BY first_row") == [(2,), (4,), (6,)]
    with box.archive.read() as sql:
        assert [read.raw_row(sql, 1, row) for row in range(2, 7)] == [{"名称": f"cell {n}"} for n in range(5)]


def test_a_home_id_leads_to_the_cluster_that_holds_its_source(box: Any) -> None:
    number = Identifier(IdentifierKind.REGISTRATION_NUMBER, "379900000000011")
    box.load("registry", box.row("r1", box.org("o1", "甲", None, number)))
    box.load("roll", box.row("r2", box.org("o2", "乙", None, number)))
    box.load("registry", box.row("r1", box.org("o9", "丁")))
    with box.archive.read() as sql:
        homes = read.home_ids(sql, [box.sid("o1"), box.sid("o2")])
        first, second = homes[box.sid("o1")], homes[box.sid("o2")]
        assert read.whereabouts(sql, second, 2) == (box.sid("o2"), box.sid("o1"))
        assert read.whereabouts(sql, first, 3) == (box.sid("o1"), None)
        assert read.whereabouts(sql, second, 3) == (box.sid("o2"), box.sid("o2"))
        assert read.whereabouts(sql, 1, 3) is None


def test_members_say_how_surely_they_belong(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o"), box.man("p1", "张三")))
    box.load("roll", box.row("r2", box.org("q", "乙"), box.man("p2", "张三")))
    with box.archive.read() as sql:
        found = read.members(sql, [box.sid("o"), box.sid("p1")], box.tx)
    assert [(one.sid, one.dataset) for one in found] == [(box.sid("o"), "registry"), (box.sid("p1"), "registry")]
    assert {one.certainty for one in found} == {Certainty.CERTAIN}
