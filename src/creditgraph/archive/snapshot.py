"""A snapshot of an archive and its ledger as two SQLite files, taken while others write; and an archive made of one.

- An SQLite archive is copied page by page by SQLite's online backup, a PostgreSQL one row by row from one repeatable
  read. Both see one moment, and hold up nobody.
- The ledger is copied after the archive, so it is never older than it. Jobs that are still to be done stay out: their
  uploads lie beside the server and are not copied.
- What proves a snapshot is its canonical export: the digest of its lines at the newest transaction it knows.
"""

import errno
import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from creditgraph.archive.archive import Archive, moment_of, newest_tx
from creditgraph.archive.canonical import canonical_lines
from creditgraph.archive.database import Sql
from creditgraph.archive.ledger import Ledger, ledger_file
from creditgraph.archive.transfer import OnRows, copy_archive, fill_archive, fill_ledger
from creditgraph.model.errors import Broken

ARCHIVE_FILE = "archive.sqlite"
LEDGER_FILE = ledger_file(Path(ARCHIVE_FILE)).name
_PAGES = 2000


@dataclass(frozen=True, slots=True)
class Proof:
    """What an archive believed at a transaction: the SHA-256 of its canonical export, and how many lines it had."""

    tx: int
    at: str | None
    sha256: str
    lines: int


def prove(sql: Sql, tx: int) -> Proof:
    """The proof of what is believed at a transaction."""
    digest, lines = hashlib.sha256(), 0
    for line in canonical_lines(sql, tx):
        digest.update(line.encode() + b"\n")
        lines += 1
    return Proof(tx, moment_of(sql, tx), digest.hexdigest(), lines)


def take(source: Archive, ledger: Ledger, folder: Path, on_rows: OnRows = lambda _table, _rows: None) -> Proof:
    """Write a snapshot into a folder: `archive.sqlite` and its ledger. Broken where the copy does not say what the
    archive says.
    """
    copy = Archive(str(folder / ARCHIVE_FILE))
    into = Ledger(copy)
    try:
        with source.read() as sql:
            if sql.sqlite:
                _copy_pages(sql, folder / ARCHIVE_FILE, lambda pages: on_rows("archive", pages))
            else:
                copy.create(source.key_fingerprint())
                with copy.maintenance() as filled:
                    fill_archive(sql, filled, on_rows)
            proof = prove(sql, newest_tx(sql))
        _copy_ledger(ledger, into, folder / LEDGER_FILE)
        check(copy, proof)
    finally:
        into.close()
        copy.close()
    return proof


def check(archive: Archive, proof: Proof) -> None:
    """Broken where an archive does not say what a proof says."""
    archive.open()
    with archive.read() as sql:
        found = prove(sql, proof.tx)
    if found != proof:
        raise Broken(
            "backup_differs",
            f"the copy at {archive.display_address} says other than the archive did at transaction {proof.tx}:"
            f" canonical export {found.sha256}, not {proof.sha256}",
            "do not use it; take or choose another backup",
        )


def put_in_place(folder: Path, target: Archive, on_rows: OnRows = lambda _table, _rows: None) -> None:
    """Make a snapshot the archive at a place where there is none, which for a file is on the same disk. The archive
    comes last, so a restore that was killed has made none.
    """
    place = target.file
    if place is None:
        copy = Archive(str(folder / ARCHIVE_FILE))
        try:
            copy_archive(copy, target, on_rows)
        finally:
            copy.close()
        return
    for name, to in ((LEDGER_FILE, ledger_file(place)), (ARCHIVE_FILE, place)):
        _settle(folder / name)
        if to.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(to))
        (folder / name).rename(to)


def _copy_pages(sql: Sql, to: Path, on_pages: Callable[[int], None]) -> None:
    """SQLite's online backup. The snapshot that `sql` reads is what it copies, whoever writes meanwhile."""
    with closing(sqlite3.connect(to)) as target:
        try:
            sql.copy_file(target, lambda _status, left, total: on_pages(total - left), _PAGES)
        except sqlite3.OperationalError as error:
            if "full" not in str(error):
                raise Broken("damaged", f"the archive cannot be copied: {error}", "restore the last backup") from error
            raise Broken("disk_full", f"the disk of {to.parent} is full", "free space, then repeat") from error


def _copy_ledger(ledger: Ledger, into: Ledger, to: Path) -> None:
    with ledger.reading() as origin:
        if origin.sqlite:
            _copy_pages(origin, to, lambda _pages: None)
        else:
            with into.writing() as filled:
                fill_ledger(origin, filled)
    with into.writing() as filled:
        filled.run("DELETE FROM job WHERE finished_at IS NULL")


def _settle(file: Path) -> None:
    """Take the journal's pages into the file, so that it is whole by itself, and on the disk."""
    file.chmod(0o600)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
