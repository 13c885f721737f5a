"""Migrations: applied once, noted, stopped by a changed file, one runner at a time; the live schema is as declared."""

import json
import threading

import pytest

from creditgraph.graph.neo4j import migrations as module
from creditgraph.graph.neo4j.cypher import folder
from creditgraph.graph.neo4j.migrations import Migration, migrate, migrations, pending
from creditgraph.graph.neo4j.publisher import publish
from creditgraph.graph.neo4j.server import Server
from creditgraph.model.errors import Broken, Busy
from graph.contract_reading import Scene, linked, org

FORGET = "MATCH (m:__Neo4jMigration) DETACH DELETE m"


@pytest.fixture
def fresh(server: Server) -> Server:
    """A server that remembers no migration."""
    server.run_text(FORGET)
    return server


def test_what_was_applied_is_not_applied_again(fresh: Server) -> None:
    assert migrate(fresh) == [one.source for one in migrations()]
    assert migrate(fresh) == []
    rows = fresh.run_text(
        "MATCH (:__Neo4jMigration {version: 'BASELINE'})-[r:MIGRATED_TO]->(m)"
        " RETURN m.version AS version, m.type AS type, m.checksum AS checksum, r.by AS by"
    )
    assert [tuple(row) for row in rows] == [("001", "CYPHER", migrations()[0].checksum, "creditgraph")]


def test_a_changed_file_stops_the_runner(fresh: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(fresh)
    changed = [Migration("001", "graph", "V001__graph.cypher", ("RETURN 1",))]
    monkeypatch.setattr(module, "migrations", lambda: changed)
    with pytest.raises(Broken, match="changed after it was applied"):
        migrate(fresh)


def test_a_newer_graph_stops_the_runner(fresh: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    migrate(fresh)
    monkeypatch.setattr(module, "migrations", list)
    with pytest.raises(Broken, match="does not know"):
        pending(fresh)


def test_runners_at_once_apply_each_file_once(fresh: Server) -> None:
    done: list[list[str]] = []
    threads = [threading.Thread(target=lambda: done.append(migrate(fresh))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(len, done)) == [0, 0, len(migrations())]


def test_a_lock_that_is_held_is_waited_for(fresh: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh.run_text("CREATE (:__Neo4jMigrationsLock {id: 'creditgraph', owner: 'x', until: timestamp() + 60000})")
    monkeypatch.setattr(module, "_PATIENCE", 0.3)
    with pytest.raises(Busy):
        migrate(fresh)


def test_the_live_schema_is_the_declared_one(server: Server, scene: Scene) -> None:
    scene.say(linked(org("甲"), org("乙")))
    publish(server, scene.world.archive)
    declared = json.loads((folder() / "schema.json").read_text("utf-8"))
    for label, properties in declared["labels"].items():
        rows = server.run_text(f"MATCH (n:{label}) UNWIND keys(n) AS key RETURN DISTINCT key")
        assert {row["key"] for row in rows} <= properties.keys()
    rows = server.run_text(
        "MATCH (:Entity)-[r]->() UNWIND keys(r) AS key RETURN DISTINCT type(r) AS type, key ORDER BY type, key"
    )
    assert rows
    assert all(row["key"] in declared["relationships"][row["type"]]["properties"] for row in rows)
