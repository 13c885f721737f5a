"""Moving an archive to another database: from a file to a server, or back."""

import time
from collections.abc import Callable

from creditgraph.access.audit import audited
from creditgraph.archive.archive import Archive, newest_tx
from creditgraph.archive.transfer import copy_archive as transfer
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def copy_archive(
    context: Context, request: Request, to: str, on_rows: Callable[[str, int], None] = lambda _table, _rows: None
) -> dict[str, object]:
    """Copy the archive, with its ledger, to an address where there is none yet; how many rows of each table.

    The copy belongs to the same key, and gives the same answers as of every transaction. The archive that was copied
    stays as it is: from now on one of the two is to be written to.
    """
    started = time.monotonic()
    target = Archive(to)
    try:
        if target.display_address == context.archive.display_address:
            raise BadInput("same_archive", "an archive cannot be copied onto itself", "name another place")
        with audited(context.audit, request, "copy-archive", target.display_address):
            context.archive.open()
            tables = transfer(context.archive, target, on_rows)
        with target.read() as sql:
            tx = newest_tx(sql)
        return {
            "from": context.archive.display_address,
            "to": target.display_address,
            "tx": tx,
            "rows": sum(tables.values()),
            "tables": tables,
            "seconds": round(time.monotonic() - started, 3),
        }
    finally:
        target.close()
