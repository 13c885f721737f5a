"""The archive page of one entity: what it is called, whom it is linked to, what is on record, and why it is one."""

from collections.abc import Iterable, Sequence
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.decisions import joining_facts
from creditgraph.archive.facts import live
from creditgraph.archive.read import NameRow
from creditgraph.credit.own import sections
from creditgraph.graph.port import Edge, Frame
from creditgraph.model.dates import Day, holds_at, iso
from creditgraph.model.ids import encode_id, parse_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, LinkType, Verdict
from creditgraph.resolution.claims import Reason
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import tell_edge, tell_entities
from creditgraph.usecases.records import held_records, tell_facts
from creditgraph.usecases.subjects import require_subject, sealer_for, tell_identifiers

MOST = 200
"""How many of each list an answer holds; `…_count` beside it has them all."""
_COUNTED = 100_000
_SOURCES = 20
_RULE = "rule"
"""Who decided where no steward did."""

Told = dict[str, Any]


def show(context: Context, request: Request, subject: str) -> dict[str, object]:
    """Everything about the one entity that an id, a number or a name means; NotFound, Ambiguous or BadInput where
    it means none. `moved_from` is the id asked for where its entity lives on under another.
    """
    with audited(context.audit, request, "show", subject), context.reading(request) as reading:
        sealer = sealer_for(context, subject)
        eid = require_subject(reading, sealer, subject)
        told = {"tx": reading.tx, **tell_entities(reading, request, [eid])[eid]}
        asked = parse_id(subject)
        if asked is not None and encode_id(asked) != told["id"]:
            told["moved_from"] = encode_id(asked)
        members = read.members(reading.sql, [eid], reading.tx)
        return {
            **told,
            "as_of": iso(request.as_of),
            "names": _names(reading, request, eid),
            "identifiers": tell_identifiers(reading, [eid]).get(eid, []),
            "details": _details(reading, eid),
            **_bounded("links", *_links(reading, request, eid)),
            **_bounded("records", *_records(reading, request, eid)),
            **_bounded("sources", *_sources(reading, members)),
            **_bounded("decisions", *_decisions(context, reading, [member.sid for member in members])),
        }


def _bounded(name: str, told: list[Told], count: int) -> Told:
    return {name: told, f"{name}_count": count}


# what it is called ---------------------------------------------------------------------------------------------------


def _names(reading: Reading, request: Request, eid: int) -> list[Told]:
    """The distinct names with their intervals, the ones borne to this day first."""
    rows = read.names(reading.sql, [eid], reading.tx)
    best = read.best_names(rows).get(eid)
    lasting = {(row.text, row.kind) for row in rows if row.valid_to is None}
    borne = {
        (row.text, row.kind.value, row.valid_from, row.valid_to): row
        for row in rows
        # that one row ended is no end of a name which others state still
        if row.valid_to is None or (row.text, row.kind) not in lasting
        if row.text and holds_at(row.valid_from, row.valid_to, request.as_of)
    }
    ordered = sorted(borne.values(), key=lambda row: _name_order(row, best))
    return [
        {
            "text": row.text,
            "kind": row.kind.value,
            "valid_from": iso(row.valid_from),
            "valid_to": iso(row.valid_to),
        }
        for row in ordered[:MOST]
    ]


def _name_order(row: NameRow, best: NameRow | None) -> tuple[object, ...]:
    is_best = best is not None and row.text == best.text
    return (
        not is_best,
        row.valid_to is not None,
        row.kind.value != "registered",
        -(row.valid_to or 0),
        row.text,
    )


def _details(reading: Reading, eid: int) -> list[Told]:
    """The distinct other facts, each with the last day on which it was stated."""
    last: dict[tuple[str, str], Day] = {}
    for row in read.details(reading.sql, [eid], reading.tx):
        place = (row.kind.value, row.value)
        last[place] = max(row.stated_on, last.get(place, row.stated_on))
    return [{"kind": kind, "value": value, "stated_on": iso(day)} for (kind, value), day in sorted(last.items())[:MOST]]


# whom it is linked to ------------------------------------------------------------------------------------------------


def _links(reading: Reading, request: Request, eid: int) -> tuple[list[Told], int]:
    """Relations of any certainty, and persons who may be the same."""
    frame = reading.frame(request, Certainty.SUSPECTED)
    edges = {(edge.type, edge.from_eid, edge.to_eid): edge for edge in reading.graph.adjacent(eid, frame, 0, _COUNTED)}
    ordered = [*edges.values(), *_possible_same(reading, frame, eid)]
    ordered.sort(key=lambda edge: (edge.type, edge.from_eid != eid, _other(edge, eid)))
    shown = ordered[:MOST]
    entities = tell_entities(reading, request, sorted({eid} | {_other(edge, eid) for edge in shown}))
    told = [link for edge in shown for link in _tell_links(reading, request, edge, eid, entities)]
    return told[:MOST], len(ordered) - len(shown) + len(told)


