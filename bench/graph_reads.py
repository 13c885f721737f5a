"""Reading the published graph, beside a raw query on the same server and beside the archive's own graph.

    CREDITGRAPH_GRAPH=bolt://127.0.0.1:7687 python bench/graph_reads.py --archive FILE [--queries 300]

The archive must be published to the server (`bench/publish.py --archive FILE` leaves it so). The raw query of a
level knows no dates, no belief, no certainty and no hubs. The first fifty queries of each are not
counted: they warm the server.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from neo4j import READ_ACCESS, GraphDatabase

from creditgraph.archive.archive import Archive
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.port import Frame, Graph
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.request import Request
from creditgraph.relations.paths import Bounds, find_paths

_WARM, _LEVEL = 50, 50
_RAW = "UNWIND $eids AS eid MATCH (e:Entity {eid: eid})-[r:HOLDS]-(o) RETURN eid, o.eid, r.lid"


def measure(name: str, ask: Callable[[int], object], queries: int) -> None:
    """Ask and print the middle and the slow end."""
    times = []
    for number in range(queries + _WARM):
        started = time.perf_counter()
        ask(number)
        if number >= _WARM:
            times.append((time.perf_counter() - started) * 1000)
    print(f"{name:34} p50 {statistics.median(times):8.2f} ms  p95 {statistics.quantiles(times, n=20)[-1]:8.2f} ms")


def main() -> None:
    """Ask both graphs and the server alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--archive", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=300)
    arguments = parser.parse_args()
    address = os.environ.get("CREDITGRAPH_GRAPH")
    if not address:
        sys.exit("CREDITGRAPH_GRAPH names no server")
    archive, server, rng = Archive(str(arguments.archive)), Server(address), random.Random(3)
    published = Neo4jGraph(server)
    with (
        archive.read() as sql,
        GraphDatabase.driver(address) as driver,
        driver.session(database="neo4j", default_access_mode=READ_ACCESS) as session,
    ):
        own = SqlGraph(sql)
        frame = Frame(published.watermark(), 20240101)
        last = int(sql.value("SELECT MAX(sid) FROM source"))
        count = arguments.queries + _WARM
        levels = [rng.sample(range(1, last + 1), _LEVEL) for _ in range(count)]
        pairs = [rng.sample(range(1, last + 1), 2) for _ in range(count)]
        differing = sum(published.expand(eids, frame, 100) != own.expand(eids, frame, 100) for eids in levels[:_WARM])
        print(f"levels of {_LEVEL} answered differently: {differing} of {_WARM}")

        def paths(graph: Graph) -> Callable[[int], object]:
            return lambda number: find_paths(
                graph, pairs[number][:1], pairs[number][1:], frame, Bounds(max_hops=6), Request()
            )

        measure("raw: one level", lambda number: list(session.run(_RAW, eids=levels[number])), arguments.queries)
        measure("neo4j: expand", lambda number: published.expand(levels[number], frame, 100), arguments.queries)
        measure("archive: expand", lambda number: own.expand(levels[number], frame, 100), arguments.queries)
        measure("neo4j: paths of at most 6 hops", paths(published), arguments.queries)
        measure("archive: paths of at most 6 hops", paths(own), arguments.queries)
    server.close()
    archive.close()


if __name__ == "__main__":
    main()
