"""Deriving the graph again where a transaction touched it: claims, then organisations, then persons (architecture 1.3).

Set-based: a first load is the same code with everything touched. A source that shares no key and no judgement is its
own cluster, and those are written by one statement; only the others are gathered into components and clustered. What is
read is what the archive believes at `:tx`, so that a rebuild replays with the same code.
"""

from creditgraph.archive.codes import ORGANISATION, PERSON
from creditgraph.archive.components import Resolver
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import by_key, latest_statements, live, views
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.digest import DIGEST_BYTES
from creditgraph.model.vocabulary import Certainty
from creditgraph.resolution.claims import JOINING, Reason, claims
from creditgraph.resolution.policy import Policy

_CHUNK = 5000
_KEY = f"substr(c.keys, CAST(p.at * {DIGEST_BYTES} + 1 AS integer), {DIGEST_BYTES})"
"""The claimed key at a place in a staged row of claims."""
_JOINING = [int(reason) for reason in JOINING]


def state_claims(sql: Sql, tx: int, policy: Policy, vbase: int) -> None:
    """Bring claims up to the evidence of `tx`: versions above `vbase` are new, those in `t_moved` changed."""
    _touch(sql, vbase)
    _restate_claims(sql, tx, policy)


def resolve(sql: Sql, tx: int, member: str = "member") -> None:
    """Derive the members of the sources in `t_touched`, and of all whose cluster or context they move."""
    sql.script(("CREATE TEMP TABLE IF NOT EXISTS t_stratum (sid INTEGER PRIMARY KEY)", "DELETE FROM t_stratum"))
    _touch_sharers(sql, tx, member)
    sql.run(
        "INSERT INTO t_stratum SELECT t.sid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid"
        " WHERE s.stratum = :stratum",
        stratum=ORGANISATION,
    )
    _resolve_stratum(sql, tx, member, ORGANISATION)
    sql.script(("DELETE FROM t_stratum",))
    sql.run(
        "INSERT INTO t_stratum SELECT t.sid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid"
        " WHERE s.stratum = :stratum",
        stratum=PERSON,
    )
    _touch_mentioned(sql, tx, member)
    _resolve_stratum(sql, tx, member, PERSON)


def _touch_sharers(sql: Sql, tx: int, member: str) -> None:
    """A key that a source no longer claims may join the others now, for it was ambiguous before: touch them."""
    gone = (
        "SELECT c.sid, c.key, c.kind FROM claim AS c WHERE c.tx_to = :tx AND c.sid IN (SELECT sid FROM t_touched)",
        "SELECT c.sid, c.key, c.kind FROM withdrawal AS w JOIN claim AS c ON c.sid = w.sid AND c.key = w.key"
        " WHERE w.tx_from = :tx AND w.sid IN (SELECT sid FROM t_touched)",
    )
    for those in gone:
        if sql.first(f"{those} LIMIT 1", tx=tx) is None:
            continue
        sql.run(
            f"INSERT INTO t_touched SELECT DISTINCT k.sid FROM ({those}) AS g JOIN claim AS k ON k.key = g.key"
            f" AND k.kind = g.kind AND {by_key('k')} AND {live('k')}"
            " WHERE g.kind IN EACH(:everywhere) ON CONFLICT DO NOTHING",
            everywhere=[reason for reason in _JOINING if reason != Reason.SAME_ORGANISATION],
            tx=tx,
        )
        sql.run(
            f"INSERT INTO t_touched SELECT DISTINCT p.sid FROM ({those}) AS g JOIN source AS s ON s.sid = g.sid"
            f" JOIN {member} AS m ON m.sid = s.context_sid AND m.tx_to IS NULL JOIN {member} AS o ON o.eid = m.eid"
            f" AND o.tx_to IS NULL JOIN source AS p ON p.context_sid = o.sid JOIN claim AS k ON k.sid = p.sid"
            f" AND k.key = g.key AND {live('k')} WHERE g.kind = :within ON CONFLICT DO NOTHING",
            within=int(Reason.SAME_ORGANISATION),
            tx=tx,
        )


def _touch_mentioned(sql: Sql, tx: int, member: str) -> None:
    """Persons mentioned in an organisation whose cluster changed, on either side of the change."""
    sql.run(
        f"INSERT INTO t_stratum SELECT DISTINCT p.sid FROM (SELECT eid FROM {member} WHERE tx_to = :tx"
        f" UNION SELECT eid FROM {member} WHERE tx_from = :tx) AS e JOIN {member} AS m ON m.eid = e.eid"
        " AND m.tx_to IS NULL JOIN source AS p ON p.context_sid = m.sid WHERE 1 = 1 ON CONFLICT DO NOTHING",
        tx=tx,
    )


# claims --------------------------------------------------------------------------------------------------------------


