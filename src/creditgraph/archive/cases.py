"""Review cases: what a steward should look at. They are derived, and are no part of what is believed.

A conflict of clustering (two identifiers, a live *different*, an ambiguous key) stands as long as it is found again. A
decision's case (its evidence changed, or one of its sources is stated no more) stands until the decision is closed. Two
sources that matching finds likely to be one are a case of their own (`archive.likely_cases`).
"""

import json
from collections.abc import Iterable
from typing import NamedTuple

from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import Verdict
from creditgraph.resolution.clustering import Conflict

EVIDENCE_CHANGED = "evidence changed"
SOURCE_GONE = "source gone"
SIMILAR = "similar"
_OF_DECISIONS = f"('{EVIDENCE_CHANGED}', '{SOURCE_GONE}')"
_NOT_OF_CLUSTERS = f"('{EVIDENCE_CHANGED}', '{SOURCE_GONE}', '{SIMILAR}')"
_UNSURE = VERDICT.number[Verdict.UNSURE]
_CHUNK = 5000


class NewCase(NamedTuple):
    """A case to be opened; `sids` are its sources, as JSON. Matching says how likely and why."""

    kind: str
    about: str
    sids: str
    score: float | None = None
    why: str | None = None


def write_conflicts(sql: Sql, tx: int, around: Iterable[int], conflicts: list[Conflict]) -> None:
    """Open a case for each new conflict, and close those around these sources that no longer stand."""
    there: dict[tuple[str, str, str], int] = {}
    sids = sorted(around)
    for start in range(0, len(sids), _CHUNK):
        for cid, kind, about, named in sql.all(
            "SELECT c.cid, c.kind, c.about, c.sids FROM review_subject AS s JOIN review_case AS c ON c.cid = s.cid"
            f" AND c.tx_to IS NULL AND c.kind NOT IN {_NOT_OF_CLUSTERS} WHERE s.sid IN EACH(:sids)",
            sids=sids[start : start + _CHUNK],
        ):
            there[kind, about, named] = cid
    wanted = {(case.kind, case.about, json.dumps(sorted(case.sids))) for case in conflicts}
    gone = [(cid,) for place, cid in sorted(there.items()) if place not in wanted]
    sql.many(f"UPDATE review_case SET tx_to = {tx} WHERE cid = ?", gone)
    add_cases(sql, tx, [NewCase(*case) for case in sorted(wanted - there.keys())])


def write_decision_cases(sql: Sql, tx: int) -> None:
    """Open a case for each steward's decision whose evidence this transaction changed (sources in `t_again`)."""
    found = set()
    for jid, sid, alive in sql.all(
        "SELECT j.jid, t.sid, EXISTS (SELECT 1 FROM name AS n JOIN belief AS b"
        f" ON b.vid = n.fid >> {FACT_BITS} AND {live('b')} WHERE n.sid = t.sid) FROM t_again AS t JOIN judgement AS j"
        f" ON (j.a_sid = t.sid OR j.b_sid = t.sid) AND j.origin = 'steward' AND j.verdict <> {_UNSURE}"
        f" AND {live('j')}",
        tx=tx,
    ):
        sids = [sid] if alive else [sid, *_successors(sql, sid, tx)]
        found.add((EVIDENCE_CHANGED if alive else SOURCE_GONE, f"judgement:{jid}", json.dumps(sids)))
    known = set(sql.all(f"SELECT kind, about, sids FROM review_case WHERE tx_to IS NULL AND kind IN {_OF_DECISIONS}"))
    add_cases(sql, tx, [NewCase(*case) for case in sorted(found - known)])


def close_decision_cases(sql: Sql, tx: int, decision: str) -> None:
    """Close the cases of a decision that is closed itself."""
    sql.run(
        f"UPDATE review_case SET tx_to = :tx WHERE about = :about AND tx_to IS NULL AND kind IN {_OF_DECISIONS}",
        tx=tx,
        about=decision,
    )


def _successors(sql: Sql, sid: int, tx: int) -> list[int]:
    """The sources of its stratum that the rows of a source which is gone state now."""
    return [
        other
        for (other,) in sql.all(
            f"SELECT DISTINCT o.sid FROM name AS n JOIN version AS v ON v.vid = n.fid >> {FACT_BITS}"
            " JOIN version AS w ON w.ds = v.ds AND w.key = v.key"
            f" JOIN belief AS b ON b.vid = w.vid AND {live('b')} JOIN name AS m ON m.fid >= b.vid << {FACT_BITS}"
            f" AND m.fid < (b.vid + 1) << {FACT_BITS} JOIN source AS o ON o.sid = m.sid"
            " JOIN source AS s ON s.sid = n.sid AND s.stratum = o.stratum WHERE n.sid = :sid ORDER BY o.sid",
            sid=sid,
            tx=tx,
        )
    ]


def add_cases(sql: Sql, tx: int, cases: list[NewCase]) -> None:
    """Open new cases, numbered in their order."""
    first = int(sql.value("SELECT COALESCE(MAX(cid), 0) + 1 FROM review_case")) if cases else 0
    numbered = list(enumerate(cases, first))
    sql.many(
        f"INSERT INTO review_case (cid, kind, about, sids, score, why, tx_from) VALUES (?, ?, ?, ?, ?, ?, {tx})",
        [(cid, *case) for cid, case in numbered],
    )
    sql.many(
        "INSERT INTO review_subject VALUES (?, ?)",
        [(cid, sid) for cid, case in numbered for sid in json.loads(case.sids)],
    )
