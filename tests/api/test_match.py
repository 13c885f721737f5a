"""`/match`, and requests as clients of yente make them."""

from typing import Any

import httpx
import pytest

from .conftest import CLEAN, LEFT, V1, Serve, problem

NAME = "墨川市远帆商贸有限公司"
MATCH, YENTE = f"{V1}/match", "/match/default"


def sent(**properties: Any) -> dict[str, Any]:
    """A batch of one company."""
    return {"queries": {"q1": {"schema": "Company", "properties": properties}}}


def test_a_company_is_found_and_the_reasons_are_told(client: httpx.Client) -> None:
    response = client.post(MATCH, json=sent(name=[NAME]) | {"purpose": "尽职调查"})
    assert response.headers["x-batch-size"] == "1"
    assert response.headers["cache-control"] == "no-store"
    told = response.json()
    answer = told["responses"]["q1"]
    best = answer["results"][0]
    assert (answer["status"], best["caption"], best["match"], best["verdict"]) == (200, NAME, True, "same")
    assert best["properties"]["uscCode"] == [CLEAN]
    assert told["policy"].startswith("names-1")


def test_a_request_of_yentes_client_is_answered_in_its_shape(client: httpx.Client) -> None:
    body = {
        "weights": {"name_match": 0.5},
        "queries": {
            "ds-1": {"id": "x1", "schema": "Company", "properties": {"name": [NAME], "country": ["cn"]}},
            "ds-2": {"schema": "Person", "properties": {"name": ["顾念慈"], "birthDate": ["1904"]}},
        },
    }
    query = {"algorithm": "logic-v1", "limit": 3, "threshold": 0.8, "exclude_schema": ["Person"]}
    response = client.post(YENTE, json=body, params=query)
    told = response.json()
    assert (response.status_code, response.headers["x-batch-size"], told["limit"]) == (200, "2", 3)
    assert told["ignored"] == ["algorithm", "weights"]
    first = told["responses"]["ds-1"]
    assert first["total"].keys() == {"value", "relation"}
    assert first["query"] == {"schema": "Company", "properties": {"name": [NAME], "country": ["cn"]}}
    fields = {"id", "caption", "schema", "properties", "datasets", "referents", "target", "score", "match"}
    fields |= {"first_seen", "last_seen", "last_change", "explanations"}
    for result in first["results"]:
        assert fields <= result.keys()
        assert all(isinstance(value, list) for value in result["properties"].values())
        for feature in result["explanations"].values():
            assert feature.keys() == {"score", "detail", "query", "candidate"}
    assert told["responses"]["ds-2"]["results"] == []


def test_a_person_is_found_but_never_by_the_bare_name(client: httpx.Client) -> None:
    body = {"queries": {"p": {"schema": "Person", "properties": {"name": "顾念慈"}}}}
    results = client.post(YENTE, json=body).json()["responses"]["p"]["results"]
    assert [(result["caption"], result["schema"], result["match"]) for result in results][:1] == [
        ("顾念慈", "Person", False)
    ]


def test_a_dataset_is_a_part_of_the_archive(client: httpx.Client) -> None:
    whole = client.post(YENTE, json=sent(name=NAME)).json()["responses"]["q1"]["results"][0]
    part = client.post(f"/match/{whole['datasets'][0]}", json=sent(name=NAME)).json()["responses"]["q1"]["results"]
    assert part[0]["id"] == whole["id"]
    assert problem(client.post("/match/no_such", json=sent(name=NAME))) == (404, "unknown_dataset")
    for parameter in ("include_dataset", "exclude_dataset"):
        refused = client.post(YENTE, json=sent(name=NAME), params={parameter: "no_such"})
        assert problem(refused) == (404, "unknown_dataset")
    left_out = client.post(YENTE, json=sent(name=NAME), params={"exclude_entity_ids": whole["id"]}).json()
    assert whole["id"] not in [result["id"] for result in left_out["responses"]["q1"]["results"]]


def test_one_bad_item_fails_no_batch(client: httpx.Client) -> None:
    good = {"schema": "Company", "properties": {"name": NAME}}
    bad = {"a": 7, "b": {"properties": {"name": NAME}}, "c": {"schema": "Company", "properties": {"name": "\u0000"}}}
    for path in (MATCH, YENTE):
        told = client.post(path, json={"queries": {**bad, "good": good}}, params={"lang": "en"})
        answers = told.json()["responses"]
        assert told.status_code == 200
        assert {name: answers[name]["status"] for name in answers} == {"a": 400, "b": 422, "c": 422, "good": 200}
        assert answers["b"]["detail"].startswith("the schema is")
        assert answers["good"]["results"][0]["match"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"queries": {}}, (422, "invalid")),
        ({}, (422, "invalid")),
        ({"queries": []}, (422, "invalid")),
        ({"queries": {str(number): {} for number in range(101)}}, (413, "batch_size")),
        ({"queries": {"q": {}}, "querys": {}}, (422, "invalid")),
    ],
)
def test_a_batch_that_is_none_is_refused(client: httpx.Client, body: Any, expected: tuple[int, str]) -> None:
    for path in (MATCH, YENTE):
        assert problem(client.post(path, json=body)) == expected


def test_parameters_out_of_range_or_unknown_are_refused(client: httpx.Client) -> None:
    for query in ({"limit": 0}, {"limit": 501}, {"threshold": 2}, {"topics": "x"}, {"exclude_schema": "Vessel"}):
        assert problem(client.post(YENTE, json=sent(name=NAME), params=query)) == (422, "invalid")
    assert problem(client.post("/match/Bad..Name", json=sent(name=NAME))) == (422, "invalid")
    assert problem(client.post(MATCH, json=sent(name=NAME) | {"limit": 9999})) == (422, "invalid")


def test_another_origins_page_may_not_ask(client: httpx.Client) -> None:
    headers = {"origin": "http://evil.example"}
    assert problem(client.post(YENTE, json=sent(name=NAME), headers=headers)) == (403, "foreign_origin")


def test_nothing_of_a_batch_that_fails_is_kept(served: Serve) -> None:
    client = served()
    body = {"queries": {"q": {"schema": "Company", "properties": {"uscCode": LEFT}}}, "known_at": "tx:999"}
    assert problem(client.post(MATCH, json=body))[0] == 422
