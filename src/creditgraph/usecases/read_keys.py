"""Keys that open the archive to a program for reading, such as OpenRefine, which sends no other proof of who it is."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from creditgraph.access.audit import audited, kept_text
from creditgraph.archive.ledger import new_number
from creditgraph.archive.ledger_read_keys import ReadKey
from creditgraph.model.errors import BadInput, NotFound
from creditgraph.model.request import Principal, Request
from creditgraph.usecases.context import Context

MOST_LABEL = 100
_NUMBER = re.compile(r"RK\d{8}-[0-9A-Z]{12}")
_SHANGHAI = ZoneInfo("Asia/Shanghai")


def create_key(context: Context, request: Request, label: str) -> dict[str, object]:
    """Make a key; it is told this once. BadInput for a label that is none."""
    label = label.strip()
    if not label or len(label) > MOST_LABEL or not label.isprintable():
        raise BadInput("label", f"a label is a text of 1 to {MOST_LABEL} characters", "say whose key it is")
    label = kept_text(label)
    with audited(context.audit, request, "create_key", label):
        context.archive.open()
        kept, key = context.ledger.create_read_key(new_number("RK"), label, request.principal.name)
        return {**kept._asdict(), "key": key}


def list_keys(context: Context, request: Request) -> dict[str, object]:
    """The keys without themselves."""
    with audited(context.audit, request, "list_keys"):
        context.archive.open()
        return {"keys": [kept._asdict() for kept in context.ledger.read_keys()]}


def revoke_key(context: Context, request: Request, number: str) -> dict[str, object]:
    """Close a key, by its number. Doing it again changes nothing. NotFound."""
    number = number.strip().upper()
    if not _NUMBER.fullmatch(number):  # it may be the key itself, which is kept nowhere
        raise NotFound("unknown_read_key", "this is no number of a key", "see creditgraph keys list")
    with audited(context.audit, request, "revoke_key", number):
        context.archive.open()
        return context.ledger.revoke_read_key(number)._asdict()


def holder_of(context: Context, key: str) -> Principal:
    """Who asks with a key: a reader by the number of the key. NotFound alike for one that never was and one revoked."""
    today = dt.datetime.now(_SHANGHAI).date().isoformat()
    kept: ReadKey | None = context.ledger.open_read_key(key, today)
    if kept is None:
        raise NotFound("unknown_read_key", "there is no such key, or it was revoked", "ask for a new one")
    return Principal(kept.number, frozenset({"reader"}))
