"""What the ledger keeps, on a terminal and as JSON; a worker runs what was submitted."""

import hashlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.intake import Options
from creditgraph.usecases.jobs import receive_upload, submit_import

from .conftest import PROVINCE, Run, answer, environment, problem

SUBJECT = "91379911YX9900037Q"


def checked(run: Run) -> tuple[str, str]:
    """The number and the printed JSON of a check."""
    printed = run("check", SUBJECT, "--purpose", "招标审查", "--json").stdout
    return json.loads(printed)["number"], printed


def test_a_check_is_printed_again_byte_for_byte(run: Run) -> None:
    number, printed = checked(run)
    assert run("checks", number, "--json").stdout == printed
    sha256 = hashlib.sha256(printed.encode()).hexdigest()
    assert answer(run("checks", number, "--verify", "--json"))["sha256"] == sha256
    said = run("checks", number).stdout
    assert f"核查编号 {number}" in said
    assert "墨川市沉舟物流有限公司" in said
    assert f"number {number}" in run("checks", number, "--lang", "en").stdout


def test_a_check_is_verified(run_copy: Run, tmp_path: Path) -> None:
    number, _printed = checked(run_copy)
    result = run_copy("checks", number, "--verify")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, f"{number}  未被改动")
    assert answer(run_copy("checks", number, "--verify", "--json"))["unaltered"] is True
    with sqlite3.connect(tmp_path / "archive.sqlite.ledger") as database:
        database.execute("DROP TRIGGER stored_check_no_update")
        database.execute("UPDATE stored_check SET sha256 = 'x'")
    database.close()
    result = run_copy("checks", number, "--verify")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (3, f"{number}  与签出时不一致")


def test_an_unknown_number_is_said(run: Run) -> None:
    result = run("checks", "CK20261124-000000000000", "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "unknown_check")


def test_the_trail_is_listed(run_copy: Run) -> None:
    run_copy("search", "清霖", "--purpose", "投资尽调")
    run_copy("check", SUBJECT)  # without a purpose it asks nothing
    told = answer(run_copy("audit", "list", "--json"))
    assert [(one["seq"], one["action"], one["outcome"]) for one in told["entries"]] == [
        (1, "search", None),
        (2, "search", "done"),
        (3, "audit", None),
    ]
    said = run_copy("audit", "list", "--limit", "2").stdout
    assert "投资尽调" in said
    assert "creditgraph audit list --after 2" in said
    lines = run_copy("audit", "list", "--after", "2", "--limit", "1", "--lang", "en").stdout.splitlines()
    assert lines[1].split()[0] == "3"


def test_a_worker_runs_what_waits(run_copy: Run, tmp_path: Path) -> None:
    submit(tmp_path)
    assert answer(run_copy("worker", "--once", "--json"))["jobs"] == 1
    assert "已处理任务 0 个" in run_copy("worker", "--once").stdout


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_a_worker_ends_when_it_is_told_to(run_copy: Run, tmp_path: Path) -> None:
    submit(tmp_path)
    worker = subprocess.Popen(
        (sys.executable, "-c", "from creditgraph.cli.main import main; main()", "worker", "--json"),
        env={**os.environ, **environment(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    for _ in range(600):
        with sqlite3.connect(tmp_path / "archive.sqlite.ledger") as database:
            ended = database.execute("SELECT COUNT(*) FROM job WHERE state = 'done'").fetchone() == (1,)
        database.close()
        if ended:
            break
        time.sleep(0.05)
    worker.send_signal(signal.SIGTERM)
    out, err = worker.communicate(timeout=30)
    assert (worker.returncode, json.loads(out)["jobs"]) == (0, 1)
    assert b"Traceback" not in err


def submit(folder: Path) -> None:
    """Submit a file of the example."""
    context = Context(Archive(str(folder / "archive.sqlite")), folder / "key")
    with receive_upload(context) as upload:
        upload.write((PROVINCE / "officers.csv").read_bytes())
        submit_import(context, Request(), upload, "officers.csv", Options())
