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
from creditgraph.graph.port import BEGINNING, Direction, Edge, Frame, Graph, Place
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.vocabulary import Certainty, LinkType
from support.histories import DATASETS, DAYS, World, step

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
    told["spread"] = [graph.spread(eid, frame, 2) for eid in eids]
    told["adjacent"] = [pages(graph, eid, frame) for eid in eids]
    edges = sorted({edge for found in graph.expand(eids, frame, 50).edges.values() for edge in found})
    told["stated"] = [graph.stated_in(edges, [dataset.name]) for dataset in DATASETS]
    return told


def pages(graph: Graph, eid: int, frame: Frame) -> list[Edge]:
    """All edges of one type of an entity, page by page; their order is an implementation's own."""
    found: list[Edge] = []
    place: Place | None = BEGINNING
    while place is not None:
        page = graph.adjacent(eid, frame, LinkType.LEGAL_REP_OF, Direction.IN, place, 2)
        found += page.edges
        place = page.next
    assert len(found) == len(set(found))
    return sorted(found)


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
