"""After a restore the graph is known to be of a past that the archive has no more, until it is made anew."""

import random
from pathlib import Path

import pytest

from creditgraph.archive import backup_file, snapshot
from creditgraph.archive.archive import Archive
from creditgraph.archive.ledger import Ledger
from creditgraph.graph.neo4j import publisher
from creditgraph.graph.neo4j.publisher import publish
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.neo4j.watermark import read_watermark
from creditgraph.model.errors import Broken
from support.histories import World, step


@pytest.fixture
def world(tmp_path: Path) -> World:
    world, rng = World.make(tmp_path / "world"), random.Random(11)
    for _ in range(6):
        step(world, rng)
    return world


def restored(world: World, folder: Path) -> Archive:
    """The archive as it is now, at another place, with the transaction by which a restore is known."""
    with backup_file.workplace(folder / "taken") as taken:
        ledger = Ledger(world.archive)
        snapshot.take(world.archive, ledger, taken)
        ledger.close()
        archive = Archive(str(folder / "restored.sqlite"))
        snapshot.put_in_place(taken, archive)
    with archive.transaction("restore", "tests"):
        pass
    return archive


def go_on(world: World) -> None:
    rng = random.Random(5)
    for _ in range(4):
        step(world, rng)


def assert_foreign(server: Server, archive: Archive) -> None:
    with pytest.raises(Broken) as refused:
        publish(server, archive)
    assert refused.value.code == "graph_of_another_archive"
    done = publish(server, archive, rebuild=True)
    assert publish(server, archive).tx == done.tx


def test_a_graph_that_is_ahead_is_refused_until_it_is_made_anew(server: Server, world: World, tmp_path: Path) -> None:
    archive = restored(world, tmp_path)
    go_on(world)
    publish(server, world.archive)
    assert_foreign(server, archive)
    archive.close()


def test_a_graph_that_is_behind_is_caught_up(server: Server, world: World, tmp_path: Path) -> None:
    publish(server, world.archive)
    archive = restored(world, tmp_path)
    assert publish(server, archive).spans == 1
    archive.close()


def test_half_a_span_of_the_lost_past_is_not_finished(
    server: Server, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(server, world.archive)
    archive = restored(world, tmp_path)
    for _ in range(3):  # too much for one chunk
        go_on(world)

    class Stop(Exception):
        pass

    def stop(_rows: int) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(publisher, "CHUNK", 1)
        with pytest.raises(Stop):
            publish(server, world.archive, on_rows=stop)
    mark = read_watermark(server)
    assert mark is not None
    assert mark.target is not None
    again = World(archive)
    for _ in range(3):
        go_on(again)  # as many transactions as the graph was being published up to, and more
    assert_foreign(server, archive)
    archive.close()
