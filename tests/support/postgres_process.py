"""A second PostgreSQL server, of its own folder and port, for tests that kill it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_TOOL = [sys.executable, str(Path(__file__).parents[2] / "tools" / "servers")]
_TRIES = 120


class PostgresProcess:
    """A server that may be killed and started again. Its port stays: deliveries are staged by the address."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        self.folder = folder
        self._environment = {**os.environ, "CREDITGRAPH_SERVERS": str(folder), "CREDITGRAPH_POSTGRES_PORT": port}

    def start(self) -> str:
        """Start it; the address of a database on it."""
        found = re.search(r"CREDITGRAPH_ARCHIVE=(\S+)", self._run("up"))
        assert found is not None
        return found[1]

    def kill(self) -> None:
        """End it as a power cut does: SIGKILL of the postmaster, and so of its children."""
        known = re.search(r'"pid": (\d+)', (self.folder / "postgres" / "process.json").read_text())
        assert known is not None
        os.kill(int(known[1]), signal.SIGKILL)

    def stop(self) -> None:
        """Stop it."""
        self._run("down")

    def _run(self, verb: str) -> str:
        for _ in range(_TRIES):  # the children of one that was killed take a moment to notice
            done = subprocess.run([*_TOOL, verb, "postgres"], env=self._environment, capture_output=True, text=True)
            if done.returncode == 0:
                return done.stdout
            time.sleep(0.5)
        pytest.fail(done.stderr)


@contextmanager
def own_postgres() -> Iterator[PostgresProcess]:
    """A server of one's own, in a place that the user `postgres` may enter; not yet started."""
    process = PostgresProcess(Path("/var/tmp") / f"creditgraph-killed-{os.getpid()}")
    try:
        yield process
    finally:
        process.stop()
        subprocess.run(["rm", "-rf", str(process.folder)], check=True)
