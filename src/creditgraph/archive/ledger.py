"""The ledger: what was asked and answered, what is still to do, and which requests were answered already.

It lies beside the archive, not in it: a second file (`ARCHIVE.ledger`) beside an SQLite archive, a schema `ledger` in a
PostgreSQL database. So the archive's writer, who may hold its lock for minutes, never holds up an audit entry.

The invariants that make this correct:
- every verb is one short transaction under the ledger's own writer's lock, so audit numbers have no gaps and their
  moments rise strictly;
- what is kept is redacted before it comes here: callers mask identity numbers.
"""

import datetime as dt
import hashlib
import json
import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import zstandard

from creditgraph.archive import ledger_jobs, ledger_keys, ledger_read_keys
from creditgraph.archive.archive import Archive, next_moment
from creditgraph.archive.database import Database, Habits, Sql
from creditgraph.archive.ledger_jobs import Job
from creditgraph.archive.ledger_keys import Fresh, Replay
from creditgraph.archive.ledger_read_keys import ReadKey
from creditgraph.archive.ledger_schema import GUARDS_POSTGRESQL, GUARDS_SQLITE, SCHEMA_VERSION, TABLES, UPGRADES
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import Broken, NotFound

LEDGER = Habits(
    lock=0x43475F4C,
    # A commit is written before it is answered for, but not forced to the platter: a killed process loses nothing; a
    # power cut may lose the last entries, never the file. FULL would cost each question two waits for the disk.
    synchronous="NORMAL",
    wait_ms=5000,
    poll_seconds=0.002,
    schema="ledger",
    long_writes=False,
)
_PATIENCE = 10.0
_SUFFIX = ".ledger"
_BACKUP = "backup"
_SHANGHAI = ZoneInfo("Asia/Shanghai")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_RANDOM_CHARACTERS = 12
MOST_ENTRIES = 1000
"""How many audit entries one reading gives."""


class KeptEntry(NamedTuple):
    """An audit entry with its number and the moment it was written."""

    seq: int
    at: str
    entry: AuditEntry


class StoredCheck(NamedTuple):
    """A check as it was answered: `body` is the very bytes, `sha256` the digest that was kept beside them."""

    number: str
    tx: int
    at: str
    purpose: str
    principal: str
    sha256: str
    body: bytes


def new_number(prefix: str) -> str:
    """A number that tells its day and cannot be guessed: sixty random bits.

    >>> len(new_number("CK"))
    23
    """
    day = dt.datetime.now(_SHANGHAI).strftime("%Y%m%d")
    return f"{prefix}{day}-" + "".join(_ALPHABET[byte & 31] for byte in secrets.token_bytes(_RANDOM_CHARACTERS))


