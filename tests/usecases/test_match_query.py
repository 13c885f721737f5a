"""Items of a batch become records: numbers are found wherever they stand, and what cannot be asked is told apart."""

from typing import Any

import pytest

from creditgraph.identifiers import ArchiveKey, Sealer
from creditgraph.model.vocabulary import IdentifierKind
from creditgraph.usecases.match_query import MatchQuery, Unanswerable, masked_query, read_query, shown

from .conftest import citizen_id, credit_code

SEALER = Sealer(ArchiveKey(bytes(32)))
CODE, NUMBER = credit_code(1), citizen_id(1)
HASH = SEALER.identifier(IdentifierKind.CITIZEN_ID, NUMBER).value


def read(schema: str = "Company", **properties: Any) -> MatchQuery:
    """A query of properties."""
    return read_query({"schema": schema, "properties": properties}, lambda: SEALER)


@pytest.mark.parametrize(
    ("name", "left"),
    [
        (f"甲乙公司 {CODE}", "甲乙公司"),
        (f"{CODE}/甲乙公司", "甲乙公司"),
        (f"甲乙公司（{CODE}）", "甲乙公司"),
        (CODE, ""),
        (CODE.lower(), ""),
        ("甲乙公司 (北京)", "甲乙公司 (北京)"),
    ],
)
def test_a_code_in_a_name_is_a_number(name: str, left: str) -> None:
    record = read(name=name).record
    assert record.name == left
    assert dict(record.identifiers).get("credit_code") == (CODE if CODE.lower() in name.lower() else None)


@pytest.mark.parametrize("name", [NUMBER, f"顾念慈{NUMBER}", f"顾念慈 {NUMBER[:6]} {NUMBER[6:14]} {NUMBER[14:]}"])
def test_an_identity_number_in_a_name_is_sealed_at_once(name: str) -> None:
    query = read("Person", name=name)
    assert query.record.identifiers == (("citizen_id", HASH),)
    assert query.record.name in ("", "顾念慈")
    assert NUMBER not in repr(query.properties) + query.about


def test_numbers_are_told_apart_by_their_form() -> None:
    found = dict(read(registrationNumber=[CODE, CODE[8:17], "600000"]).record.identifiers)
    assert found == {"credit_code": CODE, "org_code": CODE[8:17], "certificate_number": "600000"}


def test_readings_for_each_kind() -> None:
    assert [record.kind for record in read("LegalEntity", name="甲").readings()] == ["organisation", "person"]
    assert [record.kind for record in read("PublicBody", name="甲").readings()] == ["organisation"]


def test_names_beside_the_first_are_other_names() -> None:
    record = read(name=["甲", "乙"], alias="丙", previousName="丁").record
    assert (record.name, [held.text for held in record.other_names]) == ("甲", ["乙", "丙", "丁"])


@pytest.mark.parametrize(
    ("properties", "name"),
    [({"firstName": "念慈", "lastName": "顾"}, "顾念慈"), ({"firstName": "Wei", "lastName": "Li"}, "Wei Li")],
)
def test_parts_of_a_persons_name(properties: dict[str, str], name: str) -> None:
    assert read("Person", **properties).record.name == name


def test_other_fields() -> None:
    person = read("Person", name="甲", birthDate="1904-01-01", gender="female", incorporationDate="2000")
    assert (person.record.date, person.record.sex) == ("1904-01-01", "女")
    company = read(name="甲", incorporationDate="2000", address=["海东市", "x"], phone=539, email=None)
    assert (company.record.date, company.record.address, company.record.phone) == ("2000", "海东市", "539")


def test_a_bad_number_beside_a_name_is_said_and_left_out() -> None:
    query = read(name="甲乙公司", uscCode=CODE[:-1] + ("0" if CODE[-1] != "0" else "1"))
    assert query.ignored == [{"property": "uscCode", "code": "checksum"}]
    assert query.record.identifiers == ()


@pytest.mark.parametrize(
    "item", [None, 1, "x", [], {"properties": 1}, {"schema": "Company", "properties": {"name": {}}}]
)
def test_what_is_no_item(item: Any) -> None:
    with pytest.raises(Unanswerable) as raised:
        read_query(item, lambda: SEALER)
    assert raised.value.status == 400
    assert masked_query(item)["properties"] == {}


def test_what_is_shown_is_masked_and_printable() -> None:
    assert NUMBER not in shown(f"a{NUMBER}b")
    assert shown("a\x00\ud800b") == "a\ufffd\ufffdb"
    told = masked_query({"schema": 5, "properties": {NUMBER: NUMBER, "name": "甲" * 500}})
    assert told["schema"] is None
    assert NUMBER not in repr(told)
    assert len(told["properties"]["name"][0]) == 200
