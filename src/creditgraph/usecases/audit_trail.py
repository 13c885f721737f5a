"""The trail of what was asked and changed, for who watches over its use."""

from creditgraph.access.audit import audited
from creditgraph.archive.ledger import MOST_ENTRIES
from creditgraph.model.errors import BadInput
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def audit_trail(context: Context, request: Request, after: int = 0, limit: int = 100) -> dict[str, object]:
    """The entries that follow a number, oldest first; `next` is what to ask `after` for those that follow these.

    Reading the trail is an entry of the trail.
    """
    if not 1 <= limit <= MOST_ENTRIES or not 0 <= after < 1 << 63:
        raise BadInput("page", f"a page has 1 to {MOST_ENTRIES} entries and begins after 0 or a later one")
    with audited(context.audit, request, "audit", f"after:{after}"):
        context.archive.open()
        kept = context.ledger.audit(after, limit)
        return {
            "entries": [{"seq": one.seq, "at": one.at} | one.entry._asdict() for one in kept],
            "next": kept[-1].seq if len(kept) == limit else None,
        }
