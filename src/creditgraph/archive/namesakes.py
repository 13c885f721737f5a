"""Officers of one rare name at two organisations who share a co-officer there: a person should look at them.

A name alone says nothing of who bears it. Two names that a few organisations know, found together at two of them, do:
so each pair is a case, never a join. Where both state identity numbers, or another sex or birth year, they are two.
"""

import json
from collections import defaultdict

from creditgraph.archive.codes import ORGANISATION, PERSON
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live, traits_of
from creditgraph.archive.likely_cases import Case, Cases, write_cases
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.likeness import Likeness

ABOUT = "officers"
RARE = 20
"""A name that more organisations know than this says nothing of its bearer."""
_MENTIONS = 100
"""A name with more mentions than this is not counted any further."""
_SHARED_COUNTS = 20.0
"""How much likelier a shared co-officer makes two namesakes one person. It ranks cases and joins nobody."""
_MOST = 0.95
_CHUNK = 500


def write_namesakes(sql: Sql, tx: int) -> None:
    """Open and close the cases of persons mentioned in the organisations that `t_touched` bears on."""
    if sql.value("SELECT 1 FROM source WHERE context_sid IS NOT NULL LIMIT 1") is None:
        return
    _note_posts(sql)
    # two organisations are met from both sides: each name that they share is told once
    shared: dict[tuple[int, int], dict[int, tuple[int, int]]] = defaultdict(dict)
    for ours, theirs, tid, sid, other in sql.all(
        "SELECT p.eid, o.eid, p.tid, k.sid, o.sid FROM t_post AS p JOIN t_known AS k ON k.tid = p.tid"
        " AND k.eid = p.eid JOIN t_known AS o ON o.tid = p.tid AND o.eid <> p.eid"
    ):
        shared[min(ours, theirs), max(ours, theirs)][tid] = (min(sid, other), max(sid, other))
    known: dict[int, int] = dict(sql.all("SELECT tid, COUNT(*) FROM t_known GROUP BY tid"))
    wanted: Cases = {
        (ABOUT, json.dumps(pair)): Likeness(*pair, None, _score(known[tid], len(pairs) - 1), "+NAME +CO_OFFICER")
        for pairs in shared.values()
        if len(pairs) > 1
        for tid, pair in pairs.items()
    }
    apart = _known_apart(sql, tx, {sid for one in wanted.values() for sid in (one.a, one.b)})
    there: dict[tuple[str, str], Case] = {
        (ABOUT, sids): Case(cid, score, why)
        for cid, sids, score, why in sql.all(
            "SELECT DISTINCT c.cid, c.sids, c.score, c.why FROM t_around AS t JOIN review_subject AS s ON s.sid = t.sid"
            f" JOIN review_case AS c ON c.cid = s.cid AND c.tx_to IS NULL AND c.about = '{ABOUT}'"
        )
    }
    write_cases(sql, tx, there, {place: one for place, one in wanted.items() if not apart(one.a, one.b)})


