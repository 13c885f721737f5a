"""What entities are called and what they are, as states with intervals.

An entity has a state while a source belongs to it: kind and name (none where no row calls it by a name that has begun),
whether it is a state body, whether a number identifies it. A row tells the states that began in the span.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from creditgraph.archive import read
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live, not_withdrawn
from creditgraph.archive.schema import FACT_BITS
from creditgraph.graph.port import Frame
from creditgraph.graph.publication.span import Chunk, Row, Span, within
from creditgraph.graph.sql import SqlGraph
from creditgraph.model.ids import encode_id
from creditgraph.model.vocabulary import EntityKind
from creditgraph.resolution.claims import Reason

LABELS = {
    EntityKind.ENTERPRISE: "LegalPerson",
    EntityKind.NON_ENTERPRISE_LEGAL_PERSON: "LegalPerson",
    EntityKind.UNINCORPORATED: "Unincorporated",
    EntityKind.BRANCH: "Branch",
    EntityKind.INDIVIDUAL_BUSINESS: "IndividualBusiness",
    EntityKind.NATURAL_PERSON: "NaturalPerson",
}
_MEMBERS = "SELECT c.eid, c.{edge} FROM member AS c WHERE {there}"
_NAMES = (
    "SELECT DISTINCT m.eid, c.{edge} FROM belief AS c CROSS JOIN name AS n JOIN member AS m ON m.sid = n.sid"
    f" AND m.tx_from <= c.{{edge}} AND (m.tx_to IS NULL OR m.tx_to > c.{{edge}})"
    f" WHERE {{there}} AND n.fid >= c.vid << {FACT_BITS} AND n.fid < (c.vid + 1) << {FACT_BITS}"
)
_CLAIMS = (
    "SELECT DISTINCT m.eid, c.{edge} FROM claim AS c JOIN member AS m ON m.sid = c.sid AND m.tx_from <= c.{edge}"
    f" AND (m.tx_to IS NULL OR m.tx_to > c.{{edge}}) WHERE c.kind IN ({int(Reason.IDENTIFIER)},"
    f" {int(Reason.STATE_BODY)}) AND {{there}}"
)
_WITHDRAWALS = (
    "SELECT DISTINCT m.eid, c.{edge} FROM withdrawal AS c JOIN member AS m ON m.sid = c.sid AND m.tx_from <= c.{edge}"
    " AND (m.tx_to IS NULL OR m.tx_to > c.{edge}) WHERE {there}"
)


class State(NamedTuple):
    """What an entity is while one state lasts."""

    kind: EntityKind | None
    name: str | None
    state_body: bool
    identified: bool


class Entities:
    """The states of entities, by entity id."""

    name = "entities"

    def prepare(self, sql: Sql, span: Span) -> None:
        """The entities that something happened to, and when."""
        sql.script(
            (
                "CREATE TEMP TABLE IF NOT EXISTS p_state (eid INTEGER, tx INTEGER, PRIMARY KEY (eid, tx))",
                "DELETE FROM p_state",
            )
        )
        for query in (_MEMBERS, _NAMES, _CLAIMS, _WITHDRAWALS):
            for edge in ("tx_from", "tx_to"):
                found = query.format(edge=edge, there=within(f"c.{edge}"))
                sql.run(
                    f"INSERT INTO p_state SELECT x.* FROM ({found}) AS x WHERE 1 = 1 ON CONFLICT DO NOTHING",
                    **span._asdict(),
                )

    def chunk(self, sql: Sql, span: Span, after: int, size: int) -> Chunk | None:
        """The states that began or ended in the span, an entity a row."""
        touched: dict[int, list[int]] = {}
        for eid, tx in sql.all(
            "SELECT s.eid, s.tx FROM p_state AS s JOIN (SELECT DISTINCT eid FROM p_state WHERE eid > :after"
            " ORDER BY eid LIMIT :size) AS w ON w.eid = s.eid ORDER BY s.eid, s.tx",
            after=after,
            size=size,
        ):
            touched.setdefault(eid, []).append(tx)
        if not touched:
            return None
        then = _states(sql, touched, span.after) if span.after else {}
        by_tx: dict[int, list[int]] = {}
        for eid, txs in touched.items():
            for tx in txs:
                by_tx.setdefault(tx, []).append(eid)
        known = {tx: _states(sql, eids, tx) for tx, eids in by_tx.items()}
        homes = read.home_ids(sql, touched)
        rows = [
            _row(eid, homes[eid], then.get(eid), [(tx, known[tx].get(eid)) for tx in txs])
            for eid, txs in touched.items()
        ]
        return Chunk(max(touched), [row for row in rows if row is not None], [])


def _row(eid: int, home: int, before: State | None, states: Iterable[tuple[int, State | None]]) -> Row | None:
    """What changed of one entity, None where nothing did."""
    ends: int | None = None
    new: list[dict[str, Any]] = []
    current = before
    for tx, state in states:
        if state == current:
            continue
        if new and current is not None:
            new[-1]["tx_to"] = tx
        elif current is not None:
            ends = tx
        if state is not None:
            new.append({**state._asdict(), "tx_from": tx, "tx_to": None})
        current = state
    if not new and ends is None:
        return None
    labels = [LABELS[current.kind]] if current is not None and current.kind is not None else []
    latest = new.pop() if new else None
    return {"eid": eid, "id": encode_id(home), "ends": ends, "past": new, "latest": latest, "labels": labels}


def _states(sql: Sql, eids: Iterable[int], tx: int) -> dict[int, State]:
    """What entities are at a transaction; those without a source then are left out."""
    marks = _marks(sql, eids, tx)
    if not marks:
        return {}
    entities = SqlGraph(sql).entities(marks, Frame(tx))
    return {
        eid: State(
            entities[eid].kind if eid in entities else None,
            entities[eid].name if eid in entities else None,
            *marks[eid],
        )
        for eid in marks
    }


def _marks(sql: Sql, eids: Iterable[int], tx: int) -> dict[int, tuple[bool, bool]]:
    """Of each entity that has a source: whether it is a state body, and whether a credit code or an identity number
    identifies it.
    """
    return {
        eid: (bool(state_body), bool(identified))
        for eid, state_body, identified in sql.all(
            f"SELECT m.eid, MAX(CASE WHEN c.kind = {int(Reason.STATE_BODY)} THEN 1 ELSE 0 END), MAX(CASE WHEN c.kind ="
            f" {int(Reason.IDENTIFIER)} AND {not_withdrawn('c')} THEN 1 ELSE 0 END) FROM EACH(:eids) AS w"
            " CROSS JOIN member AS m LEFT JOIN claim AS c ON c.sid = m.sid AND c.kind IN"
            f" ({int(Reason.IDENTIFIER)}, {int(Reason.STATE_BODY)}) AND {live('c')}"
            f" WHERE m.eid = w.value AND {live('m')} GROUP BY m.eid ORDER BY m.eid",
            eids=sorted(eids),
            tx=tx,
        )
    }
