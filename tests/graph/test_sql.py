"""The graph on the archive's own tables keeps the contract of the port."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from creditgraph.graph.port import Graph
from creditgraph.graph.sql import SqlGraph
from graph.contract_adjacent import AdjacentContract
from graph.contract_reading import Opened, ReadingContract
from support.histories import World


@contextmanager
def open_sql(world: World) -> Iterator[Graph]:
    with world.archive.read() as sql:
        yield SqlGraph(sql)


class TestSqlGraph(ReadingContract, AdjacentContract):
    @pytest.fixture
    def opened(self) -> Opened:
        return open_sql
