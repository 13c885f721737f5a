"""`/reconcile/{key}`: as the specification has it, for any origin, with a key that stands in no log, trail or error."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from creditgraph.api.settings import Settings
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.read_keys import create_key, list_keys, revoke_key
from support.reconciliation import EXTENSION, MANIFEST, PROPOSAL, RESULTS, SUGGESTIONS

from .conftest import CLEAN, Serve, problem

NAME = "墨川市远帆商贸有限公司"


class Desk:
    """A server, and a key to read it."""

    def __init__(self, client: httpx.Client, context: Context) -> None:
        self.client, self.context = client, context
        told = create_key(context, Request(), "desk")
        self.key, self.number = str(told["key"]), str(told["number"])
        self.address = f"/reconcile/{self.key}"

    def get(self, path: str = "", **query: Any) -> httpx.Response:
        """Ask by GET."""
        return self.client.get(self.address + path, params=query)

    def ask(self, **form: Any) -> httpx.Response:
        """Ask by the form that OpenRefine posts."""
        return self.client.post(self.address, data={name: json.dumps(value) for name, value in form.items()})

    def results(self, **query: Any) -> list[dict[str, Any]]:
        """The candidates of one query."""
        told = self.ask(queries={"q0": query}).json()
        jsonschema_rs.validate(RESULTS, told)
        found: list[dict[str, Any]] = told["q0"]["result"]
        return found


@pytest.fixture
def desk(served: Serve, province_settings: Settings, tmp_path: Path) -> Desk:
    """A server of the example."""
    client = served()
    return Desk(client, replace(province_settings, archive=str(tmp_path / "archive.sqlite")).context())


def test_the_manifest_is_as_specified_and_leads_to_what_works(desk: Desk) -> None:
    manifest = desk.get().json()
    jsonschema_rs.validate(MANIFEST, manifest)
    ((best, *_rest),) = [desk.results(query=NAME)]
    for word in ("entity", "type", "property"):
        service = manifest["suggest"][word]
        told = desk.client.get(service["service_url"] + service["service_path"], params={"prefix": "n"})
        jsonschema_rs.validate(SUGGESTIONS, told.json())
    service = manifest["extend"]["propose_properties"]
    told = desk.client.get(service["service_url"] + service["service_path"], params={"type": "Company", "limit": 3})
    jsonschema_rs.validate(PROPOSAL, told.json())
    assert len(told.json()["properties"]) == 3
    page = desk.client.get(manifest["preview"]["url"].replace("{{id}}", best["id"]))
    assert NAME in page.text
    assert desk.get(lang="en").json()["defaultTypes"][1] == {"id": "Company", "name": "company"}


def test_queries_are_answered_by_post_and_by_get(desk: Desk) -> None:
    queries = {
        "q0": {"query": NAME, "type": "Company", "limit": 3, "type_strict": "should"},
        "q1": {"query": "笔误的名称", "properties": [{"pid": "uscCode", "v": CLEAN}]},
        "q2": {"properties": [{"pid": "uscCode", "v": [{"id": CLEAN, "name": CLEAN}]}]},
        "q3": {"query": "顾念慈", "type": ["Person", "Company"]},
        "q4": {"query": NAME, "type": [{"id": "Company"}, {"id": "Organization"}]},
    }
    told = desk.ask(queries=queries).json()
    jsonschema_rs.validate(RESULTS, told)
    assert told.keys() == queries.keys()
    for name in ("q0", "q1", "q2", "q4"):
        best = told[name]["result"][0]
        assert (best["name"], best["match"], best["type"][0]["id"]) == (NAME, True, "Company"), name
        assert 0 <= best["score"] <= 100
    assert not any(one["match"] for one in told["q3"]["result"])
    assert told["q3"]["result"][0]["name"] == "顾念慈"
    assert desk.get(queries=json.dumps(queries)).json() == told


def test_a_bad_query_has_no_candidates_and_says_why(desk: Desk) -> None:
    queries: dict[str, Any] = {
        "no object": 7,
        "empty": {},
        "long": {"query": "甲" * 10_000},
        "control": {"query": "甲\u0001"},
        "type": {"query": NAME, "type": "Vessel"},
        "types": {"query": NAME, "type": ["Company", {"x": 1}]},
        "properties": {"query": NAME, "properties": ["x"]},
        "limit": {"query": NAME, "limit": -1},
        "value": {"query": {"a": 1}},
        "good": {"query": NAME, "properties": [{"pid": "no_such", "v": 1}]},
    }
    told = desk.ask(queries=queries).json()
    jsonschema_rs.validate(RESULTS, told)
    assert told["good"]["result"]
    statuses = {name: answer.get("status") for name, answer in told.items() if name != "good"}
    assert set(statuses.values()) <= {400, 422}, statuses
    assert all(not answer["result"] for name, answer in told.items() if name != "good")


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ({"queries": {str(number): {"query": "a"} for number in range(51)}}, (413, "batch_size")),
        ({"queries": {}}, (413, "batch_size")),
        ({"queries": [1]}, (400, "malformed")),
        ({}, (422, "invalid")),
        ({"queries": {"q": {"query": "a"}}, "extend": {}}, (422, "invalid")),
        ({"extend": {"ids": "x", "properties": []}}, (400, "malformed")),
        ({"extend": {"ids": ["x"] * 51, "properties": []}}, (413, "batch_size")),
    ],
)
def test_what_is_no_batch_is_refused(desk: Desk, form: Any, expected: tuple[int, str]) -> None:
    assert problem(desk.ask(**form)) == expected


def test_what_is_no_json_is_refused(desk: Desk) -> None:
    for text in ("{", "[" * 100_000):
        assert problem(desk.client.post(desk.address, data={"queries": text})) == (400, "malformed")


def test_values_are_fetched(desk: Desk) -> None:
    company, person = desk.results(query=NAME)[0]["id"], desk.results(query="顾念慈", type="Person")[0]["id"]
    properties = [{"id": name} for name in ("name", "uscCode", "idNumber", "address", "schema", "no_such")]
    told = desk.ask(extend={"ids": [company, person, "cg-none"], "properties": properties}).json()
    jsonschema_rs.validate(EXTENSION, told)
    assert [one["id"] for one in told["meta"]] == ["name", "uscCode", "idNumber", "address", "schema"]
    assert told["rows"][company]["name"] == [{"str": NAME}]
    assert told["rows"][company]["uscCode"] == [{"str": CLEAN}]
    assert told["rows"][person]["name"] == [{"str": "顾念慈"}]
    assert told["rows"][person]["idNumber"] == told["rows"][person]["address"] == []
    assert told["rows"]["cg-none"] == {name: [] for name in told["rows"][company]}


def test_suggestions(desk: Desk) -> None:
    found = desk.get("/suggest/entity", prefix="墨川市远帆").json()["result"]
    assert found[0]["name"] == NAME
    assert CLEAN in found[0]["description"]
    assert desk.get("/suggest/entity", prefix="").json() == {"result": []}
    assert desk.get("/suggest/entity", prefix="墨川市远帆", cursor=1).json() == {"result": []}
    assert desk.get("/suggest/type", prefix="企").json()["result"] == [{"id": "Company", "name": "企业"}]
    assert desk.get("/suggest/property", prefix="usc").json()["result"][0]["id"] == "uscCode"


def test_a_preview_is_text_in_a_frame_of_anybody(desk: Desk) -> None:
    id_ = desk.results(query=NAME)[0]["id"]
    page = desk.get("/preview", id=id_)
    assert page.headers["content-type"].startswith("text/html")
    assert "x-frame-options" not in page.headers
    assert "frame-ancestors" not in page.headers["content-security-policy"]
    assert CLEAN in page.text
    for other in ("cg-none", "<script>", CLEAN):
        assert problem(desk.get("/preview", id=other)) == (404, "unknown_subject")


def test_pages_of_any_origin_may_read(desk: Desk) -> None:
    origin = {"origin": "http://127.0.0.1:3333", "sec-fetch-site": "cross-site"}
    allowed = desk.client.options(desk.address, headers=origin | {"access-control-request-method": "POST"})
    assert allowed.status_code == 204
    assert "POST" in allowed.headers["access-control-allow-methods"]
    answers = [
        allowed,
        desk.client.get(desk.address, headers=origin),
        desk.client.post(desk.address, data={"queries": json.dumps({"q": {"query": NAME}})}, headers=origin),
        desk.client.get("/reconcile/ck_wrong", headers=origin),
        desk.client.post(desk.address, headers=origin),
    ]
    assert [answer.status_code for answer in answers] == [204, 200, 200, 404, 422]
    for answer in answers:
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "no-store"


def test_a_revoked_key_and_one_that_never_was_are_told_alike(desk: Desk) -> None:
    assert desk.get().status_code == 200
    revoke_key(desk.context, Request(), desk.number)
    told = []
    for address in (desk.address, "/reconcile/ck_never_was_a_key", "/reconcile/%20", "/reconcile/*"):
        for path in ("", "/suggest/entity", "/preview?id=x", "/properties"):
            response = desk.client.get(address + path)
            assert problem(response) == (404, "unknown_read_key")
            told.append({**response.json(), "trace_id": "", "instance": ""})
    assert all(one == told[0] for one in told)
    assert problem(desk.ask(queries={"q": {"query": NAME}})) == (404, "unknown_read_key")


def test_a_key_opens_nothing_else(desk: Desk) -> None:
    body = {"a": CLEAN, "b": "x", "reason": "x"}
    for path in ("/api/v1/merges", "/merges", "/api/v1/search"):
        assert desk.client.post(desk.address + path, json=body).status_code in (404, 405)
    assert desk.client.put(desk.address).status_code == 405
    assert desk.client.delete(desk.address).status_code == 405


def test_the_key_stands_in_no_log_no_trail_and_no_error(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answers = [
        desk.get("/no/such/place"),
        desk.get("/preview"),
        desk.get("/preview", id="x"),
        desk.client.put(desk.address),
        desk.ask(),
        desk.ask(queries={"q": {"query": NAME}}),
        desk.get(queries="{"),
        desk.client.get(f"{desk.address}?{'x' * 9000}"),
        desk.client.get(desk.address, headers={"host": "evil.example"}),
        desk.client.post(desk.address, content=b"\xff", headers={"content-type": "multipart/form-data"}),
    ]
    assert any(answer.status_code == 200 for answer in answers)
    assert {answer.json()["instance"] for answer in answers if answer.status_code == 405} == {"/reconcile/*"}
    said = "".join(answer.text + repr(answer.headers) for answer in answers)
    logged = "".join(
        record.getMessage() for record in caplog.records if record.name.split(".")[0] not in ("httpx", "httpcore")
    )
    kept = repr(desk.context.ledger.audit()) + repr(list_keys(desk.context, Request()))
    with desk.context.ledger.reading() as sql:
        kept += repr([sql.all(f"SELECT * FROM {table}") for table in ("audit", "read_key", "job", "idempotency")])
    for text in (said, logged, kept):
        assert desk.key not in text


def test_an_error_of_ours_does_not_log_the_key(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("creditgraph.api.routers.reconcile.reconcile_.reconcile", fail)
    caplog.set_level(logging.DEBUG)
    response = desk.ask(queries={"q": {"query": NAME}})
    assert problem(response) == (500, "internal")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("creditgraph", "uvicorn"))]
    assert any("broken" in text for text in ours)
    assert desk.key not in response.text + "".join(ours)


def test_the_trail_says_which_key_asked(desk: Desk) -> None:
    desk.ask(queries={"q": {"query": NAME}})
    entries = [kept.entry for kept in desk.context.ledger.audit() if kept.entry.action == "match"]
    assert {entry.principal for entry in entries} == {desk.number}
    assert [entry.stage for entry in entries] == ["intent", "outcome"]
    ((kept,),) = [list_keys(desk.context, Request())["keys"]]  # type: ignore[misc]
    assert kept["used_on"]


def test_it_is_no_part_of_the_openapi_document(client: httpx.Client) -> None:
    assert not any(path.startswith("/reconcile") for path in client.get("/openapi.json").json()["paths"])
