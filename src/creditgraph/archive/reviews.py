"""The steward's queue, read: which cases are open and still to be decided, the most useful first.

A case of clustering or matching stands as long as it is found again, so no decision closes it. It is *settled*, and
left out of the queue, where each pair of its entities is:

- a steward's *same* or *different* between two of its entities settles them in every case that is no later than it;
- *unsure* settles them until there is new evidence: a row of one of its sources, a source that joins or leaves them;
- under an ambiguous key, two that state two credit codes or identity numbers need nobody to part them.

A case whose entities have become one is settled too. A case of a decision is never settled: deciding it closes it.
"""

import json
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

from creditgraph.archive.cases import EVIDENCE_CHANGED, SOURCE_GONE
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live, not_withdrawn
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import Verdict
from creditgraph.resolution.claims import Reason

SIMILAR = "similar"
AMBIGUOUS_KEY = "ambiguous key"
KINDS = (SIMILAR, EVIDENCE_CHANGED, SOURCE_GONE, AMBIGUOUS_KEY, "values", "different")
"""In the order of the queue: what nobody has judged and is likely, then what a decision stands on, then conflicts."""
OF_DECISIONS = (EVIDENCE_CHANGED, SOURCE_GONE)
MOST_SUBJECTS = 50
"""So many entities of a case are looked at in pairs; a larger one is never settled."""
SCANNED = 10_000
"""So many cases a page looks through at most; where it ends there, it is short and goes on."""
BEGINNING = (-1, 0, 0)
_UNSURE = VERDICT.number[Verdict.UNSURE]
_CHUNK = 250
_ORDER = " ".join(f"WHEN '{kind}' THEN {at}" for at, kind in enumerate(KINDS))
_GRADE = f"CASE c.kind {_ORDER} ELSE {len(KINDS)} END"
_LIKELY = "CAST((1 - COALESCE(c.score, 0)) * 1000000 AS INTEGER)"
_COLUMNS = (
    f"c.cid, c.kind, c.about, c.sids, c.score, c.why, c.tx_from, c.tx_to, {_GRADE} AS grade, {_LIKELY} AS unlikely"
)

Place = tuple[int, int, int]
Pair = tuple[int, int]


class Case(NamedTuple):
    """A case: its kind, what it is about (`REASON:KEY`, `judgement:7`, `name:3`) and the sources it names."""

    cid: int
    kind: str
    about: str
    sids: tuple[int, ...]
    score: float | None
    why: str | None
    tx_from: int
    tx_to: int | None
    place: Place

    @property
    def decision(self) -> int | None:
        """The number of the judgement that it is about."""
        kind, _, number = self.about.partition(":")
        return int(number) if kind == "judgement" else None

    @property
    def of_decision(self) -> bool:
        """Whether it asks if a decision still holds."""
        return self.kind in OF_DECISIONS


class Standing(NamedTuple):
    """How a case stands at a transaction. `eid_of` has the entities of those of its sources that are stated still.

    `version` is the last transaction that bore on it. `settled` says that nothing is left to decide; `decided` and
    `doubted` are the stewards' judgements that settle a pair of entities, by the pair: *unsure* and the others.
    """

    eid_of: dict[int, int]
    version: int
    settled: bool
    decided: dict[Pair, int]
    doubted: dict[Pair, int]


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
        for case in cases:
            if not standing[case.cid].settled:
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


def standings(sql: Sql, cases: Sequence[Case], tx: int) -> dict[int, Standing]:
    """How cases stand at a transaction, by their numbers."""
    sids = sorted({sid for case in cases for sid in case.sids})
    eid_of = entities_of(sql, sids, tx)
    eids = sorted(set(eid_of.values()))
    judged, moved = _judged(sql, eids, tx), _moved(sql, eids, tx)
    stated, numbered = _stated(sql, sids, tx), _numbers(sql, eids, tx)
    told: dict[int, Standing] = {}
    for case in cases:
        here = {sid: eid_of[sid] for sid in case.sids if sid in eid_of}
        pairs = list(combinations(sorted(set(here.values()))[: MOST_SUBJECTS + 1], 2))
        between = [one for pair in pairs for one in judged.get(pair, ())]
        evidence = max(
            case.tx_from,
            *(moved.get(eid, 0) for eid in here.values()),
            *(stated.get(sid, 0) for sid in case.sids),
        )
        closed = case.tx_to if case.tx_to is not None and case.tx_to <= tx else 0
        version = max(evidence, closed, *(since for _jid, _verdict, since in between))
        decided, doubted = (
            {
                pair: jid
                for pair in pairs
                for jid, verdict, since in judged.get(pair, ())
                if (verdict == _UNSURE) is unsure and since >= least
            }
            for unsure, least in ((False, case.tx_from), (True, evidence))
        )
        left = any(
            pair not in decided
            and pair not in doubted
            and not (case.kind == AMBIGUOUS_KEY and _are_two(numbered, pair))
            for pair in pairs
        )
        told[case.cid] = Standing(here, version, not case.of_decision and not left, decided, doubted)
    return told


