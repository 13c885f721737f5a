"""How many of the pairs that belong together each stage still has, by a file of clusters `record_id,cluster_id`."""

from pathlib import Path

from creditgraph.bulk.block import kept
from creditgraph.bulk.database import database, one, table
from creditgraph.bulk.reading import read_truth
from creditgraph.bulk.stages import Counts, Folder

_WITHIN = """
SELECT coalesce(sum(size * (size - 1) // 2), 0)
FROM (SELECT count(*) AS size FROM labelled GROUP BY {}) AS alike"""
_BETWEEN = """
SELECT coalesce(sum(x.size * y.size), 0) FROM ({}) AS p
JOIN told AS x ON x.num = p.a JOIN told AS y ON y.num = p.b AND y.cluster = x.cluster"""


def recall(folder: Folder, truth: Path, memory_mb: int) -> Counts:
    """The share of true pairs that blocks propose, that are compared in full, that are kept, that clusters hold; and
    the precision of clusters. BadInput `bulk_file` where the file cannot be read."""
    with database(folder.work, memory_mb // 3) as sql:
        read_truth(sql, truth)
        normalised, scored, clusters = (table(folder.file(stage)) for stage in ("normalised", "scored", "clusters"))
        sql.execute(
            "CREATE TABLE labelled AS SELECT record_id, clusters.cluster_id AS ours, truth.cluster_id AS theirs "
            f"FROM {clusters} AS clusters JOIN truth USING (record_id)"
        )
        sql.execute(
            "CREATE TABLE told AS SELECT num, theirs AS cluster, count(*) AS size "
            f"FROM (SELECT num, unnest(members) AS record_id FROM {normalised}) AS member "
            "JOIN labelled USING (record_id) GROUP BY num, theirs"
        )
        wanted = one(sql, _WITHIN.format("theirs"))
        equal = one(sql, "SELECT coalesce(sum(size * (size - 1) // 2), 0) FROM told")

        def share(pairs: str) -> float:
            return _share(equal + one(sql, _BETWEEN.format(pairs)), wanted)

        right, found = one(sql, _WITHIN.format("ours, theirs")), one(sql, _WITHIN.format("ours"))
        return {
            "pairs": int(wanted),
            "proposed": share(f"SELECT a, b FROM {table(folder.file('blocked'))}"),
            "compared": share(kept(folder.file("blocked"))),
            "kept": share(f"SELECT a, b FROM {scored} WHERE verdict <> 'different' AND a < b"),
            "clusters": _share(right, wanted),
            "precision": _share(right, found),
        }


def _share(part: int, whole: int) -> float:
    return round(float(part / whole), 4) if whole else 0.0
