"""Stage 2: which comparands are worth comparing, as pairs with a cheap likeness.

A block is what shares a value or a rare piece. In one of at most `MOST_IN_BLOCK` all are paired. A larger one is split
by a second key that its members share in another large block; where that leaves too many, and in the large block as
a whole, each member is paired with the next few in the order of their texts. So nothing is dropped that is not told.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as arrow
import pyarrow.parquet as parquet  # type: ignore[import-untyped]
from rapidfuzz.distance import LCSseq

from creditgraph.bulk.database import batches, database, one, table
from creditgraph.bulk.sharing import Step
from creditgraph.bulk.stages import Counts

MOST_IN_BLOCK = 20
NEXT = 4
"""With so many of its neighbours in the order of texts a member of a large block is paired."""
ALIKE = 80
"""From here a pair that only shares pieces is compared in full: per cent of the shorter text that the longer one has in
order."""
_VALUE = "v"
_ENTRIES = f"""
CREATE TABLE entry AS
SELECT num, '{_VALUE}' || value AS key FROM (SELECT num, unnest(keys) AS value FROM normalised) AS valued
UNION ALL
SELECT num, 'p' || piece AS key FROM (SELECT num, unnest(pieces) AS piece FROM normalised) AS pieced"""
_BLOCKS = "CREATE TABLE block AS SELECT key, count(*) AS size FROM entry GROUP BY key HAVING count(*) > 1"
_LARGE = f"""
CREATE TABLE large AS
SELECT entry.key, entry.num FROM entry JOIN block ON block.key = entry.key WHERE size > {MOST_IN_BLOCK}"""
_SPLIT = """
CREATE TABLE split AS
SELECT key, num, count(*) OVER (PARTITION BY key) AS size
FROM (
    SELECT a.key || chr(31) || b.key AS key, a.num
    FROM large AS a JOIN large AS b ON a.num = b.num AND a.key < b.key
) AS both_keys"""
_LEADS = ", ".join(
    f"lead(num, {far}) OVER (PARTITION BY remaining.key ORDER BY text, num) AS n{far}" for far in range(1, NEXT + 1)
)
_NEIGHBOURS = f"""
CREATE TABLE neighbour AS
SELECT remaining.key, num, {_LEADS}
FROM (SELECT key, num FROM large UNION ALL SELECT key, num FROM split WHERE size > {MOST_IN_BLOCK}) AS remaining
JOIN normalised USING (num)"""
_NEAR = " UNION ALL ".join(
    f"SELECT key, num, n{far} AS other FROM neighbour WHERE n{far} IS NOT NULL" for far in range(1, NEXT + 1)
)
_PAIRS = f"""
CREATE TABLE pair AS
SELECT a, b, max(valued) AS valued FROM (
    SELECT x.num AS a, y.num AS b, CASE WHEN x.key LIKE '{_VALUE}%' THEN 1 ELSE 0 END AS valued
    FROM small AS x JOIN small AS y ON x.key = y.key AND x.num < y.num
    UNION ALL
    SELECT x.num, y.num, CASE WHEN x.key LIKE '{_VALUE}%' THEN 1 ELSE 0 END
    FROM split AS x JOIN split AS y ON x.key = y.key AND x.num < y.num AND x.size <= {MOST_IN_BLOCK}
    UNION ALL
    SELECT least(num, other), greatest(num, other), CASE WHEN key LIKE '{_VALUE}%' THEN 1 ELSE 0 END
    FROM ({_NEAR}) AS near
) AS found GROUP BY a, b"""
_WEIGHED = """
SELECT pair.a, pair.b, pair.valued, x.text AS ours, y.text AS theirs
FROM pair JOIN normalised AS x ON x.num = pair.a JOIN normalised AS y ON y.num = pair.b"""
_SCHEMA = arrow.schema(
    [("a", arrow.int64()), ("b", arrow.int64()), ("valued", arrow.int32()), ("likeness", arrow.int32())]
)


def block(normalised: Path, out: Path, memory_mb: int, told: Step) -> Counts:
    """Write the pairs that are worth a comparison: `a < b`, whether a value proposes them, and their likeness."""
    with database(out.parent, memory_mb // 2) as sql:
        sql.execute(f"CREATE VIEW normalised AS SELECT * FROM {table(normalised)}")
        counts = _pairs(sql)
        weighed = 0
        with parquet.ParquetWriter(out, _SCHEMA, compression="zstd") as writer:
            for rows in batches(sql, _WEIGHED):
                weighed += len(rows)
                writer.write_table(arrow.Table.from_arrays(list(_likenesses(rows)), schema=_SCHEMA))
                told(weighed)
    return counts


def kept(blocked: Path) -> str:
    """The pairs of a file that are compared in full, as a query."""
    return f"SELECT a, b FROM {table(blocked)} WHERE valued = 1 OR likeness >= {ALIKE}"


def _pairs(sql: duckdb.DuckDBPyConnection) -> Counts:
    for statement in (_ENTRIES, _BLOCKS, _LARGE, _SPLIT):
        sql.execute(statement)
    sql.execute(
        f"CREATE TABLE small AS SELECT entry.key, entry.num FROM entry JOIN block ON block.key = entry.key "
        f"WHERE size <= {MOST_IN_BLOCK}"
    )
    told = {
        "blocks": one(sql, "SELECT count(*) FROM block"),
        "large_blocks": one(sql, f"SELECT count(*) FROM block WHERE size > {MOST_IN_BLOCK}"),
        "largest_block": one(sql, "SELECT coalesce(max(size), 0) FROM block"),
        "split_into": one(sql, "SELECT count(DISTINCT key) FROM split"),
        "still_large": one(sql, f"SELECT count(DISTINCT key) FROM split WHERE size > {MOST_IN_BLOCK}"),
        "in_large_blocks": one(sql, "SELECT count(DISTINCT num) FROM large"),
    }
    sql.execute("DROP TABLE entry")
    sql.execute(_NEIGHBOURS)
    sql.execute(_PAIRS)
    for done in ("small", "split", "neighbour", "large", "block"):
        sql.execute(f"DROP TABLE {done}")
    return told | {"proposed": one(sql, "SELECT count(*) FROM pair")}


def _likenesses(rows: list[tuple[Any, ...]]) -> Iterator[Any]:
    firsts, seconds, valued, ours, theirs = zip(*rows, strict=True)
    yield arrow.array(firsts, arrow.int64())
    yield arrow.array(seconds, arrow.int64())
    yield arrow.array(valued, arrow.int32())
    common = map(LCSseq.similarity, ours, theirs)
    yield arrow.array(
        [
            100 * found // shorter if (shorter := min(len(a), len(b))) else 0
            for found, a, b in zip(common, ours, theirs, strict=True)
        ],
        arrow.int32(),
    )
