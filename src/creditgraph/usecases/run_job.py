"""One job, run under its lease: whatever becomes of it is told to the ledger.

The lease is prolonged beside the work, also while the work waits for a lock. A job that was cancelled, or that another
worker has taken, is broken off at its next step; one whose worker is told to stop goes back into the queue.
"""

import logging
import threading
from contextlib import suppress
from functools import partial
from pathlib import Path

from creditgraph.archive.ledger_jobs import Job
from creditgraph.archive.spool import Spool
from creditgraph.model.errors import Busy, CreditGraphError, Refused
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import Progress, import_file
from creditgraph.usecases.intake import Options, Sealed

IMPORT = "import"
_BEATS = 4
"""How often the lease is prolonged in its time, so that a beat may fail."""
_SECONDS = 1.0
"""How often progress is told, at most."""
_BUSY_SECONDS = 10.0
"""When a job is tried again that met another writer: others are run meanwhile."""
_LOG = logging.getLogger("creditgraph.worker")


class _BrokenOff(BaseException):
    """The worker is to stop, or the job is no longer its own: no error that a use case may take for one."""


def run_job(context: Context, spool: Spool, job: Job, stop: threading.Event, lease_seconds: float) -> None:
    """Run a claimed job to its end, or until it is broken off."""
    result: dict[str, object] | None = None
    error: dict[str, object] | None = None
    try:
        with _Lease(context, job, stop, lease_seconds) as lease:
            result = _import(context, spool, job, lease)
    except Busy:
        _put_back(context, job, _BUSY_SECONDS)
        return
    except CreditGraphError as failed:
        error = _told(failed.code, failed.message, failed.remedy)
    except OSError as failed:
        error = _told("system", failed.strerror or "the system refused", "tell who runs the server")
    except Exception as failed:
        # Its message may hold what was read.
        _LOG.error("job %s failed: %s", job.job, type(failed).__name__)
        error = _told("internal", "the program failed", "tell who runs the server")
    except _BrokenOff:
        _put_back(context, job)
        return
    except BaseException:
        _put_back(context, job)
        raise
    with suppress(Refused):  # another worker's by now: it needs the file
        context.ledger.finish(job, result, error)
        spool.discard(job.job)


def _import(context: Context, spool: Spool, job: Job, lease: "_Lease") -> dict[str, object]:
    told = job.arguments
    request = Request(Principal(job.principal, frozenset()), told["purpose"], told["reason"])
    sealed = Sealed(partial(spool.open, job.job), spool.place(job.job))
    progress = Progress(lease.step, lease.step)
    report = import_file(context, request, Path(told["name"]), Options(**told["options"]), progress, sealed)
    report.quarantine, report.returned = (
        path and Path(path).name  # no path of the server's
        for path in (report.quarantine, report.returned)
    )
    return {"batches": [report.as_json()]}


def _put_back(context: Context, job: Job, pause_seconds: float = 0.0) -> None:
    with suppress(Refused):  # cancelled, or another worker's by now
        context.ledger.release(job, pause_seconds)


def _told(code: str, message: str, remedy: str) -> dict[str, object]:
    return {"code": code, "message": message, "remedy": remedy}


class _Lease:
    """Prolongs the lease of a job from a thread of its own, and breaks the job off where it must end."""

    def __init__(self, context: Context, job: Job, stop: threading.Event, seconds: float) -> None:
        self._context, self._job, self._stop, self._seconds = context, job, stop, seconds
        self._rows: int | None = None
        self._lost, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._prolong, name=f"lease of {job.job}", daemon=True)

    def __enter__(self) -> "_Lease":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def step(self, rows: int | None = None) -> None:
        """The work has come this far; here it can be broken off."""
        self._rows = self._rows if rows is None else rows
        if self._lost.is_set() or self._stop.is_set():
            raise _BrokenOff

    def _prolong(self) -> None:
        while not self._ended.wait(min(_SECONDS, self._seconds / _BEATS)):
            try:
                progress = None
                if self._rows is not None:
                    progress = {"rows": self._rows, "of_lines": self._job.arguments.get("lines")}
                self._context.ledger.heartbeat(self._job, self._seconds, progress)
            except Refused:
                self._lost.set()
                return
            except CreditGraphError as error:  # the next beat may do
                _LOG.warning("job %s: the lease was not prolonged: %s", self._job.job, error.code)
