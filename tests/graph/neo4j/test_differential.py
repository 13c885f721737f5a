"""On random histories the published graph answers what the archive answers, for every transaction.

`CREDITGRAPH_HISTORIES` asks for more histories than the handful that a quick run has time for.
"""

import os
import random
from itertools import product

import pytest

from creditgraph.graph.neo4j.checkup import SLICE, archive_counts, broken_invariants, published_counts
from creditgraph.graph.neo4j.publisher import publish
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.port import BEGINNING, Direction, Edge, Frame, Graph, Place
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType
from creditgraph.relations import network, paths
from creditgraph.relations.network import find_network
from creditgraph.relations.paths import find_paths
from creditgraph.relations.related import find_related
from support.archives import Archives
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
    told["records"] = graph.records(eids, frame)
    told["state bodies"] = graph.state_bodies(eids, frame)
    told["between"] = graph.between(eids[:half], eids[half:], frame)
    told["spread"] = [graph.spread(eid, frame, 2) for eid in eids]
    told["adjacent"] = [pages(graph, eid, frame) for eid in eids]
    edges = sorted({edge for found in graph.expand(eids, frame, 50).edges.values() for edge in found})
    told["stated"] = [graph.stated_in(edges, [dataset.name]) for dataset in DATASETS]
    return told


def searches(graph: Graph, rng: random.Random, eids: list[int], frame: Frame) -> dict[str, object]:
    """What searches along relations answer on a graph; two graphs are asked alike from one seed."""
    hops, cap, budget = rng.randint(1, 6), rng.choice(CAPS), rng.choice((1, 3, 5000))
    bounds = paths.Bounds(hops, rng.choice((1, 2, 10)), cap, budget)
    ends = [rng.sample(eids, min(len(eids), rng.randint(1, 2))) for _ in range(2)]
    around = network.Bounds(rng.randint(1, 3), rng.choice((2, 5, 100)), cap)
    return {
        "paths": find_paths(graph, *ends, frame, bounds, Request()),
        "related": [find_related(graph, eid, frame, bounds, Request()) for eid in ends[0]],
        "network": find_network(graph, ends[0], frame, around, Request()),
    }


def assert_what_is_ahead_is_so(graph: Graph, plain: Graph, eids: list[int], frame: Frame) -> None:
    """What a graph tells of a walk in advance is what another says when it is asked."""
    for eid, cap, hops, most, held in product(eids, CAPS, (1, 3), (2, 99), (False, True)):
        ahead = graph.ahead([eid], frame, cap, hops, most, held)
        walked = sorted(ahead.walked.edges.keys() | ahead.walked.hubs.keys())
        assert ahead.walked == plain.expand(walked, frame, cap)
        assert sorted(ahead.state_bodies) == plain.state_bodies(walked, frame)
        assert ahead.entities == plain.entities(ahead.entities if held else walked, frame)
        assert ahead.records == plain.records(ahead.records, frame)
        assert len(walked) <= most


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


ON_BOTH = [
    pytest.param(database, seed, marks=pytest.mark.slow if seed >= most // 2 else ())
    for database, most in (("sqlite", HISTORIES), ("postgres", HISTORIES // 3))
    for seed in range(most)
]
"""Half of the histories are walked in every run, the others with the slow tests."""


@pytest.mark.parametrize(("database", "seed"), ON_BOTH, indirect=["database"])
def test_both_graphs_answer_alike_at_every_transaction(server: Server, new_archive: Archives, seed: int) -> None:
    rng = random.Random(seed)
    world = World(new_archive())
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
                asked = rng.random()
                ours, theirs = (searches(graph, random.Random(asked), eids, frame) for graph in (published, archive))
                assert ours == theirs, frame
                assert_what_is_ahead_is_so(published, archive, rng.sample(eids, min(len(eids), 2)), frame)
            assert published_counts(server, tx) == archive_counts(sql, tx)
    assert broken_invariants(server, links=3 * SLICE) == {}
