"""An upload becomes a job whole or not at all; a worker runs it, and another goes on where one was killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from creditgraph.identifiers import create_key
from creditgraph.model.errors import BadInput, Broken, CreditGraphError, NotFound
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options
from creditgraph.usecases.jobs import (
    cancel_job,
    job_status,
    quarantine_file,
    receive_upload,
    returned_file,
    submit_import,
    work,
)

CLERK = Request(Principal("clerk", frozenset({"steward"})), purpose="monthly delivery")
DAY = 20200101


def companies(office: Any, count: int) -> list[list[object]]:
    return [[f"海东市第{n}号商贸有限公司", office.code(n), "", f"赵{n % 89}"] for n in range(1, count + 1)]


def submitted(office: Any, content: bytes, name: str = "企业.csv", **options: Any) -> Any:
    """Upload and submit a file in chunks."""
    with receive_upload(office.context) as upload:
        for start in range(0, len(content), 10_000):
            upload.write(content[start : start + 10_000])
        return submit_import(office.context, CLERK, upload, name, Options(**{"stated_on": DAY, **options}))


def sent(office: Any, count: int = 5, **options: Any) -> Any:
    """Submit a file of good rows."""
    return submitted(office, office.file("a.csv", "registration", *companies(office, count)).read_bytes(), **options)


def status(office: Any, job: Any) -> Any:
    return job_status(office.context, CLERK, job["job"])


def spooled(office: Any) -> list[str]:
    return sorted(path.name for path in office.context.archive.folder_beside(".spool").glob("*"))


def test_a_job_is_submitted_run_and_told(office: Any) -> None:
    job = sent(office)
    assert (job["status"], job["kind"], job["file"], job["attempts"]) == ("queued", "import", "企业.csv", 0)
    assert (job["result"], job["error"], job["finished_at"]) == (None, None, None)
    assert spooled(office) == [f"{job['job']}.sealed"]
    assert work(office.context, "worker", once=True) == 1
    told = status(office, job)
    batch = told["result"]["batches"][0]
    assert (told["status"], told["attempts"], told["error"]) == ("done", 1, None)
    assert (batch["status"], batch["file"], batch["quarantine"]) == ("imported", "企业.csv", None)
    assert batch["rows"] == {"read": 5, "accepted": 5, "unchanged": 0, "quarantined": 0}
    assert spooled(office) == []
    assert work(office.context, "worker", once=True) == 0


def test_a_running_job_says_how_far_it_is(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    beaten: list[Any] = []
    monkeypatch.setattr("creditgraph.usecases.run_job._SECONDS", 0.001)
    keep = office.context.ledger.heartbeat

    def heartbeat(job: Any, seconds: float, progress: Any = None) -> None:
        beaten.append(progress)
        keep(job, seconds, progress)

    monkeypatch.setattr(office.context.ledger, "heartbeat", heartbeat)
    text = sent(office, 3000)
    work(office.context, "worker", once=True)
    assert {"rows": 3001, "of_lines": 3001} in beaten
    assert status(office, text)["progress"] == beaten[-1]
    assert office.context.ledger.job(submitted(office, b"PK", "a.xlsx")["job"]).arguments["lines"] is None


def test_a_job_imports_what_a_direct_import_does(office: Any) -> None:
    direct = office.another("direct")
    path = office.file("企业.csv", "registration", *companies(office, 50), ["", office.code(99)], encoding="gbk")
    report = direct.load(path)
    job = submitted(office, path.read_bytes())
    work(office.context, "worker", once=True)
    batch = status(office, job)["result"]["batches"][0]
    assert office.export() == direct.export()
    for same in ("sha256", "mapping", "dataset", "stated_on", "status", "rows", "entities", "cells_quarantined"):
        assert batch[same] == getattr(report, same)
    assert office.ask("SELECT file FROM batch") == [("企业.csv",)]
    assert office.ask("SELECT actor FROM tx") == [("clerk",)]


def test_the_quarantine_of_a_job_can_be_fetched(office: Any) -> None:
    path = office.file("企业.csv", "registration", *companies(office, 1), ["", office.code(9)])
    job = submitted(office, path.read_bytes())
    with pytest.raises(NotFound):
        quarantine_file(office.context, CLERK, job["job"])
    work(office.context, "worker", once=True)
    assert status(office, job)["result"]["batches"][0]["quarantine"] == f"{job['job']}.quarantine.csv"
    lines = quarantine_file(office.context, CLERK, job["job"]).read_text("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("3,企业名称,row,")
    assert status(office, job)["result"]["batches"][0]["returned"] == f"{job['job']}.returned.xlsx"
    assert returned_file(office.context, CLERK, job["job"]).read_bytes().startswith(b"PK")


def test_the_trail_names_who_submitted_for_what(office: Any) -> None:
    sent(office)
    work(office.context, "worker", once=True)
    entries = [one.entry for one in office.context.ledger.audit()]
    assert [(one.action, one.outcome) for one in entries if one.stage == "outcome"] == [
        ("submit", "done"),
        ("import", "done"),
    ]
    assert {(one.principal, one.purpose, one.about) for one in entries} == {
        ("clerk", "monthly delivery", ("企业.csv",))
    }


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (b"\x81\x20\xff\xff\xff" * 10, {}, "encoding"),
        ("颜色,大小\n红,1\n".encode(), {}, "no_mapping"),
        ("颜色,大小\n红,1\n".encode(), {"mapping": "registration"}, "no_header"),
    ],
)
def test_a_file_that_cannot_be_imported_is_a_failed_job(office: Any, content: bytes, options: Any, code: str) -> None:
    job = submitted(office, content, **options)
    work(office.context, "worker", once=True)
    told = status(office, job)
    assert (told["status"], told["result"], told["error"]["code"]) == ("failed", None, code)
    assert told["error"]["message"]
    assert told["error"]["remedy"]
    assert str(office.folder) not in str(told)
    assert spooled(office) == []


def test_an_import_that_is_refused_is_a_failed_job(office: Any) -> None:
    sent(office, 40)
    job = sent(office, 10, whole_dataset=True, stated_on=20210101)
    assert work(office.context, "worker", once=True) == 2
    assert status(office, job)["error"]["code"] == "would_shrink"


def test_a_fault_of_the_program_is_a_failed_job_that_tells_nothing(
    office: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def oops(*_arguments: object) -> None:
        raise RuntimeError("张三 379900190401010017")

    monkeypatch.setattr(office.context.archive, "apply", oops)
    job = sent(office)
    work(office.context, "worker", once=True)
    assert status(office, job)["error"]["code"] == "internal"
    assert "张三" not in caplog.text + str(status(office, job))
    assert "RuntimeError" in caplog.text


# what never becomes a job --------------------------------------------------------------------------------------------


def test_an_upload_that_is_cut_off_never_becomes_a_job(office: Any) -> None:
    with receive_upload(office.context) as upload:
        upload.write(b"x" * 200_000)
        assert len(spooled(office)) == 1
    assert spooled(office) == []
    assert office.context.ledger.jobs() == {}


@pytest.mark.parametrize(
    ("name", "options", "code"),
    [
        ("", {}, "file_name"),
        ("../../etc/passwd", {}, "file_name"),
        ("a\\b.csv", {}, "file_name"),
        ("a\n.csv", {}, "file_name"),
        ("a" * 201, {}, "file_name"),
        ("a.csv.quarantine.csv", {}, "file_name"),
        ("a.csv", {"mapping": "/etc/passwd"}, "no_mapping"),
        ("a.csv", {"dataset": "No Name"}, "dataset"),
        ("a.csv", {"stated_on": 29990101}, "stated_on"),
    ],
)
def test_what_no_file_could_be_imported_with_is_refused_at_once(
    office: Any, name: str, options: Any, code: str
) -> None:
    with pytest.raises(BadInput) as raised:
        submitted(office, b"a,b\n", name, **options)
    assert raised.value.code == code
    assert spooled(office) == []


def test_an_empty_file_is_refused(office: Any) -> None:
    with pytest.raises(BadInput) as raised:
        submitted(office, b"")
    assert raised.value.code == "empty_file"


def test_a_job_that_the_ledger_cannot_take_leaves_no_file(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise Broken("disk_full", "full")

    monkeypatch.setattr(office.context.ledger, "enqueue", full)
    with pytest.raises(Broken):
        sent(office)
    assert spooled(office) == []


def test_without_the_key_nothing_is_taken_in(office: Any) -> None:
    office.context.key_path.unlink()
    with pytest.raises(Broken) as raised:
        receive_upload(office.context)
    assert raised.value.code == "key_missing"


def test_a_worker_with_another_key_does_not_start(office: Any) -> None:
    sent(office)
    other = office.folder / "keys" / "other.key"
    create_key(other)
    with pytest.raises(CreditGraphError):
        work(Context(office.context.archive, other), "worker", once=True)
    assert list(office.context.ledger.jobs().values()) == [False]


# workers that stop ---------------------------------------------------------------------------------------------------


def test_a_cancelled_job_is_not_run(office: Any) -> None:
    job = sent(office)
    assert cancel_job(office.context, CLERK, job["job"])["status"] == "cancelled"
    assert spooled(office) == []
    assert work(office.context, "worker", once=True) == 0


def test_a_worker_that_is_told_to_stop_puts_its_job_back(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent(office, 4100)
    stop = threading.Event()
    real = office.context.archive.stage
    monkeypatch.setattr(office.context.archive, "stage", lambda name: (stop.set(), real(name))[1])
    assert work(office.context, "worker", stop) == 1
    told = status(office, job)
    assert (told["status"], told["attempts"]) == ("queued", 0)
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]
    monkeypatch.undo()
    work(office.context, "worker", once=True)
    assert status(office, job)["result"]["batches"][0]["rows"]["accepted"] == 4100


def test_a_job_that_meets_another_import_of_its_file_is_tried_again(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    job, others = sent(office), []
    real = office.context.archive.stage

    def stage(name: str) -> Any:
        others.append(real(name))  # another process came first
        return real(name)

    monkeypatch.setattr("creditgraph.usecases.run_job._BUSY_SECONDS", 0.5)
    monkeypatch.setattr(office.context.archive, "stage", stage)
    work(office.context, "worker", once=True)
    assert (status(office, job)["status"], status(office, job)["attempts"]) == ("queued", 0)
    assert work(office.context, "worker", once=True) == 0
    others[0].close()
    monkeypatch.undo()
    time.sleep(0.5)
    work(office.context, "worker", once=True)
    assert status(office, job)["status"] == "done"


def test_a_job_that_another_worker_took_is_broken_off(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent(office, 4100)
    real, ledger = office.context.archive.stage, office.context.ledger

    def stage(name: str) -> Any:
        ledger.cancel(job["job"])  # what a lost lease looks like to its holder
        time.sleep(0.3)
        return real(name)

    monkeypatch.setattr(office.context.archive, "stage", stage)
    work(office.context, "worker", once=True, lease_seconds=0.4)
    assert status(office, job)["status"] == "cancelled"
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]


def test_the_lease_is_prolonged_while_the_archive_is_busy(office: Any) -> None:
    job = sent(office)
    worker = threading.Thread(target=work, args=(office.context, "one"), kwargs={"once": True, "lease_seconds": 0.5})
    with office.context.archive.maintenance():
        worker.start()
        time.sleep(1.5)
        assert office.context.ledger.claim("two", 60) is None
        assert status(office, job)["status"] == "running"
    worker.join(60)
    assert status(office, job)["status"] == "done"


WORKER = """
import os, signal, sys
from pathlib import Path
from creditgraph.archive import staging
from creditgraph.archive.archive import Archive
from creditgraph.usecases import run_job
from creditgraph.usecases.context import Context
from creditgraph.usecases.jobs import work
folder, last_row = Path(sys.argv[1]), int(sys.argv[2])
staging.CHECKPOINT_ROWS = 1000
step = run_job._Lease.step
def killed(lease, rows=None):
    if (rows or 0) >= last_row:
        os.kill(os.getpid(), signal.SIGKILL)
    step(lease, rows)
