"""Stewards' decisions: judge two sources, withdraw a claim, reverse either. Nothing is ever deleted.

A decision's id says what it is: `judgement:7` (a pair), `claim:SID:KEY` (an automatic join by a key) or
`withdrawal:3` (a claim that a steward took out). Reversing an automatic join adds a decision, so the next import does
not join again; reversing a steward's decision closes it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from creditgraph.archive.cases import close_decision_cases
from creditgraph.archive.codes import IDENTIFIER_KIND, VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live, not_withdrawn
from creditgraph.archive.joins import joining_facts
from creditgraph.archive.likeness import judge_likenesses
from creditgraph.archive.schema import FACT_BITS
from creditgraph.archive.settle import settle, touch
from creditgraph.model.errors import BadInput, NotFound, Refused
from creditgraph.model.vocabulary import Certainty, Verdict
from creditgraph.resolution.claims import Reason
from creditgraph.resolution.policy import Policy

_SAME, _DIFFERENT, _UNSURE = (VERDICT.number[one] for one in (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE))
_STEWARD = "steward"
_SEE = "see the decisions that creditgraph show lists"
_ID_DIGITS = 18
_KEY = re.compile(r"(?:[0-9a-f]{2}){1,32}")


@dataclass(frozen=True, slots=True)
class Reversal:
    """What a reversal did. `still_joined` names automatic facts that still hold the two ends together."""

    status: Literal["reversed", "already_reversed", "superseded"]
    sids: tuple[int, ...] = ()
    still_joined: tuple[str, ...] = field(default=())


def judge_pair(sql: Sql, tx: int, a: int, b: int, verdict: Verdict, policy: Policy, actor: str, why: str) -> int:
    """A steward's judgement on two sources; Refused where a live decision or two identifiers forbid it."""
    a, b = sorted((a, b))
    if verdict is Verdict.SAME:
        _check_same(sql, a, b, tx)
    elif verdict is Verdict.DIFFERENT:
        _check_different(sql, a, b, tx)
    jid = _store(sql, tx, a, b, verdict, policy, actor, why)
    derive_around(sql, tx, (a, b))
    return jid


def judge_again(
    sql: Sql, tx: int, before: int, pair: tuple[int, int], verdict: Verdict, policy: Policy, actor: str, why: str
) -> int:
    """A steward's judgement in the place of a live one, `judgement:BEFORE`, on its pair or on one that took its place.

    The same is confirmed without asking again what forbids it, as long as the two are one entity. Refused as
    `judge_pair` is, with the decision before still in force.
    """
    a, b = sorted(pair)
    ends = sql.first("SELECT a_sid, b_sid FROM judgement WHERE jid = :jid AND tx_to IS NULL", jid=before)
    if ends is None:
        raise NotFound("no_decision", f"there is no judgement:{before} in force")
    sql.run("UPDATE judgement SET tx_to = :tx WHERE jid = :jid", tx=tx, jid=before)
    close_decision_cases(sql, tx, f"judgement:{before}")
    if verdict is Verdict.SAME and b not in _cluster(sql, a):
        _check_same(sql, a, b, tx)
    elif verdict is Verdict.DIFFERENT:
        _check_different(sql, a, b, tx)
    jid = _store(sql, tx, a, b, verdict, policy, actor, why)
    derive_around(sql, tx, (a, b, *ends))
    return jid


def _store(sql: Sql, tx: int, a: int, b: int, verdict: Verdict, policy: Policy, actor: str, why: str) -> int:
    """Store a steward's judgement. It ends the doubt (*unsure*) that one had of this pair before."""
    sql.run(
        f"UPDATE judgement SET tx_to = :tx WHERE a_sid = :a AND b_sid = :b AND verdict = {_UNSURE} AND tx_to IS NULL",
        a=a,
        b=b,
        tx=tx,
    )
    jid = int(sql.value("SELECT COALESCE(MAX(jid), 0) + 1 FROM judgement"))
    sql.run(
        "INSERT INTO judgement (jid, a_sid, b_sid, verdict, origin, policy, kind, certainty, why, actor, tx_from)"
        " VALUES (:jid, :a, :b, :verdict, 'steward', :policy, :kind, :certainty, :why, :actor, :tx)",
        jid=jid,
        a=a,
        b=b,
        verdict=VERDICT.number[verdict],
        policy=policy.name,
        kind=int(Reason.STEWARD),
        certainty=int(Certainty.CERTAIN),
        why=why,
        actor=actor,
        tx=tx,
    )
    return jid


