"""Judging names in their dated history where a transaction touched them: reads groups, writes the differences."""

from creditgraph.archive.codes import ORGANISATION, VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import views_of_sources
from creditgraph.model.vocabulary import Certainty, Verdict
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.judge import Candidate, Pair, judge
from creditgraph.resolution.policy import Policy

_CHUNK = 500
_ORIGIN = "policy"


def judge_names(sql: Sql, tx: int, policy: Policy) -> None:
    """Judge again every dated name that a touched organisation bears, or bore until now."""
    if sql.value("SELECT 1 FROM name WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL LIMIT 1") is None:
        return
    tids = [
        tid
        for (tid,) in sql.all(
            "SELECT DISTINCT n.tid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid AND s.stratum = :organisation"
            " JOIN name AS n ON n.sid = t.sid WHERE EXISTS (SELECT 1 FROM name AS d WHERE d.tid = n.tid"
            " AND (d.valid_from IS NOT NULL OR d.valid_to IS NOT NULL)) ORDER BY n.tid",
            organisation=ORGANISATION,
        )
    ]
    for start in range(0, len(tids), _CHUNK):
        _judge_groups(sql, tids[start : start + _CHUNK], tx, policy)


def _judge_groups(sql: Sql, tids: list[int], tx: int, policy: Policy) -> None:
    wanted = {
        (tid, pair) for tid, (name, group) in _groups(sql, tids, tx).items() for pair in judge(name, group, policy)
    }
    there = {
        (tid, Pair(a, b, Reason(reason), Certainty(certainty), why)): jid
        for jid, tid, a, b, reason, certainty, why in sql.all(
            "SELECT jid, tid, a_sid, b_sid, kind, certainty, why FROM judgement"
            f" WHERE tid IN EACH(:tids) AND origin = '{_ORIGIN}' AND tx_to IS NULL",
            tids=tids,
        )
    }
    sql.many(
        f"UPDATE judgement SET tx_to = {tx} WHERE jid = ?",
        [(jid,) for place, jid in sorted(there.items()) if place not in wanted],
    )
    jid = int(sql.value("SELECT COALESCE(MAX(jid), 0) FROM judgement"))
    sql.many(
        "INSERT INTO judgement (jid, a_sid, b_sid, verdict, origin, policy, kind, certainty, why, actor, tid, tx_from)"
        f" VALUES (?, ?, ?, {VERDICT.number[Verdict.SAME]}, '{_ORIGIN}', ?, ?, ?, ?, '{_ORIGIN}', ?, {tx})",
        [
            (number, pair.a, pair.b, policy.name, int(pair.reason), int(pair.certainty), pair.why, tid)
            for number, (tid, pair) in enumerate(sorted(wanted - there.keys()), jid + 1)
        ],
    )
    moved = {sid for _tid, pair in wanted ^ there.keys() for sid in (pair.a, pair.b)}
    sql.many("INSERT INTO t_touched VALUES (?) ON CONFLICT DO NOTHING", [(sid,) for sid in sorted(moved)])


def _groups(sql: Sql, tids: list[int], tx: int) -> dict[int, tuple[str, list[Candidate]]]:
    """For each name its text and the organisations that bear it, by what is latest of each of their rows."""
    bearers = sql.all(
        "SELECT DISTINCT n.tid, t.folded, n.sid FROM name AS n JOIN text AS t ON t.tid = n.tid"
        " JOIN source AS s ON s.sid = n.sid AND s.stratum = :organisation WHERE n.tid IN EACH(:tids)",
        organisation=ORGANISATION,
        tids=tids,
    )
    seen = views_of_sources(sql, sorted({sid for _tid, _folded, sid in bearers}), tx)
    groups: dict[int, tuple[str, list[Candidate]]] = {}
    for tid, folded, sid in bearers:
        if sid in seen:
            groups.setdefault(tid, (folded, []))[1].append(Candidate(sid, seen[sid]))
    return groups
