"""Deciding a case of the queue: *same*, *different* or *unsure*, with a reason.

A case of matching or clustering is decided by a judgement on its pair, which settles it. Where a case is about a
steward's decision (its evidence changed, a source of it is gone, a code parts what it joined), a judgement takes that
decision's place: on the same pair, or on the source that took the place of the one that is gone. *Unsure* leaves that
decision in force; a case of a decision is closed by it.
"""

from typing import Any

from creditgraph.access.audit import audited, kept_text
from creditgraph.archive import decisions, read
from creditgraph.archive import reviews as queue
from creditgraph.archive.archive import moment_of
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.standings import Case, Pair, Standing, entities_of, pair_of, standings
from creditgraph.model.errors import BadInput, Refused
from creditgraph.model.ids import parse_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Verdict
from creditgraph.usecases.context import Context
from creditgraph.usecases.decide import tell_judgement
from creditgraph.usecases.reviews import no_case, subjects_of

Told = dict[str, Any]


def decide(
    context: Context,
    request: Request,
    cid: int,
    verdict: Verdict,
    a: str | None = None,
    b: str | None = None,
    version: int | None = None,
) -> Told:
    """Decide a case. `a` and `b` name two of its subjects where it has more; `version` is that of the case as it was
    read. The body is that of a merge, with the case and the verdict.

    NotFound for no such case; BadInput without a reason or a pair; Refused where the case was decided since
    (`superseded`), is another version (`version_moved`), or the archive's rules forbid the judgement.
    """
    why = kept_text((request.reason or "").strip())
    if not why:
        raise BadInput("no_reason", "a decision needs a reason", "say why with --reason")
    with audited(context.audit, request, f"review {verdict.value}", str(cid)):
        context.archive.open()
        actor, policy = request.principal.name, context.archive.policy
        with context.archive.transaction("review", actor, patience=request.patience()) as (sql, tx):
            case = queue.find_case(sql, cid)
            if case is None:
                raise no_case(cid)
            standing = standings(sql, [case], tx)[cid]
            ends = queue.ends_of(sql, [case])
            pair = _pair(sql, case, standing, ends, a, b, tx)
            _check_open(sql, case, standing, pair, verdict)
            if version is not None and version != standing.version:
                raise _moved(cid, version, standing.version)
            if pair is None:
                raise _pair_needed(case)
            first, second = pair
            if case.decision is not None and verdict is not Verdict.UNSURE and _is_in_force(sql, case.decision):
                jid = decisions.judge_again(sql, tx, case.decision, pair, verdict, policy, actor, why)
            else:
                jid = decisions.judge_pair(sql, tx, first, second, verdict, policy, actor, why)
            if case.of_decision:
                queue.close_case(sql, tx, cid)
            entities = [standing.eid_of.get(sid, sid) for sid in pair]
            told = tell_judgement(sql, tx, jid, *entities)
        context.committed(tx)
        return {"review": cid, "verdict": verdict.value, **told}


def _pair(
    sql: Sql, case: Case, standing: Standing, ends: dict[int, Pair], a: str | None, b: str | None, tx: int
) -> Pair | None:
    """The two sources to judge: those that the caller names, else those that the case asks about."""
    if a is None and b is None:
        return pair_of(case, standing, ends.get(case.decision or 0))
    if a is None or b is None:
        raise _pair_needed(case)
    subjects = subjects_of(case, ends)
    first, second = (_named(sql, case, subjects, text, tx) for text in (a, b))
    if first == second:
        raise Refused("itself", "a source is not different from itself", "name two subjects of the review")
    return first, second


def _named(sql: Sql, case: Case, subjects: list[int], text: str, tx: int) -> int:
    """The source of a case that an id means: its own, or that of the entity which holds it."""
    home = parse_id(text)
    place = None if home is None else read.whereabouts(sql, home, tx)
    if place is not None:
        if place.sid in subjects:
            return place.sid
        held = entities_of(sql, subjects, tx)
        for sid in subjects:
            if place.eid is not None and held.get(sid) == place.eid:
                return sid
    raise BadInput(
        "not_in_review",
        f"{kept_text(text)!r} is no subject of review {case.cid}",
        "name two ids that creditgraph reviews show lists",
    )


def _check_open(sql: Sql, case: Case, standing: Standing, pair: Pair | None, verdict: Verdict) -> None:
    """Refused, naming who decided, where nothing is left to decide."""
    if case.tx_to is not None:
        raise _superseded(sql, case, "tx_from = :tx AND origin = 'steward'", tx=case.tx_to)
    if case.of_decision:
        return
    known = standing.doubted | standing.decided if verdict is Verdict.UNSURE else standing.decided
    if pair is None:
        if standing.settled:
            raise _superseded(sql, case, "jid IN EACH(:jids)", jids=list(known.values()))
        return
    first, second = sorted(standing.eid_of.get(sid, 0) for sid in pair)
    if first == second:  # one entity by now
        a, b = sorted(pair)
        raise _superseded(sql, case, "a_sid = :a AND b_sid = :b AND tx_to IS NULL AND origin = 'steward'", a=a, b=b)
    if jid := known.get((first, second)):
        raise _superseded(sql, case, "jid = :jid", jid=jid)


def _superseded(sql: Sql, case: Case, which: str, **given: Any) -> Refused:
    row = sql.first(f"SELECT jid, verdict, actor, tx_from FROM judgement WHERE {which} ORDER BY jid DESC", **given)
    if row is None:
        at = None if case.tx_to is None else moment_of(sql, case.tx_to)
        return Refused("superseded", f"review {case.cid} has nothing left to decide", "see the next", at=at)
    jid, verdict, actor, tx = row
    word = VERDICT.word(verdict).value
    return Refused(
        "superseded",
        f"review {case.cid} was decided by {actor}: {word} (judgement:{jid})",
        f"reverse judgement:{jid} if it is wrong",
        decision=f"judgement:{jid}",
        verdict=word,
        by=actor,
        at=moment_of(sql, tx),
        message_zh=f"待办 {case.cid} 已由 {actor} 判定（judgement:{jid}）",
        remedy_zh=f"若判定有误，撤销 judgement:{jid}",
    )


def _moved(cid: int, version: int, now: int) -> Refused:
    return Refused(
        "version_moved",
        f"review {cid} is at version {now}, not {version}: something came in since it was read",
        "read it again",
        version=now,
        message_zh=f"待办 {cid} 现为版本 {now}，不是 {version}：读取之后有新情况",
        remedy_zh="重新读取后再判定",
    )


def _is_in_force(sql: Sql, jid: int) -> bool:
    """Whether a judgement is a steward's that stands: a new one takes its place."""
    return (
        sql.value("SELECT 1 FROM judgement WHERE jid = :jid AND origin = 'steward' AND tx_to IS NULL", jid=jid)
        is not None
    )


def _pair_needed(case: Case) -> BadInput:
    return BadInput(
        "pair_needed",
        f"review {case.cid} names more than two subjects",
        "name the two that you judge by their ids, a and b",
        message_zh=f"待办 {case.cid} 涉及两个以上主体",
        remedy_zh="用编号 a 与 b 指明要判定的两个",
    )
