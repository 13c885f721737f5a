"""Large bodies, slow clients, and clients that go away."""

import socket
import time
from pathlib import Path

import httpx
import pytest

from creditgraph.api import patience

from .conftest import CLEAN, V1, Serve, problem

ROWS = b"x" * 1_000_000


def test_an_upload_has_its_own_limit(served: Serve) -> None:
    client = served(upload_bytes=100_000, json_bytes=1000)
    response = client.post(f"{V1}/imports", files={"file": ("big.csv", ROWS)})
    assert problem(response) == (413, "too_large")
    body = {"subjects": [CLEAN], "purpose": "x" * 150, "business_item": "x" * 1000}
    assert problem(client.post(f"{V1}/checks", json=body)) == (413, "too_large")


def test_an_upload_without_a_stated_length_is_counted(served: Serve, tmp_path: Path) -> None:
    client = served(upload_bytes=100_000)
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="big.csv"\r\n\r\n'

    def parts() -> object:
        yield head
        for _ in range(20):
            yield ROWS[:50_000]

    headers = {"content-type": "multipart/form-data; boundary=b"}
    response = client.post(f"{V1}/imports", content=parts(), headers=headers)  # type: ignore[arg-type]
    assert problem(response) == (413, "too_large")
    assert not list(tmp_path.glob("archive.sqlite.spool/*"))


def test_an_upload_that_is_cut_off_leaves_nothing(served: Serve, tmp_path: Path) -> None:
    client = served()
    with _connected(client) as raw:
        raw.sendall(_head("imports", 5_000_000, "multipart/form-data; boundary=b"))
        raw.sendall(b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + ROWS)
        _until(lambda: bool(list(tmp_path.glob("archive.sqlite.spool/*"))))
    _until(lambda: not list(tmp_path.glob("archive.sqlite.spool/*")))
    assert client.get("/healthz").status_code == 200


def test_a_body_that_comes_too_slowly_is_given_up(served: Serve) -> None:
    client = served(body_seconds=0.3, idle_seconds=0.3)
    for path, media in (("checks", "application/json"), ("imports", "multipart/form-data; boundary=b")):
        with _connected(client) as raw:
            raw.sendall(_head(path, 1000, media) + b"-")
            answered = _all(raw)
            assert b" 408 " in answered.split(b"\r\n")[0]
            assert b"slow_client" in answered


def test_a_head_that_does_not_come_is_given_up(served: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEAD_SECONDS", 0.3)
    client = served()
    with _connected(client) as silent, _connected(client) as slow:
        slow.sendall(b"GET /healthz HTTP/1.1\r\nHost: ")
        assert _all(silent) == b""
        assert _all(slow) == b""
    assert client.get("/healthz").status_code == 200


def test_a_connection_serves_one_request_after_another(client: httpx.Client) -> None:
    with _connected(client) as raw:
        for _ in range(3):
            raw.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert _answer(raw).startswith(b"HTTP/1.1 200")


def _connected(client: httpx.Client) -> socket.socket:
    return socket.create_connection((client.base_url.host, client.base_url.port or 80), timeout=20)


def _head(path: str, length: int, media: str) -> bytes:
    return (
        f"POST {V1}/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def _all(raw: socket.socket) -> bytes:
    got = b""
    while part := raw.recv(65536):
        got += part
    return got


def _answer(raw: socket.socket) -> bytes:
    got = b""
    while not got.rstrip().endswith(b"}"):
        part = raw.recv(65536)
        assert part, got
        got += part
    return got


def _until(holds: object) -> None:
    until = time.monotonic() + 20
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.02)
