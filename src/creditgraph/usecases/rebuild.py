"""Derive again from evidence and decisions: compare, restore, or recompute the keys of names."""

import time

from creditgraph.access.audit import audited
from creditgraph.archive import keys as name_keys
from creditgraph.archive import rebuild as archive_rebuild
from creditgraph.archive.archive import newest_tx
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def rebuild(context: Context, request: Request, check: bool = False, keys: bool = False) -> dict[str, object]:
    """What differed (`differences`), by table. `check` changes nothing; `keys` folds all names again first."""
    started = time.monotonic()
    action = "rebuild --check" if check else "rebuild"
    with audited(context.audit, request, action):
        context.archive.open()
        moved = None
        if keys:
            with context.archive.maintenance() as sql:
                moved = name_keys.recompute_keys(sql)
        if check:
            with context.archive.read() as sql:
                tx = newest_tx(sql)
                found = archive_rebuild.compare(sql, context.archive.policy, tx)
        else:
            with context.archive.maintenance() as sql:
                tx = newest_tx(sql)
                found = archive_rebuild.restore(sql)
        with context.archive.read() as sql:
            rows = int(sql.value("SELECT COUNT(*) FROM version"))
    seconds = time.monotonic() - started
    return {
        "tx": tx,
        "checked": check,
        "differences": found.total,
        "tables": {"member": found.members, "claim": found.claims, "belief": found.beliefs},
        "claims_not_compared": found.rekeyed,
        "names_moved": moved,
        "rows": rows,
        "seconds": round(seconds, 3),
        "rows_per_second": round(rows / seconds, 1) if seconds else 0.0,
    }