def reverse(sql: Sql, tx: int, decision: str, policy: Policy, actor: str, why: str) -> Reversal:
    """Undo a decision, automatic or a steward's; NotFound where there is none of this id."""
    kind, _, rest = decision.partition(":")
    if kind == "claim":
        return _withdraw(sql, tx, rest, actor, why)
    if kind in ("judgement", "withdrawal") and _is_id(rest):
        close = _reverse_judgement if kind == "judgement" else _reverse_withdrawal
        return close(sql, tx, int(rest), policy, actor, why)
    raise BadInput("decision_id", f"{decision!r} is no decision id", _SEE)


def _is_id(text: str) -> bool:
    """Whether a text is a number that an id can have (below 10^18, so within 64 bits)."""
    return text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS


def derive_around(sql: Sql, tx: int, sids: Iterable[int]) -> None:
    """Derive again what the given sources bear on."""
    touch(sql, sids)
    settle(sql, tx, judge_likenesses(sql, tx))


# checks --------------------------------------------------------------------------------------------------------------


def _cluster(sql: Sql, sid: int) -> list[int]:
    return [
        fellow
        for (fellow,) in sql.all(
            "SELECT o.sid FROM member AS m JOIN member AS o ON o.eid = m.eid AND o.tx_to IS NULL"
            " WHERE m.sid = :sid AND m.tx_to IS NULL ORDER BY o.sid",
            sid=sid,
        )
    ]


def _check_same(sql: Sql, a: int, b: int, tx: int) -> None:
    ours, theirs = _cluster(sql, a), _cluster(sql, b)
    if not ours or not theirs:
        raise Refused("withdrawn", "no believed row states one of the two any more", "choose a living entity")
    if set(ours) == set(theirs):
        raise Refused("already_one", "the two are one entity already", "see creditgraph show for why")
    strata = sql.value("SELECT COUNT(DISTINCT stratum) FROM source WHERE sid IN EACH(:sids)", sids=[a, b])
    if strata != 1:
        raise Refused("different_strata", "a person and an organisation cannot be one entity")
    parting = sql.first(
        f"SELECT j.jid, j.actor FROM judgement AS j WHERE j.verdict = {_DIFFERENT} AND {live('j')} AND"
        " ((j.a_sid IN EACH(:ours) AND j.b_sid IN EACH(:theirs))"
        " OR (j.b_sid IN EACH(:ours) AND j.a_sid IN EACH(:theirs)))",
        ours=ours,
        theirs=theirs,
        tx=tx,
    )
    if parting is not None:
        raise Refused(
            "judged_different",
            f"judgement:{parting[0]} by {parting[1]} says that the two are different",
            f"reverse judgement:{parting[0]} first if it is wrong",
        )
    values = single_values(sql, ours + theirs, tx)
    if len(values) > 1:
        raise Refused(
            "two_identifiers",
            "two valid identifiers cannot be one entity: " + ", ".join(values),
            "if one was stated in error, correct the row that states it",
            identifiers=values,
        )


def _check_different(sql: Sql, a: int, b: int, tx: int) -> None:
    if a == b:
        raise Refused("itself", "a source is not different from itself", "name two entities")
    joining = sql.first(
        f"SELECT j.jid, j.actor FROM judgement AS j WHERE j.origin = 'steward' AND j.verdict = {_SAME}"
        f" AND j.a_sid = :a AND j.b_sid = :b AND {live('j')}",
        a=a,
        b=b,
        tx=tx,
    )
    if joining is not None:
        raise Refused(
            "judged_same",
            f"judgement:{joining[0]} by {joining[1]} says that the two are the same",
            f"reverse judgement:{joining[0]} instead",
        )


def single_values(sql: Sql, sids: list[int], tx: int) -> list[str]:
    """The distinct credit codes or identity numbers (masked) that sources state and that count."""
    rows = sql.all(
        "SELECT DISTINCT i.kind, i.value, i.mask FROM claim AS c JOIN name AS n ON n.sid = c.sid"
        f" JOIN belief AS b ON b.vid = n.fid >> {FACT_BITS} AND {live('b')}"
        f" JOIN identifier AS i ON i.fid >= b.vid << {FACT_BITS} AND i.fid < (b.vid + 1) << {FACT_BITS}"
        f" AND i.sid = c.sid WHERE c.sid IN EACH(:sids) AND c.kind = {int(Reason.IDENTIFIER)} AND {live('c')}"
        f" AND {not_withdrawn('c')} AND i.kind IN EACH(:kinds) ORDER BY i.kind, i.value",
        sids=sids,
        kinds=[number for kind, number in IDENTIFIER_KIND.number.items() if kind in ("credit_code", "citizen_id")],
        tx=tx,
    )
    return [mask or value for _kind, value, mask in rows]


