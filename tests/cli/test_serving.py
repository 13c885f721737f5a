"""`serve` and `demo`: where they listen, what they refuse, and how they end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from .conftest import Run, environment, problem

PROGRAM = [sys.executable, "-c", "from creditgraph.cli.main import main; main()"]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the program as a process of its own, in an empty folder."""
    started: list[subprocess.Popen[str]] = []

    def run(*arguments: str, folder: Path = tmp_path) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [*PROGRAM, *arguments],
            cwd=tmp_path,
            env=os.environ | environment(folder) | {"PYTHONWARNINGS": "error"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def told_address(process: subprocess.Popen[str]) -> str:
    """The address that the program prints."""
    assert process.stderr is not None
    said = ""
    while line := process.stderr.readline():
        said += line
        found = re.search(r"http://\S+?/", line)
        if found:
            return found[0]
    raise AssertionError(said)


def answered(address: str) -> httpx.Response:
    """The first answer of a server that is starting."""
    until = time.monotonic() + 30
    while True:
        try:
            return httpx.get(f"{address}readyz", trust_env=False)
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.05)


@pytest.mark.parametrize(("end", "workers"), [(signal.SIGINT, "1"), (signal.SIGTERM, "1"), (signal.SIGINT, "2")])
def test_serve_says_where_and_ends_cleanly(start: Start, imported: Path, end: signal.Signals, workers: str) -> None:
    process = start("serve", "--port", "0", "--workers", workers, folder=imported)
    assert answered(told_address(process)).json() == {"status": "ready"}
    process.send_signal(end)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (0, "")
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_told(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]), "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "port_taken")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "", "no.such.host.invalid", "a" * 300])
def test_any_address_but_loopback_is_refused(run: Run, host: str) -> None:
    result = run("serve", "--host", host, "--port", "0", "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "not_loopback")


def test_the_override_is_named_and_explained(run: Run) -> None:
    refused = run("serve", "--host", "0.0.0.0", "--lang", "en").stderr
    assert "--expose-without-access-control" in refused
    assert "no access control" in refused
    assert "--expose-without-access-control" in run("serve", "--help").stdout


def test_an_archive_that_is_not_there_is_not_served(run_alone: Run) -> None:
    result = run_alone("serve", "--port", "0", "--json")
    assert (result.exit_code, problem(result)["code"]) == (1, "key_missing")


def test_the_demo_serves_its_page(start: Start) -> None:
    process = start("demo", "--port", "0")
    assert answered(told_address(process)).status_code == 200
    process.send_signal(signal.SIGINT)
    out, _err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert "墨川市远帆商贸有限公司" in out


def test_the_demo_ends_by_itself_where_it_does_not_serve(start: Start) -> None:
    process = start("demo", "--no-serve")
    out, _err = process.communicate(timeout=60)
    assert (process.returncode, "已找到关联路径" in out) == (0, True)
