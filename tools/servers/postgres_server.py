"""PostgreSQL from the system's package, with data, socket and port of its own, on the loopback interface."""

import os
import pwd
import shutil
import signal
import subprocess
from pathlib import Path

from running import Failed, Process, free_port, identity, say

_NAME = "PostgreSQL"
_USER = "creditgraph"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "max_wal_size": "4GB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "timezone": "UTC",
    # No power is cut here: what is committed must outlive a killed server, not the machine.
    "fsync": "off",
    "full_page_writes": "off",
}
_SORTED_AS_IN_CHINA = ("-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh")
"""Not by bytes, so that a statement which leaves an order to the database is found out."""
_REMEDY = "on Debian: apt-get install postgresql-15"


def process(folder: Path) -> Process:
    """The server of this folder, whether it runs or not."""
    return Process(_NAME, folder / "postgres")


def lines(server: Process) -> list[str]:
    """What a shell should know of it: its own address for the tests, and a database to try things in."""
    address = f"postgresql://{_USER}@127.0.0.1:{server.port}"
    return [f"CREDITGRAPH_TEST_POSTGRES={address}/postgres", f"CREDITGRAPH_ARCHIVE={address}/{_USER}"]


def up(folder: Path) -> Process:
    """Start it, unless it runs."""
    server = process(folder)
    if server.port is not None:
        return server
    programs = _programs()
    user = _user()
    server.folder.mkdir(parents=True, exist_ok=True)
    data = _data_folder(server.folder, user)
    if not (data / "PG_VERSION").exists():
        say(f"{_NAME}: making {data}")
        _run([str(programs / "initdb"), "-D", str(data), "-U", _USER, "-A", "trust", *_SORTED_AS_IN_CHINA], user)
    port = free_port(os.environ.get("CREDITGRAPH_POSTGRES_PORT"))
    settings = [f"--{name}={value}" for name, value in _SETTINGS.items()]
    command = [str(programs / "postgres"), "-D", str(data), "-p", str(port), "-k", "", *settings]
    server.start(command, port, user, {"LC_ALL": "C"})
    client = ["-h", "127.0.0.1", "-p", str(port), "-U", _USER]
    ready = [str(programs / "pg_isready"), "-q", *client, "-d", "postgres"]
    server.wait(lambda: subprocess.run(ready, check=False).returncode == 0, 60)
    exists = [str(programs / "psql"), *client, "-d", _USER, "-c", "SELECT 1"]
    if subprocess.run(exists, check=False, capture_output=True).returncode:
        _run([str(programs / "createdb"), *client, _USER], None)
    return server


def down(folder: Path) -> bool:
    """Stop it, open connections or not; False where it did not run."""
    return process(folder).stop(signal.SIGINT)


def _programs() -> Path:
    """The folder of the newest of the server's programs; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    here = shutil.which("initdb")
    if here is not None:
        found.append(Path(here).resolve())
    if not found:
        raise Failed(f"{_NAME}'s initdb is not installed; {_REMEDY}")
    return found[-1].parent


def _user() -> int | None:
    """Whom the server runs as: it refuses to be root."""
    if os.geteuid():
        return None
    try:
        return pwd.getpwnam("postgres").pw_uid
    except KeyError:
        raise Failed(f"there is no user postgres to run {_NAME} as; {_REMEDY}") from None


def _data_folder(folder: Path, user: int | None) -> Path:
    """Beside the rest; where root's own folders keep the user postgres out, in a public place."""
    data = folder / "data"
    if user is None:
        return data
    data.mkdir(exist_ok=True)
    os.chown(data, user, -1)
    if subprocess.run(["test", "-x", str(data)], check=False, cwd="/", **identity(user)).returncode == 0:
        return data
    data.rmdir()
    data = Path("/var/tmp") / f"creditgraph-postgres-{folder.stat().st_ino}"
    data.mkdir(mode=0o700, exist_ok=True)
    os.chown(data, user, -1)
    return data


def _run(command: list[str], user: int | None) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd="/", **identity(user))
    if done.returncode:
        raise Failed(f"{command[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
