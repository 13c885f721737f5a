"""Paths of at most six hops on a graph with hubs of 10,000, beside a networkx search on the same edges in memory.

    python bench/paths.py [--links 1000000] [--queries 300] [--archive FILE]

Companies hold one another with a power-law degree; ten hubs are held by 10,000 each. The peer knows no time, no
belief, no hub rule and no evidence: it is the price of the bare search.
"""

import argparse
import csv
import gc
import random
import statistics
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import networkx
from licences import code

from creditgraph.archive.archive import Archive
from creditgraph.graph.port import Frame
from creditgraph.graph.sql import SqlGraph
from creditgraph.ingest import template
from creditgraph.model.request import Request
from creditgraph.relations.paths import Bounds, Status, find_paths
from creditgraph.usecases.context import Context
from creditgraph.usecases.import_file import import_file
from creditgraph.usecases.intake import Options

_HUBS, _HUB_LINKS = 10, 10_000


def edges(links: int) -> list[tuple[int, int]]:
    """Holder and company by number: half as many companies as links, some far better connected than others."""
    rng = random.Random(7)
    companies = links // 2
    found = [(rng.randrange(companies), hub) for hub in range(_HUBS) for _ in range(_HUB_LINKS)]
    while len(found) < links:
        holder = rng.randrange(companies)
        company = min(int(rng.paretovariate(0.6)), companies - 1) if rng.random() < 0.05 else rng.randrange(companies)
        if holder != company:
            found.append((holder, company))
    return found


def write(path: Path, pairs: list[tuple[int, int]]) -> None:
    """The holdings as a file of our own template."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(template("shareholders"))
        for holder, company in pairs:
            table.writerow(
                (
                    f"企业{company}有限公司",
                    code(company),
                    f"企业{holder}有限公司",
                    code(holder),
                    "1.5",
                    "",
                    "",
                )
            )


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--links", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--archive", type=Path, default=None, help="keep the archive here and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="creditgraph-bench-") as name:
        path = arguments.archive or Path(name) / "archive.sqlite"
        context = Context(Archive(str(path)), path.with_name("key"))
        if not path.exists():
            context.ensure()
            write(Path(name) / "shareholders.csv", edges(arguments.links))
            import_file(context, Request(), Path(name) / "shareholders.csv", Options())
        ask(context, arguments.queries)
        ask_peer(edges(arguments.links), arguments.queries)


def ask(context: Context, queries: int) -> None:
    """Time pairs of companies: every second one a walk of up to six hops apart, the others at random."""
    rng = random.Random(11)
    bounds = Bounds(max_hops=6, limit=3)
    with context.archive.read() as sql:
        graph = SqlGraph(sql)
        frame = Frame(graph.watermark(), as_of=20240101)
        eids = [eid for (eid,) in sql.all("SELECT eid FROM member WHERE tx_to IS NULL AND sid = eid")]
        times, statuses, most = [], dict.fromkeys(Status, 0), 0
        for number in range(queries):
            first, second = rng.sample(eids, 2)
            if number % 2:
                second = walk(graph, frame, first, rng)
            started = time.perf_counter()
            answer = find_paths(graph, [first], [second], frame, bounds, Request())
            times.append((time.perf_counter() - started) * 1000)
            statuses[answer.status] += 1
            most = max(most, answer.expanded)
    print(
        {status.value: count for status, count in statuses.items()},
        f"most expanded {most} of {bounds.budget}",
    )
    report("paths over the archive", times)


def ask_peer(pairs: list[tuple[int, int]], queries: int) -> None:
    """Time networkx on the same edges, with its garbage out of the way."""
    peer = networkx.Graph(pairs)
    gc.freeze()
    rng, nodes, times = random.Random(11), list(peer), []
    for _ in range(queries):
        first, second = rng.sample(nodes, 2)
        started = time.perf_counter()
        with suppress(networkx.NetworkXNoPath):
            networkx.bidirectional_shortest_path(peer, first, second)
        times.append((time.perf_counter() - started) * 1000)
    report("networkx, one shortest path in memory", times)


def walk(graph: SqlGraph, frame: Frame, start: int, rng: random.Random) -> int:
    """Where a random walk of two to six hops that avoids hubs ends."""
    here = start
    for _ in range(rng.randint(2, 6)):
        found = graph.expand([here], frame, Bounds().hub_degree).edges.get(here, ())
        if found:
            edge = rng.choice(found)
            here = edge.to_eid if edge.from_eid == here else edge.from_eid
    return here


def report(what: str, times: list[float]) -> None:
    """Print the median and the 95th percentile."""
    ordered = sorted(times)
    print(f"{what:40} p50 {statistics.median(times):8.2f} ms   p95 {ordered[int(len(ordered) * 0.95)]:8.2f} ms")


if __name__ == "__main__":
    main()
