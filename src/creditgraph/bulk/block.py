"""Stage 2: which comparands are worth comparing, as pairs with a cheap likeness.

A block is what shares a value or a rare piece. In one of at most `MOST_IN_BLOCK` all are paired. A larger one is split
by a second key that its members share in another large block; where that leaves too many, and in the large block as
a whole, each member is paired with the next few in the order of their texts. So nothing is dropped that is not told.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as arrow  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]
from rapidfuzz.distance import LCSseq

from creditgraph.bulk.database import batches, database, one, table
from creditgraph.bulk.sharing import Step
from creditgraph.bulk.stages import Counts

MOST_IN_BLOCK = 20
NEXT = 4
"""With so many of its neighbours in the order of texts a member of a large block is paired."""
_ENTRIES = """
CREATE TABLE entry AS
SELECT num, 'v' || value AS key, by_value AS least
FROM (SELECT num, unnest(keys) AS value, by_value FROM normalised) AS valued
UNION ALL
SELECT num, 'p' || piece AS key, by_piece AS least
FROM (SELECT num, unnest(pieces) AS piece, by_piece FROM normalised) AS pieced"""
_BLOCKS = """
CREATE TABLE block AS SELECT key, count(*) AS size FROM entry GROUP BY key HAVING count(*) > 1 AND min(least) <= 100"""
_SMALL = f"""
CREATE TABLE small AS
SELECT entry.key, num, least FROM entry JOIN block ON block.key = entry.key WHERE size <= {MOST_IN_BLOCK}"""
_LARGE = f"""
CREATE TABLE large AS
SELECT entry.key, num, least FROM entry JOIN block ON block.key = entry.key WHERE size > {MOST_IN_BLOCK}"""
_SPLIT = """
CREATE TABLE split AS
SELECT key, num, least, count(*) OVER (PARTITION BY key) AS size
FROM (
    SELECT a.key || chr(31) || b.key AS key, a.num, least(a.least, b.least) AS least
    FROM large AS a JOIN large AS b ON a.num = b.num AND a.key < b.key
) AS both_keys"""
_FAR = range(1, NEXT + 1)
_LEADS = ", ".join(
    f"lead({column}, {far}) OVER (PARTITION BY key ORDER BY text, num) AS {column}_{far}"
    for far in _FAR
    for column in ("num", "least")
)
_NEIGHBOURS = f"""
CREATE TABLE neighbour AS
SELECT num, least, {_LEADS}
FROM (
    SELECT remaining.key, remaining.num, remaining.least, text
    FROM (
        SELECT key, num, least FROM large
        UNION ALL
        SELECT key, num, least FROM split WHERE size > {MOST_IN_BLOCK}
    ) AS remaining JOIN normalised ON normalised.num = remaining.num
) AS texts"""
_NEAR = " UNION ALL ".join(
    f"SELECT least(num, num_{far}), greatest(num, num_{far}), least(least, least_{far}) FROM neighbour "
    f"WHERE num_{far} IS NOT NULL AND least(least, least_{far}) <= 100"
    for far in _FAR
)
_PAIRS = f"""
CREATE TABLE pair AS
SELECT a, b, min(least) AS least FROM (
    SELECT x.num AS a, y.num AS b, least(x.least, y.least) AS least
    FROM small AS x JOIN small AS y ON x.key = y.key AND x.num < y.num
    WHERE least(x.least, y.least) <= 100
    UNION ALL
    SELECT x.num, y.num, least(x.least, y.least)
    FROM split AS x JOIN split AS y ON x.key = y.key AND x.num < y.num
    WHERE x.size <= {MOST_IN_BLOCK} AND least(x.least, y.least) <= 100
    UNION ALL
    {_NEAR}
) AS found GROUP BY a, b"""
_WEIGHED = """
SELECT pair.a, pair.b, pair.least, x.text AS ours, y.text AS theirs
FROM pair JOIN normalised AS x ON x.num = pair.a JOIN normalised AS y ON y.num = pair.b"""
_SCHEMA = arrow.schema(
    [("a", arrow.int64()), ("b", arrow.int64()), ("least", arrow.int32()), ("likeness", arrow.int32())]
)


def block(normalised: Path, out: Path, memory_mb: int, told: Step) -> Counts:
    """Write the pairs that blocks propose: `a < b`, their likeness, and `least`, what it must be to compare in full."""
    with database(out.parent, memory_mb // 3) as sql:
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
    return f"SELECT a, b FROM {table(blocked)} WHERE likeness >= least"


def _pairs(sql: duckdb.DuckDBPyConnection) -> Counts:
    for statement in (_ENTRIES, _BLOCKS, _SMALL, _LARGE, _SPLIT):
        sql.execute(statement)
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
    firsts, seconds, least, ours, theirs = zip(*rows, strict=True)
    yield arrow.array(firsts, arrow.int64())
    yield arrow.array(seconds, arrow.int64())
    yield arrow.array(least, arrow.int32())
    common = map(LCSseq.similarity, ours, theirs)
    yield arrow.array(
        [
            100 * found // shorter if (shorter := min(len(a), len(b))) else 0
            for found, a, b in zip(common, ours, theirs, strict=True)
        ],
        arrow.int32(),
    )
