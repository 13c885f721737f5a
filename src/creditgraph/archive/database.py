"""One SQL database, SQLite or PostgreSQL, behind a handful of verbs.

Statements are text that both databases speak, with two liberties that this module translates: parameters are
written `:name`, and `EACH(:name)` is a one-column subquery over a list of integers. One writer at a time: SQLite's
write lock, an advisory lock on PostgreSQL. A reader sees one snapshot for as long as its context lasts.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, NoReturn

import msgspec
from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from creditgraph.archive.postgres import LOST, WRITING, copy_tables, postgres_engine, typed
from creditgraph.model.errors import BadInput, Broken, Busy, CreditGraphError

Row = tuple[Any, ...]
_EACH = re.compile(r"EACH\(:(\w+)\)")
_PARAMETER = re.compile(r"(?<!:):(\w+)")
_AT_ONCE = 5000
_LEAST_SECONDS = 0.25
"""What a query on a server may take though the time is over: a search that looks at the clock tells what it has."""
_STEPS = 20_000
"""How many steps of its machine, some milliseconds, SQLite takes between two looks at the clock."""


@dataclass(frozen=True, slots=True)
class Habits:
    """How a database is worked with: `lock` is the number of its writer's lock on PostgreSQL, `schema` where its
    tables lie there; `wait_ms` how long SQLite itself waits for the lock before we do. `long_writes` want a connection
    of their own, with a large cache, which takes what they attached and their temporary tables with it.
    """

    lock: int
    synchronous: str = "FULL"
    wait_ms: int = 0
    poll_seconds: float = 0.05
    schema: str | None = None
    long_writes: bool = True


ARCHIVE = Habits(lock=0x43475F57)
"""Long transactions, one writer for minutes."""


class Sql:
    """A connection inside a transaction. Statements go to the driver itself: what SQLAlchemy adds to a call is more
    than most questions cost.
    """

    def __init__(self, connection: Connection, until: float | None = None) -> None:
        self._until, self._allowed = until, float("inf")
        self._connection = connection
        self.sqlite = connection.dialect.name == "sqlite"
        self._new_cursor = connection.connection.cursor
        self._driver_error: type[Exception] = connection.dialect.loaded_dbapi.Error

    def all(self, statement: str, **parameters: Any) -> list[Row]:
        """All rows of a query."""
        with self._executed(statement, parameters) as cursor:
            found: list[Row] = cursor.fetchall()
            return found

    def rows(self, statement: str, **parameters: Any) -> Iterator[Row]:
        """The rows of a query, streamed."""
        text, values = self._translated(statement, parameters)
        # Options of this execution: those of the connection would have every later statement streamed.
        with self._connection.exec_driver_sql(text, values, execution_options={"yield_per": _AT_ONCE}) as result:
            for row in result:
                yield tuple(row)

    def first(self, statement: str, **parameters: Any) -> Row | None:
        """The first row of a query, None if it has none."""
        with self._executed(statement, parameters) as cursor:
            row: Row | None = cursor.fetchone()
            return row

    def asker(self, statement: str) -> Callable[..., list[Row]]:
        """A query to be asked for each of many rows."""
        text = _translate(statement, self.sqlite)
        cursor = self._new_cursor()

        def ask(**parameters: Any) -> list[Row]:
            try:
                cursor.execute(text, parameters)
                return list(cursor.fetchall())
            except self._driver_error as error:
                raise DBAPIError(statement, None, error) from error

        return ask

    def value(self, statement: str, **parameters: Any) -> Any:
        """The first column of the first row, None if there is none."""
        row = self.first(statement, **parameters)
        return None if row is None else row[0]

    def run(self, statement: str, **parameters: Any) -> int:
        """Execute a change; the number of rows changed."""
        with self._executed(statement, parameters) as cursor:
            return int(cursor.rowcount)

    def many(self, statement: str, rows: Iterable[Row]) -> None:
        """Execute a change once for each tuple; its parameters are written `?`."""
        batch = rows if isinstance(rows, list) else list(rows)
        if batch:
            text = statement if self.sqlite else statement.replace("?", "%s")
            self._connection.exec_driver_sql(text, batch)

    def load(self, table: str, columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Insert many rows, in the fastest way that the database has."""
        names = ", ".join(f'"{column}"' for column in columns)
        if not self.sqlite:
            copied = f'COPY "{table}" ({names}) FROM STDIN'
            cursor = self._new_cursor()
            with _as_ours(self._driver_error, copied), closing(cursor), cursor.copy(copied) as copy:
                for row in rows:
                    copy.write_row(row)
            return
        statement, left = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})', iter(rows)
        while batch := list(islice(left, _AT_ONCE)):
            self.many(statement, batch)

    def columns(self, table: str) -> list[str]:
        """The columns of a table, in order."""
        with self._executed(f'SELECT * FROM "{table}" LIMIT 0', {}) as cursor:
            return [str(column[0]) for column in cursor.description]

    def script(self, statements: Iterable[str]) -> None:
        """Execute definitions, written in SQLite's type names."""
        for statement in statements:
            if not self.sqlite:
                statement = typed(statement)
                if statement.startswith("CREATE TEMP TABLE"):
                    statement += " ON COMMIT DROP"
            self._connection.exec_driver_sql(statement)

    def listed(self, column: str) -> str:
        """An aggregate: the integers of a column in no order, as a text with commas."""
        return f"group_concat({column})" if self.sqlite else f"string_agg(CAST({column} AS text), ',')"

    def first_text(self, column: str) -> str:
        """An aggregate: the first of a column's texts in the order of code points, whatever the database's own is."""
        return f"MIN({column})" if self.sqlite else f'MIN({column} COLLATE "C")'

    def blobs(self, values: Iterable[bytes]) -> str:
        """A list of binary literals; hex digits leave nothing to escape."""
        literal = "x'{}'" if self.sqlite else "'\\x{}'::bytea"
        return f"({', '.join(literal.format(value.hex()) for value in values)})"

    def index_grams(self, query: str, **parameters: Any) -> None:
        """Add the (tid, grams) rows of a query to the full-text index of names."""
        into = (
            "gram_index (rowid, grams) "
            if self.sqlite
            else "gram_index (tid, grams) SELECT tid, string_to_array(grams, ' ') FROM ("
        )
        self.run(f"INSERT INTO {into}{query}{'' if self.sqlite else ') AS g'}", **parameters)

    def add_grams(self, rows: list[tuple[int, str]]) -> None:
        """Add texts to the full-text index of names: id and grams, separated by blanks."""
        into = "(rowid, grams) VALUES (?, ?)" if self.sqlite else "(tid, grams) VALUES (?, string_to_array(?, ' '))"
        self.many(f"INSERT INTO gram_index {into}", rows)

    def copy_file(self, to: sqlite3.Connection, on_pages: Callable[[int, int, int], object], pages: int) -> None:
        """SQLite's online backup of what this reads, so many pages at a time; `on_pages` as `sqlite3` calls it."""
        driver = self._connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.execute("SELECT 1 FROM sqlite_master").fetchone()  # from here on the snapshot stands
        driver.backup(to, pages=pages, progress=on_pages)

    def analyse(self) -> None:
        """Let the planner look at the data."""
        self._connection.exec_driver_sql("ANALYZE")

    def refilled(self, *tables: str) -> None:
        """Say that tables were filled in this transaction: PostgreSQL plans by what it last counted in them."""
        if not self.sqlite:
            self._connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")

    def _executed(self, statement: str, parameters: dict[str, Any]) -> "_Executed":
        """A cursor that has executed a statement; what the driver raises goes on as SQLAlchemy's."""
        executed = _Executed(self._new_cursor(), statement, self._driver_error)
        try:
            self._limit(executed.cursor)
            executed.cursor.execute(*self._translated(statement, parameters))
        except self._driver_error as error:
            executed.failed(error)
        return executed

    def _limit(self, cursor: Any) -> None:
        """Tell PostgreSQL how long a statement may run: at first, and each time when half of that has gone by."""
        if self._until is None or self.sqlite:
            return
        left = max(_LEAST_SECONDS, self._until - time.monotonic())
        if left <= self._allowed / 2:
            self._allowed = left
            cursor.execute(f"SET LOCAL statement_timeout = {int(left * 1000)}")

    def _translated(self, statement: str, parameters: dict[str, Any]) -> tuple[str, Any]:
        text = _translate(statement, self.sqlite)
        if self.sqlite:
            for name, value in parameters.items():
                if isinstance(value, list):
                    parameters[name] = msgspec.json.encode(value).decode()
        return text, parameters