# reversals -----------------------------------------------------------------------------------------------------------


def _reverse_judgement(sql: Sql, tx: int, jid: int, policy: Policy, actor: str, why: str) -> Reversal:
    row = sql.first("SELECT a_sid, b_sid, verdict, origin, tx_to FROM judgement WHERE jid = :jid", jid=jid)
    if row is None:
        raise NotFound("no_decision", f"there is no judgement:{jid}")
    a, b, verdict, origin, closed = row
    if origin == _STEWARD:
        if closed is not None:
            return Reversal("superseded" if _is_judged_again(sql, a, b, verdict) else "already_reversed", (a, b))
        sql.run("UPDATE judgement SET tx_to = :tx WHERE jid = :jid", tx=tx, jid=jid)
        close_decision_cases(sql, tx, f"judgement:{jid}")
        derive_around(sql, tx, (a, b))
        return Reversal("reversed", (a, b), _still_joining(sql, a, b, tx))
    parted = sql.value(
        f"SELECT 1 FROM judgement AS j WHERE j.a_sid = :a AND j.b_sid = :b AND j.verdict = {_DIFFERENT}"
        f" AND {live('j')}",
        a=a,
        b=b,
        tx=tx,
    )
    if parted:
        return Reversal("already_reversed", (a, b))
    if closed is not None:
        return Reversal("superseded", (a, b))
    judge_pair(sql, tx, a, b, Verdict.DIFFERENT, policy, actor, why or f"reverses judgement:{jid}")
    return Reversal("reversed", (a, b))


def _is_judged_again(sql: Sql, a: int, b: int, verdict: int) -> bool:
    """Whether a later judgement says of a pair what one said that is closed."""
    return (
        sql.value(
            "SELECT 1 FROM judgement WHERE a_sid = :a AND b_sid = :b AND verdict = :verdict AND origin = 'steward'"
            " AND tx_to IS NULL",
            a=a,
            b=b,
            verdict=verdict,
        )
        is not None
    )


def _reverse_withdrawal(sql: Sql, tx: int, wid: int, policy: Policy, actor: str, why: str) -> Reversal:
    row = sql.first("SELECT sid, tx_to FROM withdrawal WHERE wid = :wid", wid=wid)
    if row is None:
        raise NotFound("no_decision", f"there is no withdrawal:{wid}")
    sid, closed = row
    if closed is not None:
        return Reversal("already_reversed", (sid,))
    sql.run("UPDATE withdrawal SET tx_to = :tx WHERE wid = :wid", tx=tx, wid=wid)
    derive_around(sql, tx, (sid,))
    return Reversal("reversed", (sid,))


def _withdraw(sql: Sql, tx: int, claim: str, actor: str, why: str) -> Reversal:
    number, _, digits = claim.partition(":")
    if not (_is_id(number) and _KEY.fullmatch(digits)):
        raise BadInput("decision_id", f"claim:{claim} is no decision id", _SEE)
    sid, key = int(number), bytes.fromhex(digits)
    if sql.value(
        f"SELECT 1 FROM withdrawal AS w WHERE w.sid = :sid AND w.key = :key AND {live('w')}", sid=sid, key=key, tx=tx
    ):
        return Reversal("already_reversed", (sid,))
    states = [
        tx_to for (tx_to,) in sql.all("SELECT tx_to FROM claim WHERE sid = :sid AND key = :key", sid=sid, key=key)
    ]
    if not states:
        raise NotFound("no_decision", f"there is no claim:{claim}")
    if None not in states:
        return Reversal("superseded", (sid,))
    fellows = _cluster(sql, sid)
    wid = int(sql.value("SELECT COALESCE(MAX(wid), 0) + 1 FROM withdrawal"))
    sql.run(
        "INSERT INTO withdrawal (wid, sid, key, why, actor, tx_from) VALUES (:wid, :sid, :key, :why, :actor, :tx)",
        wid=wid,
        sid=sid,
        key=key,
        why=why,
        actor=actor,
        tx=tx,
    )
    derive_around(sql, tx, (sid,))
    other = next((fellow for fellow in fellows if fellow != sid), sid)
    return Reversal("reversed", (sid, other), _still_joining(sql, sid, other, tx))


def _still_joining(sql: Sql, a: int, b: int, tx: int) -> tuple[str, ...]:
    """Where two sources are one cluster still, the automatic facts of that cluster."""
    cluster = _cluster(sql, a)
    if a == b or b not in cluster:
        return ()
    return tuple(decision for decision, _sids in joining_facts(sql, cluster, tx))
