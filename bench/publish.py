"""Publishing a graph into Neo4j from empty, beside a bare UNWIND of the same nodes and relationships; then small spans.

    CREDITGRAPH_GRAPH=bolt://127.0.0.1:7687 python bench/publish.py --archive FILE [--entities 100000]

Everything in the database is deleted first. The peer sends the very rows that publishing sends, from memory, in chunks
of the same size, into the same constraints, and knows no archive, no watermark and no states: it is the price of the
server alone. A steward's decision is visible when the watermark names its transaction: timed from the archive's commit,
for mentions that are parted from a company, merged with it again, and parted again.
"""

import argparse
import os
import random
import statistics
import sys
import time
from pathlib import Path

from big_archive import id_of, make
from neo4j import GraphDatabase

from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.graph.neo4j.migrations import migrate
from creditgraph.graph.neo4j.publisher import CHUNK, publish
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.neo4j.watermark import read_watermark
from creditgraph.graph.publication import PHASES, Chunk, Span, make_indexes
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.decide import merge, reverse

_BARE = {
    "entities": "UNWIND $rows AS row CREATE (e:Entity {eid: row.eid, id: row.id}) SET e += row.latest"
    " SET e:$(row.labels)",
    "links": "UNWIND $rows AS row MATCH (a:Entity {eid: row.start}) MATCH (b:Entity {eid: row.end})"
    " CREATE (a)-[r:$(row.type)]->(b) SET r = row.properties",
    "records": "UNWIND $rows AS row MATCH (e:Entity {eid: row.start}) CREATE (d:Record) SET d = row.record"
    " CREATE (e)-[r:HAS_RECORD]->(d) SET r = row.properties",
}
_MERGES = 30


def clear(address: str) -> None:
    """Delete everything but the schema."""
    with GraphDatabase.driver(address) as driver, driver.session(database="neo4j") as session:
        session.run("MATCH ()-[r]->() CALL (r) { DELETE r } IN TRANSACTIONS OF 20000 ROWS").consume()
        session.run(
            "MATCH (n) WHERE NOT n:__Neo4jMigration CALL (n) { DELETE n } IN TRANSACTIONS OF 20000 ROWS"
        ).consume()


def chunks(archive: Archive) -> dict[str, list[Chunk]]:
    """All rows of the archive as publishing makes them."""
    with archive.maintenance() as sql:
        make_indexes(sql)
    found: dict[str, list[Chunk]] = {}
    with archive.read() as sql:
        span = Span(0, newest_tx(sql))
        for phase in PHASES:
            phase.prepare(sql, span)
            last = 0
            while (chunk := phase.chunk(sql, span, last, CHUNK)) is not None:
                last = chunk.last
                found.setdefault(phase.name, []).append(chunk)
    return found


def bare(address: str, made: dict[str, list[Chunk]]) -> tuple[int, float]:
    """Send the rows as they are; how many, and the seconds."""
    rows, started = 0, time.perf_counter()
    with GraphDatabase.driver(address) as driver, driver.session(database="neo4j") as session:
        for name, text in _BARE.items():
            for chunk in made.get(name, []):
                session.execute_write(lambda tx, text=text, chunk=chunk: tx.run(text, rows=chunk.opened).consume())
                rows += len(chunk.opened)
    return rows, time.perf_counter() - started


class Timed(Context):
    """A context that notes how long after its commit a change was in the graph."""

    seconds: float = 0.0

    def committed(self, tx: int) -> None:
        """Publish, with the time that it took."""
        started = time.perf_counter()
        super().committed(tx)
        self.seconds = time.perf_counter() - started


def merges(context: Timed, server: Server, entities: int) -> None:
    """Part a holder's mention from its company, merge the two, and take that back; how long each took to be seen."""
    rng, seen = random.Random(5), []
    request = Request(purpose="bench", reason="bench")
    with context.archive.read() as sql:
        last = int(sql.value("SELECT MAX(sid) FROM source"))
        sids = rng.sample(range(entities + 1, last + 1), _MERGES)
        kept = "SELECT sid, eid FROM member WHERE sid IN EACH(:sids) AND eid <= :last AND tx_to IS NULL"
        homes = dict(sql.all(kept, sids=sids, last=entities))
    for sid, eid in homes.items():
        key = f"{eid:012d}".encode().hex()
        parted = reverse(context, request, f"claim:{sid}:{key}")
        seen.append(context.seconds * 1000)
        if parted["still_joined_by"]:
            continue
        told = merge(context, request, id_of(sid), id_of(eid))
        seen.append(context.seconds * 1000)
        reverse(context, request, str(told["decision"]))
        seen.append(context.seconds * 1000)
        mark = read_watermark(server)
        with context.archive.read() as sql:
            assert mark is not None
            assert mark.tx == newest_tx(sql)
    slow = statistics.quantiles(seen, n=20)[-1]
    print(f"a decision, from commit to visible: p50 {statistics.median(seen):.1f} ms  p95 {slow:.1f} ms")


def main() -> None:
    """Build, publish, send, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument(
        "--archive",
        type=Path,
        default=Path("build/bench/graph.sqlite"),
        help="made if it is not there; merges are added",
    )
    parser.add_argument("--rounds", type=int, default=3, help="the first warms the server")
    arguments = parser.parse_args()
    address = os.environ.get("CREDITGRAPH_GRAPH")
    if not address:
        sys.exit("CREDITGRAPH_GRAPH names no server")
    make(arguments.archive, arguments.entities, arguments.entities * 2)
    context = Timed(Archive(str(arguments.archive)), arguments.archive.with_name("key"), graph_address=address)
    server = Server(address)
    migrate(server)
    started, cpu = time.perf_counter(), time.process_time()
    made = chunks(context.archive)
    print(f"making the rows alone: {time.perf_counter() - started:.1f} s, {time.process_time() - cpu:.1f} s of CPU")
    for number in range(arguments.rounds):
        clear(address)
        rows, theirs = bare(address, made)
        clear(address)
        started = time.perf_counter()
        done = publish(server, context.archive)
        ours = time.perf_counter() - started
        print(f"round {number}: bare UNWIND {rows:,} rows in {theirs:.1f} s ({rows / theirs:,.0f} rows/s)")
        print(f"round {number}: publish {done.rows:,} rows in {ours:.1f} s ({done.rows / ours:,.0f} rows/s)")
        print(f"round {number}: ratio {done.rows / ours / (rows / theirs):.2f}")
    merges(context, server, arguments.entities)
    server.close()
    context.close()


if __name__ == "__main__":
    main()
