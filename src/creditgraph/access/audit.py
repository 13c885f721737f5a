"""The hook that every use case passes: an intent before the effect, an outcome after it.

The trail goes to the ledger; before there is an archive to have one it goes to the log `creditgraph.audit`, one JSON
object a line. An entry never holds what was found, only who asked what for which purpose.
"""

import json
import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Protocol

from creditgraph.identifiers import mask_number, redact_text
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Request

_LOG = logging.getLogger("creditgraph.audit")


class AuditHook(Protocol):
    """Where entries go. A hook that raises stops the use case."""

    def record(self, entry: AuditEntry) -> None:
        """Keep an entry."""
        ...


class LogHook:
    """Entries as JSON lines in the log."""

    def record(self, entry: AuditEntry) -> None:
        """Write the entry to the log `creditgraph.audit`."""
        _LOG.info(json.dumps(asdict(entry), ensure_ascii=False))


@contextmanager
def audited(hook: AuditHook, request: Request, action: str, *about: str) -> Iterator[None]:
    """Record the intent, run the block, record how it ended. Identity numbers in what was written are masked."""
    act = uuid.uuid4().hex
    about = tuple(redact_text(text, mask_number) for text in about)
    purpose, reason = (text and redact_text(text, mask_number) for text in (request.purpose, request.reason))
    entry = AuditEntry(act, "intent", request.principal.name, action, about, purpose, reason)
    hook.record(entry)
    outcome = "failed"
    try:
        yield
        outcome = "done"
    except CreditGraphError as error:
        outcome = error.code
        raise
    finally:
        hook.record(replace(entry, stage="outcome", outcome=outcome))
