"""The stated links behind an edge, one row a statement."""

from typing import NamedTuple

from creditgraph.archive.codes import LINK_TYPE
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.dates import Day, begun, earlier, holds_at
from creditgraph.model.vocabulary import Certainty, LinkType


class LinkRow(NamedTuple):
    """A stated link. `certainty` is how surely its two ends belong to the entities asked about."""

    lid: int
    type: LinkType
    valid_from: Day | None
    valid_to: Day | None
    attributes: str | None
    certainty: Certainty


def stated_links(
    sql: Sql, type_: LinkType, from_eid: int, to_eid: int, tx: int, as_of: Day | None, limit: int
) -> list[LinkRow]:
    """The links of a type from one entity to another that hold at a day, by id, at most `limit`."""
    rows = sql.all(
        "SELECT f.lid, f.valid_from, f.valid_to, b.until, f.attributes,"
        " CASE WHEN m.certainty < o.certainty THEN m.certainty ELSE o.certainty END"
        f" FROM member AS m CROSS JOIN link AS f JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} AND {live('b')}"
        f" JOIN member AS o ON o.sid = f.to_sid AND {live('o')} AND o.eid = :to_eid"
        f" WHERE m.eid = :from_eid AND {live('m')} AND f.from_sid = m.sid AND f.type = :type ORDER BY f.lid",
        from_eid=from_eid,
        to_eid=to_eid,
        type=LINK_TYPE.number[type_],
        tx=tx,
    )
    found = []
    for lid, start, end, until, attributes, certainty in rows:
        end = earlier(end, until)
        if begun(start, end) and holds_at(start, end, as_of):
            found.append(LinkRow(lid, type_, start, end, attributes, Certainty(certainty)))
    return found[:limit]


def statements_of(sql: Sql, sids: tuple[int, ...], tx: int) -> list[int]:
    """For each source the fact id of the latest believed name that states it: its row is the evidence."""
    return [
        int(fid)
        for sid in sids
        if (
            fid := sql.value(
                f"SELECT MAX(n.fid) FROM name AS n JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS} AND {live('b')}"
                " WHERE n.sid = :sid",
                sid=sid,
                tx=tx,
            )
        )
        is not None
    ]
