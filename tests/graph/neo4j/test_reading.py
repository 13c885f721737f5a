"""The published graph keeps the contract of the port."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from creditgraph.graph.neo4j.publisher import publish
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.port import Graph
from graph.contract_adjacent import AdjacentContract
from graph.contract_reading import Opened, ReadingContract
from support.histories import World


class TestNeo4jGraph(ReadingContract, AdjacentContract):
    @pytest.fixture
    def opened(self, server: Server) -> Opened:
        @contextmanager
        def open_neo4j(world: World) -> Iterator[Graph]:
            publish(server, world.archive)
            yield Neo4jGraph(server)

        return open_neo4j
