"""Records of one decision are one fact, told once, with every row that states it."""

from typing import Any

from creditgraph.model.request import Request
from creditgraph.usecases import records
from creditgraph.usecases.records import backing_of, held_records, tell_facts


def test_records_are_read_by_entity_and_day(office: Any) -> None:
    office.imported(
        "list",
        ["失信名单", "海东市甲乙有限公司", office.code(1), "", "", "2019-01-01", "第1号", "某局", "", "2020-01-01"],
    )
    with office.context.reading(Request()) as reading:
        eid = reading.sql.value("SELECT sid FROM record")
        held = [len(held_records(reading, Request(as_of=day), [eid])[eid]) for day in (20180101, 20190601, 20200101)]
        assert held == [0, 1, 0]
        assert held_records(reading, Request(), [eid, 99])[99] == []


def test_a_fact_names_its_rows_up_to_a_bound(office: Any) -> None:
    for number in range(3):
        office.imported(
            "list",
            ["失信名单", "海东市甲乙有限公司", office.code(1), "", "", "2019-01-01", "第1号", "某局"],
            dataset=f"d{number}",
        )
    with office.context.reading(Request()) as reading:
        eid = reading.sql.value("SELECT MIN(eid) FROM member AS m JOIN record AS r ON r.sid = m.sid")
        rows = [record for _type, _fact, record in held_records(reading, Request(), [eid])[eid]]
        told: Any = tell_facts([rows], backing_of(reading, [rows]))[0]
        assert [one["dataset"] for one in told["sources"]] == ["d0", "d1", "d2"]
        assert told["fields"]["polarity"] == "black"
        many: Any = tell_facts([rows * 10], backing_of(reading, [rows * 10]))[0]
        assert len(many["sources"]) == records.SOURCES


def test_a_fact_says_how_surely_it_is_the_entitys_own(office: Any) -> None:
    """A row without a code that its full name alone attaches is probable, until a row with the code states the same."""
    name = "海东市清霖环保科技有限公司"
    office.imported("registration", [name, office.code(1)])
    told = []
    for dataset, code in (("bare", ""), ("coded", office.code(1))):
        office.imported("list", ["失信名单", name, code, "", "", "2019-01-01", "第1号", "某局"], dataset=dataset)
        with office.context.reading(Request()) as reading:
            eid = reading.sql.value("SELECT MIN(eid) FROM member AS m JOIN record AS r ON r.sid = m.sid")
            rows = [record for _type, _fact, record in held_records(reading, Request(), [eid])[eid]]
            (fact,) = tell_facts([rows], backing_of(reading, [rows]))
            told.append((len(rows), fact["certainty"]))
    assert told == [(1, "probable"), (2, "certain")]
