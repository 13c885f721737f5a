"""The ledger lies beside the archive, only grows where it must, and never waits for the archive's writer."""

import hashlib
import sqlite3
import stat
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.archive.ledger import MOST_ENTRIES, Ledger, new_number
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import BadInput, Broken, NotFound

ENTRY = AuditEntry("act1", "intent", "clerk", "check", ("海东市甲乙有限公司", "b"), "lending", None)
BODY = '{"number": "CK", "zh": "信用"}'.encode()


@pytest.fixture
def ledger(box: Any) -> Ledger:
    return Ledger(box.archive)


@pytest.fixture
def file(ledger: Ledger) -> Path:
    """The file of a ledger that is in use."""
    ledger.record(ENTRY)
    return Path(ledger.display_address)


def test_it_is_made_on_first_use_beside_the_archive_for_its_owner_only(ledger: Ledger, box: Any) -> None:
    path = Path(box.archive.address + ".ledger")
    assert not path.exists()
    ledger.record(ENTRY)
    for end in ("", "-wal", "-shm"):
        assert stat.S_IMODE(path.with_name(path.name + end).stat().st_mode) == 0o600


def test_without_an_archive_there_is_no_ledger(tmp_path: Path) -> None:
    ledger = Ledger(Archive(str(tmp_path / "archive.sqlite")))
    with pytest.raises(BadInput) as raised:
        ledger.record(ENTRY)
    assert raised.value.code == "no_archive"
    assert list(tmp_path.iterdir()) == []


def test_the_ledger_of_another_archive_is_not_gone_on_with(ledger: Ledger, file: Path, new_box: Any) -> None:
    other = Path(new_box("other").archive.address)
    other.unlink()
    archive = Archive(str(other))
    archive.create("another key")
    ledger.close()
    file.rename(other.with_name(other.name + ".ledger"))
    with pytest.raises(Broken) as raised:
        Ledger(archive).record(ENTRY)
    assert raised.value.code == "wrong_ledger"


def test_the_ledger_of_another_version_is_refused(ledger: Ledger, file: Path, box: Any) -> None:
    ledger.close()
    with sqlite3.connect(file) as database:
        database.execute("UPDATE meta SET value = '99' WHERE name = 'schema'")
    database.close()
    with pytest.raises(Broken) as raised:
        Ledger(box.archive).record(ENTRY)
    assert raised.value.code == "schema_version"


# audit trail ---------------------------------------------------------------------------------------------------------


def test_entries_are_read_back_as_they_were_written(ledger: Ledger) -> None:
    outcome = AuditEntry("act1", "outcome", "clerk", "check", (), None, "because", "done")
    assert [ledger.record(ENTRY), ledger.record(outcome)] == [1, 2]
    assert [one.entry for one in ledger.audit()] == [ENTRY, outcome]
    assert [one.seq for one in ledger.audit(after=1)] == [2]


def test_numbers_have_no_gaps_and_moments_rise_among_many_writers(ledger: Ledger, box: Any) -> None:
    ledgers = [ledger, Ledger(box.archive)]  # as two processes would have them

    def write(mine: Ledger) -> None:
        for _ in range(25):
            mine.record(ENTRY)

    threads = [threading.Thread(target=write, args=(ledgers[n % 2],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries = ledger.audit()
    moments = [one.at for one in entries]
    assert [one.seq for one in entries] == list(range(1, 101))
    assert moments == sorted(set(moments))
    assert all(moment.endswith("+00:00") for moment in moments)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit SET purpose = 'another'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 1",
        "UPDATE stored_check SET body = x'00'",
        "UPDATE stored_check SET sha256 = 'x'",
    ],
)
def test_what_only_grows_can_not_be_changed(ledger: Ledger, file: Path, change: str) -> None:
    ledger.keep_check("CK1", BODY, 1, "lending", "clerk")
    with sqlite3.connect(file) as database, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute(change)
    database.close()
    assert ledger.audit()[0].entry == ENTRY
    assert ledger.check("CK1").body == BODY


def test_a_reading_is_bounded(ledger: Ledger, file: Path) -> None:
    with sqlite3.connect(file) as database:
        database.executemany(
            "INSERT INTO audit (seq, at, act, stage, principal, action, about) VALUES (?, ?, 'a', 's', 'p', 'x', '[]')",
            [(n, str(n)) for n in range(2, MOST_ENTRIES + 10)],
        )
    database.close()
    assert len(ledger.audit(limit=10**9)) == MOST_ENTRIES


def test_the_archives_writer_does_not_hold_it_up(ledger: Ledger, box: Any) -> None:
    with box.archive.transaction("import", "tester"):
        began = time.monotonic()
        ledger.record(ENTRY)
        ledger.keep_check("CK1", BODY, 0, "lending", "clerk")
        ledger.enqueue("import", {}, "clerk")
        assert ledger.claim("worker", 60) is not None
        assert time.monotonic() - began < 2
    assert ledger.check("CK1").body == BODY


def test_a_reader_does_not_hold_up_a_writer(ledger: Ledger, file: Path) -> None:
    reader = sqlite3.connect(file, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM audit").fetchall()
    assert ledger.record(ENTRY) == 2
    reader.close()


def test_a_full_disk_is_said(ledger: Ledger, file: Path) -> None:
    from sqlalchemy import event

    @event.listens_for(ledger._database._engine, "connect")
    def _small(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    ledger.close()
    with pytest.raises(Broken) as raised:
        ledger.keep_check("CK1", bytes(range(256)) * 4000, 1, "x" * 100_000, "clerk")
    assert raised.value.code == "disk_full"


# stored checks -------------------------------------------------------------------------------------------------------


def test_a_check_is_given_back_byte_for_byte(ledger: Ledger) -> None:
    ledger.keep_check("CK20261124-ABC", BODY, 7, "lending", "clerk")
    stored = ledger.check(" ck20261124-abc ")
    assert stored[:2] == ("CK20261124-ABC", 7)
    assert (stored.purpose, stored.principal, stored.body) == ("lending", "clerk", BODY)
    assert stored.sha256 == hashlib.sha256(BODY).hexdigest()


def test_a_number_serves_once(ledger: Ledger) -> None:
    ledger.keep_check("CK1", BODY, 7, "lending", "clerk")
    with pytest.raises(Broken):
        ledger.keep_check("CK1", b"{}", 7, "lending", "clerk")
    assert ledger.check("CK1").body == BODY


def test_a_number_that_is_none_is_not_found(ledger: Ledger) -> None:
    with pytest.raises(NotFound) as raised:
        ledger.check("CK20261124-000000000000")
    assert raised.value.code == "unknown_check"


def test_numbers_tell_the_day_and_do_not_repeat() -> None:
    numbers = {new_number("CK") for _ in range(1000)}
    assert len(numbers) == 1000
    assert {len(number) for number in numbers} == {23}


@pytest.mark.parametrize("use", [lambda one: one.audit(), lambda one: one.jobs()])
def test_reading_finds_an_empty_ledger(ledger: Ledger, use: Callable[[Ledger], object]) -> None:
    assert not use(ledger)
