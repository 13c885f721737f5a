"""What is usual among the comparands, measured without holding them: counts by SQL, words and pieces by a sample."""

from pathlib import Path

import duckdb

from creditgraph.bulk.database import table
from creditgraph.bulk.normalise import SAMPLE
from creditgraph.matching.corpus import Corpus
from creditgraph.matching.record import record_of_row
from creditgraph.matching.side import Side

_PLACES = """
SELECT value, count(DISTINCT place) FROM (
    SELECT phone_digits AS value, coalesce(place, key) AS place FROM normalised WHERE phone_digits <> ''
    UNION ALL
    SELECT key, coalesce(place, key) FROM normalised
) AS placed GROUP BY value HAVING count(DISTINCT place) > 1"""
_NAMES = """
SELECT value, count(*) FROM (
    SELECT given AS value FROM normalised UNION ALL SELECT family FROM normalised
) AS named WHERE value <> '' GROUP BY value HAVING count(*) > 1"""


def corpus_of(sql: duckdb.DuckDBPyConnection, normalised: Path, fields: list[str], rows: int) -> Corpus:
    """The frequencies of the comparands in a file."""
    sql.execute(f"CREATE OR REPLACE VIEW normalised AS SELECT * FROM {table(normalised)}")
    shared = dict(sql.execute(_PLACES).fetchall()) if "address" in fields else {}
    names = dict(sql.execute(_NAMES).fetchall()) if {"given_name", "family_name"} & set(fields) else {}
    step = max(1, -(-rows // SAMPLE))
    sample = (
        sql.execute(f"SELECT {', '.join(fields)} FROM normalised WHERE num % {step} = 0").fetchall() if fields else []
    )
    return Corpus.measured((Side(record_of_row(dict(zip(fields, row, strict=True)))) for row in sample), shared, names)