def _note_posts(sql: Sql) -> None:
    """Fill `t_around` with the persons to look at again, `t_post` with the rare names at their organisations, and
    `t_known` with all organisations that know these names, each with the first of the bearers there. Clusters are told
    by their ids.
    """
    sql.script(
        statement
        for table, columns in (
            ("t_context", "eid INTEGER PRIMARY KEY"),
            ("t_around", "sid INTEGER PRIMARY KEY"),
            ("t_post", "eid INTEGER, tid INTEGER, PRIMARY KEY (eid, tid)"),
            ("t_known", "tid INTEGER, eid INTEGER, sid INTEGER, PRIMARY KEY (tid, eid)"),
        )
        for statement in (f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns})", f"DELETE FROM {table}")
    )
    sql.run(
        "INSERT INTO t_context SELECT DISTINCT m.eid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid"
        " JOIN member AS m ON m.sid = COALESCE(s.context_sid, s.sid) AND m.tx_to IS NULL"
        " WHERE s.stratum = :organisation OR s.context_sid IS NOT NULL",
        organisation=ORGANISATION,
    )
    sql.run(
        "INSERT INTO t_around SELECT p.sid FROM t_context AS c CROSS JOIN member AS m CROSS JOIN source AS p"
        " WHERE m.eid = c.eid AND m.tx_to IS NULL AND p.context_sid = m.sid"
    )
    sql.run(
        "INSERT INTO t_around SELECT t.sid FROM t_touched AS t JOIN source AS s ON s.sid = t.sid"
        " WHERE s.stratum = :person ON CONFLICT DO NOTHING",
        person=PERSON,
    )
    sql.refilled("t_around")
    sql.run(
        "INSERT INTO t_post SELECT DISTINCT o.eid, n.tid FROM t_around AS t CROSS JOIN source AS p CROSS JOIN member"
        " AS m CROSS JOIN member AS o CROSS JOIN name AS n WHERE p.sid = t.sid AND m.sid = p.sid AND m.tx_to IS NULL"
        " AND o.sid = p.context_sid AND o.tx_to IS NULL AND n.sid = p.sid AND n.tid IS NOT NULL"
    )
    _drop_lonely(sql)
    sql.run(
        "DELETE FROM t_post WHERE tid IN (SELECT DISTINCT q.tid FROM t_post AS q WHERE (SELECT COUNT(*) FROM"
        " (SELECT 1 FROM name AS n WHERE n.tid = q.tid LIMIT :most) AS d) >= :most)",
        most=_MENTIONS + 1,
    )
    _drop_lonely(sql)
    sql.refilled("t_post")
    sql.run(
        "INSERT INTO t_known SELECT t.tid, o.eid, MIN(p.sid) FROM (SELECT DISTINCT tid FROM t_post) AS t CROSS JOIN"
        " name AS n CROSS JOIN source AS p CROSS JOIN member AS m CROSS JOIN member AS o WHERE n.tid = t.tid"
        " AND p.sid = n.sid AND m.sid = p.sid AND m.tx_to IS NULL AND o.sid = p.context_sid AND o.tx_to IS NULL"
        " GROUP BY t.tid, o.eid"
    )
    sql.run(
        "DELETE FROM t_known WHERE tid IN (SELECT tid FROM t_known GROUP BY tid HAVING COUNT(*) > :rare"
        " OR COUNT(*) < 2)",
        rare=RARE,
    )


def _drop_lonely(sql: Sql) -> None:
    """Where one name is left there is no co-officer."""
    sql.run("DELETE FROM t_post WHERE eid IN (SELECT eid FROM t_post GROUP BY eid HAVING COUNT(*) < 2)")


def _score(organisations: int, shared: int) -> float:
    """How likely the bearers at two of so many organisations are one, given shared co-officers; not calibrated."""
    odds = _SHARED_COUNTS**shared / (organisations - 1)
    return round(min(_MOST, odds / (1 + odds)), 4)


class _Apart:
    """Which persons are known to be two: both state an identity number, or they state another sex or birth year."""

    def __init__(self, numbered: set[int], traits: dict[int, dict[int, set[str]]]) -> None:
        self._numbered, self._traits = numbered, traits

    def __call__(self, a: int, b: int) -> bool:
        if a in self._numbered and b in self._numbered:
            return True
        ours, theirs = self._traits.get(a, {}), self._traits.get(b, {})
        return any([not ours[kind] & theirs[kind] for kind in ours.keys() & theirs.keys()])


def _known_apart(sql: Sql, tx: int, sids: set[int]) -> _Apart:
    numbered: set[int] = set()
    traits: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    ordered = sorted(sids)
    for start in range(0, len(ordered), _CHUNK):
        chunk = ordered[start : start + _CHUNK]
        numbered |= {
            sid
            for (sid,) in sql.all(
                "SELECT DISTINCT m.sid FROM member AS m JOIN member AS f ON f.eid = m.eid AND f.tx_to IS NULL"
                f" JOIN claim AS c ON c.sid = f.sid AND c.kind = :kind AND {live('c')}"
                " WHERE m.sid IN EACH(:sids) AND m.tx_to IS NULL",
                kind=int(Reason.IDENTIFIER),
                sids=chunk,
                tx=tx,
            )
        }
        for sid, kind, value in traits_of(sql, chunk, tx):
            traits[sid][kind].add(value)
    return _Apart(numbered, traits)