def _touch(sql: Sql, vbase: int) -> None:
    """The sources that new or changed versions state; `t_again` are those whose claims need their whole history."""
    sql.script(("CREATE TEMP TABLE t_again (sid INTEGER PRIMARY KEY)",))
    sql.run(
        f"INSERT INTO t_again SELECT DISTINCT n.sid FROM t_moved AS v CROSS JOIN name AS n"
        f" WHERE n.fid >= v.vid << {FACT_BITS} AND n.fid < (v.vid + 1) << {FACT_BITS}"
    )
    sql.run(
        "INSERT INTO t_again SELECT DISTINCT m.sid FROM t_skip AS k JOIN s_claim AS c ON c.n = k.n"
        " JOIN t_source AS m ON m.o = c.so WHERE 1 = 1 ON CONFLICT DO NOTHING"
    )
    sql.run(
        f"INSERT INTO t_touched SELECT DISTINCT sid FROM name WHERE fid >= (:vbase + 1) << {FACT_BITS}",
        vbase=vbase,
    )
    sql.run("INSERT INTO t_touched SELECT sid FROM t_again WHERE 1 = 1 ON CONFLICT DO NOTHING")


def _restate_claims(sql: Sql, tx: int, policy: Policy) -> None:
    """Add what new rows claim; state again, from all that is believed, the claims of sources that changed."""
    nothing_before = sql.value("SELECT 1 FROM claim LIMIT 1") is None
    most = int(sql.value("SELECT COALESCE(MAX(length(reasons)), 0) FROM s_claim"))
    sql.script(("CREATE TEMP TABLE t_place (at INTEGER PRIMARY KEY)",))
    sql.many("INSERT INTO t_place VALUES (?)", [(at,) for at in range(most)])
    sql.run(
        f"INSERT INTO claim SELECT DISTINCT m.sid, {_KEY},"
        " CAST(substr(c.reasons, CAST(p.at + 1 AS integer), 1) AS integer), CAST(:tx AS bigint), CAST(NULL AS bigint)"
        " FROM s_claim AS c CROSS JOIN t_place AS p JOIN t_source AS m ON m.o = c.so"
        " WHERE p.at < length(c.reasons) AND m.sid NOT IN (SELECT sid FROM t_again)"
        + (
            ""
            if nothing_before
            else " AND NOT EXISTS (SELECT 1 FROM claim AS k WHERE k.sid = m.sid AND k.tx_to IS NULL"
            f" AND k.key = {_KEY})"
        ),
        tx=tx,
    )
    sids = [sid for (sid,) in sql.all("SELECT sid FROM t_again ORDER BY sid")]
    for start in range(0, len(sids), _CHUNK):
        _restate(sql, sids[start : start + _CHUNK], tx, policy)


def _restate(sql: Sql, sids: list[int], tx: int, policy: Policy) -> None:
    wanted = stated_claims(sql, sids, tx, policy)
    there = {
        (sid, bytes(key))
        for sid, key in sql.all(
            f"SELECT sid, key FROM claim WHERE sid IN EACH(:sids) AND kind <> {int(Reason.LIKELY)} AND tx_to IS NULL",
            sids=sids,
        )
    }
    gone = sorted(there - wanted.keys())
    sql.many(f"UPDATE claim SET tx_to = {tx} WHERE sid = ? AND key = ? AND tx_to IS NULL", gone)
    sql.many(
        f"INSERT INTO claim VALUES (?, ?, ?, {tx}, NULL)",
        [(*place, int(wanted[place])) for place in sorted(wanted.keys() - there)],
    )


def stated_claims(sql: Sql, sids: list[int], tx: int, policy: Policy) -> dict[tuple[int, bytes], Reason]:
    """The claims of sources by what is believed of them at `tx`."""
    statements = latest_statements(sql, sids, tx)
    seen = views(sql, {(statement.vid, statement.sid) for statement in statements})
    return {(sid, claim.key): claim.reason for (_vid, sid), view in seen.items() for claim in claims(view, policy)}


# members -------------------------------------------------------------------------------------------------------------


def _resolve_stratum(sql: Sql, tx: int, member: str, stratum: int) -> None:
    sql.script(
        (
            "CREATE TEMP TABLE IF NOT EXISTS t_shared (sid INTEGER PRIMARY KEY)",
            "DELETE FROM t_shared",
        )
    )
    sql.refilled("t_stratum", "claim", member)
    _find_shared(sql, tx, member, stratum)
    sql.run(
        f"INSERT INTO {member} (sid, tx_from, eid, certainty) SELECT t.sid, :tx, t.sid, :certain FROM t_stratum AS t"
        f" WHERE t.sid NOT IN (SELECT sid FROM t_shared)"
        f" AND NOT EXISTS (SELECT 1 FROM {member} AS m WHERE m.sid = t.sid AND m.tx_to IS NULL) ORDER BY t.sid",
        tx=tx,
        certain=int(Certainty.CERTAIN),
    )
    seeds = [sid for (sid,) in sql.all("SELECT sid FROM t_shared ORDER BY sid")]
    Resolver(sql, tx, member, stratum).resolve(seeds)


