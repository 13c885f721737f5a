"""Deriving everything again from evidence and decisions, transaction by transaction, to repair or to compare.

The replay uses the code of the increments, reading what was believed at each transaction, and writes into a table of
its own. It never judges: scored judgements are evidence here. A comparison also states claims and beliefs again from
the rows they came from.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from creditgraph.archive.codes import ABSENCE
from creditgraph.archive.database import Sql
from creditgraph.archive.derive import resolve, stated_claims
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.policy import Policy
from creditgraph.resolution.timeline import WHOLE_DATASET, Absent, Stated, timeline

_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Differences:
    """How many rows of each derived table differ from what is derived anew.

    The claims of so many sources, `rekeyed`, were stated by older rules and are not compared.
    """

    members: int
    claims: int = 0
    beliefs: int = 0
    rekeyed: int = 0

    @property
    def total(self) -> int:
        """All differences."""
        return self.members + self.claims + self.beliefs


def replay(sql: Sql) -> None:
    """Derive the members of every transaction into `t_member`."""
    sql.script(
        (
            "CREATE TEMP TABLE t_member (sid INTEGER, tx_from INTEGER, tx_to INTEGER, eid INTEGER,"
            " certainty INTEGER, PRIMARY KEY (sid, tx_from))",
            "CREATE INDEX t_member_eid ON t_member (eid)",
            "CREATE TEMP TABLE t_change (tx INTEGER, sid INTEGER, PRIMARY KEY (tx, sid))",
            "CREATE TEMP TABLE IF NOT EXISTS t_touched (sid INTEGER PRIMARY KEY)",
        )
    )
    _find_changes(sql)
    for (tx,) in sql.all("SELECT DISTINCT tx FROM t_change ORDER BY tx"):
        sql.script(("DELETE FROM t_touched",))
        sql.run("INSERT INTO t_touched SELECT sid FROM t_change WHERE tx = :tx", tx=tx)
        resolve(sql, tx, "t_member")


def compare(sql: Sql, policy: Policy, tx: int) -> Differences:
    """Compare what is stored with a replay, and claims and beliefs with the rows they come from."""
    replay(sql)
    rekeyed = int(sql.value("SELECT COUNT(*) FROM rekeyed"))
    return Differences(_member_differences(sql), _claim_differences(sql, policy, tx), _belief_differences(sql), rekeyed)


def restore(sql: Sql) -> Differences:
    """Replace the stored members by a replay; how many rows that changed."""
    replay(sql)
    differences = Differences(_member_differences(sql))
    if differences.total:
        sql.script(("DELETE FROM member",))
        sql.run(
            "INSERT INTO member (sid, tx_from, tx_to, eid, certainty)"
            " SELECT sid, tx_from, tx_to, eid, certainty FROM t_member ORDER BY sid, tx_from"
        )
    return differences


def _find_changes(sql: Sql) -> None:
    """Which sources each transaction touched: by a version's belief, by a judgement, by a withdrawal."""
    for edge in ("tx_from", "tx_to"):
        sql.run(
            f"INSERT INTO t_change SELECT DISTINCT b.{edge}, n.sid FROM belief AS b CROSS JOIN name AS n"
            f" WHERE n.fid >= b.vid << {FACT_BITS} AND n.fid < (b.vid + 1) << {FACT_BITS}"
            f" AND b.{edge} IS NOT NULL ON CONFLICT DO NOTHING"
        )
        for side in ("a_sid", "b_sid"):
            sql.run(
                f"INSERT INTO t_change SELECT DISTINCT {edge}, {side} FROM judgement"
                f" WHERE {edge} IS NOT NULL ON CONFLICT DO NOTHING"
            )
        sql.run(
            f"INSERT INTO t_change SELECT DISTINCT {edge}, sid FROM withdrawal"
            f" WHERE {edge} IS NOT NULL ON CONFLICT DO NOTHING"
        )


def _member_differences(sql: Sql) -> int:
    columns = "sid, tx_from, tx_to, eid, certainty"
    return sum(
        int(sql.value(f"SELECT COUNT(*) FROM (SELECT {columns} FROM {one} EXCEPT SELECT {columns} FROM {other}) AS d"))
        for one, other in (("member", "t_member"), ("t_member", "member"))
    )


def _claim_differences(sql: Sql, policy: Policy, tx: int) -> int:
    """Compare the claims with what their sources state. Those in `rekeyed` were stated by older rules: only their own
    time could state them again.
    """
    last = int(sql.value("SELECT COALESCE(MAX(sid), 0) FROM source"))
    older = {sid for (sid,) in sql.all("SELECT sid FROM rekeyed")}
    different = 0
    for start in range(0, last + 1, _CHUNK):
        sids = [sid for sid in range(start, start + _CHUNK) if sid not in older]
        stated = {(sid, key, int(reason)) for (sid, key), reason in stated_claims(sql, sids, tx, policy).items()}
        stored = {
            (sid, bytes(key), kind)
            for sid, key, kind in sql.all(
                f"SELECT c.sid, c.key, c.kind FROM claim AS c WHERE c.sid IN EACH(:sids) AND {live('c')}"
                f" AND c.kind <> {int(Reason.LIKELY)}",
                sids=sids,
                tx=tx,
            )
        }
        different += len(stated ^ stored)
    return different


def _belief_differences(sql: Sql) -> int:
    """Compare the newest belief of every row key with its timeline."""
    absences: dict[tuple[int, bytes], list[Absent]] = {}
    for ds, scope, day, tx, mode in sql.all("SELECT ds, scope, stated_on, tx, mode FROM absence"):
        place = (ds, bytes(scope))
        absences.setdefault(place, []).append(Absent(day, tx, place[1], ABSENCE.word(mode)))
    different = 0
    for ds, stated, believed in _keys(sql):
        scopes = {WHOLE_DATASET} | {point.scope for point in stated if point.scope is not None}
        gaps = [gap for scope in scopes for gap in absences.get((ds, scope), ())]
        wanted = {(run.content, run.until) for run in timeline(stated, gaps)}
        different += len(wanted ^ believed)
    return different


def _keys(sql: Sql) -> Iterator[tuple[int, list[Stated], set[tuple[int, int | None]]]]:
    """For each row key, its dataset, its points and the open beliefs of its versions."""
    current: tuple[int, bytes] | None = None
    stated: list[Stated] = []
    believed: set[tuple[int, int | None]] = set()
    for ds, key, vid, day, tx, content, scope, believed_vid, until in sql.rows(
        "SELECT v.ds, v.key, v.vid, v.stated_on, v.tx, v.content, v.scope, b.vid, b.until FROM version AS v"
        " LEFT JOIN belief AS b ON b.vid = v.vid AND b.tx_to IS NULL ORDER BY v.ds, v.key, v.vid"
    ):
        if current != (ds, bytes(key)):
            if current is not None:
                yield current[0], stated, believed
            current, stated, believed = (ds, bytes(key)), [], set()
        stated.append(Stated(day, tx, content, None if scope is None else bytes(scope)))
        if believed_vid is not None:
            believed.add((vid, until))
    if current is not None:
        yield current[0], stated, believed
