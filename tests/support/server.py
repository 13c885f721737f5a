"""A real server on loopback, in a thread, and a client of it."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from creditgraph.api.app import create_app
from creditgraph.api.server import address_of, configure, listen
from creditgraph.api.settings import Settings
from creditgraph.usecases.jobs import work


@contextmanager
def running(settings: Settings) -> Iterator[httpx.Client]:
    """A client whose server runs as `serve` runs it, with a worker that looks for jobs."""
    stop = threading.Event()
    with listen("127.0.0.1", 0) as listening:
        server = uvicorn.Server(configure(create_app(settings), settings))
        threads = [
            threading.Thread(target=server.run, args=([listening],)),
            threading.Thread(target=work, args=(settings.context(), "test"), kwargs={"stop": stop}),
        ]
        for thread in threads:
            thread.start()
        try:
            until = time.monotonic() + 30
            while not server.started and time.monotonic() < until:
                time.sleep(0.01)
            with httpx.Client(base_url=address_of(listening).rstrip("/"), timeout=30, trust_env=False) as client:
                yield client
        finally:
            server.should_exit = True
            stop.set()
            for thread in threads:
                thread.join(30)
