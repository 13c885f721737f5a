"""The hook that every use case passes: an intent before the effect, an outcome after it.

The trail goes to the ledger; before there is an archive to have one it goes to the log `creditgraph.audit`, one JSON
object a line. An entry never holds what was found, only who asked what for which purpose.
"""

import json
import logging
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from creditgraph.identifiers import mask_number, redact_text
from creditgraph.model.audit import AuditEntry
from creditgraph.model.errors import CreditGraphError
from creditgraph.model.request import Request

_LOG = logging.getLogger("creditgraph.audit")
_MOST_CHARACTERS = 1000
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""What no database takes in a text."""


class AuditHook(Protocol):
    """Where entries go. A hook that raises stops the use case."""

    def record(self, entry: AuditEntry) -> None:
        """Keep an entry."""
        ...


class LogHook:
    """Entries as JSON lines in the log."""

    def record(self, entry: AuditEntry) -> None:
        """Write the entry to the log `creditgraph.audit`."""
        _LOG.info(json.dumps(entry._asdict(), ensure_ascii=False))


def kept_text(text: str) -> str:
    """A text as it may be kept: identity numbers masked, what is no character marked, and not without end."""
    masked = redact_text(text, mask_number)  # first: half a number would not be known for one
    return _NO_TEXT.sub("\ufffd", masked[:_MOST_CHARACTERS])


@contextmanager
def audited(hook: AuditHook, request: Request, action: str, *about: str) -> Iterator[None]:
    """Record the intent, run the block, record how it ended. Identity numbers in what was written are masked."""
    act = uuid.uuid4().hex
    about = tuple(map(kept_text, about))
    purpose, reason = (text and kept_text(text) for text in (request.purpose, request.reason))
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
        hook.record(entry._replace(stage="outcome", outcome=outcome))
