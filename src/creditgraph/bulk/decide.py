"""Stages 4 and 5: the pairs that are kept, by record ids; and the clusters.

A component of few comparands, all of whose pairs are judged, is parted where a chain holds it together
(`matching.agglomerate`). Whatever is joined goes through the clustering of the archive, which refuses to put two credit
codes or identity numbers into one cluster.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from creditgraph.bulk.components import components, two_columns
from creditgraph.bulk.database import batches, database, one, table, write
from creditgraph.bulk.score import MOST_COMPLETED
from creditgraph.bulk.stages import Counts
from creditgraph.matching.agglomerate import agglomerate
from creditgraph.matching.record import record_of_row
from creditgraph.matching.side import Side
from creditgraph.model.vocabulary import Certainty
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.clustering import Component, Fact, Node, cluster

_KEPT = """
SELECT * FROM (
    SELECT x.first AS left_id, y.first AS right_id, verdict, probability, scored.key
    FROM scored JOIN normalised AS x ON x.num = a JOIN normalised AS y ON y.num = b
    WHERE a < b AND verdict <> 'different'
    UNION ALL
    SELECT left_id, right_id, verdict, probability, key FROM (
        SELECT first AS left_id, unnest(members) AS right_id, verdict, probability, scored.key
        FROM scored JOIN normalised ON num = a WHERE a = b AND verdict <> 'different'
    ) AS alike WHERE left_id <> right_id
) AS kept ORDER BY left_id, right_id"""
_CLUSTERS = """
SELECT record_id, CASE WHEN doubtful THEN record_id ELSE cluster_id END AS cluster_id FROM (
    SELECT unnest(own.members) AS record_id, root.first AS cluster_id, doubt.a IS NOT NULL AS doubtful
    FROM normalised AS own
    LEFT JOIN joined ON joined.num = own.num
    JOIN normalised AS root ON root.num = coalesce(joined.cluster, own.num)
    LEFT JOIN (SELECT a FROM scored WHERE a = b AND verdict <> 'same') AS doubt ON doubt.a = own.num
) AS placed ORDER BY record_id"""


def decide(normalised: Path, scored: Path, out: Path, memory_mb: int) -> Counts:
    """Write the pairs that are the same or for review: `left_id, right_id, verdict, probability, key`."""
    with database(out.parent, memory_mb // 3) as sql:
        _views(sql, normalised, scored)
        write(sql, _KEPT, out)
        return {"kept": one(sql, f"SELECT count(*) FROM {table(out)}")}


def group(normalised: Path, scored: Path, out: Path, fields: list[str], memory_mb: int) -> Counts:
    """Write `record_id, cluster_id`: the cluster is named by its least record id."""
    with database(out.parent, memory_mb // 3) as sql:
        _views(sql, normalised, scored)
        roots, sizes = components(sql, one(sql, "SELECT count(*) FROM normalised"))
        joined = {num: root for num, root in enumerate(roots) if root in sizes}
        sql.register("component", two_columns("num", "root", joined))
        refused = 0
        for clusters, conflicts in _parted(sql, sizes, fields):
            refused += conflicts
            joined.update(clusters)
        sql.register("joined", two_columns("num", "cluster", joined))
        write(sql, _CLUSTERS, out)
        clusters_of = f"(SELECT cluster_id, count(*) AS size FROM {table(out)} GROUP BY cluster_id)"
        return {
            "clusters": one(sql, f"SELECT count(*) FROM {clusters_of} AS c"),
            "of_several": one(sql, f"SELECT count(*) FROM {clusters_of} AS c WHERE size > 1"),
            "largest_cluster": one(sql, f"SELECT coalesce(max(size), 0) FROM {clusters_of} AS c"),
            "refused_joins": refused,
        }


def _parted(sql: duckdb.DuckDBPyConnection, sizes: Any, fields: list[str]) -> Iterator[tuple[dict[int, int], int]]:
    """The components of three and more that may be more than one cluster, with their clusters and refusals."""
    codes = _codes(sql) if "identifiers" in fields else {}
    stated = {root for root, _ in codes.values()}
    whole = {root for root, size in sizes.items() if size == 2 or (size > MOST_COMPLETED and root not in stated)}
    query = (
        "SELECT x.root, a, b, verdict, odds, probability FROM scored JOIN component AS x ON x.num = a "
        "JOIN component AS y ON y.num = b AND y.root = x.root WHERE a < b ORDER BY x.root, a, b"
    )
    rows = (row for batch in batches(sql, query) for row in batch)
    for root, found in groupby(rows, key=lambda row: row[0]):
        if root not in whole:
            yield _clusters([row[1:] for row in found], sizes[root], codes)


def _clusters(
    pairs: list[tuple[int, int, str, float, float]], size: int, codes: dict[int, tuple[int, frozenset[bytes]]]
) -> tuple[dict[int, int], int]:
    """For each comparand of a component the least of its cluster, and the number of refused joins."""
    ats = {at for pair in pairs for at in pair[:2]}
    place = dict.fromkeys(ats, 0)
    if size <= MOST_COMPLETED:
        alike = agglomerate((a, b, odds) for a, b, _, odds, _ in pairs)
        place = {at: -1 - at for at in ats} | {at: number for number, found in enumerate(alike) for at in found}
    facts = tuple(
        Fact(Reason.NAME_IN_CONTEXT, probability, a, b, Certainty.PROBABLE, "")
        for a, b, verdict, _, probability in pairs
        if verdict == "same" and place[a] == place[b]
    )
    nothing: tuple[int, frozenset[bytes]] = (0, frozenset())
    found = cluster(Component({at: Node(at, at, codes.get(at, nothing)[1]) for at in ats}, facts=facts))
    return found.cluster_of, len(found.conflicts)


def _codes(sql: duckdb.DuckDBPyConnection) -> dict[int, tuple[int, frozenset[bytes]]]:
    """The component and the numbers of which a subject has one, for each comparand of a component that states any."""
    found = {}
    query = "SELECT num, root, identifiers FROM component JOIN normalised USING (num) WHERE identifiers <> ''"
    for batch in batches(sql, query):
        for at, root, identifiers in batch:
            codes = Side(record_of_row({"identifiers": identifiers})).codes
            values = frozenset(f"{kind}={code}".encode() for kind, code in codes.items() if "*" not in code)
            if values:
                found[at] = root, values
    return found


def _views(sql: duckdb.DuckDBPyConnection, normalised: Path, scored: Path) -> None:
    for name, file in (("normalised", normalised), ("scored", scored)):
        sql.execute(f"CREATE VIEW {name} AS SELECT * FROM {table(file)}")