def _possible_same(reading: Reading, frame: Frame, eid: int) -> Sequence[Edge]:
    only = frozenset({LinkType.POSSIBLE_SAME_PERSON})
    asked = Frame(frame.tx, frame.as_of, Certainty.SUSPECTED, only)
    return reading.graph.expand([eid], asked, MOST).edges.get(eid, ())


def _other(edge: Edge, eid: int) -> int:
    return edge.to_eid if edge.from_eid == eid else edge.from_eid


def _tell_links(
    reading: Reading, request: Request, edge: Edge, eid: int, entities: dict[int, dict[str, str]]
) -> list[Told]:
    other = entities[_other(edge, eid)]
    kept = ("valid_from", "valid_to", "certainty", "attributes", "sources", "sources_truncated")
    return [
        {
            "type": edge.type.value,
            "direction": "out" if edge.from_eid == eid else "in",
            "id": other["id"],
            "name": other["name"],
            "kind": other["kind"],
            **{name: hop[name] for name in kept if name in hop},
        }
        for hop in tell_edge(reading, request, edge, entities)
    ]


# what is on record ---------------------------------------------------------------------------------------------------


def _records(reading: Reading, request: Request, eid: int) -> tuple[list[Told], int]:
    """The records, those of one decision as one, in the order of the archive page."""
    held = held_records(reading, request, [eid])[eid]
    facts = [fact for section in sections(held, {}).values() for fact in section.facts]
    return tell_facts(reading, facts[:MOST]), len(facts)


# why it is one -------------------------------------------------------------------------------------------------------


def _sources(reading: Reading, members: Sequence[read.MemberRow]) -> tuple[list[Told], int]:
    shown = members[:MOST]
    homes = read.home_ids(reading.sql, [member.sid for member in shown])
    told = [
        {"id": encode_id(homes[member.sid]), "dataset": member.dataset, "certainty": member.certainty.word}
        for member in shown
    ]
    return told, len(members)


def _decisions(context: Context, reading: Reading, sids: list[int]) -> tuple[list[Told], int]:
    """What was judged of the sources of an entity, then the claims that join them, the strongest kind first."""
    joining = joining_facts(reading.sql, sids, reading.tx)
    claims = [decision for decision, _sids in joining if decision.startswith("claim:")]
    judged = [*_judgements(reading, sids), *_withdrawals(reading, sids)]
    told = [*judged, *_claims(context, reading, claims[:MOST])][:MOST]
    moments = _moments(reading, (one["at"] for one in told))
    return [{**one, "at": moments[one["at"]]} for one in told], len(judged) + len(claims)


def _claims(context: Context, reading: Reading, ids: Iterable[str]) -> list[Told]:
    wanted = [(int(sid), key) for _claim, sid, key in (decision.split(":") for decision in ids)]
    known = {
        (sid, bytes(key).hex()): (kind, tx)
        for sid, key, kind, tx in reading.sql.all(
            f"SELECT c.sid, c.key, c.kind, c.tx_from FROM claim AS c WHERE c.sid IN EACH(:sids) AND {live('c')}",
            sids=sorted({sid for sid, _key in wanted}),
            tx=reading.tx,
        )
    }
    return [
        {
            "id": f"claim:{sid}:{key}",
            "verdict": Verdict.SAME.value,
            "by": _RULE,
            "policy": context.archive.policy.name,
            "at": known[sid, key][1],
            "reason": Reason(known[sid, key][0]).name.lower(),
        }
        for sid, key in wanted
    ]


def _judgements(reading: Reading, sids: list[int]) -> list[Told]:
    """The judgements on the sources of an entity; *different* and *unsure* also where the other end lies outside."""
    return [
        {
            "id": f"judgement:{jid}",
            "verdict": VERDICT.word(verdict).value,
            "by": actor if origin == "steward" else _RULE,
            "policy": policy,
            "at": tx,
            "reason": why if origin == "steward" else Reason(kind).name.lower(),
        }
        for jid, verdict, origin, actor, policy, tx, why, kind in reading.sql.all(
            "SELECT j.jid, j.verdict, j.origin, j.actor, j.policy, j.tx_from, j.why, j.kind FROM judgement AS j"
            f" WHERE (j.a_sid IN EACH(:sids) OR j.b_sid IN EACH(:sids)) AND {live('j')}"
            " ORDER BY j.kind, j.jid",
            sids=sids,
            tx=reading.tx,
        )
    ]


def _withdrawals(reading: Reading, sids: list[int]) -> list[Told]:
    return [
        {
            "id": f"withdrawal:{wid}",
            "verdict": Verdict.DIFFERENT.value,
            "by": actor,
            "policy": None,
            "at": tx,
            "reason": why,
        }
        for wid, actor, tx, why in reading.sql.all(
            f"SELECT w.wid, w.actor, w.tx_from, w.why FROM withdrawal AS w WHERE w.sid IN EACH(:sids) AND {live('w')}"
            " ORDER BY w.wid",
            sids=sids,
            tx=reading.tx,
        )
    ]


def _moments(reading: Reading, txs: Iterable[int]) -> dict[int, str]:
    return dict(reading.sql.all("SELECT tx, at FROM tx WHERE tx IN EACH(:txs)", txs=sorted(set(txs))))
