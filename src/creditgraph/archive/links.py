"""The stated links behind an edge, one row a statement."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.dates import Day, begun, earlier
from creditgraph.model.vocabulary import CERTAINTY_OF, Certainty


class LinkRow(NamedTuple):
    """A stated link. `certainty` is how surely its two ends belong to their entities."""

    lid: int
    valid_from: Day | None
    valid_to: Day | None
    attributes: str | None
    certainty: Certainty


def stated_links(sql: Sql, lids: Iterable[int], tx: int) -> dict[int, LinkRow]:
    """Links by id, as far as they are believed and were ever so."""
    found = {}
    for lid, start, end, until, attributes, certainty in sql.all(
        "SELECT f.lid, f.valid_from, f.valid_to, b.until, f.attributes,"
        " CASE WHEN m.certainty < o.certainty THEN m.certainty ELSE o.certainty END"
        f" FROM EACH(:lids) AS w CROSS JOIN link AS f JOIN belief AS b ON b.vid = f.lid >> {FACT_BITS} AND {live('b')}"
        f" JOIN member AS m ON m.sid = f.from_sid AND {live('m')} JOIN member AS o ON o.sid = f.to_sid AND {live('o')}"
        " WHERE f.lid = w.value",
        lids=list(lids),
        tx=tx,
    ):
        end = earlier(end, until)
        if begun(start, end):
            found[lid] = LinkRow(lid, start, end, attributes, CERTAINTY_OF[certainty])
    return found


def statements_of(sql: Sql, sids: Sequence[int], tx: int) -> dict[int, int]:
    """For each source the fact id of the latest believed name that states it: its row is the evidence."""
    return dict(
        sql.all(
            f"SELECT n.sid, MAX(n.fid) FROM name AS n JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS} AND {live('b')}"
            " WHERE n.sid IN EACH(:sids) GROUP BY n.sid",
            sids=list(sids),
            tx=tx,
        )
    )
