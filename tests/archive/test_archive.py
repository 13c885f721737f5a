"""Open or create; a transaction has a number and a time, and is there whole or not at all."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive.archive import Archive, moment_of, newest_tx
from creditgraph.model.errors import BadInput, Broken, CreditGraphError
from support.archives import ON_SQLITE


def test_there_is_no_archive_until_it_is_made(tmp_path: Path) -> None:
    archive = Archive(str(tmp_path / "deep" / "archive.sqlite"))
    assert not archive.exists()
    with pytest.raises(BadInput) as raised:
        archive.open()
    assert raised.value.code == "no_archive"
    assert not (tmp_path / "deep").exists()
    archive.create("mine")
    assert archive.exists()
    archive.open("mine")


def test_another_key_does_not_open_it(box: Any) -> None:
    box.archive.open()
    with pytest.raises(Broken) as raised:
        box.archive.open("another")
    assert raised.value.code == "wrong_key"


def test_another_schema_is_refused(box: Any) -> None:
    with box.archive.maintenance() as sql:
        sql.run("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(Broken) as raised:
        box.archive.open()
    assert raised.value.code == "schema_version"


def test_making_it_twice_fails_and_loses_nothing(box: Any) -> None:
    box.load("registry", box.row("r", box.org("o")))
    before = box.export()
    with pytest.raises(CreditGraphError):
        box.archive.create("another")
    box.archive.open("fingerprint")
    assert box.export() == before


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE places (name TEXT)")
    other.close()
    with pytest.raises(CreditGraphError):
        Archive(str(path)).create("fingerprint")


def test_transactions_are_numbered_and_a_failed_one_leaves_no_number(box: Any) -> None:
    with box.archive.transaction("note", "tester") as (_sql, tx):
        assert tx == 1
    with pytest.raises(ZeroDivisionError), box.archive.transaction("note", "tester"):
        raise ZeroDivisionError
    with box.archive.transaction("note", "tester") as (_sql, tx):
        assert tx == 2
    assert box.ask("SELECT tx, kind, actor FROM tx") == [(1, "note", "tester"), (2, "note", "tester")]
    with box.archive.read() as sql:
        assert newest_tx(sql) == 2
        assert str(moment_of(sql, 2)) > str(moment_of(sql, 1))
        assert moment_of(sql, 3) is None


def test_maintenance_is_no_transaction(box: Any) -> None:
    with box.archive.maintenance() as sql:
        sql.analyse()
    assert box.tx == 0


def test_a_discarded_staging_file_leaves_nothing_beside_the_archive(box: Any) -> None:
    folder = box.archive.folder_beside(".staging").parent
    with box.archive.stage("1"), box.archive.stage("2"):
        pass
    box.archive.discard_stage("1")
    box.archive.discard_stage("1")
    assert [path.name for path in folder.glob("*.staging/*.sqlite")] == ["2.sqlite"]
    box.archive.discard_stage("2")
    assert not list(folder.glob("*.staging"))


@ON_SQLITE
def test_a_new_archive_does_not_go_on_with_an_older_ones_staging_files(box: Any) -> None:
    box.staged("registry", box.row("r", box.org("o")))
    path = Path(box.archive.address)
    box.archive.close()
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    fresh = Archive(box.archive.address)
    fresh.create("another key")
    with fresh.stage("1") as stage:
        assert not stage.resumed
