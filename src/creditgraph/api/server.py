"""Running the server: on loopback unless the operator says that he knows better, with the job worker beside it.

There are no roles yet, and a key only opens `/reconcile`: whoever reaches the port may read everything and merge
entities. So every other address is refused without `--expose-without-access-control`, which is for a machine whose
network, or a proxy with access control before it, lets nobody else through.
"""

import errno
import gc
import json
import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from creditgraph.api.app import create_app
from creditgraph.api.patience import PatientProtocol
from creditgraph.api.settings import OVERRIDE, Settings, settings_for
from creditgraph.model.errors import BadInput, Refused
from creditgraph.usecases.jobs import work

_VARIABLE = "CREDITGRAPH_SERVED"
_GRACE = 10


def listen(host: str, port: int, exposed: bool = False) -> socket.socket:
    """A socket bound to what the host resolves to. Refused for any other than loopback addresses, unless exposed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise BadInput("not_loopback", f"{host!r} is no address of this machine", "use 127.0.0.1") from None
    foreign = [address[0] for *_kind, address in found if not ip_address(str(address[0]).split("%")[0]).is_loopback]
    if foreign and not exposed:
        message = f"{host} is {foreign[0]}, not loopback, and there is no access control yet"
        raise Refused("not_loopback", message, f"use 127.0.0.1, or read what {OVERRIDE} is for")
    # The address that was looked at is the one that is bound: the name is not asked again.
    family, kind, protocol, _name, address = found[0]
    listening = socket.socket(family, kind, protocol)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(128)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise Refused("port_taken", f"port {port} of {host} is taken", "name another with --port") from None
        raise BadInput("port_refused", f"{host} port {port}: {error.strerror}", "name another with --port") from None
    listening.set_inheritable(True)
    return listening


def address_of(listening: socket.socket) -> str:
    """The address to open."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def serve(settings: Settings, listening: socket.socket, processes: int = 1) -> None:
    """Serve until Ctrl-C or SIGTERM, with a worker for jobs in this process."""
    with _worker(settings), _quiet_signals():
        if processes == 1:
            _settle()
            uvicorn.Server(configure(create_app(settings), settings)).run([listening])
            return
        os.environ[_VARIABLE] = json.dumps(
            {
                "archive": settings.archive,
                "key_path": str(settings.key_path),
                "exposed": settings.exposed,
                "names": ",".join(settings.public_names),
                "graph": settings.graph,
            }
        )
        config = configure("creditgraph.api.server:served_app", settings, factory=True, workers=processes)
        Multiprocess(config, [listening]).run()


def served_app() -> FastAPI:
    """The application of a further process, made as the first one says."""
    told = json.loads(os.environ[_VARIABLE])
    _settle()
    return create_app(
        settings_for(
            told["archive"],
            Path(told["key_path"]),
            exposed=told["exposed"],
            names=told["names"],
            graph=told["graph"],
        )
    )


def _settle() -> None:
    """What is loaded by now stays to the end: the collector need not look through it again, in the midst of answers."""
    gc.collect()
    gc.freeze()


def configure(app: Any, settings: Settings, **more: Any) -> uvicorn.Config:
    """How uvicorn runs the application."""
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        # Those beyond `requests` are told so by us; those far beyond are cut off here.
        limit_concurrency=settings.requests * 4,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=_GRACE,
        **more,
    )


@contextmanager
def _worker(settings: Settings) -> Iterator[None]:
    """A thread that runs jobs; told to stop it puts its job back for the next start."""
    context, stop = settings.context(), threading.Event()
    thread = threading.Thread(
        target=work, args=(context, f"serve-{os.getpid()}"), kwargs={"stop": stop}, name="worker", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_GRACE)
        context.archive.close()


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM end the server in order, and mean no more once it has ended."""
    before: dict[signal.Signals, Callable[[int, FrameType | None], Any] | int | None] = {}
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGINT, signal.SIGTERM):
            before[number] = signal.signal(number, lambda _number, _frame: None)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
