"""What the archive holds: per dataset the last delivery and counts; size and newest transaction."""

from creditgraph.access.audit import audited
from creditgraph.model.dates import iso
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context
from creditgraph.usecases.published import graph_state


def status(context: Context, request: Request) -> dict[str, object]:
    """Counts of the archive and of each dataset."""
    with audited(context.audit, request, "status"), context.reading(request) as reading:
        sql, address = reading.sql, context.graph_address
        datasets = [
            {
                "dataset": name,
                "batches": batches,
                "rows_accepted": int(accepted),  # PostgreSQL sums in decimals
                "last_stated_on": iso(stated_on),
                "last_imported_at": at,
            }
            for name, batches, accepted, stated_on, at in sql.all(
                "SELECT d.name, COUNT(*), SUM(b.rows_accepted), MAX(b.stated_on), MAX(t.at) FROM batch AS b"
                " JOIN dataset AS d ON d.ds = b.ds JOIN tx AS t ON t.tx = b.tx WHERE b.tx <= :tx"
                " GROUP BY d.name ORDER BY d.name",
                tx=reading.tx,
            )
        ]
        counts = {
            "entities": "SELECT COUNT(DISTINCT eid) FROM member WHERE tx_to IS NULL",
            "sources": "SELECT COUNT(*) FROM member WHERE tx_to IS NULL",
            "links": "SELECT COUNT(*) FROM link",
            "records": "SELECT COUNT(*) FROM record",
            "names": "SELECT COUNT(*) FROM text",
            "open_cases": "SELECT COUNT(*) FROM review_case WHERE tx_to IS NULL",
        }
        last = sql.value("SELECT at FROM tx WHERE tx = :tx", tx=reading.tx)
        return {
            "archive": context.archive.display_address,
            "tx": reading.tx,
            "at": last,
            "policy": context.archive.policy.name,
            "bytes": context.archive.size(),
            **{name: int(sql.value(query)) for name, query in counts.items()},
            "datasets": datasets,
            "last_backup": context.ledger.last_backup(),
            **({} if address is None else {"graph": graph_state(address, context.archive)}),
        }
