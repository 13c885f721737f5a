"""What is known of a server that we started: its process, its port and its log, in a folder of its own.

A process is known by its number and by the moment at which it began, so that a number used again is never mistaken for
our server: only what we started is ever stopped.
"""

import json
import os
import pwd
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

_POLL = 0.1
_LOG_LINES = 25


class Failed(Exception):
    """Something in the way, with its remedy."""


def say(text: str) -> None:
    """Tell the person; standard output is for the shell."""
    print(f"servers: {text}", file=sys.stderr, flush=True)


class Process:
    """A server's process and port, remembered in `FOLDER/process.json`."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder = name, folder
        self.log = folder / "server.log"
        self._file = folder / "process.json"

    @property
    def port(self) -> int | None:
        """The port it listens on; None where it does not run."""
        known = self._known()
        return None if known is None else int(known["port"])

    def start(self, command: Sequence[str], port: int, user: int | None, environment: Mapping[str, str]) -> None:
        """Start it in a session of its own, so that an interrupt at the terminal is not its end."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd="/",
                **identity(user),
                env={**os.environ, **environment},
            )
        self._file.write_text(json.dumps({"pid": process.pid, "began": _began(process.pid), "port": port}))

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Wait until it answers."""
        give_up = time.monotonic() + seconds
        while not ready():
            if self._known() is None:
                raise Failed(f"{self.name} ended while it started; the end of {self.log}:\n{self._tail()}")
            if time.monotonic() > give_up:
                self.stop(signal.SIGKILL)
                raise Failed(f"{self.name} did not answer within {seconds:g} s; the end of {self.log}:\n{self._tail()}")
            time.sleep(_POLL)

    def stop(self, how: signal.Signals, seconds: float = 60) -> bool:
        """Stop it and wait for its end; False where it did not run."""
        known = self._known()
        if known is not None:
            os.kill(known["pid"], how)
            give_up = time.monotonic() + seconds
            while self._known() is not None:
                if time.monotonic() > give_up:
                    raise Failed(f"{self.name} (process {known['pid']}) did not stop within {seconds:g} s")
                time.sleep(_POLL)
        self._file.unlink(missing_ok=True)
        return known is not None

    def _known(self) -> dict[str, Any] | None:
        if not self._file.exists():
            return None
        known: dict[str, Any] = json.loads(self._file.read_text())
        began = _began(known["pid"])
        return known if began is not None and began == known["began"] else None

    def _tail(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-_LOG_LINES:])


def _began(pid: int) -> str | None:
    """When a process began; None where it has ended, also where nobody has yet asked how."""
    told = subprocess.run(
        ["ps", "-o", "stat=,lstart=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    ).stdout.split(maxsplit=1)
    return None if len(told) < 2 or told[0].startswith("Z") else told[1].strip()


def identity(user: int | None) -> dict[str, Any]:
    """What makes a process another user's, for `subprocess`."""
    return {} if user is None else {"user": user, "group": pwd.getpwuid(user).pw_gid, "extra_groups": []}


def free_port(wished: str | None) -> int:
    """The port that was asked for, else any free one."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wished or 0)))
        except OSError:
            raise Failed(f"port {wished} is taken: name another one, or none for any that is free") from None
        return int(probe.getsockname()[1])
