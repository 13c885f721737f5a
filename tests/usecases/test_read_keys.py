"""Who may read through a key, and that the key stands in no trail."""

import json

import pytest

from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.request import Request
from creditgraph.usecases.read_keys import create_key, holder_of, list_keys, revoke_key

from .conftest import Office


def trail(office: Office) -> str:
    """The whole trail as text."""
    return json.dumps([[kept.at, *kept.entry.about] for kept in office.context.ledger.audit()], ensure_ascii=False)


def test_a_key_is_told_once_and_reads_as_its_number(office: Office) -> None:
    told = create_key(office.context, Request(), "  采购科 ")
    key, number = str(told["key"]), str(told["number"])
    assert told["label"] == "采购科"
    holder = holder_of(office.context, key)
    assert (holder.name, holder.roles) == (number, {"reader"})
    listed = list_keys(office.context, Request())["keys"]
    assert [one["number"] for one in listed] == [number]  # type: ignore[attr-defined]
    assert listed[0]["used_on"]  # type: ignore[index]
    assert key not in json.dumps(listed)
    assert key not in trail(office)


def test_unknown_and_revoked_are_told_alike(office: Office) -> None:
    told = create_key(office.context, Request(), "a")
    assert revoke_key(office.context, Request(), str(told["number"]).lower())["revoked_at"]
    said = []
    for key in (str(told["key"]), "ck_never"):
        with pytest.raises(NotFound) as raised:
            holder_of(office.context, key)
        said.append((raised.value.code, raised.value.message, raised.value.remedy))
    assert said[0] == said[1]


def test_the_key_in_place_of_its_number_is_not_kept(office: Office) -> None:
    key = str(create_key(office.context, Request(), "a")["key"])
    with pytest.raises(NotFound) as raised:
        revoke_key(office.context, Request(), key)
    assert key not in raised.value.message + trail(office)
    assert holder_of(office.context, key)
    with pytest.raises(NotFound):
        revoke_key(office.context, Request(), "RK20260101-000000000000")


@pytest.mark.parametrize("label", ["", " ", "甲" * 101, "a\nb", "a\x00b"])
def test_a_label_says_whose_it_is(office: Office, label: str) -> None:
    with pytest.raises(BadInput) as raised:
        create_key(office.context, Request(), label)
    assert raised.value.code == "label"


def test_an_identity_number_in_a_label_is_masked(office: Office) -> None:
    told = create_key(office.context, Request(), f"给 {office.citizen(1)}")
    assert office.citizen(1) not in str(told["label"])
