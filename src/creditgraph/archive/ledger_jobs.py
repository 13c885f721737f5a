"""Jobs in the ledger: a queue that outlives its workers.

A worker claims the oldest job that waits and holds it under a lease that it prolongs. Of a worker that dies, another
takes the job when the lease has run out; after three attempts the job has failed. What a worker says of a job counts
only while the job is its own: the number of the attempt tells.
"""

import datetime as dt
import json
from typing import Any, Literal, NamedTuple

from creditgraph.archive.archive import next_moment
from creditgraph.archive.database import Row, Sql
from creditgraph.model.errors import Busy, NotFound, Refused

MAX_ATTEMPTS = 3
MOST_OPEN = 1000
"""How many jobs may wait or run at a time."""

State = Literal["queued", "running", "done", "failed", "cancelled"]


class Job(NamedTuple):
    """A job as the ledger has it."""

    job: str
    kind: str
    state: State
    principal: str
    arguments: dict[str, Any]
    progress: dict[str, Any]
    attempts: int
    worker: str | None
    result: dict[str, Any] | None
    error: dict[str, Any] | None
    created_at: str
    finished_at: str | None


_COLUMNS = "job, kind, state, principal, arguments, progress, attempts, worker, result, error, created_at, finished_at"
_MINE = "job = :job AND state = 'running' AND attempts = :attempts AND worker = :worker"
_GIVEN_UP = {
    "code": "job_given_up",
    "message": f"{MAX_ATTEMPTS} workers stopped in the middle of this job",
    "remedy": "look into the workers' logs, then submit it again",
}


def enqueue(sql: Sql, job: str, kind: str, arguments: dict[str, Any], principal: str) -> Job:
    """Put a job at the end of the queue."""
    waiting = sql.value("SELECT COUNT(*) FROM job WHERE finished_at IS NULL")
    if waiting >= MOST_OPEN:
        raise Busy("queue_full", f"{waiting} jobs are waiting", "wait until some have ended")
    sql.run(
        "INSERT INTO job (seq, job, kind, state, principal, arguments, attempts, created_at)"
        " SELECT COALESCE(MAX(seq), 0) + 1, :job, :kind, 'queued', :principal, :arguments, 0, :at FROM job",
        job=job,
        kind=kind,
        principal=principal,
        arguments=_text(arguments),
        at=next_moment(None),
    )
    return _one(sql, job)


def claim(sql: Sql, worker: str, lease_seconds: float) -> Job | None:
    """Take the oldest job that may be taken."""
    now = next_moment(None)
    sql.run(
        "UPDATE job SET state = 'failed', error = :error, finished_at = :now, lease_until = NULL"
        " WHERE finished_at IS NULL AND state = 'running' AND lease_until < :now AND attempts >= :most",
        error=_text(_GIVEN_UP),
        now=now,
        most=MAX_ATTEMPTS,
    )
    job = sql.value(
        "SELECT job FROM job WHERE finished_at IS NULL AND COALESCE(lease_until, '') < :now ORDER BY seq LIMIT 1",
        now=now,
    )
    if job is None:
        return None
    sql.run(
        "UPDATE job SET state = 'running', attempts = attempts + 1, worker = :worker, lease_until = :until"
        " WHERE job = :job",
        job=job,
        worker=worker,
        until=_later(lease_seconds),
    )
    return _one(sql, job)


def heartbeat(sql: Sql, job: Job, lease_seconds: float, progress: dict[str, Any] | None) -> None:
    """Prolong the lease of a job that is still this worker's."""
    _own(
        sql,
        job,
        "lease_until = :until, progress = COALESCE(:progress, progress)",
        until=_later(lease_seconds),
        progress=None if progress is None else _text(progress),
    )


def finish(sql: Sql, job: Job, result: dict[str, Any] | None, error: dict[str, Any] | None) -> None:
    """End a job that is still this worker's."""
    _own(
        sql,
        job,
        "state = :state, result = :result, error = :error, finished_at = :now, lease_until = NULL",
        state="done" if error is None else "failed",
        result=None if result is None else _text(result),
        error=None if error is None else _text(error),
        now=next_moment(None),
    )


def release(sql: Sql, job: Job, pause_seconds: float) -> None:
    """Put a job that is still this worker's back to where it stood in the queue, to be taken after a pause."""
    _own(sql, job, "state = 'queued', lease_until = :until, attempts = :attempts - 1", until=_later(pause_seconds))


def cancel(sql: Sql, job: str) -> None:
    """End a job that nobody wants any more."""
    sql.run(
        "UPDATE job SET state = 'cancelled', finished_at = :now, lease_until = NULL"
        " WHERE job = :job AND finished_at IS NULL",
        job=job,
        now=next_moment(None),
    )


def job(sql: Sql, number: str) -> Job:
    """A job by its number."""
    return _one(sql, number.strip().upper())


def jobs(sql: Sql) -> dict[str, bool]:
    """The jobs that are remembered, and whether each has ended."""
    return {number: ended is not None for number, ended in sql.all("SELECT job, finished_at FROM job")}


def forget(sql: Sql, days: int) -> None:
    """Delete jobs that ended long ago."""
    sql.run("DELETE FROM job WHERE finished_at < :before", before=_later(-days * 86400.0))


def _own(sql: Sql, job: Job, change: str, **values: Any) -> None:
    changed = sql.run(
        f"UPDATE job SET {change} WHERE {_MINE}", job=job.job, attempts=job.attempts, worker=job.worker, **values
    )
    if not changed:
        raise Refused("job_lost", f"the job {job.job} was cancelled or is another worker's", "take another job")


def _one(sql: Sql, number: str) -> Job:
    row = sql.first(f"SELECT {_COLUMNS} FROM job WHERE job = :job", job=number)
    if row is None:
        raise NotFound("unknown_job", f"there is no job {number!r}", "jobs are kept for 30 days after their end")
    return _job(row)


def _job(row: Row) -> Job:
    kept = dict(zip(Job._fields, row, strict=True))
    for name in ("arguments", "progress", "result", "error"):
        kept[name] = None if kept[name] is None else json.loads(kept[name])
    kept["progress"] = kept["progress"] or {}
    return Job(**kept)


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _later(seconds: float) -> str:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    return moment.isoformat(timespec="microseconds")
