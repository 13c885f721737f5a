"""Work that outlasts a request: an upload becomes a job, a worker runs it, whoever asks is told how far it is.

An upload is sealed while it arrives (`archive/spool.py`). One that is cut off, or for which the disk is too small,
never becomes a job.
"""

import re
import threading
import time
from dataclasses import asdict
from pathlib import Path

from creditgraph.access.audit import audited, kept_text
from creditgraph.archive.ledger import new_number
from creditgraph.archive.ledger_jobs import Job
from creditgraph.archive.spool import Receiving, Spool
from creditgraph.ingest import QUARANTINE_SUFFIX, RETURNED_SUFFIX, list_mappings
from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.intake import Options, check_options, today
from creditgraph.usecases.published import catch_up
from creditgraph.usecases.run_job import IMPORT, run_job

LEASE_SECONDS = 60.0
KEPT_DAYS = 30
"""How long a job that has ended can be asked about, and its quarantine file be fetched."""
_POLL_SECONDS = 1.0
_TIDY_SECONDS = 3600.0
_CATCH_UP_SECONDS = 10.0
"""How often a worker without a job looks whether the graph lags."""
_MOST_CHARACTERS = 200
_TEXT = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson")
"""Files whose lines are their rows, or a few more."""
_NO_NAME = re.compile(r"[\x00-\x1f\x7f/\\]")


def receive_upload(context: Context) -> Receiving:
    """Take an uploaded file in, by `write`. A context manager: left without `submit_import`, nothing remains."""
    return _spool(context).receive(new_number("JB"))


def submit_import(
    context: Context, request: Request, upload: Receiving, name: str, options: Options
) -> dict[str, object]:
    """Make a job of a file that has arrived whole; what `job_status` tells. `name` is what the sender calls it.

    BadInput for an empty file, a name that is none, and options that no file could be imported with.
    """
    name = _file_name(name)
    with audited(context.audit, request, "submit", name):
        if not upload.bytes:
            raise BadInput("empty_file", f"{name} is empty", "ask its sender for the file again")
        check_options(options)
        if options.mapping is not None and options.mapping not in list_mappings():  # no file of the server's
            raise BadInput("no_mapping", f"there is no mapping {options.mapping!r}", f"one of {list_mappings()}")
        upload.keep()
        arguments = {
            "name": name,
            "options": asdict(options) | {"received_on": today()},
            "purpose": request.purpose and kept_text(request.purpose),
            "reason": request.reason and kept_text(request.reason),
            "lines": upload.lines if Path(name).suffix.lower() in _TEXT else None,
        }
        try:
            job = context.ledger.enqueue(IMPORT, arguments, request.principal.name, upload.job)
        except BaseException:
            upload.take_back()
            raise
        return tell_job(job)


def job_status(context: Context, request: Request, number: str) -> dict[str, object]:
    """How far a job is. It tells of files and counts, never of an entity, and is asked every second: the trail holds
    the job's beginning and its end.
    """
    return tell_job(context.ledger.job(number))


def cancel_job(context: Context, request: Request, number: str) -> dict[str, object]:
    """Cancel a job that waits, or have its worker stop; one that is done stays done."""
    with audited(context.audit, request, "cancel", number):
        job = context.ledger.cancel(number)
        if job.state == "cancelled":
            _spool(context).discard(job.job)
        return tell_job(job)


def quarantine_file(context: Context, request: Request, number: str) -> Path:
    """The quarantine file of an import; NotFound where nothing was quarantined, or not yet."""
    with audited(context.audit, request, "quarantine", number):
        path = _report(context, number, QUARANTINE_SUFFIX)
        if path is None:
            raise NotFound("no_quarantine", f"the job {number} has no quarantine file", "see its result")
        return path


def returned_file(context: Context, request: Request, number: str) -> Path:
    """The workbook of the rows to mend; NotFound where no row came back, or not yet."""
    with audited(context.audit, request, "returned", number):
        path = _report(context, number, RETURNED_SUFFIX)
        if path is None:
            raise NotFound("no_returned", f"the job {number} has no workbook of returned rows", "see its result")
        return path


def _report(context: Context, number: str, suffix: str) -> Path | None:
    job = context.ledger.job(number)
    place = _spool(context).place(job.job)
    path = place.with_name(place.name + suffix)
    return path if job.finished_at is not None and path.exists() else None


def tell_job(job: Job) -> dict[str, object]:
    """A job as it is told to who submitted it."""
    return {
        "job": job.job,
        "kind": job.kind,
        "file": job.arguments["name"],
        "status": job.state,
        "progress": job.progress,
        "result": job.result,
        "error": job.error,
        "attempts": job.attempts,
        "created_at": job.created_at,
        "finished_at": job.finished_at,
    }


def work(
    context: Context,
    worker: str,
    stop: threading.Event | None = None,
    once: bool = False,
    lease_seconds: float = LEASE_SECONDS,
) -> int:
    """Run jobs until told to stop, or with `once` until none waits; how many were run.

    While none waits, a published graph that lags is brought up to the archive. Told to stop in the middle of a job it
    puts the job back, and the next worker goes on with it.
    """
    stop = stop or threading.Event()
    spool = _spool(context)
    run = 0
    _tidy(context, spool)
    tidied = looked = time.monotonic()
    while not stop.is_set():
        job = context.ledger.claim(worker, lease_seconds)
        if job is not None:
            run_job(context, spool, job, stop, lease_seconds)
            run += 1
        elif once:
            break
        else:
            if time.monotonic() - tidied > _TIDY_SECONDS:
                _tidy(context, spool)
                tidied = time.monotonic()
            if context.graph_address is not None and time.monotonic() - looked > _CATCH_UP_SECONDS:
                catch_up(context.graph_address, context.archive)
                looked = time.monotonic()
            stop.wait(_POLL_SECONDS)
    return run


def _tidy(context: Context, spool: Spool) -> None:
    """Forget jobs that ended long ago, and remove files that no job needs."""
    context.ledger.forget_jobs(KEPT_DAYS)
    spool.sweep(context.ledger.jobs())


def _spool(context: Context) -> Spool:
    return Spool(context.archive.folder_beside(".spool"), context.key())


def _file_name(name: str) -> str:
    """What the sender calls the file, with identity numbers masked; it names nothing on the server."""
    name = name.strip()
    if not 1 <= len(name) <= _MOST_CHARACTERS or _NO_NAME.search(name) or name.endswith(QUARANTINE_SUFFIX):
        raise BadInput("file_name", "this cannot be the name of a file to import", "send the file's name, without path")
    return kept_text(name)
