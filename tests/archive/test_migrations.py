"""Migrations of the archive: applied once, in order, whole or not at all; a changed one stops."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest

from creditgraph.archive import schema
from creditgraph.archive.archive import Archive
from creditgraph.archive.migrations import MIGRATIONS, Migration, migrate
from creditgraph.model.errors import BadInput, Broken
from support.archives import FIRST_VERSION, Archives

NEXT = Migration(4, "a table more", ("CREATE TABLE more (n INTEGER)", "INSERT INTO more VALUES (1)"))
BROKEN = Migration(5, "a mistake", ("CREATE TABLE yet_more (n INTEGER)", "CREATE TABLE more (n INTEGER)"))


@pytest.fixture
def old(box: Any) -> Any:
    """An archive as the first version made it, with something in it."""
    box.load("registry", box.row("r", box.org("o")))
    with box.archive.maintenance() as sql:
        sql.script(FIRST_VERSION)
    return box


def meta(archive: Archive) -> dict[str, str]:
    with archive.read() as sql:
        return dict(sql.all("SELECT name, value FROM meta"))


def has(archive: Archive, table: str) -> bool:
    try:
        with archive.read() as sql:
            sql.all(f"SELECT * FROM {table}")
    except Broken:
        return False
    return True


def test_every_version_has_its_migration() -> None:
    assert [one.version for one in MIGRATIONS] == list(range(2, schema.SCHEMA_VERSION + 1))


def test_a_new_archive_needs_none(box: Any) -> None:
    done = migrate(box.archive)
    assert (done.found, done.applied, done.history) == (schema.SCHEMA_VERSION, [], [])


def test_an_old_archive_is_refused_until_it_is_migrated(old: Any) -> None:
    before = meta(old.archive)
    with pytest.raises(Broken) as raised:
        old.archive.open()
    assert raised.value.code == "schema_version"
    done = migrate(old.archive)
    assert (done.found, [one["version"] for one in done.applied]) == (1, [2, 3])
    old.archive.open()
    assert has(old.archive, "rekeyed")
    again = migrate(old.archive)
    assert again.applied == []
    applied = [(one["version"], one["checksum"]) for one in again.history]
    assert applied == [(2, MIGRATIONS[0].checksum), (3, MIGRATIONS[1].checksum)]
    assert before.items() - meta(old.archive).items() == {("schema", "1")}


def test_a_dry_run_tells_and_changes_nothing(old: Any) -> None:
    before = meta(old.archive)
    done = migrate(old.archive, dry_run=True)
    assert [one["version"] for one in done.applied] == [2, 3]
    assert meta(old.archive) == before
    assert not has(old.archive, "rekeyed")


def test_one_that_fails_takes_all_back(old: Any) -> None:
    before = meta(old.archive)
    for dry_run in (True, False):
        with pytest.raises(Broken, match="more"):
            migrate(old.archive, dry_run, (*MIGRATIONS, NEXT, BROKEN))
        assert meta(old.archive) == before
        assert not has(old.archive, "rekeyed")


def test_one_that_changed_since_stops_the_runner(old: Any) -> None:
    known: Sequence[Migration] = (*MIGRATIONS, NEXT)
    migrate(old.archive, known=known)
    with old.archive.maintenance() as sql:
        sql.run("UPDATE meta SET value = '3' WHERE name = 'schema'")
    changed = Migration(4, NEXT.name, ("CREATE TABLE other (n INTEGER)",))
    with pytest.raises(Broken, match="migration 4 changed"):
        migrate(old.archive, known=(*MIGRATIONS, changed))


def test_an_archive_of_a_later_program_is_left_alone(box: Any) -> None:
    with box.archive.maintenance() as sql:
        sql.run("UPDATE meta SET value = '99' WHERE name = 'schema'")
    with pytest.raises(Broken, match="schema 99"):
        migrate(box.archive)
    assert meta(box.archive)["schema"] == "99"


def test_of_two_runners_the_second_finds_nothing_to_do(old: Any, new_archive: Archives) -> None:
    done: list[int] = []

    def run(archive: Archive) -> None:
        done.append(len(migrate(archive).applied))

    threads = [threading.Thread(target=run, args=(new_archive.open(old.archive.address),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == [0, len(MIGRATIONS)]


def test_where_there_is_no_archive_there_is_nothing_to_migrate(new_archive: Archives) -> None:
    with pytest.raises(BadInput):
        migrate(new_archive.nowhere())
