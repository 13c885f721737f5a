"""A backup is whole, says what the archive said, and becomes an archive again: on either database, from either."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from creditgraph.archive import backup_file, snapshot
from creditgraph.archive.archive import Archive
from creditgraph.identifiers import create_key
from creditgraph.model.errors import BadInput, Broken, CreditGraphError, Refused
from creditgraph.model.request import Request
from creditgraph.usecases.backup import backup
from creditgraph.usecases.check import check
from creditgraph.usecases.context import Context
from creditgraph.usecases.decide import merge, reverse
from creditgraph.usecases.export import export_canonical
from creditgraph.usecases.rebuild import rebuild
from creditgraph.usecases.restore import restore
from creditgraph.usecases.search import search
from creditgraph.usecases.status import status
from creditgraph.usecases.stored_checks import check_by_number
from support.archives import FIRST_VERSION, ON_SQLITE, Archives, Server, archives

Elsewhere = Callable[..., Context]


@pytest.fixture
def filled(office: Any) -> Any:
    office.imported("registration", ["海东市甲乙集团有限公司", office.code(1)], ["海东市丙丁有限公司"])
    office.imported("officers", ["海东市甲乙集团有限公司", office.code(1), "张三", office.citizen(1), "董事"])
    told: Any = merge(office.context, Request(), "海东市甲乙集团有限公司", "海东市丙丁有限公司")
    office.decision = told["decision"]
    return office


@pytest.fixture
def elsewhere(tmp_path: Path, new_archive: Archives) -> Iterator[Elsewhere]:
    """A place without an archive, on the same database or another, under a key."""
    opened: list[Context] = []

    def make(office: Any, archive: Archive | None = None, key: Path | None = None) -> Context:
        context = Context(archive or new_archive.nowhere(f"restored-{len(opened)}"), key or office.context.key_path)
        opened.append(context)
        return context

    yield make
    for context in opened:
        context.close()


def everything(context: Context) -> list[list[str]]:
    """The export of each transaction."""
    with context.archive.read() as sql:
        last = int(sql.value("SELECT MAX(tx) FROM tx WHERE kind <> 'restore'"))
    return [list(export_canonical(context, Request(tx=tx))) for tx in range(last + 1)]


def test_what_is_restored_is_the_archive_and_goes_on(filled: Any, elsewhere: Elsewhere, tmp_path: Path) -> None:
    number = check(filled.context, Request(purpose="tests"), ["海东市甲乙集团有限公司"])["number"]
    told: Any = backup(filled.context, Request(), tmp_path / "one.cgb")
    before = everything(filled.context)
    assert (told["tx"], told["lines"], told["bytes"]) == (3, len(before[-1]), (tmp_path / "one.cgb").stat().st_size)
    assert (tmp_path / "one.cgb").stat().st_mode & 0o777 == 0o600
    context = elsewhere(filled)
    restored: Any = restore(context, Request(), tmp_path / "one.cgb")
    assert (restored["tx"], restored["sha256"]) == (4, told["sha256"])
    assert everything(context) == before
    assert rebuild(context, Request(), check=True)["differences"] == 0
    assert len(search(context, Request(), "甲乙集团")["results"]) == 1  # type: ignore[arg-type]
    assert check_by_number(context, Request(), number).body == check_by_number(filled.context, Request(), number).body
    reverse(context, Request(), filled.decision)
    reverse(filled.context, Request(), filled.decision)
    assert list(export_canonical(context, Request())) == list(export_canonical(filled.context, Request()))


def test_from_either_database_to_the_other(
    filled: Any, elsewhere: Elsewhere, tmp_path: Path, database: str, request: pytest.FixtureRequest
) -> None:
    other: Server | None = request.getfixturevalue("postgres_server") if database == "sqlite" else None
    backup(filled.context, Request(), tmp_path / "one.cgb")
    with archives(tmp_path / "other", other) as made:
        context = elsewhere(filled, made.nowhere())
        restore(context, Request(), tmp_path / "one.cgb")
        assert everything(context) == everything(filled.context)


def test_it_is_made_while_a_writer_works_and_is_of_one_moment(
    filled: Any, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(filled.context)
    real, written = snapshot.prove, threading.Event()

    def write() -> None:
        filled.imported("registration", *([f"海东市第{n}号有限公司"] for n in range(50)))
        written.set()

    def prove(*arguments: Any) -> Any:
        if not written.is_set():  # within the snapshot: the copy is made, the digest is not
            thread = threading.Thread(target=write)
            thread.start()
            thread.join(60)
        return real(*arguments)

    monkeypatch.setattr(snapshot, "prove", prove)
    told: Any = backup(filled.context, Request(), tmp_path / "one.cgb")
    assert written.is_set()
    assert told["tx"] == 3
    context = elsewhere(filled)
    restore(context, Request(), tmp_path / "one.cgb")
    assert everything(context) == before
    assert len(filled.export()) > len(before[-1])


def test_status_knows_the_last_backup(filled: Any, tmp_path: Path) -> None:
    assert status(filled.context, Request())["last_backup"] is None
    for name in ("one.cgb", "two.cgb"):
        backup(filled.context, Request(), tmp_path / name)
    last: Any = status(filled.context, Request())["last_backup"]
    assert (last["file"], last["tx"]) == (str(tmp_path / "two.cgb"), 3)


def test_jobs_still_to_be_done_stay_out(filled: Any, elsewhere: Elsewhere, tmp_path: Path) -> None:
    open_, done = (filled.context.ledger.enqueue("import", {}, "clerk") for _ in range(2))
    filled.context.ledger.cancel(done.job)
    backup(filled.context, Request(), tmp_path / "one.cgb")
    context = elsewhere(filled)
    restore(context, Request(), tmp_path / "one.cgb")
    assert context.ledger.jobs() == {done.job: True}
    assert filled.context.ledger.jobs() == {open_.job: False, done.job: True}


def test_a_backup_of_an_earlier_program_is_brought_up_to_date(
    filled: Any, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    folder = tmp_path / "taken"
    folder.mkdir()
    proof = snapshot.take(filled.context.archive, filled.context.ledger, folder)
    copy = Archive(str(folder / snapshot.ARCHIVE_FILE))
    with copy.maintenance() as sql:
        sql.script(FIRST_VERSION)
    copy.close()
    key = filled.context.archive.key_fingerprint()
    for schema, file in ((1, tmp_path / "old.cgb"), (99, tmp_path / "new.cgb")):
        backup_file.pack(folder, file, backup_file.Manifest(proof, key, schema, "2026-11-24T00:00:00+00:00", "1", "x"))
    context = elsewhere(filled)
    assert refused(context, tmp_path / "new.cgb").code == "schema_version"
    restore(context, Request(), tmp_path / "old.cgb")
    assert everything(context) == everything(filled.context)


# refused, and nothing is lost ----------------------------------------------------------------------------------------


def refused(context: Context, file: Path) -> CreditGraphError:
    with pytest.raises(CreditGraphError) as raised:
        restore(context, Request(), file)
    return raised.value


def test_another_key_is_refused(filled: Any, elsewhere: Elsewhere, tmp_path: Path) -> None:
    backup(filled.context, Request(), tmp_path / "one.cgb")
    create_key(tmp_path / "another.key")
    context = elsewhere(filled, key=tmp_path / "another.key")
    error = refused(context, tmp_path / "one.cgb")
    assert (error.code, isinstance(error, Broken)) == ("wrong_key", True)
    assert not context.archive.exists()
    assert refused(elsewhere(filled, key=tmp_path / "none.key"), tmp_path / "one.cgb").code == "key_missing"


def test_what_is_there_is_left_alone(filled: Any, tmp_path: Path) -> None:
    backup(filled.context, Request(), tmp_path / "one.cgb")
    held = everything(filled.context)
    error = refused(filled.context, tmp_path / "one.cgb")
    assert (error.code, isinstance(error, Refused)) == ("target_not_empty", True)
    assert everything(filled.context) == held
    content = (tmp_path / "one.cgb").read_bytes()
    with pytest.raises(BadInput, match="exists") as raised:
        backup(filled.context, Request(), tmp_path / "one.cgb")
    assert raised.value.code == "file_exists"
    assert (tmp_path / "one.cgb").read_bytes() == content


@ON_SQLITE
@pytest.mark.parametrize("name", ["archive.sqlite-wal", "archive.sqlite.ledger"])
def test_what_is_left_of_another_archive_is_left_alone(
    filled: Any, elsewhere: Elsewhere, tmp_path: Path, name: str
) -> None:
    backup(filled.context, Request(), tmp_path / "one.cgb")
    context = elsewhere(filled)
    assert context.archive.file is not None
    context.archive.file.parent.mkdir()
    left = context.archive.file.with_name(name)
    left.write_bytes(b"an old trail")
    assert refused(context, tmp_path / "one.cgb").code == "target_not_empty"
    assert left.read_bytes() == b"an old trail"


@pytest.mark.parametrize("cut", [1, 100, 5000])
def test_a_file_that_was_cut_off_is_refused(filled: Any, elsewhere: Elsewhere, tmp_path: Path, cut: int) -> None:
    backup(filled.context, Request(), tmp_path / "one.cgb")
    content = (tmp_path / "one.cgb").read_bytes()
    (tmp_path / "cut.cgb").write_bytes(content[:-cut])
    context = elsewhere(filled)
    assert refused(context, tmp_path / "cut.cgb").code == "backup_damaged"
    assert not context.archive.exists()


def test_a_file_that_was_altered_is_refused(filled: Any, elsewhere: Elsewhere, tmp_path: Path) -> None:
    backup(filled.context, Request(), tmp_path / "one.cgb")
    content = bytearray((tmp_path / "one.cgb").read_bytes())
    for place in range(8, len(content), len(content) // 7):
        altered = bytearray(content)
        altered[place] ^= 0x40
        (tmp_path / "altered.cgb").write_bytes(altered)
        context = elsewhere(filled)
        assert refused(context, tmp_path / "altered.cgb").code == "backup_damaged", place
        assert not context.archive.exists()


def test_an_archive_that_says_otherwise_is_refused(filled: Any, elsewhere: Elsewhere, tmp_path: Path) -> None:
    """Digests that fit, but of an archive whose facts were changed: the canonical export tells."""
    folder = tmp_path / "taken"
    folder.mkdir()
    proof = snapshot.take(filled.context.archive, filled.context.ledger, folder)
    copy = Archive(str(folder / snapshot.ARCHIVE_FILE))
    with copy.maintenance() as sql:
        sql.run("UPDATE member SET eid = sid")
    copy.close()
    manifest = backup_file.Manifest(
        proof, filled.context.archive.key_fingerprint(), 1, "2026-11-24T00:00:00+00:00", "1", "x"
    )
    backup_file.pack(folder, tmp_path / "one.cgb", manifest)
    context = elsewhere(filled)
    assert refused(context, tmp_path / "one.cgb").code == "backup_differs"
    assert not context.archive.exists()


def test_what_is_no_backup_is_said(filled: Any, elsewhere: Elsewhere, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>")
    assert refused(elsewhere(filled), tmp_path / "page.html").code == "not_a_backup"
    assert refused(elsewhere(filled), tmp_path / "missing.cgb").code == "not_a_backup"


def test_a_full_disk_leaves_no_file(filled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    place = tmp_path / "backups"
    place.mkdir()
    with monkeypatch.context() as patch:
        patch.setattr(backup_file.os, "fsync", full)
        with pytest.raises(Broken) as raised:
            backup(filled.context, Request(), place / "one.cgb")
    assert raised.value.code == "disk_full"
    assert list(place.iterdir()) == []
    assert status(filled.context, Request())["last_backup"] is None
    with pytest.raises(BadInput):
        backup(filled.context, Request(), tmp_path / "no such folder" / "one.cgb")
