"""The exceptions of the package, classed by what the caller can do.

CreditGraphError
├── BadInput        mend the input: a file, a mapping, an identifier, an option
├── NotFound        ask for something else: no such entity, decision or dataset
├── Ambiguous       choose one of several
├── Refused         the archive's rules forbid it; the message names the cause
├── Busy            wait and try again: another writer holds the archive
└── Broken          an operator must look: key missing, disk full, archive damaged
    └── Unreachable a server beside the archive cannot be asked now
"""

from collections.abc import Mapping, Sequence
from typing import Any


class CreditGraphError(Exception):
    """Base of all. `code` is stable and documented; `remedy` says what to do, in one sentence."""

    def __init__(self, code: str, message: str, remedy: str = "", **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.details: Mapping[str, Any] = details

    def __reduce__(self) -> tuple[Any, ...]:
        return _raised_elsewhere, (type(self), vars(self))


class BadInput(CreditGraphError):
    """The input is wrong; it can be mended."""


class NotFound(CreditGraphError):
    """There is no such thing."""


class Ambiguous(CreditGraphError):
    """Several fit; `candidates` lists them."""

    def __init__(self, code: str, message: str, candidates: Sequence[Any], remedy: str = "", **details: Any) -> None:
        super().__init__(code, message, remedy, candidates=list(candidates), **details)


class Refused(CreditGraphError):
    """The rules of the archive forbid it."""


class Busy(CreditGraphError):
    """Another writer is at work."""


class Broken(CreditGraphError):
    """Something outside the request is wrong: the key, the disk, the archive file."""


class Unreachable(Broken):
    """A server beside the archive cannot be asked now: it is down, starting, or too slow."""


def _raised_elsewhere(kind: type[CreditGraphError], told: Mapping[str, Any]) -> CreditGraphError:
    """An error that another process sent."""
    error = kind.__new__(kind, told["message"])
    vars(error).update(told)
    return error
