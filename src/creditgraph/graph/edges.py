"""The SQL of an edge: a join of link, belief and two members in a frame, and how its rows are read.

A statement names the near end's member `m`, the far one's `o`, the link `f` and its belief `b`. What holds in a frame
is `CONDITIONS`; `neighbours` starts at one entity and goes by the index of links on either side.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from creditgraph.archive.codes import LINK_TYPE
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.graph.port import Direction, Edge, Frame
from creditgraph.model.vocabulary import CERTAINTY_OF

SIDES = {Direction.OUT: ("from_sid", "to_sid"), Direction.IN: ("to_sid", "from_sid")}
"""The column of the near end and of the far one."""
HOLDS = (
    # What the belief says comes first: the index has the rest of a link, so its row is often not needed.
    "(b.until IS NULL OR f.valid_from IS NULL OR f.valid_from < b.until) AND (CAST(:as_of AS bigint) IS NULL OR ("
    "(f.valid_from IS NULL OR f.valid_from <= :as_of) AND (f.valid_to IS NULL OR f.valid_to > :as_of)"
    " AND (b.until IS NULL OR b.until > :as_of)))"
)
_HULL = (
    "CASE WHEN COUNT(f.valid_from) = COUNT(*) THEN MIN(f.valid_from) END,"
    " CASE WHEN COUNT(COALESCE(f.valid_to, b.until)) = COUNT(*)"
    " THEN MAX(CASE WHEN f.valid_to < b.until OR b.until IS NULL THEN f.valid_to ELSE b.until END) END"
)
CERTAINTY = "CASE WHEN m.certainty < o.certainty THEN m.certainty ELSE o.certainty END"
CONDITIONS = f"o.eid <> m.eid AND f.type IN EACH(:types) AND {CERTAINTY} >= :least AND {HOLDS}"
_ALL = sorted(LINK_TYPE.number.values())
BELIEVED = f"JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} AND {live('b')}"


def neighbours(eid: str, near: str, far: str) -> str:
    """The links at one side of an entity with their other ends; ends with its conditions."""
    return (
        f"member AS m CROSS JOIN link AS f {BELIEVED} JOIN member AS o ON o.sid = f.{far} AND {live('o')}"
        f" WHERE m.eid = {eid} AND {live('m')} AND f.{near} = m.sid AND {CONDITIONS}"
    )


def bounds(frame: Frame) -> dict[str, Any]:
    """The parameters of a frame."""
    return {
        "tx": frame.tx,
        "as_of": frame.as_of,
        "least": int(frame.min_certainty),
        "types": _ALL if frame.types is None else sorted(LINK_TYPE.number[type_] for type_ in frame.types),
    }


def read(
    sql: Sql, start: str, direction: Direction, frame: Frame, also: str = "0", **ids: Any
) -> Iterator[tuple[int, Edge, int]]:
    """Edges from a `FROM … WHERE` that names the near entity `w` besides `m`, `o`, `f` and `b`.

    Each comes with the entity that it was read from, and with a number of the caller's, an aggregate.
    """
    for eid, other, type_, lids, start_day, end_day, certainty, attributes, number in sql.all(
        f"SELECT w.value, o.eid, f.type, {sql.listed('f.lid')}, {_HULL}, MAX({CERTAINTY}),"
        f" {sql.first_text('f.attributes')}, {also} FROM {start} GROUP BY w.value, o.eid, f.type",
        **ids,
        **bounds(frame),
    ):
        ends = (eid, other) if direction is Direction.OUT else (other, eid)
        known = tuple(sorted(map(int, lids.split(","))))
        dates = (start_day, end_day, CERTAINTY_OF[certainty], attributes)
        yield eid, Edge(LINK_TYPE.word(type_), *ends, known[0], *dates, lids=known), number


def chunks(eids: Iterable[int], size: int = 500) -> Iterator[list[int]]:
    """Ids in order, some at a time."""
    ordered = sorted(set(eids))
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
