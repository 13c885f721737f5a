"""What accompanies every question and every change: who asks, for what, as of when."""

import time
from dataclasses import dataclass
from typing import Literal

from creditgraph.model.dates import Day

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Principal:
    """Who asks. Until access rules exist there is one local principal."""

    name: str
    roles: frozenset[str]


LOCAL = Principal("local", frozenset({"reader", "investigator", "steward", "auditor", "admin"}))


@dataclass(frozen=True, slots=True)
class Request:
    """The frame of one use case.

    `as_of` is the day asked about (None: any day); `tx` the transaction whose belief is asked for (None: the newest);
    `min_tx`, where `tx` is None, the least that an answer must know: what the caller has just written. `deadline` is a
    reading of `time.monotonic` after which a search must stop and say so.
    """

    principal: Principal = LOCAL
    purpose: str | None = None
    reason: str | None = None
    as_of: Day | None = None
    tx: int | None = None
    min_tx: int | None = None
    deadline: float | None = None
    lang: Language = "zh"

    def out_of_time(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() > self.deadline

    def patience(self) -> float:
        """How many seconds to wait for another writer: until the deadline, else ten minutes."""
        return 600.0 if self.deadline is None else max(0.0, self.deadline - time.monotonic())
