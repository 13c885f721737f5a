"""An entity as matching sees it: names with years, numbers, what else is stated; no number of identity in plain."""

from typing import Any

from creditgraph.archive.candidate_records import candidate_records, folded_names, with_org_code
from creditgraph.matching.record import HeldName, Record
from creditgraph.model.statement import Identifier, Name
from creditgraph.model.vocabulary import DetailKind, IdentifierKind, NameKind

SECRET = "c" * 32
NEW, OLD, ENGLISH = "海东市新名印务有限公司", "海东市旧名印务有限公司", "Haidong Printing Ltd"


def records(box: Any, found: dict[str, str], asked: str = NEW, *numbers: tuple[str, str]) -> list[Record]:
    """The records of entities, given by a label of a source of each."""
    with box.archive.read() as sql:
        eids = {
            int(sql.value("SELECT eid FROM member WHERE sid = :sid AND tx_to IS NULL", sid=box.sid(label))): folded
            for label, folded in found.items()
        }
        made = candidate_records(sql, eids, folded_names([asked]), numbers, box.tx)
        return [made[eid] for eid in eids]


def load(box: Any) -> None:
    """A company that was renamed, with an officer."""
    names = (Name(NEW), Name(OLD, NameKind.FORMER, 20100301, 20190501), Name(ENGLISH, NameKind.ENGLISH))
    details = (
        (DetailKind.ADDRESS, "海东市文化路1号"),
        (DetailKind.PHONE, "0539-0000000"),
        (DetailKind.FOUNDED_ON, "2010-03-01"),
    )
    company = box.org("a", "", box.code(1), names=names, details=details)
    box.load("d", box.row("a", company, box.man("man", "甲丁", SECRET, ("男", "1904"))))


def test_a_company_with_all_that_is_stated_of_it(box: Any) -> None:
    load(box)
    (record,) = records(box, {"a": ""})
    assert (record.kind, record.name) == ("organisation", NEW)
    assert set(record.other_names) == {HeldName(OLD, 2010, 2019), HeldName(ENGLISH)}
    assert record.identifiers == (("credit_code", box.code(1)), ("org_code", box.code(1)[8:17]))
    assert (record.address, record.phone, record.date) == ("海东市文化路1号", "0539-0000000", "2010-03-01")


def test_a_person_by_the_hash_of_the_number(box: Any) -> None:
    load(box)
    (record,) = records(box, {"man": "甲丁"})
    assert (record.kind, record.name, record.sex, record.date) == ("person", "甲丁", "男", "1904")
    assert record.identifiers == (("citizen_id", SECRET),)


def test_it_is_compared_by_the_name_that_found_it(box: Any) -> None:
    load(box)
    folded = folded_names([ENGLISH])[0]
    assert records(box, {"a": folded}, "Haidong Print Ltd")[0].name == ENGLISH
    assert records(box, {"a": folded}, ENGLISH)[0].name == NEW  # an equal name is history, not likeness
    assert records(box, {"a": "没有这个名称"}, "没有")[0].name == NEW


def test_the_last_word_on_an_address_counts(box: Any) -> None:
    for day, address in ((20210101, "新址"), (20200101, "旧址")):
        told = box.org("a", NEW, box.code(1), details=((DetailKind.ADDRESS, address),))
        box.load("d", box.row("a", told), on=day)
    assert records(box, {"a": ""})[0].address == "新址"


def test_of_several_numbers_the_asked_one_counts(box: Any) -> None:
    two = [Identifier(IdentifierKind.REGISTRATION_NUMBER, number) for number in ("379900000000001", "379900000000002")]
    box.load("d", box.row("a", box.org("a", NEW, None, *two)))
    for asked in two:
        (record,) = records(box, {"a": ""}, NEW, ("registration_number", asked.value))
        assert dict(record.identifiers)["registration_number"] == asked.value


def test_an_entity_without_a_name_has_its_number(box: Any) -> None:
    box.load("d", box.row("a", box.org("a", "", box.code(1))))
    (record,) = records(box, {"a": ""})
    assert (record.name, record.other_names) == ("", ())
    assert ("credit_code", box.code(1)) in record.identifiers


def test_the_organisation_code_stands_in_a_credit_code(box: Any) -> None:
    code = box.code(2)
    assert with_org_code(IdentifierKind.CREDIT_CODE, code) == [("credit_code", code), ("org_code", code[8:17])]
    assert with_org_code(IdentifierKind.STOCK_CODE, "600000") == [("stock_code", "600000")]
