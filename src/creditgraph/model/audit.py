"""What the audit trail holds: who asked what for which purpose, never what was found."""

from typing import NamedTuple


class AuditEntry(NamedTuple):
    """One half of an audited act, its intent or its outcome; the two share `act`. Identity numbers are masked."""

    act: str
    stage: str
    principal: str
    action: str
    about: tuple[str, ...]
    purpose: str | None
    reason: str | None
    outcome: str | None = None
