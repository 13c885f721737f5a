"""A supplier is a valid credit code or a readable name."""

from typing import Any

import pytest

from creditgraph.model.errors import BadInput
from creditgraph.usecases.suppliers import supplier_of


def test_a_code_in_any_spelling_is_that_code(office: Any) -> None:
    code = office.code(1, "11")
    assert supplier_of(f" {code[:8]} {code[8:].lower()} ") == code


@pytest.mark.parametrize("name", ["海东市数据局", "某局", "Data Bureau of Haidong"])
def test_a_name_is_kept_as_it_is(name: str) -> None:
    assert supplier_of(f" {name} ") == name


def test_none_is_none() -> None:
    assert supplier_of(None) is None


@pytest.mark.parametrize(
    "text", ["", "  ", "12345", "…", "局\x00", "局" * 201, "91379911YX99000102", "1137990000450000"]
)
def test_what_is_neither_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as raised:
        supplier_of(text)
    assert raised.value.code == "supplier"


def test_an_identity_number_is_refused_and_not_repeated(office: Any) -> None:
    number = office.citizen(1)
    for text in (number, f"张三 {number}"):
        with pytest.raises(BadInput) as raised:
            supplier_of(text)
        assert number not in raised.value.message


def test_an_import_refuses_such_a_supplier_before_it_reads_a_row(office: Any) -> None:
    with pytest.raises(BadInput, match="supplier"):
        office.imported("registration", ["海东甲有限公司", office.code(1)], supplier="91379911YX99000102")
    assert office.ask("SELECT COUNT(*) FROM batch") == [(0,)]
