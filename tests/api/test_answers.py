"""What the routes answer: the body of the use case, whole, with the frame that was asked for."""

import re
from base64 import b64encode
from hashlib import sha256

import httpx
import pytest

from creditgraph.api.settings import Settings
from creditgraph.model.document import document
from creditgraph.model.request import Request
from creditgraph.usecases.search import search
from creditgraph.usecases.show import show

from .conftest import CLEAN, LEFT, RIGHT, V1, Serve, problem


def test_a_route_and_its_use_case_print_the_same_body(client: httpx.Client, province_settings: Settings) -> None:
    context = province_settings.context()
    assert client.get(f"{V1}/search?q=清霖").text == document(search(context, Request(), "清霖"))
    assert client.get(f"{V1}/entities/{LEFT}").text == document(show(context, Request(), LEFT))


def test_as_of_and_known_at_frame_the_answer(client: httpx.Client) -> None:
    told = client.get(f"{V1}/entities/{LEFT}", params={"as_of": "2018-04", "known_at": "tx:7"}).json()
    assert (told["tx"], told["as_of"]) == (7, "2018-04")
    assert client.get(f"{V1}/search", params={"q": "墨川", "known_at": "2999-01-01"}).json()["tx"] == 8


def test_search_pages_come_from_one_transaction(client: httpx.Client) -> None:
    seen: list[str] = []
    query = {"q": "有限公司", "limit": "20"}
    for _page in range(5):
        told = client.get(f"{V1}/search", params=query).json()
        assert told["tx"] == 8
        seen += [one["id"] for one in told["results"]]
        query["cursor"] = told["next"]
    assert len(set(seen)) == 100
    assert problem(client.get(f"{V1}/search", params=query | {"q": "墨川"}))[0] == 400


def test_an_entity_has_an_archive_and_links(client: httpx.Client) -> None:
    page = client.get(f"{V1}/entities/{LEFT}/archive").json()
    assert page["sections"]
    assert all((one["count"] is None) == (one["state"] == "not_collected") for one in page["sections"])
    counts = client.get(f"{V1}/entities/{LEFT}/adjacent").json()["adjacent"]
    first = counts[0]
    path = f"{V1}/entities/{LEFT}/adjacent/{first['type']}"
    links = client.get(path, params={"direction": first["direction"]}).json()
    assert len(links["results"]) == first["count"]
    assert problem(client.get(f"{V1}/entities/{LEFT}/adjacent/FRIEND_OF")) == (422, "invalid")
    source = links["results"][0]["sources"][0]
    row = client.get(f"{V1}/sources/{source['batch']}/{source['row']}").json()
    assert (row["file"], row["row"]) == (source["file"], source["row"])
    assert row["columns"]


def test_paths_and_networks(client: httpx.Client) -> None:
    told = client.post(f"{V1}/paths", json={"from": [LEFT], "to": [RIGHT]}).json()
    assert told["status"] == "found"
    through = told["paths"][0]["hops"][0]["from"]
    asked = {"from": [LEFT], "to": [RIGHT], "avoid": [through], "forbid_avoided": True}
    assert client.post(f"{V1}/paths", json=asked).json()["status"] == "none_within_bounds"
    asked = {"from": [LEFT, CLEAN], "to": [RIGHT], "types": ["HOLDS"]}
    ends = client.post(f"{V1}/paths", json=asked).json()["from"]
    assert [one["name"][:5] for one in ends] == ["墨川市青筠", "墨川市远帆"]
    network = client.post(f"{V1}/network", json={"seeds": [CLEAN], "max_hops": 2}).json()
    assert network["status"] == "complete"
    assert network["seeds"][0] in {one["id"] for one in network["entities"]}


def test_a_long_answer_is_compressed_for_whoever_takes_it(client: httpx.Client) -> None:
    path = f"{V1}/entities/{LEFT}"
    packed, plain = (client.get(path, headers={"accept-encoding": coding}) for coding in ("gzip", "identity"))
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    assert "content-encoding" not in client.get("/healthz", headers={"accept-encoding": "gzip"}).headers


