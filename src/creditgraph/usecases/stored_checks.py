"""Checks that were answered: the answer once more, and whether it is still what was answered.

The digest lies beside the body in one database: it finds damage and a careless hand, not a forger who changes both.
"""

import hashlib

from creditgraph.access.audit import audited
from creditgraph.archive.ledger import StoredCheck
from creditgraph.model.request import Request
from creditgraph.usecases.context import Context


def check_by_number(context: Context, request: Request, number: str) -> StoredCheck:
    """The check with a number; `body` holds the very bytes that were answered. NotFound; Broken where damaged."""
    with audited(context.audit, request, "stored_check", number):
        return context.ledger.check(number)


def verify_check(context: Context, request: Request, number: str) -> dict[str, object]:
    """Whether a stored check is, byte for byte, what was answered."""
    with audited(context.audit, request, "verify_check", number):
        stored = context.ledger.check(number)
        sha256 = hashlib.sha256(stored.body).hexdigest()
        return {"number": stored.number, "unaltered": sha256 == stored.sha256, "sha256": stored.sha256}
