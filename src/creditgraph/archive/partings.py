"""What keeps two entities apart: judgements, withdrawals, cases between them."""

from typing import NamedTuple

from creditgraph.archive.codes import VERDICT
from creditgraph.archive.database import Sql
from creditgraph.archive.facts import live
from creditgraph.model.vocabulary import Verdict

MOST = 20
"""So many of each are read."""
_SAME = VERDICT.number[Verdict.SAME]


class Parting(NamedTuple):
    """A decision that keeps two entities apart: `judgement:7` or `withdrawal:3`; *different*, *unsure* or nothing."""

    decision: str
    verdict: Verdict | None
    by: str
    why: str
    since: int


def judged_apart(sql: Sql, ours: list[int], theirs: list[int], tx: int) -> list[Parting]:
    """Judgements between two sets of sources that do not join them."""
    return [
        Parting(f"judgement:{jid}", VERDICT.word(verdict), actor, why, since)
        for jid, verdict, actor, why, since in sql.all(
            f"SELECT j.jid, j.verdict, j.actor, j.why, j.tx_from FROM judgement AS j WHERE {live('j')}"
            f" AND j.verdict <> {_SAME} AND ((j.a_sid IN EACH(:ours) AND j.b_sid IN EACH(:theirs))"
            f" OR (j.b_sid IN EACH(:ours) AND j.a_sid IN EACH(:theirs))) ORDER BY j.verdict, j.jid LIMIT {MOST}",
            ours=ours,
            theirs=theirs,
            tx=tx,
        )
    ]


def withdrawn_apart(sql: Sql, ours: list[int], theirs: list[int], tx: int) -> list[Parting]:
    """Withdrawals of a key that a source of either side claims, and one of the other too."""
    return [
        Parting(f"withdrawal:{wid}", None, actor, why, since)
        for wid, actor, why, since in sql.all(
            f"SELECT DISTINCT w.wid, w.actor, w.why, w.tx_from FROM withdrawal AS w JOIN claim AS c ON c.sid = w.sid"
            f" AND c.key = w.key AND {live('c')} JOIN claim AS k ON k.key = w.key AND {live('k')} WHERE {live('w')}"
            " AND ((w.sid IN EACH(:ours) AND k.sid IN EACH(:theirs))"
            f" OR (w.sid IN EACH(:theirs) AND k.sid IN EACH(:ours))) ORDER BY w.wid LIMIT {MOST}",
            ours=ours,
            theirs=theirs,
            tx=tx,
        )
    ]


def cases_between(sql: Sql, ours: list[int], theirs: list[int], tx: int) -> list[tuple[int, str]]:
    """Open cases that name sources of both sides: number and kind."""
    return [
        (cid, kind)
        for cid, kind in sql.all(
            "SELECT DISTINCT c.cid, c.kind FROM review_subject AS x JOIN review_subject AS y ON y.cid = x.cid"
            f" JOIN review_case AS c ON c.cid = x.cid AND {live('c')} WHERE x.sid IN EACH(:ours)"
            f" AND y.sid IN EACH(:theirs) ORDER BY c.cid LIMIT {MOST}",
            ours=ours,
            theirs=theirs,
            tx=tx,
        )
    ]
