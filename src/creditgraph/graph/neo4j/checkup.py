"""Whether a published graph is well: its invariants, its counts and a sample of its answers beside the archive's."""

import random
from typing import Any

from creditgraph.archive.codes import LINK_TYPE
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.graph.neo4j.cypher import folder, statement
from creditgraph.graph.neo4j.reading import Neo4jGraph
from creditgraph.graph.neo4j.server import Server
from creditgraph.graph.port import Frame
from creditgraph.graph.sql import SqlGraph

SAMPLE = 200
SLICE = 250_000
"""How many links an invariant may hold in memory."""
_HUB_DEGREE = 100
_SHOWN = 5


def broken_invariants(server: Server, links: int = 0) -> dict[str, list[dict[str, Any]]]:
    """The invariants that do not hold, each with the first rows that break it.

    What holds links in memory is asked slice by slice; `links` is how many there are, about.
    """
    found: dict[str, list[dict[str, Any]]] = {}
    slices = 1 + links // SLICE
    for path in sorted((folder() / "invariants").glob("*.cypher")):
        name = f"invariants/{path.stem}"
        parts = [{"slice": one, "slices": slices} for one in range(slices)] if statement(name).params else [{}]
        rows = [row.data() for part in parts for row in server.read(name, **part)]
        if rows:
            found[path.stem] = rows[:_SHOWN]
    return found


def published_counts(server: Server, tx: int) -> dict[str, int]:
    """How many entities, links by type and records the graph believes at a transaction."""
    return {
        "entities": server.read("check/entities", tx=tx)[0]["count"],
        **{row["type"]: row["count"] for row in server.read("check/links", tx=tx)},
        "records": server.read("check/records", tx=tx)[0]["count"],
    }


def archive_counts(sql: Sql, tx: int) -> dict[str, int]:
    """The same of the archive."""
    links = sql.all(
        f"SELECT f.type, COUNT(*) FROM link AS f JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} AND {live('b')}"
        f" JOIN member AS m ON m.sid = f.from_sid AND {live('m')} JOIN member AS o ON o.sid = f.to_sid AND {live('o')}"
        " AND o.eid <> m.eid WHERE f.valid_from IS NULL OR b.until IS NULL OR f.valid_from < b.until GROUP BY f.type",
        tx=tx,
    )
    records = sql.value(
        f"SELECT COUNT(*) FROM record AS f JOIN belief AS b ON b.vid = f.rid >> {FACT_BITS} AND {live('b')}"
        f" JOIN member AS m ON m.sid = f.sid AND {live('m')} WHERE f.valid_from IS NULL OR"
        " ((f.valid_to IS NULL OR f.valid_from < f.valid_to) AND (b.until IS NULL OR f.valid_from < b.until))",
        tx=tx,
    )
    entities = sql.value(f"SELECT COUNT(DISTINCT m.eid) FROM member AS m WHERE {live('m')}", tx=tx)
    return {
        "entities": int(entities),
        **dict(sorted((LINK_TYPE.word(number).value, count) for number, count in links)),
        "records": int(records),
    }


def sampled_differences(server: Server, sql: Sql, tx: int) -> list[int]:
    """Of a sample of entities, those of which the two graphs say different things."""
    last = int(sql.value("SELECT COALESCE(MAX(sid), 0) FROM source"))
    eids = sorted(random.sample(range(1, last + 1), min(SAMPLE, last)))
    frame, ours, theirs = Frame(tx), Neo4jGraph(server), SqlGraph(sql)
    published, own = (graph.expand(eids, frame, _HUB_DEGREE) for graph in (ours, theirs))
    names, own_names = (graph.entities(eids, frame) for graph in (ours, theirs))
    records, own_records = (graph.records(eids, frame) for graph in (ours, theirs))
    return [
        eid
        for eid in eids
        if published.edges.get(eid) != own.edges.get(eid)
        or published.hubs.get(eid) != own.hubs.get(eid)
        or names.get(eid) != own_names.get(eid)
        or records[eid] != own_records[eid]
    ]
