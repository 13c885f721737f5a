"""Connected components of pairs that are the same, over an array of integers."""

from array import array
from collections import Counter
from collections.abc import Mapping

import duckdb
import pyarrow as arrow  # type: ignore[import-untyped]

from creditgraph.bulk.database import batches


def components(sql: duckdb.DuckDBPyConnection, rows: int) -> tuple["array[int]", Counter[int]]:
    """For each comparand the least one that it is connected with, and the sizes of components of two and more.

    The view `scored` has the judgements. A comparand whose own records are not surely one connects nothing.
    """
    doubtful = {row[0] for row in sql.execute("SELECT a FROM scored WHERE a = b AND verdict <> 'same'").fetchall()}
    roots = array("q", range(rows))
    for batch in batches(sql, "SELECT a, b FROM scored WHERE a < b AND verdict = 'same' ORDER BY a, b"):
        for a, b in batch:
            if not (a in doubtful or b in doubtful):
                ours, theirs = _root(roots, a), _root(roots, b)
                roots[max(ours, theirs)] = min(ours, theirs)
    sizes: Counter[int] = Counter()
    for at in range(rows):
        roots[at] = _root(roots, at)
        if roots[at] != at:
            sizes[roots[at]] += 1
    return roots, Counter({root: size + 1 for root, size in sizes.items()})


def two_columns(first: str, second: str, found: Mapping[int, int]) -> arrow.Table:
    """Pairs of numbers as a table that SQL reads."""
    numbers = arrow.int64()
    return arrow.table({first: arrow.array(list(found), numbers), second: arrow.array(list(found.values()), numbers)})


def _root(roots: "array[int]", at: int) -> int:
    root = at
    while roots[root] != root:
        root = roots[root]
    while roots[at] != root:
        roots[at], at = root, roots[at]
    return root
