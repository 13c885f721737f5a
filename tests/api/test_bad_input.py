"""Bad input is told so, and nothing comes of it: no answer is made, no record is kept."""

import json
from base64 import urlsafe_b64encode

import httpx
import pytest

from .conftest import CLEAN, V1, problem

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "query", ["name:(", "海 AND", "海* OR 1=1 --", "<script>alert(1)</script>", "NEAR(海 2)", "海'; DROP"]
)
def test_operators_and_markup_are_only_text(client: httpx.Client, query: str) -> None:
    response = client.get(f"{V1}/search", params={"q": query})
    assert response.status_code == 200
    assert response.json()["results"] == []
    assert response.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("query", ["%", '"', "   ", "()", "*", "……", ":"])
def test_a_query_without_a_letter_is_refused(client: httpx.Client, query: str) -> None:
    assert problem(client.get(f"{V1}/search", params={"q": query})) == (422, "query")


@pytest.mark.parametrize("query", ["", "x" * 5000, "海" * 201, "海\0东", "海\x1b[2J", "海\n东"])
def test_a_query_that_is_no_text_within_bounds_is_refused(client: httpx.Client, query: str) -> None:
    assert problem(client.get(f"{V1}/search", params={"q": query})) == (422, "invalid")


@pytest.mark.parametrize("held", ["[" * 1400, '{"a":' * 250, '[1,null,"x",-1]', "null", "\0"])
@pytest.mark.parametrize("path", ["search?q=有限公司", f"entities/{CLEAN}/adjacent/LEGAL_REP_OF?direction=in"])
def test_a_cursor_that_is_none_of_ours_is_refused(client: httpx.Client, path: str, held: str) -> None:
    cursor = urlsafe_b64encode(held.encode()).decode().rstrip("=")
    assert problem(client.get(f"{V1}/{path}&cursor={cursor}")) == (400, "cursor")


@pytest.mark.parametrize(
    "query", ["name:(", "海 AND", "%25", "%22", "<b>x<%2Fb>", "' OR 1=1--", "x" * 5000, "..", "%FF"]
)
def test_as_a_subject_it_is_none(client: httpx.Client, query: str) -> None:
    status, code = problem(client.get(f"{V1}/entities/{query}"))
    assert status in (404, 422)
    assert code in ("unknown_subject", "invalid_subject", "invalid", "not_found")


def test_an_address_without_end_is_refused(client: httpx.Client) -> None:
    assert problem(client.get(f"{V1}/search?q={'x' * 20000}")) == (413, "too_large")


@pytest.mark.parametrize("limit", ["0", "-1", "201", "9" * 5000, "1.5", "one", "1e3", "", "NaN"])
def test_a_limit_out_of_range_is_refused(client: httpx.Client, limit: str) -> None:
    assert problem(client.get(f"{V1}/search", params={"q": "海", "limit": limit})) == (422, "invalid")


GOOD = {"subjects": [CLEAN], "purpose": "x"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", (422, "invalid")),
        (b"{", (400, "malformed")),
        (b'{"subjects": ["a"], "purpose": "x"', (400, "malformed")),
        (b"\xff\xfe", (400, "malformed")),
        (b"[" * 200_000, (400, "malformed")),
        (b'{"a":' * 50_000, (400, "malformed")),
        (b'{"subjects": ["a"], "purpose": "x", "max_hops": ' + b"9" * 6000 + b"}", (400, "malformed")),
        (b'{"subjects": ["\\ud800"], "purpose": "x"}', (422, "invalid")),
        (b'{"subjects": ["a\\u0000"], "purpose": "x"}', (422, "invalid")),
        (b'{"subjects": ["a"], "purpose": "x", "max_hops": NaN}', (422, "invalid")),
        (b"null", (422, "invalid")),
        (b"[]", (422, "invalid")),
        (b'"text"', (422, "invalid")),
        (json.dumps(GOOD | {"subjects": CLEAN}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"subjects": []}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"subjects": [None]}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"subjects": ["x" * 5000]}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"subjects": ["x"] * 501}).encode(), (413, "batch_size")),
        (json.dumps(GOOD | {"purpose": ""}).encode(), (422, "invalid")),
        (json.dumps({"subjects": [CLEAN]}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"max_hops": 7}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"max_hops": "2"}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"max_hops": True}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"max_hops": 10**300}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"as_of": 2020}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"as_of": "soon"}).encode(), (422, "invalid")),
        (json.dumps(GOOD | {"known_at": "tx:-1"}).encode(), (422, "unknown_tx")),
        (json.dumps(GOOD | {"unknown": 1}).encode(), (422, "invalid")),
        (b'"' + b"x" * (1 << 20) + b'"', (413, "too_large")),
    ],
)
def test_a_body_that_is_wrong_is_refused(client: httpx.Client, body: bytes, expected: tuple[int, str]) -> None:
    assert problem(client.post(f"{V1}/checks", content=body, headers=JSON)) == expected


@pytest.mark.parametrize("media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", ""])
def test_another_media_type_is_refused(client: httpx.Client, media: str) -> None:
    body = json.dumps(GOOD).encode()
    response = client.post(f"{V1}/checks", content=body, headers={"content-type": media})
    assert problem(response) == (415, "media_type")


@pytest.mark.parametrize("path", ["paths", "network", "merges"])
def test_lists_and_fields_of_the_other_bodies_are_bounded_too(client: httpx.Client, path: str) -> None:
    bodies = {
        "paths": [{"from": [CLEAN] * 51, "to": [CLEAN]}, {"from": [CLEAN], "to": [CLEAN], "limit": 101}],
        "network": [{"seeds": [CLEAN] * 51}, {"seeds": [CLEAN], "max_entities": 2001}],
        "merges": [{"a": CLEAN, "b": CLEAN}, {"a": CLEAN, "b": CLEAN, "reason": "x" * 201}],
    }
    for body in bodies[path]:
        assert client.post(f"{V1}/{path}", json=body).status_code in (413, 422)


def test_a_subject_that_is_none_spoils_no_other(client: httpx.Client) -> None:
    subjects = [CLEAN, "name:(", "<b>x</b>", "无此公司", "91379911YX9900037A"]
    told = client.post(f"{V1}/checks", json={"subjects": subjects, "purpose": "x"}).json()
    assert [one["status"] for one in told["subjects"]] == ["confirmed", "unknown", "unknown", "unknown", "invalid"]


def test_headers_that_are_no_text_are_refused(client: httpx.Client) -> None:
    path = f"{V1}/search?q=%E6%B5%B7"
    assert client.get(path, headers={"x-purpose": "%E6%8B%9B%E6%A0%87"}).status_code == 200
    assert client.get(path, headers={"x-purpose": "招标".encode()}).status_code == 200
    assert problem(client.get(path, headers={"x-purpose": "%ff"})) == (400, "malformed")
    assert problem(client.get(path, headers={"x-purpose": "x" * 300})) == (422, "invalid")
    assert problem(client.post(f"{V1}/checks", json=GOOD, headers={"idempotency-key": "a b"})) == (422, "invalid")
