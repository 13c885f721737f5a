"""Files in over HTTP: a job, its progress, its quarantine file."""

import io
import time
from pathlib import Path
from typing import Any

import httpx
import openpyxl
import pytest

from creditgraph.api.settings import Settings
from support.server import running

from .conftest import V1, Serve, problem

DATA = Path(__file__).parents[2] / "examples" / "province" / "data"


def ended(client: httpx.Client, location: str) -> dict[str, Any]:
    """A job when it has ended."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        told: dict[str, Any] = client.get(location).json()
        if told["finished_at"] is not None:
            return told
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def send(client: httpx.Client, name: str, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
    return client.post(
        f"{V1}/imports", files={"file": (name, (DATA / name).read_bytes())}, data=fields, headers=headers
    )


def test_a_file_becomes_a_job_and_a_report(empty: Settings) -> None:
    with running(empty) as client:
        response = send(client, "officers.csv", stated_on="2026-06-30", purpose="归集")
        assert response.status_code == 202
        job = ended(client, response.headers["location"])
        assert (job["status"], job["file"]) == ("done", "officers.csv")
        (batch,) = job["result"]["batches"]
        assert batch["rows"] == {"read": 392, "accepted": 390, "unchanged": 0, "quarantined": 2}
        assert batch["stated_on"] == "2026-06-30"
        quarantine = client.get(f"{response.headers['location']}/quarantine")
        assert quarantine.headers["content-type"].startswith("text/csv")
        assert quarantine.text.startswith("\ufeffrow,column")
        assert batch["returned"] == f"{job['job']}.returned.xlsx"
        returned = client.get(f"{response.headers['location']}/returned")
        assert returned.content.startswith(b"PK")
        again = ended(client, send(client, "officers.csv", stated_on="2026-06-30").headers["location"])
        assert again["result"]["batches"][0]["status"] == "unchanged"


def test_a_dry_run_stores_nothing(empty: Settings) -> None:
    with running(empty) as client:
        job = ended(client, send(client, "penalty_2015.csv", dry_run="true").headers["location"])
        assert job["result"]["batches"][0]["status"] == "dry_run"
        assert client.get(f"{V1}/search?q=%E5%85%AC%E5%8F%B8").json()["results"] == []
        assert problem(client.get(f"{V1}/imports/{job['job']}/quarantine")) == (404, "no_quarantine")
        assert problem(client.get(f"{V1}/imports/{job['job']}/returned")) == (404, "no_returned")


def test_the_same_key_makes_one_job(empty: Settings) -> None:
    with running(empty) as client:
        key = {"idempotency-key": "delivery-7"}
        first = send(client, "penalty_2015.csv", key)
        second = send(client, "penalty_2015.csv", key)
        assert first.json()["job"] == second.json()["job"]
        assert second.headers["location"] == first.headers["location"]
        assert second.headers["idempotency-replayed"] == "true"
        assert problem(send(client, "penalty_2015.csv", key, dry_run="true")) == (422, "idempotency_key_reused")


def test_a_file_that_cannot_be_imported_is_told_by_its_job(served: Serve) -> None:
    client = served()
    response = client.post(f"{V1}/imports", files={"file": ("any.csv", b"a,b\r\n1,2\r\n")})
    job = ended(client, response.headers["location"])
    assert (job["status"], job["error"]["code"]) == ("failed", "no_mapping")


def workbook(*rows: list[str]) -> bytes:
    """A workbook as a program writes one: formulas without their results."""
    book, held = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(held)
    return held.getvalue()


def test_a_broken_workbook_is_told_by_its_job_and_changes_nothing(served: Serve) -> None:
    client = served()
    whole = workbook(["企业名称", "统一社会信用代码"], ["云泽某某有限公司", ""])
    for sent in (whole[: len(whole) // 2], b"PK\x03\x04" + bytes(5000)):
        response = client.post(f"{V1}/imports", files={"file": ("a.xlsx", sent)})
        job = ended(client, response.headers["location"])
        assert (job["status"], job["error"]["code"]) == ("failed", "workbook")
    assert client.get(f"{V1}/search?q=云泽某某").json()["results"] == []


def test_a_formula_is_never_run_and_its_row_comes_back_as_text(empty: Settings) -> None:
    rows = [["=1+1", "", "", "张三", "2020-01-01"], ["@SUM(1)有限公司", "91379911YX99000102", "", "李四", "2020-01-01"]]
    sent = workbook(["企业名称", "统一社会信用代码", "主体类型", "法定代表人", "成立日期"], *rows)
    with running(empty) as client:
        location = client.post(f"{V1}/imports", files={"file": ("a.xlsx", sent)}).headers["location"]
        job = ended(client, location)
        assert job["result"]["batches"][0]["rows"] == {"read": 2, "accepted": 1, "unchanged": 0, "quarantined": 1}
        back = openpyxl.load_workbook(io.BytesIO(client.get(f"{location}/returned").content)).active
        quarantined = client.get(f"{location}/quarantine").text
    cells = [cell for row in back.iter_rows(min_row=2) for cell in row if cell.value]
    assert all(cell.data_type == "s" and not str(cell.value).startswith(tuple("=+-@")) for cell in cells)
    assert "formula_without_value" in quarantined


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"mapping": "/etc/passwd"}, (422, "invalid")),
        ({"mapping": "nothing"}, (422, "no_mapping")),
        ({"dataset": "Two Words"}, (422, "invalid")),
        ({"stated_on": "2999-01-01"}, (422, "stated_on")),
        ({"stated_on": "soon"}, (422, "invalid")),
        ({"snapshot": "subject"}, (422, "invalid")),
        ({"dryrun": "true"}, (422, "invalid")),
        ({"purpose": "x" * 5000}, (413, "too_large")),
        ({f"f{number}": "x" for number in range(30)}, (422, "invalid")),
    ],
)
def test_fields_that_no_file_can_be_imported_with_are_refused(
    client: httpx.Client, fields: dict[str, str], expected: tuple[int, str]
) -> None:
    assert problem(send(client, "penalty_2015.csv", **fields)) == expected


FORM = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nx\r\n'


@pytest.mark.parametrize(
    ("media", "body", "expected"),
    [
        ("application/json", b"{}", (415, "media_type")),
        ("multipart/form-data", b"", (415, "media_type")),
        (FORM, b"", (400, "cut_off")),
        (FORM, b"no form at all", (400, "malformed")),
        (FORM, PART, (400, "cut_off")),
        (FORM, PART + PART + b"--b--\r\n", (422, "several_files")),
        (FORM, b'--b\r\nContent-Disposition: form-data; name="mapping"\r\n\r\nlist\r\n--b--\r\n', (422, "no_file")),
        (FORM, PART.replace(b"\r\nx\r\n", b"\r\n\r\n") + b"--b--\r\n", (422, "empty_file")),
        (FORM, PART.replace(b"a.csv", b"../a.csv") + b"--b--\r\n", (422, "file_name")),
        (FORM, PART.replace(b"a.csv", b"\xff.csv") + b"--b--\r\n", (400, "malformed")),
        (f"multipart/form-data; boundary={'b' * 300}", PART, (400, "malformed")),
        (FORM, b"--b\r\n" + b"X: " + b"y" * 10_000 + b"\r\n\r\n", (400, "malformed")),
    ],
)
def test_what_is_no_upload_is_refused(client: httpx.Client, media: str, body: bytes, expected: tuple[int, str]) -> None:
    response = client.post(f"{V1}/imports", content=body, headers={"content-type": media})
    assert problem(response) == expected
