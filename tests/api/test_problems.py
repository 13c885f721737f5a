"""Every error is a problem, in the reader's language, and tells nothing of the inside."""

import logging
from pathlib import Path
from typing import Any

import httpx
import pytest

from creditgraph.api.problems import status_of
from creditgraph.api.settings import Settings
from creditgraph.model.errors import Ambiguous, BadInput, Broken, Busy, NotFound, Refused
from creditgraph.usecases import search
from support.server import running

from .conftest import CLEAN, V1, Serve, problem


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", f"{V1}/nothing", (404, "not_found")),
        ("GET", "/nothing", (404, "not_found")),
        ("GET", "/../../etc/passwd", (404, "not_found")),
        ("DELETE", f"{V1}/search", (405, "method")),
        ("PUT", "/healthz", (405, "method")),
        ("GET", f"{V1}/search", (422, "invalid")),
        ("GET", f"{V1}/entities/无此公司", (404, "unknown_subject")),
        ("GET", f"{V1}/entities/cg-000000000000", (404, "unknown_subject")),
        ("GET", f"{V1}/entities/91379911YX9900037A", (422, "invalid_subject")),
        ("GET", f"{V1}/entities/{CLEAN}?known_at=tx:999", (422, "unknown_tx")),
        ("GET", f"{V1}/entities/{CLEAN}?known_at=yesterday", (422, "known_at")),
        ("GET", f"{V1}/entities/{CLEAN}?as_of=2020-13", (422, "invalid")),
        ("GET", f"{V1}/entities/{CLEAN}?as-of=2020", (422, "invalid")),
        ("GET", f"{V1}/checks/CK20200101-000000000000", (404, "unknown_check")),
        ("GET", f"{V1}/imports/JB20200101-000000000000", (404, "unknown_job")),
        ("GET", f"{V1}/sources/999/2", (404, "unknown_batch")),
        ("GET", f"{V1}/sources/1/99999", (404, "unknown_row")),
        ("GET", f"{V1}/search?q=%E5%85%AC%E5%8F%B8&cursor=bm9uZQ", (400, "cursor")),
        ("POST", f"{V1}/merges/judgement:99999/reverse", (404, "no_decision")),
    ],
)
def test_what_cannot_be_answered_is_a_problem(
    client: httpx.Client, method: str, path: str, expected: tuple[int, str]
) -> None:
    assert problem(client.request(method, path)) == expected


def test_the_language_is_the_readers(client: httpx.Client) -> None:
    path = f"{V1}/entities/无此公司"
    for headers, query, said in (
        ({}, "", "档案中没有相符的主体"),
        ({"accept-language": "en-GB,en;q=0.8"}, "", "nothing in the archive fits"),
        ({"accept-language": "fr, zh-CN;q=0.7, en;q=0.3"}, "", "档案中没有相符的主体"),
        ({"accept-language": "en"}, "?lang=zh", "档案中没有相符的主体"),
        ({}, "?lang=en", "nothing in the archive fits"),
    ):
        told = client.get(path + query, headers=headers).json()
        assert told["title"] == said
        assert told["detail"].startswith(said)


def test_a_name_that_fits_several_lists_them(client: httpx.Client) -> None:
    twins = [one["name"] for one in client.get(f"{V1}/search", params={"q": "张伟", "limit": 50}).json()["results"]]
    name = next(name for name in twins if twins.count(name) > 1)
    response = client.get(f"{V1}/entities/{name}")
    assert problem(response) == (409, "ambiguous")
    assert {one["name"] for one in response.json()["candidates"]} == {name}


def test_places_are_pointed_at_and_what_was_sent_is_not_repeated(client: httpx.Client) -> None:
    sent = {"subjects": [CLEAN, 7], "purpose": "x", "max_hops": "many", "secret/field": "37990019040101001X"}
    response = client.post(f"{V1}/checks", json=sent)
    assert problem(response) == (422, "invalid")
    assert {one["pointer"] for one in response.json()["errors"]} == {
        "#/subjects/1",
        "#/max_hops",
        "#/secret~1field",
    }
    assert "37990019040101001X" not in response.text


def test_an_unexpected_error_tells_nothing_but_its_trace_id(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = "379900190401010014"

    def fail(*_arguments: Any) -> None:
        raise RuntimeError(f"secret {number}")

    monkeypatch.setattr(search, "search_names", fail)
    with caplog.at_level(logging.ERROR, "creditgraph.api"):
        response = client.get(f"{V1}/search", params={"q": "清霖"})
    assert problem(response) == (500, "internal")
    assert "secret" not in response.text
    assert number not in response.text
    assert response.json()["trace_id"] in caplog.text
    assert "search.py" in caplog.text
    assert number not in caplog.text


def test_a_server_without_its_key_is_not_ready(empty: Settings) -> None:
    with running(empty) as client:
        assert client.get("/readyz").json() == {"status": "ready"}
        empty.key_path.unlink()
        response = client.get("/readyz")
        assert problem(response) == (503, "not_ready")
        assert str(empty.key_path) not in response.text
        Path(empty.archive).unlink()
        response = client.get(f"{V1}/search?q=x")
        assert problem(response) == (503, "no_archive")
        assert response.headers["retry-after"]
        assert client.get("/healthz").status_code == 200


def test_the_status_says_what_the_caller_can_do() -> None:
    classes = (BadInput, NotFound, Ambiguous, Refused, Busy, Broken)
    assert [status_of(kind, "any") for kind in classes] == [422, 404, 409, 409, 503, 500]
    assert status_of(BadInput, "cursor") == 400
    assert status_of(Busy, "timed_out") == 504
    assert status_of(Busy, "idempotency_in_flight") == 409


def test_a_refused_merge_names_its_cause(served: Serve) -> None:
    client = served()
    body = {"a": CLEAN, "b": "91379911YX990007X1", "reason": "试"}
    response = client.post(f"{V1}/merges", json=body)
    assert problem(response) == (409, "two_identifiers")
    assert sorted(response.json()["identifiers"]) == [CLEAN, "91379911YX990007X1"]
