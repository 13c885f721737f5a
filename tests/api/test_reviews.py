"""The steward's queue over HTTP: a version read, a decision made, and what stops a second one."""

from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from creditgraph.api.settings import Settings
from support.reviews import open_similar

from .conftest import V1, Serve

ONE, OTHER = "云泽墨韵图书有限公司", "云泽省墨韵图书有限公司"
DIFFERENT = {"verdict": "different", "reason": "两家书店"}


@pytest.fixture
def client(served: Serve, province_settings: Settings, tmp_path: Path) -> httpx.Client:
    """A server of the example, in which matching has found two bookshops alike."""
    client = served()
    archive = replace(province_settings, archive=str(tmp_path / "archive.sqlite")).context().archive
    open_similar(archive, ONE, OTHER, 0.9)
    archive.close()
    return client


def test_a_review_is_listed_read_and_decided_once(client: httpx.Client) -> None:
    (case,) = client.get(f"{V1}/reviews", params={"kind": "similar", "entity": ONE}).json()["results"]
    read = client.get(f"{V1}/reviews/{case['id']}")
    tag = read.headers["etag"]
    assert (tag, read.json()["state"]) == (f'"{case["version"]}"', "open")
    assert read.json()["comparisons"][0]["explanation"]["en"]
    address = f"{V1}/reviews/{case['id']}/decision"
    absent = client.post(address, json=DIFFERENT)
    assert (absent.status_code, absent.json()["code"]) == (428, "version_missing")
    stale = client.post(address, json=DIFFERENT, headers={"if-match": '"1"'})
    assert (stale.status_code, stale.json()["code"], stale.json()["version"]) == (412, "version_moved", case["version"])
    once = {"if-match": tag, "idempotency-key": "first"}
    done = client.post(address, json=DIFFERENT, headers=once)
    decision = done.json()["decision"]
    assert (done.status_code, done.json()["verdict"]) == (200, "different")
    assert client.post(address, json=DIFFERENT, headers=once).json() == done.json()
    late = client.post(address, json={**DIFFERENT, "verdict": "same"}, headers={"if-match": "*"})
    assert (late.status_code, late.json()["code"], late.json()["decision"]) == (409, "superseded", decision)
    assert client.get(f"{V1}/reviews").json()["results"] == []


@pytest.mark.parametrize("tag", ["7", '"x"', '"1", "2"'])
def test_what_is_no_version_is_refused(client: httpx.Client, tag: str) -> None:
    told = client.post(f"{V1}/reviews/1/decision", json=DIFFERENT, headers={"if-match": tag})
    assert told.status_code == 422


def test_there_is_no_such_review(client: httpx.Client) -> None:
    told = client.get(f"{V1}/reviews/99", headers={"accept-language": "en"})
    assert (told.status_code, told.json()["code"]) == (404, "no_review")
    assert told.json()["remedy"] == "see GET /api/v1/reviews"
