"""One real server for the tests of this folder, empty before each test, used by one test process at a time."""

import fcntl
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j import GraphDatabase

from creditgraph.graph.neo4j.server import Server
from graph.contract_reading import Scene
from support.graph_server import graph_address
from support.histories import World


@pytest.fixture(scope="session")
def address() -> str:
    return graph_address()


@pytest.fixture
def server(address: str) -> Iterator[Server]:
    """The server, without nodes; what the schema has stays."""
    lock = Path(tempfile.gettempdir()) / f"creditgraph-test-graph-{address.rpartition(':')[2]}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        clear(address)
        one = Server(address)
        yield one
        one.close()


def clear(address: str) -> None:
    """Take away every node but those of the migrations."""
    with GraphDatabase.driver(address) as driver, driver.session(database="neo4j") as session:
        session.run(
            "MATCH (n) WHERE NOT n:__Neo4jMigration CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 5000 ROWS"
        ).consume()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An archive to fill row by row."""
    return Scene(World.make(tmp_path))