class _Executed:
    """A cursor to read from and to be closed. No generator: a question asks some twenty times, each time for little."""

    __slots__ = ("_driver_error", "_statement", "cursor")

    def __init__(self, cursor: Any, statement: str, driver_error: type[Exception]) -> None:
        self.cursor, self._statement, self._driver_error = cursor, statement, driver_error

    def __enter__(self) -> Any:
        return self.cursor

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        if isinstance(error, self._driver_error):
            self.failed(error)
        self.cursor.close()

    def failed(self, error: Exception) -> NoReturn:
        """Close the cursor and raise what the driver raised as SQLAlchemy's."""
        self.cursor.close()
        raise DBAPIError(self._statement, None, error) from error


@lru_cache(maxsize=1024)
def _translate(statement: str, sqlite: bool) -> str:
    if sqlite:
        return _EACH.sub(r"(SELECT value FROM json_each(:\1))", statement)
    statement = _EACH.sub(r"(SELECT unnest(CAST(:\1 AS bigint[])) AS value)", statement.replace("%", "%%"))
    return _PARAMETER.sub(r"%(\1)s", statement)


@contextmanager
def _as_ours(driver_error: type[Exception], statement: str) -> Iterator[None]:
    """What the driver raises goes on as SQLAlchemy's."""
    try:
        yield
    except driver_error as error:
        raise DBAPIError(statement, None, error) from error


