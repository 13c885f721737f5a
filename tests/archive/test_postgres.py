"""What only a server can do to an archive: end connections, be killed, plan badly. On a real PostgreSQL."""

import re
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.archive.database import Sql
from creditgraph.archive.search import search_names
from creditgraph.graph.port import Frame
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.errors import Broken, Busy
from creditgraph.model.vocabulary import Certainty
from support.archives import ON_POSTGRES, Archives, Server, archives
from support.postgres_process import PostgresProcess, own_postgres

pytestmark = ON_POSTGRES


def backends(archive: Archive, signalled: str = "pg_terminate_backend") -> None:
    """End every connection to the archive's database but our own."""
    import psycopg

    with psycopg.connect(archive.address, autocommit=True) as connection:
        connection.execute(
            f"SELECT {signalled}(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


# connections ---------------------------------------------------------------------------------------------------------


def test_a_connection_that_breaks_in_a_reading_is_named_and_the_next_one_works(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1")))
    with pytest.raises(Broken) as raised, box.archive.read() as sql:  # noqa: PT012
        backends(box.archive)
        sql.all("SELECT * FROM source")
    assert raised.value.code == "connection_lost"
    assert box.ask("SELECT COUNT(*) FROM source") == [(1,)]


def test_idle_connections_that_the_server_ended_are_replaced(box: Any) -> None:
    box.load("registry", box.row("r1", box.org("o1")))
    backends(box.archive)
    assert box.ask("SELECT COUNT(*) FROM source") == [(1,)]


def test_a_server_that_is_not_there_is_named(database: str) -> None:
    with pytest.raises(Broken) as raised:
        Archive("postgresql://nobody:geheim@127.0.0.1:1/nothing").exists()
    assert raised.value.code == "unreachable"
    assert "geheim" not in raised.value.message


def test_another_programs_database_is_left_alone(new_archive: Archives) -> None:
    from creditgraph.model.errors import BadInput

    place = new_archive.nowhere()
    with place.maintenance() as sql:
        sql.script(("CREATE TABLE places (name TEXT)",))
    with pytest.raises(BadInput):
        place.create("fingerprint")


# writers -------------------------------------------------------------------------------------------------------------


def test_of_two_writers_the_second_waits_and_is_told(box: Any, new_archive: Archives) -> None:
    other = new_archive.open(box.archive.address)
    waiting, order = threading.Event(), []

    def second() -> None:
        with other.transaction("second", "tester", waiting.set) as (_sql, tx):
            order.append(("second", tx))

    thread = threading.Thread(target=second)
    with box.archive.transaction("first", "tester") as (_sql, tx):
        thread.start()
        assert waiting.wait(20)
        order.append(("first", tx))
    thread.join(20)
    assert order == [("first", 1), ("second", 2)]


def test_a_writer_whose_connection_ends_lets_the_next_one_in(box: Any, new_archive: Archives) -> None:
    other = new_archive.open(box.archive.address)
    with pytest.raises(Broken) as raised, box.archive.transaction("first", "tester") as (sql, _tx):  # noqa: PT012
        sql.run("INSERT INTO dataset VALUES (1, 'half')")
        backends(box.archive)
        sql.run("INSERT INTO dataset VALUES (2, 'half')")
    assert raised.value.code == "connection_lost"
    with other.transaction("second", "tester") as (sql, tx):
        assert tx == 1
        assert sql.all("SELECT * FROM dataset") == []


@pytest.mark.parametrize("step", ["copy_facts", "state_claims", "judge_names", "settle"])
def test_an_import_whose_backend_is_killed_is_applied_whole_on_the_next_run(
    box: Any, new_box: Any, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    whole = new_box("whole")
    first = [box.row(f"r{n}", box.org(f"o{n}", f"甲{n}公司", box.code(n)), box.man(f"p{n}", "张三")) for n in range(50)]
    news = [box.row(f"r{n}", box.org(f"o{n}", f"乙{n}公司", box.code(n))) for n in range(20, 90)]
    for one in (box, whole):
        one.load("registry", *first)
    before = box.export()
    staged = box.staged("registry", *news)
    where = "evidence" if step == "copy_facts" else "archive"

    def killed(*arguments: Any, **more: Any) -> None:
        backends(box.archive)
        real(*arguments, **more)

    with monkeypatch.context() as patch:
        module = sys.modules[f"creditgraph.archive.{where}"]
        real = getattr(module, step)
        patch.setattr(module, step, killed)
        with pytest.raises(Broken) as raised:
            box.apply(staged, "registry", on=20210101)
    assert raised.value.code == "connection_lost"
    assert (box.tx, box.export()) == (1, before)
    box.apply(staged, "registry", on=20210101)
    whole.load("registry", *news, on=20210101)
    assert box.export() == whole.export()


@pytest.fixture
def own_server(postgres_server: Server) -> Iterator[PostgresProcess]:
    """A server of one's own to kill."""
    with own_postgres() as process:
        yield process


@pytest.mark.slow
def test_an_import_whose_server_is_killed_is_taken_back(own_server: PostgresProcess, database: str) -> None:
    """SIGKILL of the postmaster, and so of its children, in the middle; started again, it has what was committed."""
    from archive.conftest import Box

    archive = Archive(own_server.start())
    archive.create("fingerprint")
    box = Box(archive)
    rows = [box.row(f"r{n}", box.org(f"o{n}", f"甲{n}公司", box.code(n))) for n in range(100)]
    box.load("registry", *rows[:50])
    before = box.export()
    staged = box.staged("registry", *rows)
    with pytest.MonkeyPatch.context() as patch:
        from creditgraph.archive import archive as module

        real = module.settle

        def killed(*arguments: Any) -> None:
            own_server.kill()
            time.sleep(1)
            real(*arguments)

        patch.setattr(module, "settle", killed)
        with pytest.raises(Broken):
            box.apply(staged, "registry", on=20210101)
    archive.close()
    again = Box(Archive(own_server.start()), labels=box.labels)
    assert (again.tx, again.export()) == (1, before)
    again.serial = box.serial
    again.apply(staged, "registry", on=20210101)
    assert again.tx == 2
    again.archive.close()


def test_who_read_with_temporary_tables_writes_by_the_same_connection(box: Any) -> None:
    with box.archive.read() as sql:
        sql.script(("CREATE TEMP TABLE t_some (n INTEGER)",))
        sql.run("INSERT INTO t_some VALUES (1)")
    box.load("registry", box.row("r1", box.org("o1")))
    assert box.ask("SELECT COUNT(*) FROM source") == [(1,)]


# time ----------------------------------------------------------------------------------------------------------------


def test_a_query_that_runs_too_long_is_broken_off(box: Any) -> None:
    began = time.monotonic()
    with pytest.raises(Busy) as raised, box.archive.read(until=began + 0.5) as sql:
        sql.all("SELECT pg_sleep(30)")
    assert raised.value.code == "timed_out"
    assert time.monotonic() - began < 10


def test_the_limit_shrinks_with_the_time_that_is_left(box: Any) -> None:
    with box.archive.read(until=time.monotonic() + 60) as sql:
        first = sql.value("SELECT current_setting('statement_timeout')")
        sql._until = time.monotonic() + 1
        later = sql.value("SELECT current_setting('statement_timeout')")
    assert re.fullmatch(r"[56]\d{4}ms|1min|5\ds", first)
    assert later.endswith("ms")
    with box.archive.read() as sql:
        assert sql.value("SELECT current_setting('statement_timeout')") == "0"


# plans ---------------------------------------------------------------------------------------------------------------

ENTITIES = 12_000


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory, database_server: Server | None) -> Iterator[Any]:
    """An archive of many entities, each an officer's company, and its box."""
    from archive.conftest import Box

    with archives(tmp_path_factory.mktemp("crowd"), database_server) as made:
        box = Box(made())
        box.load(
            "registry",
            *(
                box.row(
                    f"r{n}", box.org(f"o{n}", f"海东市第{n}号贸易有限公司", box.code(n)), box.man(f"p{n}", f"王{n}")
                )
                for n in range(ENTITIES // 2)
            ),
        )
        yield box


class Planned(Sql):
    """Notes the plan of each query that runs."""

    plans: list[str]

    def all(self, statement: str, **parameters: Any) -> Any:
        told = super().all(f"EXPLAIN {statement}", **dict(parameters))
        self.plans.append("\n".join(line for (line,) in told))
        return super().all(statement, **parameters)


QUESTIONS = {
    "search by part": lambda sql: search_names(sql, "第4321号", 1, 20),
    "search by beginning": lambda sql: search_names(sql, "海东市第4321", 1, 20),
    "search by number": lambda sql: search_names(sql, "91379900MA0000002K", 1, 20),
    "expand": lambda sql: SqlGraph(sql).expand(list(range(100, 150)), Frame(1, None, Certainty.PROBABLE, None), 100),
    "degrees": lambda sql: SqlGraph(sql).degrees(list(range(100, 150)), Frame(1, None, Certainty.PROBABLE, None), 100),
    "between": lambda sql: SqlGraph(sql).between([101, 102], [103, 104], Frame(1, None, Certainty.PROBABLE, None)),
    "entities": lambda sql: SqlGraph(sql).entities([101, 102, 103], Frame(1, None, Certainty.PROBABLE, None)),
}
SMALL = {"tx", "dataset", "batch", "layout", "judgement", "withdrawal", "meta", "review_case", "absence"}
"""Tables of so few rows that reading them is right."""


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_asked_often_reads_by_index(crowd: Any, question: str) -> None:
    with crowd.archive.read() as plain:
        sql = Planned(plain._connection)
        sql.plans = []
        QUESTIONS[question](sql)
    assert sql.plans
    for plan in sql.plans:
        read_whole = set(re.findall(r"Seq Scan on (\w+)", plan)) - SMALL
        assert not read_whole, plan


def test_the_database_of_the_tests_is_one_of_theirs(box: Any) -> None:
    assert urlsplit(box.archive.address).path.startswith("/creditgraph_test_")