class Ledger:
    """The ledger of an archive, made when it is first used. May be shared by threads."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        file = archive.file
        self._database = Database(archive.address if file is None else str(ledger_file(file)), LEDGER)
        self._turn = threading.Lock()
        self._ready = False

    # audit trail -----------------------------------------------------------------------------------------------------

    def record(self, entry: AuditEntry) -> int:
        """Append an entry to the audit trail; its number."""
        with self.writing() as sql:
            last = sql.first("SELECT seq, at FROM audit ORDER BY seq DESC LIMIT 1") or (0, None)
            seq = int(last[0]) + 1
            sql.run(
                "INSERT INTO audit (seq, at, act, stage, principal, action, about, purpose, reason, outcome) VALUES"
                " (:seq, :at, :act, :stage, :principal, :action, :about, :purpose, :reason, :outcome)",
                seq=seq,
                at=next_moment(last[1]),
                **(entry._asdict() | {"about": json.dumps(entry.about, ensure_ascii=False)}),
            )
            return seq

    def audit(self, after: int = 0, limit: int = MOST_ENTRIES) -> list[KeptEntry]:
        """The entries that follow a number, in order, at most `limit` of them."""
        with self.reading() as sql:
            rows = sql.all(
                "SELECT seq, at, act, stage, principal, action, about, purpose, reason, outcome FROM audit"
                " WHERE seq > :after ORDER BY seq LIMIT :limit",
                after=after,
                limit=min(limit, MOST_ENTRIES),
            )
        return [
            KeptEntry(seq, at, AuditEntry(act, stage, principal, action, tuple(json.loads(about)), *rest))
            for seq, at, act, stage, principal, action, about, *rest in rows
        ]

    # stored checks ---------------------------------------------------------------------------------------------------

    def keep_check(self, number: str, body: bytes, tx: int, purpose: str, principal: str) -> None:
        """Keep an answer for good, under the number (`new_number`) that stands in its body."""
        sha256, packed = hashlib.sha256(body).hexdigest(), zstandard.compress(body)
        with self.writing() as sql:
            sql.run(
                "INSERT INTO stored_check VALUES (:number, :tx, :at, :purpose, :principal, :sha256, :body)",
                number=number,
                tx=tx,
                at=next_moment(None),
                purpose=purpose,
                principal=principal,
                sha256=sha256,
                body=packed,
            )

    def check(self, number: str) -> StoredCheck:
        """A kept answer, as it is found: its digest is not compared here. NotFound; Broken where it cannot be read."""
        with self.reading() as sql:
            row = sql.first(
                "SELECT number, tx, at, purpose, principal, sha256, body FROM stored_check WHERE number = :number",
                number=number.strip().upper(),
            )
        if row is None:
            raise NotFound("unknown_check", f"there is no check with the number {number!r}", "copy the whole number")
        try:
            return StoredCheck._make((*row[:6], zstandard.decompress(row[6])))
        except zstandard.ZstdError:
            raise Broken("damaged", f"the stored check {row[0]} cannot be read", "restore the last backup") from None

    # jobs: see ledger_jobs -------------------------------------------------------------------------------------------

    def enqueue(self, kind: str, arguments: dict[str, Any], principal: str, job: str | None = None) -> Job:
        """Put a job into the queue. Busy where the queue is full."""
        with self.writing() as sql:
            return ledger_jobs.enqueue(sql, job or new_number("JB"), kind, arguments, principal)

    def claim(self, worker: str, lease_seconds: float) -> Job | None:
        """Take the oldest job that waits, or whose worker let its lease run out; None where there is none."""
        with self.writing() as sql:
            return ledger_jobs.claim(sql, worker, lease_seconds)

    def heartbeat(self, job: Job, lease_seconds: float, progress: dict[str, Any] | None = None) -> None:
        """Prolong the lease and keep the progress. Refused (`job_lost`) where the job is another's by now."""
        with self.writing() as sql:
            ledger_jobs.heartbeat(sql, job, lease_seconds, progress)

    def finish(self, job: Job, result: dict[str, Any] | None = None, error: dict[str, Any] | None = None) -> None:
        """End a job as done, or as failed with an error. Refused (`job_lost`) where it is another's by now."""
        with self.writing() as sql:
            ledger_jobs.finish(sql, job, result, error)

    def release(self, job: Job, pause_seconds: float = 0.0) -> None:
        """Put a claimed job back into the queue, to be taken after a pause; the attempt does not count."""
        with self.writing() as sql:
            ledger_jobs.release(sql, job, pause_seconds)

    def cancel(self, job: str) -> Job:
        """Cancel a job that has not ended; its worker stops at the next heartbeat. One that has ended stays so."""
        with self.writing() as sql:
            ledger_jobs.cancel(sql, job)
        return self.job(job)

    def job(self, job: str) -> Job:
        """A job by its number; NotFound."""
        with self.reading() as sql:
            return ledger_jobs.job(sql, job)

    def jobs(self) -> dict[str, bool]:
        """The jobs that are remembered, and whether each has ended."""
        with self.reading() as sql:
            return ledger_jobs.jobs(sql)

    def forget_jobs(self, days: int) -> None:
        """Delete jobs that ended more than so many days ago."""
        with self.writing() as sql:
            ledger_jobs.forget(sql, days)

    # idempotency keys: see ledger_keys --------------------------------------------------------------------------------

    def idempotent(self, key: str, principal: str, body_sha256: str) -> Fresh | Replay:
        """Whether a request is to be carried out (Fresh) or its answer given again (Replay).

        BadInput for a key that served another body, Busy while the first request is carried out.
        """
        ledger_keys.check_key(key)
        with self.writing() as sql:
            return ledger_keys.begin(sql, key, principal, body_sha256)

    def settle(self, fresh: Fresh, status: int, body: bytes) -> None:
        """Keep the answer of a request that was carried out."""
        with self.writing() as sql:
            ledger_keys.settle(sql, fresh, status, body)

    def unsettle(self, fresh: Fresh) -> None:
        """Forget a request that failed in a way that a repetition may mend."""
        with self.writing() as sql:
            ledger_keys.forget(sql, fresh)

    # keys that may read: see ledger_read_keys -------------------------------------------------------------------------

    def create_read_key(self, number: str, label: str, principal: str) -> tuple[ReadKey, str]:
        """Make a key: as it is kept, and itself, which is not kept. Refused where too many are open."""
        with self.writing() as sql:
            return ledger_read_keys.create(sql, number, label, principal)

    def read_keys(self) -> list[ReadKey]:
        """The keys, those made last first."""
        with self.reading() as sql:
            return ledger_read_keys.listed(sql)

    def revoke_read_key(self, number: str) -> ReadKey:
        """Close a key for good; NotFound."""
        with self.writing() as sql:
            return ledger_read_keys.revoke(sql, number)

    def open_read_key(self, key: str, day: str) -> ReadKey | None:
        """The key that a text is, None for any other or a closed one; its use on this day is kept, once a day."""
        with self.reading() as sql:
            kept = ledger_read_keys.found(sql, key)
        if kept is not None and kept.used_on != day:
            with self.writing() as sql:
                ledger_read_keys.note_use(sql, kept.number, day)
        return kept

    # the last backup -------------------------------------------------------------------------------------------------

    def keep_backup(self, told: dict[str, Any]) -> None:
        """Keep what is known of the backup that was just made, in place of the one before."""
        with self.writing() as sql:
            sql.run("DELETE FROM meta WHERE name = :name", name=_BACKUP)
            sql.run("INSERT INTO meta VALUES (:name, :told)", name=_BACKUP, told=json.dumps(told, ensure_ascii=False))

    def last_backup(self) -> dict[str, Any] | None:
        """What is known of the last backup, None where there was none."""
        with self.reading() as sql:
            told = sql.value("SELECT value FROM meta WHERE name = :name", name=_BACKUP)
        return None if told is None else dict(json.loads(told))

    # the database ----------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Sql]:
        """The ledger's own writer's transaction."""
        with self._turn:
            self._make_ready()
            with self._database.write(patience=_PATIENCE) as sql:
                yield sql

    @contextmanager
    def reading(self) -> Iterator[Sql]:
        """A snapshot of the ledger."""
        with self._turn:
            self._make_ready()
        with self._database.read() as sql:
            yield sql

    def _make_ready(self) -> None:
        """Make the ledger where it is missing; Broken where it is another version's or another archive's."""
        if self._ready:
            return
        key = self.archive.key_fingerprint()
        self._make_file()
        with self._database.write(patience=_PATIENCE) as sql:
            if not sql.value(_HAS_META[sql.sqlite]):
                sql.script(() if sql.sqlite else ("CREATE SCHEMA IF NOT EXISTS ledger",))
                sql.script(TABLES)
                sql.script(GUARDS_SQLITE if sql.sqlite else GUARDS_POSTGRESQL)
                sql.many("INSERT INTO meta VALUES (?, ?)", [("schema", str(SCHEMA_VERSION)), ("key", key)])
            meta: dict[str, str] = dict(sql.all("SELECT name, value FROM meta"))
            if meta.get("key") == key and meta.get("schema", "").isdigit():
                meta["schema"] = _upgrade(sql, int(meta["schema"]))
        if meta.get("schema") != str(SCHEMA_VERSION):
            raise Broken(
                "schema_version",
                f"the ledger {self.display_address} has schema {meta.get('schema')}, this program needs"
                f" {SCHEMA_VERSION}",
                "use the program version that made it, or creditgraph migrate",
            )
        if meta.get("key") != key:
            raise Broken(
                "wrong_ledger",
                f"the ledger {self.display_address} is that of another archive",
                "move it away to where it is kept; a new one is made",
            )
        self._ready = True

    def _make_file(self) -> None:
        """Make the file for the owner only: the journal beside it takes its rights from it."""
        if self._database.path is not None:
            try:
                os.close(os.open(self._database.path, os.O_RDWR | os.O_CREAT, 0o600))
            except OSError as error:
                message = f"cannot write the ledger {self.display_address}: {error.strerror}"
                raise Broken("unreadable", message, "check the path and its rights") from error

    @property
    def display_address(self) -> str:
        """Where the ledger is, without a password."""
        return self._database.display

    def close(self) -> None:
        """Give the connections back."""
        self._database.close()


_HAS_META = {
    True: "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'",
    False: "SELECT 1 FROM information_schema.tables WHERE table_name = 'meta' AND table_schema = 'ledger'",
}


def _upgrade(sql: Sql, version: int) -> str:
    """Bring a ledger of an earlier version to this program's; its version then."""
    for step in range(version + 1, SCHEMA_VERSION + 1):
        sql.script(UPGRADES[step])
        sql.run("UPDATE meta SET value = :step WHERE name = 'schema'", step=str(step))
        version = step
    return str(version)


def ledger_file(archive: Path) -> Path:
    """The file of the ledger of an archive in a file."""
    return archive.with_name(archive.name + _SUFFIX)
