"""Reading the published graph, beside raw statements on the same server in the same run.

    CREDITGRAPH_GRAPH=bolt://127.0.0.1:7687 python bench/graph_reads.py --archive FILE [--queries 300]

The archive must be published to the server (`bench/publish.py --archive FILE` leaves it so). The raw statements know no
dates, no belief, no certainty, no hubs and no state bodies. Only questions count that both answer alike: two hops where
no hub is near, paths where the raw `shortestPath` is as long as ours, and not through a hub. Each question is asked of
both one after the other, so that both see the same machine; the first fifty are not counted: they warm the server.
"""

import argparse
import os
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from big_archive import id_of
from neo4j import READ_ACCESS, Driver, GraphDatabase, Session

from creditgraph.archive.archive import Archive
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.port import Frame, Graph
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.request import Request
from creditgraph.relations.known import Known
from creditgraph.relations.network import Bounds as Around
from creditgraph.relations.network import find_network
from creditgraph.relations.paths import Bounds, find_paths
from creditgraph.relations.related import find_related
from creditgraph.usecases.context import Context
from creditgraph.usecases.show import show

_WARM, _LEVEL, _HUB = 50, 50, 100
_HOPS = "HOLDS|OFFICER_OF"
_RAW_LEVEL = f"UNWIND $eids AS eid MATCH (e:Entity {{eid: eid}})-[r:{_HOPS}]-(o) RETURN eid, o.eid, r.lid"
_RAW_TWO = (
    f"MATCH (e:Entity {{eid: $eid}})-[r:{_HOPS}]-(m)-[s:{_HOPS}]-(o)"
    " RETURN r.lid, m.eid, m.name, s.lid, o.eid, o.name LIMIT 20000"
)
_RAW_AROUND = (
    f"MATCH (e:Entity {{eid: $eid}})-[:{_HOPS}*0..2]-(n) WITH DISTINCT n OPTIONAL MATCH (n)-[r:{_HOPS}]-(o)"
    " RETURN n.eid AS `m.eid`, n.name, r.lid, o.eid AS other, n.eid AS `o.eid` LIMIT 20000"
)
_RAW_ENTITY = "MATCH (e:Entity {eid: $eid}) OPTIONAL MATCH (e)-[r:HAS_RECORD]->(d) RETURN e, r, d"
_RAW_PATH = (
    f"MATCH (a:Entity {{eid: $a}}), (b:Entity {{eid: $b}}) MATCH p = shortestPath((a)-[:{_HOPS}*..6]-(b))"
    " RETURN [n IN nodes(p) | n.eid] AS eids, [r IN relationships(p) | r.lid] AS lids"
)
Ask = Callable[[int], object]


def timed(ask: Ask, number: int) -> tuple[object, float]:
    """What was answered, and in how many milliseconds."""
    started = time.perf_counter()
    told = ask(number)
    return told, (time.perf_counter() - started) * 1000


def compare(name: str, raw: Ask, ours: Ask, numbers: Sequence[int], counts: Callable[[Any, Any], bool]) -> None:
    """Ask both and print the middle and the slow end of those that count, and their ratio."""
    found: list[tuple[float, float]] = []
    for place, number in enumerate(numbers):
        (said, theirs), (told, own) = timed(raw, number), timed(ours, number)
        if place >= _WARM and counts(said, told):
            found.append((theirs, own))
    (raw_middle, raw_slow), (middle, slow) = (
        (statistics.median(times), statistics.quantiles(times, n=20)[-1]) for times in zip(*found, strict=True)
    )
    print(
        f"{name:34} raw p50 {raw_middle:7.2f} p95 {raw_slow:7.2f} ms  ours p50 {middle:7.2f} p95 {slow:7.2f} ms"
        f"  ratio p50 {middle / raw_middle:.2f} p95 {slow / raw_slow:.2f}  ({len(found)} of {len(numbers) - _WARM})",
        flush=True,
    )


