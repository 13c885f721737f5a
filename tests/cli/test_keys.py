"""Keys are made, listed and revoked; a key is printed once."""

from .conftest import Run, answer, problem


def test_a_key_is_made_listed_and_revoked(run_copy: Run) -> None:
    said = run_copy("keys", "create", "采购科").stdout
    number, key = said.split()[0], said.splitlines()[1].strip()
    assert f"/reconcile/{key}" in said
    listed = run_copy("keys", "list").stdout
    assert number in listed
    assert "采购科" in listed
    assert key not in listed
    assert "已撤销" in run_copy("keys", "revoke", number).stdout
    told = answer(run_copy("keys", "list", "--json"))["keys"][0]
    assert (told["number"], told["revoked_at"] is None) == (number, False)
    assert number in run_copy("keys", "list", "--lang", "en").stdout


def test_an_unknown_number_and_a_bad_label_are_said(run_copy: Run) -> None:
    assert problem(run_copy("keys", "revoke", "RK1", "--json"))["code"] == "unknown_read_key"
    assert problem(run_copy("keys", "create", " ", "--json"))["code"] == "label"


def test_a_key_in_json(run_copy: Run) -> None:
    told = answer(run_copy("keys", "create", "a", "--json"))
    assert told.keys() == {"number", "label", "principal", "created_at", "revoked_at", "used_on", "key"}
