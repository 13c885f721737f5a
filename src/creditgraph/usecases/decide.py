"""A steward's decisions: merge two entities, keep two apart, reverse a decision."""

from contextlib import suppress

from creditgraph.access.audit import audited
from creditgraph.archive import decisions, read
from creditgraph.archive.archive import newest_tx
from creditgraph.archive.database import Sql
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.model.ids import encode_id, parse_id
from creditgraph.model.request import Request
from creditgraph.model.vocabulary import Verdict
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.subjects import require_subject, sealer_for


class _NothingToDo(Exception):
    """Takes a transaction back."""


def merge(context: Context, request: Request, a: str, b: str, dry_run: bool = False) -> dict[str, object]:
    """Say that two entities are one. Refused, naming the cause, where a decision or two identifiers forbid it.

    A dry run decides, tells what came of it, and takes it all back: its `decision` is None.
    """
    return _judge(context, request, a, b, Verdict.SAME, dry_run)


def refuse(context: Context, request: Request, a: str, b: str) -> dict[str, object]:
    """Say that two entities are different, so that no rule joins the two sources that they are named by."""
    return _judge(context, request, a, b, Verdict.DIFFERENT)


def reverse(context: Context, request: Request, decision: str) -> dict[str, object]:
    """Undo a decision, a steward's or an automatic one; doing it again changes nothing."""
    with audited(context.audit, request, "reverse", decision):
        context.archive.open()
        actor, why = request.principal.name, redact_text(request.reason or "", mask_number)
        with (
            suppress(_NothingToDo),
            context.archive.transaction("reverse", actor, patience=request.patience()) as (sql, tx),
        ):
            done = decisions.reverse(sql, tx, decision, context.archive.policy, actor, why)
            if done.status != "reversed":
                raise _NothingToDo  # no transaction for what changes nothing
        if done.status == "reversed":
            context.committed(tx)
        with context.archive.read() as sql:
            tx = newest_tx(sql)
            return {
                "decision": decision,
                "tx": tx,
                "status": done.status,
                "ids": _entity_ids(sql, list(done.sids), tx),
                "still_joined_by": list(done.still_joined),
            }


def _judge(
    context: Context, request: Request, a: str, b: str, verdict: Verdict, dry_run: bool = False
) -> dict[str, object]:
    action = "merge" if verdict is Verdict.SAME else "refuse"
    with audited(context.audit, request, f"{action} dry run" if dry_run else action, a, b):
        with context.reading(request) as reading:
            sealer = sealer_for(context, a, b)
            first, second = (require_subject(reading, sealer, text) for text in (a, b))
            if verdict is Verdict.DIFFERENT:  # it binds the pair of sources that is named
                first, second = _named_source(reading, a, first), _named_source(reading, b, second)
        actor, why = request.principal.name, redact_text(request.reason or "", mask_number)
        told: dict[str, object] = {}
        with (
            suppress(_NothingToDo),
            context.archive.transaction(action, actor, patience=request.patience()) as (sql, tx),
        ):
            jid = decisions.judge_pair(sql, tx, first, second, verdict, context.archive.policy, actor, why)
            told = tell_judgement(sql, tx, jid, first, second)
            if dry_run:
                told |= {"decision": None, "tx": tx - 1}
                raise _NothingToDo
        if not dry_run:
            context.committed(tx)
        return told


def tell_judgement(sql: Sql, tx: int, jid: int, first: int, second: int) -> dict[str, object]:
    """What a judgement on two sources came to, told in its transaction: `away` are ids that lead elsewhere now."""
    before = [encode_id(home) for _sid, home in sorted(read.home_ids(sql, (first, second)).items())]
    after = _entity_ids(sql, [first, second], tx)
    return {
        "decision": f"judgement:{jid}",
        "tx": tx,
        "id": after[0],
        "away": [one for one in before if one not in after],
        "conflicts": _conflicts(sql, tx),
    }


def _named_source(reading: Reading, text: str, eid: int) -> int:
    """The source that an id was minted for, also inside a larger entity; else the entity's own."""
    home = parse_id(text)
    place = None if home is None else read.whereabouts(reading.sql, home, reading.tx)
    return eid if place is None else place.sid


def _entity_ids(sql: Sql, sids: list[int], tx: int) -> list[str]:
    """The public ids of the entities that hold sources now, in order and once."""
    eids = [
        eid
        for (eid,) in sql.all(
            "SELECT DISTINCT eid FROM member WHERE sid IN EACH(:sids) AND tx_to IS NULL ORDER BY eid", sids=sids
        )
    ]
    homes = read.home_ids(sql, eids)
    return [encode_id(homes[eid]) for eid in eids]


def _conflicts(sql: Sql, tx: int) -> list[dict[str, str]]:
    """The review cases that the decision opened."""
    return [
        {"kind": kind, "about": about}
        for kind, about in sql.all("SELECT kind, about FROM review_case WHERE tx_from = :tx ORDER BY cid", tx=tx)
    ]
