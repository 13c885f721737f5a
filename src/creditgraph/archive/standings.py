"""How the cases of the steward's queue stand: what is still to be decided of them, and since when nothing changed.

A case of clustering or matching stands as long as it is found again, so no decision closes it. It is *settled*, and
left out of the queue, where each pair of its entities is:

- a steward's *same* or *different* between two of its entities settles them in every case that is no later than it;
- *unsure* settles them until there is new evidence: a row of one of its sources, a source that joins or leaves them;
- under an ambiguous key, two that state two credit codes or identity numbers need nobody to part them.

A case whose entities have become one is settled too. A case of a decision is never settled: deciding it closes it.
"""

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

from creditgraph.archive.cases import EVIDENCE_CHANGED, SOURCE_GONE
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live, not_withdrawn
from creditgraph.archive.schema import FACT_BITS
from creditgraph.model.vocabulary import Verdict
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.clustering import AMBIGUOUS_KEY

OF_DECISIONS = (EVIDENCE_CHANGED, SOURCE_GONE)
MOST_SUBJECTS = 50
"""So many entities of a case are looked at in pairs; a larger one is never settled."""
_UNSURE = VERDICT.number[Verdict.UNSURE]

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

    `version` is the last transaction that bore on it. `settled` says that nothing is left to decide. A pair of
    entities is settled by a steward's judgement: in `doubted` where it is *unsure*, else in `decided`.
    """

    eid_of: dict[int, int]
    version: int
    settled: bool
    decided: dict[Pair, int]
    doubted: dict[Pair, int]


def standings(sql: Sql, cases: Sequence[Case], tx: int) -> dict[int, Standing]:
    """How cases stand at a transaction, by their numbers."""
    sids = sorted({sid for case in cases for sid in case.sids})
    eid_of = entities_of(sql, sids, tx)
    eids = sorted(set(eid_of.values()))
    bearing = _Bearing(_judged(sql, eids, tx), _moved(sql, eids, tx), _stated(sql, sids, tx), _numbers(sql, eids, tx))
    return {
        case.cid: _standing(case, {sid: eid_of[sid] for sid in case.sids if sid in eid_of}, bearing, tx)
        for case in cases
    }


class _Bearing(NamedTuple):
    """What bears on cases: stewards' judgements between entities (number, verdict, since), when an entity's sources
    last changed, when a source's rows last did, and the single-valued numbers of entities."""

    judged: dict[Pair, list[tuple[int, int, int]]]
    moved: dict[int, int]
    stated: dict[int, int]
    numbered: dict[int, set[bytes]]


def _standing(case: Case, eid_of: dict[int, int], bearing: _Bearing, tx: int) -> Standing:
    eids = sorted(set(eid_of.values()))
    pairs = list(combinations(eids[:MOST_SUBJECTS], 2))
    evidence = max(
        case.tx_from,
        *(bearing.moved.get(eid, 0) for eid in eids),
        *(bearing.stated.get(sid, 0) for sid in case.sids),
    )
    version, decided, doubted = evidence, {}, {}
    if case.tx_to is not None and case.tx_to <= tx:
        version = max(version, case.tx_to)
    for pair in pairs:
        for jid, verdict, since in bearing.judged.get(pair, ()):
            version = max(version, since)
            if verdict == _UNSURE and since >= evidence:
                doubted[pair] = jid
            elif verdict != _UNSURE and since >= case.tx_from:
                decided[pair] = jid
    left = len(eids) > MOST_SUBJECTS or any(
        pair not in decided
        and pair not in doubted
        and not (case.kind == AMBIGUOUS_KEY and _are_two(bearing.numbered, pair))
        for pair in pairs
    )
    return Standing(eid_of, version, not case.of_decision and not left, decided, doubted)


def entities_of(sql: Sql, sids: list[int], tx: int) -> dict[int, int]:
    """The entities that hold sources at a transaction, by source."""
    return dict(
        sql.all(f"SELECT m.sid, m.eid FROM member AS m WHERE m.sid IN EACH(:sids) AND {live('m')}", sids=sids, tx=tx)
    )


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
