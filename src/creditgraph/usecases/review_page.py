"""One case of the queue with all that a steward needs to decide it: rows, parts, features, sentences."""

from itertools import combinations
from typing import Any

from creditgraph.access.audit import audited
from creditgraph.archive import reviews as queue
from creditgraph.archive.codes import VERDICT
from creditgraph.archive.likeness import matcher_of
from creditgraph.archive.standings import MOST_SUBJECTS, pair_of
from creditgraph.archive.stated import stated
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.usecases.compared_sources import compare_sources
from creditgraph.usecases.context import Context, Reading
from creditgraph.usecases.reviews import require_case, subjects_of, tell_cases
from creditgraph.usecases.told_joins import RULE
from creditgraph.usecases.told_sources import organisations_of, tell_rows

MOST_ROWS = 10
"""How many rows that state a subject are told."""
MOST_COMPARED = 10
"""How many pairs of a case are compared; the first subjects come first."""

Told = dict[str, Any]


def show_review(context: Context, request: Request, cid: int) -> Told:
    """A case with its subjects, the rows that state them, and what matching says of them in pairs.

    `state` is open, settled (a judgement leaves nothing to decide) or closed; NotFound for no such case.
    """
    with audited(context.audit, request, "review", str(cid)), context.reading(request) as reading:
        case, standing = require_case(reading, cid)
        (told,) = tell_cases(reading, [(case, standing)], MOST_SUBJECTS)
        ends = queue.ends_of(reading.sql, [case])
        sources = stated(reading.sql, subjects_of(case, ends)[:MOST_SUBJECTS], reading.tx)
        rows = tell_rows(reading, {sid: source.facts for sid, source in sources.items()}, MOST_ROWS)
        matcher = matcher_of(reading.sql)
        organised = organisations_of(reading, sources)
        by_id = {encode_id(source.home_id): sid for sid, source in sources.items()}
        subjects = [{**one, "sources": rows[by_id[one["source"]]]} for one in told["subjects"]]
        closed = case.tx_to is not None and case.tx_to <= reading.tx
        pair = pair_of(case, standing, ends.get(case.decision or 0))
        pairs = [pair] if pair is not None else list(combinations(sources, 2))[:MOST_COMPARED]
        return {
            "tx": reading.tx,
            **told,
            "state": "closed" if closed else "settled" if standing.settled else "open",
            "judged": None if case.decision is None else _judged(reading, case.decision),
            "subjects": subjects,
            "comparisons": [
                {
                    "pair": [encode_id(sources[sid].home_id) for sid in (a, b)],
                    **compare_sources(matcher, [sources[a]], [sources[b]], organised),
                }
                for a, b in pairs
            ],
        }


def _judged(reading: Reading, jid: int) -> Told | None:
    """What the decision said that a case is about."""
    row = reading.sql.first(
        "SELECT j.verdict, j.origin, j.actor, j.why, t.at FROM judgement AS j JOIN tx AS t ON t.tx = j.tx_from"
        " WHERE j.jid = :jid",
        jid=jid,
    )
    if row is None:
        return None
    verdict, origin, actor, why, at = row
    return {"verdict": VERDICT.word(verdict).value, "by": actor if origin == "steward" else RULE, "said": why, "at": at}
