"""The servers that tests talk to: real ones, named by the environment; absent ones are skipped, in CI they fail.

The variable that names the graph would let every command of every test publish its archive there. So it is taken out of
the environment and handed on, also to the processes that pytest starts, under another name.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from creditgraph.cli.session import GRAPH_VARIABLE
from support import servers

_HANDED_ON = "CREDITGRAPH_TEST_GRAPH"
ADMIN = "CREDITGRAPH_NEO4J_ADMIN"
NOT_TESTED = "NOT TESTED on Neo4j"


def hide_graph() -> None:
    """Take the graph's address out of the environment that the program sees."""
    address = os.environ.pop(GRAPH_VARIABLE, None)
    if address:
        os.environ[_HANDED_ON] = address


def graph_address() -> str:
    """The address of the Neo4j server for tests."""
    address = os.environ.get(_HANDED_ON) or servers.address(GRAPH_VARIABLE)
    if not address:
        absent(f"run `make servers-up`, or name a server in {GRAPH_VARIABLE}")
    return address


def admin_tool() -> str:
    """The path of neo4j-admin."""
    found = servers.address(ADMIN)
    if not found or not shutil.which(found):
        absent(f"no neo4j-admin: run `make servers-up`, or name it in {ADMIN}")
    return found


def absent(reason: str) -> NoReturn:
    """Skip a test for want of a server; in CI it fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{NOT_TESTED}: {reason}")
    pytest.skip(f"{NOT_TESTED}: {reason}")


@contextmanager
def emptied_graph() -> Iterator[str]:
    """The address of the server, without nodes, for one test process at a time; what the schema has stays."""
    from neo4j import GraphDatabase

    address = graph_address()
    lock = Path(tempfile.gettempdir()) / f"creditgraph-test-graph-{address.rpartition(':')[2]}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with GraphDatabase.driver(address) as driver, driver.session(database="neo4j") as session:
            session.run(
                "MATCH (n) WHERE NOT n:__Neo4jMigration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
            ).consume()
        yield address