def rate(ask: Ask, threads: int, seconds: float) -> float:
    """How many questions threads get answered in a second together."""
    counts, until = [0] * threads, time.perf_counter() + seconds

    def work(place: int) -> None:
        while time.perf_counter() < until:
            ask(counts[place] * threads + place)
            counts[place] += 1

    workers = [threading.Thread(target=work, args=(place,)) for place in range(threads)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return sum(counts) / seconds


def always(_said: object, _told: object) -> bool:
    """Every question counts."""
    return True


def main() -> None:
    """Ask the graph and the server alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--archive", type=Path, default=Path("build/bench/graph.sqlite"), help="the one that was published last"
    )
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    address = os.environ.get("CREDITGRAPH_GRAPH")
    if not address:
        sys.exit("CREDITGRAPH_GRAPH names no server")
    archive, server = Archive(str(arguments.archive)), Server(address)
    context = Context(archive, arguments.archive.with_name("key"))
    with archive.read() as sql, GraphDatabase.driver(address) as driver:
        last = int(sql.value("SELECT MAX(sid) FROM source WHERE ds = 1"))
        published = Neo4jGraph(server)
        frame = Frame(published.watermark(), 20240101)
        with driver.session(database="neo4j", default_access_mode=READ_ACCESS) as session:
            ask_all(published, SqlGraph(sql), context, session, frame, last, arguments.queries)
        rates(published, driver, frame, _without_hubs(SqlGraph(sql), frame, last), arguments.seconds)
    server.close()
    context.close()


def ask_all(
    published: Graph, own: Graph, context: Context, session: Session, frame: Frame, last: int, queries: int
) -> None:
    """One question after the other."""
    rng = random.Random(3)
    count = queries + _WARM
    eids = [rng.randrange(20, last) for _ in range(count)]
    quiet = _without_hubs(own, frame, last)[:count]
    levels = [rng.sample(range(20, last), _LEVEL) for _ in range(count)]
    walks = [_walk(own, frame, rng, eid) for eid in eids]
    request, numbers = Request(), range(count)
    differing = sum(published.expand(some, frame, _HUB) != own.expand(some, frame, _HUB) for some in levels[:_WARM])
    print(f"levels of {_LEVEL} answered differently: {differing} of {_WARM}")

    def run(text: str, **given: object) -> list[object]:
        return list(session.run(text, given))

    def linked(number: int) -> object:
        known = Known(published, frame, _HUB)
        known.look_ahead([quiet[number]], 2, 2000, held=True)
        related = find_related(known, quiet[number], frame, Bounds(max_hops=2), request)
        return known.records([quiet[number], *related.paths], frame)

    def network(number: int) -> object:
        known = Known(published, frame, _HUB)
        found = find_network(known, [quiet[number]], frame, Around(max_hops=2), request)
        return known.entities(found.distance, frame)

    def path(number: int) -> object:
        return find_paths(published, [eids[number]], [walks[number]], frame, Bounds(max_hops=6, limit=1), request)

    def as_long(said: Any, told: Any) -> bool:
        return bool(said) and bool(told.paths) and len(said[0]["eids"]) == len(told.paths[0].eids)

    def as_many(said: Any, told: Any) -> bool:
        return {row[place] for row in said for place in ("m.eid", "o.eid")} <= told.keys()

    def page(number: int) -> object:
        return show(context, request, id_of(eids[number]))

    compare(
        "one level of 50",
        lambda n: run(_RAW_LEVEL, eids=levels[n]),
        lambda n: published.expand(levels[n], frame, _HUB),
        numbers,
        always,
    )
    compare("entity page", lambda n: run(_RAW_ENTITY, eid=eids[n]), page, numbers, always)
    compare("two hops: linked check", lambda n: run(_RAW_TWO, eid=quiet[n]), linked, numbers, as_many)
    compare("two hops: network", lambda n: run(_RAW_AROUND, eid=quiet[n]), network, numbers, as_many)
    compare("path of at most 6 hops", lambda n: run(_RAW_PATH, a=eids[n], b=walks[n]), path, numbers, as_long)


def _walk(graph: Graph, frame: Frame, rng: random.Random, eid: int) -> int:
    """An entity some steps away, met by a random walk past no hub; another at random where there is none."""
    at = eid
    for _ in range(rng.randint(2, 6)):
        edges = graph.expand([at], frame, _HUB).edges.get(at, ())
        if not edges:
            break
        at = rng.choice(edges).other(at)
    return at if at != eid else eid - 1


def _without_hubs(graph: Graph, frame: Frame, last: int) -> list[int]:
    """Entities within three hops of which no hub is walked into."""
    rng, bounds = random.Random(4), Bounds(max_hops=3)
    some = [rng.randrange(20, last) for _ in range(4000)]
    return [eid for eid in some if not find_related(graph, eid, frame, bounds, Request()).skipped]


def rates(published: Graph, driver: Driver, frame: Frame, eids: Sequence[int], seconds: float) -> None:
    """Two-hop questions a second, on one thread and on two."""
    local = threading.local()

    def raw(number: int) -> object:
        if not hasattr(local, "session"):
            local.session = driver.session(database="neo4j", default_access_mode=READ_ACCESS)
        return list(local.session.run(_RAW_TWO, eid=eids[number % len(eids)]))

    def ours(number: int) -> object:
        return find_related(published, eids[number % len(eids)], frame, Bounds(max_hops=2), Request())

    for threads in (1, 2):
        theirs, own = rate(raw, threads, seconds), rate(ours, threads, seconds)
        print(f"two hops, {threads} thread(s): raw {theirs:.0f}/s, ours {own:.0f}/s, ratio {own / theirs:.2f}")


if __name__ == "__main__":
    main()
