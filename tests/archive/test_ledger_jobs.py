"""A job is run by one worker at a time, outlives it, and has failed after three attempts."""

import sqlite3
import threading
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.ledger import Ledger
from creditgraph.archive.ledger_jobs import MAX_ATTEMPTS, MOST_OPEN, Job
from creditgraph.model.errors import Busy, NotFound, Refused

GONE = -1.0
"""A lease that has run out already: that of a worker that died."""


@pytest.fixture
def ledger(box: Any) -> Ledger:
    return Ledger(box.archive)


def claimed(ledger: Ledger, worker: str = "one", lease: float = 60.0) -> Job:
    job = ledger.claim(worker, lease)
    assert job is not None
    return job


def test_a_job_waits_is_run_and_ends(ledger: Ledger) -> None:
    made = ledger.enqueue("import", {"name": "甲.csv", "options": {"dry_run": True}}, "clerk")
    assert (made.state, made.attempts, made.progress, made.finished_at) == ("queued", 0, {}, None)
    job = claimed(ledger)
    assert (job.job, job.state, job.attempts, job.worker) == (made.job, "running", 1, "one")
    assert job.arguments == made.arguments == {"name": "甲.csv", "options": {"dry_run": True}}
    ledger.heartbeat(job, 60, {"rows": 2000})
    ledger.heartbeat(job, 60)
    assert ledger.job(made.job).progress == {"rows": 2000}
    ledger.finish(job, {"batches": []})
    ended = ledger.job(made.job.lower())
    assert (ended.state, ended.result, ended.error) == ("done", {"batches": []}, None)
    assert ended.finished_at is not None
    assert ledger.claim("one", 60) is None
    assert ledger.jobs() == {made.job: True}


def test_the_oldest_job_is_taken_first(ledger: Ledger) -> None:
    numbers = [ledger.enqueue("import", {}, "clerk").job for _ in range(3)]
    assert [claimed(ledger).job for _ in numbers] == numbers


def test_many_workers_take_each_job_once(ledger: Ledger, box: Any) -> None:
    numbers = [ledger.enqueue("import", {}, "clerk").job for _ in range(20)]
    taken: list[str] = []

    def take(mine: Ledger, name: str) -> None:
        while (job := mine.claim(name, 60)) is not None:
            taken.append(job.job)

    threads = [threading.Thread(target=take, args=(Ledger(box.archive), f"worker {n}")) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(numbers)


def test_a_job_under_lease_is_not_taken_and_one_whose_worker_died_is(ledger: Ledger) -> None:
    number = ledger.enqueue("import", {}, "clerk").job
    first = claimed(ledger)
    assert ledger.claim("two", 60) is None
    ledger.heartbeat(first, GONE)
    second = claimed(ledger, "two")
    assert (second.job, second.attempts) == (number, 2)
    for say in (
        lambda: ledger.heartbeat(first, 60),
        lambda: ledger.finish(first, {}),
        lambda: ledger.release(first),
    ):
        with pytest.raises(Refused) as raised:
            say()
        assert raised.value.code == "job_lost"
    ledger.finish(second, {"by": "two"})
    assert ledger.job(number).result == {"by": "two"}


def test_a_worker_of_the_same_name_is_another_after_a_restart(ledger: Ledger) -> None:
    ledger.enqueue("import", {}, "clerk")
    first = claimed(ledger, lease=GONE)
    claimed(ledger)
    with pytest.raises(Refused):
        ledger.heartbeat(first, 60)


def test_after_three_attempts_it_has_failed_and_says_why(ledger: Ledger) -> None:
    number = ledger.enqueue("import", {}, "clerk").job
    following = ledger.enqueue("import", {}, "clerk").job
    for _ in range(MAX_ATTEMPTS):
        assert claimed(ledger, lease=GONE).job == number
    assert claimed(ledger).job == following
    job = ledger.job(number)
    assert job.error is not None
    assert (job.state, job.error["code"]) == ("failed", "job_given_up")
    assert job.finished_at is not None


def test_a_job_that_is_put_back_keeps_its_place(ledger: Ledger) -> None:
    first, _second = (ledger.enqueue("import", {}, "clerk").job for _ in range(2))
    ledger.release(claimed(ledger))
    again = claimed(ledger)
    assert (again.job, again.attempts) == (first, 1)


def test_a_job_that_must_wait_lets_others_pass(ledger: Ledger) -> None:
    first, second = (ledger.enqueue("import", {}, "clerk").job for _ in range(2))
    ledger.release(claimed(ledger), pause_seconds=60)
    assert claimed(ledger).job == second
    assert ledger.claim("one", 60) is None
    assert ledger.job(first).state == "queued"


def test_a_job_fails_with_its_problem(ledger: Ledger) -> None:
    ledger.enqueue("import", {}, "clerk")
    job = claimed(ledger)
    ledger.finish(job, error={"code": "no_mapping", "message": "m", "remedy": "r"})
    assert ledger.job(job.job).state == "failed"
    assert ledger.job(job.job).error == {"code": "no_mapping", "message": "m", "remedy": "r"}


def test_a_cancelled_job_is_not_run_and_an_ended_one_not_cancelled(ledger: Ledger) -> None:
    waiting, running = (ledger.enqueue("import", {}, "clerk").job for _ in range(2))
    assert ledger.cancel(waiting).state == "cancelled"
    job = claimed(ledger)
    assert job.job == running
    assert ledger.cancel(running).state == "cancelled"
    with pytest.raises(Refused):
        ledger.heartbeat(job, 60)
    ledger.enqueue("import", {}, "clerk")
    done = claimed(ledger)
    ledger.finish(done, {})
    assert ledger.cancel(done.job).state == "done"


def test_an_unknown_job_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound) as raised:
        ledger.cancel("JB20261124-000000000000")
    assert raised.value.code == "unknown_job"


def test_the_queue_is_bounded(ledger: Ledger) -> None:
    ledger.enqueue("import", {}, "clerk")
    with sqlite3.connect(Path(ledger.display_address)) as database:
        database.executemany(
            "INSERT INTO job (seq, job, kind, state, principal, arguments, attempts, created_at)"
            " VALUES (?, ?, 'import', 'queued', 'clerk', '{}', 0, '2026')",
            [(n, f"JB{n}") for n in range(2, MOST_OPEN + 1)],
        )
    database.close()
    with pytest.raises(Busy) as raised:
        ledger.enqueue("import", {}, "clerk")
    assert raised.value.code == "queue_full"


def test_jobs_that_ended_long_ago_are_forgotten(ledger: Ledger) -> None:
    ledger.enqueue("import", {}, "clerk")
    ended, waiting = claimed(ledger), ledger.enqueue("import", {}, "clerk").job
    ledger.finish(ended, {})
    ledger.forget_jobs(days=1)
    assert ledger.jobs() == {ended.job: True, waiting: False}
    ledger.forget_jobs(days=-1)
    assert ledger.jobs() == {waiting: False}
