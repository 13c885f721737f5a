"""Why two are one entity or not, and how one came to be, over HTTP."""

import httpx

from .conftest import LEFT, RIGHT, V1


def test_two_codes_are_two_entities_and_say_so(client: httpx.Client) -> None:
    told = client.get(f"{V1}/why", params={"a": LEFT, "b": RIGHT}).json()
    assert told["one"] is False
    assert told["kept_apart_by"] == [{"kind": "two_identifiers", "identifiers": [LEFT, RIGHT]}]
    assert told["key"].startswith("-CODE")
    assert told["explanation"]["en"] == f"Not one entity: two codes ({LEFT}, {RIGHT})."


def test_the_steps_of_an_entity_are_told_also_under_an_id_of_a_source(client: httpx.Client) -> None:
    told = client.get(f"{V1}/entities/{LEFT}/how").json()
    assert told["steps_count"] == told["sources_count"] - 1 == len(told["steps"])
    other = told["steps"][-1]["right"]["source"]
    assert client.get(f"{V1}/entities/{other}/how").status_code == 308
    why = client.get(f"{V1}/why", params={"a": told["id"], "b": other, "known_at": f"tx:{told['tx']}"}).json()
    assert why["one"] is True
    assert why["joined_by"][0]["values"] == [{"kind": "credit_code", "value": LEFT}]


def test_a_side_is_needed_and_known(client: httpx.Client) -> None:
    assert client.get(f"{V1}/why", params={"a": LEFT}).status_code == 422
    assert client.get(f"{V1}/why", params={"a": LEFT, "b": "查无此企业"}).status_code == 404
