"""A Neo4j server: one driver a process, statements by name, errors by what can be done.

Reads run in read access mode, which Community does enforce; writes in managed transactions. Every transaction has a
time limit. What the driver raises is one of the package's errors: `Unreachable` where the server cannot be asked now,
Broken where it refuses.
"""

import atexit
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit, urlunsplit

from neo4j import READ_ACCESS, Driver, GraphDatabase, ManagedTransaction, Query, Record, unit_of_work
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError, TransientError

from creditgraph.graph.neo4j.cypher import Statement, statement
from creditgraph.model.errors import BadInput, Broken, Unreachable

DATABASE = "neo4j"
READ_SECONDS = 10.0
WRITE_SECONDS = 120.0
_CONNECT_SECONDS = 3.0
_RETRY_SECONDS, _FIRST_RETRY_SECONDS = 1.0, 0.1
"""A server that is down must be known to be down before a question is out of time."""
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")
Result = TypeVar("Result")
logging.getLogger("neo4j").addHandler(logging.NullHandler())  # what fails is raised, named, and said once


class Transaction:
    """Statements inside one managed transaction."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction

    def rows(self, name: str, **parameters: Any) -> list[Record]:
        """All rows of the statement of this name."""
        found = statement(name)
        found.check(parameters)
        return list(self._transaction.run(found.text, parameters))


class Server:
    """A server at a Bolt address, `bolt://[user:password@]host:port`."""

    def __init__(self, address: str) -> None:
        self.display, self._driver = _connect(address)

    def read(self, name: str, **parameters: Any) -> list[Record]:
        """The rows of a reading statement; its header may allow it more seconds.

        It is a transaction of its own, one journey to the server where a managed one takes two; again for a second
        where the server or a broken connection asks for that.
        """
        found = statement(name)
        found.check(parameters)
        query = Query(found.text, timeout=float(found.header.get("seconds", READ_SECONDS)))
        give_up = time.monotonic() + _RETRY_SECONDS
        with self._named():
            while True:
                try:
                    with self._driver.session(database=DATABASE, default_access_mode=READ_ACCESS) as session:
                        return list(session.run(query, parameters))
                except (DriverError, Neo4jError) as error:
                    if not error.is_retryable() or time.monotonic() > give_up:
                        raise
                    time.sleep(_FIRST_RETRY_SECONDS)

    def write(self, work: Callable[[Transaction], Result]) -> Result:
        """What the work returns, run in one writing transaction, again where the server asks for that."""

        @unit_of_work(timeout=WRITE_SECONDS)
        def unit(transaction: ManagedTransaction) -> Result:
            return work(Transaction(transaction))

        with self._named(), self._driver.session(database=DATABASE) as session:
            return session.execute_write(unit)

    def run_text(self, text: str) -> list[Record]:
        """A statement of a migration, by itself: schema changes do not share a transaction with others."""
        with self._named(), self._driver.session(database=DATABASE) as session:
            return list(session.run(Query(text, timeout=WRITE_SECONDS)))

    def plan(self, one: Statement, profile: bool = False, **parameters: Any) -> Any:
        """The plan of a reading statement, as executed where `profile` is set."""
        word = "PROFILE" if profile else "EXPLAIN"
        with self._named(), self._driver.session(database=DATABASE, default_access_mode=READ_ACCESS) as session:
            summary = session.run(f"{word} {one.text}", parameters).consume()
        return summary.profile if profile else summary.plan

    def verify(self) -> None:
        """Unreachable where the server does not answer."""
        with self._named():
            self._driver.verify_connectivity(database=DATABASE)

    def close(self) -> None:
        """Give the connections back."""
        self._driver.close()

    @contextmanager
    def _named(self) -> Iterator[None]:
        try:
            yield
        except AuthError as error:
            raise Broken("graph_login", f"{self.display} refuses the login", "check user and password") from error
        except (DriverError, TransientError, OSError) as error:
            raise _unreachable(self.display, error) from error
        except ClientError as error:
            if "Terminated" in (error.code or "") or "TimedOut" in (error.code or ""):
                raise _unreachable(self.display, error) from error
            raise Broken("graph", f"{self.display} says: {error.message}", "see the message") from error
        except Neo4jError as error:  # DatabaseError: stopping, out of memory, a full disk
            raise _unreachable(self.display, error) from error


@cache
def server_at(address: str) -> Server:
    """The server at an address: one driver a process."""
    server = Server(address)
    atexit.register(server.close)
    return server


def _unreachable(display: str, error: Exception) -> Unreachable:
    said = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
    return Unreachable("graph_down", f"the graph at {display} does not answer: {said}", "start it; nothing is lost")


def _connect(address: str) -> tuple[str, Driver]:
    """The address as it may be shown, and a driver that connects when it is first used."""
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0 or parts.scheme not in _SCHEMES or not parts.hostname or parts.path not in ("", "/"):
        raise BadInput("graph_address", "the address of the graph must be bolt://[user:password@]host[:port]")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    shown = urlunsplit((parts.scheme, host if port is None else f"{host}:{port}", "", "", ""))
    login = None if parts.username is None else (unquote(parts.username), unquote(parts.password or ""))
    try:
        driver = GraphDatabase.driver(
            shown,
            auth=login,
            connection_timeout=_CONNECT_SECONDS,
            max_transaction_retry_time=_RETRY_SECONDS,
            initial_retry_delay=_FIRST_RETRY_SECONDS,
            connection_acquisition_timeout=READ_SECONDS,
            keep_alive=True,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
    except (ConfigurationError, ValueError) as error:
        raise BadInput("graph_address", f"the address of the graph cannot be used: {error}") from error
    return shown, driver
