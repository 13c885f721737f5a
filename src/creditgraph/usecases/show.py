"""The archive page of one entity: what it is called, whom it is linked to, what is on record, and why it is one."""

from collections.abc import Iterable, Sequence
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.facts import live
from creditgraph.archive.joins import joining_facts
from creditgraph.credit.own import facts_in_order
from creditgraph.graph.port import BEGINNING, Edge
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Certainty, Verdict
from creditgraph.resolution.claims import Reason
from creditgraph.usecases.adjacent import COUNTED
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.hops import Teller, tell_entities
from creditgraph.usecases.profile import tell_profile
from creditgraph.usecases.records import backing_of, held_records, tell_facts
from creditgraph.usecases.subjects import require_subject, sealer_for

MOST = 200
"""How many of each list an answer holds; `…_count` beside it has them all."""
_RULE = "rule"
"""Who decided where no steward did."""

Told = dict[str, Any]


def show(context: Context, request: Request, subject: str) -> dict[str, object]:
    """Everything about the one entity that an id, a number or a name means; NotFound, Ambiguous or BadInput where
    it means none.
    """
    with audited(context.audit, request, "show", subject), context.reading(request) as reading:
        eid = require_subject(reading, sealer_for(context, subject), subject)
        members = read.members(reading.sql, [eid], reading.tx)
        links, links_count, links_capped = _links(reading, request, eid)
        return {
            **tell_profile(reading, request, eid, subject),
            **_bounded("links", links, links_count),
            "links_capped": links_capped,
            **_bounded("records", *_records(reading, request, eid)),
            **_bounded("sources", *_sources(reading, members)),
            **_bounded("decisions", *_decisions(context, reading, [member.sid for member in members])),
        }


def _bounded(name: str, told: list[Told], count: int) -> Told:
    return {name: told, f"{name}_count": count}


# whom it is linked to ------------------------------------------------------------------------------------------------


def _links(reading: Reading, request: Request, eid: int) -> tuple[list[Told], int, bool]:
    """Relations of any certainty, also to persons who may be the same; how many there are, and whether there are more.

    A hub's are not all read: types are listed in order, and counts stop where `adjacent` stops counting.
    """
    frame = reading.frame(request, Certainty.SUSPECTED)
    spread = reading.graph.spread(eid, frame, COUNTED)
    edges: list[Edge] = []
    for one in spread:
        if len(edges) < MOST:
            edges += reading.graph.adjacent(eid, frame, one.type, one.direction, BEGINNING, MOST - len(edges)).edges
    entities = tell_entities(reading, request, sorted({eid, *(edge.other(eid) for edge in edges)}))
    teller = Teller(reading, edges, entities)
    told = [link for edge in edges for link in _tell_links(teller, edge, eid, entities)]
    counted = sum(min(one.neighbours, COUNTED) for one in spread)
    return told[:MOST], counted - len(edges) + len(told), any(one.neighbours > COUNTED for one in spread)


def _tell_links(teller: Teller, edge: Edge, eid: int, entities: dict[int, dict[str, str]]) -> list[Told]:
    other = entities[edge.other(eid)]
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
        for hop in teller.relations(edge)
    ]


# what is on record ---------------------------------------------------------------------------------------------------


def _records(reading: Reading, request: Request, eid: int) -> tuple[list[Told], int]:
    """The records, those of one decision as one, in the order of the archive page."""
    facts = facts_in_order(held_records(reading, request, [eid])[eid])
    return tell_facts(facts[:MOST], backing_of(reading, facts[:MOST])), len(facts)


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
