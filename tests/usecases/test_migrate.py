"""`migrate`: the archive first, then the graph where one is named; a dry run changes neither."""

from collections.abc import Iterator
from typing import Any

import pytest

from creditgraph.archive.schema import SCHEMA_VERSION
from creditgraph.graph.neo4j.migrations import migrations
from creditgraph.graph.neo4j.server import Server
from creditgraph.model.request import Request
from creditgraph.usecases.migrate import migrate
from support.graph_server import emptied_graph

FORGET = "MATCH (m:__Neo4jMigration) DETACH DELETE m"


@pytest.fixture
def graph() -> Iterator[str]:
    """The address of a graph that remembers no migration."""
    with emptied_graph() as address:
        server = Server(address)
        server.run_text(FORGET)
        server.close()
        yield address


def test_without_a_graph_only_the_archive_is_told(office: Any) -> None:
    told: Any = migrate(office.context, Request())
    assert told["archive"]["address"] == office.context.archive.display_address
    assert (told["archive"]["from"], told["archive"]["applied"], told["archive"]["history"]) == (SCHEMA_VERSION, [], [])
    assert "graph" not in told


def test_a_graph_is_migrated_once_and_a_dry_run_leaves_it(office: Any, graph: str) -> None:
    office.context.graph_address = graph
    files = [one.source for one in migrations()]
    for _ in range(2):
        told: Any = migrate(office.context, Request(), dry_run=True)
        assert (told["graph"]["applied"], told["graph"]["history"]) == (files, [])
    told = migrate(office.context, Request())
    assert (told["graph"]["applied"], told["dry_run"]) == (files, False)
    told = migrate(office.context, Request())
    assert (told["graph"]["applied"], told["graph"]["history"]) == ([], files)
