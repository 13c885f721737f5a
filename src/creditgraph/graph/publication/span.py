"""A span of transactions, the indexes by which its changes are found, and what a phase of a publication is."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from creditgraph.archive.database import Sql

Row = Mapping[str, Any]

_INDEXES = {
    "publish_member": "member (tx_from)",
    "publish_member_closed": "member (tx_to) WHERE tx_to IS NOT NULL",
    "publish_belief": "belief (tx_from)",
    "publish_belief_closed": "belief (tx_to) WHERE tx_to IS NOT NULL",
    "publish_claim": "claim (tx_from)",
    "publish_withdrawal_closed": "withdrawal (tx_to) WHERE tx_to IS NOT NULL",
    "publish_judgement": "judgement (tx_from)",
    "publish_judgement_closed": "judgement (tx_to) WHERE tx_to IS NOT NULL",
}


class Span(NamedTuple):
    """The transactions later than `after`, up to `until`."""

    after: int
    until: int

    def interval(self, starts: Iterable[int], ends: Iterable[int | None]) -> "Interval | None":
        """Where intervals overlap, as the span tells it; None where they do not, or where it has nothing to tell."""
        start = max(starts)
        known = [end for end in ends if end is not None]
        end = min(known) if known else None
        if end is not None and end > self.until:
            end = None
        if start > self.until or (end is not None and (end <= start or end <= self.after)):
            return None
        if start <= self.after and end is None:
            return None
        return Interval(start, end, start > self.after)


class Interval(NamedTuple):
    """When something was believed. `opens`: it began in the span; else it began before and ended in it."""

    tx_from: int
    tx_to: int | None
    opens: bool


class Chunk(NamedTuple):
    """Rows that go into one transaction, and the number of the last of them."""

    last: int
    opened: list[Row]
    closed: list[Row]


class Phase(Protocol):
    """One kind of rows."""

    @property
    def name(self) -> str:
        """Its name in the watermark and in the names of its statements."""
        ...

    def prepare(self, sql: Sql, span: Span) -> None:
        """Find the numbers that the span touched."""
        ...

    def chunk(self, sql: Sql, span: Span, after: int, size: int) -> Chunk | None:
        """The rows behind a number, of so many touched numbers; None where there are no more."""
        ...


def has_indexes(sql: Sql) -> bool:
    """Whether the indexes that find a span's changes are there; to make them needs the writer's lock."""
    listed = "SELECT name FROM sqlite_master" if sql.sqlite else "SELECT relname FROM pg_class WHERE relkind = 'i'"
    return _INDEXES.keys() <= {name for (name,) in sql.all(listed)}


def make_indexes(sql: Sql) -> None:
    """Make the indexes that find a span's changes: an archive that publishes no graph does without them."""
    sql.script(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}" for name, columns in _INDEXES.items())


def touched_table(sql: Sql, name: str, *queries: str, **parameters: Any) -> None:
    """A temporary table of the numbers that queries find."""
    sql.script((f"CREATE TEMP TABLE IF NOT EXISTS {name} (id INTEGER PRIMARY KEY)", f"DELETE FROM {name}"))
    for query in queries:
        sql.run(f"INSERT INTO {name} SELECT x.id FROM ({query}) AS x WHERE 1 = 1 ON CONFLICT DO NOTHING", **parameters)


def within(column: str) -> str:
    """The condition that a transaction lies in the span `:after`, `:until`."""
    return f"{column} > :after AND {column} <= :until"


def changed(table: str, column: str) -> str:
    """The rows of a table that began or ended in the span, as `SELECT column AS id` twice."""
    starts, ends = within("c.tx_from"), within("c.tx_to")
    return (
        f"SELECT c.{column} AS id FROM {table} AS c WHERE {starts} UNION"
        f" SELECT c.{column} AS id FROM {table} AS c WHERE {ends}"
    )
