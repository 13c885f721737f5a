"""Stage 3: each pair is judged by the matcher that an import uses; kept ones are explained at once.

A comparand of several records is judged with itself. Where pairs that are the same connect a few comparands, the pairs
among them that no block proposed are judged too, so that their cluster rests on all of its pairs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as arrow  # type: ignore[import-untyped]
import pyarrow.parquet as parquet  # type: ignore[import-untyped]

from creditgraph.bulk.block import kept
from creditgraph.bulk.components import components, two_columns
from creditgraph.bulk.database import batches, database, one, table, write
from creditgraph.bulk.frequencies import corpus_of
from creditgraph.bulk.sharing import Sharing
from creditgraph.bulk.stages import Counts
from creditgraph.matching import Corpus, Matcher, MatchingPolicy, PairVerdict
from creditgraph.matching.evaluation import estimated
from creditgraph.matching.model import parse_model
from creditgraph.matching.record import record_of_row
from creditgraph.matching.side import Side

MOST_COMPLETED = 50
"""Of a component of more comparands only the proposed pairs are judged."""
_SAMPLE = 100_000
"""So many pairs tell the weights of fields."""
_SIDES = 10_000
"""So many records are kept prepared."""
_SCHEMA = arrow.schema(
    [
        ("a", arrow.int64()),
        ("b", arrow.int64()),
        ("verdict", arrow.string()),
        ("probability", arrow.float64()),
        ("odds", arrow.float64()),
        ("key", arrow.string()),
    ]
)
_MISSING = """
SELECT x.num AS a, y.num AS b FROM component AS x JOIN component AS y ON x.root = y.root AND x.num < y.num
LEFT JOIN scored ON scored.a = x.num AND scored.b = y.num WHERE scored.a IS NULL"""


def score(
    normalised: Path,
    blocked: Path,
    out: Path,
    fields: list[str],
    policy: MatchingPolicy,
    memory_mb: int,
    sharing: Sharing,
) -> Counts:
    """Write the judgement of each pair that is worth a full comparison."""
    pairs = out.with_name("pairs.parquet")
    with database(out.parent, memory_mb // 3) as sql:
        alone = f"SELECT num AS a, num AS b FROM {table(normalised)} WHERE size > 1"
        write(sql, f"SELECT a, b FROM ({kept(blocked)} UNION ALL {alone}) AS judged ORDER BY a, b", pairs)
        rows = one(sql, f"SELECT count(*) FROM {table(normalised)}")
        corpus = corpus_of(sql, normalised, fields, rows)
    judged = parquet.ParquetFile(pairs).metadata.num_rows
    policy = _estimated(normalised, pairs, judged, fields, policy, corpus)
    parts = sharing.parts(judged)
    files = [out.with_name(f"scored.{number}") for number in range(parts)]
    works = [
        Scoring(
            normalised, pairs, files[number], number, parts, tuple(fields), policy, corpus, memory_mb // (3 * parts)
        )
        for number in range(parts)
    ]
    sharing.share(works, judged)
    completed, large = _completed(normalised, files, rows, works[0], memory_mb)
    with database(out.parent, memory_mb // 3) as sql:
        write(sql, f"SELECT * FROM {table(*files, completed)} ORDER BY a, b", out)
        verdicts = dict(sql.execute(f"SELECT verdict, count(*) FROM {table(out)} GROUP BY verdict").fetchall())
    for file in (pairs, completed, *files):
        file.unlink()
    return {
        "judged": sum(verdicts.values()),
        **{verdict.value: verdicts.get(verdict.value, 0) for verdict in PairVerdict},
        "large_components": large,
        "policy": policy.name,
    }


def _estimated(
    normalised: Path, pairs: Path, judged: int, fields: list[str], policy: MatchingPolicy, corpus: Corpus
) -> MatchingPolicy:
    """The policy with weights of fields as a sample of the pairs shows them; the policy's own where there are none."""
    if not set(fields) - {"kind", "name"}:
        return policy
    step = max(1, judged // _SAMPLE)
    matcher = Matcher(policy, corpus)
    with database(pairs.parent, 300, 1) as sql:
        query = f"SELECT a, b FROM {table(pairs)} WHERE (a * 31 + b) % {step} = 0 AND a < b"
        levels = [matcher.levels_of(a, b)[1] for _, a, _, b in _sides(sql, normalised, query, fields)]
    found = estimated(levels)
    if found is None:
        return policy
    version = f"{policy.model.version}+estimated"
    model = policy.model.with_fields(found.fields, found.prior, version, f"{found.pairs} pairs")
    rounded = parse_model(model.text(), version)  # as its file would have it
    return replace(policy, model=rounded, name=policy.name.replace(policy.model.version, version))


@dataclass(frozen=True)
class Scoring:
    """One part of the pairs: those of a stretch of first comparands."""

    normalised: Path
    pairs: Path
    target: Path
    number: int
    parts: int
    fields: tuple[str, ...]
    policy: MatchingPolicy
    corpus: Corpus
    memory_mb: int

    def __call__(self, step: Callable[[int], None]) -> None:
        """Judge the pairs of this part."""
        share = f"SELECT a, b FROM {table(self.pairs)} WHERE a % {self.parts} = {self.number}"
        matcher = Matcher(self.policy, self.corpus)
        with (
            database(self.target.parent / f"spill.{self.number}", self.memory_mb, 1) as sql,
            parquet.ParquetWriter(self.target, _SCHEMA, compression="zstd") as writer,
        ):
            rows = []
            for pair in _sides(sql, self.normalised, share, self.fields):
                rows.append(_row(matcher, *pair))
                if len(rows) == _SIDES:
                    writer.write_table(_table(rows))
                    step(len(rows))
                    rows = []
            writer.write_table(_table(rows))
            step(len(rows))


def _completed(
    normalised: Path, files: Sequence[Path], rows: int, scoring: Scoring, memory_mb: int
) -> tuple[Path, int]:
    """Judge the pairs inside components that no block proposed; and the number of components too large for that."""
    completed, missing = scoring.target.with_name("completed"), scoring.target.with_name("missing.parquet")
    with database(scoring.target.parent, memory_mb // 3) as sql:
        sql.execute(f"CREATE VIEW scored AS SELECT * FROM {table(*files)}")
        roots, sizes = components(sql, rows)
        large = sum(1 for size in sizes.values() if size > MOST_COMPLETED)
        inside = {num: root for num, root in enumerate(roots) if 2 < sizes.get(root, 0) <= MOST_COMPLETED}
        sql.register("component", two_columns("num", "root", inside))
        write(sql, _MISSING, missing)
    replace(scoring, normalised=normalised, pairs=missing, target=completed, number=0, parts=1)(lambda _rows: None)
    missing.unlink()
    return completed, large


def _row(matcher: Matcher, at: int, a: Side, other: int, b: Side) -> tuple[Any, ...]:
    name, levels = matcher.levels_of(a, b)
    judged = matcher.judged(a, b, name, levels)
    key = None if judged.verdict is PairVerdict.DIFFERENT else matcher.explained(a, b, levels, judged).key
    return at, other, judged.verdict.value, judged.probability, judged.log_odds, key


def _table(rows: Sequence[tuple[Any, ...]]) -> Any:
    columns = zip(*rows, strict=True) if rows else [()] * len(_SCHEMA)
    arrays = [arrow.array(column, field.type) for column, field in zip(columns, _SCHEMA, strict=True)]
    return arrow.Table.from_arrays(arrays, schema=_SCHEMA)


def _sides(
    sql: duckdb.DuckDBPyConnection, normalised: Path, pairs: str, fields: Sequence[str]
) -> Iterator[tuple[int, Side, int, Side]]:
    """The pairs of a query with their records, near ones together."""
    width = len(fields)
    columns = ", ".join(f"{side}.{field}" for side in "xy" for field in fields)
    rows = table(normalised)
    prepared: dict[int, Side] = {}

    def side(at: int, cells: Sequence[str]) -> Side:
        found = prepared.get(at)
        if found is None:
            if len(prepared) > _SIDES:
                prepared.clear()
            found = prepared[at] = Side(record_of_row(dict(zip(fields, cells, strict=True))))
        return found

    query = (
        f"SELECT p.a, p.b{', ' * bool(columns)}{columns} FROM ({pairs}) AS p "
        f"JOIN {rows} AS x ON x.num = p.a JOIN {rows} AS y ON y.num = p.b ORDER BY p.a, p.b"
    )
    for batch in batches(sql, query):
        for a, b, *cells in batch:
            yield a, side(a, cells[:width]), b, side(b, cells[width:])
