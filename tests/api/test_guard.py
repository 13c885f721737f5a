"""Who may ask from where, and how many at a time."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from creditgraph.api.settings import Settings
from creditgraph.usecases import search
from support.server import running

from .conftest import CLEAN, V1, Serve, problem


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.2:99", "[::1]:8000"])
def test_loopback_names_are_the_servers_own(client: httpx.Client, host: str) -> None:
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example", "[", ""]
)
def test_a_foreign_name_is_refused(client: httpx.Client, host: str) -> None:
    assert problem(client.get(f"{V1}/search?q=x", headers={"host": host})) == (403, "unknown_host")


def test_a_name_given_at_the_start_is_taken(province_settings: Settings) -> None:
    with running(replace(province_settings, public_names=frozenset({"credit.example"}))) as client:
        assert client.get("/healthz", headers={"host": "credit.example"}).status_code == 200
        assert problem(client.get("/healthz", headers={"host": "10.0.0.1"})) == (403, "unknown_host")
    with running(replace(province_settings, exposed=True)) as client:
        assert client.get("/healthz", headers={"host": "10.0.0.1"}).status_code == 200
        assert problem(client.get("/healthz", headers={"host": "evil.example"})) == (403, "unknown_host")


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_a_page_of_another_origin_changes_nothing(client: httpx.Client, headers: dict[str, str]) -> None:
    for path in ("merges", "merges/judgement:1/reverse", "checks", "imports"):
        assert problem(client.post(f"{V1}/{path}", headers=headers)) == (403, "foreign_origin")


def test_the_servers_own_page_may_ask(client: httpx.Client) -> None:
    own = {"origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    body = {"subjects": [CLEAN], "purpose": "x"}
    assert client.post(f"{V1}/checks", json=body, headers=own).status_code == 201


def test_no_other_origin_may_read_an_answer(client: httpx.Client) -> None:
    response = client.get(f"{V1}/search?q=%E6%B5%B7", headers={"origin": "http://evil.example"})
    assert "access-control-allow-origin" not in response.headers
    assert response.headers["cross-origin-resource-policy"] == "same-origin"
    assert response.headers["cache-control"] == "no-store"


def test_the_policy_allows_what_the_page_needs_and_nothing_else(client: httpx.Client) -> None:
    """An inline style, and one alone, has the description at /docs; it has no script."""
    allowed = dict(part.strip().split(" ", 1) for part in client.get("/").headers["content-security-policy"].split(";"))
    assert {name for name, value in allowed.items() if value == "'self'"} == {
        f"{kind}-src" for kind in ("script", "worker", "style", "img", "connect")
    }
    assert {name for name, value in allowed.items() if value == "'none'"} == {
        "default-src",
        "base-uri",
        "form-action",
        "frame-ancestors",
    }
    assert set(allowed.values()) == {"'self'", "'none'"}
    documented = client.get("/docs").headers["content-security-policy"]
    assert documented.startswith("default-src 'none'; style-src 'sha256-")
    assert "'self'" not in documented


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Searches that wait until told to go on."""
    go_on, find = threading.Event(), search.search_names

    def wait(*arguments: Any) -> Any:
        go_on.wait(30)
        return find(*arguments)

    monkeypatch.setattr(search, "search_names", wait)
    yield go_on
    go_on.set()


def test_one_request_too_many_is_told_to_come_again(served: Serve, held: threading.Event) -> None:
    client = served(requests=3, threads=3)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(client.get, f"{V1}/search?q=%E6%B5%B7") for _ in range(3)]
        refused = _until_refused(client)
        assert problem(refused) == (503, "overloaded")
        assert int(refused.headers["retry-after"]) > 0
        held.set()
        assert [one.result().status_code for one in waiting] == [200] * 3
    assert client.get("/healthz").status_code == 200


def test_who_waits_too_long_for_a_thread_is_told_so(served: Serve, held: threading.Event) -> None:
    client = served(threads=1, request_seconds=0.3)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(client.get, f"{V1}/search?q=%E6%B5%B7")
        second = pool.submit(client.get, f"{V1}/search?q=%E6%B5%B7")
        threading.Timer(0.6, held.set).start()
        codes = sorted(one.result().status_code for one in (first, second))
    assert codes[-1] == 503


def _until_refused(client: httpx.Client) -> httpx.Response:
    for _attempt in range(200):
        response = client.get("/healthz")
        if response.status_code != 200:
            return response
        threading.Event().wait(0.02)
    raise AssertionError("never refused")


def test_the_page_is_served_beside_the_api(province_settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><title>page</title>", "utf-8")
    (tmp_path / "app.js").write_text("export {};", "utf-8")
    with running(replace(province_settings, web=tmp_path)) as client:
        page = client.get("/")
        assert "page" in page.text
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert page.headers["x-content-type-options"] == "nosniff"
        assert client.get("/app.js").headers["content-type"].startswith("text/javascript")
        for path in (f"{V1}/nothing", "/nothing", "/..%2f..%2fetc/passwd", "/%00"):
            assert problem(client.get(path, headers={"accept": "text/html"})) == (404, "not_found")
        assert client.get(f"{V1}/search?q=%E6%B8%85%E9%9C%96").json()["results"]
