"""Publishing a graph into Neo4j from empty, beside a bare UNWIND of the same rows.

    CREDITGRAPH_GRAPH=bolt://127.0.0.1:7687 python bench/publish.py [--links 100000] [--archive FILE]

Everything in the database is deleted first. The peer sends the very rows that publishing sends, from memory, in chunks
of the same size, and knows no archive, no watermark and no states: it is the price of the server alone.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from neo4j import GraphDatabase
from paths import edges, write

from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.graph.neo4j.migrations import migrate
from creditgraph.graph.neo4j.publisher import CHUNK, publish
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.publication import PHASES, Chunk, Span, make_indexes
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

_NODES = "UNWIND $rows AS row CREATE (e:Entity {eid: row.eid}) SET e += row.latest"
_LINKS = (
    "UNWIND $rows AS row MATCH (a:Entity {eid: row.start}) MATCH (b:Entity {eid: row.end})"
    " CREATE (a)-[r:HOLDS]->(b) SET r = row.properties"
)


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
        for name, text in (("entities", _NODES), ("links", _LINKS)):
            for chunk in made.get(name, []):
                session.execute_write(lambda tx, text=text, chunk=chunk: tx.run(text, rows=chunk.opened).consume())
                rows += len(chunk.opened)
    return rows, time.perf_counter() - started


def main() -> None:
    """Build, publish, send, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=100_000)
    parser.add_argument("--archive", type=Path, default=None, help="keep the archive here and use it again")
    arguments = parser.parse_args()
    address = os.environ.get("CREDITGRAPH_GRAPH")
    if not address:
        sys.exit("CREDITGRAPH_GRAPH names no server")
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-") as name:
        path = arguments.archive or Path(name) / "archive.sqlite"
        context = Context(Archive(str(path)), path.with_name("key"))
        if not path.exists():
            context.ensure()
            write(Path(name) / "shareholders.csv", edges(arguments.links))
            import_file(context, Request(), Path(name) / "shareholders.csv", Options())
        server = Server(address)
        migrate(server)
        started = time.perf_counter()
        made = chunks(context.archive)
        prepared = time.perf_counter() - started
        for attempt in ("cold", "warm"):
            clear(address)
            started = time.perf_counter()
            done = publish(server, context.archive)
            ours = time.perf_counter() - started
            clear(address)
            rows, theirs = bare(address, made)
            print(f"{attempt}: publish {done.rows:,} rows in {ours:.1f} s ({done.rows / ours:,.0f} rows/s)")
            print(f"{attempt}: bare UNWIND {rows:,} rows in {theirs:.1f} s ({rows / theirs:,.0f} rows/s)")
        print(f"making the rows alone: {prepared:.1f} s")
        clear(address)
        publish(server, context.archive)
        server.close()
        context.close()


if __name__ == "__main__":
    main()
