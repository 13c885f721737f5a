"""Publish the archive's graph to Neo4j, look after it, and write it as files for a first large load."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.graph.publication import make_indexes
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.published import connected, graph_state, publish_to


def publish(
    context: Context, request: Request, rebuild: bool = False, on_rows: Callable[[int], None] = lambda _rows: None
) -> dict[str, object]:
    """Bring the graph up to the archive, with `rebuild` from nothing; what it knows now, and the rows sent."""
    address = _address(context)
    with audited(context.audit, request, "publish --rebuild" if rebuild else "publish"):
        context.archive.open()
        started = time.monotonic()
        done = publish_to(address, context.archive, rebuild, on_rows)
        seconds = time.monotonic() - started
        return {
            "graph": connected(address).display,
            "tx": done.tx,
            "spans": done.spans,
            "rows": done.rows,
            "seconds": round(seconds, 3),
            "rows_per_second": round(done.rows / seconds, 1) if seconds else 0.0,
        }


def doctor(context: Context, request: Request) -> dict[str, object]:
    """Whether the published graph is well: `findings` counts invariants, counts and sampled answers that are not."""
    address = _address(context)
    with audited(context.audit, request, "doctor"):
        context.archive.open()
        server = connected(address)
        from creditgraph.graph.neo4j import checkup
        from creditgraph.graph.neo4j.migrations import pending
        from creditgraph.graph.neo4j.watermark import check_origin, read_watermark

        told: dict[str, Any] = {"graph": server.display, **graph_state(address, context.archive)}
        mark = read_watermark(server)
        if mark is None or not mark.tx:
            return told | {"findings": 1, "invariants": {}, "counts": {}, "differing": []}
        with context.archive.read() as sql:
            check_origin(sql, mark)
            ours, theirs = checkup.published_counts(server, mark.tx), checkup.archive_counts(sql, mark.tx)
            differing = checkup.sampled_differences(server, sql, mark.tx)
        links = sum(count for name, count in ours.items() if name not in ("entities", "records"))
        broken = checkup.broken_invariants(server, links)
        counts = {name: {"graph": ours.get(name, 0), "archive": theirs.get(name, 0)} for name in sorted(ours | theirs)}
        uneven = [name for name, pair in counts.items() if pair["graph"] != pair["archive"]]
        waiting = [one.source for one in pending(server)]
        return told | {
            "findings": len(broken) + len(uneven) + len(differing) + len(waiting),
            "invariants": broken,
            "counts": counts,
            "differing": differing,
            "migrations_pending": waiting,
        }


def export_neo4j(context: Context, request: Request, folder: Path) -> dict[str, object]:
    """Write the graph as files for `neo4j-admin database import`."""
    from creditgraph.graph.neo4j.files import write_files

    with audited(context.audit, request, "export --format neo4j-admin"):
        context.archive.open()
        with context.archive.maintenance() as sql:
            make_indexes(sql)
        with context.reading(request) as reading:
            return write_files(reading.sql, reading.tx, folder)


def _address(context: Context) -> str:
    if context.graph_address is None:
        raise BadInput("no_graph", "no graph is named", "name one with --graph or CREDITGRAPH_GRAPH")
    return context.graph_address
