"""What a client waits for over HTTP on a million entities and two million links, load generator on the same machine.

    python bench/over_http.py [--entities 1000000] [--links 2000000] [--requests 400] [--workers 2] [--archive FILE]

`creditgraph serve` runs as a process of its own. First one client asks one question after another: what it waits, and
what the server's processes work for an answer. Then eight ask for checks at once: answers a second. A limit is held
against the CPU time of an answer where other work shares the machine; both are printed.
"""

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from big_archive import context_of, make
from stopwatch import Stopwatch, p95

CLIENTS = 8
LEAST_CHECKS = 200.0
_SERVE = "from creditgraph.cli.main import main; main()"
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Ask:
    """A request: method and address, and the body of a POST."""

    address: str
    body: str | None = None


class Client:
    """One connection, kept open."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(self, ask: Ask) -> bytes:
        """The body of an answer; RuntimeError for any but a success."""
        headers = {} if ask.body is None else {"Content-Type": "application/json"}
        verb = "GET" if ask.body is None else "POST"
        self._connection.request(verb, ask.address, None if ask.body is None else ask.body.encode(), headers)
        response = self._connection.getresponse()
        body = response.read()
        if response.status not in (200, 201):
            raise RuntimeError(f"{ask.address}: {response.status} {body[:200]!r}")
        return body


@contextmanager
def serving(archive: Path, workers: int) -> Iterator[tuple[int, int]]:
    """A server of an archive; its process and its port."""
    command = [sys.executable, "-c", _SERVE, "--archive", str(archive), "serve", "--port", "0"]
    environment = os.environ | {"CREDITGRAPH_KEY_FILE": str(archive.with_name("key"))}
    process = subprocess.Popen(
        [*command, "--workers", str(workers)], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stderr is not None
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        if found is None:
            raise RuntimeError("the server did not start")
        port = int(found[1])
        until = time.monotonic() + 60
        while True:
            try:
                Client(port).send(Ask("/readyz"))
                break
            except (OSError, http.client.HTTPException):
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
        yield process.pid, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def cpu_of(process: int) -> float:
    """The CPU seconds that a process and its children have worked."""
    ours = {process}
    seconds = 0.0
    for folder in sorted(Path("/proc").glob("[0-9]*"), key=lambda one: int(one.name)):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(folder.name) in ours or int(fields[1]) in ours:
            ours.add(int(folder.name))
            seconds += (int(fields[11]) + int(fields[12])) / _TICKS
    return seconds


def questions(archive: Path, rng: random.Random) -> Iterator[tuple[str, float, Callable[[], Ask]]]:
    """What is asked, with its limit in milliseconds."""
    with context_of(archive).archive.read() as sql:
        names = [name for (name,) in sql.all("SELECT folded FROM text WHERE tid % 997 = 1 AND length(folded) > 7")]
        codes = [
            code for (code,) in sql.all("SELECT value FROM identifier WHERE fid % 1020928 = 0 AND fid % 5120 <> 0")
        ]

    def searched() -> str:
        name = rng.choice(names)
        return rng.choice(
            (name, name[:3], name[:5], name[2:7], f"{name[3:5]} 公司", name[3], "有限公司", rng.choice(codes))
        )

    yield "entity", 30.0, lambda: Ask(f"/api/v1/entities/{rng.choice(codes)}")
    yield "credit archive", 30.0, lambda: Ask(f"/api/v1/entities/{rng.choice(codes)}/archive")
    yield "search, all kinds mixed", 30.0, lambda: Ask(f"/api/v1/search?q={quote(searched())}")
    yield "check, two hops", 1000 / LEAST_CHECKS * 2, lambda: Ask("/api/v1/checks", check_of(rng.choice(codes)))


def check_of(*codes: str) -> str:
    """The body of a check of two hops."""
    return json.dumps({"subjects": codes, "purpose": "benchmark", "max_hops": 2})


def one_by_one(what: str, limit: float, question: Callable[[], Ask], server: tuple[int, int], requests: int) -> None:
    """What one client waits, and what the server works for an answer."""
    client, watch = Client(server[1]), Stopwatch()
    for _ in range(requests // 10):
        client.send(question())
    worked = cpu_of(server[0])
    for _ in range(requests):
        asked = question()
        with watch:
            client.send(asked)
    worked = (cpu_of(server[0]) - worked) / requests * 1000
    clock = sorted(watch.wall)
    mark = "met" if p95(clock) <= limit else "MISSED"
    print(f"{what:28} p50 {clock[len(clock) // 2]:7.2f}  p95 {p95(clock):7.2f} ms   limit {limit:g} {mark}", end="")
    print(f"   server cpu {worked:6.2f} ms an answer")


def at_once(question: Callable[[], Ask], server: tuple[int, int], requests: int) -> None:
    """How many checks a second eight clients get."""
    asked = [question() for _ in range(requests)]

    def ask(place: int) -> None:
        client = Client(server[1])
        for one in asked[place::CLIENTS]:
            client.send(one)

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CLIENTS)]
    worked, own, started = cpu_of(server[0]), time.process_time(), time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - started
    worked, own = cpu_of(server[0]) - worked, time.process_time() - own
    mark = "met" if requests / seconds >= LEAST_CHECKS else "MISSED"
    print(f"{CLIENTS} clients: {requests / seconds:.0f} checks/s   limit {LEAST_CHECKS:g} {mark}")
    alone = requests / (worked + own) * (os.cpu_count() or 1)
    print(f"  the server worked {worked:.1f} s, the clients {own:.1f} s, of {seconds:.1f} s on {os.cpu_count()} cores:")
    print(f"  with nothing else on them {alone:.0f} checks/s")


def main() -> None:
    """Build, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--links", type=int, default=2_000_000)
    parser.add_argument("--requests", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--archive", type=Path, default=None, help="keep the archive here and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-") as folder:
        path = arguments.archive or Path(folder) / "archive.sqlite"
        make(path, arguments.entities, arguments.links)
        asked = list(questions(path, random.Random(11)))
        with serving(path, arguments.workers) as server:
            for what, limit, question in asked:
                one_by_one(what, limit, question, server, arguments.requests)
            at_once(asked[-1][2], server, 2 * arguments.requests)


if __name__ == "__main__":
    main()
