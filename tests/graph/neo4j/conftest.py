"""One real server for the tests of this folder, empty before each test, used by one test process at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from creditgraph.graph.neo4j.server import Server
from graph.contract_reading import Scene
from support.graph_server import emptied_graph, graph_address
from support.histories import World


@pytest.fixture(scope="session")
def address() -> str:
    return graph_address()


@pytest.fixture
def server(address: str) -> Iterator[Server]:
    """The server, without nodes; what the schema has stays."""
    with emptied_graph():
        one = Server(address)
        yield one
        one.close()


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """An archive to fill row by row."""
    return Scene(World.make(tmp_path))