def test_a_question_without_time_is_told_so(served: Serve) -> None:
    client = served(request_seconds=1e-9)
    assert problem(client.post(f"{V1}/paths", json={"from": [LEFT], "to": [RIGHT]}))[0] in (503, 504)


def test_a_check_is_kept_under_its_number(client: httpx.Client) -> None:
    asked = {"subjects": [CLEAN], "purpose": "招标审查", "business_item": "道路工程"}
    response = client.post(f"{V1}/checks", json=asked)
    told = response.json()
    assert response.status_code == 201
    assert (told["purpose"], told["business_item"]) == ("招标审查", "道路工程")
    assert response.headers["location"] == f"{V1}/checks/{told['number']}"
    assert client.get(response.headers["location"]).content == response.content
    proof = client.get(f"{response.headers['location']}/verify").json()
    assert proof["unaltered"]


def test_a_key_gives_the_same_check_again(client: httpx.Client) -> None:
    body = {"subjects": [CLEAN], "purpose": "x"}
    key = {"idempotency-key": "check-1"}
    first, second = (client.post(f"{V1}/checks", json=body, headers=key) for _ in range(2))
    assert first.content == second.content
    assert second.headers["location"] == first.headers["location"]
    other = client.post(f"{V1}/checks", json=body | {"purpose": "y"}, headers=key)
    assert problem(other) == (422, "idempotency_key_reused")


@pytest.fixture
def twins(client: httpx.Client) -> tuple[str, str]:
    """The ids of two natural persons of whom no number is known."""
    found = client.get(f"{V1}/search", params={"q": "海", "limit": 50}).json()["results"]
    a, b, *_more = sorted(one["id"] for one in found if one["kind"] == "natural_person" and not one["identifiers"])
    return a, b


def test_a_merge_moves_an_id_and_a_reversal_gives_it_back(served: Serve, twins: tuple[str, str]) -> None:
    client = served()
    body = {"a": twins[0], "b": twins[1], "reason": "同一人"}
    tried = client.post(f"{V1}/merges", json=body | {"dry_run": True}).json()
    assert tried["decision"] is None
    assert client.get(f"{V1}/entities/{tried['away'][0]}").status_code == 200
    key = {"idempotency-key": "merge-1"}
    merged = client.post(f"{V1}/merges", json=body, headers=key).json()
    assert client.post(f"{V1}/merges", json=body, headers=key).json() == merged
    assert (merged["id"], merged["away"], merged["tx"]) == (tried["id"], tried["away"], tried["tx"] + 1)
    (away,) = merged["away"]
    for part in ("", "/archive", "/adjacent"):
        moved = client.get(f"{V1}/entities/{away}{part}?as_of=2026&lang=en")
        assert moved.status_code == 308
        assert moved.headers["location"] == f"{V1}/entities/{merged['id']}{part}?as_of=2026&lang=en"
    assert client.get(f"{V1}/entities/{away}", follow_redirects=True).json()["id"] == merged["id"]
    assert client.get(f"{V1}/entities/{away}?known_at=tx:8").status_code == 200
    path = f"{V1}/merges/{merged['decision']}/reverse"
    assert client.post(path).json()["status"] == "reversed"
    assert client.post(path, json={"reason": "误判"}).json()["status"] == "already_reversed"
    assert client.get(f"{V1}/entities/{away}").status_code == 200


def test_the_documentation_loads_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/docs")
    assert page.status_code == 200
    assert "<script" not in page.text
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert f"{V1}/checks" in page.text
    assert 'id="error-unknown_subject"' in page.text
    style = re.findall(r"<style>(.*?)</style>", page.text)
    digests = [b64encode(sha256(one.encode()).digest()).decode() for one in style]
    assert all(f"'sha256-{digest}'" in page.headers["content-security-policy"] for digest in digests)
    assert " style=" not in page.text