run_job._Lease.step = killed
work(Context(Archive(sys.argv[3]), folder / "keys" / "archive.key"), "victim", lease_seconds=1.0)
"""


def wait_for(what: Any) -> None:
    for _ in range(1200):
        if what():
            return
        time.sleep(0.05)
    pytest.fail("it never came")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_killed_workers_job_is_finished_by_another(office: Any) -> None:
    direct = office.another("direct")
    path = office.file("企业.csv", "registration", *companies(office, 5000))
    job = submitted(office, path.read_bytes())
    arguments = [str(office.folder), "4000", office.context.archive.address]
    victim = subprocess.run([sys.executable, "-c", WORKER, *arguments], timeout=60, check=False)
    assert victim.returncode == -signal.SIGKILL
    assert status(office, job)["status"] == "running"
    assert spooled(office) == [f"{job['job']}.sealed"]
    assert office.ask("SELECT COUNT(*) FROM tx") == [(0,)]
    stop = threading.Event()
    second = threading.Thread(target=work, args=(office.context, "second", stop))
    second.start()
    wait_for(lambda: status(office, job)["finished_at"] is not None)
    stop.set()
    second.join(30)
    told = status(office, job)
    batch = told["result"]["batches"][0]
    assert (told["status"], told["attempts"], batch["status"]) == ("done", 2, "resumed")
    assert batch["rows"]["accepted"] == 5000
    assert spooled(office) == []
    import_file(direct.context, Request(), path, Options(stated_on=DAY))
    assert office.export() == direct.export()


def test_a_job_submitted_before_midnight_is_of_that_day(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    job = sent(office, stated_on=None)
    monkeypatch.setattr("creditgraph.usecases.intake.today", lambda: 29990101)
    work(office.context, "worker", once=True)
    stated = status(office, job)["result"]["batches"][0]["stated_on"]
    assert stated < "2999"


def test_files_of_forgotten_jobs_are_tidied_away(office: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = office.file("企业.csv", "registration", ["", office.code(9)])
    job = submitted(office, path.read_bytes())
    work(office.context, "worker", once=True)
    kept = Path(quarantine_file(office.context, CLERK, job["job"]))
    work(office.context, "worker", once=True)
    assert kept.exists()
    monkeypatch.setattr("creditgraph.usecases.jobs.KEPT_DAYS", -1)
    work(office.context, "worker", once=True)
    assert not kept.exists()
    with pytest.raises(NotFound):
        status(office, job)
