"""A second Neo4j server, made from the command of the one that runs, for tests that kill it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from neo4j import GraphDatabase
from neo4j.exceptions import DriverError, Neo4jError

_PATIENCE = 120


class GraphProcess:
    """A server of its own folder and port, which may be killed and started again."""

    def __init__(self, address: str, folder: Path) -> None:
        self._home, self._port = folder / "neo4j", _free_port()
        self._command = _command_of(int(address.rpartition(":")[2]))
        self.address = f"bolt://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._configure()

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self._home / "console.log").open("ab")
        self._process = subprocess.Popen(self._command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        log.close()
        give_up = time.monotonic() + _PATIENCE
        while True:
            try:
                with GraphDatabase.driver(self.address, max_transaction_retry_time=0) as driver:
                    driver.execute_query("RETURN 1", database_="neo4j")
                    return
            except (DriverError, Neo4jError):
                if time.monotonic() > give_up or self._process.poll() is not None:
                    raise
                time.sleep(0.3)

    def kill(self) -> None:
        """End it as a power cut does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def lose_data(self) -> None:
        """Remove the data folder of the server, which must not run."""
        assert self._process is None
        shutil.rmtree(self._home / "data")
        (self._home / "data").mkdir()

    def _configure(self) -> None:
        for name in ("conf", "data", "logs", "run", "import", "plugins"):
            (self._home / name).mkdir(parents=True, exist_ok=True)
        (folder,) = [one.partition("=")[2] for one in self._command if one.startswith("--config-dir=")]
        text = (Path(folder) / "neo4j.conf").read_text("utf-8")
        kept = [line for line in text.splitlines() if "memory" not in line and not line.startswith("server.bolt.")]
        kept += [f"server.bolt.listen_address=127.0.0.1:{self._port}", "server.bolt.enabled=true"]
        kept += ["server.memory.heap.max_size=512m", "server.memory.pagecache.size=128m"]
        (self._home / "conf" / "neo4j.conf").write_text("\n".join(kept) + "\n", "utf-8")
        mine = {"--home-dir": str(self._home), "--config-dir": str(self._home / "conf")}
        self._command = [
            f"{name}={mine[name]}" if (name := one.partition("=")[0]) in mine else one
            for one in self._command
            if not one.startswith(("-Xms", "-Xmx", "-XX:+UseG1GC"))
        ]
        # It lives for seconds: the thorough compiler and the concurrent collector would cost more than they give.
        self._command[1:1] = ["-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]


def _command_of(port: int) -> list[str]:
    """The command of the server that listens on a port of this machine."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().decode().rstrip("\0").split("\0")
        except OSError:
            continue
        (home,) = [one.partition("=")[2] for one in command if one.startswith("--home-dir=")] or [None]
        conf = Path(home or "/nowhere") / "conf" / "neo4j.conf"
        if conf.is_file() and f"server.bolt.listen_address=127.0.0.1:{port}" in conf.read_text("utf-8"):
            return command
    pytest.skip("the Neo4j server for tests is not a process of this machine")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def run_python(code: str, *arguments: str, **variables: str) -> "subprocess.Popen[bytes]":
    """A process of Python that sees the tests' own sources."""
    return subprocess.Popen([sys.executable, "-c", code, *arguments], env={**os.environ, **variables})
