"""A check is kept as it was answered, can be asked for again, and tells whether it is unaltered."""

import hashlib
from typing import Any

import pytest
import zstandard

from creditgraph.model.document import document
from creditgraph.model.errors import Broken, NotFound
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.check import check
from creditgraph.usecases.stored_checks import check_by_number, verify_check

REQUEST = Request(Principal("clerk", frozenset({"reader"})), purpose="采购资格审查")


@pytest.fixture
def checked(office: Any) -> dict[str, Any]:
    """An answer about two subjects."""
    office.imported("registration", ["海东市甲乙有限公司", office.code(1)])
    return check(office.context, REQUEST, ["海东市甲乙有限公司", office.code(2)])


def spoil(office: Any, change: str, *values: object) -> None:
    """Change the ledger behind its own back."""
    with office.context.ledger.writing() as sql:
        trigger = "stored_check_no_update" if sql.sqlite else "stored_check_frozen ON stored_check"
        sql.script((f"DROP TRIGGER {trigger}",))
        sql.many(change, [values])


def test_it_is_found_by_its_number_as_the_same_bytes(office: Any, checked: dict[str, Any]) -> None:
    stored = check_by_number(office.context, Request(), checked["number"])
    assert stored.body == document(checked).encode()
    assert (stored.tx, stored.purpose, stored.principal) == (checked["tx"], "采购资格审查", "clerk")
    later = check_by_number(office.context, Request(), checked["number"])
    assert later.body == stored.body


def test_later_imports_change_nothing_in_it(office: Any, checked: dict[str, Any]) -> None:
    office.imported("registration", ["海东市丙丁有限公司", office.code(2)])
    stored = check_by_number(office.context, Request(), checked["number"])
    assert stored.body == document(checked).encode()


def test_each_check_has_a_number_of_its_own(office: Any, checked: dict[str, Any]) -> None:
    again = check(office.context, REQUEST, ["海东市甲乙有限公司", office.code(2)])
    assert again["number"] != checked["number"]
    assert {**again, "number": 0} == {**checked, "number": 0}


def test_it_is_unaltered_until_it_is_not(office: Any, checked: dict[str, Any]) -> None:
    number, body = checked["number"], document(checked).encode()
    told = verify_check(office.context, Request(), number)
    assert told == {"number": number, "unaltered": True, "sha256": hashlib.sha256(body).hexdigest()}
    changed = zstandard.compress(body.replace("采购".encode(), "贷款".encode()))
    spoil(office, "UPDATE stored_check SET body = ?", changed)
    told = verify_check(office.context, Request(), number)
    assert (told["unaltered"], told["sha256"]) == (False, hashlib.sha256(body).hexdigest())


def test_one_that_is_damaged_is_said(office: Any, checked: dict[str, Any]) -> None:
    spoil(office, "UPDATE stored_check SET body = ?", b"rubbish")
    with pytest.raises(Broken) as raised:
        check_by_number(office.context, Request(), checked["number"])
    assert raised.value.code == "damaged"


def test_what_was_never_answered_is_not_found(office: Any, checked: dict[str, Any]) -> None:
    for ask in (check_by_number, verify_check):
        with pytest.raises(NotFound):
            ask(office.context, Request(), checked["number"][:-1])


def test_a_check_that_cannot_be_kept_is_not_answered(office: Any, checked: dict[str, Any]) -> None:
    spoil(office, "DROP TABLE stored_check")
    with pytest.raises(Broken):
        check(office.context, REQUEST, ["海东市甲乙有限公司"])
    assert office.context.ledger.audit()[-1].entry.outcome == "database"
