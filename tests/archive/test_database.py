"""One writer, many readers, and errors in words: the database behind its verbs."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from creditgraph.archive.database import Database
from creditgraph.model.errors import BadInput, Broken, Busy


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(str(tmp_path / "data.sqlite"))
    with made.write() as sql:
        sql.script(("CREATE TABLE t (a INTEGER, b BLOB)",))
    return made


def on_connect(database: Database, pragma: str) -> None:
    """Have every later connection start with a pragma."""

    @event.listens_for(database._engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}")


def test_an_address_is_a_path_or_an_sqlite_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    relative, absolute, url = Database("a.db"), Database(str(tmp_path / "a.db")), Database(f"sqlite:///{tmp_path}/a.db")
    assert relative.path == absolute.path == url.path == tmp_path / "a.db"
    assert relative.display == str(tmp_path / "a.db")


@pytest.mark.parametrize("address", ["mysql://host/db", "http://host", "sqlite://", "oracle+x://"])
def test_an_address_of_another_kind_is_refused(address: str) -> None:
    with pytest.raises(BadInput) as raised:
        Database(address)
    assert raised.value.code == "address"


def test_a_name_with_blanks_and_chinese_characters_is_a_file_name(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "信用 档案.sqlite"))
    with database.write() as sql:
        sql.script(("CREATE TABLE t (a INTEGER)",))
    assert database.path is not None
    assert database.path.exists()


@pytest.mark.parametrize(
    "name",
    [
        "a?b.sqlite",
        "a#b.sqlite",
        "a%41b.sqlite",
    ],
)
def test_a_name_with_signs_of_an_address_is_a_file_name(tmp_path: Path, name: str) -> None:
    with Database(str(tmp_path / name)).write() as sql:
        sql.script(("CREATE TABLE t (a INTEGER)",))
    assert name in {path.name for path in tmp_path.iterdir()}


def test_each_is_a_subquery_over_a_list(database: Database) -> None:
    with database.write() as sql:
        sql.many("INSERT INTO t VALUES (?, NULL)", [(number,) for number in range(10)])
    with database.read() as sql:
        found = sql.all("SELECT a FROM t WHERE a IN EACH(:some) ORDER BY a", some=[2, 4, 99])
        joined = sql.all("SELECT t.a FROM EACH(:some) AS w JOIN t ON t.a = w.value ORDER BY t.a", some=[3, 5])
        assert (found, joined) == ([(2,), (4,)], [(3,), (5,)])
        assert sql.all("SELECT a FROM t WHERE a IN EACH(:some)", some=[]) == []
        assert sql.value("SELECT MAX(value) FROM EACH(:some) AS w", some=[2**62]) == 2**62


def test_nothing_found_is_none(database: Database) -> None:
    with database.read() as sql:
        assert (sql.first("SELECT a FROM t"), sql.value("SELECT a FROM t")) == (None, None)
        assert list(sql.rows("SELECT a FROM t")) == []


def test_blobs_are_literals(database: Database) -> None:
    keys = [b"\x00'\xff", b"--"]
    with database.write() as sql:
        sql.many("INSERT INTO t VALUES (1, ?)", [(key,) for key in keys])
        assert sql.value(f"SELECT COUNT(*) FROM t WHERE b IN {sql.blobs(keys)}") == 2


def test_an_exception_takes_everything_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.write() as sql:  # noqa: PT012
        sql.run("INSERT INTO t VALUES (1, NULL)")
        sql.script(("CREATE TABLE u (a INTEGER)",))
        raise ZeroDivisionError
    with database.read() as sql:
        assert sql.value("SELECT COUNT(*) FROM t") == 0
        assert sql.value("SELECT COUNT(*) FROM sqlite_master WHERE name = 'u'") == 0


def test_a_reader_sees_one_snapshot_and_holds_up_no_writer(database: Database) -> None:
    with database.read() as reader:
        assert reader.value("SELECT COUNT(*) FROM t") == 0
        with database.write(patience=0) as sql:
            sql.run("INSERT INTO t VALUES (1, NULL)")
        assert reader.value("SELECT COUNT(*) FROM t") == 0
    with database.read() as reader:
        assert reader.value("SELECT COUNT(*) FROM t") == 1


def test_a_second_writer_is_told_once_and_given_up_on(database: Database) -> None:
    told: list[str] = []
    with database.write() as first:
        first.run("INSERT INTO t VALUES (1, NULL)")
        with pytest.raises(Busy) as raised, database.write(lambda: told.append("wait"), patience=0.2):
            pass
    assert told == ["wait"]
    assert raised.value.code == "busy"
    with database.read() as sql:
        assert sql.value("SELECT COUNT(*) FROM t") == 1


def test_a_second_writer_goes_on_when_the_first_has_finished(database: Database) -> None:
    waiting = threading.Event()

    def second() -> None:
        with database.write(waiting.set) as sql:
            sql.run("INSERT INTO t SELECT MAX(a) + 1, NULL FROM t")

    thread = threading.Thread(target=second)
    with database.write() as sql:
        sql.run("INSERT INTO t VALUES (1, NULL)")
        thread.start()
        assert waiting.wait(10)
    thread.join(10)
    with database.read() as sql:
        assert sql.all("SELECT a FROM t ORDER BY a") == [(1,), (2,)]


def test_a_writer_that_need_not_wait_is_not_told(database: Database) -> None:
    told: list[str] = []
    with database.write(lambda: told.append("wait")):
        pass
    assert told == []


def opened(database: Database) -> None:
    with database.write() as sql:
        sql.script(("CREATE TABLE x (a INTEGER)",))


def no_database(folder: Path) -> Path:
    (folder / "letter.txt").write_text("这不是数据库。" * 500, "utf-8")
    return folder / "letter.txt"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (no_database, "not_an_archive"),
        (lambda folder: folder / "nowhere" / "a.sqlite", "unreadable"),
        (lambda folder: folder, "unreadable"),
    ],
    ids=["a text file", "a missing folder", "a folder"],
)
def test_a_file_that_cannot_be_a_database_is_named(tmp_path: Path, make: Callable[[Path], Path], code: str) -> None:
    path = make(tmp_path)
    for use in (opened, lambda database: database.read().__enter__()):
        with pytest.raises(Broken) as raised:
            use(Database(str(path)))
        assert raised.value.code == code
        assert str(path) in raised.value.message
        assert raised.value.remedy


def test_a_read_only_file_is_named(database: Database) -> None:
    on_connect(database, "query_only=1")  # what SQLite says of a file without the right to write
    with pytest.raises(Broken) as raised:
        opened(database)
    assert raised.value.code == "unreadable"


def test_a_full_disk_is_said_and_loses_nothing(database: Database) -> None:
    with database.write() as sql:
        sql.run("INSERT INTO t VALUES (1, NULL)")
    pages = sqlite3.connect(str(database.path)).execute("PRAGMA page_count").fetchone()[0]
    on_connect(database, f"max_page_count={pages + 2}")
    with pytest.raises(Broken) as raised, database.write() as sql:
        sql.run("INSERT INTO t VALUES (2, zeroblob(1000000))")
    assert (raised.value.code, "full" in raised.value.message) == ("disk_full", True)
    with database.read() as sql:
        assert sql.all("SELECT a FROM t") == [(1,)]


def test_a_damaged_file_is_said(database: Database) -> None:
    assert database.path is not None
    with database.write() as sql:
        sql.many("INSERT INTO t VALUES (?, zeroblob(3000))", [(number,) for number in range(50)])
    database.close()
    content = bytearray(database.path.read_bytes())
    content[8192 * 2 :] = b"\xff" * (len(content) - 8192 * 2)
    database.path.write_bytes(content)
    with pytest.raises(Broken) as raised, database.read() as sql:
        sql.all("SELECT * FROM t")
    assert raised.value.code == "damaged"


def test_any_other_complaint_of_the_database_is_passed_on(database: Database) -> None:
    with pytest.raises(Broken) as raised, database.read() as sql:
        sql.all("SELECT nothing FROM t")
    assert (raised.value.code, "nothing" in raised.value.message) == ("database", True)


def test_an_attached_file_is_read_beside_the_archive(database: Database, tmp_path: Path) -> None:
    beside = tmp_path / "stage.sqlite"
    with sqlite3.connect(beside) as stage:
        stage.execute("CREATE TABLE s (a INTEGER)")
        stage.execute("INSERT INTO s VALUES (7)")
    stage.close()
    with database.write(attach=beside) as sql:
        sql.run("INSERT INTO t SELECT a, NULL FROM s")
    with database.read() as sql:
        assert sql.all("SELECT a FROM t") == [(7,)]


def test_a_query_that_runs_too_long_is_broken_off(database: Database) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    started = time.monotonic()
    with pytest.raises(Busy) as told, database.read(started + 0.1) as sql:
        sql.value(endless)
    assert told.value.code == "timed_out"
    assert time.monotonic() - started < 5
    with database.read() as sql:  # the connection has no clock any more
        assert sql.value("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 100000) SELECT 1") == 1


def test_the_size_counts_the_journal(database: Database) -> None:
    assert database.path is not None
    with database.read(), database.write() as sql:
        sql.run("INSERT INTO t VALUES (1, zeroblob(100000))")
        assert database.size() > database.path.stat().st_size > 0


def test_the_password_of_an_address_is_not_shown() -> None:
    pytest.importorskip("psycopg", reason="PostgreSQL's driver is an extra")
    assert Database("postgresql://user:geheim@127.0.0.1:1/x").display == "postgresql://user:***@127.0.0.1:1/x"
    assert Database("postgresql://127.0.0.1:1/x?password=geheim").display == "postgresql://127.0.0.1:1/x"


def rubbish() -> Any:
    return object()


def test_a_parameter_of_no_known_kind_is_an_error_in_words(database: Database) -> None:
    with pytest.raises(Broken), database.read() as sql:
        sql.all("SELECT :it", it=rubbish())


def test_a_file_that_another_is_just_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    maker = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    maker.execute("CREATE TABLE t (a INTEGER)")
    maker.execute("BEGIN IMMEDIATE")  # no journal mode can be set meanwhile, and SQLite does not wait
    timer = threading.Timer(0.3, maker.close)
    timer.start()
    with Database(str(path)).read() as sql:
        assert sql.value("SELECT COUNT(*) FROM t") == 0
        assert sql.value("PRAGMA journal_mode") == "wal"
    timer.join()