def entities_of(sql: Sql, sids: list[int], tx: int) -> dict[int, int]:
    """The entities that hold sources at a transaction, by source."""
    return dict(
        sql.all(f"SELECT m.sid, m.eid FROM member AS m WHERE m.sid IN EACH(:sids) AND {live('m')}", sids=sids, tx=tx)
    )


def ends_of(sql: Sql, cases: Iterable[Case]) -> dict[int, Pair]:
    """The two sources that the judgement of a case is on, by the judgement's number."""
    jids = sorted({case.decision for case in cases if case.decision is not None})
    return {
        jid: (a, b)
        for jid, a, b in sql.all("SELECT jid, a_sid, b_sid FROM judgement WHERE jid IN EACH(:jids)", jids=jids)
    }


def pair_of(case: Case, standing: Standing, ends: Pair | None) -> Pair | None:
    """The two sources that a case asks about; None where it names several and a steward has to say which.

    A source that is gone is asked about through the one that took its place.
    """
    if case.of_decision and ends is not None:
        gone, *instead = case.sids
        if case.kind != SOURCE_GONE or not instead:
            return ends
        return (instead[0], ends[1] if gone == ends[0] else ends[0]) if len(instead) == 1 else None
    first: dict[int, int] = {}
    for sid in sorted(standing.eid_of):
        first.setdefault(standing.eid_of[sid], sid)
    a, *others = first.values() or [0]
    return (a, others[0]) if len(others) == 1 else None


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


def _case(row: Sequence[Any]) -> Case:
    cid, kind, about, sids, score, why, tx_from, tx_to, grade, unlikely = row
    return Case(cid, kind, about, tuple(json.loads(sids)), score, why, tx_from, tx_to, (grade, unlikely, cid))


def _are_two(numbered: dict[int, set[bytes]], pair: Pair) -> bool:
    ours, theirs = (numbered.get(eid, set()) for eid in pair)
    return bool(ours and theirs and ours != theirs)


def _judged(sql: Sql, eids: list[int], tx: int) -> dict[Pair, list[tuple[int, int, int]]]:
    """Stewards' judgements between entities: number, verdict, since which transaction."""
    found: dict[Pair, list[tuple[int, int, int]]] = {}
    for ours, theirs, jid, verdict, since in sql.all(
        "SELECT x.eid, y.eid, j.jid, j.verdict, j.tx_from FROM EACH(:eids) AS w CROSS JOIN member AS x CROSS JOIN"
        f" judgement AS j JOIN member AS y ON y.sid = j.b_sid AND {live('y')} WHERE x.eid = w.value AND {live('x')}"
        f" AND j.a_sid = x.sid AND j.origin = 'steward' AND {live('j')} AND y.eid <> x.eid ORDER BY j.jid",
        eids=eids,
        tx=tx,
    ):
        found.setdefault((min(ours, theirs), max(ours, theirs)), []).append((jid, verdict, since))
    return found


def _moved(sql: Sql, eids: list[int], tx: int) -> dict[int, int]:
    """The last transaction in which a source joined or left an entity."""
    return dict(
        sql.all(
            "SELECT m.eid, MAX(CASE WHEN m.tx_to <= :tx THEN m.tx_to ELSE m.tx_from END) FROM member AS m"
            " WHERE m.eid IN EACH(:eids) AND m.tx_from <= :tx GROUP BY m.eid",
            eids=eids,
            tx=tx,
        )
    )


def _stated(sql: Sql, sids: list[int], tx: int) -> dict[int, int]:
    """The last transaction in which the archive began or ceased to believe a row of a source."""
    return dict(
        sql.all(
            "SELECT n.sid, MAX(CASE WHEN b.tx_to <= :tx THEN b.tx_to ELSE b.tx_from END) FROM name AS n JOIN belief"
            f" AS b ON b.vid = n.fid >> {FACT_BITS} WHERE n.sid IN EACH(:sids) AND b.tx_from <= :tx GROUP BY n.sid",
            sids=sids,
            tx=tx,
        )
    )


def _numbers(sql: Sql, eids: list[int], tx: int) -> dict[int, set[bytes]]:
    """The numbers of which an entity has one, as their keys."""
    found: dict[int, set[bytes]] = {}
    for eid, key in sql.all(
        f"SELECT DISTINCT m.eid, c.key FROM member AS m JOIN claim AS c ON c.sid = m.sid AND {live('c')}"
        f" AND {not_withdrawn('c')} WHERE m.eid IN EACH(:eids) AND {live('m')} AND c.kind = {int(Reason.IDENTIFIER)}",
        eids=eids,
        tx=tx,
    ):
        found.setdefault(eid, set()).add(bytes(key))
    return found