def _find_shared(sql: Sql, tx: int, member: str, stratum: int) -> None:
    """The touched sources that are not simply their own cluster: sharing, judged, clustered before, or no more."""
    whole = sql.value("SELECT COUNT(*) FROM t_touched") * 2 > sql.value("SELECT COUNT(*) FROM source")
    shared = f"SELECT 1 FROM claim AS k WHERE k.key = c.key AND k.sid <> c.sid AND {by_key('k')} AND {live('k')}"
    keys = f"SELECT key FROM claim AS g WHERE {by_key('g')} GROUP BY key HAVING COUNT(*) > 1"
    sql.run(
        "INSERT INTO t_shared SELECT DISTINCT c.sid FROM "
        # a first load starts from the repeated keys, which the index alone finds; an increment from its sources
        + (f"({keys}) AS r CROSS JOIN claim AS c" if whole else "t_stratum AS r CROSS JOIN claim AS c")
        + (" WHERE c.key = r.key" if whole else " WHERE c.sid = r.sid")
        + f" AND {by_key('c')} AND {live('c')} AND c.kind IN EACH(:joining) AND EXISTS ({shared})"
        " AND c.sid IN (SELECT sid FROM t_stratum)",
        joining=_JOINING,
        tx=tx,
    )
    if stratum == PERSON:
        _find_shared_persons(sql, tx, member, whole)
    sql.run(
        # CROSS keeps the order of the join: what is touched is read, never all members.
        f"INSERT INTO t_shared SELECT t.sid FROM t_stratum AS t CROSS JOIN {member} AS m WHERE m.sid = t.sid"
        f" AND m.tx_to IS NULL AND (m.eid <> m.sid OR EXISTS"
        f" (SELECT 1 FROM {member} AS o WHERE o.eid = m.eid AND o.sid <> m.sid AND o.tx_to IS NULL))"
        " ON CONFLICT DO NOTHING"
    )
    for side in ("a_sid", "b_sid"):
        sql.run(
            f"INSERT INTO t_shared SELECT DISTINCT t.sid FROM t_stratum AS t JOIN judgement AS j ON j.{side} = t.sid"
            f" AND {live('j')} WHERE 1 = 1 ON CONFLICT DO NOTHING",
            tx=tx,
        )
    sql.run(
        "INSERT INTO t_shared SELECT t.sid FROM t_stratum AS t WHERE NOT EXISTS (SELECT 1 FROM name AS n"
        f" JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS} AND {live('b')} WHERE n.sid = t.sid)"
        " ON CONFLICT DO NOTHING",
        tx=tx,
    )


def _find_shared_persons(sql: Sql, tx: int, member: str, whole: bool) -> None:
    """Persons of whom another of the same name is mentioned in the same organisation's cluster."""
    within = int(Reason.SAME_ORGANISATION)
    if whole:
        sql.run(
            "INSERT INTO t_shared SELECT DISTINCT t.sid FROM t_stratum AS t JOIN source AS s ON s.sid = t.sid"
            f" JOIN {member} AS m ON m.sid = s.context_sid AND m.tx_to IS NULL JOIN claim AS c ON c.sid = t.sid"
            f" AND c.kind = :within AND {live('c')} JOIN (SELECT m.eid, c.key FROM claim AS c"
            f" JOIN source AS s ON s.sid = c.sid JOIN {member} AS m ON m.sid = s.context_sid AND m.tx_to IS NULL"
            f" WHERE c.kind = :within AND {live('c')} GROUP BY m.eid, c.key HAVING COUNT(*) > 1) AS g"
            " ON g.eid = m.eid AND g.key = c.key WHERE 1 = 1 ON CONFLICT DO NOTHING",
            within=within,
            tx=tx,
        )
        return
    sql.run(
        "INSERT INTO t_shared SELECT DISTINCT t.sid FROM t_stratum AS t JOIN source AS s ON s.sid = t.sid"
        f" JOIN {member} AS m ON m.sid = s.context_sid AND m.tx_to IS NULL"
        f" JOIN claim AS c ON c.sid = t.sid AND c.kind = :within AND {live('c')}"
        f" WHERE EXISTS (SELECT 1 FROM {member} AS o JOIN source AS p ON p.context_sid = o.sid AND p.sid <> t.sid"
        f" JOIN claim AS k ON k.sid = p.sid AND k.key = c.key AND {live('k')}"
        " WHERE o.eid = m.eid AND o.tx_to IS NULL) ON CONFLICT DO NOTHING",
        within=within,
        tx=tx,
    )
