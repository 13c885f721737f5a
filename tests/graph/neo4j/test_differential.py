"""On random histories the published graph answers what the archive answers, for every transaction.

`CREDITGRAPH_HISTORIES` asks for more histories than the handful that a quick run has time for.
"""

import os
import random
from pathlib import Path

import pytest

from creditgraph.graph.neo4j.checkup import archive_counts, broken_invariants, published_counts
from creditgraph.graph.neo4j.publisher import publish
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.port import Frame, Graph
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.vocabulary import Certainty, LinkType
from support.histories import DAYS, World, step

HISTORIES = int(os.environ.get("CREDITGRAPH_HISTORIES", "6"))
STEPS = 10
DAYS_ASKED = (None, DAYS[1], 20991231)
CAPS = (1, 2, 50)


def everything(graph: Graph, eids: list[int], frame: Frame) -> dict[str, object]:
    """All that a graph says of some entities in a frame."""
    told: dict[str, object] = {f"expand {cap}": graph.expand(eids, frame, cap) for cap in CAPS}
    told |= {f"degrees {cap}": graph.degrees(eids, frame, cap) for cap in CAPS}
    half = len(eids) // 2
    told["entities"] = graph.entities(eids, frame)
    told["state bodies"] = graph.state_bodies(eids, frame)
    told["between"] = graph.between(eids[:half], eids[half:], frame)
    told["adjacent"] = [graph.adjacent(eid, frame, 0, 3) for eid in eids]
    return told


def frames(rng: random.Random, tx: int) -> list[Frame]:
    """A few ways to ask about a transaction."""
    types = rng.choice((None, frozenset({LinkType.LEGAL_REP_OF}), frozenset({LinkType.POSSIBLE_SAME_PERSON})))
    return [Frame(tx, rng.choice(DAYS_ASKED)), Frame(tx, rng.choice(DAYS_ASKED), rng.choice(list(Certainty)), types)]


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_both_graphs_answer_alike_at_every_transaction(server: Server, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    world = World.make(tmp_path)
    for _ in range(STEPS):
        step(world, rng)
        if rng.random() < 0.6:  # else a span of several transactions
            publish(server, world.archive)
    publish(server, world.archive)
    published = Neo4jGraph(server)
    with world.archive.read() as sql:
        archive = SqlGraph(sql)
        newest = archive.watermark()
        assert published.watermark() == newest
        eids = [sid for (sid,) in sql.all("SELECT sid FROM source ORDER BY sid")]
        for tx in range(1, newest + 1):
            for frame in frames(rng, tx):
                assert everything(published, eids, frame) == everything(archive, eids, frame), frame
            assert published_counts(server, tx) == archive_counts(sql, tx)
    assert broken_invariants(server) == {}
