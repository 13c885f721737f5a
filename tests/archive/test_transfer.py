"""An archive moves between databases with all that it ever believed, and goes on there as if it had not moved."""

import random
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive import transfer
from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.archive.canonical import canonical_lines
from creditgraph.archive.ledger import Ledger
from creditgraph.archive.rebuild import compare
from creditgraph.archive.search import search_names
from creditgraph.archive.transfer import copy_archive
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import Broken, Refused
from creditgraph.resolution.policy import EXACT
from creditgraph.resolution.reference import graph
from support.archives import Archives, Server, archives
from support.histories import World, step
from support.oracle import MATCHER, reference_lines

SEEDS = range(6)
ENTRY = AuditEntry("act1", "intent", "clerk", "check", ("海东市甲乙有限公司",), "lending", None)


@pytest.fixture
def elsewhere(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Any:
    """Archives on the other database."""
    other: Server | None = request.getfixturevalue("postgres_server") if database == "sqlite" else None
    with archives(tmp_path / "elsewhere", other) as made:
        yield made


def exports(archive: Archive) -> list[list[str]]:
    with archive.read() as sql:
        return [list(canonical_lines(sql, tx)) for tx in range(newest_tx(sql) + 1)]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_goes_on_after_the_move(new_archive: Archives, elsewhere: Archives, seed: int) -> None:
    rng = random.Random(seed)
    before = World(new_archive())
    for _ in range(6):
        step(before, rng)
    target = elsewhere.nowhere()
    copy_archive(before.archive, target)
    assert exports(target) == exports(before.archive)
    after = World(target, list(before.history), before.serial)
    for _ in range(5):
        step(after, rng)
        with target.read() as sql:
            tx = newest_tx(sql)
            assert list(canonical_lines(sql, tx)) == reference_lines(graph(after.history, tx, EXACT, MATCHER)), (
                f"seed {seed}"
            )
    with target.read() as sql:
        assert compare(sql, EXACT, newest_tx(sql)).total == 0
    back = new_archive.nowhere("back")
    copy_archive(target, back)
    assert exports(back) == exports(target)


def test_every_table_is_equal_and_names_are_found(box: Any, elsewhere: Archives) -> None:
    box.load("registry", box.row("r1", box.org("o1", "海东甲乙公司", box.code(1)), box.man("p", "张三")))
    box.load("fines", box.row("r2", box.org("o2", code=box.code(1)), records=(box.penalty("1"),)))
    target = elsewhere.nowhere()
    told: list[tuple[str, int]] = []
    copied = copy_archive(box.archive, target, lambda table, rows: told.append((table, rows)))
    assert dict(told) == copied
    for table, count in copied.items():
        query = f'SELECT * FROM "{table}"'
        with box.archive.read() as ours, target.read() as theirs:
            rows = sorted(map(repr, ours.all(query)))
            assert (rows, len(rows)) == (sorted(map(repr, theirs.all(query))), count)
    with target.read() as sql:
        assert [hit.text for hit in search_names(sql, "甲乙", 2, 5).hits] == ["海东甲乙公司"]


def test_the_key_stays_and_so_does_the_ledger(box: Any, elsewhere: Archives) -> None:
    ledger = Ledger(box.archive)
    ledger.record(ENTRY)
    ledger.keep_check("CK1", b"body", 0, "lending", "clerk")
    job = ledger.enqueue("import", {"file": "a.csv"}, "clerk")
    ledger.cancel(job.job)
    target = elsewhere.nowhere()
    copy_archive(box.archive, target)
    target.open("fingerprint")
    with pytest.raises(Broken):
        target.open("another")
    copied = Ledger(target)
    assert copied.audit() == ledger.audit()
    assert copied.check("CK1") == ledger.check("CK1")
    assert copied.job(job.job) == ledger.job(job.job)
    assert copied.record(ENTRY) == 2
    copied.close()
    ledger.close()


def test_what_is_there_is_left_alone(box: Any, elsewhere: Archives) -> None:
    box.load("registry", box.row("r1", box.org("o1")))
    target = World(elsewhere())
    step(target, random.Random(1))
    held = exports(target.archive)
    with pytest.raises(Refused) as raised:
        copy_archive(box.archive, target.archive)
    assert raised.value.code == "target_not_empty"
    assert exports(target.archive) == held
    with pytest.raises(Broken) as raised_for_key:
        copy_archive(box.archive, elsewhere("of another", key="another"))
    assert raised_for_key.value.code == "wrong_key"


def test_a_trail_of_its_own_is_left_alone(box: Any, elsewhere: Archives) -> None:
    box.load("registry", box.row("r1", box.org("o1")))
    target = elsewhere()
    for archive in (box.archive, target):
        ledger = Ledger(archive)
        ledger.record(ENTRY)
        ledger.close()
    with pytest.raises(Refused) as raised:
        copy_archive(box.archive, target)
    assert raised.value.code == "target_not_empty"


def test_open_jobs_keep_it_where_it_is(box: Any, elsewhere: Archives) -> None:
    ledger = Ledger(box.archive)
    ledger.enqueue("import", {}, "clerk")
    ledger.close()
    with pytest.raises(Refused) as raised:
        copy_archive(box.archive, elsewhere.nowhere())
    assert raised.value.code == "jobs_open"


def test_a_copy_that_breaks_off_is_repeated(box: Any, elsewhere: Archives, monkeypatch: pytest.MonkeyPatch) -> None:
    box.load("registry", box.row("r1", box.org("o1")))
    ledger = Ledger(box.archive)
    ledger.record(ENTRY)

    def die(_sql: object) -> None:
        raise ZeroDivisionError

    target = elsewhere.nowhere()
    with monkeypatch.context() as patch:
        patch.setattr(transfer, "make_indexes", die)
        with pytest.raises(ZeroDivisionError):
            copy_archive(box.archive, target)
    assert exports(target) == [[]]
    ledger.record(ENTRY)
    copy_archive(box.archive, target)
    assert exports(target) == exports(box.archive)
    copied = Ledger(target)
    assert copied.audit() == ledger.audit()
    copied.close()
    ledger.close()


def test_the_source_takes_no_writes_meanwhile(box: Any, elsewhere: Archives) -> None:
    waited: list[str] = []

    def write(_table: str, _rows: int) -> None:
        if not waited:
            waited.append("asked")
            with pytest.raises(Exception, match="another writer"), box.archive.transaction("x", "y", patience=0):
                pass

    box.load("registry", box.row("r1", box.org("o1")))
    copy_archive(box.archive, elsewhere.nowhere(), write)
    assert waited
