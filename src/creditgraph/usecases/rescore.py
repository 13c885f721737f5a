"""What another matching model would join or part in the archive, and bringing it in."""

import time
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from creditgraph.access.audit import audited
from creditgraph.archive import read
from creditgraph.archive import rescore as archive_rescore
from creditgraph.archive.archive import newest_tx
from creditgraph.archive.database import Sql
from creditgraph.archive.rescore import Change, Rescored
from creditgraph.identifiers import mask_number, redact_text
from creditgraph.matching.model import shipped_model
from creditgraph.model.ids import encode_id
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.evaluate_matching import read_model

MOST_TOLD = 200
"""So many pairs of either sort are listed; all are counted."""


def rescore(context: Context, request: Request, model: Path | None = None, apply: bool = False) -> dict[str, object]:
    """The joins that a model would add and those it would not make; the shipped model where no file is named.

    `apply` brings the model in: the archive judges by it from then on, also what comes. Decisions of stewards stand.
    """
    started = time.monotonic()
    weights = shipped_model() if model is None else read_model(model)
    with audited(context.audit, request, "rescore --apply" if apply else "rescore", weights.version):
        context.archive.open()
        tx = None
        with context.archive.read() as sql:
            found = archive_rescore.rescored(sql, newest_tx(sql), weights)
            told = _told(sql, found)
        if apply:
            actor = request.principal.name
            with context.archive.transaction("rescore", actor, patience=request.patience()) as (sql, tx):
                archive_rescore.bring_in(sql, tx, weights)
            context.committed(tx)
    return {"applied": apply, "tx": tx, **told, "seconds": round(time.monotonic() - started, 3)}


def _told(sql: Sql, found: Rescored) -> dict[str, object]:
    return {
        "before": found.before,
        "after": found.after,
        "names": found.names,
        "joined": len(found.joined),
        "parted": len(found.parted),
        "shown": {"before": found.shown_before, "after": found.shown_after},
        "joins": _pairs(sql, found.joined),
        "parts": _pairs(sql, found.parted),
    }


def _pairs(sql: Sql, changes: Iterable[Change]) -> list[dict[str, object]]:
    told = list(islice(changes, MOST_TOLD))
    sids = sorted({sid for one in told for sid in (one.a, one.b)})
    homes = read.home_ids(sql, sids)
    names: dict[int, str] = dict(
        sql.all(
            "SELECT n.sid, COALESCE(n.shown, t.folded) FROM name AS n JOIN text AS t ON t.tid = n.tid"
            " WHERE n.sid IN EACH(:sids) ORDER BY n.fid",
            sids=sids,
        )
    )
    return [
        {
            "a": {"id": encode_id(homes[one.a]), "name": redact_text(names[one.a], mask_number)},
            "b": {"id": encode_id(homes[one.b]), "name": redact_text(names[one.b], mask_number)},
            "probability": round(one.score, 4),
            "key": one.why,
        }
        for one in told
    ]
