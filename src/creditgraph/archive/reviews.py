"""The steward's queue, read: the cases that are open and not settled (`standings.py`), the most useful first."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from creditgraph.archive.cases import EVIDENCE_CHANGED, SIMILAR, SOURCE_GONE
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.archive.standings import Case, Pair, Place, Standing, standings
from creditgraph.resolution.clustering import AMBIGUOUS_KEY

KINDS = (SIMILAR, EVIDENCE_CHANGED, SOURCE_GONE, AMBIGUOUS_KEY, "values", "different")
"""In the order of the queue: what nobody has judged and is likely, then what a decision stands on, then conflicts."""
SCANNED = 10_000
"""So many cases a page looks through at most; where it ends there, it is short and goes on."""
BEGINNING = (-1, 0, 0)
_CHUNK = 250
_ORDER = " ".join(f"WHEN '{kind}' THEN {at}" for at, kind in enumerate(KINDS))
_GRADE = f"CASE c.kind {_ORDER} ELSE {len(KINDS)} END"
_LIKELY = "CAST((1 - COALESCE(c.score, 0)) * 1000000 AS INTEGER)"
_COLUMNS = (
    f"c.cid, c.kind, c.about, c.sids, c.score, c.why, c.tx_from, c.tx_to, {_GRADE} AS grade, {_LIKELY} AS unlikely"
)


class Wanted(NamedTuple):
    """Which cases: of a kind, with a source of a dataset, with a source of an entity. None asks for all."""

    kind: str | None = None
    dataset: str | None = None
    eid: int | None = None


def open_cases(
    sql: Sql, tx: int, wanted: Wanted, after: Place, limit: int
) -> tuple[list[tuple[Case, Standing]], Place | None]:
    """So many cases to decide behind a place, and the place where the next page begins, None where there is no more."""
    found: list[tuple[Case, Standing]] = []
    place, scanned = after, 0
    while scanned < SCANNED:
        cases = _candidates(sql, tx, wanted, place)
        standing = standings(sql, cases, tx)
        left = [case for case in cases if not standing[case.cid].settled]
        asked = _asked_before(sql, tx, left, wanted.kind)
        for case in cases:
            if not standing[case.cid].settled and case.cid not in asked:
                if len(found) == limit:
                    return found, place
                found.append((case, standing[case.cid]))
            place = case.place
        if len(cases) < _CHUNK:
            return found, None
        scanned += len(cases)
    return found, place


def find_case(sql: Sql, cid: int) -> Case | None:
    """A case by its number, also a closed one."""
    row = sql.first(f"SELECT {_COLUMNS} FROM review_case AS c WHERE c.cid = :cid", cid=cid)
    return None if row is None else _case(row)


def ends_of(sql: Sql, cases: Iterable[Case]) -> dict[int, Pair]:
    """The two sources that the judgement of a case is on, by the judgement's number."""
    jids = sorted({case.decision for case in cases if case.decision is not None})
    return {
        jid: (a, b)
        for jid, a, b in sql.all("SELECT jid, a_sid, b_sid FROM judgement WHERE jid IN EACH(:jids)", jids=jids)
    }


def close_case(sql: Sql, tx: int, cid: int) -> None:
    """Close a case of a decision: it opens anew when the evidence changes again."""
    sql.run("UPDATE review_case SET tx_to = :tx WHERE cid = :cid AND tx_to IS NULL", tx=tx, cid=cid)


def _candidates(sql: Sql, tx: int, wanted: Wanted, after: Place) -> list[Case]:
    conditions = [live("c")]
    subject = "EXISTS (SELECT 1 FROM review_subject AS r JOIN {} WHERE r.cid = c.cid AND {})"
    if wanted.kind is not None:
        conditions.append("c.kind = :kind")
    if wanted.dataset is not None:
        joined = "source AS s ON s.sid = r.sid JOIN dataset AS d ON d.ds = s.ds"
        conditions.append(subject.format(joined, "d.name = :dataset"))
    if wanted.eid is not None:
        conditions.append(subject.format("member AS m ON m.sid = r.sid", f"m.eid = :eid AND {live('m')}"))
    given = {name: value for name, value in wanted._asdict().items() if value is not None}
    grade, unlikely, cid = after
    return [
        _case(row)
        for row in sql.all(
            f"SELECT * FROM (SELECT {_COLUMNS} FROM review_case AS c WHERE {' AND '.join(conditions)}) AS q"
            " WHERE (q.grade, q.unlikely, q.cid) > (:grade, :unlikely, :cid) ORDER BY q.grade, q.unlikely, q.cid"
            f" LIMIT {_CHUNK}",
            tx=tx,
            grade=grade,
            unlikely=unlikely,
            cid=cid,
            **given,
        )
    ]


def _asked_before(sql: Sql, tx: int, cases: Sequence[Case], kind: str | None) -> set[int]:
    """The cases that ask about the very sources of another one further ahead: one decision settles both."""
    ahead: dict[tuple[int, ...], list[Case]] = {}
    for row in sql.all(
        f"SELECT DISTINCT {_COLUMNS} FROM review_subject AS r JOIN review_case AS c ON c.cid = r.cid AND {live('c')}"
        " WHERE r.sid IN EACH(:sids)",
        sids=sorted({case.sids[0] for case in cases if not case.of_decision}),
        tx=tx,
    ):
        case = _case(row)
        if not case.of_decision and kind in (None, case.kind):
            ahead.setdefault(case.sids, []).append(case)
    rivals = {one.cid: one for case in cases for one in ahead.get(case.sids, ()) if one.place < case.place}
    standing = standings(sql, list(rivals.values()), tx)
    first: dict[tuple[int, ...], Place] = {}
    for one in rivals.values():
        if not standing[one.cid].settled:
            first[one.sids] = min(one.place, first.get(one.sids, one.place))
    return {case.cid for case in cases if not case.of_decision and first.get(case.sids, case.place) < case.place}


def _case(row: Sequence[Any]) -> Case:
    cid, kind, about, sids, score, why, tx_from, tx_to, grade, unlikely = row
    return Case(cid, kind, about, tuple(json.loads(sids)), score, why, tx_from, tx_to, (grade, unlikely, cid))
