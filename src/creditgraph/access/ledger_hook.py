"""The audit hook onto the ledger."""

from creditgraph.access.audit import LogHook
from creditgraph.archive.ledger import Ledger
from creditgraph.model.audit import AuditEntry


class LedgerHook:
    """Entries into the ledger of an archive; where there is no archive yet, into the log."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._exists = False

    def record(self, entry: AuditEntry) -> None:
        """Keep the entry. What the ledger cannot keep raises, and so stops the use case."""
        self._exists = self._exists or self._ledger.archive.exists()
        if self._exists:
            self._ledger.record(entry)
        else:
            LogHook().record(entry)
