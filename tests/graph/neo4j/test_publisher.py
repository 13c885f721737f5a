"""Publishing: spans, catching up, making anew, whose graph it is; killed, repeated and concurrent publishers."""

import random
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from creditgraph.archive.archive import Archive
from creditgraph.graph.neo4j import publisher
from creditgraph.graph.neo4j.checkup import archive_counts, broken_invariants, published_counts
from creditgraph.graph.neo4j.publisher import publish
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.neo4j.watermark import Overtaken, Watermark, move, read_watermark
from creditgraph.graph.port import Frame
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.errors import Broken, Unreachable
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.resolution.claims import Reason
from graph.contract_reading import BORN, Scene, alone, linked, org, someone
from support.graph_process import GraphProcess, run_python
from support.histories import World, step

PUBLISH = """
import os
from creditgraph.archive.archive import Archive
from creditgraph.graph.neo4j import publisher
from creditgraph.graph.neo4j.server import Server
publisher.CHUNK = 1
publisher.publish(Server(os.environ["ADDRESS"]), Archive(os.environ["ARCHIVE"]), bool(os.environ.get("REBUILD")))
"""


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A history that was merged, corrected and reversed."""
    world, rng = World.make(tmp_path), random.Random(11)
    for _ in range(24):
        step(world, rng)
    return world


def assert_equal(server: Server, archive: Archive) -> None:
    """The graph says of every transaction what the archive says, and holds nothing twice."""
    assert broken_invariants(server) == {}
    graph = Neo4jGraph(server)
    with archive.read() as sql:
        own = SqlGraph(sql)
        newest = own.watermark()
        assert graph.watermark() == newest
        eids = [sid for (sid,) in sql.all("SELECT sid FROM source ORDER BY sid")]
        for tx in range(1, newest + 1):
            frame = Frame(tx, min_certainty=Certainty.SUSPECTED)
            assert graph.expand(eids, frame, 50) == own.expand(eids, frame, 50)
            assert graph.entities(eids, frame) == own.entities(eids, frame)
            assert published_counts(server, tx) == archive_counts(sql, tx)


# spans ---------------------------------------------------------------------------------------------------------------


def test_an_empty_archive_is_published_as_nothing(server: Server, scene: Scene) -> None:
    done = publish(server, scene.world.archive)
    assert (done.tx, done.spans, done.rows) == (0, 0, 0)


def test_what_is_published_is_not_published_again(server: Server, scene: Scene) -> None:
    scene.say(linked(org("甲"), org("乙")))
    first, second = publish(server, scene.world.archive), publish(server, scene.world.archive)
    assert (first.spans, first.rows) == (1, 3)
    assert (second.tx, second.spans, second.rows) == (first.tx, 0, 0)


def test_several_transactions_are_caught_up_in_one_span(server: Server, scene: Scene) -> None:
    scene.say(linked(org("甲"), org("乙")))
    publish(server, scene.world.archive)
    scene.say(linked(org("丙"), org("乙")))
    scene.same("甲", "丙")
    done = publish(server, scene.world.archive)
    assert done.spans == 1
    assert_equal(server, scene.world.archive)


def test_a_change_costs_what_it_touches(server: Server, scene: Scene) -> None:
    scene.say(*(linked(org(f"甲{number}"), org(f"乙{number}")) for number in range(50)))
    publish(server, scene.world.archive)
    scene.same("甲0", "甲1")
    assert publish(server, scene.world.archive).rows < 10


def test_half_a_span_is_invisible_and_is_finished(
    server: Server, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(server, world.archive)
    with world.archive.read() as sql:
        before = SqlGraph(sql).watermark()
    rng = random.Random(5)
    for _ in range(6):
        step(world, rng)
    monkeypatch.setattr(publisher, "CHUNK", 1)
    sent = []

    class Stop(Exception):
        pass

    def stop(rows: int) -> None:
        sent.append(rows)
        if len(sent) == 2:
            raise Stop

    with pytest.raises(Stop):
        publish(server, world.archive, on_rows=stop)
    mark = read_watermark(server)
    assert mark is not None
    assert (mark.tx, mark.target is None) == (before, False)
    for _ in range(4):
        step(world, rng)
    done = publish(server, world.archive)
    assert done.spans == 2  # the open one with its own target, then the rest
    assert_equal(server, world.archive)


def test_a_withdrawn_claim_takes_a_person_out_of_a_group(server: Server, scene: Scene) -> None:
    scene.say(
        linked(someone("1", details=BORN), org("甲"), LinkType.LEGAL_REP_OF),
        linked(someone("2", details=BORN), org("乙"), LinkType.LEGAL_REP_OF),
    )
    publish(server, scene.world.archive)
    with scene.world.archive.read() as sql:
        sid, key = sql.first(
            f"SELECT sid, key FROM claim WHERE kind = {int(Reason.POSSIBLE_PERSON)} ORDER BY sid LIMIT 1"
        ) or (0, b"")
    assert scene.world.reverse(f"claim:{sid}:{bytes(key).hex()}") == "reversed"
    publish(server, scene.world.archive)
    frame = scene.frame(least=Certainty.SUSPECTED, types=frozenset({LinkType.POSSIBLE_SAME_PERSON}))
    one = scene.eid("1")
    graph = Neo4jGraph(server)
    assert graph.expand([one], frame, 50).edges[one] == []
    assert len(graph.expand([one], replace(frame, tx=1), 50).edges[one]) == 1
    assert_equal(server, scene.world.archive)


# whose graph ---------------------------------------------------------------------------------------------------------


def test_the_graph_of_another_archive_is_refused_until_it_is_made_anew(
    server: Server, scene: Scene, tmp_path: Path
) -> None:
    scene.say(alone(org("甲")))
    publish(server, scene.world.archive)
    other = Scene(World.make(tmp_path / "other"))
    other.say(alone(org("乙")))
    with pytest.raises(Broken, match="this archive has not") as refused:
        publish(server, other.world.archive)
    assert refused.value.code == "graph_of_another_archive"
    publish(server, other.world.archive, rebuild=True)
    assert_equal(server, other.world.archive)


def test_a_graph_is_made_anew(server: Server, world: World) -> None:
    publish(server, world.archive)
    server.run_text("MATCH (e:Entity) WITH e LIMIT 2 DETACH DELETE e")
    server.run_text("MATCH ()-[r:WAS]->() DELETE r")
    publish(server, world.archive, rebuild=True)
    assert_equal(server, world.archive)


# killed, repeated, concurrent ----------------------------------------------------------------------------------------


def test_who_was_overtaken_writes_nothing(server: Server) -> None:
    server.write(lambda transaction: transaction.rows("publish/begin"))
    before = Watermark()
    move(server, before, Watermark(target=1))
    written: list[int] = []
    with pytest.raises(Overtaken):
        move(server, before, Watermark(target=2), lambda _transaction: written.append(1))
    now = read_watermark(server)
    assert now is not None
    assert (now.target, now.sequence, written) == (1, 1, [])


def test_publishers_at_once_write_everything_once(
    server: Server, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "CHUNK", 1)
    monkeypatch.setattr(publisher, "_PATIENCE", 0.1)
    failures: list[BaseException] = []

    def run() -> None:
        one = Server(address)
        try:
            publish(one, Archive(world.archive.address))
        except BaseException as error:
            failures.append(error)
        finally:
            one.close()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert failures == []
    assert_equal(server, world.archive)


@pytest.mark.slow
def test_killed_publishers_lose_nothing(server: Server, world: World, address: str) -> None:
    rng = random.Random(2)
    variables = {"ADDRESS": address, "ARCHIVE": world.archive.address}
    kills = 0
    for attempt in range(40):
        rebuild = {"REBUILD": "1"} if attempt == 3 else {}
        process = run_python(PUBLISH, **variables, **rebuild)
        start = read_watermark(server)
        give_up = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < give_up:
            now = read_watermark(server)
            if now is not None and now.sequence > (start.sequence if start else 0) + rng.randrange(8):
                break
        if process.poll() is None:
            process.kill()
            kills += 1
        if process.wait() == 0 and attempt > 3:
            break
    assert process.returncode == 0
    assert kills >= 4
    assert_equal(server, world.archive)


@pytest.mark.slow
def test_a_killed_server_loses_nothing(
    address: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publisher, "CHUNK", 1)
    process = GraphProcess(address, tmp_path)
    process.start()
    server = Server(process.address)
    try:
        for sent_before_the_kill in (3, 9):
            sent = []

            def kill(_rows: int, limit: int = sent_before_the_kill, sent: list[int] = sent) -> None:
                sent.append(1)
                if len(sent) == limit:
                    process.kill()

            with pytest.raises(Unreachable):
                publish(server, world.archive, on_rows=kill)
            process.start()
        publish(server, world.archive)
        assert_equal(server, world.archive)
    finally:
        server.close()
        process.kill()
