"""The cases of kind `similar`, as matching finds them, and the keys by which their two sources are suspected."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from creditgraph.archive.cases import SIMILAR, NewCase, add_cases
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import by_key, live
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.digest import digest
from creditgraph.model.vocabulary import Verdict
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.likeness import Likeness

_CHUNK = 100
_DIFFERENT, _UNSURE = (VERDICT.number[verdict] for verdict in (Verdict.DIFFERENT, Verdict.UNSURE))

Likely = dict[int, list[Likeness]]
"""Open name (tid) → the pairs of it that a person should see."""


class Case(NamedTuple):
    """An open case of likeness as it is stored."""

    cid: int
    score: float
    why: str


Cases = dict[tuple[str, str], Likeness]
"""What a case is about, and its two sources as they are stored → what is said of them."""


def write_likely(sql: Sql, tx: int, likely: Likely) -> None:
    """Open and close the cases of open names."""
    of_name = sql.asker("SELECT cid, sids, score, why FROM review_case WHERE about = :about AND tx_to IS NULL")
    abouts = {tid: f"name:{tid}" for tid in sorted(likely)}
    there = {
        (about, sids): Case(cid, score, why)
        for about in abouts.values()
        for cid, sids, score, why in of_name(about=about)
    }
    write_cases(
        sql,
        tx,
        there,
        {(abouts[tid], json.dumps([one.a, one.b])): one for tid, pairs in likely.items() for one in pairs},
    )


def write_cases(sql: Sql, tx: int, there: Mapping[tuple[str, str], Case], wanted: Cases) -> None:
    """Bring cases from what is there to what is wanted, and what their sources are suspected by meanwhile.

    A pair that a steward judged, or that is one entity, is no case.
    """
    settled = _settled(sql, tx, {(one.a, one.b) for one in wanted.values()})
    wanted = {place: one for place, one in wanted.items() if (one.a, one.b) not in settled}
    gone = sorted(there.keys() - wanted.keys())
    come = [(place, wanted[place]) for place in sorted(wanted.keys() - there.keys())]
    sql.many(f"UPDATE review_case SET tx_to = {tx} WHERE cid = ?", [(there[place].cid,) for place in gone])
    sql.many(
        f"UPDATE claim SET tx_to = {tx} WHERE key = ? AND {by_key('claim')} AND tx_to IS NULL",
        [(_likely_key(*place),) for place in gone],
    )
    sql.many(
        "UPDATE review_case SET score = ?, why = ? WHERE cid = ?",
        [
            (one.score, one.why, there[place].cid)
            for place, one in sorted(wanted.items())
            if place in there and (one.score, one.why) != there[place][1:]
        ],
    )
    add_cases(sql, tx, [NewCase(SIMILAR, *place, one.score, one.why) for place, one in come])
    sql.many(
        f"INSERT INTO claim VALUES (?, ?, {int(Reason.LIKELY)}, {tx}, NULL)",
        [(sid, _likely_key(*place)) for place, one in come for sid in (one.a, one.b)],
    )


def _likely_key(about: str, sids: str) -> bytes:
    """The key that the two sources of an open case share."""
    return digest("likely", about, sids)


def _settled(sql: Sql, tx: int, pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The pairs that are one entity, whose entities a steward keeps apart, or of which nothing is new since a steward
    was not sure.
    """
    sids = sorted({sid for pair in pairs for sid in pair})
    entity: dict[int, int] = {}
    apart: set[frozenset[int]] = set()
    for start in range(0, len(sids), _CHUNK):
        chunk = sids[start : start + _CHUNK]
        entity |= dict(sql.all("SELECT sid, eid FROM member WHERE sid IN EACH(:sids) AND tx_to IS NULL", sids=chunk))
        apart |= {
            frozenset(pair)
            for pair in sql.all(
                "SELECT DISTINCT a.eid, b.eid FROM member AS m JOIN member AS f ON f.eid = m.eid AND f.tx_to IS NULL"
                f" JOIN judgement AS j ON (j.a_sid = f.sid OR j.b_sid = f.sid) AND {live('j')}"
                " AND j.origin = 'steward' AND (j.verdict = :different OR j.verdict = :unsure AND j.tx_from >="
                f" (SELECT MAX(v.tx) FROM name AS n JOIN version AS v ON v.vid = n.fid >> {FACT_BITS}"
                " WHERE n.sid = j.a_sid OR n.sid = j.b_sid))"
                " JOIN member AS a ON a.sid = j.a_sid AND a.tx_to IS NULL"
                " JOIN member AS b ON b.sid = j.b_sid AND b.tx_to IS NULL"
                " WHERE m.sid IN EACH(:sids) AND m.tx_to IS NULL",
                sids=chunk,
                different=_DIFFERENT,
                unsure=_UNSURE,
                tx=tx,
            )
        }
    return {
        (a, b)
        for a, b in pairs
        if entity.get(a) is None
        or entity.get(a) == entity.get(b)
        or frozenset((entity.get(a, 0), entity.get(b, 0))) in apart
    }