class Database:
    """The database at an address: a file path, `sqlite:///…` or `postgresql://…`."""

    def __init__(self, address: str, habits: Habits = ARCHIVE) -> None:
        self._habits = habits
        self.url = _url_of(address)
        self.sqlite = self.url.startswith("sqlite")
        self.path = Path(self.url.removeprefix("sqlite:///")) if self.sqlite else None
        self._engine = self._make_engine()

    def _make_engine(self) -> Engine:
        habits = self._habits
        if not self.sqlite:
            return postgres_engine(self.url, habits.schema)
        # Not by the address as text: `?` and `%` are characters of a file name.
        engine = create_engine(
            URL.create("sqlite", database=str(self.path)),
            # Kept open, for opening a file costs more than most questions do.
            poolclass=QueuePool,
            max_overflow=-1,
            connect_args={"timeout": 0, "check_same_thread": False},
        )

        @event.listens_for(engine, "connect")
        def _prepare(connection: sqlite3.Connection, _record: object) -> None:
            connection.isolation_level = None
            for pragma in (
                "busy_timeout=5000",
                "page_size=8192",
                "journal_mode=WAL",
                f"synchronous={habits.synchronous}",
                "wal_autocheckpoint=8000",
                "cache_size=-16384",
                "secure_delete=OFF",
                "temp_store=FILE",
                "mmap_size=68719476736",  # questions read pages all over the file: no copy of each
            ):
                _set(connection, pragma)

        return engine

    @contextmanager
    def read(self, until: float | None = None) -> Iterator[Sql]:
        """A snapshot to read from. A query that still runs at `until`, a reading of `time.monotonic`, is broken off:
        Busy (`timed_out`).
        """
        with self._errors_named(), self._engine.connect() as connection:
            sql = Sql(connection, until)
            if self.sqlite:
                sql.run("BEGIN")
            else:
                connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            try:
                with _time_limit(connection, until):
                    yield sql
            finally:
                self._end(connection, "ROLLBACK")

    @contextmanager
    def write(
        self,
        on_wait: Callable[[], None] = lambda: None,
        patience: float = 600.0,
        attach: Path | None = None,
    ) -> Iterator[Sql]:
        """The writer's transaction: committed at the end, rolled back on an exception.

        `on_wait` is called once if another writer holds the lock; after `patience` seconds Busy is raised.
        `attach` is an SQLite file whose tables are visible beside the archive's own.
        """
        with self._errors_named(), self._engine.connect() as connection:
            if self._habits.long_writes and self.sqlite:
                connection.detach()
                connection.exec_driver_sql("PRAGMA cache_size=-131072")
                connection.exec_driver_sql("PRAGMA mmap_size=0")  # else all that is written counts as our memory
            if attach is not None and self.sqlite:
                connection.exec_driver_sql("ATTACH DATABASE ? AS stage", (str(attach),))
            if self._habits.long_writes and not self.sqlite:
                connection.exec_driver_sql(WRITING)
            if attach is not None and not self.sqlite:
                with _as_ours(connection.dialect.loaded_dbapi.Error, "COPY"):
                    copy_tables(connection.connection, attach)  # before the lock, which others want too
            self._lock(connection, on_wait, patience)
            try:
                yield Sql(connection)
            except BaseException:
                self._end(connection, "ROLLBACK")
                raise
            self._end(connection, "COMMIT")

    def _end(self, connection: Connection, how: str) -> None:
        """End a transaction: ours by text on SQLite, the driver's own on PostgreSQL."""
        if connection.invalidated:
            return  # interrupted: the connection is gone, and its transaction with it
        if self.sqlite:
            # Where the disk is full SQLite has rolled back by itself; another ROLLBACK would hide why.
            if how == "COMMIT" or connection.connection.in_transaction:
                Sql(connection).run(how)
        elif how == "COMMIT":
            connection.commit()
        else:
            connection.rollback()

    def _lock(self, connection: Connection, on_wait: Callable[[], None], patience: float) -> None:
        give_up, told = time.monotonic() + patience, False
        while not self._try_lock(connection):
            if time.monotonic() > give_up:
                raise Busy("busy", "another writer holds the archive", "wait until it has finished")
            if not told:
                told = True
                on_wait()
            time.sleep(self._habits.poll_seconds)

    def _try_lock(self, connection: Connection) -> bool:
        if not self.sqlite:
            return bool(
                connection.exec_driver_sql(f"SELECT pg_try_advisory_xact_lock({self._habits.lock})").scalar_one()
            )
        try:
            sql = Sql(connection)
            sql.run(f"PRAGMA busy_timeout={self._habits.wait_ms}")
            sql.run("BEGIN IMMEDIATE")
        except DBAPIError as error:
            if "locked" in str(error.orig):
                return False
            raise
        return True

    @contextmanager
    def _errors_named(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise _named(str(error.orig), self.display) from error

    @property
    def display(self) -> str:
        """The address as it may be shown: a path, or an address without its password."""
        if self.path is not None:
            return str(self.path)
        url = make_url(self.url).set(drivername="postgresql")
        return url.difference_update_query(["password"]).render_as_string()

    def size(self) -> int:
        """The size on disk in bytes, journals included."""
        if self.path is not None:
            files = [self.path, *(self.path.with_name(self.path.name + end) for end in ("-wal", "-shm"))]
            return sum(file.stat().st_size for file in files if file.exists())
        with self.read() as sql:
            return int(sql.value("SELECT pg_database_size(current_database())"))

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


def _set(connection: sqlite3.Connection, pragma: str) -> None:
    """Set what a connection works with. Where two make a file at once, SQLite refuses one of them the journal mode
    without waiting.
    """
    give_up = time.monotonic() + 5
    while True:
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > give_up:
                raise
            time.sleep(0.005)
        else:
            return


@contextmanager
def _time_limit(connection: Connection, until: float | None) -> Iterator[None]:
    if until is None or connection.dialect.name != "sqlite":  # PostgreSQL counts by itself: `Sql` tells it how long
        yield
        return
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _named(text: str, where: str) -> CreditGraphError:
    if text == "interrupted" or "statement timeout" in text:
        return Busy("timed_out", "the question was not answered in the time allowed", "ask for less")
    if "disk is full" in text or "No space left" in text:
        return Broken("disk_full", f"the disk of {where} is full; nothing was changed", "free space, then repeat")
    if any(sign in text for sign in LOST):
        return Broken("connection_lost", f"the connection to {where} broke: {text}", "repeat; nothing is done twice")
    if "connection failed" in text or "connection timeout" in text:
        return Broken("unreachable", f"{where} cannot be reached: {text}", "check the address, and the server's log")
    if "not a database" in text:
        return Broken("not_an_archive", f"{where} is not a database", "name another file with --archive")
    if "malformed" in text:
        return Broken("damaged", f"{where} is damaged: {text}", "restore the last backup")
    if "unable to open" in text or "readonly" in text:
        return Broken("unreadable", f"{where} cannot be opened for this: {text}", "check the path and its rights")
    return Broken("database", f"the database at {where} says: {text}", "see the message; nothing was changed")


def _url_of(address: str) -> str:
    if address.startswith(("postgresql://", "postgresql+psycopg://")):
        return make_url(address).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    if address.startswith("sqlite:///"):
        return address
    if "://" in address:
        raise BadInput(
            "address", f"cannot read the archive address {address!r}", "use a path, sqlite:/// or postgresql://"
        )
    return f"sqlite:///{Path(address).absolute()}"


def placeholders(row: Sequence[Any]) -> str:
    """`?, ?, ?` for an insert of a row like this one."""
    return ", ".join("?" * len(row))
